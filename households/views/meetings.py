"""Pages of village meetings: recording one with its votes, and the minutes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households import papers, past
from households.actions import meetings as actions
from households.forms_village import MeetingForm
from households.models import MeetingVote, Result, Review, VillageMeeting
from households.rules import score_b2
from households.views.requests import pdf, reason_of
from households.views.rounds import round_in_scope
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.audit.history import history
from povertyplan.units.models import Unit


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_EDIT)
def meeting_create(request, pk, unit):
    round, village = round_and_village(request, pk, unit)
    rows = _rows(request, round, actions.candidates(round, village))
    form = MeetingForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        meeting = actions.hold_meeting(
            round=round,
            village=village,
            facts=form.facts(),
            votes=form.votes(),
            by=request.user,
        )
        messages.success(request, "Đã ghi biên bản họp.")
        return redirect(meeting)
    context = {"form": form, "round": round, "village": village}
    return render(request, "households/meeting_edit.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def meeting_detail(request, pk):
    meeting = _meeting(request, pk)
    may_edit = request.user.can(Permission.REVIEW_EDIT)
    context = {
        "meeting": meeting,
        "votes": papers.votes_of(meeting, request.user),
        "may_keep": may_edit,
        "may_edit": may_edit and not actions.is_frozen(meeting),
        "history": history(meeting, request.user),
    }
    return render(request, "households/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_EDIT)
def meeting_edit(request, pk):
    meeting = _meeting(request, pk)
    voted = Review.objects.filter(pk__in=meeting.votes.values("review"))
    rows = _rows(request, meeting.round, voted | actions.candidates(meeting.round, meeting.village))
    form = MeetingForm(request.POST or None, instance=meeting, rows=rows)
    if request.method == "POST" and form.is_valid():
        amended = actions.amend(
            meeting=meeting,
            facts=form.facts(),
            votes=form.votes(),
            version=form.cleaned_data["version"],
            by=request.user,
        )
        messages.success(request, "Đã lưu biên bản họp.")
        return redirect(amended)
    context = {"form": form, "round": meeting.round, "village": meeting.village, "meeting": meeting}
    return render(request, "households/meeting_edit.html", context)


@require_GET
@requires(Permission.HOUSEHOLD_READ)
def meeting_minutes(request, pk):
    return pdf(papers.minutes(_meeting(request, pk), request.user), f"bien-ban-hop-{pk}.pdf")


@require_POST
@requires(Permission.REVIEW_EDIT)
def vote_keep(request, pk):
    visible = VillageMeeting.objects.visible_to(request.user)
    votes = MeetingVote.objects.filter(meeting__in=visible).select_related("review", "meeting")
    vote = get_object_or_404(votes, pk=pk)
    actions.keep_result(vote=vote, reason=reason_of(request), by=request.user)
    messages.success(request, "Đã ghi lý do giữ nguyên; hộ được đưa ra cuộc họp sau.")
    return redirect(vote.meeting)


def round_and_village(request, pk, unit):
    """The round and one of its villages, both within the person's sight; otherwise 404."""
    round = round_in_scope(request, pk)
    villages = Unit.objects.visible_to(request.user).in_unit(round.unit).villages()
    villages = villages.select_related("kind", "commune__kind")
    return round, get_object_or_404(villages, pk=unit)


def _rows(request, round, reviews):
    """The reviews as the table of votes shows them, with the class of the year before."""
    reviews = reviews.with_result().with_head().select_related("round")
    rows = list(reviews.prefetch_related("results").order_by("head_key", "pk"))
    past.recall(rows, request.user)
    before = Result.objects.official(year=round.year - 1)
    before = before.filter(review__household__in=[row.household_id for row in rows])
    classes = {result.review.household_id: result for result in before.select_related("review")}
    rules = round.standard.rules()
    for row in rows:
        row.before = classes.get(row.household_id)
        row.score_b2 = score_b2(rules.unpack(row.deprivations), rules)
    return rows


def _meeting(request, pk):
    meetings = VillageMeeting.objects.visible_to(request.user).select_related(
        "round__unit__kind", "round__standard", "village__kind", "commune__kind", "created_by"
    )
    return get_object_or_404(meetings, pk=pk)
