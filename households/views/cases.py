"""What is done around one review: holding it back, taking it out of its round."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from households import standing
from households.actions import holds as actions
from households.enums import ObjectionState
from households.forms_village import AnswerForm
from households.models import Review
from households.stages import Stage
from households.views.requests import reason_of
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState


def panel(review, user) -> dict:
    """Where the review stands, what may be done about it, and its meetings and objections."""
    where = standing.of([review], today=timezone.localdate())[review.pk]
    is_open = review.round.is_open
    may_hold = is_open and actions.may_hold(user) and review.state == ApprovalState.SUBMITTED
    may_list = is_open and user.can(Permission.REVIEW_LIST)
    postings = review.postings.select_related("posting").order_by("posting__starts_on", "pk")
    is_posted = any(not entry.posting.withdrawn_because for entry in postings)
    may_object = is_open and user.can(Permission.REVIEW_EDIT) and not review.recognition_id
    return {
        "where": where,
        "is_withdrawn": where.stage == Stage.WITHDRAWN,
        "may_hold": may_hold and not review.held_because,
        "may_release": may_hold and bool(review.held_because),
        "may_withdraw": may_list and review.is_editable,
        "may_restore": may_list and bool(review.withdrawn_because),
        "may_object": may_object and is_posted,
        "may_answer": is_open and user.can(Permission.REVIEW_SUBMIT),
        "votes": review.votes.select_related("meeting").order_by("meeting__held_on", "pk"),
        "postings": postings,
        "objections": _objections(review),
    }


def _objections(review):
    rows = list(review.objections.order_by("received_on", "pk"))
    for row in rows:
        row.is_open = row.state == ObjectionState.OPEN
        row.awaits_recheck = row.state == ObjectionState.UPHELD and not row.rechecked
        row.form = AnswerForm(auto_id=f"objection-{row.pk}-%s")
    return rows


@require_POST
@requires(Permission.HOUSEHOLD_READ)
def review_hold(request, pk):
    review = _review(request, pk)
    actions.hold(review=review, reason=reason_of(request), by=request.user)
    messages.success(request, "Đã tạm giữ phiếu; các phiếu khác vẫn đi tiếp.")
    return redirect(review)


@require_POST
@requires(Permission.HOUSEHOLD_READ)
def review_release(request, pk):
    review = _review(request, pk)
    actions.release(review=review, by=request.user)
    messages.success(request, "Đã bỏ tạm giữ.")
    return redirect(review)


@require_POST
@requires(Permission.REVIEW_LIST)
def review_withdraw(request, pk):
    review = _review(request, pk)
    actions.withdraw(review=review, reason=reason_of(request), by=request.user)
    messages.success(request, "Đã rút phiếu khỏi đợt; có thể đưa lại bất cứ lúc nào.")
    return redirect(review)


@require_POST
@requires(Permission.REVIEW_LIST)
def review_restore(request, pk):
    review = _review(request, pk)
    actions.restore(review=review, by=request.user)
    messages.success(request, "Đã đưa phiếu lại vào đợt.")
    return redirect(review)


def _review(request, pk):
    return get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
