"""The columns of the workbook: the template writes them, the reader finds them by their codes."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from households.enums import (
    Durability,
    Education,
    OptionKind,
    Relation,
    Sex,
    Toilet,
    WaterSource,
)
from households.excel import values
from households.judging import Catalogue
from households.models import EthnicGroup, Round

VERSION = "2"
HOUSEHOLDS, MEMBERS, LISTS = "Hộ", "Thành viên", "_danh_muc"
MARK = "povertyplan"
NEXT_YEAR = "chuẩn của năm sau"
LARGEST_INCOME = 1_000_000_000
LARGEST_B1 = 1000
LARGEST_AREA = 999_999
LARGEST_HOUSEHOLD = 60
# What the sheet of members says of an identity number, of which nothing leaves the system.
HAS_IDENTITY = "đã có"


@dataclass(frozen=True)
class Heading:
    """A column: its code in the hidden row, what people read above it, and how it is read.

    `choices` are the labels of its drop-down list. `is_own` says that it belongs to the household
    or the person as a record, which this workbook does not change.
    """

    code: str
    text: str
    convert: Callable
    width: float = 8
    group: str = ""
    choices: tuple[str, ...] = ()
    is_own: bool = False
    is_tick: bool = False
    number_format: str = "@"


@dataclass(frozen=True)
class Context:
    """What the columns depend on: the round, its lists, and the villages that may be named."""

    round: Round
    catalogue: Catalogue
    find_village: Callable
    villages: tuple[str, ...]
    has_b1: bool
    today: date


def household_columns(context: Context) -> list[Heading]:
    """The columns of the sheet of households, in their order."""
    causes = context.catalogue.options(OptionKind.CAUSE)
    return [
        *_record(context),
        *_b1(context),
        *_dwelling(),
        *_indicators(context),
        *[_tick(f"cause:{cause.code}", cause.name, "Nguyên nhân nghèo") for cause in causes],
        _tick("has_no_labour", "Không có khả năng lao động", "Nhóm hộ"),
        _tick("is_social_protection", "Bảo trợ xã hội", "Nhóm hộ"),
        _tick("is_farming", "Làm nông, lâm, ngư, diêm nghiệp", "Nhóm hộ"),
        Heading("note", "Ghi chú", values.text(500), 24),
    ]


def _record(context: Context) -> list[Heading]:
    """Which household it is, how many they are and what they earn."""
    ethnic = ethnic_groups()
    year = values.whole(1900, context.today.year, "1984")
    persons = values.whole(1, LARGEST_HOUSEHOLD, "4")
    income = values.whole(0, LARGEST_INCOME)
    return [
        Heading("key", "Khóa", values.text(60), 4, is_own=True),
        Heading("index", "STT", _index, 5, number_format="0"),
        Heading("name", "Họ tên chủ hộ", values.text(120), 24, is_own=True),
        Heading("birth_year", "Năm sinh", year, 7, is_own=True, number_format="0"),
        _choice("sex", "Giới tính", Sex, 7, is_own=True),
        _one_of("ethnicity", "Dân tộc của hộ", ethnic, "dân tộc", 11),
        Heading(
            "village",
            "Thôn, buôn",
            context.find_village,
            16,
            choices=context.villages,
            is_own=True,
        ),
        Heading("person_count", "Số nhân khẩu", persons, 7, number_format="0"),
        _tick("seen", "Đã rà soát"),
        Heading(
            "income_vnd",
            "Thu nhập bình quân đầu người một tháng (đồng)",
            income,
            14,
            number_format="#,##0",
        ),
    ]


def member_columns(today: date, *, is_1904: bool = False) -> list[Heading]:
    """The columns of the sheet of members: what its own columns say is not changed there."""
    return [*_person(values.birth(today, is_1904=is_1904)), *_answers()]


def _person(birth: Callable) -> list[Heading]:
    """Who somebody is, and of which household."""
    ethnic, relations = ethnic_groups(), _labels(Relation)
    stt = values.whole(1, 1_000_000, "12")
    key = Heading("key", "Khóa", values.text(80), 4, is_own=True)
    columns = [
        Heading("household", "STT của hộ", stt, 8, number_format="0"),
        Heading("name", "Họ và tên", values.text(120), 24),
        replace(
            _one_of("relation", "Quan hệ với chủ hộ", relations, "quan hệ", 14),
            choices=tuple(label for label, code in relations.items() if code != Relation.HEAD),
        ),
        _choice("sex", "Giới tính", Sex, 8),
        Heading("birth", "Ngày sinh hoặc năm sinh", birth, 13),
        _one_of("ethnicity", "Dân tộc", ethnic, "dân tộc", 11),
        Heading("identity", "Số định danh cá nhân", values.text(30), 16),
    ]
    return [key, *[replace(column, is_own=True, group="Người trong hộ") for column in columns]]


def _answers() -> list[Heading]:
    """What a review asks about a person."""
    group = "Bảo hiểm, trợ cấp, học tập"
    return [
        *[
            Heading(code, words, values.known_or_not, 10, group, choices=("có", "không"))
            for code, words in (
                ("has_insurance", "Có bảo hiểm y tế"),
                ("has_allowance", "Hưởng trợ cấp xã hội"),
            )
        ],
        _choice("studies_at", "Đang học", Education, 16, group),
        _choice("completed", "Đã học xong", Education, 16, group),
    ]


def _labels(kind) -> dict[str, str]:
    return {label: code for code, label in kind.choices}


def ethnic_groups() -> dict[str, int]:
    """The keys of the ethnic groups by name."""
    return {name: key for key, name in EthnicGroup.objects.values_list("pk", "name")}


def _choice(code: str, words: str, kind, width: float, group: str = "", *, is_own: bool = False):
    heading = _one_of(code, words, _labels(kind), words.lower(), width)
    return replace(heading, group=group, is_own=is_own)


def _one_of(code: str, words: str, labels: dict, what: str, width: float) -> Heading:
    """A column with a drop-down list; a label that is not in it is named as one of `what`."""
    return Heading(code, words, values.choice(labels, what), width, choices=tuple(labels))


def _tick(code: str, words: str, group: str = "") -> Heading:
    return Heading(code, words, values.tick, 5.5, group, ("x",), is_tick=True)


def _index(raw):
    """Whatever stands there; a number that is a text is the number."""
    is_text = isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 10
    return int(raw) if is_text else raw


def _b1(context: Context) -> list[Heading]:
    """B1 from the paper form, under each standard whose table of points is not loaded."""
    if not context.has_b1:
        return []
    convert = values.whole(0, LARGEST_B1, "120")
    columns = [Heading("score_b1", "Điểm B1", convert, 7, number_format="0")]
    if context.round.next_standard_id:
        words = f"Điểm B1 ({NEXT_YEAR})"
        columns.append(Heading("next:score_b1", words, convert, 9, number_format="0"))
    return columns


def _dwelling() -> list[Heading]:
    group = "Nhà ở, nước, nhà tiêu"
    return [
        Heading(
            "floor_area_m2",
            "Diện tích nhà (m²)",
            values.decimal(LARGEST_AREA),
            8,
            group,
            number_format="#,##0.0",
        ),
        _choice("pillars", "Cột", Durability, 9, group),
        _choice("walls", "Tường", Durability, 9, group),
        _choice("roof", "Mái", Durability, 9, group),
        _choice("water_source", "Nguồn nước", WaterSource, 14, group),
        _choice("toilet", "Nhà tiêu", Toilet, 14, group),
    ]


def _indicators(context: Context) -> list[Heading]:
    """What both standards of a round define alike is asked once, as in the form."""
    columns = []
    for is_following, prefix in enumerate(("is:", "next:is:")):
        group = "Chỉ số thiếu hụt" + (f" ({NEXT_YEAR})" if is_following else "")
        columns += [
            _tick(f"{prefix}{item.code}", item.name, group)
            for item in context.catalogue.asked(context.round, is_following=bool(is_following))
        ]
    return columns


def sign(round_id: int, *numbers: int) -> str:
    """The key of a row, and a seal on it.

    The numbers are the household, in the sheet of members the member too, and the version seen: of
    the review, or of the household.
    """
    said = ".".join(map(str, numbers))
    return f"{said}.{_seal(round_id, said)}"


def read_key(key: str, round_id: int, length: int = 2) -> tuple[int, ...] | None:
    """The numbers that a key names, `length` of them; None where somebody changed it."""
    said, _, seal = key.rpartition(".")
    numbers = said.split(".")
    if len(numbers) != length or not all(each.isascii() and each.isdigit() for each in numbers):
        return None
    is_ours = hmac.compare_digest(seal.encode(), _seal(round_id, said).encode())
    return tuple(map(int, numbers)) if is_ours else None


def _seal(round_id: int, said: str) -> str:
    words = f"excel.{VERSION}.{round_id}.{said}"
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hex()[:16]
