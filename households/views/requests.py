"""Pages of requests: the list, entering one, its answer, and the papers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households import papers
from households.actions import requests as actions
from households.enums import RequestKind, RequestState
from households.forms import HouseholdFilter
from households.forms_village import AcceptForm, ReasonForm, RequestFilter, RequestForm
from households.models import Household, ReviewRequest
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.documents.actions import may_issue
from povertyplan.documents.signing_form import SigningForm
from povertyplan.downloads import file_response
from povertyplan.pages import page_of


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def request_list(request):
    form = RequestFilter(request.GET, user=request.user)
    rows = form.apply(ReviewRequest.objects.visible_to(request.user))
    page = page_of(request, rows.select_related("village__kind", "commune__kind"))
    context = {"form": form, "page": page, "may_edit": request.user.can(Permission.REVIEW_EDIT)}
    return render(request, "households/request_list.html", context)


@require_GET
@requires(Permission.REVIEW_EDIT)
def request_start(request):
    """Choose the household that asks, or enter a new one."""
    form = HouseholdFilter(request.GET, user=request.user)
    households = form.apply(Household.objects.visible_to(request.user).present().with_head())
    households = households.select_related("village__kind", "commune__kind")
    page = page_of(request, households.order_by("head_key", "pk"))
    return render(request, "households/request_start.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_EDIT)
def request_create(request, pk):
    household = _household(request, pk)
    head = household.head
    form = RequestForm(request.POST or None, initial={"applicant": head.full_name if head else ""})
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["form_key"]
        entered = actions.receive(
            household=household, paper=form.paper(), form_key=key, by=request.user
        )
        messages.success(request, "Đã ghi giấy đề nghị.")
        return redirect(entered)
    context = {"form": form, "household": household}
    return render(request, "households/request_create.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def request_form(request, pk, kind):
    household = _household(request, pk)
    if kind not in RequestKind.values:
        raise Http404
    name = "mau-01" if kind == RequestKind.ENTER else "mau-04"
    return pdf(papers.request_form(household, RequestKind(kind)), f"{name}-{pk}.pdf")


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def request_detail(request, pk):
    asked, user = _request(request, pk), request.user
    may_answer = user.can(Permission.REVIEW_LIST)
    is_open = asked.state == RequestState.RECEIVED
    may_refuse = may_answer and actions.may_refuse(asked)
    gone = actions.what_if_gone(asked) if is_open or may_refuse else ""
    may_sign = may_issue(asked.commune, user)
    needs_letter = asked.state == RequestState.REFUSED and not asked.document_id
    context = {
        "asked": asked,
        "accept": AcceptForm(request=asked) if is_open and may_answer and not gone else None,
        "gone": gone,
        "may_refuse": may_refuse,
        "signer": SigningForm(initial={"signer": user.full_name})
        if needs_letter and may_sign
        else None,
        "needs_letter": needs_letter,
        "history": history(asked, user),
        # Who has moved away since is known here by the name on the paper alone.
        "is_here": Household.objects.visible_to(user).filter(pk=asked.household_id).exists(),
    }
    return render(request, "households/request_detail.html", context)


@require_POST
@requires(Permission.REVIEW_LIST)
def request_accept(request, pk):
    asked = _request(request, pk)
    form = AcceptForm(request.POST, request=asked)
    if not form.is_valid():
        messages.error(request, "Hãy chọn một đợt rà soát đang mở có địa bàn của hộ.")
        return redirect(asked)
    accepted = actions.accept(request=asked, round=form.cleaned_data["round"], by=request.user)
    messages.success(request, "Đã đưa hộ vào rà soát; hãy nhập phiếu.")
    return redirect(accepted.review)


@require_POST
@requires(Permission.REVIEW_LIST)
def request_refuse(request, pk):
    reason = reason_of(request)
    refused = actions.refuse(request=_request(request, pk), reason=reason, by=request.user)
    messages.success(request, "Đã từ chối. Lãnh đạo UBND xã ban hành văn bản trả lời ở trang này.")
    return redirect(refused)


@require_POST
@requires(Permission.DOCUMENT_ISSUE)
def request_letter(request, pk):
    asked, form = _request(request, pk), SigningForm(request.POST)
    if not form.is_valid():
        context = {"asked": asked, "signer": form, "needs_letter": True}
        return render(request, "households/request_detail.html", context)
    document = actions.issue_letter(
        request=asked,
        signer=form.signer_of(),
        signed_on=form.cleaned_data["signed_on"],
        by=request.user,
    )
    messages.success(request, f"Đã ban hành {document}.")
    return redirect(asked)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to look at and print."""
    return file_response(content, "application/pdf", name, is_shown=True)


def reason_of(request) -> str:
    """The reason that was sent; one that cannot be read is none."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def _household(request, pk):
    households = Household.objects.visible_to(request.user).select_related(
        "village__kind", "commune__kind", "district__kind", "province__kind"
    )
    return get_object_or_404(households.prefetch_related("members__ethnicity"), pk=pk)


def _request(request, pk):
    rows = ReviewRequest.objects.visible_to(request.user).select_related(
        "household",
        "village__kind",
        "commune__kind",
        "review__round__unit__kind",
        "document",
        "answered_by",
        "created_by",
    )
    return get_object_or_404(rows, pk=pk)
