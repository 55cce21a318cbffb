"""The forms of goals besides the grid, and of their parts by child unit."""

from django import forms

from povertyplan.forms import WholeNumberField
from targets.actions import goals as actions
from targets.goals import Division
from targets.models import Goal, GoalPart

_LARGEST = 10**15


def _decimal(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=14,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _whole(label: str) -> WholeNumberField:
    return WholeNumberField(label=label, required=False, max_value=_LARGEST)


class GoalForm(forms.ModelForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    baseline, target = _decimal("Thực hiện năm trước"), _decimal("Kế hoạch")
    numerator, denominator = _whole("Tử số"), _whole("Mẫu số")

    class Meta:
        model = Goal
        fields = actions.FIELDS


class PartsForm(forms.Form):
    """The part of every unit, one field for each figure."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, division: Division):
        super().__init__(data, initial={"version": division.goal.sheet.version})
        self.division = division
        is_share = bool(division.goal.denominator)
        self.names = ("numerator", "denominator") if is_share else ("target",)
        for unit in division.units:
            for name in self.names:
                label = f"{unit.title}, {GoalPart._meta.get_field(name).verbose_name}"
                part = division.parts.get(unit.pk)
                made = _whole(label) if is_share else _decimal(label)
                made.initial = _plain(getattr(part, name, None))
                look = {"class": "form-control form-control-sm app-cut text-end"}
                made.widget.attrs |= look | {"aria-label": label}
                self.fields[f"{name}.{unit.pk}"] = made

    def drawn(self):
        """The units as the page draws them: each with its part and the fields to type it."""
        for unit in self.division.units:
            fields = [self[f"{name}.{unit.pk}"] for name in self.names]
            yield unit, self.division.parts.get(unit.pk), fields

    def parts(self) -> list[actions.Part]:
        """The part of every unit. Call after is_valid."""
        return [
            actions.Part(
                unit.pk,
                **{name: self.cleaned_data[f"{name}.{unit.pk}"] for name in self.names},
            )
            for unit in self.division.units
        ]


def _plain(value):
    """A figure to type over, without decimals that are zero."""
    return int(value) if value is not None and value % 1 == 0 else value
