"""The workbook for a village or a commune: prefilled, with lists to choose from, ready to print."""

import io

from django.db.models import F
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from households.actions.reviews import findings_of
from households.enums import OptionKind, Relation, Sex
from households.excel.layout import (
    HAS_IDENTITY,
    HOUSEHOLDS,
    LISTS,
    MARK,
    MEMBERS,
    VERSION,
    Context,
    Heading,
    household_columns,
    member_columns,
    sign,
)
from households.excel.places import Villages
from households.judging import Catalogue
from households.models import Member, Review, Round
from povertyplan.audit import trail
from povertyplan.units.models import Unit

BLANK_ROWS = 30
FIRST_HEADING = 6
CODES = 8  # the hidden row with the codes of the columns
_FONT = "Times New Roman"
_PLAIN, _BOLD = Font(name=_FONT, size=11), Font(name=_FONT, size=11, bold=True)
_SMALL = Font(name=_FONT, size=10)
_LINE = Side(style="thin", color="808080")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_UPRIGHT = Alignment(horizontal="center", vertical="bottom", wrap_text=True, text_rotation=90)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_HEAD = PatternFill("solid", fgColor="E2EFEA")
_LOCKED = PatternFill("solid", fgColor="F0F0F0")
_UPRIGHT_HEIGHT = 150
_ROW_HEIGHT = 20
_A3, _A4, _WIDE = "8", "9", 20
_OF_MEMBERS = (
    "Với người đã có tên, chỉ sửa bốn cột cuối; thêm người, chết, chuyển đi, tách hộ, đổi chủ hộ "
    "và sửa ô màu xám thì làm ở trang của hộ trên phần mềm. Thành viên của hộ mới ghi ở các dòng "
    "trống cuối bảng, mỗi dòng một người, không ghi lại chủ hộ; «STT của hộ» là số thứ tự ở trang "
    "«Hộ»."
)


def context_of(round: Round, unit: Unit) -> tuple[Context, Villages]:
    """What the columns of a workbook for the unit in the round depend on."""
    villages = Villages(unit, round.closes_on)
    catalogue = Catalogue()
    has_b1 = not villages.by_key or not all(
        catalogue.points(standard, village, round.closes_on)
        for standard in round.standards
        for village in villages.by_key.values()
    )
    labels = tuple(villages.label(village) for village in villages.by_key.values())
    today = timezone.localdate()
    return Context(round, catalogue, villages.find, labels, has_b1, today), villages


def template(*, round: Round, unit: Unit) -> bytes:
    """The workbook with every household listed in the round, their people, and blank rows.

    Without those that have moved to another commune: nothing more is written of them here.
    """
    context, villages = context_of(round, unit)
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = HOUSEHOLDS
    lists = _Lists(workbook)
    columns = household_columns(context)
    reviews = list(_reviews(round, unit))
    rows = [_row(review, context, villages) for review in reviews]
    _title(sheet, columns, round, unit)
    _head(sheet, columns)
    _body(sheet, columns, rows, lists)
    _finish(sheet, columns, CODES + len(rows) + BLANK_ROWS)
    _members(workbook, reviews, context, lists)
    lists.describe(round, unit)
    workbook.properties.title = f"Bảng rà soát: {round}"
    workbook.properties.creator = None
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _reviews(round: Round, unit: Unit):
    reviews = Review.objects.active().in_unit(unit).filter(round=round).with_head()
    reviews = reviews.filter(household__commune=F("commune"))
    return (
        reviews.select_related("round__standard", "round__next_standard", "ethnicity")
        .select_related("village__commune__kind", "village__kind", "household")
        .prefetch_related("results__standard", "household__members__ethnicity")
        .order_by("village__position", "village__sort_key", "head_key", "pk")
    )


def _row(review: Review, context: Context, villages: Villages) -> dict[str, object]:
    """What is stored of a review, by the codes of the columns."""
    catalogue, found = context.catalogue, findings_of(review, context.catalogue)
    head, home = review.household.head, found.dwelling
    row = {
        "key": sign(review.round_id, review.household_id, review.version),
        "name": head.full_name,
        "birth_year": head.birth_year,
        "sex": Sex(head.sex).label,
        "ethnicity": found.ethnicity.name,
        "village": villages.label(review.village),
        "person_count": found.person_count,
        "seen": bool(review.result.household_class),
        "income_vnd": found.income_vnd,
        "floor_area_m2": home.floor_area_m2,
        "note": found.note,
    }
    for name in ("pillars", "walls", "roof", "water_source", "toilet"):
        row[name] = getattr(review, f"get_{name}_display")()
    for name in ("has_no_labour", "is_social_protection", "is_farming"):
        row[name] = getattr(found.circumstances, name)
    for option in catalogue.options(OptionKind.CAUSE):
        row[f"cause:{option.code}"] = option.code in found.circumstances.causes
    for standard, prefix in zip(review.round.standards, ("", "next:"), strict=False):
        said = found.under(is_following=bool(prefix))
        row[f"{prefix}score_b1"] = said.score_b1
        for item in catalogue.indicators(standard):
            row[f"{prefix}is:{item.code}"] = item.code in said.deprived
    return row


