"""A plan as page, PDF, Word and Excel file, all drawn from the same data.

The data is what `plans.content.assemble` tells of a plan, or what an issued document has frozen of
it; layout by Decree 30/2020/NĐ-CP, annex I.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from plans import content
from plans.actions.issue import Printer
from plans.models import Plan, PlanAnnex
from povertyplan.documents.letterhead import Letterhead, committee_of
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import write_pdf
from povertyplan.documents.signing import Signature, Signer
from povertyplan.text import fold
from povertyplan.units.models import Unit
from reports import table_data
from reports.catalogue import CATALOGUE
from reports.renderers import html, word, xlsx
from reports.renderers.layout import Layout, Paper, balance, lay_out
from reports.table import Table

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPRIGHT = Paper("portrait", 210, right=20)
TURNED = Paper("landscape", 297, top=30, right=20, left=20)
HEADING_POINTS = 14


@dataclass(frozen=True)
class Annex:
    """A table of the plan under its number, on the paper that it needs."""

    number: str
    title: str
    line: str
    table: Table

    @cached_property
    def layout(self) -> Layout:
        return lay_out(self.table, UPRIGHT, TURNED)

    @property
    def is_turned(self) -> bool:
        return self.layout.paper.orientation == "landscape"

    @property
    def fragment(self) -> SafeString:
        return html.fragment(self.table, has_links=False)

    @property
    def anchor(self) -> str:
        return slugify(fold(self.number))

    @property
    def font_size(self) -> str:
        return f"{self.layout.font_size:.1f}pt"

    @property
    def title_width(self) -> int:
        """The part of the page, in per cent, where the lines of the title have about one length."""
        return balance(self.title.upper(), HEADING_POINTS, self.layout.paper)

    @property
    def line_width(self) -> int:
        return balance(self.line, HEADING_POINTS, self.layout.paper)


@dataclass(frozen=True)
class Paragraph:
    """A heading or a paragraph as every renderer writes it, its look and its words; or a table."""

    look: str
    level: int
    runs: tuple[tuple[str, bool], ...]
    inset: Annex | None = None


@dataclass(frozen=True)
class PlanDocument:
    """A plan with everything that stands around it on paper."""

    unit: Unit
    data: dict
    letterhead: Letterhead
    signature: Signature | Signer
    is_published: bool = False

    @property
    def heading(self) -> str:
        return self.data["heading"]

    @property
    def abstract(self) -> str:
        return self.data["abstract"]

    @property
    def abstract_width(self) -> int:
        """The part of the page, in per cent, for lines of about one length; bold takes a tenth."""
        return balance(self.abstract, HEADING_POINTS * 1.1, UPRIGHT)

    @property
    def annex_line(self) -> str:
        head = f"{self.heading} số {self.letterhead.reference}"
        return f"(Kèm theo {head} {self.letterhead.day} của {committee_of(self.unit)})"

    @cached_property
    def annexes(self) -> list[Annex]:
        return [self._annex(row) for row in self.data["annexes"]]

    def _annex(self, row: dict) -> Annex:
        table = table_data.from_data(row["table"])
        if self.is_published:
            table = table_data.without_people(table)
        # Excel names its sheets by the number, and prints it over the table.
        parts = {"number": row["number"], "title": row["title"]}
        table = replace(table, annex_line=self.annex_line, **parts)
        return Annex(line=self.annex_line, table=table, **parts)

    @property
    def insets(self) -> list[Annex]:
        """The tables that stand in the text."""
        return [paragraph.inset for paragraph in self.paragraphs if paragraph.inset]

    @property
    def tables(self) -> list[Table]:
        """Every table of the plan: its annexes, then those in its text."""
        return [shown.table for shown in (*self.annexes, *self.insets)]

    @property
    def names_people(self) -> bool:
        return any(table_data.names_people(table) for table in self.tables)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The text from the introduction to the end; the last one ends with "./."."""
        found = [_paragraph(block) for block in self.data["introduction"]]
        for section in self.data["sections"]:
            found += _section(section, self._inset)
        return found + [_paragraph(block) for block in self.data["closing"]]

    def _inset(self, row: dict) -> Paragraph:
        return Paragraph("table", 0, (), self._annex(row))


def _paragraph(block: dict, first: str = "") -> Paragraph:
    """A block; `first` is the label of the section that it begins."""
    marker = first or block["marker"]
    runs = [(f"{marker} ", False)] if marker else []
    runs += [(run["text"], run["bold"]) for run in block["runs"]]
    return Paragraph("text", 0, tuple(runs))


