"""The page of one review: its form with the live verdict, and the page for two people in it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from households import conflict, review_page
from households.actions import reviews as actions
from households.answers import LISTS
from households.facts import groups_of
from households.forms_review import ReviewForm
from households.judging import cautions, judge
from households.models import Review
from households.views.cases import panel
from households.views.reviews import review_in_scope
from households.workflow import MOVES
from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit.history import history
from povertyplan.forms import problems_of
from povertyplan.workflow import open_moves

_CHOICE = "choose-"


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_READ)
def review_detail(request, pk):
    review = review_in_scope(request, pk)
    form = _form(request, review)
    if form.is_valid() and form.is_outdated():
        return show_conflict(request, form)
    if form.is_valid() and form.is_complete():
        return _save(request, review, form)
    context = _context(request, review, form)
    return render(request, "households/review_detail.html", context)


def _form(request, review) -> ReviewForm:
    if request.method != "POST":
        return conflict.open_form(review)
    check(request.user, Permission.REVIEW_EDIT)
    form = conflict.open_form(review, request.POST)
    names = [name for name in request.POST if name.startswith(_CHOICE)]
    if "choices" not in request.POST or not form.is_valid():
        return form
    return conflict.chosen(
        form,
        {name.removeprefix(_CHOICE): request.POST[name] for name in names},
        request.POST.getlist("choices"),
    )


def show_conflict(request, form: ReviewForm):
    """What both people answered, field by field, to choose from."""
    review, differences = form.review, conflict.differences(form)
    if not differences:
        messages.info(request, f"{review.edited_by} vừa lưu đúng những câu trả lời này.")
        return redirect(review)
    context = {
        "review": review,
        "differences": differences,
        "hidden": [
            (name, value)
            for name, values in form.data.lists()
            for value in values
            if name in form.fields and name not in ("version", "opened")
        ],
        "opened": conflict.seal_of(form),
        "prefix": _CHOICE,
    }
    return render(request, "households/review_conflict.html", context, status=409)


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
    review = review_in_scope(request, pk)
    form = ReviewForm.for_review(review, request.POST)
    is_valid = form.is_valid()
    judgements = form.judgements() if is_valid else []
    blocks = review_page.indicator_blocks(form, judgements, None)
    ticks = [tick for _, groups in blocks for _, row in groups for tick in row]
    context = {
        "form": form,
        "problems": problems_of(form),
        "verdicts": review_page.verdicts(review, judgements, form.catalogue),
        "cautions": cautions(form.findings(), judgements, review.household) if is_valid else [],
        "is_farming": is_valid and form.cleaned_data["is_farming"],
        "swapped": [tick for tick in ticks if tick.is_derivable],
    }
    return render(request, "households/_verdict.html", context)


def _may_edit(user, review) -> bool:
    return user.can(Permission.REVIEW_EDIT) and review.round.is_open and review.is_editable


def _context(request, review, form):
    user, catalogue = request.user, form.catalogue
    is_editable = _may_edit(user, review)
    moves = open_moves(MOVES, review, by=user) if review.round.is_open else []
    findings = form.findings() if form.is_bound and form.is_valid() else form.stored
    judgements = judge(findings, review=review, catalogue=catalogue)
    before, case = review_page.last_year(review), panel(review, user)
    answers = review_page.mark_changes(form, before)
    is_kept = not is_editable and review.is_classified
    return {
        "review": review,
        "form": form,
        "before": before,
        "blocks": review_page.indicator_blocks(form, judgements, before),
        "lists": {name: review_page.list_ticks(form, name, answers) for name in LISTS},
        "flags": review_page.flag_ticks(form, answers),
        "groups": groups_of(review.household) if is_editable else review,
        "verdicts": review_page.stored_verdicts(review, catalogue)
        if is_kept
        else review_page.verdicts(review, judgements, catalogue),
        "problems": problems_of(form),
        "cautions": cautions(findings, judgements, review.household) if is_editable else [],
        "is_farming": findings.circumstances.is_farming,
        "quick": review_page.quick_ticks(form),
        "is_editable": is_editable,
        "moves": [move for move in moves if not (is_editable and move.name == "submit")],
        "may_submit": is_editable and review_page.may_go_on(review, moves, case["where"]),
        "case": case,
        "history": history(review, user),
    }