def _people(reviews: list[Review]) -> list[dict[str, object]]:
    """Who lives in the households, the head first, with the numbers of their rows."""
    return [
        _person(member, number, review)
        for number, review in enumerate(reviews, 1)
        for member in sorted(review.household.members.all(), key=_head_first)
    ]


def _head_first(member: Member) -> tuple[bool, int]:
    return member.relation != Relation.HEAD, member.pk


def _person(member: Member, number: int, review: Review) -> dict[str, object]:
    """What is stored of a member, by the codes of the columns."""
    home = review.household
    return {
        "key": sign(review.round_id, home.pk, member.pk, home.version),
        "household": number,
        "name": member.full_name,
        "relation": member.get_relation_display(),
        "sex": member.get_sex_display(),
        "birth": trail.in_words(member.birth_date)
        if member.birth_date
        else member.birth_year and str(member.birth_year),
        "ethnicity": member.ethnicity.name,
        "identity": HAS_IDENTITY if member.identity_hash else None,
        "has_insurance": _known(member.has_insurance),
        "has_allowance": _known(member.has_allowance),
        "studies_at": member.get_studies_at_display(),
        "completed": member.get_completed_display(),
    }


def _known(value: bool | None) -> str | None:
    return None if value is None else trail.in_words(value)


def _title(sheet, columns: list[Heading], round: Round, unit: Unit) -> None:
    words = (
        (unit.title.upper(), Font(name=_FONT, size=14, bold=True)),
        ("BẢNG RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO", Font(name=_FONT, size=18, bold=True)),
        (f"{round}. {'; '.join(item.name for item in round.standards)}", Font(name=_FONT, size=14)),
        (
            "Ô màu xám không sửa được ở đây. Ghi «x» vào ô được chọn, để trống nếu không. Hộ mới "
            "ghi ở các dòng trống cuối bảng; bảo hiểm, trợ cấp, học tập của từng người và thành "
            "viên của hộ mới ghi ở trang «Thành viên». Với phiếu đã điền sẵn từ năm trước mà không "
            "có gì thay đổi, ghi «x» vào cột «Đã rà soát».",
            Font(name=_FONT, size=12),
        ),
    )
    for number, (text, font) in enumerate(words, 1):
        cell = sheet.cell(number, 2, text)
        cell.font = font
        cell.alignment = Alignment(vertical="center", wrap_text=number == 4)
    sheet.merge_cells(start_row=4, end_row=4, start_column=2, end_column=len(columns))
    sheet.row_dimensions[2].height = 26
    sheet.row_dimensions[4].height = 36


def _head(sheet, columns: list[Heading]) -> None:
    """Groups, headings, and the hidden codes below them; and the widths."""
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        top, heading = sheet.cell(FIRST_HEADING, place), sheet.cell(FIRST_HEADING + 1, place)
        for cell, words in ((top, column.group), (heading, column.text)):
            cell.value, cell.font, cell.border, cell.fill = words, _BOLD, _BOX, _HEAD
            cell.alignment = _CENTRED
        if column.is_tick:
            heading.alignment, heading.font = _UPRIGHT, _SMALL
        sheet.cell(CODES, place, column.code)
    for first, last in _groups(columns):
        sheet.merge_cells(
            start_row=FIRST_HEADING, end_row=FIRST_HEADING, start_column=first, end_column=last
        )
    sheet.row_dimensions[FIRST_HEADING].height = 18
    sheet.row_dimensions[FIRST_HEADING + 1].height = (
        _UPRIGHT_HEIGHT if any(column.is_tick for column in columns) else 36
    )
    sheet.row_dimensions[CODES].hidden = True
    sheet.cell(CODES, len(columns) + 1, MARK)
    sheet.column_dimensions[get_column_letter(len(columns) + 1)].hidden = True


