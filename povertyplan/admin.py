"""Units, agencies and accounts in the admin."""

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminPasswordWidget

from povertyplan.accounts.models import User
from povertyplan.accounts.roles import ROLES
from povertyplan.accounts.rules import fits
from povertyplan.audit import trail
from povertyplan.audit.admin import AuditedAdmin, AuditedImportAdmin, AuditedResource
from povertyplan.units.models import (
    Agency,
    Unit,
    UnitChange,
    UnitClass,
    UnitCode,
    UnitKind,
)

# Rights come from roles, not from groups.
admin.site.unregister(Group)


class CodeInline(TabularInline):
    model = UnitCode
    extra = 0
    hide_title = True


class ClassInline(TabularInline):
    model = UnitClass
    extra = 0
    hide_title = True


@admin.register(Unit)
class UnitAdmin(AuditedAdmin):
    list_display = ["full_title", "level", "parent", "valid_from", "valid_to"]
    list_filter = ["level", "kind"]
    list_select_related = ["kind", "parent__kind"]
    search_fields = ["search_text", "codes__code"]
    autocomplete_fields = ["parent"]
    inlines = [CodeInline, ClassInline]

    def get_readonly_fields(self, request, obj=None):
        """A change of the map ends a unit and makes a new one; old figures keep their place."""
        return ["level", "kind", "parent"] if obj else []

    @admin.display(description="Tên đơn vị", ordering="sort_key")
    def full_title(self, unit):
        return unit.title


@admin.register(UnitKind)
class UnitKindAdmin(AuditedAdmin):
    list_display = ["name", "level", "abbreviation", "area"]


@admin.register(UnitChange)
class UnitChangeAdmin(AuditedAdmin):
    list_display = ["kind", "effective_on", "decision"]
    autocomplete_fields = ["predecessors", "successors"]
    search_fields = ["predecessors__search_text", "successors__search_text"]


class AgencyResource(AuditedResource):
    class Meta:
        model = Agency


@admin.register(Agency)
class AgencyAdmin(AuditedImportAdmin):
    resource_classes = [AgencyResource]
    list_display = ["name", "unit", "valid_from", "valid_to"]
    list_select_related = ["unit__kind"]
    search_fields = ["name"]
    autocomplete_fields = ["unit", "successor"]


class PlacedForm(forms.ModelForm):
    """An account whose units are of its role's level."""

    def clean(self):
        data = super().clean() or self.cleaned_data
        role = ROLES.get(data.get("role_code"))
        wrong = [unit for unit in data.get("units", ()) if role and not fits(role, unit.level)]
        if wrong:
            below = " trở xuống" if role.may_sit_below else ""
            self.add_error(
                "units",
                f"Vai trò «{role.name}» chỉ nhận địa bàn cấp {role.level.label}{below}; "
                f"không nhận {', '.join(unit.full_name for unit in wrong)}.",
            )
        return data


class NewUserForm(PlacedForm, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "full_name", "email", "role_code", "units"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget()


class EditUserForm(PlacedForm):
    new_password = forms.CharField(
        label="Đặt lại mật khẩu",
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Để trống nếu không đổi.",
    )

    class Meta:
        model = User
        fields = ["username", "full_name", "email", "role_code", "units", "is_active"]

    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password

    def save(self, commit=True):
        if self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        return super().save(commit)


@admin.register(User)
class UserAdmin(AuditedAdmin):
    list_display = ["username", "full_name", "role_code", "is_active", "last_login"]
    list_filter = ["role_code", "is_active"]
    search_fields = ["username", "full_name"]
    autocomplete_fields = ["units"]

    def get_form(self, request, obj=None, **kwargs):
        kwargs["form"] = EditUserForm if obj else NewUserForm
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request, obj=None):
        if obj:
            known = ["username", "full_name", "email", "role_code", "units"]
            return [*known, "is_active", "new_password"]
        return ["username", "full_name", "email", "role_code", "units", "password1", "password2"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("new_password"):
            sentence = f"Đặt lại mật khẩu của {obj}"
            trail.log("account.password_reset", sentence, record=obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        """Accounts are closed, never deleted: the trail names them."""
        return False

    def _names(self):
        return ["username", "full_name", "email", "role_code", "is_active"]
