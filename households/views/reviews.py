"""Pages of reviews: the list, the form with its live verdict, and the moves."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households.actions import reviews as actions
from households.actions.holds import unheld
from households.enums import HouseholdClass
from households.forms import ReviewFilter, ReviewForm
from households.judging import judge
from households.models import Household, Result, Review, Round
from households.rules import score_b2
from households.views.cases import panel
from households.workflow import MOVES
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit.history import history
from povertyplan.errors import InvalidData
from povertyplan.numbers import as_key
from povertyplan.pages import page_of
from povertyplan.workflow import open_moves

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
    for review in page:
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


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_READ)
def review_detail(request, pk):
    review = _review(request, pk)
    if request.method == "POST":
        form = ReviewForm.for_review(review, request.POST)
        if form.is_valid():
            return _save(request, review, form)
    else:
        form = ReviewForm.for_review(review)
    context = _context(request, review, form)
    return render(request, "households/review_detail.html", context)


def _save(request, review, form):
    version = form.cleaned_data["version"]
    is_sent = "submit" in request.POST
    actions.fill_in(
        review=review,
        findings=form.findings(),
        version=version,
        by=request.user,
        then="submit" if is_sent else None,
    )
    messages.success(request, f"{'Đã lưu và gửi duyệt' if is_sent else 'Đã lưu'}: {review}.")
    if "next" not in request.POST:
        return redirect(review)
    following = _next_draft(request, review)
    if following is None:
        messages.info(request, "Không còn phiếu nào chưa nhập trong đợt này.")
    return redirect(following or review)


def _next_draft(request, review):
    drafts = Review.objects.visible_to(request.user).active().in_state(ApprovalState.DRAFT)
    drafts = drafts.filter(round=review.round, results__household_class="")
    return drafts.exclude(pk=review.pk).order_by("village", "pk").first()


@require_POST
@requires(Permission.REVIEW_EDIT)
def review_judge(request, pk):
    """The verdict on what is typed so far, as a fragment; nothing is written."""
    review = _review(request, pk)
    form = ReviewForm.for_review(review, request.POST)
    judgement = judge(form.findings(), review=review)[0] if form.is_valid() else None
    context = {
        "found": judgement and judgement.found,
        "overruled": judgement.overruled if judgement else [],
        "form": form,
        "minimum": review.round.standard.minimum_deprivations,
    }
    return render(request, "households/_verdict.html", context)


@require_POST
@requires(Permission.HOUSEHOLD_READ)
def review_move(request, pk, name):
    review = _review(request, pk)
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
    """The page of the list that the reviews were ticked on."""
    url, own = request.POST.get("back", ""), reverse("households:review-list")
    return url if url.partition("?")[0] == own and len(url) < 2000 else own


def _review(request, pk):
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
    reviews = reviews.prefetch_related("results__standard", "household__members__ethnicity")
    return get_object_or_404(reviews, pk=pk)


def _context(request, review, form):
    user = request.user
    may_edit = user.can(Permission.REVIEW_EDIT) and review.round.is_open
    is_editable = may_edit and review.is_editable
    moves = open_moves(MOVES, review, by=user) if review.round.is_open else []
    before = _before(review)
    return {
        "review": review,
        "result": review.result,
        "form": form,
        "before": before,
        "dimensions": _dimensions(review, form, before),
        "found": judge(form.findings(), review=review)[0].found
        if form.is_bound and form.is_valid()
        else _stored(review, is_editable=is_editable),
        "minimum": review.round.standard.minimum_deprivations,
        "is_editable": is_editable,
        "moves": [move for move in moves if not (is_editable and move.name == "submit")],
        "may_submit": is_editable and any(move.name == "submit" for move in moves),
        "case": panel(review, user),
        "history": history(review, user),
    }


def _before(review):
    """The approved result of the same household the year before, under the same standard."""
    results = Result.objects.official(year=review.round.year - 1)
    same = results.filter(review__household=review.household, standard=review.round.standard)
    return same.select_related("review__round", "standard").first()


def _stored(review, *, is_editable):
    """The verdict on the stored answers; what is out of hand keeps the verdict of its day."""
    result = review.result
    if not is_editable and result.household_class:
        standard = review.round.standard.rules()
        return {
            "household_class": HouseholdClass(result.household_class),
            "score_b2": score_b2(result.deprived_codes, standard),
            "explanation": result.explanation,
        }
    return judge(actions.findings_of(review), review=review)[0].found


def _dimensions(review, form, before):
    """The indicators by dimension, each with its tick, and the tick of the year before."""
    ticked = set(form.data.getlist("deprived") if form.is_bound else form.initial["deprived"])
    was = set(before.deprived_codes) if before else set()
    follows = judge(actions.findings_of(review), review=review)[0].derived
    standard = review.round.standard
    groups = {dimension.pk: (dimension, []) for dimension in standard.dimensions.all()}
    for indicator in standard.indicators.all():
        groups[indicator.dimension_id][1].append(
            (
                indicator,
                indicator.code in ticked,
                indicator.code in was,
                follows.get(indicator.code),
            )
        )
    return list(groups.values())
