"""Addresses of the households behind a printed figure."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from households.basis import OFFICIAL, OPENING, Basis
from households.enums import HouseholdClass, RoundKind
from households.models import Household
from povertyplan.units.models import Unit
from targets.enums import Measure


def households_behind(unit: Unit, year: int, measure: str) -> str:
    """The approved reviews of `year` in `unit` from which the count of `measure` was taken.

    Targets count who is poor when the next year opens.
    """
    criteria = {"household_class": HouseholdClass.POOR}
    if measure == Measure.NEAR_POOR:
        criteria["household_class"] = HouseholdClass.NEAR_POOR
    elif measure == Measure.MINORITY:
        criteria["minority"] = "yes"
    elif measure != Measure.POOR:
        criteria["deprived"] = measure
    return reviews_behind(unit, year, OPENING, **criteria)


def reviews_behind(unit: Unit, year: int, basis: Basis = OFFICIAL, **criteria: str) -> str:
    """The reviews of `year` in `unit` that a figure of `basis` counts and `criteria` describe.

    Their names are those of the filter: household_class, minority, ethnicity, deprived, least,
    cause, trait, group.
    """
    counted = {
        "unit": unit.pk,
        "year": year,
        "kind": RoundKind.IN_YEAR if basis.round else RoundKind.PERIODIC,
        "stage": "preliminary" if basis.is_preliminary else "official",
    }
    if basis.round:
        counted["round"] = basis.round.pk
    if basis.is_opening:
        counted["judged"] = "next"
    return f"{reverse('households:review-list')}?{urlencode(counted | criteria)}"


def households_moved(table: str, scope, place: Unit | None, counted: str) -> str:
    """The households that a column of a movement table counts, in the row of a child unit."""
    basis = scope.basis
    asked = {
        "unit": scope.unit.pk,
        "year": scope.year,
        "counted": counted,
        "place": place and place.pk,
        "stage": "preliminary" if basis.is_preliminary else None,
        "judged": "next" if basis.is_opening else None,
        "round": basis.round and basis.round.pk,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('reports:report-households', args=[table])}?{query}"


def households_in(unit: Unit, keys: Iterable[int]) -> dict[int, str]:
    """The pages of the households of `keys` that live in `unit` by now.

    Whoever reads a table of `unit` need not be let into a household that has moved out of it.
    """
    here = Household.objects.in_unit(unit).filter(pk__in=keys).order_by()
    return {household.pk: household.get_absolute_url() for household in here.only("pk")}


def table_of_check(check, unit: Unit, year: int) -> str:
    """The address of the table in which to look for what does not agree."""
    query = urlencode({"unit": unit.pk, "year": year + check.years_later})
    return f"{reverse('reports:report-detail', args=[check.table])}?{query}"
