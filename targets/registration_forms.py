"""The forms of registered households, and of the page of places at risk."""

from django import forms

from households.enums import OptionKind
from households.models import Option, Result
from povertyplan.forms import DayField, Filter, UnitField, YearField
from targets.enums import Outcome, RegistrationKind, UnableReason
from targets.models import Registration


class RegistrationFilter(Filter):
    year = YearField(label="Năm", first=2016, required=False)
    kind = forms.ChoiceField(
        label="Danh sách", required=False, choices=[("", "Cả hai"), *RegistrationKind.choices]
    )
    unable_reason = forms.ChoiceField(
        label="Lý do", required=False, choices=[("", "Mọi lý do"), *UnableReason.choices]
    )
    outcome = forms.ChoiceField(
        label="Kết quả",
        required=False,
        choices=[("", "Mọi kết quả"), ("none", "Chưa đánh giá"), *Outcome.choices],
    )

    def narrow(self, rows, data):
        rows = super().narrow(rows, data)
        columns = ("year", "kind", "unable_reason")
        rows = rows.filter(**{name: data[name] for name in columns if data.get(name)})
        if data.get("outcome") == "none":
            return rows.able().filter(outcome="")
        return rows.filter(outcome=data["outcome"]) if data.get("outcome") else rows


class CandidateFilter(Filter):
    """Which households to choose from: those managed in the year before `year`."""

    q = forms.CharField(label="Tìm theo tên", required=False, max_length=100)
    year = YearField(label="Năm của danh sách", first=2016)

    def narrow(self, rows, data):
        rows = super().narrow(rows, data).managed(year=data["year"] - 1)
        rows = rows.exclude(registrations__year=data["year"])
        return rows.search(data["q"]) if data.get("q") else rows


class RegistrationForm(forms.ModelForm):
    """What a list says of a household. The indicators are those it was found deprived of."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    causes = forms.MultipleChoiceField(
        label="Nguyên nhân nghèo",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    addresses = forms.MultipleChoiceField(
        label="Thiếu hụt được giải pháp này giải quyết",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = DayField(label="Thời hạn", required=False)

    class Meta:
        model = Registration
        fields = [
            "kind",
            "causes",
            "cause_note",
            "measures",
            "addresses",
            "helper",
            "resources",
            "due_on",
            "unable_reason",
            "unable_note",
        ]
        widgets = {"measures": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        causes = Option.objects.of_kind(OptionKind.CAUSE)
        self.fields["causes"].choices = list(causes.values_list("code", "name"))
        self.fields["addresses"].choices = self._deprivations()

    def _deprivations(self) -> list[tuple[str, str]]:
        """What the household was found deprived of, and what was ticked before."""
        result = self._result()
        if result is None:
            return [(code, code) for code in self.instance.addresses]
        names = {item.code: item.name for item in result.standard.indicators.all()}
        deprived = result.deprived_codes
        known = [*deprived, *(code for code in self.instance.addresses if code not in deprived)]
        return [(code, names.get(code, code)) for code in known]

    def _result(self) -> Result | None:
        official = Result.objects.official(year=self.instance.year - 1)
        own = official.filter(review__household=self.instance.household_id)
        return own.select_related("standard", "review__round").last()


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Kết quả", required=False, choices=[("", "Chưa đánh giá"), *Outcome.choices]
    )
    note = forms.CharField(label="Ghi chú kết quả", max_length=300, required=False)


class RiskForm(forms.Form):
    """The place and the year whose targets are watched."""

    year = YearField(label="Năm", first=2016)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            user=user, selected=self.data.get("unit"), label="Địa bàn", empty_label="Chọn địa bàn"
        )
