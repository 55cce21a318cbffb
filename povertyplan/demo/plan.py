"""The district's plan of 2021: its agencies, and whom they answer for."""

from datetime import date

from plans.models import AgencyAssignment, HouseholdAssignment, Plan
from povertyplan.demo import source
from povertyplan.demo.stories import Story
from povertyplan.units.models import Agency, Unit


def exists(district: Unit) -> bool:
    """Whether the demonstration has been loaded."""
    return Plan.objects.filter(unit=district, year=source.PLAN_YEAR).exists()


def create(district: Unit, communes: dict[str, Unit], stories: list[Story]) -> Plan:
    places = source.places()
    row = places["plan"]
    issued_on = date.fromisoformat(row["issued_on"])
    plan = Plan.objects.create(unit=district, **{**row, "issued_on": issued_on})
    agencies = {}
    for position, row in enumerate(places["agencies"], 1):
        agency = Agency.objects.create(
            unit=district, name=row["name"], position=position, valid_to=district.valid_to
        )
        AgencyAssignment.objects.create(
            plan=plan, agency=agency, unit=communes[row["commune"]], position=position
        )
        agencies[agency.name] = agency
    _assign_households(plan, agencies, stories)
    return plan


def _assign_households(plan: Plan, agencies: dict[str, Agency], stories: list[Story]) -> None:
    assisted = {id(story.merit): story for story in stories if story.merit}
    for position, row in enumerate(source.places()["merit_households"], 1):
        assignment = HouseholdAssignment.objects.create(
            plan=plan, household=assisted[id(row)].household, position=position
        )
        assignment.agencies.set(agencies[name] for name in row["agencies"])
