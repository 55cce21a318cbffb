"""Standards and the catalogues of reviews in the admin."""

from django.contrib import admin
from unfold.admin import StackedInline, TabularInline

from households.models import (
    ClassificationRule,
    Dimension,
    EthnicGroup,
    IncomePoint,
    Indicator,
    Standard,
    StandardLine,
    UnitYear,
)
from povertyplan.audit.admin import AuditedAdmin, AuditedImportAdmin, AuditedResource


class LineInline(TabularInline):
    model = StandardLine
    extra = 0
    hide_title = True

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        field.widget.attrs["style"] = "min-width: 8rem"
        return field


class DimensionInline(TabularInline):
    model = Dimension
    extra = 0
    hide_title = True


class IndicatorInline(StackedInline):
    model = Indicator
    extra = 0
    collapsible = True


class RuleInline(TabularInline):
    model = ClassificationRule
    extra = 0
    hide_title = True


@admin.register(Standard)
class StandardAdmin(AuditedAdmin):
    list_display = ["name", "legal_basis", "valid_from", "valid_to", "status"]
    inlines = [LineInline, DimensionInline, IndicatorInline, RuleInline]


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
