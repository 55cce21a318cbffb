"""Standards and the catalogues of reviews in the admin."""

from django.contrib import admin
from unfold.admin import StackedInline, TabularInline

from households.models import (
    ClassificationRule,
    Dimension,
    EthnicGroup,
    IncomePoint,
    Indicator,
    Procedure,
    PublicHoliday,
    Result,
    Standard,
    StandardLine,
    Step,
    UnitYear,
)
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


@admin.register(Standard)
class StandardAdmin(AuditedAdmin):
    list_display = ["name", "legal_basis", "valid_from", "valid_to", "status"]
    inlines = [LineInline, DimensionInline, IndicatorInline, RuleInline]

    def get_readonly_fields(self, request, obj=None):
        if not _is_frozen(obj):
            return ()
        return [name for name in self._names() if name not in ("note", "valid_to")]

    def get_fieldsets(self, request, obj=None):
        description = (
            "Đã có phiếu rà soát được phân loại theo chuẩn này nên chỉ sửa được ngày hết hiệu lực "
            "và ghi chú. Nếu quy định thay đổi, hãy lập chuẩn mới."
        )
        fields = {"fields": self._names()}
        return [(None, fields | {"description": description} if _is_frozen(obj) else fields)]


class IncomePointResource(AuditedResource):
    class Meta:
        model = IncomePoint


@admin.register(IncomePoint)
class IncomePointAdmin(AuditedImportAdmin):
    resource_classes = [IncomePointResource]
    list_display = ["standard", "region", "code", "content", "points", "valid_from", "valid_to"]
    list_filter = ["standard", "region"]
    list_select_related = ["standard"]
    search_fields = ["code", "content"]


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


class StepInline(TabularInline):
    model = Step
    extra = 0
    hide_title = True


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
