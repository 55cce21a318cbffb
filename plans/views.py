"""Pages of plans: the list, the budget, and how its money moves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans import budgets, overview
from plans.actions import budgets as budget_actions
from plans.actions import movements
from plans.actions.common import check_own
from plans.enums import MovementKind
from plans.forms import BudgetForm, MovementForm, PlanFilter, ScaleForm, ViewForm
from plans.models import Plan
from povertyplan.accounts.decorators import check, requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.forms import problems_of
from povertyplan.numbers import as_key
from povertyplan.pages import page_of


@require_GET
@requires(Permission.PLAN_READ)
def plan_list(request):
    form = PlanFilter(request.GET, user=request.user)
    plans = form.apply(Plan.objects.visible_to(request.user)).with_money()
    order = ("-year", "unit__level", "unit__position", "pk")
    plans = plans.select_related("unit__kind").prefetch_related("amendments")
    page = page_of(request, plans.order_by(*order))
    context = {"form": form, "page": page, "may_start": request.user.can(Permission.PLAN_EDIT)}
    return render(request, "plans/plan_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ)
def plan_budget(request, pk):
    plan = _plan(request, pk)
    if request.method == "GET":
        form = BudgetForm(budgets.read(plan), ViewForm(request.GET))
        return render(request, "plans/plan_budget.html", _budget_context(request, form))
    check(request.user, Permission.PLAN_EDIT)
    check_own(plan, request.user)
    form = _sent_budget(request, plan)
    form.check_whole()
    if form.problems():
        context = _budget_context(request, form)
        return render(request, "plans/plan_budget.html", context, status=422)
    version = as_key(request.POST.get("version")) or 0
    budget_actions.set_lines(plan=plan, lines=form.entries(), version=version, by=request.user)
    messages.success(request, f"Đã lưu dự toán: {len(form.entries())} dòng.")
    return redirect(f"{request.path}?{overview.query(form)}")


@require_POST
@requires(Permission.PLAN_EDIT)
def budget_judge(request, pk):
    """Totals and problems of what is typed so far, as fragments; nothing is written."""
    plan = _plan(request, pk)
    check_own(plan, request.user)
    form = _sent_budget(request, plan)
    context = {"form": form, "summary": overview.of_form(form)}
    return render(request, "plans/_budget_computed.html", context)


@require_GET
@requires(Permission.PLAN_READ)
def plan_money(request, pk):
    plan = _plan(request, pk)
    scale_form = ScaleForm(request.GET)
    budget = budgets.read(plan)
    cells = budgets.cells(budget)
    may_edit, successor = overview.may_edit(plan, request.user), plan.successor
    moved = plan.movements.select_related("recorded_by", "reversed_by", "reverses")
    context = {
        "plan": plan,
        "scale_form": scale_form,
        "scale": scale_form.chosen,
        "kinds": MovementKind.choices,
        "groups": overview.money_groups(budget, cells),
        "totals": overview.money_totals(cells),
        "movements": moved.prefetch_related("amounts__line__component").order_by("-pk"),
        "successor": successor,
        "may_record": may_edit and not successor,
        "may_reverse": may_edit,
        "history": history(plan, request.user),
    }
    return render(request, "plans/plan_money.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def movement_record(request, pk, kind):
    plan = _plan(request, pk)
    check_own(plan, request.user)
    view = ViewForm(request.POST or request.GET)
    scale = view.chosen
    cells = budgets.cells(budgets.read(plan), also=view.asked())
    last = plan.movements.order_by("pk").last()
    initial = {"seen": last.pk if last else 0}
    form = MovementForm(request.POST or None, kind=kind, cells=cells, scale=scale, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        written = movements.record(plan=plan, movement=form.movement(), seen=seen, by=request.user)
        messages.success(request, f"Đã ghi: {written}.")
        return redirect("plans:plan-money", pk)
    context = {"plan": plan, "kind": kind, "form": form, "view": view, "scale": scale}
    context |= overview.words_of(kind) | {"problems": problems_of(form) if form.is_bound else []}
    return render(request, "plans/plan_record.html", context)


@require_POST
@requires(Permission.PLAN_EDIT)
def movement_reverse(request, pk, movement):
    plan = _plan(request, pk)
    wrong = get_object_or_404(plan.movements, pk=movement)
    reason = request.POST.get("reason", "")
    movements.reverse(movement=wrong, reason=reason, by=request.user)
    messages.success(request, f"Đã đảo: {wrong}.")
    return redirect("plans:plan-money", pk)


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).select_related("unit__kind")
    return get_object_or_404(plans, pk=pk)


def _sent_budget(request, plan):
    return BudgetForm(budgets.read(plan), ViewForm(request.POST), request.POST)


def _budget_context(request, form):
    plan = form.budget.plan
    is_editable = overview.may_edit(plan, request.user) and plan.is_editable
    return {
        "plan": plan,
        "form": form,
        "view": ViewForm(
            {"scale": int(form.scale), "show": [column.key for column in form.columns]}
        ),
        "summary": overview.of_form(form),
        "problems": form.problems() if form.data is not None else [],
        "is_editable": is_editable and form.budget.programme is not None,
        "history": history(plan, request.user),
    }
