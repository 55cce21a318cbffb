"""Pages of registered households, and of the places that may miss their targets."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households.models import Household
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of
from povertyplan.numbers import as_key
from povertyplan.pages import page_of
from targets import standing
from targets.actions import registrations as actions
from targets.models import Registration
from targets.registration_forms import (
    CandidateFilter,
    OutcomeForm,
    RegistrationFilter,
    RegistrationForm,
    RiskForm,
)
from targets.rules import suggested_outcome

_YEARS = range(2016, 2101)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def registration_list(request):
    form = RegistrationFilter(request.GET, user=request.user)
    rows = form.apply(Registration.objects.visible_to(request.user).with_head())
    rows = rows.with_classes().select_related("village__kind", "commune__kind")
    page = page_of(request, rows.order_by("-year", "kind", "head_key", "pk"))
    for row in page:
        row.suggested = suggested_outcome(row.class_before, row.class_after)
    context = {"form": form, "page": page, "may_edit": request.user.can(Permission.HOUSEHOLD_EDIT)}
    context["today"] = timezone.localdate()
    return render(request, "targets/registration_list.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_EDIT)
def registration_choose(request):
    """Last year's poor and near-poor households that are on no list of the year yet."""
    data = request.GET.copy()
    data.setdefault("year", str(timezone.localdate().year))
    form = CandidateFilter(data, user=request.user)
    rows = form.apply(Household.objects.visible_to(request.user).with_head())
    rows = rows.select_related("village__kind", "commune__kind").order_by("head_key", "pk")
    year = form.cleaned_data.get("year") if form.is_valid() else None
    context = {"form": form, "page": page_of(request, rows), "year": year}
    return render(request, "targets/registration_choose.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def registration_create(request, year, pk):
    households = Household.objects.visible_to(request.user).select_related("village__kind")
    household = get_object_or_404(households, pk=pk)
    if year not in _YEARS:
        raise Http404
    return _edit(request, Registration(household=household, year=year, village=household.village))


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def registration_edit(request, pk):
    rows = Registration.objects.visible_to(request.user).with_classes()
    registration = get_object_or_404(rows.select_related("household", "village__kind"), pk=pk)
    if "remove" in request.POST:
        version = as_key(request.POST.get("version"))
        actions.remove(registration=registration, version=version, by=request.user)
        messages.success(request, "Đã xóa hộ khỏi danh sách.")
        return redirect("targets:registration-list")
    return _edit(request, registration)


def _edit(request, registration):
    initial = {"version": registration.version}
    form = RegistrationForm(request.POST or None, instance=registration, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] if registration.pk else None
        actions.save(registration=form.instance, version=version, by=request.user)
        messages.success(request, "Đã lưu danh sách.")
        return redirect("targets:registration-list")
    context = {"form": form, "registration": registration}
    if registration.pk:
        after = registration.class_before, registration.class_after
        context["suggested"] = suggested_outcome(*after)
        context["outcome_form"] = OutcomeForm(
            initial={
                "outcome": registration.outcome or context["suggested"],
                "note": registration.outcome_note,
            }
        )
    return render(request, "targets/registration_edit.html", context)


@require_POST
@requires(Permission.HOUSEHOLD_EDIT)
def registration_outcome(request, pk):
    registration = get_object_or_404(Registration.objects.visible_to(request.user), pk=pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        raise InvalidData("Chưa đánh giá được:", tuple(problems_of(form)))
    actions.mark(registration=registration, by=request.user, **form.cleaned_data)
    messages.success(request, "Đã lưu kết quả.")
    return redirect(registration)


@require_GET
@requires(Permission.TARGET_READ)
def risk(request):
    """Places that may miss their target, before the year ends."""
    user, today = request.user, timezone.localdate()
    area = user.area()
    data = request.GET.copy()
    data.setdefault("year", str(today.year))
    data.setdefault("unit", str(area[0].pk) if area else "")
    form = RiskForm(data, user=user)
    places = []
    if form.is_valid():
        places = standing.places(form.cleaned_data["unit"], form.cleaned_data["year"], today)
    context = {"form": form, "places": places, "at_risk": [p for p in places if p.risks]}
    return render(request, "targets/risk.html", context)
