"""The budget of a plan: lines, what is planned for them, and how the money moves."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.enums import CapitalKind, MovementKind, Source
from plans.models.plan import Plan
from plans.models.programme import Component
from plans.money import STATE_SOURCES
from povertyplan.frozen import Frozen, FrozenQuerySet
from povertyplan.text import TextField
from povertyplan.units.models import Unit

APPEND_ONLY = "Bút toán đã ghi không sửa, không xóa được; nếu sai, hãy ghi bút toán đảo."


class BudgetLine(models.Model):
    """Something that money is planned for: an activity under a component, somewhere or all over."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="budget_lines")
    component = models.ForeignKey(
        Component, models.PROTECT, related_name="+", verbose_name="dự án, tiểu dự án"
    )
    content = TextField("nội dung", max_length=500)
    measure = TextField("đơn vị tính", max_length=40, blank=True)
    quantity = models.DecimalField(
        "số lượng", max_digits=14, decimal_places=3, null=True, blank=True
    )
    place = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="địa điểm"
    )
    position = models.PositiveIntegerField("thứ tự", default=0)
    note = TextField("ghi chú", max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name="thay cho dòng",
        help_text="Dòng của kế hoạch bị thay thế: vốn đã ghi ở đó vẫn tính cho dòng này.",
    )

    class Meta:
        ordering = ["plan", "position", "id"]
        verbose_name = "dòng dự toán"
        verbose_name_plural = "dòng dự toán"
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=0),
                name="budgetline_quantity_not_negative",
                violation_error_message="Số lượng không được nhỏ hơn 0.",
            )
        ]

    def __str__(self):
        return f"{self.component.code} {self.content}"


class Amount(models.Model):
    """Money of one source; of the state budget also with its kind of capital. In whole đồng."""

    capital_kind = models.CharField(
        "loại vốn", max_length=12, choices=CapitalKind.choices, blank=True
    )
    source = models.CharField("nguồn vốn", max_length=12, choices=Source.choices)
    amount_vnd = models.BigIntegerField("số tiền (đồng)")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=sorted(STATE_SOURCES), capital_kind__in=CapitalKind.values)
                | (~Q(source__in=sorted(STATE_SOURCES)) & Q(capital_kind="")),
                name="%(class)s_kind_by_source",
                violation_error_message="Vốn ngân sách phải ghi rõ đầu tư phát triển hay sự "
                "nghiệp; vốn khác thì không.",
            )
        ]


class BudgetAmount(Amount):
    """What a line is planned to cost, from one source."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="amounts")

    class Meta(Amount.Meta):
        ordering = ["line", "id"]
        verbose_name = "số tiền dự toán"
        verbose_name_plural = "số tiền dự toán"
        constraints = [
            *Amount.Meta.constraints,
            models.UniqueConstraint(
                fields=["line", "capital_kind", "source"],
                name="budgetamount_once",
                violation_error_message="Dòng dự toán đã có số tiền của nguồn vốn này.",
            ),
            models.CheckConstraint(
                condition=Q(amount_vnd__gte=0),
                name="budgetamount_not_negative",
                violation_error_message="Số tiền dự toán không được nhỏ hơn 0.",
            ),
        ]

    def __str__(self):
        return f"{self.line}: {self.get_source_display()}"


class MoneyMovement(Frozen):
    """One decision or payment with all its rows. A wrong one is undone by one that `reverses` it.

    The rows of an adjustment add up to 0: it only moves money between cells. An estimate moves
    nothing; the latest one of a cell counts.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="movements")
    kind = models.CharField("loại", max_length=12, choices=MovementKind.choices)
    day = models.DateField("ngày")
    decision = TextField("số quyết định, chứng từ", max_length=120, blank=True)
    note = TextField("ghi chú", max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="reversed_by",
        verbose_name="đảo bút toán",
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    FROZEN = APPEND_ONLY

    objects = FrozenQuerySet.as_manager()

    class Meta(Frozen.Meta):
        ordering = ["plan", "day", "id"]
        verbose_name = "bút toán vốn"
        verbose_name_plural = "bút toán vốn"

    def __str__(self):
        return f"{self.get_kind_display()} {self.decision} ngày {self.day:%d/%m/%Y}".replace(
            "  ", " "
        )

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversed_by")


class MovementAmount(Frozen, Amount):
    """What a movement does to one cell: a line, a kind of capital and a source."""

    movement = models.ForeignKey(MoneyMovement, models.PROTECT, related_name="amounts")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="movement_amounts")

    FROZEN = APPEND_ONLY

    objects = FrozenQuerySet.as_manager()

    class Meta(Frozen.Meta, Amount.Meta):
        ordering = ["movement", "id"]
        verbose_name = "số tiền của bút toán"
        verbose_name_plural = "số tiền của bút toán"
        constraints = [
            *Amount.Meta.constraints,
            models.UniqueConstraint(
                fields=["movement", "line", "capital_kind", "source"],
                name="movementamount_once",
                violation_error_message="Bút toán đã có số tiền của ô này.",
            ),
        ]

    def __str__(self):
        return f"{self.line}: {self.get_source_display()}"
