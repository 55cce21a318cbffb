"""Appendices 4 and 5: which agency answers for which commune, and which household it helps."""

from itertools import groupby

from households.enums import MeritKind
from plans.models import AgencyAssignment, HouseholdAssignment, Plan
from povertyplan.accounts.roles import Permission
from povertyplan.units.models import Unit
from reports.definition import Definition, frame, of_plans
from reports.links import households_in
from reports.table import Cell, Column, Kind, Row, Table


def _agencies(definition: Definition, unit: Unit, year: int, plan: Plan | None) -> Table:
    assignments = (
        AgencyAssignment.objects.filter(plan=plan)
        .select_related("agency", "unit__kind")
        .order_by("position", "pk")
    )
    rows = []
    # Agencies of one commune that follow each other share a cell, as on paper.
    for _, group in groupby(assignments, key=lambda item: item.unit_id):
        group = list(group)
        for offset, item in enumerate(group):
            span = {"rowspan": len(group)} if offset == 0 else {"is_covered": True}
            rows.append(
                Row(
                    (
                        Cell(len(rows) + 1),
                        Cell(item.agency.name),
                        Cell(item.unit.title, **span),
                        Cell(item.note),
                    )
                )
            )
    columns = (
        Column("TT", key="position", kind=Kind.INDEX, width=6),
        Column("Cơ quan, đơn vị", key="agency", width=50),
        Column("Phân công phụ trách xã", key="unit", width=30),
        Column("Ghi chú", key="note", width=16),
    )
    return _frame(definition, unit, year, columns, rows)


def _households(definition: Definition, unit: Unit, year: int, plan: Plan | None) -> Table:
    assignments = (
        HouseholdAssignment.objects.filter(plan=plan)
        .select_related("plan", "household__village__kind", "household__commune__kind")
        .prefetch_related("household__members", "household__reviews__round", "agencies")
        .order_by("position", "pk")
    )
    links = households_in(unit, [item.household_id for item in assignments])
    rows = [_household_row(index, item, links) for index, item in enumerate(assignments, start=1)]
    columns = (
        Column("TT", key="position", kind=Kind.INDEX, width=5),
        Column("Họ và tên chủ hộ cận nghèo", key="head", width=22, is_personal=True),
        Column("Họ và tên người có công", key="merit_person", width=22, is_personal=True),
        Column(
            "Địa chỉ",
            children=(
                Column("Thôn, buôn", key="village", width=17),
                Column("Xã, thị trấn", key="commune", width=15),
            ),
        ),
        Column("Số khẩu", key="persons", kind=Kind.COUNT, width=8),
        Column("Thuộc đối tượng", key="merit_kind", width=16),
        Column("Cơ quan, đơn vị phụ trách giúp hộ", key="agencies", width=34),
    )
    return _frame(definition, unit, year, columns, rows)


def _household_row(index: int, item: HouseholdAssignment, links: dict[int, str]) -> Row:
    household = item.household
    members = list(household.members.all())
    merit = next((member for member in members if member.merit_kind), None)
    return Row(
        (
            Cell(index),
            Cell(str(household.head), link=links.get(household.pk, "")),
            Cell(str(merit) if merit else None),
            Cell(household.village.title),
            Cell(household.commune.table_name),
            Cell(_persons(item, members)),
            Cell(MeritKind(merit.merit_kind).label if merit else None),
            Cell("; ".join(agency.name for agency in item.agencies.all())),
        )
    )


def _persons(item: HouseholdAssignment, members: list) -> int:
    """The persons found in the review that the plan rests on, else those of today."""
    before = item.plan.year - 1
    reviews = item.household.reviews.all()
    found = [review.person_count for review in reviews if review.round.year == before]
    return found[-1] if found else len(members)


def _frame(definition, unit, year, columns, rows) -> Table:
    notes = () if rows else (f"Kế hoạch năm {year} của {unit.full_name} chưa có phân công.",)
    return frame(
        definition,
        unit,
        year,
        state="Theo kế hoạch" if rows else "Chưa phân công",
        columns=columns,
        rows=tuple(rows),
        notes=notes,
    )


AGENCIES = Definition(
    name="agency-assignments",
    number="Phụ lục 4",
    title="Danh sách phân công các cơ quan, ban ngành phụ trách công tác giảm nghèo tại các xã, "
    "thị trấn",
    description="Cơ quan phụ trách từng xã, thị trấn theo kế hoạch của năm.",
    **of_plans(_agencies),
    is_annex=True,
)
HOUSEHOLDS = Definition(
    name="household-assignments",
    number="Phụ lục 5",
    title="Danh sách phân công các cơ quan, ban ngành phụ trách giúp gia đình chính sách vươn lên "
    "thoát nghèo bền vững",
    description="Hộ gia đình chính sách được giúp đỡ và cơ quan phụ trách từng hộ.",
    **of_plans(_households),
    permission=Permission.HOUSEHOLD_READ,
    is_annex=True,
)
