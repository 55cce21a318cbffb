"""Pages of the catalogue of tables, and their files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from households import past
from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.documents.actions import may_issue
from povertyplan.downloads import file_response
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of
from povertyplan.numbers import as_key
from povertyplan.pages import page_of
from reports import actions, crosschecks, files, links
from reports.catalogue import ANNEXES, CATALOGUE, SUMMARIES
from reports.forms import IssueForm, ReportForm
from reports.moved import moved
from reports.renderers import RENDERERS
from reports.renderers.html import fragment
from reports.renderers.layout import first_rows, provenance
from reports.summary import Scope
from reports.tables.movements import FOLLOWED, heading

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
        table = first_rows(definition.make(**_asked(form)))
    has_links = request.user.can(Permission.HOUSEHOLD_READ)
    context = {
        "definition": definition,
        "form": form,
        "fields": form.offered(definition),
        "table": table,
        "rendered": fragment(table, has_links=has_links) if table else "",
        "provenance": provenance(table) if table else "",
        "formats": RENDERERS,
        "query": form.data.urlencode(),
        **(_issuing(request.user, definition, form, table) if table else {}),
    }
    return render(request, "reports/report_detail.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def report_households(request, name):
    """The households behind a figure of a movement table."""
    definition, form = _definition(name, request.user), ReportForm(request.GET, user=request.user)
    counted = request.GET.get("counted", "closing")
    words = name in FOLLOWED and heading(name, counted)
    if not words or not form.is_valid():
        raise Http404("Không có danh sách này cho đơn vị và năm đã chọn.")
    scope = Scope(**_asked(form))
    place = as_key(request.GET.get("place"))
    found = moved(scope, FOLLOWED[name], counted, place=place, user=request.user)
    page = page_of(request, found.reviews)
    found.describe(page)
    past.recall(list(page), request.user)
    context = {
        "definition": definition,
        "scope": scope,
        "place": next((unit for unit in scope.units if unit.pk == place), scope.unit),
        "words": words,
        "page": page,
        "missing": len(found.steps) - page.paginator.count,
        "query": form.data.urlencode(),
    }
    return render(request, "reports/report_households.html", context)


@require_GET
@requires(Permission.REPORT_READ)
def report_file(request, name, format):
    definition = _definition(name, request.user)
    renderer = RENDERERS.get(format)
    form = ReportForm(request.GET, user=request.user)
    if renderer is None or not form.is_valid():
        raise Http404("Không có biểu này cho đơn vị và năm đã chọn.")
    table = definition.make(**_asked(form))
    name = files.name_of(table, renderer)
    return file_response(renderer.render(table), renderer.content_type, name)


@require_POST
@requires(Permission.DOCUMENT_ISSUE)
def report_issue(request, name):
    definition = _definition(name, request.user)
    asked = ReportForm(request.GET, user=request.user)
    form = IssueForm(request.POST)
    if not asked.is_valid():
        raise Http404("Không có biểu này cho đơn vị và năm đã chọn.")
    if not form.is_valid():
        raise InvalidData("Chưa ban hành được biểu:", tuple(problems_of(form)))
    document = actions.issue_table(
        definition=definition,
        **_asked(asked),
        signature=(form.signer(), form.cleaned_data["signed_on"]),
        by=request.user,
    )
    messages.success(request, f"Đã ban hành {document}.")
    return redirect(f"{reverse('reports:report-detail', args=[name])}?{asked.data.urlencode()}")


def _asked(form: ReportForm) -> dict:
    data = form.cleaned_data
    return {"unit": data["unit"], "year": data["year"], "choice": form.choice()}


def _issuing(user, definition, form: ReportForm, table) -> dict:
    """What the page says of issuing the table, to whom may issue for its unit."""
    unit, year = form.cleaned_data["unit"], form.cleaned_data["year"]
    if definition.is_annex or not may_issue(unit, user):
        return {}
    return {
        "may_issue": table.is_official,
        "disagreements": [
            (check.words, links.table_of_check(check, unit, year))
            for check in crosschecks.problems(table.checks)
        ],
        "issue_form": IssueForm(),
    }


def _definition(name, user):
    if name not in CATALOGUE:
        raise Http404("Không có biểu này.")
    check(user, CATALOGUE[name].permission)
    return CATALOGUE[name]
