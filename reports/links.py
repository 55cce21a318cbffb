"""Addresses of the households behind a printed figure."""

from urllib.parse import urlencode

from django.urls import reverse

from households.enums import HouseholdClass, RoundKind
from povertyplan.approval import ApprovalState
from povertyplan.units.models import Unit
from targets.enums import Measure


def households_behind(unit: Unit, year: int, measure: str) -> str:
    """The approved reviews of `year` in `unit` that the count of `measure` was counted from."""
    criteria = {
        "unit": unit.pk,
        "year": year,
        "kind": RoundKind.PERIODIC,
        "state": ApprovalState.APPROVED,
        "household_class": HouseholdClass.POOR,
    }
    if measure == Measure.MINORITY:
        criteria["minority"] = "yes"
    elif measure != Measure.POOR:
        criteria["deprived"] = measure
    return f"{reverse('households:review-list')}?{urlencode(criteria)}"
