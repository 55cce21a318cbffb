"""Every PDF can be kept for long and read aloud: PDF/A-2a and PDF/UA-1 in one file."""

import io
from dataclasses import replace

import pytest
from django.template import engines
from pypdf import PdfReader

from plans.actions import parts
from povertyplan.documents.pdf import write_pdf
from reports import plan_document
from reports.renderers import pdf
from reports.renderers.html import render
from tests.documents import archival
from tests.documents.test_decree30 import CONTEXT, PAGE
from tests.plans import written
from tests.reports.test_renderers import make


@pytest.fixture
def plan(land, standard, mai, duc):
    """Its second annex names households, and lies on turned paper."""
    written.sheet(land, standard, mai, duc)
    made = written.plan(land, mai)
    rows = [{"table": "village-targets"}, {"table": "escape-list"}]
    parts.set_rows(plan=made, part="annexes", rows=rows, version=None, by=mai)
    return plan_document.of_plan(made)


def test_document_of_the_decree():
    html = engines["django"].from_string(PAGE).render(CONTEXT)

    assert archival.problems(write_pdf(html)) == []


def test_plan_and_what_is_published_of_it(plan):
    assert archival.problems(plan_document.pdf(plan)) == []
    assert archival.problems(plan_document.pdf(replace(plan, is_published=True))) == []


def test_table():
    assert archival.problems(pdf.render(make())) == []


def test_plan_has_bookmarks_of_its_sections_and_annexes(plan):
    reader = PdfReader(io.BytesIO(plan_document.pdf(plan)))
    titles = [item.title for item in _flat(reader.outline)]

    assert [t for t in titles if t[0] in "IP"] == [
        "I. Mục tiêu",
        "II. Tổ chức thực hiện",
        "Phụ lục I",
        "Phụ lục II",
    ]


def _flat(items):
    for item in items:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def test_file_that_declares_nothing_is_found_out():
    """The reader of these tests can fail: WeasyPrint's plain file has neither tags nor colours."""
    from weasyprint import HTML  # noqa: PLC0415

    plain = HTML(string=render(make())).write_pdf()

    found = archival.problems(plain)
    assert {"marked", "structure", "one output intent", "metadata", "identifier"} <= set(found)
    assert not [name for name in found if name.startswith("font ")]
