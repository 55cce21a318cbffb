"""Which unit and year a table is asked for."""

import re
from datetime import date

from django import forms

from households.models import Round
from povertyplan.forms import UnitField
from povertyplan.units.enums import Level
from targets.models import TargetSheet


class ReportForm(forms.Form):
    """The unit (the person's own at first) and the year of the plan or of the review."""

    def __init__(self, data, *, user):
        data = data.copy()
        own = next(iter(user.area()), None)
        if own and not data.get("unit"):
            data["unit"] = str(own.pk)
        if not data.get("year"):
            data["year"] = str(latest_year(user))
        super().__init__(data)
        self.fields["unit"] = UnitField(user=user, selected=data.get("unit"), label="Đơn vị")
        choices = self.fields["unit"].widget.choices
        self.fields["unit"].widget.choices = [(key, label) for key, label in choices if key]
        self.fields["year"] = forms.TypedChoiceField(
            label="Năm", coerce=int, choices=[(y, y) for y in _years(user, data["year"])]
        )

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if unit.level == Level.VILLAGE:
            raise forms.ValidationError("Biểu lập cho xã trở lên; hãy chọn xã của thôn này.")
        return unit


def latest_year(user) -> int:
    """The latest year with approved targets in the person's area, else this year."""
    sheets = TargetSheet.objects.visible_to(user).approved().order_by("-year")
    return sheets.values_list("year", flat=True).first() or date.today().year


def _years(user, asked: str) -> list[int]:
    sheets = set(TargetSheet.objects.order_by().values_list("year", flat=True).distinct())
    rounds = Round.objects.order_by().values_list("year", flat=True).distinct()
    reviewed = {year for review_year in rounds for year in (review_year, review_year + 1)}
    years = sheets | reviewed | {latest_year(user)} | _sensible(asked)
    return sorted(years, reverse=True)


def _sensible(asked: str) -> set[int]:
    return {int(asked)} if re.fullmatch("(20[0-9]{2}|2100)", asked) else set()
