"""Pages of the goals of a sheet that are not in its grid, and of their parts by child unit."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of
from povertyplan.numbers import as_key
from targets import goals
from targets.actions import goals as actions
from targets.actions.common import check_own
from targets.goal_forms import GoalForm, PartsForm
from targets.models import Goal, TargetSheet


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def goal_create(request, pk):
    """A new goal; with `above` one that the unit above handed down, with `before` last year's."""
    sheets = TargetSheet.objects.visible_to(request.user).select_related("unit__kind")
    sheet = get_object_or_404(sheets, pk=pk)
    above, before = request.GET.get("above"), request.GET.get("before")
    given = [_taken(item) for item in goals.above(sheet) if item.goal.code == above]
    given += [_named(goal) for goal in goals.before(sheet) if goal.code == before]
    return _edit(request, Goal(sheet=sheet), initial=given[0] if given else {})


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def goal_edit(request, pk):
    goal = _goal(request, pk)
    if "remove" in request.POST:
        version = as_key(request.POST.get("version"))
        actions.remove(goal=goal, version=version, by=request.user)
        messages.success(request, f"Đã xóa: {goal}.")
        return redirect(goal.sheet)
    return _edit(request, goal, initial={"version": goal.sheet.version})


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_READ)
def goal_parts(request, pk):
    """What every child unit is to reach of a goal, against the whole."""
    goal, user = _goal(request, pk), request.user
    sheet = goal.sheet
    division = goals.division(goal)
    if request.method == "POST":
        check(user, Permission.TARGET_EDIT)
        check_own(sheet.unit, user)
        form = PartsForm(request.POST, division=division)
        if not form.is_valid():
            raise InvalidData("Có ô chưa đúng nên chưa lưu gì:", tuple(problems_of(form)))
        version = form.cleaned_data["version"]
        actions.divide(goal=goal, parts=form.parts(), version=version, by=user)
        messages.success(request, f"Đã lưu phần giao của mục tiêu: {goal}.")
        return redirect("targets:goal-parts", pk)
    edits = user.can(Permission.TARGET_EDIT) and user.answers_for(sheet.unit)
    context = {"goal": goal, "sheet": sheet, "division": division}
    context |= {"form": PartsForm(division=division), "is_editable": edits and sheet.is_editable}
    return render(request, "targets/goal_parts.html", context)


def goals_context(sheet) -> dict:
    """What the page of a sheet shows of goals: its own, and those of the unit above."""
    own = goals.divisions(sheet)
    codes = {item.goal.code for item in own}
    return {
        "divisions": own,
        "goals_above": [(item, item.goal.code not in codes) for item in goals.above(sheet)],
        "goals_offered": goals.offered(sheet),
        "goals_before": goals.before(sheet),
    }


def _goal(request, pk) -> Goal:
    sheets = TargetSheet.objects.visible_to(request.user)
    found = Goal.objects.filter(sheet__in=sheets, revision=None)
    return get_object_or_404(found.select_related("sheet__unit__kind"), pk=pk)


def _taken(given) -> dict:
    """What a goal of the unit's own begins with when it was handed down."""
    goal, aim = given.goal, given.aim
    names = ("target", "numerator", "denominator")
    return _named(goal) | {name: getattr(aim, name) for name in names}


def _named(goal: Goal) -> dict:
    """What another goal of the same name begins with, without its figures."""
    names = ("label", "kind", "measured_in", "is_additive", "position")
    return {name: getattr(goal, name) for name in names}


def _edit(request, goal, initial=None):
    form = GoalForm(request.POST or None, instance=goal, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        actions.save(goal=form.instance, version=version, by=request.user)
        messages.success(request, f"Đã lưu: {goal}.")
        return redirect(goal.sheet)
    return render(request, "targets/goal_edit.html", {"form": form, "goal": goal})
