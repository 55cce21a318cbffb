"""Pages of review rounds."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households import calendar, past, progress, standing
from households.actions import rounds as actions
from households.actions.postings import calendar as working_calendar
from households.enums import RoundKind, StepKind
from households.forms import RoundForm
from households.models import Review, Round, Standard
from households.next_steps import next_steps
from households.stages import Task
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit.history import history
from povertyplan.numbers import as_key
from povertyplan.pages import page_of
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

FIRST_YEAR, LAST_YEAR = 2016, 2100


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def round_list(request):
    mine = Review.objects.visible_to(request.user)
    counts = {
        state.value: Count("reviews", filter=Q(reviews__state=state, reviews__in=mine))
        for state in ApprovalState
    }
    rounds = Round.objects.visible_to(request.user).select_related("unit__kind", "standard")
    page = page_of(request, rounds.annotate(**counts).order_by("-year", "-opens_on", "-pk"))
    context = {"page": page, "may_open": request.user.can(Permission.ROUND_OPEN)}
    return render(request, "households/round_list.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def round_detail(request, pk):
    round = round_in_scope(request, pk)
    board = progress.board(round, request.user)
    whole = progress.whole(board, round)
    context = {
        **_board(round, board),
        "round": round,
        "whole": whole,
        "steps": _steps(round),
        "next_steps": next_steps(whole, round, round.unit, request.user),
        "may_list": request.user.can(Permission.REVIEW_LIST),
        "may_upload": request.user.can(Permission.REVIEW_EDIT),
        "history": history(round, request.user),
    }
    return render(request, "households/round_detail.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def round_place(request, pk, unit):
    """One village of a round with its cases, or one commune with its villages."""
    round = round_in_scope(request, pk)
    units = Unit.objects.visible_to(request.user).in_unit(round.unit).select_related("kind")
    place = get_object_or_404(units, pk=unit)
    board = progress.board_of(round, request.user, place)
    whole = progress.whole(board, round)
    is_village = place.level == Level.VILLAGE
    cases = _cases(request, round, place) if is_village else []
    context = {
        **_board(round, board),
        "round": round,
        "place": place,
        "is_village": is_village,
        "whole": whole,
        "next_steps": next_steps(whole, round, place, request.user),
        "cases": cases,
        "ready": [case for case in cases if case.where.task == Task.SUBMIT],
        "may_submit": round.is_open and request.user.can(Permission.REVIEW_SUBMIT),
        "meetings": round.meetings.filter(village=place),
        "postings": round.postings.filter(village=place),
    }
    return render(request, "households/round_place.html", context)


def _board(round, board) -> dict:
    left = progress.days_left(round, today=timezone.localdate())
    return {
        "board": [(row, progress.turn(row, round)) for row in board],
        "days_left": left,
        "overdue": -left,
        "has_meeting": round.has_step(StepKind.MEETING),
        "has_posting": round.has_step(StepKind.POSTING),
        "has_recognition": round.has_step(StepKind.RECOGNITION),
    }


def _steps(round):
    """The steps of the procedure, each with the day by which it must be done."""
    if round.procedure is None:
        return []
    steps = list(round.procedure.steps.all())
    days = calendar.deadlines(
        [step.working_days for step in steps], round.closes_on, working_calendar()
    )
    return list(zip(steps, days, strict=True))


def _cases(request, round, place):
    """The reviews of a village with where they stand, those waiting for the task asked for."""
    reviews = Review.objects.visible_to(request.user).filter(round=round, village=place)
    found = standing.of(reviews, today=timezone.localdate())
    rows = list(reviews.with_result().with_head().order_by("head_key", "pk"))
    past.recall(rows, request.user)
    for row in rows:
        row.where = found[row.pk]
    task = request.GET.get("task")
    return [row for row in rows if task not in Task.values or row.where.task == task]


@require_POST
@requires(Permission.REVIEW_LIST)
def round_list_managed(request, pk):
    round = round_in_scope(request, pk)
    count = actions.list_managed(round=round, by=request.user)
    messages.success(
        request,
        f"Đã lập {count} phiếu. Hãy kiểm tra từng hộ ở bảng nhập của thôn, bằng Excel, hoặc từng "
        "phiếu.",
    )
    return redirect(round)


@require_http_methods(["GET", "POST"])
@requires(Permission.ROUND_OPEN)
def round_open(request):
    form = RoundForm(request.POST or None, initial=_proposal(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        opened = actions.open_round(opening=form.opening(), by=request.user)
        messages.success(request, f"Đã mở: {opened}.")
        return redirect(opened)
    return render(request, "households/round_open.html", {"form": form})


def _proposal(request) -> dict:
    """The year and kind asked for, the standard of the year, the days the procedure proposes."""
    year = as_key(request.GET.get("year")) or timezone.localdate().year
    kind = request.GET.get("kind")
    kind = kind if kind in RoundKind.values else RoundKind.PERIODIC
    proposal = {"year": year, "kind": kind}
    if FIRST_YEAR <= year <= LAST_YEAR:
        opens_on, closes_on = actions.proposed_period(kind, year) or (None, None)
        proposal |= {"opens_on": opens_on, "closes_on": closes_on}
        standards = Standard.objects.confirmed().valid_in(year)[:2]
        proposal["standard"] = standards[0] if len(standards) == 1 else None
    return proposal


@require_POST
@requires(Permission.ROUND_OPEN)
def round_close(request, pk):
    closed = actions.close_round(round=round_in_scope(request, pk), by=request.user)
    messages.success(request, f"Đã khóa: {closed}.")
    return redirect("households:round-list")


@require_POST
@requires(Permission.ROUND_OPEN)
def round_reopen(request, pk):
    opened = actions.reopen_round(round=round_in_scope(request, pk), by=request.user)
    messages.success(request, f"Đã mở lại: {opened}.")
    return redirect("households:round-list")


def round_in_scope(request, pk) -> Round:
    """The round with everything its pages need, or 404."""
    rounds = Round.objects.visible_to(request.user).select_related(
        "unit__kind", "standard", "next_standard", "procedure"
    )
    return get_object_or_404(rounds.prefetch_related("procedure__steps"), pk=pk)
