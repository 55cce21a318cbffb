"""Pages of recognition decisions and certificates."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households import certificates, decisions, past
from households.actions import recognition as actions
from households.actions.recognition import Signing
from households.models import Certificate, Recognition, Review, Round
from households.recognition import by_roll, fingerprint, readiness
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.documents.actions import may_issue
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing_form import DecisionForm, SigningForm
from povertyplan.downloads import file_response
from povertyplan.numbers import as_key
from povertyplan.pages import page_of
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit


@require_GET
@requires(Permission.DOCUMENT_READ)
def recognition_list(request):
    decided = Recognition.objects.visible_to(request.user).select_related(
        "unit__kind", "document", "round__unit__kind"
    )
    context = {"page": page_of(request, decided), "places": _places(request.user)}
    return render(request, "households/recognition_list.html", context)


def _places(user):
    """Open rounds with a step of recognition, and the communes of the person in each."""
    rounds = Round.objects.visible_to(user).open().exclude(procedure=None)
    communes = Unit.objects.visible_to(user).communes().select_related("kind")
    return [
        (round, communes.in_unit(round.unit).valid_on(round.opens_on)[:200])
        for round in rounds.select_related("unit__kind")
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.DOCUMENT_READ)
def recognition_prepare(request, pk, unit):
    """Who would be recognised in a commune; the form issues the decision."""
    round, commune = _where(request, pk, unit)
    corrected = _corrected(request, commune)
    signer, bases = request.user.full_name, round.legal_bases()
    form = DecisionForm(request.POST or None, bases=bases, signer=signer)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "preview" not in request.POST:
        return redirect(_issue(request, round, commune, form, corrected))
    found = readiness(round, commune)
    cases = found.corrections().get(corrected.pk, []) if corrected else found.fresh()
    past.recall([case.review for case in cases], request.user)
    if is_sent:
        draft = actions.decision_draft(cases, round, commune, _signing(form), corrects=corrected)
        return HttpResponse(decisions.preview(draft), content_type="application/pdf")
    context = {
        "round": round,
        "commune": commune,
        "found": found,
        "cases": cases,
        "seen": fingerprint(cases),
        "lists": [(roll, rows) for roll, rows in by_roll(cases).items()],
        "corrected": corrected,
        "corrections": Recognition.objects.filter(pk__in=found.corrections()),
        "form": form,
        "may_issue": may_issue(commune, request.user),
    }
    return render(request, "households/recognition_prepare.html", context)


def _corrected(request, commune):
    """The decision to correct, when one is asked for."""
    key = as_key(request.GET.get("corrects"))
    return key and get_object_or_404(Recognition.objects.filter(unit=commune), pk=key)


def _issue(request, round, commune, form, corrected):
    seen = {
        "signing": _signing(form),
        "count": as_key(request.POST.get("count")) or 0,
        "seen": request.POST.get("seen", ""),
    }
    if corrected:
        made = actions.correct(recognition=corrected, by=request.user, **seen)
    else:
        made = actions.recognise(round=round, commune=commune, by=request.user, **seen)
    messages.success(request, f"Đã ban hành {made.document}.")
    return made


@require_http_methods(["GET", "POST"])
@requires(Permission.DOCUMENT_READ)
def recognition_detail(request, pk):
    decision = _decision(request, pk)
    signer = {"signer": decision.document.signer_name}
    form = SigningForm(request.POST or None, initial=signer)
    if request.method == "POST" and form.is_valid():
        signing = Signing(form.cleaned_data["signed_on"], form.signer_of())
        made = actions.certify(recognition=decision, signing=signing, by=request.user)
        messages.success(request, f"Đã cấp {len(made)} giấy chứng nhận.")
        return redirect(decision)
    may_certify = may_issue(decision.unit, request.user) and decision.round.is_open
    context = {
        "decision": decision,
        "reviews": _reviews(request, decision),
        "villages": _villages(decision),
        "form": form,
        "may_issue": may_certify,
        "uncertified": actions.uncertified(decision) if may_certify else [],
    }
    return render(request, "households/recognition_detail.html", context)


def _reviews(request, decision):
    """The households of the decision, with what stands about each of them now."""
    reviews = Review.objects.filter(recognition_entries__recognition=decision)
    reviews = reviews.with_result().with_head().select_related("village__kind", "recognition")
    reviews = reviews.select_related("round").prefetch_related("certificates__document", "results")
    rows = list(reviews.order_by("village", "head_key", "pk"))
    past.recall(rows, request.user)
    return rows


def _villages(decision):
    """The villages in which certificates were issued under the decision."""
    found = decision.certificates.values_list("review__village", flat=True).order_by()
    return Unit.objects.filter(pk__in=found.distinct()).select_related("kind")


@require_POST
@requires(Permission.DOCUMENT_ISSUE)
def review_reopen(request, pk):
    review = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    actions.reopen(review=review, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, "Đã mở lại phiếu; sửa xong, duyệt lại rồi ban hành đính chính.")
    return redirect(review)


@require_POST
@requires(Permission.DOCUMENT_READ)
def certificates_pdf(request, pk):
    """The certificates of a decision, of one village or one household when asked for."""
    decision = _decision(request, pk)
    chosen = decision.certificates.select_related("document__unit__kind", "document__unit__parent")
    for column, name in (("review__village", "village"), ("pk", "certificate")):
        if key := as_key(request.POST.get(name)):
            chosen = chosen.filter(**{column: key})
    rows = list(chosen.order_by("document__number"))
    actions.hand_out(decision=decision, certificates=rows, by=request.user)
    return _drawn(request, rows)


@require_POST
@requires(Permission.DOCUMENT_READ)
def certificate_pdf(request, pk):
    """The certificate that an issued document is."""
    documents = IssuedDocument.objects.visible_to(request.user)
    found = Certificate.objects.select_related("document__unit__kind", "document__unit__parent")
    certificate = get_object_or_404(found.filter(document__in=documents), document=pk)
    actions.hand_out_one(certificate=certificate, by=request.user)
    return _drawn(request, [certificate])


def _drawn(request, rows) -> HttpResponse:
    content = certificates.pdf(rows, address_of=lambda code: _checked_at(request, code))
    return file_response(content, "application/pdf", "giay-chung-nhan.pdf")


def _checked_at(request, code: str) -> str:
    return request.build_absolute_uri(reverse("documents:verify-code", args=[code]))


def _where(request, pk, unit):
    rounds = Round.objects.visible_to(request.user).select_related(
        "unit__kind", "standard", "next_standard", "procedure"
    )
    round = get_object_or_404(rounds, pk=pk)
    communes = Unit.objects.visible_to(request.user).filter(level=Level.COMMUNE)
    communes = communes.in_unit(round.unit).select_related("kind", "parent__kind")
    return round, get_object_or_404(communes, pk=unit)


def _decision(request, pk):
    decided = Recognition.objects.visible_to(request.user).select_related(
        "unit__kind", "unit__parent__kind", "document", "round__procedure", "corrects__document"
    )
    return get_object_or_404(decided, pk=pk)


def _signing(form) -> Signing:
    return Signing(form.cleaned_data["signed_on"], form.signer_of(), form.bases())
