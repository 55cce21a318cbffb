"""Forms for households, reviews, rounds, and the filters of their lists."""

from django import forms

from households.answers import Findings
from households.derivation import Dwelling
from households.enums import HouseholdClass, RoundKind
from households.excel.package import MAX_BYTES
from households.models import EthnicGroup, Household, Indicator, Member, Round, Standard
from povertyplan.approval import ApprovalState
from povertyplan.forms import DayField, Filter, UnitField, WholeNumberField, YearField
from povertyplan.units.models import Unit


class KnownOrNot(forms.NullBooleanSelect):
    """Yes, no, or not known yet."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [("unknown", "Chưa biết"), ("true", "Có"), ("false", "Không")]


class HeadForm(forms.ModelForm):
    """The head of a new household, and where the household lives."""

    village = forms.ModelChoiceField(Unit.objects.none(), label="Thôn, buôn, tổ dân phố")
    address = forms.CharField(label="Địa chỉ", max_length=200, required=False)
    birth_date = DayField(label="Ngày sinh", required=False)
    birth_year = YearField(label="Năm sinh", required=False)

    class Meta:
        model = Member
        fields = ["full_name", "sex", "birth_date", "birth_year", "ethnicity", "merit_kind"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Unit.objects.visible_to(user).villages().select_related("kind", "commune__kind")
        self.fields["village"].queryset = villages.order_by("commune", "position", "sort_key")
        self.fields["village"].label_from_instance = lambda unit: f"{unit}, {unit.commune}"
        self.order_fields(["village", "full_name"])


class HouseholdForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Household
        fields = ["ethnicity", "address"]


class MemberForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    birth_date = DayField(label="Ngày sinh", required=False)
    birth_year = YearField(label="Năm sinh", required=False)

    class Meta:
        model = Member
        fields = [
            "full_name",
            "relation",
            "sex",
            "birth_date",
            "birth_year",
            "ethnicity",
            "merit_kind",
            "has_insurance",
            "has_allowance",
            "studies_at",
            "completed",
        ]
        widgets = {"has_insurance": KnownOrNot(), "has_allowance": KnownOrNot()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("studies_at", "completed"):
            _, *levels = self.fields[name].choices
            self.fields[name].choices = [("", "Chưa biết"), *levels]


class RemoveMemberForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do xóa", max_length=500)


class ReviewForm(forms.Form):
    """The findings about one household under the standard of its round."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    person_count = WholeNumberField(label="Số nhân khẩu", min_value=1, max_value=60)
    ethnicity = forms.ModelChoiceField(EthnicGroup.objects.all(), label="Dân tộc của hộ")
    score_b1 = WholeNumberField(
        label="Điểm B1",
        required=False,
        max_value=1000,
        help_text="Tổng điểm phiếu B1 (thu nhập) trên phiếu giấy.",
    )
    income_vnd = WholeNumberField(
        label="Thu nhập bình quân đầu người một tháng (đồng)",
        required=False,
        max_value=1_000_000_000,
        help_text="Nhập khi chưa có điểm B1, hoặc để xét mức sống trung bình.",
    )
    floor_area_m2 = forms.DecimalField(
        label="Diện tích nhà ở (m²)",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    deprived = forms.MultipleChoiceField(label="Chỉ số thiếu hụt", required=False)
    note = forms.CharField(label="Ghi chú", max_length=500, required=False)

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        self.review = review
        self.fields["score_b1"].widget.attrs["autofocus"] = True
        indicators = review.round.standard.indicators.all()
        self.fields["deprived"].choices = [(item.code, item.name) for item in indicators]

    @classmethod
    def for_review(cls, review, data=None):
        result = review.result
        initial = {
            "version": review.version,
            "person_count": review.person_count,
            "ethnicity": review.ethnicity_id,
            "score_b1": result.score_b1,
            "income_vnd": review.income_vnd,
            "floor_area_m2": review.floor_area_m2,
            "deprived": result.deprived_codes,
            "note": review.note,
        }
        return cls(data, review=review, initial=initial)

    def findings(self) -> Findings:
        """What was typed. Call after is_valid."""
        data = self.cleaned_data
        return Findings(
            person_count=data["person_count"],
            ethnicity=data["ethnicity"],
            income_vnd=data["income_vnd"],
            score_b1=data["score_b1"],
            deprived=frozenset(data["deprived"]),
            dwelling=Dwelling(floor_area_m2=data["floor_area_m2"]),
            note=data["note"],
        )


class RoundForm(forms.ModelForm):
    year = YearField(label="Năm", first=2016)
    opens_on = DayField(label="Từ ngày")
    closes_on = DayField(label="Đến ngày")

    class Meta:
        model = Round
        fields = ["unit", "year", "kind", "standard", "opens_on", "closes_on"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(user=user, label="Địa bàn", empty_label="Chọn địa bàn")
        self.fields["standard"].queryset = Standard.objects.confirmed()


class UploadForm(forms.Form):
    """An Excel file; what it holds is checked by the action."""

    file = forms.FileField(
        label="Tệp Excel (.xlsx)",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "Tệp này không có nội dung."},
    )

    def clean_file(self):
        """The file, unless it is too large to be taken into memory."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"Tệp lớn hơn {MAX_BYTES // 1024**2} MB.")
        return file


class HouseholdFilter(Filter):
    q = forms.CharField(label="Tìm theo tên", required=False, max_length=100)

    def narrow(self, rows, data):
        rows = super().narrow(rows, data)
        return rows.search(data["q"]) if data.get("q") else rows


class ReviewFilter(HouseholdFilter):
    """The filters of the list of reviews; the links behind printed counts use the same names."""

    year = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label="Loại đợt", required=False, choices=[("", "Mọi đợt"), *RoundKind.choices]
    )
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *ApprovalState.choices]
    )
    household_class = forms.ChoiceField(
        label="Phân loại", required=False, choices=[("", "Mọi loại hộ"), *HouseholdClass.choices]
    )
    minority = forms.ChoiceField(
        label="Dân tộc",
        required=False,
        choices=[("", "Mọi dân tộc"), ("yes", "Dân tộc thiểu số"), ("no", "Kinh")],
    )
    ethnicity = forms.ModelChoiceField(
        EthnicGroup.objects.all(),
        label="Từng dân tộc",
        required=False,
        empty_label="Mọi dân tộc",
        to_field_name="code",
    )
    deprived = forms.ChoiceField(label="Thiếu hụt", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = Round.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", "Mọi năm"), *((year, year) for year in years)]
        names = dict(
            Indicator.objects.order_by("-standard__valid_from").values_list("code", "name")
        )
        self.fields["deprived"].choices = [("", "Mọi chỉ số"), *names.items()]
        self.order_fields(["q", "unit", "year", "state", "household_class", "minority"])

    def narrow(self, rows, data):
        reviews = super().narrow(rows, data)
        columns = {
            "year": "round__year",
            "kind": "round__kind",
            "state": "state",
            "household_class": "household_class",
            "ethnicity": "ethnicity",
        }
        chosen = {column: data[name] for name, column in columns.items() if data.get(name)}
        reviews = reviews.filter(**chosen)
        if data.get("minority"):
            reviews = reviews.filter(ethnicity__is_minority=data["minority"] == "yes")
        if data.get("deprived"):
            reviews = reviews.deprived_of(Indicator.objects.filter(code=data["deprived"]))
        return reviews