def _groups(columns: list[Heading]):
    """The first and the last place of each group of more than one column."""
    places: dict[str, list[int]] = {}
    for place, column in enumerate(columns, 1):
        places.setdefault(column.group, []).append(place)
    return [(found[0], found[-1]) for group, found in places.items() if group and len(found) > 1]


def _body(sheet, columns: list[Heading], rows: list[dict], lists: "_Lists") -> None:
    """The rows that are known, then blank ones; cells alike share the style of the first one."""
    styles: dict = {}
    for number in range(1, len(rows) + BLANK_ROWS + 1):
        row = rows[number - 1] if number <= len(rows) else None
        sheet.row_dimensions[CODES + number].height = _ROW_HEIGHT
        for place, column in enumerate(columns, 1):
            cell = sheet.cell(CODES + number, place)
            _dress(cell, column, row is not None and column.is_own, styles)
            _write(cell, number if column.code == "index" else (row or {}).get(column.code))
    last = CODES + len(rows) + BLANK_ROWS
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        lists.offer(sheet, column, f"{letter}{CODES + 1}:{letter}{last}")


def _dress(cell, column: Heading, is_locked: bool, styles: dict) -> None:
    key = column.code, is_locked
    if key not in styles:
        cell.font, cell.border = _PLAIN, _BOX
        cell.alignment = _LEFT if column.width > 10 else _CENTRED
        cell.number_format = column.number_format
        cell.protection = Protection(locked=is_locked or column.code == "key")
        if is_locked:
            cell.fill = _LOCKED
        styles[key] = cell._style
    cell._style = styles[key]


def _write(cell, value) -> None:
    """Write a value; a text stays a text whatever it begins with."""
    if value is True:
        value = "x"
    if value in (None, "", False):
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@", "\t", "\r")):
            cell.quotePrefix = True


def _finish(sheet, columns: list[Heading], last: int) -> None:
    """Frozen headings, protection without a password, paper across, the table as wide as it."""
    sheet.column_dimensions["A"].hidden = columns[0].code == "key"
    sheet.freeze_panes = sheet.cell(CODES + 1, 4 if columns[0].code == "key" else 3)
    sheet.protection.sheet = True
    for right in ("formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, right, False)
    sheet.page_setup.paperSize = _A3 if len(columns) > _WIDE else _A4
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{FIRST_HEADING}:{FIRST_HEADING + 1}"
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.center.text = f'&"{_FONT}"&P/&N'


def _members(workbook, reviews: list[Review], context: Context, lists: "_Lists") -> None:
    sheet = workbook.create_sheet(MEMBERS)
    columns, rows = member_columns(context.today), _people(reviews)
    sheet.cell(2, 2, "THÀNH VIÊN CỦA CÁC HỘ").font = Font(name=_FONT, size=14, bold=True)
    cell = sheet.cell(4, 2, _OF_MEMBERS)
    cell.font, cell.alignment = _SMALL, _LEFT
    sheet.merge_cells(start_row=4, end_row=4, start_column=2, end_column=len(columns))
    sheet.row_dimensions[4].height = 44
    _head(sheet, columns)
    _body(sheet, columns, rows, lists)
    _finish(sheet, columns, CODES + len(rows) + BLANK_ROWS)


class _Lists:
    """The hidden sheet with the labels of the drop-down lists, and what the workbook is."""

    def __init__(self, workbook):
        self._sheet = workbook.create_sheet(LISTS)
        self._sheet.sheet_state = "hidden"
        self._workbook = workbook
        self._names: dict[tuple[str, ...], str] = {}

    def describe(self, round: Round, unit: Unit) -> None:
        """Which template this is: its version, round and unit."""
        for number, value in enumerate((MARK, VERSION, str(round.pk), str(unit.pk)), 1):
            self._sheet.cell(number, 1, value)

    def offer(self, sheet, column: Heading, cells: str) -> None:
        if not column.choices:
            return
        rule = DataValidation(type="list", formula1=f"={self._name(column.choices)}")
        rule.allow_blank = True
        rule.errorTitle, rule.error = "Không có trong danh sách", "Hãy chọn trong danh sách."
        rule.add(cells)
        sheet.add_data_validation(rule)

    def _name(self, choices: tuple[str, ...]) -> str:
        """The name of the range with the labels; the same labels stand there once."""
        if choices not in self._names:
            place = len(self._names) + 2
            for number, label in enumerate(choices, 1):
                _write(self._sheet.cell(number, place), label)
            letter = get_column_letter(place)
            name = f"danh_muc_{place}"
            cells = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"
            self._workbook.defined_names[name] = DefinedName(name, attr_text=cells)
            self._names[choices] = name
        return self._names[choices]
