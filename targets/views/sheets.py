"""Pages of target sheets: the list, the grid, and the moves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.errors import InvalidData
from povertyplan.numbers import as_key, difference
from povertyplan.pages import page_of
from povertyplan.workflow import open_moves
from targets import actions, checks, figures, grid, preview
from targets.enums import Measure, Method
from targets.forms import (
    AllocationForm,
    BaselineForm,
    GridForm,
    SettingsForm,
    SheetFilter,
    StartForm,
)
from targets.models import TargetSheet
from targets.views.goals import goals_context
from targets.views.negotiation import negotiation_context
from targets.workflow import MOVES


@require_GET
@requires(Permission.TARGET_READ)
def sheet_list(request):
    form = SheetFilter(request.GET, user=request.user)
    sheets = form.apply(TargetSheet.objects.visible_to(request.user))
    sheets = sheets.select_related("unit__kind", "standard")
    context = {
        "form": form,
        "page": page_of(request, sheets.order_by("-year", "unit__level", "unit__position", "pk")),
        "may_start": request.user.can(Permission.TARGET_EDIT),
    }
    return render(request, "targets/sheet_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def sheet_start(request):
    form = StartForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        sheet = actions.start(by=request.user, **form.cleaned_data)
        messages.success(request, f"Đã lập: {sheet}.")
        return redirect(sheet)
    return render(request, "targets/sheet_start.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_READ)
def sheet_detail(request, pk):
    sheet = _sheet(request, pk)
    if request.method == "POST":
        check(request.user, Permission.TARGET_EDIT)
        form = GridForm(request.POST, sheet=sheet)
        form.check_whole()
        if not form.is_valid():
            raise InvalidData("Có ô chưa đúng nên chưa lưu gì:", tuple(form.problems()))
        version = form.cleaned_data["version"]
        actions.fill_in(sheet=sheet, entries=form.entries(), version=version, by=request.user)
        messages.success(request, "Đã lưu bảng chỉ tiêu.")
        return redirect(sheet)
    return render(request, "targets/sheet_detail.html", _context(request, sheet))


@require_POST
@requires(Permission.TARGET_EDIT)
def sheet_judge(request, pk):
    """Sums, rates and gaps for what is typed so far, as fragments; nothing is written."""
    sheet = _sheet(request, pk)
    form = GridForm(request.POST, sheet=sheet)
    form.is_valid()
    shown = grid.build(figures.read(sheet, form.typed()))
    context = {"grid": shown, "problems": form.problems()}
    return render(request, "targets/_sheet_computed.html", context)


@require_POST
@requires(Permission.TARGET_READ)
def sheet_move(request, pk, name):
    sheet = _sheet(request, pk)
    reason = request.POST.get("reason", "")
    version = as_key(request.POST.get("version"))
    actions.move(sheet=sheet, name=name, by=request.user, reason=reason, version=version)
    messages.success(request, f"Bảng chỉ tiêu {MOVES[name].done}.")
    return redirect(sheet)


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def sheet_settings(request, pk):
    sheet = _sheet(request, pk)
    form = SettingsForm(request.POST or None, instance=sheet, initial={"version": sheet.version})
    if request.method == "POST" and form.is_valid():
        actions.set_up(sheet=sheet, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu thiết lập của bảng.")
        return redirect(sheet)
    boxes = [form[name] for name in form.fields if name.startswith("has_")]
    context = {"form": form, "sheet": sheet, "boxes": boxes}
    return render(request, "targets/sheet_settings.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def sheet_baseline(request, pk):
    sheet = _sheet(request, pk)
    form = BaselineForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        actions.type_baseline(
            sheet=sheet,
            entries=form.entries(),
            source=form.cleaned_data["source"],
            version=form.cleaned_data["version"],
            by=request.user,
        )
        messages.success(request, "Đã lưu số đầu kỳ.")
        return redirect(sheet)
    return render(request, "targets/sheet_baseline.html", {"form": form, "sheet": sheet})


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def sheet_allocate(request, pk):
    """Shows what a division would do to every unit; writes only when asked to save."""
    sheet = _sheet(request, pk)
    reading = figures.read(sheet)
    form = AllocationForm(request.POST or None, sheet=sheet, initial=_asked(reading))
    shown = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        cuts = form.cuts([line.unit for line in reading.lines])
        if "save" in request.POST and cuts:
            preview.check(reading, data, cuts)
            actions.hand_down(
                sheet=sheet,
                measure=data["measure"],
                cuts=cuts,
                version=data["version"],
                by=request.user,
            )
            messages.success(request, "Đã đưa phân bổ vào bảng.")
            return redirect(sheet)
        shown = preview.build(reading, data, cuts)
    context = {"form": form, "sheet": sheet, "preview": shown}
    return render(request, "targets/sheet_allocate.html", context)


@require_POST
@requires(Permission.TARGET_EDIT)
def sheet_discard(request, pk):
    sheet = _sheet(request, pk)
    actions.discard(sheet=sheet, version=as_key(request.POST.get("version")), by=request.user)
    messages.success(request, f"Đã xóa: {sheet}.")
    return redirect("targets:sheet-list")


def _sheet(request, pk):
    sheets = TargetSheet.objects.visible_to(request.user).with_rows()
    people = ("edited_by", "submitted_by", "decided_by")
    return get_object_or_404(sheets.select_related(*people), pk=pk)


def _asked(reading):
    """What an allocation begins with: the reduction of poor households that was handed down."""
    before, given = reading.whole.baseline.counts, reading.handed_down or reading.offered
    left = given.counts if given else reading.whole.planned.counts
    total = difference(before.get(Measure.POOR), left.get(Measure.POOR))
    return {"version": reading.sheet.version, "method": Method.PROPORTIONAL, "total": total}


def _context(request, sheet):
    user = request.user
    reading = figures.read(sheet)
    found = checks.problems(reading)
    is_editable = (
        user.can(Permission.TARGET_EDIT) and user.answers_for(sheet.unit) and sheet.is_editable
    )
    return {
        "sheet": sheet,
        "grid": grid.build(reading),
        "has_baseline": any(line.baseline.households is not None for line in reading.lines),
        "errors": [problem for problem in found if problem.is_error],
        "warnings": [problem for problem in found if not problem.is_error],
        "is_editable": is_editable,
        "may_discard": is_editable and sheet.submitted_at is None,
        **goals_context(sheet),
        "revisions": sheet.revisions.all(),
        **negotiation_context(sheet, reading, user),
        "moves": open_moves(MOVES, sheet, by=user),
        "history": history(sheet, user),
    }
