"""What is written below and approved above: the states, the columns and the moves they share."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError
from povertyplan.text import TextField
from povertyplan.workflow import Move, Who, above


class ApprovalState(models.TextChoices):
    DRAFT = "draft", "Đang nhập"
    SUBMITTED = "submitted", "Chờ duyệt"
    RETURNED = "returned", "Bị trả lại"
    APPROVED = "approved", "Đã duyệt"


EDITABLE = frozenset({ApprovalState.DRAFT, ApprovalState.RETURNED})


def _person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


def _moment(label: str):
    return models.DateTimeField(label, null=True, blank=True, editable=False)


def _pair(name: str, message: str) -> models.CheckConstraint:
    """A moment and its person come together or not at all."""
    at, by = f"{name}_at", f"{name}_by"
    return models.CheckConstraint(
        condition=Q(**{at: None, by: None}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
        name=f"%(class)s_{name}_pair",
        violation_error_message=message,
    )


class Approvable(models.Model):
    """A record that one unit writes and the unit above it approves.

    Subclasses say which is the `responsible_unit`, and in WRITES_NOTHING which actions on them
    make nobody a maker.
    """

    WRITES_NOTHING: tuple[str, ...] = ()

    state = models.CharField(
        "trạng thái",
        max_length=10,
        choices=ApprovalState.choices,
        default=ApprovalState.DRAFT,
        editable=False,
    )
    return_reason = TextField("lý do trả lại", max_length=500, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_at = models.DateTimeField("sửa lúc", auto_now=True)
    edited_by = _person()
    submitted_at = _moment("gửi lúc")
    submitted_by = _person()
    decided_at = _moment("duyệt hoặc trả lại lúc")
    decided_by = _person()

    class Meta:
        abstract = True
        constraints = [
            _pair("submitted", "Ngày gửi và người gửi phải đi cùng nhau."),
            _pair("decided", "Ngày duyệt và người duyệt phải đi cùng nhau."),
        ]

    @property
    def responsible_unit(self):
        raise NotImplementedError

    @property
    def checking_unit(self):
        """Whose people approve or return the record."""
        return above(self.responsible_unit)

    @property
    def checking_units(self):
        """All whose people may decide on the record now."""
        return (self.checking_unit,)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    def maker_ids(self) -> set[int]:
        """Everybody who wrote the record since it was last decided, and who sent it last.

        None of them may approve it. What is done around a case (`case.held` and the like), and
        deciding on it or opening it for correction, writes nothing on the record.
        """
        events = Event.objects.of(self).exclude(actor=None).order_by("pk")
        events = events.exclude(action__startswith="case.")
        events = events.exclude(action__in=self.WRITES_NOTHING)
        decisions = [f"{self._meta.model_name}.{name}" for name in ("approve", "return")]
        decided = events.filter(action__in=decisions).last()
        since = events.filter(pk__gt=decided.pk) if decided else events
        written = since.values_list("actor", flat=True).distinct()
        return {self.edited_by_id, self.submitted_by_id, *written} - {None}

    def check_seen(self, version: int | None) -> None:
        """Raise Conflict when the record has changed since the person saw `version` of it."""
        if version is not None and version != self.version:
            raise Conflict(
                f"{self} vừa được {self.edited_by or 'người khác'} thay đổi lúc "
                f"{timezone.localtime(self.edited_at):%H:%M ngày %d/%m/%Y}. Việc bạn vừa làm chưa "
                "được thực hiện: hãy tải lại trang để xem bản mới."
            )

    def check_editable(self, version: int | None) -> None:
        """Raise DomainError when nobody may write the record now, and as `check_seen` does."""
        if not self.is_editable:
            raise DomainError(
                f"{capfirst(self._meta.verbose_name)} đang ở trạng thái "
                f"«{self.get_state_display()}» nên không sửa được."
            )
        self.check_seen(version)


def moves(*, submit: tuple[str, str], maker: Who, makes: Permission, approves: Permission):
    """The moves of a record, by name. `submit` is the label, and the words when done."""
    state = ApprovalState
    rows = (
        Move("submit", *submit, EDITABLE, state.SUBMITTED, makes, maker),
        Move(
            "recall",
            "Rút lại để sửa",
            "đã rút lại",
            frozenset({state.SUBMITTED}),
            state.DRAFT,
            makes,
            maker,
            style="outline-secondary",
        ),
        Move(
            "approve",
            "Duyệt",
            "đã duyệt",
            frozenset({state.SUBMITTED}),
            state.APPROVED,
            approves,
            Who.ABOVE,
        ),
        Move(
            "return",
            "Trả lại",
            "đã trả lại",
            frozenset({state.SUBMITTED, state.APPROVED}),
            state.RETURNED,
            approves,
            Who.ABOVE,
            needs_reason=True,
            style="outline-danger",
        ),
    )
    return {move.name: move for move in rows}


def touch(record: Approvable, by) -> None:
    """The record, which is locked, has changed: its next version, by whom."""
    record.version += 1
    record.edited_by = by
    record.save()


def apply(move: Move, record: Approvable, *, by, reason: str, sentence: str) -> None:
    """Make a move that has been checked, on a record that is locked, and write it to the trail."""
    before = trail.snapshot(record, ["state"])
    record.state = move.target
    now = timezone.now()
    if move.target == ApprovalState.SUBMITTED:
        record.submitted_at, record.submitted_by = now, by
    if move.who is Who.ABOVE:
        record.decided_at, record.decided_by = now, by
        record.return_reason = reason if move.needs_reason else ""
    record.version += 1
    record.full_clean()
    record.save()
    trail.log(
        f"{record._meta.model_name}.{move.name}",
        sentence,
        record=record,
        by=by,
        reason=reason,
        changes=trail.diff(before, trail.snapshot(record, ["state"])),
    )
