"""Catalogues in the admin, in Vietnamese; what is saved there leaves a row in the trail too."""

from django.apps import apps
from django.contrib import admin
from django.db.models import Q
from django.forms.models import _get_foreign_key
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from povertyplan.audit import pictures, trail
from povertyplan.audit.models import Event
from povertyplan.audit.pictures import Picture


class AuditedAdmin(ModelAdmin):
    """An admin page whose changes are written to the trail in the same transaction."""

    compressed_fields = True

    def save_form(self, request, form, change):
        form.before = self._picture(form.instance) if change else Picture()
        return super().save_form(request, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changes = form.before.changes_to(self._picture(form.instance))
        if changes:
            verb = "Sửa" if change else "Thêm"
            self._log(request, f"{verb} {form.instance}", form.instance, changes)

    def delete_model(self, request, obj):
        self._log(request, f"Xóa {obj}", obj, self._picture(obj).changes_to(Picture()))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def _names(self) -> list[str]:
        return pictures.editable(self.model)

    def _picture(self, instance) -> Picture:
        """The stored record in words, with the rows that stand on its page."""
        stored = self.model._base_manager.get(pk=instance.pk)
        links = [_get_foreign_key(self.model, inline.model) for inline in self.inlines]
        return Picture(pictures.words(stored, self._names()), pictures.rows_of(stored, links))

    def _log(self, request, sentence, record, changes):
        name = self.model._meta.verbose_name
        trail.log(
            "catalogue.saved",
            f"{sentence} ({name})",
            record=record,
            by=request.user,
            changes=changes,
        )


class AuditedResource(ModelResource):
    """A catalogue that is imported from Excel; each row that changes leaves a row in the trail."""

    class Meta:
        clean_model_instances = True

    def before_save_instance(self, instance, row, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        instance.before = self._words(instance)

    def after_save_instance(self, instance, row, **kwargs):
        super().after_save_instance(instance, row, **kwargs)
        changes = trail.diff(instance.before, self._words(instance))
        if changes and not kwargs.get("dry_run"):
            name = self._meta.model._meta.verbose_name
            sentence = f"Nhập từ tệp: {instance} ({name})"
            by = kwargs.get("user")
            trail.log("catalogue.imported", sentence, record=instance, by=by, changes=changes)

    def _words(self, instance) -> dict[str, str]:
        stored = self._meta.model._base_manager.filter(pk=instance.pk).first()
        return pictures.words(stored) if stored else {}


class AuditedImportAdmin(AuditedAdmin, ImportExportModelAdmin):
    """A catalogue with Excel import and export."""

    import_form_class = ImportForm
    export_form_class = ExportForm


def _kind_of(record_type) -> str:
    """What a record of the trail is called; the trail outlives even its models."""
    try:
        return capfirst(apps.get_model(record_type)._meta.verbose_name)
    except LookupError:
        return record_type


class RecordFilter(admin.SimpleListFilter):
    title = "loại bản ghi"
    parameter_name = "record_type"

    def lookups(self, request, model_admin):
        events = model_admin.get_queryset(request).order_by()
        types = events.values_list("record_type", flat=True).distinct()
        return sorted(((name, _kind_of(name)) for name in types), key=lambda row: row[1])

    def queryset(self, request, queryset):
        return queryset.filter(record_type=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ModelAdmin):
    compressed_fields = True
    list_display = ["at", "actor_name", "sentence", "where"]
    list_filter = [RecordFilter]
    search_fields = ["sentence", "actor_name"]
    list_select_related = ["place__kind"]
    date_hierarchy = "at"
    fields = ["at", "actor_name", "sentence", "reason", "differences", "record", "where"]
    readonly_fields = fields

    def get_queryset(self, request):
        """Changes of catalogues and accounts only; what households answered is not shown here."""
        own = Q(action__startswith="catalogue.") | Q(action__startswith="account.")
        return super().get_queryset(request).filter(own)

    @admin.display(description="Địa bàn")
    def where(self, event):
        return event.place

    @admin.display(description="Bản ghi")
    def record(self, event):
        return f"{_kind_of(event.record_type)} số {event.record_id}"

    @admin.display(description="Thay đổi")
    def differences(self, event):
        rows = ((row["label"], row["old"], row["new"]) for row in event.changes)
        return format_html_join(mark_safe("<br>"), "{}: {} → {}", rows)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
