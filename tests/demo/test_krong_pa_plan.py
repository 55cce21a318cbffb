"""Krông Pa 2021: the document around its five appendices, with its live figures."""

from datetime import date

import pytest

from plans import checks
from povertyplan.demo import source
from targets.models import Registration
from tests.demo.printed import plan_of, read, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return plan_of(source.district(), 2021)


def test_text_tells_the_printed_figures(plan):
    """Part I and III.2, with 14,27 where 14,37 is printed."""
    words = texts(plan)[""]

    for printed in ("2.342", "19.886", "90.330", "11,78%", "91,84%", "16,48%", "2.837", "14,27%"):
        assert printed in words
    for printed in ("8,48%", "3,30", "625 hộ", "11,92%", "4,56", "582 hộ", "26,04%", "88,26%"):
        assert printed in words
    assert "14,37" not in words
    assert "[[" not in words
    assert "…" not in words


def test_printed_mistakes_of_the_text_stay_listed():
    known = {(row["row"], row["column"]): row for row in read("krong_pa_text_misprints.json")}

    assert known["thuc-trang", "near_poor_rate"]["computed"] == "14,27"
    assert len(known) == 5


def test_plan_was_issued_on_paper_with_five_appendices(plan):
    assert (plan.reference, plan.issued_on) == ("40/KH-UBND", date(2021, 3, 22))
    assert (plan.document, plan.life) == (None, "Đã ban hành")
    assert [annex.table for annex in plan.annexes.all()] == [
        "reduction-targets",
        "minority-reduction-targets",
        "deprivation-targets",
        "agency-assignments",
        "household-assignments",
    ]
    assert [finding for finding in checks.problems(plan) if finding.is_error] == []


def test_a_few_households_have_registered(plan):
    rows = Registration.objects.in_unit(plan.unit).filter(year=2021)

    assert sorted(rows.values_list("kind", flat=True)) == ["able"] * 3 + ["unable"]
