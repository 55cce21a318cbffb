"""Pages of households."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from households.actions import households as actions
from households.forms import HouseholdFilter
from households.forms_people import HeadForm, HouseholdForm
from households.models import Household, Round
from households.views.events import events_of, kinds_of
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
    may_move = request.user.can(Permission.ROUND_OPEN)
    may_edit = _may_edit(request.user)
    context = {"form": form, "page": page, "may_edit": may_edit, "may_move_map": may_move}
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
    may_start = request.user.can(Permission.REVIEW_EDIT) and household.ended_on is None
    may_edit = _may_edit(request.user)
    context = {
        "household": household,
        "reviews": reviews,
        "rounds": rounds if may_start else rounds.none(),
        "may_edit": may_edit and household.ended_on is None,
        "kinds": kinds_of(household) if may_edit else [],
        "events": events_of(household, request.user),
        "gone": household.everybody().exclude(left_on=None).select_related("ethnicity"),
        "history": history(household, request.user),
    }
    return render(request, "households/household_detail.html", context)


@sensitive_post_parameters("identity")
@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def household_create(request):
    form = HeadForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        household = actions.create(by=request.user, **form.arguments())
        messages.success(request, f"Đã lập {actions.household_name(household)}.")
        for warning in form.warnings():
            messages.warning(request, warning)
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
        version = form.cleaned_data["version"]
        actions.edit(household=household, values=form.values(), version=version, by=request.user)
        messages.success(request, "Đã lưu thông tin hộ.")
        return redirect(household)
    context = {"form": form, "household": household}
    return render(request, "households/household_edit.html", context)


def _household(request, pk):
    households = Household.objects.visible_to(request.user).select_related(
        "village__kind", "commune__kind", "district__kind", "province__kind", "ethnicity"
    )
    return get_object_or_404(households.prefetch_related("members__ethnicity"), pk=pk)


def _may_edit(user) -> bool:
    return user.can(Permission.HOUSEHOLD_EDIT)
