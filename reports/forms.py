"""Which unit, year and results a table is asked for, and who signs it."""

import re

from django import forms
from django.utils import timezone

from households.basis import Basis
from households.enums import RoundKind
from households.models import Round
from povertyplan.documents.letterhead import COMMITTEE
from povertyplan.documents.signing import Signer, SignMode
from povertyplan.forms import DayField, UnitField, WholeNumberField
from povertyplan.numbers import as_key
from povertyplan.units.enums import Level
from reports.definition import Choice, Definition
from targets.models import TargetSheet


class ReportForm(forms.Form):
    """The unit (the person's own at first), the year of the plan or of the review, and its results.

    An in-year round and the standard of the next year are offered where there are any.
    """

    stage = forms.ChoiceField(
        label="Số liệu",
        required=False,
        # What is counted; whether figures are official is said by the table, not by the choice.
        choices=[("", "Đã duyệt, công nhận"), ("preliminary", "Mọi phiếu đã phân loại")],
    )
    judged = forms.ChoiceField(
        label="Chuẩn",
        required=False,
        choices=[("", "Chuẩn của năm rà soát"), ("next", "Chuẩn của năm sau")],
    )
    hide_small = forms.BooleanField(
        label="Ẩn ô nhỏ 1–4",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    cutoff = WholeNumberField(label="Ngưỡng k (%)", required=False, min_value=1, max_value=100)

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
        self.fields["round"] = forms.ModelChoiceField(
            self._rounds(), label="Đợt", required=False, empty_label="Định kỳ cả năm"
        )
        self.fields["round"].label_from_instance = _round_name

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if unit.level == Level.VILLAGE:
            raise forms.ValidationError("Biểu lập cho xã trở lên; hãy chọn xã của thôn này.")
        return unit

    def _rounds(self):
        """The in-year rounds of the year in which every household of the unit could be reviewed."""
        unit = self.fields["unit"].queryset.filter(pk=as_key(self.data.get("unit"))).first()
        year = next(iter(_sensible(self.data["year"])), None)
        if unit is None or year is None:
            return Round.objects.none()
        rounds = Round.objects.filter(kind=RoundKind.IN_YEAR, year=year)
        return rounds.covering(unit).order_by("opens_on")

    def choice(self) -> Choice:
        """Which results the table shows. Call after is_valid."""
        data = self.cleaned_data
        basis = Basis(
            is_preliminary=data["stage"] == "preliminary",
            is_opening=data["judged"] == "next",
            round=data["round"],
        )
        return Choice(basis, hide_small=data["hide_small"], cutoff=data["cutoff"])

    def offered(self, definition: Definition) -> list:
        """The fields that make a difference to the table, unit and year first."""
        names = ["unit", "year"]
        if not definition.is_annex:
            names.append("stage")
            if self.fields["round"].queryset.exists():
                names.append("round")
            if self._has_next_standard():
                names.append("judged")
        if definition.has_cutoff:
            names.append("cutoff")
        return [self[name] for name in names]

    def _has_next_standard(self) -> bool:
        unit, year = self.cleaned_data.get("unit"), self.cleaned_data.get("year")
        if unit is None or year is None:
            return False
        rounds = Round.objects.filter(year=year).exclude(next_standard=None)
        return rounds.overlapping(unit).exists()


class IssueForm(forms.Form):
    """Who signs the table, and when."""

    signed_on = DayField(label="Ngày ký")
    signer_name = forms.CharField(label="Họ tên người ký", max_length=100)
    signer_title = forms.CharField(label="Chức vụ", max_length=60, initial="Chủ tịch")
    mode = forms.ChoiceField(label="Thẩm quyền ký", choices=SignMode.choices)

    def signer(self) -> Signer:
        """Who signs. Call after is_valid."""
        data = self.cleaned_data
        return Signer(
            name=data["signer_name"],
            title=data["signer_title"],
            mode=SignMode(data["mode"]),
            organ=COMMITTEE,
        )


def _round_name(found: Round) -> str:
    return f"Thường xuyên, mở {found.opens_on:%d/%m/%Y}"


def latest_year(user) -> int:
    """The latest year with approved targets in the person's area, else this year."""
    sheets = TargetSheet.objects.visible_to(user).approved().order_by("-year")
    return sheets.values_list("year", flat=True).first() or timezone.localdate().year


def _years(user, asked: str) -> list[int]:
    sheets = set(TargetSheet.objects.order_by().values_list("year", flat=True).distinct())
    rounds = Round.objects.order_by().values_list("year", flat=True).distinct()
    reviewed = {year for review_year in rounds for year in (review_year, review_year + 1)}
    years = sheets | reviewed | {latest_year(user)} | _sensible(asked)
    return sorted(years, reverse=True)


def _sensible(asked: str) -> set[int]:
    return {int(asked)} if re.fullmatch("(20[0-9]{2}|2100)", asked) else set()
