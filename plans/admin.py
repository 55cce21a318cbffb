"""Plans and their assignments in the admin."""

from django.contrib import admin
from unfold.admin import TabularInline

from plans.models import AgencyAssignment, HouseholdAssignment, Plan
from povertyplan.audit.admin import AuditedAdmin


class AgencyInline(TabularInline):
    model = AgencyAssignment
    extra = 0
    hide_title = True
    autocomplete_fields = ["agency", "unit"]


class HouseholdInline(TabularInline):
    model = HouseholdAssignment
    extra = 0
    autocomplete_fields = ["agencies"]
    raw_id_fields = ["household"]


@admin.register(Plan)
class PlanAdmin(AuditedAdmin):
    list_display = ["number_and_symbol", "unit", "year", "issued_on", "abstract"]
    list_filter = ["year"]
    list_select_related = ["unit__kind"]
    autocomplete_fields = ["unit"]
    inlines = [AgencyInline, HouseholdInline]

    @admin.display(description="Số, ký hiệu", ordering="number")
    def number_and_symbol(self, plan):
        return plan.reference
