"""Addresses of the households behind a printed figure."""

from urllib.parse import urlencode

from django.urls import reverse

from households.enums import HouseholdClass, RoundKind
from povertyplan.approval import ApprovalState
from povertyplan.units.models import Unit
from targets.enums import Measure


def households_behind(unit: Unit, year: int, measure: str) -> str:
    """The approved reviews of `year` in `unit` that the count of `measure` was counted from."""
    criteria = {"household_class": HouseholdClass.POOR}
    if measure == Measure.NEAR_POOR:
        criteria["household_class"] = HouseholdClass.NEAR_POOR
    elif measure == Measure.MINORITY:
        criteria["minority"] = "yes"
    elif measure != Measure.POOR:
        criteria["deprived"] = measure
    return reviews_behind(unit, year, **criteria)


def reviews_behind(unit: Unit, year: int, **criteria: str) -> str:
    """The approved reviews of the periodic rounds of `year` in `unit` that are as `criteria` say.

    Their names are those of the filter: household_class, minority, ethnicity, deprived.
    """
    official = {
        "unit": unit.pk,
        "year": year,
        "kind": RoundKind.PERIODIC,
        "state": ApprovalState.APPROVED,
    }
    return f"{reverse('households:review-list')}?{urlencode(official | criteria)}"
