"""The forms of target sheets."""

from django import forms

from households.models import Standard
from povertyplan.approval import ApprovalState
from povertyplan.errors import InvalidData
from povertyplan.forms import DayField, Filter, WholeNumberField, YearField, problems_of
from povertyplan.units.models import Unit
from targets import checks, figures
from targets.actions import Entry
from targets.allocation import STEPS
from targets.enums import Method, Projection
from targets.models import TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS

_LARGEST = 99_999_999


class StartForm(forms.Form):
    """Which sheet to begin: one of the person's own units, and a year."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(
            user.units.select_related("kind"), label="Đơn vị", empty_label=None
        )
        self.fields["year"] = YearField(label="Năm kế hoạch", first=2016)
        self.fields["standard"] = forms.ModelChoiceField(
            Standard.objects.confirmed(),
            label="Chuẩn nghèo của số đầu kỳ nhập tay",
            required=False,
            empty_label="Đếm từ phiếu rà soát",
            help_text="Chỉ chọn khi kết quả rà soát năm trước không có trong hệ thống.",
        )


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
        self.names = checks.labels(sheet)
        self.units = list(Unit.objects.children_of(sheet.unit, year=sheet.year))
        for unit in self.units:
            for field, label in self.names.items():
                self.fields[cell_name(unit.pk, field)] = WholeNumberField(
                    label=f"{unit.table_name}, {label}", required=False, max_value=_LARGEST
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


class BaselineForm(forms.Form):
    """The figures of the year before that cannot be counted here, one field for each."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.CharField(
        label="Nguồn số liệu",
        max_length=300,
        required=False,
        help_text="Văn bản mà các số này được lấy từ đó, ví dụ quyết định công nhận kết quả rà "
        "soát.",
    )

    def __init__(self, data=None, *, sheet: TargetSheet):
        super().__init__(data, initial={"version": sheet.version, "source": sheet.baseline_source})
        self.names = checks.baseline_labels(sheet)
        measures = [n for n in self.names if n not in (HOUSEHOLDS, MINORITY_HOUSEHOLDS)]
        counted = figures.counted_baseline(sheet, measures)
        rows = {row.unit_id: row for row in sheet.rows.all()}
        self.rows = []
        for unit in Unit.objects.children_of(sheet.unit, year=sheet.year):
            known = checks.of_period(counted[unit.pk])
            row = rows.get(unit.pk)
            typed = {item.field: item.count for item in row.baselines.all()} if row else {}
            self.rows.append((unit, known))
            for field, label in self.names.items():
                if known[field] is None:
                    self.fields[cell_name(unit.pk, field)] = WholeNumberField(
                        label=f"{unit.table_name}, {label}",
                        required=False,
                        max_value=_LARGEST,
                        initial=typed.get(field),
                    )

    def entries(self) -> list[Entry]:
        """Every cell that may be typed. Call after is_valid."""
        return [
            Entry(unit.pk, field, self.cleaned_data[cell_name(unit.pk, field)])
            for unit, known in self.rows
            for field in self.names
            if known[field] is None
        ]

    def drawn(self):
        """The rows as the page draws them: the counted figure, or the field to type one."""
        for unit, known in self.rows:
            fields = [cell_name(unit.pk, field) for field in self.names]
            cells = [
                (value, self[name] if value is None else None)
                for name, value in zip(fields, (known[f] for f in self.names), strict=True)
            ]
            yield unit, cells

    def problems(self) -> list[str]:
        return problems_of(self)


class SettingsForm(forms.ModelForm):
    """What a sheet holds, how households are projected, and why it aims lower."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    growth_percent = forms.DecimalField(
        label="Tỷ lệ tăng (%)",
        required=False,
        min_value=-50,
        max_value=50,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Ví dụ 0,7. Ô «Tổng số hộ dự kiến» đã nhập của một đơn vị thì giữ nguyên.",
    )

    class Meta:
        model = TargetSheet
        fields = [
            "has_minority",
            "has_near_poor",
            "has_groups",
            "has_indicators",
            "projection",
            "growth_percent",
            "gap_reason",
        ]
        widgets = {"gap_reason": forms.Textarea(attrs={"rows": 2})}

    def clean(self):
        data = super().clean()
        if data.get("projection") != Projection.GROWTH:
            data["growth_percent"] = None
        return data


class AllocationForm(forms.Form):
    """How a reduction is to be handed down to the child units."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    measure = forms.ChoiceField(label="Chỉ tiêu")
    total = WholeNumberField(label="Tổng số hộ giảm", max_value=_LARGEST)
    method = forms.ChoiceField(label="Cách phân bổ", choices=Method.choices)
    step = forms.TypedChoiceField(
        label="Làm tròn",
        coerce=int,
        choices=[(step, "Từng hộ" if step == 1 else f"Bội số của {step}") for step in STEPS],
    )

    def __init__(self, *args, sheet: TargetSheet, **kwargs):
        super().__init__(*args, **kwargs)
        names = checks.labels(sheet)
        self.fields["measure"].choices = [(code, names[code]) for code in sheet.measures]

    def cuts(self, units: list[Unit]) -> dict[int, int] | None:
        """The cuts typed for each unit; None when there are none, or not for every unit."""
        field = WholeNumberField(max_value=_LARGEST)
        names = [cut_name(unit.pk) for unit in units]
        if any(not self.data.get(name) for name in names):
            return None
        return {
            unit.pk: field.clean(self.data[name]) for unit, name in zip(units, names, strict=True)
        }


class ReviseForm(forms.Form):
    """The decision by which an approved sheet is opened again."""

    decision = forms.CharField(
        label="Số, ký hiệu quyết định", max_length=60, help_text="Ví dụ 1205/QĐ-UBND."
    )
    decided_on = DayField(label="Ngày quyết định")
    reason = forms.CharField(
        label="Lý do điều chỉnh", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProposalForm(forms.Form):
    """Another figure than the one that the unit above means to hand down."""

    measure = forms.ChoiceField(label="Chỉ tiêu")
    value = WholeNumberField(label="Số hộ còn lại đề xuất", max_value=_LARGEST)
    reason = forms.CharField(label="Lý do đề xuất", max_length=500)

    def __init__(self, *args, sheet: TargetSheet, **kwargs):
        super().__init__(*args, **kwargs)
        names = checks.labels(sheet)
        self.fields["measure"].choices = [(code, names[code]) for code in sheet.measures]


def cell_name(unit_id: int, field: str) -> str:
    return f"{unit_id}.{field}"


def cut_name(unit_id: int) -> str:
    return f"cut.{unit_id}"