def _section(section: dict, inset: Callable[[dict], Paragraph]) -> list[Paragraph]:
    label, title, blocks = section["label"], section["title"], section["blocks"]
    if section["style"] != "item" and title:
        look = {"A.": "part", "I.": "chapter"}.get(section["style"], "section")
        found = [Paragraph(look, section["depth"] + 2, ((f"{label} {title}".strip(), True),))]
    else:
        # An item runs on from its label, and its title is the beginning of the sentence.
        begun = [{"text": f"{title}: " if blocks else title, "bold": bool(blocks)}] if title else []
        head = {"marker": "", "runs": []}
        if blocks and "table" not in blocks[0]:
            head, *blocks = blocks
        head = {"marker": head["marker"], "runs": [*begun, *head["runs"]]}
        found = [_paragraph(head, label)]
    return found + [
        inset(block["table"]) if "table" in block else _paragraph(block) for block in blocks
    ]


def of_plan(plan: Plan, *, annexes: content.Annexes | None = None) -> PlanDocument:
    """The plan as it stands now: before its issue, number and day are blank."""
    tables = annexes_of(plan) if annexes is None else annexes
    head = Letterhead.of(
        plan.unit,
        symbol=plan.symbol,
        year=plan.issued_on.year if plan.issued_on else plan.year,
        number=plan.number,
        signed_on=plan.issued_on,
    )
    return PlanDocument(plan.unit, content.assemble(plan, tables), head, plan.signer)


def of_issued(document: IssuedDocument) -> PlanDocument:
    """The plan as it was issued: nothing but what was frozen."""
    return PlanDocument(document.unit, document.data, document.letterhead, document.signature)


def annexes_of(plan: Plan) -> content.Annexes:
    """The tables that the plan carries, as data, with the figures of now."""
    return [table_data.to_data(table_of(plan, annex)) for annex in plan.annexes.all()]


def table_of(plan: Plan, annex: PlanAnnex) -> Table:
    """A table that the plan carries, with the figures of now."""
    definition = CATALOGUE[annex.table]
    if definition.of_plan and annex.year in (None, plan.year):
        return definition.of_plan(definition, plan)
    return definition.build(definition, plan.unit, annex.year or plan.year)


def page(document: PlanDocument) -> SafeString:
    """The text and the annexes as a fragment for a page of the site."""
    return render_to_string("reports/_plan_text.html", _context(document))


def pdf(document: PlanDocument) -> bytes:
    return write_pdf(render_to_string("reports/plan_document.html", _context(document)))


def docx(document: PlanDocument) -> bytes:
    return word.render(document)


def excel(document: PlanDocument) -> bytes:
    """The tables alone, a sheet for each."""
    return xlsx.render_all(document.tables)


def _context(document: PlanDocument) -> dict:
    data = document.data
    return {
        "document": document,
        "letterhead": document.letterhead,
        "heading": document.heading,
        "abstract": document.abstract,
        "legal_bases": data["bases"],
        "recipients": data["recipients"],
        "archive": data["archive"],
        "signer": document.signature,
    }


FORMS = {
    "pdf": (pdf, PDF, "pdf"),
    "docx": (docx, DOCX, "docx"),
    "xlsx": (excel, XLSX, "xlsx"),
}


def file_name(document: PlanDocument, form: str) -> str:
    """ke-hoach-40-kh-ubnd-krong-pa.pdf; a draft has no number."""
    number = document.letterhead.reference.strip().lstrip("/").replace("/", "-")
    kind = "phu-luc" if form == "xlsx" else document.heading
    published = "-cong-bo" if document.is_published else ""
    return f"{slugify(fold(f'{kind} {number} {document.unit.name}'))}{published}.{form}"


def files(issued: IssuedDocument) -> Iterator[tuple[str, str, bytes]]:
    """The files of an issued plan: PDF, Word, the tables in Excel, and what may be published."""
    document = of_issued(issued)
    editions = [(document, form) for form in FORMS if form != "xlsx" or document.tables]
    if document.names_people:
        editions.append((replace(document, is_published=True), "pdf"))
    for edition, form in editions:
        function, media_type, _ = FORMS[form]
        yield file_name(edition, form), media_type, function(edition)


PRINTER = Printer(annexes_of, files)
