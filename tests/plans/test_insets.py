"""Tables in the text of a plan: where they stand, on every form, and what may go wrong."""

import io
from dataclasses import replace

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from plans import checks, content
from plans.actions import issue, parts, sections
from plans.actions.sections import Words
from plans.models import Duty, Plan, PlanTask
from povertyplan.units.models import Agency
from reports import plan_document
from tests.documents import archival
from tests.documents.test_decree30 import MM, lines_of, of
from tests.plans import written
from tests.plans.test_issue import SIGNING, light

TITLE = "Chỉ tiêu giảm nghèo"
CAPTION = f"Bảng 1. {TITLE}"
BODY = "Chỉ tiêu như sau:\n\n[[table:reduction-targets]]\n\nCác thôn thực hiện."


def carry(plan, mai, *rows) -> Plan:
    parts.set_rows(plan=plan, part="annexes", rows=list(rows), version=None, by=mai)
    return Plan.objects.get(pk=plan.pk)


def write(plan, mai, body, place=0) -> None:
    section = plan.sections.all()[place]
    words = Words(section.title, body, numbering=section.numbering)
    sections.edit(section=section, words=words, version=None, by=mai)


@pytest.fixture
def plan(land, standard, mai, duc):
    """The table of the villages in the first section, and one annex."""
    written.sheet(land, standard, mai, duc)
    made = carry(
        written.plan(land, mai),
        mai,
        {"table": "reduction-targets", "title": TITLE, "is_inset": True},
        {"table": "village-targets"},
    )
    write(made, mai, BODY)
    return Plan.objects.get(pk=made.pk)


@pytest.fixture
def document(plan):
    return plan_document.of_plan(plan)


def test_table_stands_where_the_text_says_and_is_no_annex(document):
    first = document.data["sections"][0]["blocks"]

    assert [block.get("table", {}).get("number", "") for block in first] == ["", "Bảng 1", ""]
    assert [(a.number, a.table.name) for a in document.annexes] == [("Phụ lục", "village-targets")]
    assert [paragraph.look for paragraph in document.paragraphs[:4]] == [
        "chapter",
        "text",
        "table",
        "text",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[[year]] [[table:reduction-targets]]", ["2023 ", "table"]),
        ("[[table:reduction-targets]].", ["table"]),
        ("Xem [[table:reduction-targets]] và\n[[tasks]]", ["Xem  và ", "table", "Xã: làm;"]),
        ("Việc: [[tasks]] [[duties]]", ["Việc:  ", "Xã: làm;", "Xã gửi Huyện: Quý;"]),
    ],
)
def test_nothing_of_a_paragraph_is_lost(plan, mai, body, expected):
    """Words, figures, lists and a table may stand in one paragraph; a lone full stop is none."""
    section = plan.sections.all()[0]
    agency = Agency.objects.create(unit=plan.unit, name="Xã")
    PlanTask.objects.create(plan=plan, section=section, agency=agency, text="làm")
    Duty.objects.create(plan=plan, sender="Xã", receiver="Huyện", what="Quý")
    write(plan, mai, body)

    blocks = plan_document.of_plan(Plan.objects.get(pk=plan.pk)).data["sections"][0]["blocks"]

    words = ["table" if "table" in b else "".join(r["text"] for r in b["runs"]) for b in blocks]
    assert words == expected


def test_page_shows_it_with_its_caption(document):
    page = plan_document.page(document)

    assert page.count(CAPTION) == 1
    text, table, rest = page.index("Chỉ tiêu như sau"), page.index(CAPTION), page.index("Thôn Một")
    assert text < table < rest < page.index("Các thôn thực hiện.") < page.index("Phụ lục")
    # 30 poor households of 150 become 20.
    assert 'class="is-figure">13,33<' in page[table:]


def test_pdf_shows_it_between_its_paragraphs(document):
    content = plan_document.pdf(document)
    lines = [list(lines_of(page)) for page in PdfReader(io.BytesIO(content)).pages]

    assert of(lines, CAPTION).font == "Tinos-Bold"
    assert of(lines, "Chỉ tiêu như sau").top < of(lines, CAPTION).top
    assert of(lines, CAPTION).top < of(lines, "Tổng cộng").top < of(lines, "Các thôn thực").top
    assert archival.problems(content) == []


