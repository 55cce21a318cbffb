"""Pages of target sheets: the list, the grid, and the moves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.errors import InvalidData
from povertyplan.numbers import as_key
from povertyplan.pages import page_of
from povertyplan.workflow import open_moves
from targets import actions, checks, grid
from targets.forms import GridForm, SheetFilter, StartForm
from targets.models import TargetSheet
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
    context = {"grid": grid.build(sheet, form.typed()), "problems": form.problems()}
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


def _sheet(request, pk):
    sheets = TargetSheet.objects.visible_to(request.user).with_rows()
    people = ("edited_by", "submitted_by", "decided_by")
    return get_object_or_404(sheets.select_related(*people), pk=pk)


def _context(request, sheet):
    user = request.user
    found = checks.problems(sheet)
    return {
        "sheet": sheet,
        "grid": grid.build(sheet),
        "errors": [problem for problem in found if problem.is_error],
        "warnings": [problem for problem in found if not problem.is_error],
        "is_editable": user.can(Permission.TARGET_EDIT)
        and user.answers_for(sheet.unit)
        and sheet.is_editable,
        "moves": open_moves(MOVES, sheet, by=user),
        "history": history(sheet, user),
    }
