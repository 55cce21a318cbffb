"""The parts of a plan's document: sections, bases, tasks, annexes, reports due, recipients."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from plans import tables
from plans.enums import DutyPeriod, Numbering, TaskRole
from plans.models.catalogue import LegalText
from plans.models.plan import Plan
from plans.models.programme import Component
from plans.text import excerpt
from povertyplan.text import ProseField, TextField
from povertyplan.units.models import Agency

# What the text of a plan names things by.
KEY = RegexValidator(r"^[a-z0-9-]+$", "Mã gồm chữ thường không dấu, số và gạch nối.")


def _position():
    return models.PositiveSmallIntegerField("thứ tự", default=0)


class Section(models.Model):
    """A heading with its text, and the sections below it. Its `key` is what the text refers to.

    Numbers are not stored: they follow from the order (`plans.numbering`).
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="thuộc mục",
    )
    position = _position()
    key = models.CharField(
        "mã mục",
        max_length=60,
        validators=[KEY],
    )
    numbering = models.CharField(
        "cách đánh số", max_length=4, choices=Numbering.choices, default=Numbering.NUMBER
    )
    title = TextField("tên mục", max_length=500, blank=True)
    body = ProseField("nội dung", blank=True)
    area = models.SlugField("lĩnh vực", max_length=20, blank=True)

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = "mục của kế hoạch"
        verbose_name_plural = "mục của kế hoạch"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"],
                name="section_key_once",
                violation_error_message="Kế hoạch đã có mục mang mã này.",
            )
        ]

    def __str__(self):
        return self.title or excerpt(self.body) or self.key


class PlanBasis(models.Model):
    """A legal text that the plan rests on, in its place of the list."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="bases")
    text = models.ForeignKey(
        LegalText, models.PROTECT, related_name="+", verbose_name="văn bản căn cứ"
    )
    lead_in = TextField("từ dẫn", max_length=30, default="Căn cứ")
    position = _position()

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "text"],
                name="planbasis_once",
                violation_error_message="Kế hoạch đã có căn cứ này.",
            )
        ]

    def __str__(self):
        return f"{self.lead_in} {self.text.citation}"


class PlanTask(models.Model):
    """What an agency does under the plan, leading or cooperating, and by when."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="in ở mục",
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="cơ quan, đơn vị"
    )
    text = TextField("nhiệm vụ", max_length=1000)
    role = models.CharField(
        "vai trò", max_length=10, choices=TaskRole.choices, default=TaskRole.LEAD
    )
    due_on = models.DateField("thời hạn", null=True, blank=True)
    components = models.ManyToManyField(
        Component, blank=True, related_name="+", verbose_name="dự án, tiểu dự án"
    )
    position = _position()

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"

    def __str__(self):
        return f"{self.agency}: {self.text[:80]}"


class PlanAnnex(models.Model):
    """A table of the catalogue that the plan carries; its number follows from the order.

    One that `is_inset` is no annex: it stands in the text, where a section says so by its `name`.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="annexes")
    table = models.SlugField("biểu", max_length=60)
    year = models.PositiveSmallIntegerField(
        "số liệu năm", null=True, blank=True, help_text="Để trống: năm của kế hoạch."
    )
    title = TextField("tên phụ lục (nếu khác tên biểu)", max_length=300, blank=True)
    is_inset = models.BooleanField("in trong lời văn, không làm phụ lục", default=False)
    position = _position()

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = "phụ lục"
        verbose_name_plural = "phụ lục"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "table", "year"],
                name="planannex_once_a_year",
                violation_error_message="Kế hoạch đã có phụ lục này của năm.",
            ),
            models.UniqueConstraint(
                fields=["plan", "table"],
                condition=Q(year=None),
                name="planannex_once",
                violation_error_message="Kế hoạch đã có phụ lục này.",
            ),
        ]

    def __str__(self):
        return self.title or tables.NAMES.get(self.table, self.table)

    @property
    def name(self) -> str:
        """What the text calls it: village-targets, or village-targets:2022 for another year."""
        return f"{self.table}:{self.year}" if self.year else self.table


class Duty(models.Model):
    """A report that is due under the plan: from whom, to whom, what, and whether it was made."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties")
    key = models.CharField("mã", max_length=40, blank=True, validators=[KEY])
    sender = TextField("đơn vị báo cáo", max_length=200)
    receiver = TextField("nơi nhận báo cáo", max_length=200)
    what = TextField("nội dung", max_length=300)
    period = models.CharField(
        "kỳ", max_length=9, choices=DutyPeriod.choices, default=DutyPeriod.OTHER
    )
    due_on = models.DateField("thời hạn", null=True, blank=True)
    done_on = models.DateField("hoàn thành ngày", null=True, blank=True)
    note = TextField("ghi chú", max_length=300, blank=True)
    position = _position()

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = "việc báo cáo"
        verbose_name_plural = "lịch báo cáo"
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_on=None), name="duty_waiting"),
        ]

    def __str__(self):
        return f"{self.sender}: {self.what}"

    @property
    def made_on(self) -> date | None:
        """When the report was made: as noted, else when one of the plan's own was sent for it."""
        sent = [report.sent_on for report in self.reports.all() if report.sent_on]
        return self.done_on or min(sent, default=None)

    @property
    def is_late(self) -> bool:
        """Whether the day has passed and nothing was made."""
        return self.due_on is not None and self.due_on < localdate() and self.made_on is None


class Recipient(models.Model):
    """A line under «Nơi nhận»."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="recipients")
    text = TextField("nơi nhận", max_length=200)
    position = _position()

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"

    def __str__(self):
        return self.text


class Fact(models.Model):
    """A figure that the plan states and the data does not tell: [[fact:key]] in its text."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="facts")
    key = models.CharField("mã", max_length=40, validators=[KEY])
    label = TextField("số liệu", max_length=200)
    value = TextField("giá trị", max_length=60)
    source = TextField("nguồn", max_length=200, blank=True)
    position = _position()

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = "số liệu khác"
        verbose_name_plural = "số liệu khác"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"],
                name="fact_once",
                violation_error_message="Kế hoạch đã có số liệu mang mã này.",
            )
        ]

    def __str__(self):
        return f"{self.label}: {self.value}"