def test_pdf_repeats_the_headings_of_a_long_one(document):
    data = document.data
    [inset] = [b["table"] for b in data["sections"][0]["blocks"] if "table" in b]
    inset["table"]["rows"] = inset["table"]["rows"][:1] * 60
    pages = PdfReader(io.BytesIO(plan_document.pdf(replace(document, data=data)))).pages

    texts = [page.extract_text() for page in pages]
    assert [text.count(CAPTION) for text in texts[:3]] == [1, 0, 0]
    assert all("Tỷ lệ hộ nghèo" in " ".join(text.split()) for text in texts[:2])


def test_word_shows_it_with_caption_headings_and_figures_on_the_right(document):
    word = Document(io.BytesIO(plan_document.docx(document)))
    letterhead, inset, signature, annex = word.tables

    before = inset._tbl.getprevious()
    assert "".join(t.text for t in before.iter(qn("w:t"))) == CAPTION
    assert before.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    assert inset.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    total = inset.rows[-1].cells
    assert [c.paragraphs[0].alignment for c in total if c.text == "13,33"] == [2]
    assert len(word.sections) == 2


def test_wide_one_turns_the_paper_and_the_text_goes_on_counting(plan, mai):
    escape = {"table": "escape-list", "title": "Danh sách", "is_inset": True}
    made = carry(plan, mai, escape)
    write(made, mai, "Danh sách:\n\n[[table:escape-list]]\n\nHết danh sách.")
    document = plan_document.of_plan(made)

    word = Document(io.BytesIO(plan_document.docx(document)))
    turned = [section.page_width > section.page_height for section in word.sections]
    assert turned == [False, True, False]
    assert [s.different_first_page_header_footer for s in word.sections] == [True, False, False]
    assert [s._sectPr.find(qn("w:pgNumType")) for s in word.sections] == [None, None, None]
    pages = PdfReader(io.BytesIO(plan_document.pdf(document))).pages
    assert [page.mediabox.width > page.mediabox.height for page in pages] == turned
    tops = [[line.text for line in lines_of(page) if line.top < 18 * MM] for page in pages]
    assert tops == [[], ["2"], ["3"]]


def test_excel_holds_it_beside_the_annexes(document):
    book = load_workbook(io.BytesIO(plan_document.excel(document)))

    assert book.sheetnames == ["Phụ lục", "Bảng 1"]


def test_two_years_of_one_table_have_names_of_their_own(plan, mai):
    made = carry(
        plan,
        mai,
        {"table": "reduction-targets", "title": "Năm nay", "is_inset": True},
        {"table": "reduction-targets", "title": "Năm sau", "year": 2024, "is_inset": True},
    )
    write(made, mai, "[[table:reduction-targets:2024]]\n\n[[table:reduction-targets]]")

    shown = plan_document.of_plan(made).insets
    assert [(i.number, i.title, i.table.year) for i in shown] == [
        ("Bảng 1", "Năm sau", 2024),
        ("Bảng 2", "Năm nay", 2023),
    ]


def test_words_around_the_name_are_kept(plan, mai):
    write(plan, mai, "Xem bảng: [[table:reduction-targets]]")
    first = plan_document.of_plan(plan).data["sections"][0]["blocks"]

    assert ["".join(run["text"] for run in block["runs"]).strip() for block in first] == [
        "Xem bảng:",
        "",
    ]


def found(plan) -> list[tuple[str, str]]:
    return [(f.text, f.url) for f in checks.problems(plan) if f.is_error]


def test_unknown_name_stops_the_issue_and_leads_to_its_section(plan, mai):
    section = plan.sections.first()
    write(plan, mai, "[[table:reduction-targets]]\n\n[[table:no-such]]")

    url = reverse("plans:plan-section", args=[plan.pk, section.pk])
    [(words, where)] = found(plan)
    assert "[[table:no-such]]" in words
    assert where == url


def test_table_that_no_section_shows_stops_the_issue(plan, mai):
    write(plan, mai, "Không có bảng.")

    [(words, where)] = found(plan)
    assert "chưa mục nào đặt [[table:reduction-targets]]" in words
    assert where == f"{plan.get_absolute_url()}#sections"


def test_table_in_the_introduction_stops_the_issue(plan):
    plan.introduction = "[[table:reduction-targets]]"
    plan.save()

    [(words, _)] = found(plan)
    assert "chỉ đặt được trong nội dung của mục" in words


