"""Pages of the goals of a sheet that are not in its grid."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from targets.actions import goals as actions
from targets.forms import GoalForm
from targets.models import Goal, TargetSheet


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def goal_create(request, pk):
    sheets = TargetSheet.objects.visible_to(request.user).select_related("unit__kind")
    return _edit(request, Goal(sheet=get_object_or_404(sheets, pk=pk)))


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def goal_edit(request, pk):
    sheets = TargetSheet.objects.visible_to(request.user)
    goals = Goal.objects.filter(sheet__in=sheets).select_related("sheet__unit__kind")
    goal = get_object_or_404(goals, pk=pk)
    if "remove" in request.POST:
        actions.remove(goal=goal, by=request.user)
        messages.success(request, f"Đã xóa: {goal}.")
        return redirect(goal.sheet)
    return _edit(request, goal)


def _edit(request, goal):
    form = GoalForm(request.POST or None, instance=goal)
    if request.method == "POST" and form.is_valid():
        actions.save(goal=form.instance, by=request.user)
        messages.success(request, f"Đã lưu: {goal}.")
        return redirect(goal.sheet)
    return render(request, "targets/goal_edit.html", {"form": form, "goal": goal})
