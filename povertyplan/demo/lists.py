"""The named households behind targets: registered to escape poverty, or unable to."""

from datetime import date

from households.enums import OptionKind
from households.models import Option
from povertyplan.accounts.models import User
from povertyplan.demo import source
from povertyplan.demo.communes import Commune
from povertyplan.demo.stories import POOR, Story
from targets.actions import registrations
from targets.enums import RegistrationKind, UnableReason
from targets.models import Registration

_REASONS = {
    "Người già": UnableReason.OLD_ALONE,
    "Vợ chồng già": UnableReason.OLD_ALONE,
    "Chủ hộ bệnh": UnableReason.ILLNESS,
}
# What the village of the demonstration's enumerator plans for a few of its poor in 2021.
_MEASURES = (
    ("no_capital", "Vay vốn ưu đãi nuôi bò sinh sản, dự lớp tập huấn chăn nuôi", "Hội Nông dân xã"),
    (
        "no_knowledge",
        "Hỗ trợ giống lúa nước, hướng dẫn kỹ thuật tại ruộng",
        "Cán bộ khuyến nông xã",
    ),
    ("no_skill", "Học nghề xây dựng, giới thiệu việc làm", "Đoàn Thanh niên xã"),
)


def of_commune(plan: str, commune: Commune, *, by: User) -> None:
    """Both lists of a plan."""
    figures = source.figures_of(plan)
    known = {case.head: case for case in commune.cases if case.head}
    year = figures["plan_year"]
    indicators = _indicators()
    for row in figures["registered"]:
        case = known[row["head"]]
        met = {code for support in row["supports"] for code in indicators[support]}
        _save(
            case,
            year,
            by,
            kind=RegistrationKind.ABLE,
            causes=row["causes"],
            measures=row["measures"],
            addresses=sorted(met & case.lacks),
            helper=row["helper"],
            resources=row["resources"],
            due_on=date.fromisoformat(row["due_on"]),
        )
    for row in figures["unable"]:
        reason = next((r for words, r in _REASONS.items() if row["reason"].startswith(words)), None)
        _save(
            known[row["head"]],
            year,
            by,
            kind=RegistrationKind.UNABLE,
            causes=row["causes"],
            unable_reason=reason or UnableReason.OTHER,
            unable_note=row["reason"],
        )


def a_few(stories: list[Story], *, by: User) -> None:
    """Some poor households of a commune of Krông Pa, and one that cannot get out of poverty."""
    village = stories[0].village.unit
    poor = [story for story in stories if story.village.unit == village and story.path[1] == POOR]
    *able, unable = poor[: len(_MEASURES) + 1]
    for story, (cause, measures, helper) in zip(able, _MEASURES, strict=True):
        _save(
            story,
            source.PLAN_YEAR,
            by,
            kind=RegistrationKind.ABLE,
            causes=[cause],
            measures=measures,
            addresses=[],
            helper=helper,
            resources="Ngân hàng Chính sách xã hội, ngân sách huyện",
            due_on=date(source.PLAN_YEAR, 10, 31),
        )
    _save(
        unable,
        source.PLAN_YEAR,
        by,
        kind=RegistrationKind.UNABLE,
        causes=["no_labour"],
        unable_reason=UnableReason.ILLNESS,
        unable_note="Lao động chính ốm nặng, phải điều trị dài ngày",
    )


def _indicators() -> dict[str, list[str]]:
    options = Option.objects.of_kind(OptionKind.SUPPORT)
    return {option.code: option.indicators for option in options}


def _save(story: Story, year: int, by: User, **fields) -> None:
    registration = Registration(household=story.household, year=year, **fields)
    registrations.save(registration=registration, version=None, by=by)
