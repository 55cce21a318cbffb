"""The two lists of a year: households registered to escape poverty, and those unable to."""

from collections import defaultdict

from django.db.models import Count, Q

from households.enums import HouseholdClass, OptionKind
from households.models import Household, Indicator, Option, Result, Standard
from povertyplan.accounts.roles import Permission
from povertyplan.numbers import vietnamese
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from reports.definition import Definition, frame
from reports.links import households_in
from reports.table import Cell, Column, Kind, Row, Table
from targets.enums import RegistrationKind
from targets.models import Registration

_CLASSES = dict(HouseholdClass.choices)


def _build(kind: RegistrationKind):
    def build(definition: Definition, unit: Unit, year: int) -> Table:
        is_above_commune = unit.level < Level.COMMUNE
        registrations = _registered(unit, year, kind)
        names = _Names(registrations, unit, year)
        rows = [
            Row(_cells(index, registration, names, is_above_commune))
            for index, registration in enumerate(registrations, start=1)
        ]
        return frame(
            definition,
            unit,
            year,
            standard="",
            state=f"Danh sách: {vietnamese(len(rows))} hộ",
            columns=_columns(kind, is_above_commune),
            rows=tuple(rows),
        )

    return build


def _registered(unit: Unit, year: int, kind: RegistrationKind) -> list[Registration]:
    """In the printed order of communes and villages, then by the head's name."""
    rows = Registration.objects.in_unit(unit).filter(year=year, kind=kind)
    rows = rows.with_head().with_classes()
    rows = rows.select_related("village__kind", "commune__kind", "household__ethnicity")
    places = [f"{level}__{key}" for level in ("commune", "village") for key in _PLACE]
    return list(rows.order_by(*places, "head_key", "pk"))


_PLACE = ("position", "sort_key", "pk")


class _Names:
    """What the rows of a list need besides themselves, read once: sizes, lacks, causes, links."""

    def __init__(self, registrations: list[Registration], unit: Unit, year: int):
        households = [registration.household_id for registration in registrations]
        self.links = households_in(unit, households)
        sizes = Household.objects.filter(pk__in=households).annotate(
            size=Count("members", filter=Q(members__left_on=None))
        )
        self.sizes = dict(sizes.order_by().values_list("pk", "size"))
        causes = Option.objects.of_kind(OptionKind.CAUSE)
        self.causes = dict(causes.values_list("code", "name"))
        self.indicators = dict(Indicator.objects.values_list("code", "name"))
        self.deprived = defaultdict(list)
        rules = {standard.pk: standard.rules() for standard in Standard.objects.all()}
        results = Result.objects.official(year=year - 1).filter(review__household__in=households)
        rows = results.values_list("review__household", "standard", "deprivations")
        for household, standard, bits in rows.order_by():
            self.deprived[household] = rules[standard].unpack(bits)

    def of_causes(self, registration: Registration) -> str:
        known = [self.causes.get(code, code) for code in registration.causes]
        return "; ".join([*known, *filter(None, [registration.cause_note])])

    def of_deprivations(self, registration: Registration) -> str:
        codes = self.deprived[registration.household_id]
        return "; ".join(self.indicators.get(code, code) for code in codes)


def _cells(index: int, row: Registration, names: _Names, is_above_commune: bool) -> tuple:
    commune = [Cell(row.commune.table_name)] if is_above_commune else []
    common = [
        Cell(index),
        Cell(row.head_name, link=names.links.get(row.household_id, "")),
        *commune,
        Cell(row.village.title),
        Cell(row.household.ethnicity.name),
        Cell(names.sizes[row.household_id]),
        Cell(_CLASSES.get(row.class_before, "")),
        Cell(names.of_deprivations(row)),
        Cell(names.of_causes(row)),
    ]
    if row.kind == RegistrationKind.UNABLE:
        reason = row.get_unable_reason_display()
        note = f": {row.unable_note}" if row.unable_note else ""
        return (*common, Cell(f"{reason}{note}"))
    due = f"{row.due_on:%d/%m/%Y}" if row.due_on else ""
    texts = (row.measures, due, row.resources, row.helper)
    return (*common, *(Cell(text) for text in texts))


def _columns(kind: RegistrationKind, is_above_commune: bool) -> tuple[Column, ...]:
    commune = [Column("Xã, thị trấn", key="commune", width=12)] if is_above_commune else []
    last = {
        RegistrationKind.ABLE: (
            Column("Giải pháp hỗ trợ", key="measures", width=20),
            Column("Thời gian", key="due_on", width=14),
            Column("Nguồn lực", key="resources", width=12),
            Column("Người, đơn vị giúp đỡ", key="helper", width=14),
        ),
        RegistrationKind.UNABLE: (
            Column("Lý do không có khả năng thoát nghèo", key="reason", width=20),
        ),
    }
    return (
        Column("TT", kind=Kind.INDEX, width=5),
        Column("Họ và tên chủ hộ", key="head", width=16, is_personal=True),
        *commune,
        Column("Thôn, buôn, tổ dân phố", key="village", width=12),
        Column("Dân tộc", key="ethnicity", width=8),
        Column("Số khẩu", key="persons", kind=Kind.COUNT, width=6),
        Column("Loại hộ", key="household_class", width=9),
        Column("Chỉ số thiếu hụt", key="deprived", width=18),
        Column("Nguyên nhân nghèo", key="causes", width=18),
        *last[kind],
    )


ABLE = Definition(
    name="escape-list",
    number="",
    title="Danh sách hộ đăng ký thoát nghèo",
    description="Từng hộ đăng ký: nguyên nhân, giải pháp, thời gian, nguồn lực, người giúp đỡ.",
    build=_build(RegistrationKind.ABLE),
    is_annex=True,
    permission=Permission.HOUSEHOLD_READ,
)
UNABLE = Definition(
    name="unable-list",
    number="",
    title="Danh sách hộ không có khả năng thoát nghèo",
    description="Từng hộ không có khả năng thoát nghèo và lý do.",
    build=_build(RegistrationKind.UNABLE),
    is_annex=True,
    permission=Permission.HOUSEHOLD_READ,
)
