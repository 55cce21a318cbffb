"""Pages of who helps whom under a plan: the coverage, and the households with their helpers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households.models import Household
from plans import coverage, helpers
from plans.actions import helpers as actions
from plans.actions.common import check_own
from plans.helper_forms import AssignForm, HelperFilter, LimitsForm, ReleaseForm
from plans.models import Plan
from plans.overview import may_edit
from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of
from povertyplan.numbers import vietnamese
from povertyplan.pages import page_of
from povertyplan.units.enums import Level


@require_GET
@requires(Permission.PLAN_READ)
def plan_coverage(request, pk):
    plan = _plan(request, pk)
    may_help = _may_help(plan, request.user)
    limits = {name: getattr(plan, name) for name in ("version", *LimitsForm.base_fields)}
    context = {
        "plan": plan,
        "coverage": coverage.of(plan),
        "shows_people": request.user.can(Permission.HOUSEHOLD_READ),
        "is_editable": plan.is_editable and may_edit(plan, request.user),
        "form": LimitsForm(initial=limits) if may_help else None,
    }
    return render(request, "plans/plan_coverage.html", context)


@require_POST
@requires(Permission.PLAN_EDIT)
def plan_limits(request, pk):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    form = LimitsForm(request.POST)
    if not form.is_valid():
        raise InvalidData("Chưa đặt được mức quá tải:", tuple(problems_of(form)))
    actions.set_limits(plan=plan, by=request.user, **form.cleaned_data)
    messages.success(request, "Đã đặt mức quá tải.")
    return redirect("plans:plan-coverage", pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ)
def plan_helpers(request, pk):
    """The households of the plan's unit, each with those who help it."""
    check(request.user, Permission.HOUSEHOLD_READ)
    plan = _plan(request, pk)
    if request.method == "POST":
        return _assign(request, plan)
    form = HelperFilter(request.GET, plan=plan)
    households = form.households().select_related("village__kind", "commune__kind")
    page = page_of(request, households)
    found = helpers.under(plan, page)
    listed = helpers.listed(plan, page)
    context = {
        "plan": plan,
        "form": form,
        "page": page,
        "rows": [(item, found[item.pk], listed.get(item.pk, "")) for item in page],
        "assign_form": AssignForm(plan=plan) if _may_help(plan, request.user) else None,
        "officials": helpers.officials_of(plan),
        "shows_communes": plan.unit.level < Level.COMMUNE,
    }
    return render(request, "plans/plan_helpers.html", context)


def _assign(request, plan):
    check(request.user, Permission.PLAN_EDIT)
    check_own(plan, request.user)
    form = AssignForm(request.POST, plan=plan)
    if not form.is_valid():
        raise InvalidData("Chưa giao được:", tuple(problems_of(form)))
    data = form.cleaned_data
    count = actions.assign(
        plan=plan,
        households=list(data["household"]),
        agencies=list(data["agencies"]),
        official=data["official"],
        version=data["version"],
        by=request.user,
    )
    messages.success(request, f"Đã giao người giúp cho {vietnamese(count)} hộ.")
    return redirect(request.get_full_path())


@require_POST
@requires(Permission.PLAN_EDIT)
def plan_release(request, pk, household):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    households = Household.objects.visible_to(request.user).in_unit(plan.unit)
    households = (households | helpers.named(plan)).select_related("village__kind")
    stored = get_object_or_404(households, pk=household)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        raise InvalidData("Chưa thôi giao được:", tuple(problems_of(form)))
    actions.release(plan=plan, household=stored, by=request.user, **form.cleaned_data)
    messages.success(request, f"Đã thôi giao: {stored}.")
    return redirect(f"{reverse('plans:plan-helpers', args=[pk])}?{request.GET.urlencode()}")


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).select_related("unit__kind", "edited_by")
    return get_object_or_404(plans.prefetch_related("amendments"), pk=pk)


def _may_help(plan, user) -> bool:
    """Whether the person says now who helps whom: while the plan is written, and once issued."""
    return may_edit(plan, user) and (plan.is_editable or plan.is_issued)
