"""H, A and M0 of the reviewed households, as Alkire and Foster measure multidimensional poverty."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from households.models import Standard
from households.multidimensional import Measures, Profile, measure
from households.rules import StandardRules
from households.tallies import Tally
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table


@dataclass(frozen=True)
class Method:
    """How a standard's results are measured: the weights of its indicators, and the cutoff."""

    rules: StandardRules
    weights: dict[str, Fraction]
    cutoff: Fraction

    @classmethod
    def of(cls, standard: Standard, choice: Choice) -> "Method":
        """Every indicator weighs the same; the law or the reader says how many make one poor."""
        rules = standard.rules()
        share = Fraction(1, len(rules.indicators))
        cutoff = rules.minimum_deprivations * share
        if choice.cutoff:
            cutoff = Fraction(choice.cutoff, 100)
        return cls(rules, {item.code: share for item in rules.indicators}, cutoff)

    @property
    def least(self) -> int:
        """Of how many indicators who is poor is deprived at least."""
        return ceil(self.cutoff * len(self.weights))

    def measures(self, found: Tally) -> Measures:
        """The measures of the households in a tally."""
        profiles = (
            Profile(frozenset(self.rules.unpack(group.deprivations)), group.households)
            for group in found.groups
        )
        return measure(profiles, self.weights, self.cutoff)


def _build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
    scope = Scope(unit, year, choice)
    return table_of(
        definition,
        scope,
        columns=_columns(scope.standard),
        rows=_rows(scope),
        notes=_notes(scope),
    )


def _rows(scope: Scope) -> list[Row]:
    """The child units, then the whole by ethnic group, then the whole."""
    if not scope.lines:
        return []
    *children, whole = scope.lines
    rows, method = [], Method.of(scope.standard, scope.choice)
    for index, line in enumerate(children, start=1):
        names = name_cells(index, line.unit)
        rows.append(_row(names, line.tally, _links(scope, line, method), method))
    for label, key, is_minority in (("Kinh", "kinh", False), ("DTTS", "minority", True)):
        found = whole.tally and whole.tally.of(is_minority=is_minority)
        links = _links(scope, whole, method, minority="yes" if is_minority else "no")
        names = (Cell(""), Cell(None), Cell(label, plain=key))
        rows.append(_row(names, found, links, method))
    links = _links(scope, whole, method)
    return [*rows, _row(name_cells(0, None), whole.tally, links, method, is_total=True)]


def _links(scope: Scope, line: Line, method: Method, **criteria: str) -> tuple[str, str]:
    """The addresses of those reviewed, and of the poor among them."""
    poor = scope.behind(line, least=str(method.least), **criteria)
    return scope.behind(line, **criteria), poor


def _row(
    names, found: Tally | None, links: tuple[str, str], method: Method, *, is_total: bool = False
) -> Row:
    codes = [item.code for item in method.rules.indicators]
    if found is None:
        return Row((*names, *[Cell(None)] * (6 + 2 * len(codes))), is_total=is_total)
    measures = method.measures(found)
    return Row(
        is_total=is_total,
        cells=(
            *names,
            Cell(measures.population, link=links[0]),
            Cell(found.persons),
            Cell(measures.poor, link=links[1]),
            Cell(_per_cent(measures.headcount)),
            Cell(_per_cent(measures.intensity)),
            Cell(measures.adjusted),
            *(Cell(_per_cent(measures.censored.get(code))) for code in codes),
            *(Cell(_per_cent(measures.contributions.get(code))) for code in codes),
        ),
    )


def _per_cent(share: Fraction | None) -> Fraction | None:
    return None if share is None else 100 * share


def _columns(standard: Standard | None) -> tuple[Column, ...]:
    indicators = standard.rules().indicators if standard else ()
    parts = [
        Column(heading, children=_of_each(indicators, key, first))
        for heading, key, first in (
            ("Tỷ lệ hộ nghèo đa chiều thiếu hụt từng chỉ số (%)", "censored", 7),
            ("Phần đóng góp vào M0 (%)", "contribution", 7 + len(indicators)),
        )
        if indicators
    ]
    return (
        *NAMES,
        Column("Số hộ được rà soát", key="households", kind=Kind.COUNT, width=8, formula="1"),
        Column("Số nhân khẩu", key="persons", kind=Kind.COUNT, width=8, formula="2"),
        Column("Số hộ nghèo đa chiều", key="poor", kind=Kind.COUNT, width=8, formula="3"),
        _rate("Tỷ lệ hộ nghèo đa chiều H (%)", "headcount", "4=3/1*100"),
        _rate("Mức thiếu hụt bình quân A (%)", "intensity", "5"),
        Column(
            "Chỉ số M0 = H × A",
            key="adjusted",
            kind=Kind.RATE,
            decimals=3,
            width=8,
            formula="6=4*5 /10000",
        ),
        *parts,
    )


def _of_each(indicators, key: str, first: int) -> tuple[Column, ...]:
    """A column for each indicator, numbered on from `first`."""
    return tuple(
        Column(
            item.name,
            key=f"{item.code}_{key}",
            kind=Kind.RATE,
            decimals=1,
            width=7,
            formula=str(number),
        )
        for number, item in enumerate(indicators, start=first)
    )


def _rate(heading: str, key: str, formula: str) -> Column:
    return Column(heading, key=key, kind=Kind.RATE, decimals=2, width=8, formula=formula)


def _notes(scope: Scope) -> list[str]:
    if not scope.lines:
        return []
    least, count = scope.standard.minimum_deprivations, len(scope.standard.rules().indicators)
    cutoff = f"{scope.choice.cutoff}%" if scope.choice.cutoff else f"{least}/{count}"
    return [
        "Phương pháp Alkire-Foster, tính trên các hộ được rà soát và đã duyệt, không phải trên "
        "toàn bộ hộ dân cư.",
        f"Mọi chỉ số có trọng số bằng nhau (1/{count}); hộ nghèo đa chiều là hộ thiếu hụt từ "
        f"{cutoff} chỉ số trở lên (k = {cutoff}), không xét thu nhập. A là phần chỉ số thiếu hụt "
        "bình quân của các hộ ấy.",
        "Tỷ lệ thiếu hụt từng chỉ số tính trên mọi hộ được rà soát, chỉ kể hộ nghèo đa chiều; nhân "
        "với trọng số rồi chia cho M0 là phần đóng góp.",
    ]


DEFINITION = Definition(
    name="multidimensional",
    number="",
    title="Đo lường nghèo đa chiều của các hộ được rà soát",
    description="Tỷ lệ H, mức độ A, chỉ số M0 và phần đóng góp của từng chỉ số thiếu hụt.",
    build=_build,
    has_cutoff=True,
)
