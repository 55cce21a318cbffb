"""Pages of a plan on paper: the preview, its files, its annexes, and its issue."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from plans import checks
from plans.actions import issue, parts
from plans.actions.common import check_own
from plans.models import Plan
from plans.plan_forms import Rows
from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.documents.signing_form import SigningForm
from povertyplan.downloads import file_response
from povertyplan.numbers import as_key
from reports import plan_document
from reports.plan_forms import AnnexForm
from reports.renderers import html
from reports.renderers.layout import first_rows


@require_GET
@requires(Permission.PLAN_READ)
def plan_preview(request, pk):
    plan = _plan(request, pk)
    document = _document(plan, request.user)
    context = {"plan": plan, "rendered": plan_document.page(document), "document": document}
    return render(request, "reports/plan_preview.html", context)


@require_GET
@requires(Permission.PLAN_READ)
def plan_file(request, pk, form):
    """The file as it would be now; what was issued is handed out with its document."""
    plan = _plan(request, pk)
    document = _document(plan, request.user)
    if request.GET.get("edition") == "published":
        document = replace(document, is_published=True)
    if form not in plan_document.FORMS or (form == "xlsx" and not document.tables):
        raise Http404("Kế hoạch không có tệp này.")
    function, media_type, _ = plan_document.FORMS[form]
    name = plan_document.file_name(document, form)
    return file_response(function(document), media_type, name)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def plan_annexes(request, pk):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    rows = Rows(plan, AnnexForm, plan.annexes.all(), request.POST or None)
    if request.method == "POST" and rows.is_valid():
        version = as_key(request.POST.get("version"))
        given = {"part": "annexes", "rows": rows.rows(), "version": version}
        parts.set_rows(plan=plan, by=request.user, **given)
        messages.success(request, "Đã lưu phụ lục.")
        return redirect("reports:plan-annexes", pk)
    context = {"plan": plan, "part": "annexes", "title": "Phụ lục", "rows": rows}
    context["is_editable"] = plan.is_editable
    return render(request, "plans/plan_part.html", context)


@require_GET
@requires(Permission.PLAN_EDIT)
def plan_table(request, pk, annex):
    """A table of the plan as a fragment, for those who write the text around it."""
    plan = _plan(request, pk)
    check_own(plan, request.user)
    stored = get_object_or_404(plan.annexes, pk=annex)
    table = first_rows(plan_document.table_of(plan, stored))
    context = {"table": table, "title": stored.title or table.title}
    context["rendered"] = html.fragment(table, has_links=False)
    return render(request, "reports/_plan_table.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ)
def plan_issue(request, pk):
    plan = _plan(request, pk)
    check(request.user, Permission.DOCUMENT_ISSUE)
    check_own(plan, request.user)
    form = SigningForm(request.POST or None, initial={"signer": plan.signer_name})
    if request.method == "POST" and form.is_valid():
        document = issue.issue(
            plan=plan,
            signing=issue.Signing(form.cleaned_data["signed_on"], form.signer_of()),
            printer=plan_document.PRINTER,
            version=as_key(request.POST.get("version")),
            by=request.user,
        )
        messages.success(request, f"Đã ban hành {document}.")
        return redirect(plan)
    found = checks.problems(plan)
    context = {
        "plan": plan,
        "form": form,
        "errors": [problem for problem in found if problem.is_error],
        "warnings": [problem for problem in found if not problem.is_error],
    }
    return render(request, "reports/plan_issue.html", context)


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).select_related(
        "unit__kind", "unit__parent__kind", "document", "amends__document"
    )
    return get_object_or_404(plans, pk=pk)


def _document(plan, user):
    """What was issued, or the plan of now; names of people only for those who may read them."""
    issued = plan.document
    document = plan_document.of_issued(issued) if issued else plan_document.of_plan(plan)
    if document.names_people and not user.can(Permission.HOUSEHOLD_READ):
        return replace(document, is_published=True)
    return document