def test_issue_freezes_it(plan, land, mai, duc, cast):
    assert found(plan) == []
    plan = written.approved(plan, mai, duc)
    document = issue.issue(
        plan=plan, signing=SIGNING, printer=light(plan), version=plan.version, by=cast["long"]
    )
    Plan.objects.get(pk=plan.pk).annexes.update(title="Tên khác")

    document.refresh_from_db()
    [inset] = plan_document.of_issued(document).insets
    assert inset.title == TITLE
    assert "13,33" in plan_document.page(plan_document.of_issued(document))


def test_published_edition_names_nobody_in_it(plan, mai, standard):
    made = carry(plan, mai, {"table": "escape-list", "is_inset": True})
    write(made, mai, "[[table:escape-list]]")
    document = plan_document.of_plan(made)

    assert document.names_people
    published = replace(document, is_published=True)
    assert not published.names_people
    assert "chủ hộ" not in plan_document.page(published).lower()


def test_editor_previews_it_with_its_figures(plan, mai, login):
    client, inset = login(mai), plan.annexes.get(is_inset=True)
    section = plan.sections.first()
    agency = Agency.objects.create(unit=plan.unit, name="Xã")
    PlanTask.objects.create(plan=plan, section=section, agency=agency, text="làm")
    address = reverse("plans:plan-section-preview", args=[plan.pk])

    def shown(query: str = "") -> str:
        body = {"body": "Như sau:\n\n[[table:reduction-targets]]\n\n[[tasks]]\n\nHết."}
        return client.post(f"{address}{query}", body).content.decode()

    page = shown(f"?section={section.pk}")
    table = reverse("reports:plan-table", args=[plan.pk, inset.pk])
    places = [page.index(words) for words in ("Như sau", table, TITLE, "làm", "Hết.")]
    assert places == sorted(places)
    # A section that is not stored has no tasks yet.
    assert "làm" not in shown()
    # 30 poor households of 150 become 20.
    assert 'class="is-figure">13,33<' in client.get(table).content.decode()


def test_editor_offers_it_and_the_list_of_annexes_says_where_it_stands(plan, mai, login):
    client = login(mai)
    section = plan.sections.first()

    page = client.get(reverse("plans:plan-section", args=[plan.pk, section.pk])).content.decode()
    assert "[[table:reduction-targets]]" in page
    assert "[[annex:reduction-targets]]" not in page
    assert "[[annex:village-targets]]" in page
    assert "[[table:village-targets]]" in page
    page = client.get(reverse("reports:plan-annexes", args=[plan.pk])).content.decode()
    [inset, annex, *new] = page.split("In ở đâu")[1:]
    assert '<option value="True" selected>Trong lời văn' in inset
    assert '<option value="False" selected>Phụ lục' in annex
    assert new


def test_list_of_annexes_is_typed_on_its_page(plan, mai, login):
    """The first table leaves the text, and the empty rows stay empty."""
    inset, annex = plan.annexes.all()
    rows = {"TOTAL_FORMS": 3, "INITIAL_FORMS": 2, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 500}
    for number, (row, place) in enumerate([(inset, "False"), (annex, "True")]):
        rows |= {f"{number}-pk": row.pk, f"{number}-table": row.table, f"{number}-is_inset": place}
        rows |= {f"{number}-title": row.title, f"{number}-ORDER": number + 1}
    rows |= {"2-table": "", "2-title": "", "2-is_inset": "False"}
    data = {f"rows-{name}": value for name, value in rows.items()} | {"version": plan.version}

    answer = login(mai).post(reverse("reports:plan-annexes", args=[plan.pk]), data)

    assert answer.status_code == 302
    assert [(row.table, row.is_inset) for row in plan.annexes.all()] == [
        ("reduction-targets", False),
        ("village-targets", True),
    ]


def test_number_of_an_annex_does_not_count_it(plan):
    lookup = content.Lookup(plan, content.outline(plan), {})

    assert lookup("annex:village-targets") == "Phụ lục"
    assert lookup("annex:reduction-targets") is None
    assert lookup("table:reduction-targets") == TITLE
    assert lookup("table:village-targets") == "Chỉ tiêu giảm hộ nghèo, hộ cận nghèo từng địa bàn"
