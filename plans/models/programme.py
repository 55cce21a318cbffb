"""The target programmes as dated data: programme → project → sub-project → activity."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from plans.enums import CapitalKind, ComponentKind
from povertyplan.periods import Dated, DatedQuerySet
from povertyplan.text import TextField


class ProgrammeQuerySet(DatedQuerySet):
    def of_year(self, year: int):
        """The programme in force at the end of `year`, else the latest in it; None without one."""
        return self.valid_in(year).order_by("-valid_from", "-pk").first()


class Programme(Dated):
    """A target programme for its years, with the decision that made it."""

    code = models.SlugField("mã", max_length=30, unique=True)
    name = TextField("tên chương trình", max_length=200)
    legal_basis = TextField("căn cứ", max_length=300)
    note = TextField("ghi chú", max_length=500, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["valid_from", "code"]
        verbose_name = "chương trình mục tiêu quốc gia"
        verbose_name_plural = "chương trình mục tiêu quốc gia"

    def __str__(self):
        return self.name


class Component(models.Model):
    """A project, sub-project or activity. Its code is short and typed by officers: 4.3.

    `number` is what documents print: Tiểu dự án 3. A component with sub-projects may still hold
    budget lines of its own, since not every plan divides a project.
    """

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="components", verbose_name="chương trình"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="thuộc dự án",
    )
    kind = models.CharField("cấp", max_length=12, choices=ComponentKind.choices)
    code = models.CharField(
        "mã",
        max_length=12,
        validators=[RegexValidator(r"^[0-9]+(\.[0-9]+)*$", "Mã gồm số và dấu chấm, ví dụ 4.3.")],
    )
    number = TextField("số in trong văn bản", max_length=40)
    name = TextField("tên", max_length=300)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    allows_development = models.BooleanField("có vốn đầu tư phát triển", default=True)
    allows_recurrent = models.BooleanField("có vốn sự nghiệp", default=True)
    note = TextField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering = ["programme", "position", "id"]
        verbose_name = "dự án, tiểu dự án"
        verbose_name_plural = "dự án, tiểu dự án"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="component_code_once",
                violation_error_message="Chương trình đã có dự án mang mã này.",
            ),
            models.CheckConstraint(
                condition=Q(kind=ComponentKind.PROJECT, parent=None)
                | (~Q(kind=ComponentKind.PROJECT) & Q(parent__isnull=False)),
                name="component_parent_by_kind",
                violation_error_message="Dự án đứng đầu; tiểu dự án, hoạt động thuộc một dự án.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def allows(self, capital_kind: str) -> bool:
        """Whether money of this kind may stand here; money without a kind always may."""
        forbidden = {
            CapitalKind.DEVELOPMENT: not self.allows_development,
            CapitalKind.RECURRENT: not self.allows_recurrent,
        }
        return not forbidden.get(capital_kind, False)

    def clean(self):
        super().clean()
        if not self.parent_id or not self.kind:
            return
        if self.parent.programme_id != self.programme_id:
            raise ValidationError({"parent": "Dự án cấp trên phải thuộc cùng chương trình."})
        if ComponentKind(self.parent.kind).depth >= ComponentKind(self.kind).depth:
            raise ValidationError({"parent": "Phải chọn dự án hoặc tiểu dự án cấp trên."})
