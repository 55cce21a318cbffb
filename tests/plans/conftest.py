"""A plan of the district for 2023 under the programme of 2021 to 2025, and its budget."""

from decimal import Decimal

import pytest

from plans.actions.budgets import LineEntry, set_lines
from plans.models import Component, Plan, Programme
from plans.money import COLUMNS
from plans.programmes import load_programmes

MILLION = 1_000_000
COLUMN = {column.key: column for column in COLUMNS}


@pytest.fixture
def programmes(db):
    load_programmes()


@pytest.fixture
def programme(programmes):
    return Programme.objects.get(code="QD90_2022")


@pytest.fixture
def plan(land, programme):
    return Plan.objects.create(unit=land.district, year=2023, abstract="Đề xuất kinh phí")


@pytest.fixture
def line(programme):
    """A line as it is typed: `line("4.3", "Việc làm", recurrent_central=900)`, in million đồng."""

    def make(code: str, content: str = "Hỗ trợ", pk=None, **amounts) -> LineEntry:
        fields = {name: amounts.pop(name) for name in ("place", "measure") if name in amounts}
        quantity = amounts.pop("quantity", None)
        return LineEntry(
            pk=pk,
            component=Component.objects.get(programme=programme, code=code),
            content=content,
            quantity=None if quantity is None else Decimal(quantity),
            amounts={
                COLUMN[key.replace("_", "-")]: amount * MILLION for key, amount in amounts.items()
            },
            **fields,
        )

    return make


@pytest.fixture
def budget(plan, line, duc):
    """Sustainable jobs with both kinds of capital, and works with money from elsewhere."""
    lines = [
        line("4.3", "Việc làm", development_central=425, recurrent_central=900),
        line("1", "Xây dựng", development_central=1_000, mobilised=75),
    ]
    set_lines(plan=plan, lines=lines, version=1, by=duc)
    plan.refresh_from_db()
    return plan
