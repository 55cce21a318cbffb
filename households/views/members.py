"""Pages of the members of a household."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from households import duplicates
from households.actions import members as actions
from households.forms_people import AlikeForm, MemberForm, RemoveMemberForm
from households.models import Household, Member
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission


@sensitive_post_parameters("identity")
@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def member_create(request, pk):
    households = Household.objects.visible_to(request.user).present()
    household = get_object_or_404(households.select_related("village__kind", "ethnicity"), pk=pk)
    return _edit(request, Member(household=household, ethnicity=household.ethnicity))


@sensitive_post_parameters("identity")
@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def member_edit(request, pk):
    return _edit(request, _member(request, pk))


def _edit(request, member):
    household = member.household
    shown = member.identity_masked if member.pk else ""
    initial = {"version": household.version}
    form = MemberForm(request.POST or None, instance=member, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        actions.save_member(member=form.instance, version=version, by=request.user)
        messages.success(request, f"Đã lưu {member.full_name}.")
        for warning in form.warnings():
            messages.warning(request, warning)
        return redirect(household)
    context = {"form": form, "household": household, "member": member, "shown": shown}
    return render(request, "households/member_edit.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def member_remove(request, pk):
    member = _member(request, pk)
    household = member.household
    form = RemoveMemberForm(request.POST or None, initial={"version": household.version})
    if request.method == "POST" and form.is_valid():
        name = member.full_name
        actions.remove_member(member=member, by=request.user, **form.cleaned_data)
        messages.success(request, f"Đã xóa {name} khỏi hộ.")
        return redirect(household)
    context = {"form": form, "household": household, "member": member}
    return render(request, "households/member_remove.html", context)


@never_cache
@require_POST
@requires(Permission.HOUSEHOLD_EDIT)
def member_identity(request, pk):
    """The identity number in full, for whoever asked for it; that they did is logged."""
    member = _member(request, pk)
    number = actions.show_identity(member=member, by=request.user)
    is_part = request.headers.get("HX-Request")
    template = "households/_identity.html" if is_part else "households/member_identity.html"
    return render(request, template, {"member": member, "number": number})


@sensitive_post_parameters("identity")
@never_cache
@require_POST
@requires(Permission.HOUSEHOLD_EDIT)
def members_alike(request):
    """Who may be the person being typed in, as a part of the page. Nothing is written."""
    form = AlikeForm(request.POST, user=request.user)
    found = duplicates.like(request.user, **form.asked())
    return render(request, "households/_alike.html", {"found": found})


def _member(request, pk):
    members = Member.objects.visible_to(request.user).select_related("household__village__kind")
    return get_object_or_404(members, pk=pk)
