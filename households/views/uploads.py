"""Pages of Excel files: the template, the upload, its preview, and what is done with it."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from households.actions import uploads as actions
from households.enums import RowOutcome, UploadState
from households.excel import worker
from households.excel.marked import marked
from households.excel.template import template
from households.forms import UploadForm
from households.models import Upload
from households.views.rounds import round_in_scope
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.downloads import file_response
from povertyplan.numbers import as_key
from povertyplan.pages import page_of
from povertyplan.text import fold
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.REVIEW_EDIT)
def round_template(request, pk):
    """The workbook of a village or a commune in the person's area."""
    round = round_in_scope(request, pk)
    units = Unit.objects.visible_to(request.user).filter(level__gte=Level.COMMUNE)
    units = units.select_related("kind", "parent__kind").filter(pk__in=_covered(round))
    unit = get_object_or_404(units, pk=as_key(request.GET.get("unit")))
    name = f"ra-soat-{round.year}-{fold(unit.title)}.xlsx".replace(" ", "-")
    return _file(template(round=round, unit=unit), name)


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_EDIT)
def upload_list(request, pk):
    round = round_in_scope(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        upload = actions.receive(round=round, name=file.name, content=file.read(), by=request.user)
        worker.start(upload)
        return redirect(upload)
    files = _uploads(request).filter(round=round)
    units = Unit.objects.visible_to(request.user).filter(pk__in=_covered(round))
    context = {
        "round": round,
        "form": form,
        "page": page_of(request, files),
        "communes": units.communes().select_related("kind"),
        "villages": units.villages().select_related("kind", "commune__kind"),
    }
    return render(request, "households/upload_list.html", context)


@require_GET
@requires(Permission.REVIEW_EDIT)
def upload_detail(request, pk):
    upload = get_object_or_404(_uploads(request), pk=pk)
    is_stalled = actions.is_stalled(upload)
    is_reading = upload.state == UploadState.READING and not is_stalled
    if request.htmx and is_reading:
        return render(request, "households/_upload_progress.html", {"upload": upload})
    if request.htmx:
        return HttpResponseClientRefresh()
    found = dict(upload.rows.values_list("outcome").annotate(Count("pk")).order_by())
    counts = [(item, found.get(item, 0)) for item in RowOutcome]
    shown = _shown(request, found)
    rows = upload.rows.filter(outcome=shown).select_related("household")
    context = {
        "upload": upload,
        "counts": counts,
        "total": sum(found.values()),
        "shown": shown,
        "page": page_of(request, rows),
        "is_reading": is_reading,
        "is_stalled": is_stalled,
        "may_confirm": upload.round.is_open and not actions.obstacle(upload, found),
    }
    return render(request, "households/upload_detail.html", context)


def _shown(request, found):
    """The outcome that is asked for; else the first that needs eyes."""
    asked = request.GET.get("outcome")
    order = (RowOutcome.WRONG, RowOutcome.CHANGED, RowOutcome.NEW, RowOutcome.UNCHANGED)
    first = next((item.value for item in order if found.get(item)), RowOutcome.NEW.value)
    return asked if asked in RowOutcome.values else first


@require_GET
@requires(Permission.REVIEW_EDIT)
def upload_marked(request, pk):
    upload = get_object_or_404(_uploads(request).defer(None), pk=pk)
    return _file(marked(upload), f"loi-{upload.pk}.xlsx")


@require_POST
@requires(Permission.REVIEW_EDIT)
def upload_confirm(request, pk):
    upload = actions.confirm(upload=get_object_or_404(_uploads(request), pk=pk), by=request.user)
    messages.success(request, f"Đã ghi số liệu từ tệp «{upload}».")
    return redirect(upload)


@require_POST
@requires(Permission.REVIEW_EDIT)
def upload_undo(request, pk):
    upload = actions.undo(upload=get_object_or_404(_uploads(request), pk=pk), by=request.user)
    messages.success(
        request,
        f"Đã hoàn tác tệp «{upload}»: số liệu trở về như trước khi ghi. "
        "Có thể sửa tệp đó rồi tải lên lại.",
    )
    return redirect(upload)


@require_POST
@requires(Permission.REVIEW_EDIT)
def upload_cancel(request, pk):
    upload = actions.cancel(upload=get_object_or_404(_uploads(request), pk=pk), by=request.user)
    messages.success(request, f"Đã hủy tệp «{upload}»; không có gì được ghi.")
    return redirect("households:upload-list", upload.round_id)


@require_POST
@requires(Permission.REVIEW_EDIT)
def upload_retry(request, pk):
    upload = actions.retry(upload=get_object_or_404(_uploads(request), pk=pk), by=request.user)
    worker.start(upload)
    return redirect(upload)


def _uploads(request):
    uploads = Upload.objects.visible_to(request.user).defer("content")
    return uploads.select_related("unit__kind", "uploaded_by", "round__unit__kind")


def _covered(round):
    """The units that the round covers."""
    return Unit.objects.in_unit(round.unit).valid_on(round.closes_on).values("pk")


def _file(content: bytes, name: str) -> HttpResponse:
    return file_response(content, _XLSX, name)
