"""Writing who helps which household, while a plan is written and once it is issued."""

from collections.abc import Sequence

from django.db import transaction

from households.models import Household
from plans import helpers
from plans.actions.common import check_own, lock
from plans.models import HouseholdAssignment, OfficialAssignment, Plan
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import touch
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData
from povertyplan.text import nfc
from povertyplan.units.models import Agency

_LIMITS = ["places_limit", "households_limit"]


@transaction.atomic
def assign(
    *,
    plan: Plan,
    households: Sequence[Household],
    agencies: Sequence[Agency] = (),
    official: str = "",
    version: int | None,
    by: User,
) -> int:
    """Give every one of `households` the agencies and the official; returns how many got one.

    Raises when a household lies elsewhere, or an agency is not of the plan's unit and year.
    """
    locked = _lock(plan, version, by)
    official = nfc(official)
    if not households:
        raise InvalidData("Hãy chọn ít nhất một hộ.")
    if not agencies and not official:
        raise InvalidData("Hãy chọn cơ quan, hoặc ghi cán bộ giúp hộ.")
    _check_places(locked, households, agencies)
    before = helpers.under(locked, households)
    if agencies:
        _give_agencies(locked, households, agencies)
    if official:
        _give_official(locked, households, official)
    return _written(locked, households, before, by, "Giao cơ quan, cán bộ giúp hộ")


@transaction.atomic
def release(
    *,
    plan: Plan,
    household: Household,
    agency: int | None = None,
    official: str = "",
    version: int | None,
    by: User,
) -> None:
    """Take one helper off a household: the agency of this key, or the official of this name."""
    locked = _lock(plan, version, by)
    before = helpers.under(locked, [household])
    if agency:
        for row in locked.household_assignments.filter(household=household):
            row.agencies.remove(agency)
            if not row.agencies.exists():
                row.delete()
    else:
        locked.official_assignments.filter(household=household, official=official).delete()
    if not _written(locked, [household], before, by, "Thôi giao cơ quan, cán bộ giúp hộ"):
        raise InvalidData("Cơ quan, cán bộ này không còn được giao giúp hộ; hãy tải lại trang.")


@transaction.atomic
def set_limits(*, plan: Plan, version: int | None, by: User, **limits: int) -> Plan:
    """Say from how many places and households on an agency or an official has too much."""
    locked = _lock(plan, version, by)
    before = trail.snapshot(locked, _LIMITS)
    for name in _LIMITS:
        setattr(locked, name, limits[name])
    changes = trail.diff(before, trail.snapshot(locked, _LIMITS))
    if changes:
        locked.full_clean()
        touch(locked, by)
        sentence = f"Đặt mức quá tải của {locked.name}"
        trail.log("plan.limits", sentence, record=locked, by=by, changes=changes)
    return locked


def _lock(plan: Plan, version: int | None, by: User) -> Plan:
    """The plan, locked: being written, or issued and not replaced."""
    check(by, Permission.PLAN_EDIT)
    locked = lock(plan)
    check_own(locked, by)
    if not (locked.is_issued or locked.is_editable):
        raise DomainError(
            f"Kế hoạch đang ở trạng thái «{locked.get_state_display()}» nên chưa phân công được."
        )
    if locked.successor:
        raise DomainError("Kế hoạch đã bị thay thế; hãy phân công trong kế hoạch thay thế.")
    locked.check_seen(version)
    return locked


def _check_places(plan: Plan, households: Sequence[Household], agencies: Sequence[Agency]) -> None:
    asked = {household.pk for household in households}
    if Household.objects.in_unit(plan.unit).filter(pk__in=asked).count() != len(asked):
        raise InvalidData(f"Có hộ không ở {plan.unit.full_name}; hãy tải lại trang.")
    own = Agency.objects.filter(unit=plan.unit).valid_in(plan.year)
    named = {agency.pk for agency in agencies}
    if own.filter(pk__in=named).count() != len(named):
        raise InvalidData(f"Có cơ quan không thuộc {plan.unit.full_name} năm {plan.year}.")


def _give_agencies(plan: Plan, households, agencies: Sequence[Agency]) -> None:
    rows = plan.household_assignments.filter(household__in=households)
    known = set(rows.values_list("household", flat=True))
    start = _next_position(plan.household_assignments)
    missing = [household for household in households if household.pk not in known]
    HouseholdAssignment.objects.bulk_create(
        HouseholdAssignment(plan=plan, household=household, position=position)
        for position, household in enumerate(missing, start)
    )
    through = HouseholdAssignment.agencies.through
    pairs = set(
        through.objects.filter(householdassignment__in=rows.all()).values_list(
            "householdassignment", "agency"
        )
    )
    through.objects.bulk_create(
        through(householdassignment_id=row, agency=agency)
        for row in rows.values_list("pk", flat=True)
        for agency in agencies
        if (row, agency.pk) not in pairs
    )


def _give_official(plan: Plan, households, official: str) -> None:
    OfficialAssignment._meta.get_field("official").clean(official, None)
    rows = plan.official_assignments.filter(household__in=households, official=official)
    known = set(rows.values_list("household", flat=True))
    missing = [household for household in households if household.pk not in known]
    OfficialAssignment.objects.bulk_create(
        OfficialAssignment(plan=plan, household=household, official=official, position=position)
        for position, household in enumerate(missing, _next_position(plan.official_assignments))
    )


def _next_position(rows) -> int:
    last = rows.last()
    return last.position + 1 if last else 1


def _written(plan: Plan, households, before, by: User, verb: str) -> int:
    """Write to the trails of the plan and the households what changed; returns for how many."""
    after = helpers.under(plan, households)
    changed = [item for item in households if before[item.pk] != after[item.pk]]
    own = {
        item.pk: trail.diff(_in_words(before[item.pk]), _in_words(after[item.pk]))
        for item in changed
    }
    if changed:
        touch(plan, by)
        changes = [{**own[item.pk][0], "label": f"{item}, {item.village}"} for item in changed]
        sentence = f"{verb} theo {plan.name}"
        trail.log("plan.helped", sentence, record=plan, by=by, changes=changes)
        trail.log_many("household.helped", sentence, records=changed, by=by, changes=own)
    return len(changed)


def _in_words(found: list[helpers.Helper]) -> dict[str, str]:
    return {"người giúp": trail.in_words("; ".join(helper.name for helper in found))}
