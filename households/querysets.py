"""Reads of households, rounds and reviews."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from households.enums import HouseholdClass, Relation, RoundKind, RoundState
from povertyplan.approval import ApprovalState
from povertyplan.text import fold
from povertyplan.units.enums import Level
from povertyplan.units.querysets import ScopedQuerySet


class HouseholdQuerySet(ScopedQuerySet):
    def with_head(self):
        """Annotate the head's name and the key that sorts by it."""
        return self.filter(members__relation=Relation.HEAD).annotate(
            head_name=F("members__full_name"),
            head_year=F("members__birth_year"),
            head_key=F("members__sort_key"),
        )

    def managed(self, *, year: int):
        """Households that were poor or near-poor by the approved reviews of `year`."""
        return self.filter(Exists(self._official(year).poor_or_near_poor()))

    def left_out(self, *, year: int):
        """Households managed the year before that have no approved periodic review in `year`."""
        return self.managed(year=year - 1).exclude(Exists(self._official(year)))

    def _official(self, year: int):
        """The results of each household that count for `year`."""
        results = self.model._meta.get_field("reviews").related_model._meta.get_field("results")
        official = results.related_model.objects.official(year=year)
        return official.filter(review__household=OuterRef("pk"))

    def search(self, text: str):
        """Households with a member whose name holds the words of `text`, tones or not."""
        members = self.model._meta.get_field("members").related_model.objects
        return self.filter(Exists(members.search(text).filter(household=OuterRef("pk"))))


class MemberQuerySet(ScopedQuerySet):
    area_prefix = "household__"

    def search(self, text: str):
        condition = Q()
        for word in fold(text).split():
            condition &= Q(search_text__contains=word)
        return self.filter(condition)


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rounds in the user's area, and those of the units above it."""
        visible = Q(pk__in=[])
        for unit in user.area():
            if unit.level == Level.COUNTRY:
                return self
            visible |= Q(unit__in=self._above(unit)) | Q(**{f"unit__{_column(unit)}": unit.pk})
        return self.filter(visible)

    def covering(self, unit):
        """Rounds in which households of `unit` are reviewed: its own and those of its ancestors."""
        return self.filter(unit__in=self._above(unit))

    def overlapping(self, unit):
        """Rounds that share ground with `unit`."""
        below = Q() if unit.level == Level.COUNTRY else Q(**{f"unit__{_column(unit)}": unit.pk})
        return self.filter(Q(unit__in=self._above(unit)) | below)

    def open(self):
        return self.filter(state=RoundState.OPEN)

    def periodic(self):
        return self.filter(kind=RoundKind.PERIODIC)

    @staticmethod
    def _above(unit) -> list[int]:
        ancestors = [getattr(unit, f"{column}_id") for column in Level.columns()]
        return [pk for pk in [*ancestors, unit.pk] if pk]


def _column(unit) -> str:
    column = Level(unit.level).column
    return f"{column}_id" if column else "pk"


class ReviewQuerySet(ScopedQuerySet):
    def in_state(self, *states: ApprovalState):
        return self.filter(state__in=states)

    def with_result(self):
        """Annotate the class and scores under the standard of the round."""
        return self.filter(results__standard=F("round__standard")).annotate(
            household_class=F("results__household_class"),
            score_b1=F("results__score_b1"),
            deprivations=F("results__deprivations"),
        )

    def deprived_of(self, indicators):
        """Reviews deprived of one of `indicators`, the same service under several standards.

        Call after with_result.
        """
        reviews, deprived = self, Q(pk__in=[])
        for indicator in indicators:
            name = f"hit_{indicator.standard_id}"
            mask = F("deprivations").bitand(1 << indicator.bit)
            reviews = reviews.annotate(**{name: mask})
            deprived |= Q(round__standard=indicator.standard_id, **{f"{name}__gt": 0})
        return reviews.filter(deprived)

    def with_head(self):
        return self.filter(household__members__relation=Relation.HEAD).annotate(
            head_name=F("household__members__full_name"),
            head_key=F("household__members__sort_key"),
        )

    def search(self, text: str):
        members = (
            self.model._meta.get_field("household")
            .related_model._meta.get_field("members")
            .related_model.objects
        )
        return self.filter(Exists(members.search(text).filter(household=OuterRef("household_id"))))


class ResultQuerySet(ScopedQuerySet):
    area_prefix = "review__"

    def official(self, *, year: int):
        """Results that count for `year`: approved reviews of the periodic rounds."""
        return self.counting().filter(review__round__year=year)

    def counting(self):
        """Results that count for their year, whichever it is."""
        return self.filter(
            review__round__kind=RoundKind.PERIODIC,
            review__state=ApprovalState.APPROVED,
            standard=F("review__round__standard"),
        )

    def poor(self):
        return self.filter(household_class=HouseholdClass.POOR)

    def poor_or_near_poor(self):
        return self.filter(household_class__in=(HouseholdClass.POOR, HouseholdClass.NEAR_POOR))


class UnitYearQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"
