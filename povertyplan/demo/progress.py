"""The report of Hà Quảng on its plan of 2022, which the proposal for 2023 stands on."""

from plans.actions import progress
from plans.actions.progress import When
from plans.enums import ReportPeriod
from plans.models import Plan, ProgressReport
from povertyplan.accounts.models import User
from povertyplan.demo import source
from povertyplan.units.models import Unit

_TEXTS = {
    "assessment": "Các phòng, ban và xã, thị trấn đã vào cuộc ngay từ đầu năm; mức giảm hộ nghèo "
    "đạt kế hoạch đề ra.",
    "difficulties": "Hướng dẫn của cấp trên về và vốn được giao đều chậm nên việc triển khai dồn "
    "vào cuối năm. Một số xã chọn hộ dự kiến thoát nghèo chưa sát, báo cáo còn phải đôn đốc.",
    "proposals": "Giao vốn sớm ngay từ đầu năm; có hướng dẫn thống nhất cho từng tiểu dự án.",
}


def of_district(district: Unit, people: dict[str, User]) -> ProgressReport:
    """Results of the year of results: written, sent, and approved by the province."""
    year = source.figures_of("ha_quang")["result_year"]
    plan, by = Plan.objects.of(district, year), people["officer"]
    report = progress.start(plan=plan, when=When(ReportPeriod.YEAR), by=by)
    report = progress.save(report=report, entries={}, texts=_TEXTS, version=None, by=by)
    report = progress.move(report=report, name="submit", by=by)
    return progress.move(report=report, name="approve", by=people["above"])
