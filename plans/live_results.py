"""Live figures of results: what the report on the plan of the year before says.

result:poor is what was reached, result.planned:poor what was planned, result.percent:poor how much
of it; a goal goes by its code, result:goal:viec-lam-moi. Money is of the state budget, in million
đồng: result.disbursed, and result.disbursed:4.3 of a component.
"""

from collections.abc import Iterator

from plans import progress
from plans.models import Plan, ProgressReport
from plans.money import Scale
from plans.progress import MoneyLine, TargetLine
from plans.progress_standing import result_of
from plans.typed import show_amount
from povertyplan.documents.letterhead import date_in_words

# Name, label and text of a figure; None where it is not known.
Row = tuple[str, str, str | None]


def report_before(plan: Plan) -> ProgressReport | None:
    """The report that tells the results of the unit's plan of the year before."""
    return result_of(plan.unit, plan.year - 1)


def rows(plan: Plan) -> Iterator[Row]:
    """Every figure that the report on the year before says; nothing without a report."""
    report = report_before(plan)
    if report is None:
        return
    said = progress.stated(report)
    day = date_in_words(report.last_day, year=report.last_day.year).removeprefix("ngày ")
    yield "result.report", "báo cáo kết quả năm trước", f"báo cáo {report.period_name}"
    yield "result.until", "kết quả năm trước tính đến ngày", day
    for line in said.targets:
        yield from _of_target(line, report.plan.year)
    if said.state:
        yield from _of_money("", said.state, f"ngân sách nhà nước năm {report.plan.year}")
    for line in said.components:
        yield from _of_money(f":{line.name}", line, f"dự án {line.name} năm {report.plan.year}")


def _of_target(line: TargetLine, year: int) -> Iterator[Row]:
    texts, label = line.texts, f"{line.label}, năm {year}"
    yield f"result:{line.name}", f"{label}: kết quả", texts["result"] or None
    yield f"result.planned:{line.name}", f"{label}: kế hoạch", texts["planned"] or None
    if line.percent is not None:
        yield f"result.percent:{line.name}", f"{label}: đạt (%)", texts["percent"]
    if line.decrease is not None:
        yield f"result.decrease:{line.name}", f"{label}: giảm", texts["decrease"]
    if line.result_rate is not None:
        yield f"result.rate:{line.name}", f"{label}: tỷ lệ (%)", texts["result_rate"]
    if line.rate_reduction is not None:
        fall = progress.two_places(line.rate_reduction)
        yield f"result.rate.reduction:{line.name}", f"{label}: mức giảm tỷ lệ (%)", fall


def _of_money(argument: str, line: MoneyLine, label: str) -> Iterator[Row]:
    texts = line.texts
    yield (
        f"result.available{argument}",
        f"{label}: được giao (triệu đồng)",
        _million(line.available),
    )
    yield (
        f"result.disbursed{argument}",
        f"{label}: giải ngân (triệu đồng)",
        _million(line.disbursed),
    )
    if line.rate is not None:
        yield f"result.disbursed.percent{argument}", f"{label}: giải ngân (%)", texts["rate"]
    if line.estimate is not None:
        shown = _million(line.estimate)
        yield f"result.estimate{argument}", f"{label}: ước cả năm (triệu đồng)", shown
    if line.estimated_rate is not None:
        shown = texts["estimated_rate"]
        yield f"result.estimate.percent{argument}", f"{label}: ước giải ngân (%)", shown


def _million(vnd: int) -> str:
    return show_amount(vnd, Scale.MILLION)
