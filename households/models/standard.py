"""Poverty standards as dated data: lines, dimensions, indicators, and the rule as a table."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from households.enums import HouseholdClass, IncomeBand, StandardStatus
from households.points import FACTS
from households.rules import IndicatorRule, Lines, Outcome, StandardRules
from povertyplan.periods import Dated, DatedQuerySet
from povertyplan.text import TextField
from povertyplan.units.enums import Area


class StandardQuerySet(DatedQuerySet):
    def confirmed(self):
        """Standards that may be used; a draft waits for an administrator to confirm it."""
        return self.filter(status=StandardStatus.CONFIRMED)


class Standard(Dated):
    """A multidimensional poverty standard and the law that sets it."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = TextField("tên chuẩn", max_length=200)
    legal_basis = TextField("căn cứ", max_length=300)
    extension_basis = TextField(
        "căn cứ áp dụng tiếp",
        max_length=300,
        blank=True,
        help_text="Văn bản ban hành sau, cho áp dụng tiếp; ghi cùng căn cứ từ ngày ghi bên dưới.",
    )
    extended_from = models.DateField("áp dụng tiếp từ ngày", null=True, blank=True)
    status = models.CharField(
        "tình trạng",
        max_length=10,
        choices=StandardStatus.choices,
        default=StandardStatus.DRAFT,
        help_text="Chỉ chuẩn đã xác nhận mới dùng được để mở đợt rà soát.",
    )
    minimum_deprivations = models.PositiveSmallIntegerField(
        "số chỉ số thiếu hụt tối thiểu", default=3
    )
    deprivation_points = models.PositiveSmallIntegerField("điểm B2 mỗi chỉ số", default=10)
    points_basis = TextField("căn cứ thang điểm B1", max_length=200, blank=True)
    average_is_farming = models.BooleanField(
        "mức sống trung bình chỉ xét hộ làm nông, lâm, ngư, diêm nghiệp", default=False
    )
    form_a_minimum = models.PositiveSmallIntegerField(
        "số điều kiện của phiếu A để phải lập phiếu B",
        null=True,
        blank=True,
        help_text="Để trống: không dùng phiếu A, mọi hộ đều lập phiếu B.",
    )
    note = TextField("ghi chú", max_length=500, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["valid_from"]
        verbose_name = "chuẩn nghèo"
        verbose_name_plural = "chuẩn nghèo"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(extension_basis="", extended_from=None)
                | Q(~Q(extension_basis=""), extended_from__isnull=False),
                name="standard_extension_dated",
                violation_error_message="Hãy ghi cả văn bản cho áp dụng tiếp và từ ngày nào.",
            ),
        ]

    def __str__(self):
        return self.name

    def basis_on(self, day: date) -> str:
        """What a document of `day` cites: the law that sets it, and what extends it by then."""
        is_extended = self.extended_from and self.extended_from <= day
        return f"{self.legal_basis}; {self.extension_basis}" if is_extended else self.legal_basis

    def rules(self) -> StandardRules:
        """The standard as plain values, which rules.classify understands."""
        if not hasattr(self, "_rules"):
            self._rules = self._load_rules()
        return self._rules

    def _load_rules(self) -> StandardRules:
        lines = list(self.lines.all())
        return StandardRules(
            name=self.name,
            income={line.area: line.income() for line in lines},
            points={line.area: line.points() for line in lines if line.poor_points is not None},
            table={
                (row.band, row.is_deprived): Outcome(
                    HouseholdClass(row.household_class), row.article
                )
                for row in self.classification_rules.all()
            },
            indicators=tuple(
                IndicatorRule(item.code, item.name, item.bit) for item in self.indicators.all()
            ),
            minimum_deprivations=self.minimum_deprivations,
            deprivation_points=self.deprivation_points,
            points_basis=self.points_basis,
        )


