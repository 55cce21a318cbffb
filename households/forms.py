"""Forms for households, rounds, and the filters of their lists."""

from django import forms

from households.enums import HouseholdClass, RoundKind
from households.models import EthnicGroup, Household, Indicator, Member, Round, Standard
from povertyplan.approval import ApprovalState
from povertyplan.forms import DayField, Filter, UnitField, YearField
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
