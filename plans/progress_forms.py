"""The forms of progress reports: beginning one, filling it in, and whose reports to look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.utils.timezone import localdate

from plans import progress, progress_standing
from plans.actions.progress import TEXTS, Deadline, Typed, When
from plans.enums import ReportPeriod
from plans.models import Duty, Plan, ProgressEntry, ProgressReport
from plans.progress import MoneyLine, TargetLine
from plans.typed import read_figure, show_figure, to_type
from povertyplan.errors import InvalidData
from povertyplan.forms import DayField, UnitField, YearField, problems_of

_SHARE = re.compile(r"([0-9.]{1,20})\s*/\s*([0-9.]{1,20})")
_MOST = 10**11


class _DutyField(forms.ModelChoiceField):
    """A report of the plan's calendar, with the day it is due."""

    def label_from_instance(self, duty: Duty) -> str:
        day = f", hạn {duty.due_on:%d/%m/%Y}" if duty.due_on else ""
        return f"{duty.what}: {duty.sender} → {duty.receiver}{day}"[:160]


def _duty_field(plan: Plan) -> forms.Field:
    return _DutyField(
        plan.duties.all(),
        label="Việc trong lịch báo cáo",
        required=False,
        empty_label="Không có trong lịch báo cáo",
    )


class ProgressStartForm(forms.Form):
    """Which period to report on, and when that is due."""

    period = forms.ChoiceField(label="Kỳ báo cáo", choices=ReportPeriod.choices)
    starts_on = DayField(label="Từ ngày (báo cáo đột xuất)", required=False)
    ends_on = DayField(label="Đến ngày (báo cáo đột xuất)", required=False)

    def __init__(self, data=None, *, plan: Plan, period: str = ""):
        period = period if period in ReportPeriod.values else ReportPeriod.HALF_YEAR
        duty = progress_standing.duty_for(plan, period)
        due_on = None if duty else progress_standing.deadline_above(plan, period)
        super().__init__(data, initial={"period": period, "duty": duty, "due_on": due_on})
        self.fields["duty"] = _duty_field(plan)
        self.fields["due_on"] = DayField(label="Hạn nộp (khi không có trong lịch)", required=False)

    def clean(self):
        super().clean()
        days = [self.cleaned_data.get(name) for name in ("starts_on", "ends_on")]
        is_ad_hoc = self.cleaned_data.get("period") == ReportPeriod.AD_HOC
        if is_ad_hoc and None in days and not self.errors:
            self.add_error("starts_on", "Báo cáo đột xuất phải ghi từ ngày nào đến ngày nào.")
        if not is_ad_hoc and any(days):
            self.add_error("starts_on", "Chỉ báo cáo đột xuất mới ghi hai ngày này.")

    def when(self) -> When:
        """The period. Call after is_valid."""
        data = self.cleaned_data
        deadline = Deadline(data["duty"], data["due_on"])
        return When(data["period"], data["starts_on"], data["ends_on"], deadline)


class ResultField(forms.CharField):
    """A result as people write it: 1.005 or 48,8; a share also as 140/150. Gives a Typed."""

    def __init__(self, *, may_be_share: bool, **kwargs):
        super().__init__(required=False, max_length=60, **kwargs)
        self.may_be_share = may_be_share
        self.widget.attrs |= {"inputmode": "text" if may_be_share else "decimal"}
        self.widget.attrs |= {"autocomplete": "off"}

    def clean(self, value):
        text = super().clean(value)
        share = _SHARE.fullmatch(text.strip()) if self.may_be_share else None
        try:
            if share:
                return Typed(numerator=_whole(share[1]), denominator=_whole(share[2]))
            return Typed(result=_figure(text))
        except InvalidData as refusal:
            raise forms.ValidationError(refusal.message) from refusal


def _whole(text: str) -> int:
    value = read_figure(text)
    if value is None or value % 1 or value >= 10**15:
        raise InvalidData("Tử số, mẫu số là số nguyên, ví dụ 140/150.")
    return int(value)


def _figure(text: str):
    value = read_figure(text)
    if value is not None and (value >= _MOST or value != round(value, 3)):
        raise InvalidData("Số có nhiều nhất 11 chữ số và 3 chữ số thập phân.")
    return value


@dataclass(frozen=True)
class FormRow:
    """A line with its cells; without `result` where the data tell it."""

    line: TargetLine | MoneyLine
    result: forms.BoundField | None = None
    why: forms.BoundField | None = None


