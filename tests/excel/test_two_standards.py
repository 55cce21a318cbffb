"""The workbook of a review under two standards: the same questions as the form, each once."""

import pytest

from households.actions import uploads
from households.models import Review, Standard
from tests import factories
from tests.excel.files import CODES, Book, checked


@pytest.fixture
def review(land, standard, reference, jrai, mai):
    decree = Standard.objects.get(code="ND07_2021")
    opened = factories.round_in(land.commune, 2021, standard, next_standard=decree)
    household = factories.household(land.village, "Siu Thử", jrai)
    return factories.review(opened, household, mai)


def test_what_both_standards_define_alike_has_one_column(review, land):
    """Insurance from six years and eight square metres stand in both with the same words."""
    codes = [cell.value for cell in Book(review.round, land.village).sheet[CODES] if cell.value]

    assert {"is:health_insurance", "is:housing_area"} <= set(codes)
    assert {"next:is:health_insurance", "next:is:housing_area"}.isdisjoint(codes)
    assert "next:is:employment" in codes


def test_one_answer_counts_under_both_standards(review, land, mai):
    book = Book(review.round, land.village)
    book.fill(1, score_b1=100, is__health_insurance="x", next__is__employment="x")
    book.fill(1, next__score_b1=110, note="Đã hỏi")

    uploads.confirm(upload=checked(review.round, book.content(), mai), by=mai)

    stored = Review.objects.get(pk=review.pk)
    assert stored.result.deprived_codes == ["health_insurance"]
    assert set(stored.next_result.deprived_codes) == {"health_insurance", "employment"}


def test_columns_of_the_next_standard_say_so_in_words(review, land):
    book = Book(review.round, land.village)

    heading = book.sheet.cell(CODES - 1, book.place("next:score_b1")).value
    assert heading == "Điểm B1 (chuẩn của năm sau)"
    first = book.place("next:is:employment")
    assert book.sheet.cell(CODES - 2, first).value == "Chỉ số thiếu hụt (chuẩn của năm sau)"
