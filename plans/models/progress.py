"""What a unit reports about its plan: a statement of its results at the end of a period."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from plans.enums import ReportPeriod
from plans.models.budget import BudgetLine
from plans.models.document import Duty
from plans.models.plan import Plan
from plans.rules import days_late
from povertyplan.approval import Approvable, ApprovalState
from povertyplan.text import ProseField, TextField
from povertyplan.units.querysets import ScopedQuerySet
from targets.models import Goal
from targets.models.goal import share_or_typed

SENT = (ApprovalState.SUBMITTED.value, ApprovalState.APPROVED.value)


class ProgressQuerySet(ScopedQuerySet):
    area_prefix = "plan__unit__"
    village_column = "id"

    def sent(self):
        """Reports that say something: waiting to be approved, or approved."""
        return self.filter(state__in=SENT)

    def with_plan(self):
        return self.select_related(
            "plan__unit__kind", "plan__unit__parent__kind", "duty", "edited_by", "decided_by"
        )


class ProgressReport(Approvable):
    """A report on the results of a plan in a period.

    What the data tell is computed while the report is written. Sending it makes it a `statement`:
    the figures that it says from then on, until it is taken or given back.
    """

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="progress_reports", verbose_name="kế hoạch"
    )
    period = models.CharField("kỳ báo cáo", max_length=9, choices=ReportPeriod.choices)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    duty = models.ForeignKey(
        Duty,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="việc trong lịch báo cáo",
    )
    due_on = models.DateField("thời hạn (khi lịch báo cáo không có)", null=True, blank=True)
    assessment = ProseField("đánh giá chung", blank=True)
    difficulties = ProseField("khó khăn, vướng mắc", blank=True)
    proposals = ProseField("đề xuất, kiến nghị", blank=True)
    statement = models.JSONField("số liệu đã báo cáo", null=True, editable=False)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        ordering = ["-plan__year", "plan", "pk"]
        verbose_name = "báo cáo tiến độ"
        verbose_name_plural = "báo cáo tiến độ"
        constraints = [
            *Approvable.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "period"],
                condition=~Q(period=ReportPeriod.AD_HOC),
                name="progressreport_once_a_period",
                violation_error_message="Kế hoạch đã có báo cáo của kỳ này.",
            ),
            models.UniqueConstraint(
                fields=["plan", "starts_on", "ends_on"],
                condition=Q(period=ReportPeriod.AD_HOC),
                name="progressreport_ad_hoc_once",
                violation_error_message="Kế hoạch đã có báo cáo đột xuất từ, đến những ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(
                    period=ReportPeriod.AD_HOC, starts_on__isnull=False, ends_on__gte=F("starts_on")
                )
                | (~Q(period=ReportPeriod.AD_HOC) & Q(starts_on=None, ends_on=None)),
                name="progressreport_days_of_ad_hoc",
                violation_error_message="Báo cáo đột xuất phải ghi từ ngày nào đến ngày nào; báo "
                "cáo định kỳ thì không.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SENT, statement__isnull=False)
                | (~Q(state__in=SENT) & Q(statement__isnull=True)),
                name="progressreport_says_once_sent",
                violation_error_message="Báo cáo đã gửi, và chỉ nó, giữ số liệu đã báo cáo.",
            ),
        ]

    def __str__(self):
        return f"Báo cáo {self.period_name}, {self.plan.unit.full_name}"

    def get_absolute_url(self):
        return reverse("plans:progress-detail", args=[self.pk])

    @property
    def unit(self):
        return self.plan.unit

    @property
    def responsible_unit(self):
        return self.plan.unit

    @property
    def period_name(self) -> str:
        """6 tháng đầu năm 2023; or đột xuất từ 01/01/2022 đến 31/7/2022."""
        if self.period == ReportPeriod.AD_HOC:
            return f"đột xuất từ {self.first_day:%d/%m/%Y} đến {self.last_day:%d/%m/%Y}"
        return ReportPeriod(self.period).words(self.plan.year)

    @property
    def first_day(self) -> date:
        return self.starts_on or date(self.plan.year, 1, 1)

    @property
    def last_day(self) -> date:
        """The day whose figures the report states."""
        is_half = self.period == ReportPeriod.HALF_YEAR
        return self.ends_on or (
            date(self.plan.year, 6, 30) if is_half else date(self.plan.year, 12, 31)
        )

    @property
    def covers_year_end(self) -> bool:
        """Whether the results of the year's review belong to the period."""
        return self.last_day >= date(self.plan.year, 12, 31)

    @property
    def deadline(self) -> date | None:
        """When the report is due: as the report calendar says, else as it was typed."""
        return self.duty.due_on if self.duty else self.due_on

    @property
    def is_sent(self) -> bool:
        return self.state in SENT

    @property
    def sent_on(self) -> date | None:
        return localtime(self.submitted_at).date() if self.is_sent and self.submitted_at else None

    @property
    def days_late(self) -> int:
        """By how many days the report was sent late, or is late by today; 0 when it is not."""
        return days_late(self.deadline, self.sent_on)


