"""The grid of a village's reviews, and the saving of one of its rows."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from households import conflict, grid, past
from households.actions import reviews as actions
from households.models import Review, Round
from households.views.review_form import show_conflict
from households.views.reviews import review_in_scope
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.forms import problems_of
from povertyplan.units.models import Unit


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def village_grid(request, pk, unit_pk):
    rounds = Round.objects.visible_to(request.user).select_related(
        "standard", "next_standard", "unit__kind"
    )
    round_ = get_object_or_404(rounds, pk=pk)
    villages = Unit.objects.visible_to(request.user).villages()
    village = get_object_or_404(villages.select_related("kind", "parent__kind"), pk=unit_pk)
    reviews = Review.objects.visible_to(request.user).active().with_head()
    reviews = reviews.filter(round=round_, village=village).prefetch_related("results")
    rows = list(reviews.select_related("household").order_by("head_key", "pk"))
    past.recall(rows, request.user)
    context = {
        "round": round_,
        "village": village,
        "grid": grid.grid_of(round_, village, rows),
        "may_edit": request.user.can(Permission.REVIEW_EDIT) and round_.is_open,
    }
    return render(request, "households/village_grid.html", context)


@require_POST
@requires(Permission.REVIEW_EDIT)
def review_row(request, pk):
    """Save one row; `page` asks for the page on which two people's answers are chosen from."""
    review = review_in_scope(request, pk)
    form = grid.row_form(review, request.POST)
    is_page = "page" in request.POST
    if not form.is_valid():
        return JsonResponse({"problem": " ".join(problems_of(form))}, status=422)
    if form.is_outdated() and is_page:
        return show_conflict(request, form)
    if form.is_outdated():
        return _outdated(form)
    if not form.is_complete():
        answer = {"problem": " ".join(problems_of(form)), "needs_note": "note" in form.errors}
        return JsonResponse(answer, status=422)
    version = form.cleaned_data["version"]
    saved = actions.fill_in(
        review=review, findings=form.findings(), version=version, by=request.user
    )
    return redirect(saved) if is_page else JsonResponse(_answer(saved))


def _outdated(form):
    """A row that is sent again because the answer was lost on the way is saved already."""
    review = form.review
    if not conflict.differences(form):
        return JsonResponse(_answer(review))
    sentence = f"{review.edited_by or 'Người khác'} vừa sửa phiếu này."
    return JsonResponse({"problem": sentence, "is_conflict": True}, status=409)


def _answer(review) -> dict:
    results = [review.result_under(standard.pk) for standard in review.round.standards]
    return {
        "version": review.version,
        "opened": grid.opened_row(review, review.round.standards),
        "classes": render_to_string("households/_classes.html", {"results": results}),
    }
