"""Standards and the catalogues of reviews in the admin."""

from datetime import date

from django.contrib import admin
from django.db.models import F
from django.utils import timezone
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget
from unfold.admin import StackedInline, TabularInline
from unfold.contrib.import_export.forms import ImportForm

from households import calendar
from households.enums import OWNED, OptionKind
from households.models import (
    ClassificationRule,
    Dimension,
    EthnicGroup,
    IncomePoint,
    Indicator,
    Option,
    Procedure,
    PublicHoliday,
    QuickQuestion,
    Result,
    Review,
    Round,
    Standard,
    StandardLine,
    Step,
    UnitYear,
)
from households.points import FACTS
from povertyplan.audit.admin import AuditedAdmin, AuditedImportAdmin, AuditedResource


class FrozenRows:
    """Rows of a standard: they can only be read once households were judged by it."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _is_frozen(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)


def _is_frozen(standard) -> bool:
    return standard is not None and Result.objects.filter(standard=standard).exists()


def _uses_form_a(standard) -> bool:
    asked = Review.objects.filter(form_a__isnull=False)
    return standard is not None and asked.filter(round__standard=standard).exists()


class LineInline(FrozenRows, TabularInline):
    model = StandardLine
    extra = 0
    hide_title = True

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        field.widget.attrs["style"] = "min-width: 8rem"
        return field


class DimensionInline(FrozenRows, TabularInline):
    model = Dimension
    extra = 0
    hide_title = True


class IndicatorInline(FrozenRows, StackedInline):
    model = Indicator
    extra = 0
    collapsible = True


class RuleInline(FrozenRows, TabularInline):
    model = ClassificationRule
    extra = 0
    hide_title = True


class QuickQuestionInline(TabularInline):
    """The conditions of form A: they can only be read once a household was asked them."""

    model = QuickQuestion
    extra = 0
    hide_title = True

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _uses_form_a(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _uses_form_a(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _uses_form_a(obj)


@admin.register(Standard)
class StandardAdmin(AuditedAdmin):
    list_display = ["name", "legal_basis", "valid_from", "valid_to", "status"]
    inlines = [LineInline, DimensionInline, IndicatorInline, RuleInline, QuickQuestionInline]

    def get_readonly_fields(self, request, obj=None):
        if not _is_frozen(obj):
            return ()
        free = {"note", "valid_to", "extension_basis", "extended_from"}
        if not _uses_form_a(obj):
            free.add("form_a_minimum")
        return [name for name in self._names() if name not in free]

    def get_fieldsets(self, request, obj=None):
        description = (
            "Đã có phiếu rà soát được phân loại theo chuẩn này nên chỉ sửa được ngày hết hiệu lực, "
            "việc áp dụng tiếp, ghi chú, và phiếu A khi chưa hộ nào dùng. Nếu quy định thay đổi, "
            "hãy lập chuẩn mới."
        )
        fields = {"fields": self._names()}
        return [(None, fields | {"description": description} if _is_frozen(obj) else fields)]


class IncomePointResource(AuditedResource):
    standard = Field("standard", "standard", ForeignKeyWidget(Standard, "code"))

    class Meta:
        model = IncomePoint


def _facts_in_words() -> str:
    facts = "; ".join(f"{code}: {label}" for code, label in FACTS.items())
    return (
        f"Mã của cột «fact» – {facts}; hoặc mã của một tài sản, loại đất, vật nuôi trong danh mục "
        "của phiếu (số lượng). Điểm tính cho số từ «minimum» đến «maximum», kể cả hai đầu, bỏ "
        "trống là không giới hạn; câu hỏi chọn thì ghi mã của lựa chọn vào «value». Cột «standard» "
        "ghi mã chuẩn, ví dụ ND07_2021; cột «region» ghi urban hoặc vùng đã khai ở phân loại đơn "
        "vị. Bảng mới thay bảng cũ bằng ngày «valid_from», «valid_to»."
    )


class IncomePointImportForm(ImportForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["import_file"].help_text = _facts_in_words()


@admin.register(IncomePoint)
class IncomePointAdmin(AuditedImportAdmin):
    resource_classes = [IncomePointResource]
    import_form_class = IncomePointImportForm
    list_display = ["standard", "region", "code", "content", "points", "valid_from", "valid_to"]
    list_filter = ["standard", "region"]
    list_select_related = ["standard"]
    search_fields = ["code", "content"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "fact":
            field.help_text = _facts_in_words()
        return field


@admin.register(Option)
class OptionAdmin(AuditedAdmin):
    """The lists of form B: what a review has chosen keeps its code and its bit."""

    list_display = ["name", "kind", "code", "bit", "position", "valid_from", "valid_to"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        return ("kind", "code", "bit") if obj and _is_chosen(obj) else ()

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and _is_chosen(obj))


def _is_chosen(option: Option) -> bool:
    """Whether a review names the option."""
    if option.kind in OWNED:
        return Review.objects.filter(holdings__has_key=option.code).exists()
    columns = {OptionKind.CAUSE: ["causes"], OptionKind.SUPPORT: ["needs", "supports"]}
    mask = 1 << option.bit
    return any(
        Review.objects.annotate(hit=F(column).bitand(mask)).filter(hit__gt=0).exists()
        for column in columns.get(option.kind, [])
    )


class EthnicGroupResource(AuditedResource):
    class Meta:
        model = EthnicGroup


@admin.register(EthnicGroup)
class EthnicGroupAdmin(AuditedImportAdmin):
    resource_classes = [EthnicGroupResource]
    list_display = ["code", "name", "is_minority"]
    search_fields = ["name"]


class UnitYearResource(AuditedResource):
    class Meta:
        model = UnitYear


@admin.register(UnitYear)
class UnitYearAdmin(AuditedImportAdmin):
    resource_classes = [UnitYearResource]
    list_display = ["unit", "year", "household_count", "minority_household_count", "source"]
    list_filter = ["year"]
    list_select_related = ["unit__kind"]
    search_fields = ["unit__search_text"]
    autocomplete_fields = ["unit"]


def _is_used(procedure) -> bool:
    return procedure is not None and Round.objects.filter(procedure=procedure).exists()


class StepInline(TabularInline):
    """The steps: which there are stays once a round goes by them, their days may be mended."""

    model = Step
    extra = 0
    hide_title = True

    def get_readonly_fields(self, request, obj=None):
        return ("kind",) if _is_used(obj) else ()

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _is_used(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_used(obj)


@admin.register(Procedure)
class ProcedureAdmin(AuditedAdmin):
    list_display = ["name", "round_kind", "legal_basis", "valid_from", "valid_to"]
    list_filter = ["round_kind"]
    inlines = [StepInline]


class PublicHolidayResource(AuditedResource):
    class Meta:
        model = PublicHoliday


@admin.register(PublicHoliday)
class PublicHolidayAdmin(AuditedImportAdmin):
    resource_classes = [PublicHolidayResource]
    list_display = ["day", "name", "is_working_day"]
    list_filter = ["is_working_day"]
    search_fields = ["name"]
    list_before_template = "admin/days_off.html"

    def changelist_view(self, request, extra_context=None):
        """The list of what was entered, and over it the days off of two years, from where."""
        first = timezone.localdate().year
        years = [(year, calendar.days_of_year(year, _entered(year))) for year in (first, first + 1)]
        return super().changelist_view(request, {**(extra_context or {}), "days_off": years})


def _entered(year: int) -> list[tuple[date, str, bool]]:
    rows = PublicHoliday.objects.filter(day__year=year)
    return list(rows.values_list("day", "name", "is_working_day"))
