"""Issuing a table: frozen with its figures, as PDF and as Excel, under a number of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db import transaction

from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.documents import actions as documents
from povertyplan.documents.letterhead import committee_of, date_in_words
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer
from povertyplan.errors import DomainError, InvalidData
from povertyplan.units.models import Unit
from reports import crosschecks
from reports.definition import Choice, Definition
from reports.files import name_of
from reports.renderers import RENDERERS
from reports.table import Table, plain

SYMBOL = "BC-UBND"
KIND = documents.Kind("summary_table", "Biểu tổng hợp")


@transaction.atomic
def issue_table(
    *,
    definition: Definition,
    unit: Unit,
    year: int,
    choice: Choice,
    signature: tuple[Signer, date],
    by: User,
) -> IssuedDocument:
    """Issue a table of the review of `year` with the signer and the day of signing.

    Raises DomainError while the figures are preliminary, or when a table does not agree with
    another; NotPermitted when `by` may not issue for `unit`.
    """
    check(by, definition.permission)
    if definition.is_annex:
        raise InvalidData("Phụ lục được ban hành cùng kế hoạch, không ban hành riêng.")
    table = definition.make(unit, year, choice)
    if not table.is_official:
        raise DomainError(
            f"Số liệu năm {year} của {unit.full_name} chưa chính thức. Hãy duyệt, công nhận hết "
            "các phiếu và khóa đợt rà soát rồi ban hành biểu."
        )
    crosschecks.refuse_if_disagreeing(table.checks)
    signer, signed_on = signature
    draft = documents.Draft(
        unit=unit,
        kind=KIND,
        symbol=SYMBOL,
        title=table.title,
        signed_on=signed_on,
        signer=signer,
        data=as_data(table),
    )
    return documents.issue(
        draft=draft, render=lambda document: _files(table, document, signed_on), by=by
    )


def as_data(table: Table) -> dict:
    """What the table says, in plain texts: enough to print it again."""
    return {
        "table": table.name,
        "title": table.title,
        "place": table.place,
        "year": table.year,
        "state": table.state,
        "standard": table.standard,
        "made_at": table.made_at,
        "notes": list(table.notes),
        "agreement": table.agreement,
        "columns": [
            {"key": leaf.key, "heading": leaf.heading, "formula": leaf.formula}
            for leaf in table.leaves
        ],
        "rows": [
            [plain(leaf, cell) for leaf, cell in zip(table.leaves, row.cells, strict=True)]
            for row in table.rows
        ],
    }


def _files(
    table: Table, document: IssuedDocument, signed_on: date
) -> Iterator[tuple[str, str, bytes]]:
    """The PDF and the Excel file, each saying what it belongs to."""
    day = date_in_words(signed_on, year=signed_on.year)
    line = f"(Kèm theo Báo cáo số {document.reference} {day} của {committee_of(document.unit)})"
    numbered = replace(table, annex_line=line)
    for name in ("pdf", "xlsx"):
        renderer = RENDERERS[name]
        yield name_of(numbered, renderer), renderer.content_type, renderer.render(numbered)
