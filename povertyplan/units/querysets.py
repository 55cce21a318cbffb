"""Reads of units, and the one place that says what lies within a person's area."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from povertyplan.periods import DatedQuerySet
from povertyplan.units.enums import Level


def within(unit, *, prefix: str = "", village: str = "village") -> Q:
    """The condition that a row lies in the subtree of `unit`: one indexed column, no recursion.

    `prefix` leads to the columns of the ancestors (`review__`); `village` is the column of the
    village itself (`id` on units).
    """
    if unit.level == Level.COUNTRY:
        return Q()
    column = Level(unit.level).column or village
    field = column if column == "id" or column.endswith("_id") else f"{column}_id"
    return Q(**{f"{prefix}{field}": unit.pk})


def area_of(user, *, prefix: str = "", village: str = "village") -> Q:
    """The condition that a row lies in a subtree of one of the user's units."""
    area = Q(pk__in=[])
    for unit in user.area():
        condition = within(unit, prefix=prefix, village=village)
        if not condition:
            return Q()
        area |= condition
    return area


class ScopedQuerySet(DatedQuerySet):
    """Rows that lie somewhere. Every view starts from `visible_to`."""

    area_prefix = ""
    village_column = "village"

    def in_unit(self, unit):
        return self.filter(within(unit, prefix=self.area_prefix, village=self.village_column))

    def visible_to(self, user):
        return self.filter(area_of(user, prefix=self.area_prefix, village=self.village_column))


class UnitQuerySet(ScopedQuerySet):
    village_column = "id"

    def communes(self):
        return self.filter(level=Level.COMMUNE)

    def villages(self):
        return self.filter(level=Level.VILLAGE)

    def children_of(self, unit, *, year: int):
        """The units right under `unit` at the end of `year`, in the order of printed tables.

        Figures of a year are those of its last day; of a unit that ended during it, the unit's.
        """
        day = unit.last_day_in(year)
        return (
            self.filter(parent=unit)
            .valid_on(day)
            .with_code(day)
            .select_related("kind")
            .order_by("position", "code", "sort_key", "pk")
        )

    def with_code(self, day: date):
        """Annotate `code`: the official code on `day`, else the unit's latest."""
        own = (
            self._codes()
            .filter(unit=OuterRef("pk"))
            .order_by(F("valid_from").desc(nulls_last=True))
        )
        return self.annotate(
            code=Coalesce(Subquery(own.valid_on(day).values("code")[:1]), own.values("code")[:1])
        )

    def by_code(self, code: str, *, year: int):
        """The unit that held the official `code` in `year`; at its end when two held it in turn.

        Villages have no official codes: their numbers are local and repeat from commune to commune.
        """
        held = self._codes().filter(code=code, unit=OuterRef("pk"))
        official = self.filter(level__lte=Level.COMMUNE)
        at_end = official.filter(Exists(held.valid_on(date(year, 12, 31))))
        return at_end.first() or official.filter(Exists(held.valid_in(year))).first()

    def _codes(self):
        return self.model._meta.get_field("codes").related_model.objects
