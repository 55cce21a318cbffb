"""Forms of the village's part: requests, meetings with their votes, postings, objections."""

from django import forms
from django.utils import timezone

from households.actions.meetings import MeetingFacts
from households.actions.postings import Complaint
from households.actions.requests import Paper
from households.enums import RequestKind, RequestState
from households.models import ReviewRequest, Round, VillageMeeting
from povertyplan.documents.signing import Signer, SignMode
from povertyplan.forms import DayField, Filter, WholeNumberField
from povertyplan.once import OnceForm


def _today():
    return timezone.localdate()


def _name(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=120)


def _text(label: str, length: int = 500) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=length, widget=widget)


class ReasonForm(forms.Form):
    """One reason; the action says what is wrong with it."""

    reason = forms.CharField(required=False, max_length=1000)


class RequestFilter(Filter):
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Mọi tình trạng"), *RequestState.choices]
    )
    kind = forms.ChoiceField(
        label="Loại giấy", required=False, choices=[("", "Mọi loại"), *RequestKind.choices]
    )

    def narrow(self, rows, data: dict):
        rows = super().narrow(rows, data)
        return rows.filter(**{name: data[name] for name in ("state", "kind") if data.get(name)})


class RequestForm(OnceForm):
    kind = forms.ChoiceField(label="Loại giấy đề nghị", choices=RequestKind.choices)
    applicant = _name("Người đề nghị")
    received_on = DayField(label="Ngày nhận", initial=_today)
    reason = _text("Lý do đề nghị")

    def paper(self) -> Paper:
        """What was typed. Call after is_valid."""
        names = ("kind", "applicant", "received_on", "reason")
        return Paper(**{name: self.cleaned_data[name] for name in names})


class AcceptForm(forms.Form):
    round = forms.ModelChoiceField(Round.objects.none(), label="Đợt rà soát", empty_label=None)

    def __init__(self, *args, request: ReviewRequest, **kwargs):
        super().__init__(*args, **kwargs)
        rounds = Round.objects.open().covering(request.village).select_related("unit__kind")
        self.fields["round"].queryset = rounds


class SignerForm(forms.Form):
    """Who signs a document of a commune, and when."""

    signed_on = DayField(label="Ngày ký", initial=_today)
    signer = _name("Người ký")
    office = forms.ChoiceField(
        label="Chức vụ", choices=[("Chủ tịch", "Chủ tịch"), ("Phó Chủ tịch", "KT. Phó Chủ tịch")]
    )

    def value(self) -> Signer:
        """The person who signs. Call after is_valid."""
        office = self.cleaned_data["office"]
        mode = SignMode.OWN if office == "Chủ tịch" else SignMode.DEPUTY
        return Signer(name=self.cleaned_data["signer"], title=office, mode=mode)


class MeetingForm(forms.ModelForm):
    """A meeting with a line for each household: read out or not, and how many agreed.

    An empty number means that everybody agreed, so that only exceptions are typed.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    held_on = DayField(label="Ngày họp", initial=_today)
    attendee_count = WholeNumberField(label="Số người dự họp", min_value=1, max_value=5000)

    class Meta:
        model = VillageMeeting
        fields = ["held_on", "attendee_count", "place", "chair", "secretary", "note"]

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        is_new, given = self.instance.pk is None, {}
        if not is_new:
            self.initial["version"] = self.instance.version
            given = {vote.review_id: vote.agree_count for vote in self.instance.votes.all()}
        self.rows = rows
        for row in rows:
            self.fields[f"in_{row.pk}"] = forms.BooleanField(
                required=False,
                initial=is_new or row.pk in given,
                label=f"Đưa {row.head_name} ra họp",
            )
            count = given.get(row.pk)
            self.fields[f"agree_{row.pk}"] = WholeNumberField(
                required=False,
                max_value=5000,
                label=f"Số người đồng ý với kết quả của {row.head_name}",
                initial=None if count == self.instance.attendee_count else count,
            )

    def lines(self):
        """The households with their two fields."""
        return [(row, self[f"in_{row.pk}"], self[f"agree_{row.pk}"]) for row in self.rows]

    def facts(self) -> MeetingFacts:
        """What was typed about the meeting. Call after is_valid."""
        return MeetingFacts(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    def votes(self) -> dict[int, int]:
        """How many agreed, by review. Call after is_valid."""
        data, everybody = self.cleaned_data, self.cleaned_data["attendee_count"]
        found = {}
        for row in self.rows:
            if data[f"in_{row.pk}"]:
                typed = data[f"agree_{row.pk}"]
                found[row.pk] = everybody if typed is None else typed
        return found


class PostingForm(forms.Form):
    starts_on = DayField(label="Niêm yết từ ngày", initial=_today)
    places = forms.CharField(
        label="Nơi niêm yết",
        max_length=300,
        initial="Nhà sinh hoạt cộng đồng thôn; trụ sở Ủy ban nhân dân xã",
    )


class ObjectionForm(forms.Form):
    received_on = DayField(label="Ngày nhận", initial=_today)
    by_whom = forms.CharField(label="Người khiếu nại", max_length=120, required=False)
    content = _text("Nội dung khiếu nại", 1000)

    def complaint(self) -> Complaint:
        """What was typed. Call after is_valid."""
        return Complaint(**self.cleaned_data)


class AnswerForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label="Kết luận",
        choices=[("no", "Không có cơ sở, giữ kết quả"), ("yes", "Có cơ sở, rà soát lại")],
        coerce=lambda value: value == "yes",
    )
    text = _text("Nội dung trả lời", 1000)