def _shown(entry: ProgressEntry | None) -> str:
    if entry is None:
        return ""
    if entry.denominator:
        return f"{show_figure(entry.numerator)}/{show_figure(entry.denominator)}"
    return to_type(show_figure(entry.result))


class ProgressForm(forms.Form):
    """A report as it is filled in: what no data tell, why things are as they are, and the texts."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    assessment = forms.CharField(label="Đánh giá chung", required=False, max_length=20_000)
    difficulties = forms.CharField(label="Khó khăn, vướng mắc", required=False, max_length=20_000)
    proposals = forms.CharField(label="Đề xuất, kiến nghị", required=False, max_length=20_000)

    def __init__(self, data=None, *, report: ProgressReport):
        self.report, self.progress = report, progress.read(report)
        self.stored = {entry.key: entry for entry in report.entries.all()}
        initial = {name: getattr(report, name) for name in ("version", "duty", "due_on", *TEXTS)}
        super().__init__(data, initial=initial)
        for name in TEXTS:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 4})
        self.fields["duty"] = _duty_field(report.plan)
        self.fields["due_on"] = DayField(label="Hạn nộp (khi không có trong lịch)", required=False)
        for line in self.progress.to_fill_in:
            self._add(line)

    def _add(self, line: TargetLine | MoneyLine) -> None:
        stored = self.stored.get(line.key)
        if _is_asked(line):
            self.fields[_name(line)] = ResultField(
                label=f"{line.label}: kết quả",
                may_be_share=isinstance(line, TargetLine) and line.may_be_share,
                initial=_shown(stored),
            )
        self.fields[f"why-{_name(line)}"] = forms.CharField(
            label=f"{line.label}: giải trình",
            required=False,
            max_length=500,
            initial=stored.explanation if stored else "",
        )

    def target_rows(self) -> list[FormRow]:
        return [self._row(line) for line in self.progress.targets]

    def money_rows(self) -> list[FormRow]:
        return [self._row(line) for line in self.progress.lines]

    def _row(self, line: TargetLine | MoneyLine) -> FormRow:
        name = _name(line)
        cells = [self[n] if n in self.fields else None for n in (name, f"why-{name}")]
        return FormRow(line, *cells)

    def check_whole(self) -> None:
        """Refuse a page that came in part: a cell that is missing is not an empty cell."""
        if any(name not in self.data for name in self.fields):
            raise InvalidData(
                "Trang gửi lên thiếu ô nên chưa lưu gì; hãy tải lại trang rồi nhập lại."
            )

    def given(self) -> dict:
        """What `actions.progress.save` takes. Call after is_valid."""
        data = self.cleaned_data
        return {
            "entries": dict(self._entries()),
            "texts": {name: data[name] for name in TEXTS},
            "deadline": Deadline(data["duty"], data["due_on"]),
            "version": data["version"],
        }

    def _entries(self) -> Iterator[tuple[str, Typed]]:
        for line in self.progress.to_fill_in:
            why = self.cleaned_data[f"why-{_name(line)}"]
            found = self.cleaned_data.get(_name(line)) or self._kept(line)
            yield line.key, Typed(found.result, found.numerator, found.denominator, why)

    def _kept(self, line) -> Typed:
        """What was typed before the data told the result."""
        stored = self.stored.get(line.key)
        if stored is None:
            return Typed()
        return Typed(stored.result, stored.numerator, stored.denominator)


def _is_asked(line: TargetLine | MoneyLine) -> bool:
    """Whether a person types the result: the data do not tell it; a quantity was planned."""
    return not line.is_counted if isinstance(line, TargetLine) else line.quantity is not None


def _name(line: TargetLine | MoneyLine) -> str:
    return line.key.replace(":", "-")


class OverviewForm(forms.Form):
    """Whose reports to look at: those of the units right under one, of a year and a period."""

    period = forms.ChoiceField(
        label="Kỳ báo cáo",
        choices=[(period.value, period.label) for period in progress_standing.REGULAR],
    )

    def __init__(self, data, *, user):
        own = next(iter(user.area()), None)
        now = {"unit": own and own.pk, "year": localdate().year, "period": ReportPeriod.YEAR.value}
        data = {name: data.get(name) or value for name, value in now.items()}
        super().__init__(data)
        self.fields["unit"] = UnitField(user=user, selected=str(data["unit"]), label="Địa bàn")
        self.fields["year"] = YearField(label="Năm", first=2016)

    def problems(self) -> list[str]:
        """What is wrong with each field."""
        return problems_of(self)
