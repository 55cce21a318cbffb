"""Households that are held back have a column of their own in R2 and R3, where there are any."""

import pytest

from households.actions import holds, reviews
from reports.catalogue import CATALOGUE
from tests import factories


@pytest.fixture
def sent(land, standard, mai, duc):
    """Two poor of 2020 in Một: of 2021 one is approved as poor, the other waits for approval."""
    first = factories.round_in(land.commune, 2020, standard)
    second = factories.round_in(land.commune, 2021, standard)
    homes = [factories.household(land.village) for _ in range(2)]
    for home in homes:
        before = factories.review(first, home, mai, income_vnd=500_000, person_count=3)
        factories.approved(before, submit=mai, approve=duc)
    factories.closed(first)
    now = [
        factories.review(second, home, mai, income_vnd=500_000, person_count=3) for home in homes
    ]
    reviews.move(reviews=now, name="submit", by=mai)
    reviews.move(reviews=now[:1], name="approve", by=duc)
    return now[1]


def first_village(land) -> dict:
    table = CATALOGUE["poor-movement"].make(land.commune, 2021)
    row = table.rows[0]
    keys = [leaf.key for leaf in table.leaves]
    return dict(zip(keys, (cell.value for cell in row.cells), strict=True))


def test_the_form_has_nine_columns_while_nobody_is_held_back(sent, land):
    found = first_village(land)

    assert "held" not in found
    assert (found["opening"], found["other_decrease"], found["closing"]) == (2, 1, 1)


def test_held_household_is_shown_apart_and_the_row_balances(sent, land, duc):
    holds.hold(review=sent, reason="Chờ xác minh", by=duc)
    found = first_village(land)

    assert (found["opening"], found["other_decrease"], found["held"], found["closing"]) == (
        2,
        1,
        1,
        1,
    )
    table = CATALOGUE["poor-movement"].make(land.commune, 2021)
    assert any("trong đó đang tạm giữ" in note for note in table.notes)
