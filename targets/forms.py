"""The forms of target sheets."""

from django import forms

from povertyplan.approval import ApprovalState
from povertyplan.forms import UnitField, WholeNumberField
from targets import checks, figures
from targets.actions import Entry
from targets.models import TargetSheet


class StartForm(forms.Form):
    """Which sheet to begin: one of the person's own units, and a year."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(
            user.units.select_related("kind"), label="Đơn vị", empty_label=None
        )
        self.fields["year"] = forms.IntegerField(
            label="Năm kế hoạch",
            min_value=2016,
            max_value=2100,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )


class SheetFilter(forms.Form):
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *ApprovalState.choices]
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            user=user, selected=self.data.get("unit"), label="Địa bàn", required=False
        )

    def apply(self, sheets):
        data = self.cleaned_data if self.is_valid() else {}
        if data.get("state"):
            sheets = sheets.filter(state=data["state"])
        return sheets.in_unit(data["unit"]) if data.get("unit") else sheets


class GridForm(forms.Form):
    """The cells of a sheet as they stand on the screen, one field for each."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, sheet: TargetSheet):
        super().__init__(data)
        self.sheet = sheet
        self.names = checks.labels(sheet.standard)
        for row in sheet.rows.all():
            for field, label in self.names.items():
                self.fields[cell_name(row.unit_id, field)] = WholeNumberField(
                    label=f"{row.unit.table_name}, {label}", required=False, max_value=99_999_999
                )

    def entries(self) -> list[Entry]:
        """Every cell. Call after is_valid."""
        return [
            Entry(row.unit_id, field, self.cleaned_data[cell_name(row.unit_id, field)])
            for row in self.sheet.rows.all()
            for field in self.names
        ]

    def typed(self) -> dict[int, figures.Period]:
        """The cells by child unit; what cannot be read counts as empty."""
        data = self.cleaned_data
        return {
            row.unit_id: checks.to_period(
                {field: data.get(cell_name(row.unit_id, field)) for field in self.names}
            )
            for row in self.sheet.rows.all()
        }

    def problems(self) -> list[str]:
        """The cells that cannot be read, each with its place and what to do."""
        return [
            f"{self.fields[name].label}: {error}" if name in self.fields else error
            for name, found in self.errors.items()
            for error in found
        ]


def cell_name(unit_id: int, field: str) -> str:
    return f"{unit_id}.{field}"
