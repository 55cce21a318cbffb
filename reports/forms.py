"""Which unit and year a table is asked for."""

from datetime import date

from django import forms

from households.models import Round
from povertyplan.forms import UnitField
from povertyplan.units.enums import Level
from targets.models import TargetSheet


class ReportForm(forms.Form):
    """The unit (the person's own at first) and the plan year (the latest with targets)."""

    def __init__(self, data, *, user):
        data = data.copy()
        own = next(iter(user.area()), None)
        if own and not data.get("unit"):
            data["unit"] = str(own.pk)
        if not data.get("year"):
            data["year"] = str(latest_year())
        super().__init__(data)
        self.fields["unit"] = UnitField(user=user, selected=data.get("unit"), label="Đơn vị")
        choices = self.fields["unit"].widget.choices
        self.fields["unit"].widget.choices = [(key, label) for key, label in choices if key]
        self.fields["year"] = forms.TypedChoiceField(
            label="Năm kế hoạch", coerce=int, choices=[(y, y) for y in _years(data["year"])]
        )

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if unit.level == Level.VILLAGE:
            raise forms.ValidationError("Biểu lập cho xã trở lên; hãy chọn xã của thôn này.")
        return unit


def latest_year() -> int:
    """The latest year with targets, else this year."""
    sheet = TargetSheet.objects.order_by("-year").values_list("year", flat=True).first()
    return sheet or date.today().year


def _years(asked: str) -> list[int]:
    sheets = set(TargetSheet.objects.order_by().values_list("year", flat=True).distinct())
    rounds = Round.objects.order_by().values_list("year", flat=True).distinct()
    years = sheets | {year + 1 for year in rounds} | {latest_year()}
    return sorted(years | ({int(asked)} if asked.isdigit() else set()), reverse=True)
