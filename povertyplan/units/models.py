"""Where: administrative units in time, their codes and classes, changes of the map, agencies."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from povertyplan.periods import Dated, DatedQuerySet
from povertyplan.text import TextField, fold, place_key
from povertyplan.units.enums import Area, ChangeKind, Level, UnitClassKind
from povertyplan.units.querysets import UnitQuerySet


class UnitKind(models.Model):
    """A kind of unit as the law names it: tỉnh, huyện, thị trấn, xã, thôn, buôn..."""

    name = TextField("tên loại", max_length=60)
    abbreviation = TextField("viết tắt", max_length=10, blank=True)
    level = models.PositiveSmallIntegerField("cấp", choices=Level.choices)
    area = models.CharField("khu vực", max_length=5, choices=Area.choices, blank=True)

    class Meta:
        ordering = ["level", "name"]
        verbose_name = "loại đơn vị hành chính"
        verbose_name_plural = "loại đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(
                fields=["level", "name"],
                name="unitkind_name_once_per_level",
                violation_error_message="Cấp này đã có loại đơn vị cùng tên.",
            )
        ]

    def __str__(self):
        return self.name


class Unit(Dated):
    """One administrative unit for as long as it exists under one name, kind and parent.

    Its official codes are dated rows beside it, because codes are reused: the key is ours.
    A unit that is renamed, merged or moved ends; UnitChange leads to what came after it.
    """

    level = models.PositiveSmallIntegerField("cấp", choices=Level.choices)
    kind = models.ForeignKey(UnitKind, models.PROTECT, verbose_name="loại")
    name = TextField("tên", max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    area = models.CharField(
        "khu vực",
        max_length=5,
        choices=Area.choices,
        blank=True,
        help_text="Để trống: theo loại đơn vị, hoặc theo xã nếu là thôn.",
    )
    position = models.PositiveSmallIntegerField(
        "thứ tự trong biểu", default=0, help_text="Thứ tự khi in; bằng nhau thì theo mã."
    )
    # The ancestors, the unit itself included, so that a subtree is one indexed condition.
    province = models.ForeignKey(
        "self", models.RESTRICT, null=True, editable=False, related_name="+"
    )
    district = models.ForeignKey(
        "self", models.RESTRICT, null=True, editable=False, related_name="+"
    )
    commune = models.ForeignKey(
        "self", models.RESTRICT, null=True, editable=False, related_name="+"
    )
    search_text = models.CharField(max_length=200, editable=False, default="")
    sort_key = models.CharField(max_length=700, editable=False, default="")

    objects = UnitQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["level", "position", "sort_key", "id"]
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        indexes = [models.Index(fields=["search_text"], name="unit_search")]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The name with its kind, as a heading prints it: Huyện Krông Pa."""
        return self.name if self.level == Level.COUNTRY else f"{self.kind.name} {self.name}"

    @property
    def full_name(self) -> str:
        """The name with its kind, as a sentence prints it: huyện Krông Pa."""
        title = self.title
        return title if self.level == Level.COUNTRY else title[0].lower() + title[1:]

    @property
    def table_name(self) -> str:
        """The name as a narrow table prints it: TT. Phú Túc."""
        return f"{self.kind.abbreviation} {self.name}" if self.kind.abbreviation else self.title

    @property
    def effective_area(self) -> str:
        """Urban or rural: the unit's own, or its kind's, or its commune's."""
        own = self.area or self.kind.area
        return own or (self.parent.effective_area if self.parent else Area.RURAL)

    def last_day_in(self, year: int) -> date:
        """The last day of `year` on which the unit existed, or 31 December if it had ended."""
        end = date(year, 12, 31)
        ended = self.valid_to is not None and self.valid_to.year == year
        return self.valid_to if ended else end

    def clean(self):
        super().clean()
        if self.kind_id and self.level != self.kind.level:
            raise ValidationError({"kind": "Loại đơn vị không thuộc cấp đã chọn."})
        if self.parent_id and self.parent.level >= self.level:
            raise ValidationError({"parent": "Đơn vị phải thuộc một đơn vị cấp trên."})

    def set_ancestors(self):
        """Copy the parent's ancestors and enter the unit itself at its own level."""
        for column in Level.columns():
            setattr(self, f"{column}_id", getattr(self.parent, f"{column}_id", None))
        own = Level(self.level).column
        if own:
            setattr(self, own, self)

    def set_keys(self):
        """Compute the stored keys of search and order from the name."""
        self.search_text = fold(self.name)
        self.sort_key = place_key(self.name)

    def save(self, *args, **kwargs):
        self.set_keys()
        # A new unit is its own ancestor, and has no key before it is stored.
        is_new = self.pk is None
        if is_new:
            super().save(*args, **kwargs)
            kwargs = {"using": kwargs.get("using")}
        self.set_ancestors()
        super().save(*args, **kwargs)


class UnitCode(Dated):
    """An official code of a unit (Decision 19/2025, before it 124/2004), for its time."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="codes", verbose_name="đơn vị")
    code = models.CharField("mã", max_length=10)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["unit", "valid_from"]
        verbose_name = "mã đơn vị"
        verbose_name_plural = "mã đơn vị"
        indexes = [models.Index(fields=["code"], name="unitcode_code")]

    def __str__(self):
        return self.code


class UnitClass(Dated):
    """A class that a unit holds for a time: zone I to III, poor district, border commune..."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="classes", verbose_name="đơn vị")
    kind = models.CharField("phân loại", max_length=30, choices=UnitClassKind.choices)
    value = models.CharField("giá trị", max_length=20, blank=True)
    legal_basis = TextField("căn cứ", max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["unit", "kind", "valid_from"]
        verbose_name = "phân loại đơn vị"
        verbose_name_plural = "phân loại đơn vị"

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}".strip()


class UnitChange(models.Model):
    """A change of the map: which units ended, which came after them, by which decision."""

    kind = models.CharField("thay đổi", max_length=20, choices=ChangeKind.choices)
    effective_on = models.DateField("có hiệu lực từ")
    decision = TextField("văn bản", max_length=300)
    predecessors = models.ManyToManyField(
        Unit, related_name="changes_out", verbose_name="đơn vị trước"
    )
    successors = models.ManyToManyField(
        Unit, related_name="changes_in", blank=True, verbose_name="đơn vị sau"
    )

    class Meta:
        ordering = ["-effective_on", "id"]
        verbose_name = "thay đổi địa giới"
        verbose_name_plural = "thay đổi địa giới"

    def __str__(self):
        return f"{self.get_kind_display()} {self.effective_on:%d/%m/%Y}"


class Agency(Dated):
    """An office, body or bank of a unit that leads, cooperates or helps, for its time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="agencies", verbose_name="thuộc")
    name = TextField("tên cơ quan", max_length=200)
    short_name = TextField("tên gọi tắt", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="cơ quan kế nhiệm",
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["unit", "position", "name"]
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"

    def __str__(self):
        return self.name


class Located(models.Model):
    """A fact that happened in a village. The ancestors stand beside it, as they were then."""

    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="thôn, buôn")
    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", editable=False)
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    def place_in(self, village: Unit):
        """Put the fact in `village` and under the village's ancestors."""
        self.village = village
        for column in Level.columns():
            setattr(self, f"{column}_id", getattr(village, f"{column}_id"))
