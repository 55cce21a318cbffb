"""Reads of households, rounds and reviews."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from households.enums import (
    HouseholdClass,
    ObjectionState,
    Relation,
    RoundKind,
    RoundState,
    StepKind,
)
from povertyplan.approval import EDITABLE, ApprovalState
from povertyplan.text import fold
from povertyplan.units.enums import Level
from povertyplan.units.querysets import ScopedQuerySet

POOR_OR_NEAR_POOR = (HouseholdClass.POOR, HouseholdClass.NEAR_POOR)
# The periodic round ends on 14 December (Decision 24/2021, art. 3); a round within the year that
# opens afterwards goes on from it, as those of the next year do.
SEASON_ENDS = 12, 14


def season_end(year: int) -> date:
    """The last day of the periodic round of `year`."""
    return date(year, *SEASON_ENDS)


class HouseholdQuerySet(ScopedQuerySet):
    def with_head(self):
        """Annotate the head's name and the key that sorts by it."""
        return self.filter(members__relation=Relation.HEAD).annotate(
            head_name=F("members__full_name"),
            head_year=F("members__birth_year"),
            head_key=F("members__sort_key"),
        )

    def present(self):
        """Households that have not moved away, died out or joined another."""
        return self.filter(ended_on=None)

    def managed(self, *, year: int):
        """Households that count as poor or near-poor after the review of `year`.

        By the standard that opens the next year, and by what was recognised during that year.
        """
        latest = self._results().managing(year=year).order_by("-review__round__opens_on", "-pk")
        managed = self.alias(managed_class=Subquery(latest.values("household_class")[:1]))
        return managed.filter(managed_class__in=POOR_OR_NEAR_POOR)

    def reviewed_in(self, year: int):
        """Households with a review in a periodic round of `year`, wherever it was."""
        reviews = self.model._meta.get_field("reviews").related_model.objects.active()
        reviews = reviews.filter(round__kind=RoundKind.PERIODIC, round__year=year)
        return self.filter(Exists(reviews.filter(household=OuterRef("pk"))))

    def left_out(self, *, year: int):
        """Households managed the year before that have no approved periodic review in `year`."""
        there = self.filter(Q(ended_on=None) | Q(ended_on__year__gt=year))
        official = self._results().official(year=year)
        return there.managed(year=year - 1).exclude(Exists(official))

    def _results(self):
        """The results of each household."""
        results = self.model._meta.get_field("reviews").related_model._meta.get_field("results")
        return results.related_model.objects.filter(review__household=OuterRef("pk"))

    def search(self, text: str):
        """Households with a member whose name holds the words of `text`, tones or not."""
        members = self.model._meta.get_field("members").related_model.everybody
        return self.filter(Exists(members.search(text).filter(household=OuterRef("pk"))))


class MemberQuerySet(ScopedQuerySet):
    area_prefix = "household__"

    def search(self, text: str):
        condition = Q()
        for word in fold(text).split():
            condition &= Q(search_text__contains=word)
        return self.filter(condition)


class PresentMembers(models.Manager):
    """The people who live in a household now."""

    def get_queryset(self):
        return super().get_queryset().filter(left_on=None)


class LocatedQuerySet(ScopedQuerySet):
    """Facts that lie in a village by their own columns."""


class ObjectionQuerySet(models.QuerySet):
    def unsettled(self):
        """Objections that are open, or upheld while nobody has re-checked yet."""
        awaits_recheck = Q(state=ObjectionState.UPHELD, rechecked="")
        return self.filter(Q(state=ObjectionState.OPEN) | awaits_recheck)


class RecognitionQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"


class UploadQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"


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

    def at_home(self):
        """Reviews with those who collect: they can be edited, or an objection is to be settled."""
        return self.filter(Q(state__in=EDITABLE) | Exists(self._objections().unsettled()))

    def objected(self):
        """Reviews to which somebody has objected, settled or not."""
        return self.filter(Exists(self._objections()))

    def unsettled(self):
        """Reviews with an objection that nobody has answered or re-checked."""
        return self.filter(Exists(self._objections().unsettled()))

    def _objections(self):
        """The objections to each review."""
        objections = self.model._meta.get_field("objections").related_model.objects
        return objections.filter(review=OuterRef("pk"))

    def active(self):
        """Reviews that are still part of their round."""
        return self.filter(withdrawn_because="")

    def decided_by(self, units):
        """Reviews that people of `units` approve: of the communes below, or their own.

        A commune decides itself where the procedure asks the upper level for no opinion.
        """
        opinion = Exists(
            self.model._meta.get_field("round")
            .related_model._meta.get_field("procedure")
            .related_model.objects.filter(
                pk=OuterRef("round__procedure"), steps__kind=StepKind.OPINION
            )
        )
        asks = Q(round__procedure=None) | Q(has_opinion=True)
        return self.alias(has_opinion=opinion).filter(
            Q(asks, commune__parent__in=units) | Q(~asks, commune__in=units)
        )

    def final(self):
        """Reviews that nobody is working on any more; with a procedure, recognised by decision."""
        recognised = Q(round__procedure=None) | Q(recognition__isnull=False)
        return self.active().filter(recognised, state=ApprovalState.APPROVED)

    def with_result(self, *, is_opening: bool = False):
        """Annotate the class and scores under the standard of the round.

        Or, with `is_opening`, under that with which the next year opens.
        """
        closing = F("round__standard")
        opening = Coalesce("round__next_standard", closing)
        return self.filter(results__standard=opening if is_opening else closing).annotate(
            standard=F("results__standard"),
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
            deprived |= Q(standard=indicator.standard_id, **{f"{name}__gt": 0})
        return reviews.filter(deprived)

    def deprived_in(self, least: int):
        """Reviews deprived of that many indicators or more. Call after with_result."""
        found = set(self.order_by().values_list("deprivations", flat=True))
        return self.filter(deprivations__in=[bits for bits in found if bits.bit_count() >= least])

    def caused_by(self, bit: int):
        """Reviews that name the cause of poverty with the bit."""
        return self.alias(this_cause=F("causes").bitand(1 << bit)).filter(this_cause__gt=0)

    def with_head(self):
        return self.filter(household__members__relation=Relation.HEAD).annotate(
            head_name=F("household__members__full_name"),
            head_key=F("household__members__sort_key"),
        )

    def search(self, text: str):
        members = (
            self.model._meta.get_field("household")
            .related_model._meta.get_field("members")
            .related_model.everybody
        )
        return self.filter(Exists(members.search(text).filter(household=OuterRef("household_id"))))


# The standard with which the year after the round of a result opens.
OPENING_STANDARD = Coalesce("review__round__next_standard", "review__round__standard")


class ResultQuerySet(ScopedQuerySet):
    area_prefix = "review__"

    def official(self, *, year: int):
        """Results that count for `year`: approved (and recognised) reviews of periodic rounds."""
        return self.counting().filter(review__round__year=year)

    def counting(self):
        """Results that count for their year, whichever it is."""
        closing = self.final().filter(standard=F("review__round__standard"))
        return closing.filter(review__round__kind=RoundKind.PERIODIC)

    def opening(self, *, year: int):
        """Results of the year before under the standard with which `year` opens."""
        periodic = self.final().filter(review__round__kind=RoundKind.PERIODIC)
        return periodic.filter(review__round__year=year - 1, standard=OPENING_STANDARD)

    def managing(self, *, year: int):
        """Results that say who is managed after the periodic round of `year`."""
        since = {"opens_on__gt": season_end(year), "opens_on__lte": season_end(year + 1)}
        within = {f"review__round__{name}": day for name, day in since.items()}
        in_year = Q(review__round__kind=RoundKind.IN_YEAR, **within)
        periodic = Q(review__round__kind=RoundKind.PERIODIC, review__round__year=year)
        return self.final().filter(in_year | periodic, standard=OPENING_STANDARD)

    def final(self):
        """Results that nobody is working on any more; with a procedure, recognised by decision."""
        recognised = Q(review__round__procedure=None) | Q(review__recognition__isnull=False)
        return self.filter(
            recognised, review__state=ApprovalState.APPROVED, review__withdrawn_because=""
        )

    def poor(self):
        return self.filter(household_class=HouseholdClass.POOR)

    def poor_or_near_poor(self):
        return self.filter(household_class__in=POOR_OR_NEAR_POOR)


class UnitYearQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"
