"""Pages of progress reports: those of a plan, one to fill in, one to read, those of lower units."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans import progress, progress_standing
from plans.actions import part_a as part_a_actions
from plans.actions import progress as actions
from plans.actions.common import check_own
from plans.models import Plan, ProgressReport
from plans.overview import may_edit, progress_rows, standing_rows
from plans.progress_forms import OverviewForm, ProgressForm, ProgressStartForm
from plans.workflow import PROGRESS_MOVES, open_progress_moves
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.numbers import as_key


@require_GET
@requires(Permission.PLAN_READ)
def plan_progress(request, pk):
    """The reports of a plan, made or due, with their lateness."""
    plan = _plan(request, pk)
    rows = progress_standing.of_plan(plan)
    context = {"plan": plan, "rows": rows, "may_edit": may_edit(plan, request.user)}
    return render(request, "plans/plan_progress.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def progress_start(request, pk):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    period = request.GET.get("period", "")
    form = ProgressStartForm(request.POST or None, plan=plan, period=period)
    if request.method == "POST" and form.is_valid():
        report = actions.start(plan=plan, when=form.when(), by=request.user)
        messages.success(request, f"Đã lập {report}.")
        return redirect("plans:progress-edit", report.pk)
    return render(request, "plans/progress_start.html", {"plan": plan, "form": form})


@require_GET
@requires(Permission.PLAN_READ)
def progress_detail(request, pk):
    """What a report says; beside it what the data say now, where that has changed since."""
    report = _report(request, pk)
    said = progress.stated(report)
    now = progress.read(report) if report.is_sent else said
    context = {
        "report": report,
        "plan": report.plan,
        "progress": said,
        "targets": progress_rows(said.targets, now.targets),
        "money": progress_rows(said.lines, now.lines),
        "components": said.components,
        "totals": progress_rows(said.totals, now.totals),
        "texts": [(_label(report, n), getattr(report, n)) for n in actions.TEXTS],
        "may_edit": report.is_editable and may_edit(report.plan, request.user),
        "moves": open_progress_moves(report, by=request.user),
        "history": history(report, request.user),
    }
    return render(request, "plans/progress_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def progress_edit(request, pk):
    report = _report(request, pk)
    check_own(report.plan, request.user)
    if request.method == "GET" and not report.is_editable:
        return redirect(report)
    form = ProgressForm(request.POST or None, report=report)
    if request.method == "POST":
        form.check_whole()
        if form.is_valid():
            actions.save(report=report, by=request.user, **form.given())
            messages.success(request, "Đã lưu báo cáo.")
            return redirect(report)
    context = {"report": report, "plan": report.plan, "form": form}
    return render(request, "plans/progress_edit.html", context)


@require_POST
@requires(Permission.PLAN_READ)
def progress_move(request, pk, name):
    report = _report(request, pk)
    given = {"reason": request.POST.get("reason", "")}
    version = as_key(request.POST.get("version"))
    actions.move(report=report, name=name, by=request.user, version=version, **given)
    messages.success(request, f"Báo cáo {PROGRESS_MOVES[name].done}.")
    return redirect(report)


@require_POST
@requires(Permission.PLAN_EDIT)
def progress_discard(request, pk):
    report = _report(request, pk)
    version = as_key(request.POST.get("version"))
    actions.discard(report=report, version=version, by=request.user)
    messages.success(request, f"Đã xóa: {report}.")
    return redirect("plans:plan-progress", report.plan_id)


@require_GET
@requires(Permission.PLAN_READ)
def progress_overview(request):
    """Which units right under one have reported on a period, which are late, and who must act."""
    form = OverviewForm(request.GET, user=request.user)
    rows = []
    if form.is_valid():
        asked = (form.cleaned_data[name] for name in ("unit", "year", "period"))
        rows = standing_rows(progress_standing.below(*asked))
    sent = sum(row.standing.is_sent for row in rows)
    late = sum(row.standing.is_overdue for row in rows)
    context = {"form": form, "rows": rows, "sent": sent, "late": late}
    return render(request, "plans/progress_overview.html", context)


@require_POST
@requires(Permission.PLAN_EDIT)
def plan_results(request, pk):
    """Put a draft of the results of the year before into the plan."""
    plan = _plan(request, pk)
    version = as_key(request.POST.get("version"))
    section = part_a_actions.fill(plan=plan, version=version, by=request.user)
    messages.success(request, "Đã đưa kết quả năm trước vào kế hoạch; hãy đọc lại và sửa lời văn.")
    return redirect(f"{plan.get_absolute_url()}#section-{section.pk}")


def _label(report, name):
    label = report._meta.get_field(name).verbose_name
    return f"{label[0].upper()}{label[1:]}"


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user)
    plans = plans.select_related("unit__kind", "unit__parent__kind", "parent")
    return get_object_or_404(plans, pk=pk)


def _report(request, pk):
    reports = ProgressReport.objects.visible_to(request.user).with_plan()
    return get_object_or_404(reports, pk=pk)