class StandardLine(models.Model):
    """The lines of a standard for one area: đồng per person and month, and their points."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="lines")
    area = models.CharField("khu vực", max_length=5, choices=Area.choices)
    poor_vnd = models.PositiveIntegerField("chuẩn nghèo (đồng)")
    near_poor_vnd = models.PositiveIntegerField("chuẩn cận nghèo (đồng)", null=True, blank=True)
    average_vnd = models.PositiveIntegerField("mức sống trung bình (đồng)", null=True, blank=True)
    poor_points = models.PositiveSmallIntegerField("chuẩn nghèo (điểm B1)", null=True, blank=True)
    near_poor_points = models.PositiveSmallIntegerField(
        "chuẩn cận nghèo (điểm B1)", null=True, blank=True
    )

    class Meta:
        ordering = ["standard", "area"]
        verbose_name = "mức chuẩn"
        verbose_name_plural = "mức chuẩn"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "area"],
                name="standardline_once_per_area",
                violation_error_message="Mỗi khu vực chỉ có một dòng mức chuẩn.",
            )
        ]

    def __str__(self):
        return self.get_area_display()

    def income(self) -> Lines:
        return Lines(self.poor_vnd, self.near_poor_vnd, self.average_vnd)

    def points(self) -> Lines:
        return Lines(self.poor_points, self.near_poor_points)


class Dimension(models.Model):
    """A dimension (chiều) of a standard: health, education, housing..."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="dimensions")
    name = TextField("chiều", max_length=120)
    table_heading = TextField("tiêu đề trong biểu", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = "chiều thiếu hụt"
        verbose_name_plural = "chiều thiếu hụt"

    def __str__(self):
        return self.name


class Indicator(models.Model):
    """A basic social service of a standard, and when a household counts as deprived of it."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="indicators")
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="indicators")
    code = models.SlugField("mã", max_length=40)
    name = TextField("chỉ số", max_length=160)
    table_heading = TextField("tiêu đề trong biểu", max_length=160, blank=True)
    definition = TextField("ngưỡng thiếu hụt", max_length=500, blank=True)
    derivation = models.JSONField(
        "cách suy ra",
        default=dict,
        blank=True,
        help_text="Quy tắc suy ra từ thành viên và nhà ở; để trống nếu phải hỏi.",
    )
    bit = models.PositiveSmallIntegerField(
        "vị trí bit", help_text="Không đổi sau khi đã có phiếu rà soát."
    )
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = "chỉ số thiếu hụt"
        verbose_name_plural = "chỉ số thiếu hụt"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "code"],
                name="indicator_code_once",
                violation_error_message="Chuẩn này đã có chỉ số cùng mã.",
            ),
            models.UniqueConstraint(
                fields=["standard", "bit"],
                name="indicator_bit_once",
                violation_error_message="Vị trí bit đã dùng cho chỉ số khác.",
            ),
            models.CheckConstraint(
                condition=Q(bit__lt=62),
                name="indicator_bit_fits",
                violation_error_message="Vị trí bit phải nhỏ hơn 62.",
            ),
        ]

    def __str__(self):
        return self.name


class ClassificationRule(models.Model):
    """One row of the table that turns an income band and deprivations into a class."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="classification_rules")
    band = models.CharField("mức thu nhập", max_length=10, choices=IncomeBand.choices)
    is_deprived = models.BooleanField("đủ số chỉ số thiếu hụt")
    household_class = models.CharField("kết quả", max_length=10, choices=HouseholdClass.choices)
    article = TextField("điều khoản", max_length=200)

    class Meta:
        ordering = ["standard", "id"]
        verbose_name = "dòng phân loại"
        verbose_name_plural = "bảng phân loại"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "band", "is_deprived"],
                name="classificationrule_once",
                violation_error_message="Bảng phân loại đã có dòng này.",
            )
        ]

    def __str__(self):
        return f"{self.get_band_display()} → {self.get_household_class_display()}"


class IncomePoint(Dated):
    """One line of the B1 table of a region: points for a fact within bounds, or of a value.

    Loaded from Excel by an administrator. Until a region has lines, B1 is typed from paper.
    """

    standard = models.ForeignKey(
        Standard, models.PROTECT, related_name="income_points", verbose_name="chuẩn nghèo"
    )
    region = models.SlugField("vùng", max_length=30)
    code = models.SlugField("mã mục", max_length=60)
    content = TextField("nội dung", max_length=300)
    points = models.PositiveSmallIntegerField("điểm")
    fact = models.SlugField(
        "căn cứ tính",
        max_length=60,
        default="",
        help_text="Mã của điều được hỏi, ví dụ persons, monthly_kwh.",
    )
    minimum = models.DecimalField(
        "từ", max_digits=12, decimal_places=2, null=True, blank=True, help_text="Kể cả số này."
    )
    maximum = models.DecimalField(
        "đến", max_digits=12, decimal_places=2, null=True, blank=True, help_text="Kể cả số này."
    )
    value = models.SlugField(
        "giá trị", max_length=40, blank=True, help_text="Với câu hỏi chọn: mã của lựa chọn."
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["standard", "region", "code", "valid_from"]
        verbose_name = "điểm B1"
        verbose_name_plural = "bảng điểm B1 theo vùng"

    def __str__(self):
        return f"{self.region}/{self.code}"

    def clean(self):
        super().clean()
        things = self._meta.apps.get_model("households", "Option").objects.countable()
        if self.fact not in FACTS and not things.filter(code=self.fact).exists():
            raise ValidationError(
                {
                    "fact": f"Không có căn cứ «{self.fact}». Các mã dùng được: {', '.join(FACTS)}, "
                    "và mã của tài sản, đất đai, chăn nuôi trong danh mục của phiếu."
                }
            )
