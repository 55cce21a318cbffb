"""Pages of reviews: the list, starting one, and the moves."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from households import past, standing
from households.actions import reviews as actions
from households.actions.holds import unheld
from households.forms import ReviewFilter
from households.models import Household, Review, Round
from households.workflow import MOVES
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.errors import InvalidData
from povertyplan.numbers import as_key
from povertyplan.pages import page_of

_PLACE = re.compile(r"/rounds/[0-9]{1,18}/places/[0-9]{1,18}/")
_BOX = re.compile(r"(?P<key>[0-9]{1,18})(\.(?P<version>[0-9]{1,9}))?")


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def review_list(request):
    form = ReviewFilter(request.GET, user=request.user)
    reviews = Review.objects.visible_to(request.user).active()
    reviews = reviews.with_result(is_opening=form.is_opening)
    reviews = form.apply(reviews.with_head()).select_related(
        "round", "village__kind", "commune__kind", "ethnicity"
    )
    page = page_of(request, reviews.order_by("-round__year", "head_key", "pk"))
    may = [move for move in MOVES.values() if request.user.can(move.permission)]
    movable = frozenset().union(*(move.sources for move in may))
    found = standing.of(list(page), today=timezone.localdate())
    past.recall(list(page), request.user)
    for review in page:
        review.where = found[review.pk]
        review.can_move = review.round.is_open and review.state in movable
    context = {
        "form": form,
        "page": page,
        "moves": may,
        "has_more": any(request.GET.get(name) for name in form.MORE),
    }
    return render(request, "households/review_list.html", context)


@require_POST
@requires(Permission.REVIEW_EDIT)
def review_start(request, pk):
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    rounds = Round.objects.visible_to(request.user)
    round_ = get_object_or_404(rounds, pk=as_key(request.POST.get("round")))
    review = actions.start(household=household, round=round_, by=request.user)
    return redirect(review)


@require_POST
@requires(Permission.HOUSEHOLD_READ)
def review_move(request, pk, name):
    review = review_in_scope(request, pk)
    moved = actions.move(
        reviews=[review],
        name=name,
        by=request.user,
        reason=request.POST.get("reason", ""),
        seen={review.pk: as_key(request.POST.get("version"))},
    )
    messages.success(request, f"{moved[0]}: {MOVES[name].done}.")
    return redirect(review)


@require_POST
@requires(Permission.HOUSEHOLD_READ)
def reviews_move(request, name):
    """Make one move on every review that is ticked in the list, or on none."""
    ticked = _ticked(request)
    if not ticked:
        raise InvalidData("Hãy đánh dấu ít nhất một phiếu trong danh sách.")
    reviews = list(Review.objects.visible_to(request.user).filter(pk__in=ticked))
    if len(reviews) < len(ticked):
        raise InvalidData("Có phiếu không tìm thấy trong địa bàn của bạn; hãy tải lại danh sách.")
    free, held = unheld(reviews) if name == "approve" else (reviews, 0)
    moved = actions.move(
        reviews=free,
        name=name,
        by=request.user,
        reason=request.POST.get("reason", ""),
        seen=ticked,
    )
    messages.success(request, f"{len(moved)} phiếu {MOVES[name].done}.")
    if held:
        messages.warning(request, f"{held} phiếu đang tạm giữ nên được bỏ qua.")
    return redirect(_back(request))


def _ticked(request) -> dict[int, int | None]:
    """The ticked reviews with the version that the list showed: `12.3` is version 3 of 12."""
    boxes = (_BOX.fullmatch(value) for value in request.POST.getlist("review"))
    return {int(box["key"]): as_key(box["version"]) for box in boxes if box}


def _back(request) -> str:
    """The page that the reviews were ticked on: of the list, or of a village in a round."""
    url, own = request.POST.get("back", ""), reverse("households:review-list")
    is_own = url.partition("?")[0] == own or _PLACE.fullmatch(url)
    return url if is_own and len(url) < 2000 else own


def review_in_scope(request, pk) -> Review:
    """The review with everything its page needs, or 404."""
    reviews = Review.objects.visible_to(request.user).select_related(
        "round__standard",
        "round__next_standard",
        "round__procedure",
        "round__unit__kind",
        "village__kind",
        "village__parent__kind",
        "commune__kind",
        "commune__parent__kind",
        "ethnicity",
        "edited_by",
        "submitted_by",
        "decided_by",
    )
    reviews = reviews.prefetch_related("results", "household__members__ethnicity")
    review = get_object_or_404(reviews, pk=pk)
    review.share_standards()
    past.recall([review], request.user)
    return review
