"""Plans with their assignments, and the trees of programmes, in the admin.

Progress reports have no page here: what was sent is a statement that nobody corrects from outside.
"""

from django.contrib import admin
from unfold.admin import TabularInline

from plans.models import (
    AgencyAssignment,
    Clause,
    Component,
    HouseholdAssignment,
    LegalText,
    Plan,
    Programme,
)
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
    fields = ["unit", "year", "kind", "number", "symbol", "issued_on", "abstract"]
    autocomplete_fields = ["unit"]
    inlines = [AgencyInline, HouseholdInline]

    def has_change_permission(self, request, obj=None):
        """What was issued here is frozen."""
        is_frozen = obj is not None and obj.document_id is not None
        return not is_frozen and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """A plan that has a document, or was sent, stays."""
        is_kept = obj is not None and (obj.document_id or obj.submitted_at)
        return not is_kept and super().has_delete_permission(request, obj)

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


@admin.register(LegalText)
class LegalTextAdmin(AuditedAdmin):
    list_display = ["kind", "number", "issued_on", "issuer", "abstract", "valid_to"]
    list_filter = ["kind"]
    search_fields = ["number", "abstract", "issuer"]


@admin.register(Clause)
class ClauseAdmin(AuditedAdmin):
    list_display = ["title", "area", "position"]
    list_filter = ["area"]
    search_fields = ["title", "body"]
