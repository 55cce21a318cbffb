"""The forms of target sheets."""

from django import forms

from povertyplan.approval import ApprovalState
from povertyplan.errors import InvalidData
from povertyplan.forms import Filter, WholeNumberField, YearField, problems_of
from povertyplan.units.models import Unit
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
        self.fields["year"] = YearField(label="Năm kế hoạch", first=2016)


class SheetFilter(Filter):
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *ApprovalState.choices]
    )

    def narrow(self, rows, data):
        rows = super().narrow(rows, data)
        return rows.filter(state=data["state"]) if data.get("state") else rows


class GridForm(forms.Form):
    """The cells of a sheet as they stand on the screen, one field for each."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, *, sheet: TargetSheet):
        super().__init__(data)
        self.sheet = sheet
        self.names = checks.labels(sheet.standard)
        self.units = list(Unit.objects.children_of(sheet.unit, year=sheet.year))
        for unit in self.units:
            for field, label in self.names.items():
                self.fields[cell_name(unit.pk, field)] = WholeNumberField(
                    label=f"{unit.table_name}, {label}", required=False, max_value=99_999_999
                )

    def entries(self) -> list[Entry]:
        """Every cell. Call after is_valid."""
        return [
            Entry(unit.pk, field, self.cleaned_data[cell_name(unit.pk, field)])
            for unit in self.units
            for field in self.names
        ]

    def typed(self) -> dict[int, figures.Period]:
        """The cells by child unit; what cannot be read counts as empty."""
        data = self.cleaned_data
        return {
            unit.pk: checks.to_period(
                {field: data.get(cell_name(unit.pk, field)) for field in self.names}
            )
            for unit in self.units
        }

    def check_whole(self) -> None:
        """Refuse a page that came in part: a cell that is missing is not an empty cell."""
        if any(name not in self.data for name in self.fields):
            raise InvalidData(
                "Trang gửi lên thiếu ô nên chưa lưu gì; hãy tải lại trang rồi nhập lại."
            )

    def problems(self) -> list[str]:
        """The cells that cannot be read, each with its place and what to do."""
        return problems_of(self)


def cell_name(unit_id: int, field: str) -> str:
    return f"{unit_id}.{field}"
