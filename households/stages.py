"""How far a case has come, and what keeps it from going on (Decision 24/2021, art. 4 and 5).

Pure: the one place that decides whether a review may be sent. `standing` brings the facts.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models

from households.enums import HouseholdClass, RequestKind, StepKind
from povertyplan.approval import ApprovalState


class Stage(models.TextChoices):
    LISTED = "listed", "Chưa xem"
    COLLECTING = "collecting", "Đang rà soát"
    SCORED = "scored", "Đã phân loại"
    REJECTED = "rejected_by_meeting", "Họp không đồng ý"
    AGREED = "agreed", "Họp đã đồng ý"
    POSTED = "posted", "Đã niêm yết"
    OBJECTED = "objected", "Có khiếu nại"
    REPORTED = "reported", "Chờ duyệt"
    HELD = "held", "Tạm giữ"
    RETURNED = "returned", "Bị trả lại"
    APPROVED = "approved", "Đã duyệt"
    RECOGNISED = "recognised", "Đã công nhận"
    WITHDRAWN = "withdrawn", "Đã rút khỏi đợt"


class Task(models.TextChoices):
    """What has to be done next."""

    COLLECT = "collect", "Rà soát, phân loại"
    RECHECK = "recheck", "Trả lời khiếu nại, phúc tra"
    MEET = "meet", "Họp dân"
    POST = "post", "Niêm yết"
    WAIT = "wait", "Chờ hết hạn niêm yết"
    SUBMIT = "submit", "Gửi duyệt"
    DECIDE = "decide", "Duyệt"
    RELEASE = "release", "Xem xét hộ tạm giữ"
    RECOGNISE = "recognise", "Quyết định công nhận"
    NOTHING = "nothing", "Xong"


@dataclass(frozen=True)
class Vote:
    """The latest vote on a review; `read_out` is the check sum of what was put to the meeting."""

    agree_count: int
    attendee_count: int
    read_out: str
    kept_because: str = ""

    @property
    def is_agreed(self) -> bool:
        return agrees(self.agree_count, self.attendee_count)


@dataclass(frozen=True)
class Posted:
    """The latest posting of a review. It is contested when an objection to it was upheld."""

    text: str
    ends_on: date
    is_contested: bool = False


@dataclass(frozen=True)
class Case:
    """What is known of one review. `says` is its check sum, empty while it has no class.

    `rechecked` are the check sums that a re-check after an objection has confirmed.
    """

    state: str
    says: str
    steps: frozenset[str] = frozenset()
    is_untouched: bool = False
    is_withdrawn: bool = False
    is_held: bool = False
    is_recognised: bool = False
    vote: Vote | None = None
    posted: Posted | None = None
    has_open_objection: bool = False
    awaits_recheck: bool = False
    rechecked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """Where a case stands, what comes next, and why it cannot be sent or approved ("" when it can).

    `ends_on` is the last day of the posting that is waited for.
    """

    stage: Stage
    task: Task
    because: str = ""
    ends_on: date | None = None


def agrees(agree_count: int, attendee_count: int) -> bool:
    """At least half of those present must agree (Decision 24/2021, art. 4)."""
    return agree_count * 2 >= attendee_count


def fingerprint(said: Iterable[tuple], person_count: int) -> str:
    """The check sum of what a review says: standard, class, B1 and deprivations of each result."""
    rows = sorted(tuple(str(part) for part in row) for row in said)
    return hashlib.sha256(repr((rows, person_count)).encode()).hexdigest()


def standing(case: Case, *, today: date) -> Standing:
    """Where the case stands."""
    return _over(case) or _with_the_checker(case) or _at_home(case, today)


def _over(case: Case) -> Standing | None:
    if case.is_withdrawn:
        return Standing(Stage.WITHDRAWN, Task.NOTHING, "Phiếu đã rút khỏi đợt rà soát.")
    if case.is_recognised:
        because = "Hộ đã được công nhận; muốn thay đổi phải ra quyết định đính chính."
        return Standing(Stage.RECOGNISED, Task.NOTHING, because)
    if case.state == ApprovalState.APPROVED and not _disputed(case):
        task = Task.RECOGNISE if StepKind.RECOGNITION in case.steps else Task.NOTHING
        return Standing(Stage.APPROVED, task)
    return None


def _disputed(case: Case) -> bool:
    return case.has_open_objection or case.awaits_recheck


def _with_the_checker(case: Case) -> Standing | None:
    """Submitted, held back, or objected to wherever it is."""
    if case.has_open_objection:
        because = "Có khiếu nại chưa trả lời: hãy xem xét và trả lời trước."
        return Standing(Stage.OBJECTED, Task.RECHECK, because)
    if case.awaits_recheck:
        because = "Khiếu nại có cơ sở: hãy rà soát lại rồi ghi kết quả phúc tra."
        return Standing(Stage.OBJECTED, Task.RECHECK, because)
    if case.is_held:
        because = "Phiếu đang tạm giữ: hãy bỏ tạm giữ trước khi duyệt."
        return Standing(Stage.HELD, Task.RELEASE, because)
    if case.state == ApprovalState.SUBMITTED:
        return Standing(Stage.REPORTED, Task.DECIDE)
    return None


def _at_home(case: Case, today: date) -> Standing:
    """The case is with those who collect; a returned one says so, whatever it needs."""
    found = _unscored(case) or _unagreed(case) or _unposted(case, today) or _ready(case)
    if case.state == ApprovalState.RETURNED:
        return Standing(Stage.RETURNED, found.task, found.because, found.ends_on)
    return found


def _unscored(case: Case) -> Standing | None:
    if case.says:
        return None
    because = "Chưa có kết quả phân loại: hãy nhập phiếu trước."
    return Standing(Stage.LISTED if case.is_untouched else Stage.COLLECTING, Task.COLLECT, because)


def _unagreed(case: Case) -> Standing | None:
    """A re-check after an objection takes the place of a new meeting; a mere change does not."""
    if StepKind.MEETING not in case.steps or case.says in case.rechecked:
        return None
    vote = case.vote
    if vote is None or vote.read_out != case.says:
        words = "thay đổi sau khi họp dân" if vote else "chưa được đưa ra họp dân"
        return Standing(Stage.SCORED, Task.MEET, f"Kết quả {words}: phải được cuộc họp đồng ý.")
    if vote.is_agreed:
        return None
    if vote.kept_because:
        because = "Kết quả được giữ nguyên sau khi rà soát lại: phải đưa ra cuộc họp sau."
        return Standing(Stage.SCORED, Task.MEET, because)
    because = (
        "Cuộc họp không đồng ý (dưới 50%): hãy rà soát lại, sửa phiếu hoặc giữ nguyên có lý do."
    )
    return Standing(Stage.REJECTED, Task.COLLECT, because)


def _unposted(case: Case, today: date) -> Standing | None:
    """The last day of a posting counts in full: one may go on the day after."""
    if StepKind.POSTING not in case.steps:
        return None
    posted = case.posted
    before = Stage.AGREED if StepKind.MEETING in case.steps else Stage.SCORED
    if posted is None:
        return Standing(before, Task.POST, "Kết quả chưa được niêm yết công khai.")
    if posted.text != case.says or posted.is_contested:
        words = "đã phúc tra sau khiếu nại" if posted.is_contested else "thay đổi sau khi niêm yết"
        return Standing(before, Task.POST, f"Kết quả {words}: phải niêm yết lại.")
    if posted.ends_on >= today:
        because = f"Đang niêm yết đến hết ngày {posted.ends_on:%d/%m/%Y}."
        return Standing(Stage.POSTED, Task.WAIT, because, posted.ends_on)
    return None


def _ready(case: Case) -> Standing:
    if StepKind.POSTING in case.steps:
        return Standing(Stage.POSTED, Task.SUBMIT)
    stage = Stage.AGREED if StepKind.MEETING in case.steps else Stage.SCORED
    return Standing(stage, Task.SUBMIT)


def grants(kind: str, household_class: str, before: str = "") -> bool:
    """Whether a review gave what a request asked for: to be recognised, or to leave the list.

    `before` is the class that is to be left: who was near-poor and is so still has left nothing.
    """
    if kind == RequestKind.ENTER:
        return household_class not in ("", HouseholdClass.NON_POOR)
    return household_class not in ("", HouseholdClass.POOR) and not (
        before == household_class == HouseholdClass.NEAR_POOR
    )
