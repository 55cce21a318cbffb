"""Pages of issued documents, and the public answer to whether a document is genuine."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.documents import actions, codes, drawing
from povertyplan.documents.forms import DocumentFilter, ScanForm
from povertyplan.documents.letterhead import committee_of
from povertyplan.documents.models import IssuedDocument
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of
from povertyplan.pages import page_of


@require_GET
@requires(Permission.DOCUMENT_READ)
def document_list(request):
    form = DocumentFilter(request.GET, user=request.user)
    documents = IssuedDocument.objects.visible_to(request.user).select_related("unit__kind")
    page = page_of(request, form.apply(documents.defer("data").with_replaced()))
    return render(request, "documents/document_list.html", {"form": form, "page": page})


@require_GET
@requires(Permission.DOCUMENT_READ)
def document_detail(request, pk):
    document = _document(request, pk)
    context = {
        "document": document,
        "files": document.files.defer("content"),
        "drawn_at": drawing.address_of(document),
        "scans": document.scans.defer("content").select_related("filed_by"),
        "replacements": document.replacements.visible_to(request.user),
        "may_file": actions.may_file(document, request.user),
        "form": ScanForm(),
        "history": history(document, request.user),
    }
    return render(request, "documents/document_detail.html", context)


@require_POST
@requires(Permission.DOCUMENT_READ)
def document_file(request, pk, file):
    return _handed_out(request, get_object_or_404(_document(request, pk).files, pk=file))


@require_POST
@requires(Permission.DOCUMENT_READ)
def document_scan(request, pk, scan):
    return _handed_out(request, get_object_or_404(_document(request, pk).scans, pk=scan))


@require_POST
@requires(Permission.DOCUMENT_FILE)
def document_scan_add(request, pk):
    document = _document(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        raise InvalidData("Chưa lưu được bản quét:", tuple(problems_of(form)))
    actions.file_scan(document=document, upload=form.cleaned_data["scan"], by=request.user)
    messages.success(request, "Đã lưu bản ký quét lại.")
    return redirect(document)


@require_GET
@login_not_required
def verify(request):
    code = codes.typed(request.GET.get("code", ""))
    if code:
        return redirect("documents:verify-code", code=code)
    return render(request, "documents/verify.html")


@require_GET
@login_not_required
def verify_code(request, code):
    issued = IssuedDocument.objects.select_related("unit__kind").defer("data")
    document = issued.filter(code=codes.typed(code)).first()
    context = {
        "code": code,
        "document": document,
        "organ": committee_of(document.unit) if document else "",
    }
    return render(request, "documents/verify.html", context, status=200 if document else 404)


def _document(request, pk) -> IssuedDocument:
    documents = IssuedDocument.objects.visible_to(request.user)
    return get_object_or_404(documents.select_related("unit__kind", "replaces", "issued_by"), pk=pk)


def _handed_out(request, file) -> HttpResponse:
    actions.hand_out(file=file, by=request.user)
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response
