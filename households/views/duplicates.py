"""The queue of records that may be of one person, and deciding them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households import duplicates
from households.actions import duplicates as actions
from households.forms_events import DecisionForm
from households.models import DuplicateDecision, Member
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.forms import Filter
from povertyplan.pages import page_of


@require_GET
@requires(Permission.HOUSEHOLD_EDIT)
def duplicate_list(request):
    form = Filter(request.GET, user=request.user)
    unit = form.cleaned_data["unit"] if form.is_valid() else None
    context = {
        "form": form,
        "page": page_of(request, duplicates.undecided(request.user, unit)),
        "decided": duplicates.decided(request.user, unit)[:50],
    }
    return render(request, "households/duplicate_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def duplicate_decide(request, first, second):
    people = Member.objects.visible_to(request.user).select_related(*duplicates.PLACE)
    pair = list(people.filter(pk__in=(first, second)).order_by("pk"))
    if len(pair) != 2:
        raise Http404
    form = DecisionForm(request.POST or None, pair=pair)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if form.is_same():
            actions.merge(reason=reason, by=request.user, **form.choice())
        else:
            actions.tell_apart(first=pair[0], second=pair[1], reason=reason, by=request.user)
        messages.success(request, f"Đã ghi kết luận về {pair[0]} và {pair[1]}.")
        return redirect("households:duplicate-list")
    return render(request, "households/duplicate_decide.html", {"form": form, "pair": pair})


@require_POST
@requires(Permission.HOUSEHOLD_EDIT)
def decision_withdraw(request, pk):
    seen = Member.everybody.visible_to(request.user)
    decisions = DuplicateDecision.objects.filter(first__in=seen, second__in=seen)
    decision = get_object_or_404(decisions.select_related("event"), pk=pk)
    actions.withdraw(decision=decision, by=request.user)
    messages.success(request, "Đã bỏ kết luận.")
    return redirect("households:duplicate-list")
