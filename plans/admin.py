"""Plans with their assignments, and the trees of programmes, in the admin."""

from django.contrib import admin
from unfold.admin import TabularInline

from plans.models import AgencyAssignment, Component, HouseholdAssignment, Plan, Programme
from povertyplan.audit.admin import AuditedAdmin
from povertyplan.numbers import as_key


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


class ComponentInline(TabularInline):
    model = Component
    extra = 0
    hide_title = True

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A component lies under one of its own programme; those above must be saved first."""
        if db_field.name == "parent":
            own = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Component.objects.filter(programme=as_key(own))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Programme)
class ProgrammeAdmin(AuditedAdmin):
    list_display = ["name", "legal_basis", "valid_from", "valid_to"]
    inlines = [ComponentInline]