class ProgressEntry(models.Model):
    """What a person adds to one line of a report: what no data tell, and why it is so.

    A line is a measure of the target sheet, a goal of it, or a line of the budget. A share may be
    typed with its numerator and denominator; its per cent is computed then.
    """

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="entries")
    measure = models.SlugField("chỉ tiêu", max_length=40, blank=True)
    goal = models.ForeignKey(
        Goal, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="mục tiêu khác"
    )
    line = models.ForeignKey(
        BudgetLine,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dòng dự toán",
    )
    result = models.DecimalField(
        "kết quả, khối lượng", max_digits=14, decimal_places=3, null=True, blank=True
    )
    numerator = models.PositiveBigIntegerField("tử số", null=True, blank=True)
    denominator = models.PositiveBigIntegerField("mẫu số", null=True, blank=True)
    explanation = TextField("giải trình", max_length=500, blank=True)

    class Meta:
        ordering = ["report", "id"]
        verbose_name = "dòng báo cáo tiến độ"
        verbose_name_plural = "dòng báo cáo tiến độ"
        constraints = [
            models.CheckConstraint(
                condition=Q(measure="", goal__isnull=False, line=None)
                | Q(measure="", goal=None, line__isnull=False)
                | (~Q(measure="") & Q(goal=None, line=None)),
                name="progressentry_of_one_line",
                violation_error_message="Dòng báo cáo phải thuộc một chỉ tiêu, một mục tiêu khác "
                "hoặc một dòng dự toán.",
            ),
            models.CheckConstraint(
                condition=share_or_typed("result"),
                name="progressentry_share_computed",
                violation_error_message="Ghi đủ tử số, mẫu số (tử số không lớn hơn mẫu số): tỷ lệ "
                "được tính từ hai số.",
            ),
            models.CheckConstraint(
                condition=Q(result=None) | Q(result__gte=0),
                name="progressentry_result_not_negative",
                violation_error_message="Kết quả không được nhỏ hơn 0.",
            ),
            *(
                models.UniqueConstraint(
                    fields=["report", name],
                    condition=condition,
                    name=f"progressentry_{name}_once",
                    violation_error_message="Báo cáo đã có dòng này.",
                )
                for name, condition in (
                    ("measure", ~Q(measure="")),
                    ("goal", Q(goal__isnull=False)),
                    ("line", Q(line__isnull=False)),
                )
            ),
        ]

    def __str__(self):
        return f"{self.measure or self.goal or self.line}"

    @property
    def key(self) -> str:
        """Which line of the report it is about, as `plans.progress` names them."""
        if self.measure:
            return f"measure:{self.measure}"
        return f"goal:{self.goal_id}" if self.goal_id else f"line:{self.line_id}"
