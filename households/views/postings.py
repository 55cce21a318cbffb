"""Pages of postings, their redacted list, and objections."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households import papers, past
from households.actions import postings as actions
from households.forms_village import AnswerForm, ObjectionForm, PostingForm
from households.models import Objection, Posting, Review
from households.views.meetings import round_and_village
from households.views.requests import pdf, reason_of
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_SUBMIT)
def posting_create(request, pk, unit):
    round, village = round_and_village(request, pk, unit)
    form = PostingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        posting = actions.post(round=round, village=village, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lập danh sách niêm yết; hãy in và niêm yết đúng ngày.")
        return redirect(posting)
    reviews = actions.candidates(round, village).with_result().with_head()
    reviews = reviews.select_related("round").prefetch_related("results")
    context = {
        "form": form,
        "round": round,
        "village": village,
        "reviews": reviews.order_by("head_key", "pk"),
    }
    return render(request, "households/posting_create.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def posting_detail(request, pk):
    posting = _posting(request, pk)
    objections = list(posting.objections.select_related("review__household", "review__round"))
    past.recall([objection.review for objection in objections], request.user)
    context = {
        "posting": posting,
        "entries": posting.entries.all(),
        "objections": objections,
        "may_take_down": request.user.can(Permission.REVIEW_SUBMIT),
        "history": history(posting, request.user),
    }
    return render(request, "households/posting_detail.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def posting_notice(request, pk):
    return pdf(papers.notice(_posting(request, pk)), f"niem-yet-{pk}.pdf")


@require_POST
@requires(Permission.REVIEW_SUBMIT)
def posting_take_down(request, pk):
    reason = reason_of(request)
    taken = actions.take_down(posting=_posting(request, pk), reason=reason, by=request.user)
    messages.success(request, "Đã gỡ danh sách; các hộ trong đó phải được niêm yết lại.")
    return redirect(taken)


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_EDIT)
def objection_create(request, pk):
    reviews = Review.objects.visible_to(request.user).select_related("round", "household")
    review = get_object_or_404(reviews, pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.object_to(review=review, complaint=form.complaint(), by=request.user)
        messages.success(request, "Đã ghi khiếu nại; phiếu chờ trả lời.")
        return redirect(review)
    return render(request, "households/objection_create.html", {"form": form, "review": review})


@require_POST
@requires(Permission.REVIEW_SUBMIT)
def objection_answer(request, pk):
    objection, form = _objection(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        raise InvalidData("Câu trả lời chưa đủ:", tuple(problems_of(form)))
    actions.answer(objection=objection, by=request.user, **form.cleaned_data)
    messages.success(request, "Đã trả lời khiếu nại.")
    return redirect(_case(objection))


@require_POST
@requires(Permission.REVIEW_SUBMIT)
def objection_recheck(request, pk):
    objection = _objection(request, pk)
    actions.recheck(objection=objection, note=reason_of(request), by=request.user)
    messages.success(request, "Đã ghi kết quả phúc tra; kết quả phải được niêm yết lại.")
    return redirect(_case(objection))


def _case(objection) -> str:
    return f"{reverse('households:review-detail', args=[objection.review_id])}#case"


def _posting(request, pk):
    postings = Posting.objects.visible_to(request.user).select_related(
        "round__unit__kind",
        "village__kind",
        "village__commune__kind",
        "village__commune__parent__kind",
    )
    return get_object_or_404(postings, pk=pk)


def _objection(request, pk):
    visible = Review.objects.visible_to(request.user)
    objections = Objection.objects.filter(review__in=visible).select_related("review")
    return get_object_or_404(objections, pk=pk)
