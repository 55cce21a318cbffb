"""The lists an administrator keeps: causes of poverty, supports, groups, and what form B counts."""

from django.db import models
from django.db.models import Q

from households.enums import OWNED, OptionKind
from households.models.standard import Standard
from povertyplan.periods import Dated, DatedQuerySet
from povertyplan.text import TextField


class OptionQuerySet(DatedQuerySet):
    def of_kind(self, kind: OptionKind):
        return self.filter(kind=kind)

    def countable(self):
        """What a household may own a quantity of."""
        return self.filter(kind__in=OWNED)

    def names_in(self, kind: OptionKind, bits: int) -> list[str]:
        """The names that stand in a bit set, in their order."""
        return [option.name for option in self.of_kind(kind) if bits >> option.bit & 1]


class Option(Dated):
    """One line of a list. Causes and supports are kept in a review as a set of bits."""

    kind = models.CharField("danh mục", max_length=10, choices=OptionKind.choices)
    code = models.SlugField("mã", max_length=40)
    name = TextField("tên", max_length=160)
    table_heading = TextField("tiêu đề trong biểu", max_length=160, blank=True)
    unit_of_measure = TextField("đơn vị tính", max_length=30, blank=True)
    bit = models.PositiveSmallIntegerField(
        "vị trí bit", help_text="Không đổi sau khi đã có phiếu rà soát."
    )
    position = models.PositiveSmallIntegerField(
        "thứ tự", help_text="Với nhóm đối tượng: thứ tự ưu tiên khi một hộ thuộc nhiều nhóm."
    )
    indicators = models.JSONField(
        "chỉ số liên quan",
        default=list,
        blank=True,
        help_text="Mã các chỉ số thiếu hụt mà hỗ trợ này giải quyết.",
    )

    objects = OptionQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["kind", "position"]
        verbose_name = "danh mục của phiếu"
        verbose_name_plural = "danh mục của phiếu"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="option_code_once",
                violation_error_message="Danh mục đã có mã này.",
            ),
            models.UniqueConstraint(
                fields=["kind", "bit"],
                name="option_bit_once",
                violation_error_message="Vị trí bit đã dùng cho dòng khác.",
            ),
            models.CheckConstraint(
                condition=Q(bit__lt=62),
                name="option_bit_fits",
                violation_error_message="Vị trí bit phải nhỏ hơn 62.",
            ),
        ]

    def __str__(self):
        return self.name


class QuickQuestion(models.Model):
    """A condition of form A (quick identification, Circular 07/2021 annex II)."""

    standard = models.ForeignKey(
        Standard, models.CASCADE, related_name="quick_questions", verbose_name="chuẩn nghèo"
    )
    code = models.SlugField("mã", max_length=40)
    text = TextField("điều kiện", max_length=300)
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = "điều kiện của phiếu A"
        verbose_name_plural = "điều kiện của phiếu A"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "code"],
                name="quickquestion_code_once",
                violation_error_message="Chuẩn này đã có điều kiện cùng mã.",
            )
        ]

    def __str__(self):
        return self.text
