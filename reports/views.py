"""Pages of the catalogue of tables, and their files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from reports import files
from reports.catalogue import ANNEXES, CATALOGUE, SUMMARIES
from reports.forms import ReportForm
from reports.renderers import RENDERERS
from reports.renderers.html import fragment
from reports.renderers.layout import first_rows, provenance

_GROUPS = (("Phụ lục kế hoạch", ANNEXES), ("Biểu tổng hợp kết quả rà soát", SUMMARIES))


@require_GET
@requires(Permission.REPORT_READ)
def report_list(request):
    form = ReportForm(request.GET, user=request.user)
    form.is_valid()
    context = {
        "form": form,
        "groups": [
            (heading, [item for item in definitions if request.user.can(item.permission)])
            for heading, definitions in _GROUPS
        ],
        "formats": RENDERERS,
        "query": form.data.urlencode(),
    }
    return render(request, "reports/report_list.html", context)


@require_GET
@requires(Permission.REPORT_READ)
def report_detail(request, name):
    definition = _definition(name, request.user)
    form = ReportForm(request.GET, user=request.user)
    table = None
    if form.is_valid():
        table = first_rows(definition.build(definition, **form.cleaned_data))
    has_links = request.user.can(Permission.HOUSEHOLD_READ)
    context = {
        "definition": definition,
        "form": form,
        "table": table,
        "rendered": fragment(table, has_links=has_links) if table else "",
        "provenance": provenance(table) if table else "",
        "formats": RENDERERS,
        "query": form.data.urlencode(),
    }
    return render(request, "reports/report_detail.html", context)


@require_GET
@requires(Permission.REPORT_READ)
def report_file(request, name, format):
    definition = _definition(name, request.user)
    renderer = RENDERERS.get(format)
    form = ReportForm(request.GET, user=request.user)
    if renderer is None or not form.is_valid():
        raise Http404("Không có biểu này cho đơn vị và năm đã chọn.")
    table = definition.build(definition, **form.cleaned_data)
    response = HttpResponse(renderer.render(table), content_type=renderer.content_type)
    file_name = files.name_of(table, renderer)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _definition(name, user):
    if name not in CATALOGUE:
        raise Http404("Không có biểu này.")
    check(user, CATALOGUE[name].permission)
    return CATALOGUE[name]
