"""Pages of review rounds."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households import progress
from households.actions import rounds as actions
from households.forms import RoundForm
from households.models import Review, Round
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit.history import history
from povertyplan.pages import page_of


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
    round = _round(request, pk)
    board = progress.board(round, request.user)
    left = progress.days_left(round, today=timezone.localdate())
    context = {
        "round": round,
        "board": board,
        "whole": progress.whole(board, round),
        "days_left": left,
        "overdue": -left,
        "may_list": request.user.can(Permission.REVIEW_LIST),
        "may_upload": request.user.can(Permission.REVIEW_EDIT),
        "history": history(round, request.user),
    }
    return render(request, "households/round_detail.html", context)


@require_POST
@requires(Permission.REVIEW_LIST)
def round_list_managed(request, pk):
    round = _round(request, pk)
    count = actions.list_managed(round=round, by=request.user)
    messages.success(request, f"Đã lập {count} phiếu; hãy mở từng phiếu để kiểm tra rồi lưu.")
    return redirect(round)


@require_http_methods(["GET", "POST"])
@requires(Permission.ROUND_OPEN)
def round_open(request):
    form = RoundForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        opened = actions.open_round(
            unit=data["unit"],
            year=data["year"],
            kind=data["kind"],
            standard=data["standard"],
            period=(data["opens_on"], data["closes_on"]),
            by=request.user,
        )
        messages.success(request, f"Đã mở: {opened}.")
        return redirect(opened)
    return render(request, "households/round_open.html", {"form": form})


@require_POST
@requires(Permission.ROUND_OPEN)
def round_close(request, pk):
    closed = actions.close_round(round=_round(request, pk), by=request.user)
    messages.success(request, f"Đã khóa: {closed}.")
    return redirect("households:round-list")


@require_POST
@requires(Permission.ROUND_OPEN)
def round_reopen(request, pk):
    opened = actions.reopen_round(round=_round(request, pk), by=request.user)
    messages.success(request, f"Đã mở lại: {opened}.")
    return redirect("households:round-list")


def _round(request, pk):
    rounds = Round.objects.visible_to(request.user).select_related("unit__kind", "standard")
    return get_object_or_404(rounds, pk=pk)
