"""Pages of what happens to households: a page for each kind, and taking it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from households import forms_events as forms
from households.actions import events as actions
from households.actions.ledger import of_households
from households.actions.undo import refusal, undo
from households.enums import EventKind, Leaving
from households.models import Household, HouseholdEvent
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission

KINDS = {
    EventKind.DEATH: (forms.DeathForm, actions.leave),
    EventKind.MEMBER_LEFT: (forms.LeaveForm, actions.leave),
    EventKind.NEW_HEAD: (forms.NewHeadForm, actions.change_head),
    EventKind.SPLIT: (forms.SplitForm, actions.split),
    EventKind.JOINED: (forms.JoinForm, actions.join),
    EventKind.MOVED: (forms.MoveForm, actions.move),
    EventKind.MOVED_OUT: (forms.MoveOutForm, actions.move_out),
    EventKind.MOVED_IN: (forms.ComeBackForm, actions.come_back),
}
_FOR_SEVERAL = {EventKind.NEW_HEAD, EventKind.SPLIT}


def kinds_of(household) -> list[tuple[str, str]]:
    """What can happen to the household now, with its name on the menu."""
    if household.ended_on:
        back = household.ended_because == Leaving.MOVED_OUT
        return [(EventKind.MOVED_IN, forms.ComeBackForm.title)] if back else []
    left_out = {EventKind.MOVED_IN}
    if len(household.members.all()) < 2:
        left_out |= _FOR_SEVERAL
    return [(kind, form.title) for kind, (form, _) in KINDS.items() if kind not in left_out]


def events_of(household, user) -> list[HouseholdEvent]:
    """What happened to the household, the latest first.

    `can_undo` says whether the user may take it back: only the latest that stands.
    """
    found = list(of_households([household.pk]).select_related("created_by", "undone_by"))
    latest = next((event for event in found if event.undone_at is None), None)
    if latest and user.can(Permission.HOUSEHOLD_EDIT):
        latest.can_undo = not refusal(latest, user)
    return found


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def event_create(request, pk, kind):
    households = Household.objects.visible_to(request.user).select_related("village__kind")
    household = get_object_or_404(households.prefetch_related("members"), pk=pk)
    if kind not in dict(kinds_of(household)):
        raise Http404
    form_class, action = KINDS[kind]
    form = form_class(request.POST or None, household=household, user=request.user)
    if request.method == "POST" and form.is_valid():
        event = action(occasion=form.occasion(), by=request.user, **form.arguments())
        messages.success(request, f"Đã ghi: {event.sentence}.")
        return redirect(event.other if kind == EventKind.JOINED else household)
    context = {"form": form, "household": household}
    return render(request, "households/event_create.html", context)


@sensitive_post_parameters("identity")
@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def household_move_in(request):
    form = forms.MoveInForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        event = actions.move_in(occasion=form.occasion(), by=request.user, **form.arguments())
        messages.success(request, f"Đã ghi: {event.sentence}. Hãy thêm các thành viên khác.")
        for warning in form.warnings():
            messages.warning(request, warning)
        return redirect(event.household)
    context = {"form": form, "is_moving_in": True}
    return render(request, "households/household_create.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.HOUSEHOLD_EDIT)
def event_undo(request, pk):
    events = HouseholdEvent.objects.visible_to(request.user)
    event = get_object_or_404(events.select_related("household__village__kind", "other"), pk=pk)
    if request.method == "POST":
        undo(event=event, by=request.user)
        messages.success(request, f"Đã hoàn tác: {event.sentence}.")
        left = Household.objects.filter(pk=event.household_id).first()
        return redirect(left or "households:household-list")
    context = {"event": event, "refusal": refusal(event, request.user)}
    return render(request, "households/event_undo.html", context)
