"""Pages of the negotiation: proposals from below, their answers, and revisions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of
from targets import checks, figures
from targets.actions import negotiation as actions
from targets.forms import ProposalForm, ReviseForm
from targets.models import Proposal, TargetSheet


@require_POST
@requires(Permission.TARGET_EDIT)
def sheet_propose(request, pk):
    sheet = _sheet(request, pk)
    form = ProposalForm(request.POST, sheet=sheet)
    if not form.is_valid():
        raise InvalidData("Chưa gửi được đề xuất:", tuple(problems_of(form)))
    actions.propose(sheet=sheet, by=request.user, **form.cleaned_data)
    messages.success(request, "Đã gửi đề xuất lên cấp trên.")
    return redirect(sheet)


@require_POST
@requires(Permission.TARGET_EDIT)
def proposal_answer(request, pk):
    sheets = TargetSheet.objects.visible_to(request.user)
    proposal = get_object_or_404(Proposal, pk=pk, row__sheet__in=sheets)
    accepts = request.POST.get("answer") == "accept"
    note = request.POST.get("note", "")
    actions.answer(proposal=proposal, accepts=accepts, note=note, by=request.user)
    messages.success(request, "Đã trả lời đề xuất.")
    return redirect("targets:sheet-detail", proposal.row.sheet_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.TARGET_EDIT)
def sheet_revise(request, pk):
    sheet = _sheet(request, pk)
    form = ReviseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        revision = actions.revise(sheet=sheet, by=request.user, **form.cleaned_data)
        messages.success(request, f"{revision}: bảng đã mở lại để sửa.")
        return redirect(sheet)
    return render(request, "targets/sheet_revise.html", {"form": form, "sheet": sheet})


@require_GET
@requires(Permission.TARGET_READ)
def sheet_revisions(request, pk):
    """The figures before each revision beside those of now."""
    sheet = _sheet(request, pk)
    names = checks.labels(sheet)
    lines = figures.read(sheet).lines
    tables = []
    for revision in sheet.revisions.select_related("created_by"):
        old = figures.before_revision(sheet, sheet.measures, revision.number)
        tables.append((revision, [_compared(line, old, names) for line in lines]))
    context = {"sheet": sheet, "headings": names.values(), "tables": tables}
    return render(request, "targets/sheet_revisions.html", context)


def negotiation_context(sheet, reading, user) -> dict:
    """What the page of a sheet shows of proposals: its own upwards, its children's to answer."""
    names = checks.labels(sheet)
    proposals = Proposal.objects.select_related("row__unit__kind", "made_by", "answered_by")
    upwards = proposals.filter(row__unit=sheet.unit, row__sheet__year=sheet.year)
    from_below = proposals.filter(row__sheet=sheet)
    edits = user.can(Permission.TARGET_EDIT) and user.answers_for(sheet.unit)
    return {
        "upwards": _named(upwards, names),
        "from_below": _named(from_below, names),
        "may_answer": edits and sheet.is_editable,
        "may_revise": edits and sheet.state == ApprovalState.APPROVED,
        "proposal_form": ProposalForm(sheet=sheet) if edits and reading.offered else None,
    }


def _named(proposals, names: dict[str, str]):
    return [(proposal, names.get(proposal.measure, proposal.measure)) for proposal in proposals]


def _compared(line, old: dict, names: dict):
    """A unit's old and new figure in every column."""
    now = checks.of_period(line.planned)
    before = checks.of_period(old[line.unit.pk]) if line.unit.pk in old else {}
    return line.unit.table_name, [(before.get(field), now[field]) for field in names]


def _sheet(request, pk):
    sheets = TargetSheet.objects.visible_to(request.user).with_rows()
    return get_object_or_404(sheets, pk=pk)
