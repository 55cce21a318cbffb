"""Pages of households and their members."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from households.actions import households as actions
from households.forms import (
    HeadForm,
    HouseholdFilter,
    HouseholdForm,
    MemberForm,
    RemoveMemberForm,
)
from households.models import Household, Member, Round
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.pages import page_of


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def household_list(request):
    form = HouseholdFilter(request.GET, user=request.user)
    households = form.apply(Household.objects.visible_to(request.user).with_head())
    households = households.select_related("village__kind", "commune__kind", "ethnicity")
    page = page_of(request, households.order_by("head_key", "pk"))
    context = {"form": form, "page": page, "may_edit": _may_edit(request.user)}
    return render(request, "households/household_list.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def household_detail(request, pk):
    household = _household(request, pk)
    reviews = (
        household.reviews.visible_to(request.user)
        .with_result()
        .select_related("round__unit__kind", "round__standard")
        .order_by("-round__year", "-pk")
    )
    rounds = Round.objects.open().covering(household.village)
    rounds = rounds.exclude(reviews__household=household).select_related("unit__kind")
    context = {
        "household": household,
        "reviews": reviews,
        "rounds": rounds if request.user.can(Permission.REVIEW_EDIT) else rounds.none(),
        "may_edit": _may_edit(request.user),
        "history": history(household, request.user),
    }
    return render(request, "households/household_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def household_create(request):
    form = HeadForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        household = actions.create(
            village=form.cleaned_data["village"],
            address=form.cleaned_data["address"],
            head=form.instance,
            by=request.user,
        )
        messages.success(request, f"Đã lập {actions.household_name(household)}.")
        return redirect(household)
    return render(request, "households/household_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def household_edit(request, pk):
    household = _household(request, pk)
    form = HouseholdForm(
        request.POST or None, instance=household, initial={"version": household.version}
    )
    if request.method == "POST" and form.is_valid():
        actions.edit(household=household, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu thông tin hộ.")
        return redirect(household)
    context = {"form": form, "household": household}
    return render(request, "households/household_edit.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def member_create(request, pk):
    household = _household(request, pk)
    return _edit_member(request, Member(household=household, ethnicity=household.ethnicity))


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def member_edit(request, pk):
    members = Member.objects.visible_to(request.user).select_related("household__village__kind")
    return _edit_member(request, get_object_or_404(members, pk=pk))


def _edit_member(request, member):
    household = member.household
    initial = {"version": household.version}
    form = MemberForm(request.POST or None, instance=member, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        actions.save_member(member=form.instance, version=version, by=request.user)
        messages.success(request, f"Đã lưu {member.full_name}.")
        return redirect(household)
    context = {"form": form, "household": household, "member": member}
    return render(request, "households/member_edit.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def member_remove(request, pk):
    members = Member.objects.visible_to(request.user).select_related("household__village__kind")
    member = get_object_or_404(members, pk=pk)
    household = member.household
    form = RemoveMemberForm(request.POST or None, initial={"version": household.version})
    if request.method == "POST" and form.is_valid():
        name = member.full_name
        actions.remove_member(member=member, by=request.user, **form.cleaned_data)
        messages.success(request, f"Đã xóa {name} khỏi hộ.")
        return redirect(household)
    context = {"form": form, "household": household, "member": member}
    return render(request, "households/member_remove.html", context)


def _household(request, pk):
    households = Household.objects.visible_to(request.user).select_related(
        "village__kind", "commune__kind", "district__kind", "province__kind", "ethnicity"
    )
    return get_object_or_404(households.prefetch_related("members__ethnicity"), pk=pk)


def _may_edit(user) -> bool:
    return user.can(Permission.HOUSEHOLD_EDIT)
