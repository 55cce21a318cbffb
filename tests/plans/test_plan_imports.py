"""Whole plans from files: everything that the file says stands in the plan."""

from datetime import date

import pytest

from plans.content import assemble
from plans.imports import load_library, load_plan
from plans.models import LegalText, Plan
from povertyplan.errors import InvalidData

CONTENT = {
    "year": 2023,
    "kind": "implementation",
    "number": 7,
    "symbol": "KH-UBND",
    "issued_on": "2023-03-02",
    "heading": "Kế hoạch",
    "abstract": "Giảm nghèo năm 2023",
    "parent": {"reference": "33/KH-UBND", "issuer": "UBND huyện", "issued_on": "2023-02-28"},
    "bases": [
        {
            "lead_in": "Thực hiện",
            "kind": "Nghị quyết",
            "number": "07-NQ/HU",
            "issued_on": "2022-12-14",
            "issuer": "Huyện ủy Suối Bạc",
            "abstract": "Chỉ tiêu năm 2023",
            "valid_to": None,
        }
    ],
    "introduction": "Kế hoạch năm [[year]] như sau:",
    "closing": "Có vướng mắc thì báo cáo [[fact:phone]].",
    "sections": [
        {
            "key": "muc-tieu",
            "numbering": "I.",
            "title": "Mục tiêu",
            "body": "",
            "area": "",
            "children": [
                {
                    "key": "a",
                    "numbering": "-",
                    "title": "",
                    "body": "Báo cáo trước ngày [[due:half]] (mục [[ref:muc-tieu]]).",
                    "area": "",
                    "children": [],
                }
            ],
        }
    ],
    "tasks": [
        {
            "section": "muc-tieu",
            "agency": "Công chức thương binh",
            "text": "Lập danh sách",
            "role": "lead",
            "due_on": "2023-06-10",
            "components": [],
        }
    ],
    "annexes": [{"table": "village-targets", "title": "Chỉ tiêu các thôn"}],
    "duties": [
        {
            "key": "half",
            "from": "Thôn",
            "to": "UBND xã",
            "what": "Báo cáo 6 tháng",
            "period": "half_year",
            "due_on": "2023-05-15",
        }
    ],
    "facts": [{"key": "phone", "name": "Điện thoại", "value": 1234}],
    "recipients": ["Các thôn", "Lưu: VT, LĐTBXH"],
    "signature": {
        "mode": "deputy",
        "organ": "Ủy ban nhân dân",
        "title": "Phó Chủ tịch",
        "principal": "Chủ tịch",
        "name": "",
    },
}


@pytest.fixture
def plan(land, mai):
    return load_plan(CONTENT, unit=land.commune, by=mai)


def words(blocks) -> list[str]:
    return ["".join(run["text"] for run in block["runs"]) for block in blocks]


def test_plan_says_what_its_file_says(plan):
    said = assemble(plan)

    assert said["bases"] == [
        "Thực hiện Nghị quyết số 07-NQ/HU ngày 14 tháng 12 năm 2022 của Huyện ủy Suối Bạc về chỉ "
        "tiêu năm 2023"
    ]
    assert words(said["introduction"]) == ["Kế hoạch năm 2023 như sau:"]
    assert words(said["closing"]) == ["Có vướng mắc thì báo cáo 1.234"]
    head, item = said["sections"]
    # A heading without words of its own prints its tasks.
    assert words(head["blocks"]) == [
        "Công chức thương binh: Lập danh sách (xong trước ngày 10/06/2023);"
    ]
    assert words(item["blocks"]) == ["Báo cáo trước ngày 15 tháng 5 năm 2023 (mục I)."]
    assert (said["recipients"], said["archive"]) == (["Các thôn"], "VT, LĐTBXH")


def test_number_and_day_are_typed_facts(plan):
    assert (plan.reference, plan.issued_on) == ("07/KH-UBND", date(2023, 3, 2))
    assert plan.document is None
    parent = "Kế hoạch số 33/KH-UBND ngày 28 tháng 02 năm 2023 của UBND huyện"
    assert str(plan.parent_text) == parent
    assert plan.signer.lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_plan_is_loaded_once(plan, land, mai):
    with pytest.raises(InvalidData, match="Đã có nội dung"):
        load_plan(CONTENT, unit=land.commune, by=mai)


def test_plan_that_has_only_assignments_gets_the_content(land, mai):
    kept = Plan.objects.create(
        unit=land.commune, year=2023, abstract="Cũ", number=7, issued_on=date(2023, 3, 2)
    )

    assert load_plan(CONTENT, unit=land.commune, by=mai) == kept


def test_library_leaves_what_is_there(db):
    load_library()
    before = LegalText.objects.count()

    assert load_library() == (0, 0)
    assert LegalText.objects.count() == before
