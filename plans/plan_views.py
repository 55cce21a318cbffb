"""Pages of a plan as a document: beginning it, its parts, its sections, its moves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans import checks, content, live
from plans.actions import parts as part_actions
from plans.actions import plan as actions
from plans.actions import sections as section_actions
from plans.actions.common import check_own
from plans.actions.part_a import is_filled
from plans.enums import Amendment
from plans.live_results import report_before
from plans.models import Clause, Plan
from plans.overview import may_edit
from plans.plan_forms import (
    FORMS,
    AmendForm,
    DoneForm,
    HeadForm,
    LegalTextForm,
    Rows,
    SectionForm,
    StartForm,
)
from plans.reminders import reminders
from plans.workflow import MOVES, open_moves
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.documents.actions import may_issue
from povertyplan.errors import InvalidData
from povertyplan.forms import problems_of
from povertyplan.numbers import as_key
from povertyplan.pages import page_of

PART_TITLES = {
    "bases": "Căn cứ",
    "tasks": "Nhiệm vụ của các cơ quan",
    "duties": "Lịch báo cáo",
    "recipients": "Nơi nhận",
    "facts": "Số liệu khác",
    "agencies": "Cơ quan phụ trách địa bàn",
    "officials": "Cán bộ phụ trách địa bàn",
}


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def plan_create(request):
    form = StartForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        plan = actions.start(by=request.user, **form.cleaned_data)
        messages.success(request, f"Đã lập {plan.name}.")
        return redirect(plan)
    return render(request, "plans/plan_create.html", {"form": form})


@require_GET
@requires(Permission.PLAN_READ)
def plan_detail(request, pk):
    plan, user = _plan(request, pk), request.user
    found = [] if plan.is_issued else checks.problems(plan)
    context = {
        "plan": plan,
        "parts": content.outline(plan),
        "lists": [
            (name, title, part_actions.rows_of(plan, name).count())
            for name, title in PART_TITLES.items()
        ],
        "annexes": plan.annexes.all(),
        "duties": plan.duties.prefetch_related("reports"),
        "offers_results": _offers_results(plan, user),
        "errors": [problem for problem in found if problem.is_error],
        "warnings": [problem for problem in found if not problem.is_error],
        "is_editable": _is_editable(plan, user),
        "may_edit": may_edit(plan, user),
        "may_issue": not plan.is_issued and may_issue(plan.unit, user),
        "moves": open_moves(plan, by=user),
        "amendments": plan.amendments.select_related("unit__kind"),
        "history": history(plan, user),
    }
    return render(request, "plans/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def plan_head(request, pk):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    adds = "add-text" in request.POST
    sent = request.POST or None
    form = HeadForm(None if adds else sent, instance=plan, initial={"version": plan.version})
    text_form = LegalTextForm(sent if adds else None, prefix="text", initial={"kind": "Kế hoạch"})
    if request.method == "POST" and adds and text_form.is_valid():
        part_actions.add_parent(plan=plan, text=text_form.instance, by=request.user)
        messages.success(request, "Đã ghi kế hoạch của cấp trên và thêm vào căn cứ.")
        return redirect("plans:plan-head", pk)
    if request.method == "POST" and not adds and form.is_valid():
        actions.set_head(plan=plan, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu.")
        return redirect(plan)
    context = {"plan": plan, "form": form, "text_form": text_form}
    return render(request, "plans/plan_head.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def plan_part(request, pk, part):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    if part not in FORMS:
        raise Http404("Kế hoạch không có phần này.")
    records = part_actions.rows_of(plan, part)
    sent = request.method == "POST" and "add-text" not in request.POST
    rows = Rows(plan, FORMS[part], records, request.POST if sent else None)
    text_form = LegalTextForm(request.POST or None if not sent else None, prefix="text")
    if sent and rows.is_valid():
        version = as_key(request.POST.get("version"))
        given = {"part": part, "rows": rows.rows(), "version": version}
        part_actions.set_rows(plan=plan, by=request.user, **given)
        messages.success(request, "Đã lưu.")
        return redirect("plans:plan-part", pk, part)
    if request.method == "POST" and not sent and text_form.is_valid():
        part_actions.add_text(plan=plan, text=text_form.instance, by=request.user)
        messages.success(request, "Đã thêm văn bản và căn cứ.")
        return redirect("plans:plan-part", pk, part)
    context = {"plan": plan, "part": part, "title": PART_TITLES[part], "rows": rows}
    context |= {"text_form": text_form, "is_editable": _is_editable(plan, request.user)}
    return render(request, "plans/plan_part.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def section_add(request, pk):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    key = as_key(request.GET.get("parent"))
    parent = get_object_or_404(plan.sections, pk=key) if key else None
    initial = {"version": plan.version, "numbering": "1." if parent else "I."}
    form = SectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        given = {"words": form.words(), "version": version, "parent": parent}
        section = section_actions.add(plan=plan, by=request.user, **given)
        messages.success(request, f"Đã thêm mục «{section}».")
        return redirect(f"{plan.get_absolute_url()}#section-{section.pk}")
    return render(request, "plans/plan_section.html", _section_context(plan, form, parent=parent))


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def section_edit(request, pk, section):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    stored = get_object_or_404(plan.sections, pk=section)
    names = ("title", "body", "numbering", "area", "key")
    initial = {name: getattr(stored, name) for name in names} | {"version": plan.version}
    form = SectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        section_actions.edit(section=stored, words=form.words(), version=version, by=request.user)
        messages.success(request, "Đã lưu mục.")
        return redirect(f"{plan.get_absolute_url()}#section-{stored.pk}")
    return render(request, "plans/plan_section.html", _section_context(plan, form, section=stored))


@require_POST
@requires(Permission.PLAN_EDIT)
def section_preview(request, pk):
    """What is typed so far as it will be printed, as a fragment; nothing is written."""
    plan = _plan(request, pk)
    check_own(plan, request.user)
    section = plan.sections.filter(pk=as_key(request.GET.get("section"))).first()
    body = request.POST.get("body", "")[:20_000]
    blocks, unknown = content.preview(plan, body, section and section.pk)
    context = {"plan": plan, "blocks": blocks, "unknown": unknown}
    return render(request, "plans/_section_preview.html", context)


@require_POST
@requires(Permission.PLAN_EDIT)
def section_remove(request, pk, section):
    plan = _plan(request, pk)
    stored = get_object_or_404(plan.sections, pk=section)
    version = as_key(request.POST.get("version"))
    section_actions.remove(section=stored, version=version, by=request.user)
    messages.success(request, f"Đã xóa mục «{stored}».")
    return redirect(plan)


@require_POST
@requires(Permission.PLAN_EDIT)
def section_shift(request, pk, section):
    plan = _plan(request, pk)
    stored = get_object_or_404(plan.sections, pk=section)
    way = request.POST.get("way", "")
    version = as_key(request.POST.get("version"))
    section_actions.shift(section=stored, way=way, version=version, by=request.user)
    return redirect(f"{plan.get_absolute_url()}#section-{stored.pk}")


@require_POST
@requires(Permission.PLAN_READ)
def plan_move(request, pk, name):
    plan = _plan(request, pk)
    reason = request.POST.get("reason", "")
    version = as_key(request.POST.get("version"))
    actions.move(plan=plan, name=name, by=request.user, reason=reason, version=version)
    messages.success(request, f"Kế hoạch {MOVES[name].done}.")
    return redirect(plan)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def plan_amend(request, pk):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    form = AmendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.amend(plan=plan, by=request.user, **form.cleaned_data)
        messages.success(request, f"Đã lập kế hoạch {made.get_amendment_display().lower()}.")
        return redirect(made)
    return render(request, "plans/plan_amend.html", {"plan": plan, "form": form})


@require_POST
@requires(Permission.PLAN_EDIT)
def plan_discard(request, pk):
    plan = _plan(request, pk)
    actions.discard(plan=plan, version=as_key(request.POST.get("version")), by=request.user)
    messages.success(request, f"Đã xóa {plan.name}.")
    return redirect("plans:plan-list")


@require_POST
@requires(Permission.PLAN_EDIT)
def duty_done(request, pk, duty):
    plan = _plan(request, pk)
    stored = get_object_or_404(plan.duties, pk=duty)
    form = DoneForm(request.POST)
    if not form.is_valid():
        raise InvalidData("Chưa ghi được:", tuple(problems_of(form)))
    part_actions.mark_done(duty=stored, by=request.user, **form.cleaned_data)
    messages.success(request, "Đã ghi ngày hoàn thành báo cáo.")
    return redirect(f"{plan.get_absolute_url()}#duties")


@require_GET
@requires(Permission.PLAN_EDIT)
def plan_duties(request):
    """The reports of the person's own units that are due soon or late."""
    due = reminders(request.user.area())
    return render(request, "plans/plan_duties.html", {"page": page_of(request, due)})


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).select_related(
        "unit__kind",
        "unit__parent__kind",
        "parent__unit__kind",
        "parent_text",
        "amends__unit__kind",
        "document",
        "decided_by",
    )
    return get_object_or_404(plans.prefetch_related("amendments"), pk=pk)


def _is_editable(plan, user) -> bool:
    return plan.is_editable and may_edit(plan, user)


def _offers_results(plan, user) -> bool:
    """Whether the results of the year before can be put into the plan."""
    if plan.amendment == Amendment.AMEND or not _is_editable(plan, user):
        return False
    return not is_filled(plan) and report_before(plan) is not None


def _section_context(plan, form, *, section=None, parent=None) -> dict:
    return {
        "plan": plan,
        "form": form,
        "section": section,
        "parent": parent,
        "figures": live.figures_of(plan).values(),
        "parts": content.outline(plan),
        "annexes": plan.annexes.all(),
        "clauses": Clause.objects.all(),
    }
