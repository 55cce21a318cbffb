"""Forms for households, rounds, and the filters of their lists."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from households import groups, past, standing
from households.actions.rounds import Opening
from households.enums import HouseholdClass, OptionKind, RoundKind
from households.excel.package import MAX_BYTES
from households.models import EthnicGroup, Indicator, Option, Round, Standard
from households.progress import COLUMNS
from households.stages import Stage, Task
from povertyplan.approval import ApprovalState
from povertyplan.forms import DayField, Filter, UnitField, WholeNumberField, YearField


class KnownOrNot(forms.NullBooleanSelect):
    """Yes, no, or not known yet."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [("unknown", "Chưa biết"), ("true", "Có"), ("false", "Không")]


class RoundForm(forms.ModelForm):
    """What a round is opened with."""

    year = YearField(label="Năm", first=2016)
    opens_on = DayField(label="Từ ngày")
    closes_on = DayField(label="Đến ngày")
    is_from_paper = forms.BooleanField(
        label="Nhập lại từ hồ sơ giấy của đợt đã kết thúc",
        required=False,
        help_text="Không có họp dân, niêm yết, quyết định trong phần mềm.",
    )

    class Meta:
        model = Round
        fields = ["unit", "year", "kind", "standard", "next_standard", "opens_on", "closes_on"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(user=user, label="Địa bàn", empty_label="Chọn địa bàn")
        self.fields["standard"].queryset = Standard.objects.confirmed()
        self.fields["next_standard"].queryset = Standard.objects.confirmed()
        self.fields["next_standard"].empty_label = "Không đổi chuẩn"

    def opening(self) -> Opening:
        """What was typed. Call after is_valid."""
        data = dict(self.cleaned_data)
        period = data.pop("opens_on"), data.pop("closes_on")
        return Opening(period=period, **data)


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
        return self.named(rows, data["q"]) if data.get("q") else rows

    def named(self, rows, text: str):
        """The rows with a name that holds the words of `text`."""
        return rows.search(text)


class ReviewFilter(HouseholdFilter):
    """The filters of the list of reviews; the links behind printed counts use the same names."""

    MORE = (
        "reached",
        "task",
        "held",
        "objection",
        "year",
        "kind",
        "round",
        "stage",
        "judged",
        "household_class",
        "minority",
        "ethnicity",
        "deprived",
        "least",
        "cause",
        "trait",
        "group",
    )

    year = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label="Loại đợt", required=False, choices=[("", "Mọi đợt"), *RoundKind.choices]
    )
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *ApprovalState.choices]
    )
    stage = forms.ChoiceField(
        label="Số liệu",
        required=False,
        choices=[
            ("", "Mọi phiếu"),
            ("official", "Đã duyệt, công nhận"),
            ("preliminary", "Mọi phiếu đã phân loại"),
        ],
    )
    reached = forms.ChoiceField(
        label="Chặng",
        required=False,
        choices=[
            ("", "Mọi chặng"),
            *((stage, stage.label) for stage in Stage if stage != Stage.WITHDRAWN),
            ("collected", "Đã nhập (mọi chặng sau)"),
            ("agreed_on", "Họp đã đồng ý (và chặng sau)"),
            ("posted_once", "Đã niêm yết (và chặng sau)"),
            ("approved_so_far", "Đã duyệt (và đã công nhận)"),
        ],
    )
    task = forms.ChoiceField(
        label="Việc tiếp theo",
        required=False,
        choices=[
            ("", "Mọi việc"),
            *((task, task.label) for task in Task if task != Task.NOTHING),
        ],
    )
    held = forms.ChoiceField(
        label="Tạm giữ",
        required=False,
        choices=[("", "Giữ hay không"), ("yes", "Đang tạm giữ"), ("no", "Không tạm giữ")],
    )
    objection = forms.ChoiceField(
        label="Khiếu nại",
        required=False,
        choices=[
            ("", "Có hay không"),
            ("unsettled", "Chưa giải quyết xong"),
            ("any", "Từng có khiếu nại"),
        ],
    )
    judged = forms.ChoiceField(
        label="Chuẩn",
        required=False,
        choices=[("", "Chuẩn của đợt"), ("next", "Chuẩn của năm sau")],
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
    least = WholeNumberField(
        label="Thiếu hụt từ (số chỉ số)", required=False, min_value=1, max_value=20
    )
    cause = forms.ModelChoiceField(
        Option.objects.of_kind(OptionKind.CAUSE),
        label="Nguyên nhân",
        required=False,
        empty_label="Mọi nguyên nhân",
        to_field_name="code",
    )
    trait = forms.ChoiceField(
        label="Đặc điểm",
        required=False,
        choices=[
            ("", "Mọi hộ"),
            ("has_no_labour", "Không có khả năng lao động"),
            ("has_merit_person", "Có người có công"),
            ("is_social_protection", "Bảo trợ xã hội"),
            ("is_female_headed", "Chủ hộ là nữ"),
            ("is_indigenous", "Dân tộc tại chỗ"),
            ("is_farming", "Làm nông, lâm, ngư, diêm nghiệp"),
            ("has_children", "Có trẻ em"),
        ],
    )
    group = forms.ChoiceField(label="Nhóm đối tượng", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        rounds = Round.objects.visible_to(user)
        years = rounds.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", "Mọi năm"), *((year, year) for year in years)]
        self.fields["round"] = forms.ModelChoiceField(
            rounds.select_related("unit__kind"),
            label="Đợt",
            required=False,
            empty_label="Mọi đợt",
        )
        names = dict(
            Indicator.objects.order_by("-standard__valid_from").values_list("code", "name")
        )
        self.fields["deprived"].choices = [("", "Mọi chỉ số"), *names.items()]
        listed = Option.objects.of_kind(OptionKind.GROUP).values_list("code", "name")
        self.fields["group"].choices = [
            ("", "Mọi nhóm"),
            *((code, name) for code, name in listed if code in groups.FLAGS),
            (groups.OTHER, "Hộ khác"),
        ]
        self.order_fields(["q", "unit", "year", "state", "household_class", "minority"])

    def named(self, rows, text: str):
        return past.search(rows, text, self.user)

    @property
    def more(self):
        """The fields that stand behind «more conditions»."""
        return [self[name] for name in self.MORE]

    @property
    def is_opening(self) -> bool:
        """Whether the results asked for are those of the standard of the next year."""
        return self.data.get("judged") == "next"

    def narrow(self, rows, data):
        reviews = super().narrow(rows, data)
        columns = {
            "year": "round__year",
            "kind": "round__kind",
            "round": "round",
            "state": "state",
            "household_class": "household_class",
            "ethnicity": "ethnicity",
        }
        chosen = {column: data[name] for name, column in columns.items() if data.get(name)}
        reviews = self._at_stage(reviews.filter(**chosen), data.get("stage"))
        if data.get("minority"):
            reviews = reviews.filter(ethnicity__is_minority=data["minority"] == "yes")
        if data.get("deprived"):
            reviews = reviews.deprived_of(Indicator.objects.filter(code=data["deprived"]))
        if data.get("least"):
            reviews = reviews.deprived_in(data["least"])
        return self._standing(self._of_form_b(reviews, data), data)

    @staticmethod
    def _standing(reviews, data):
        """Those held, objected to, or as far as asked; asked last, of as few reviews as may be."""
        if data.get("held"):
            held = Q(state=ApprovalState.SUBMITTED) & ~Q(held_because="")
            reviews = reviews.filter(held if data["held"] == "yes" else ~held)
        if data.get("objection"):
            is_open = data["objection"] == "unsettled"
            reviews = reviews.unsettled() if is_open else reviews.objected()
        reached, task = data.get("reached"), data.get("task")
        if reached or task:
            stages = COLUMNS.get(reached) or ({Stage(reached)} if reached else ())
            today = timezone.localdate()
            reviews = standing.narrowed(reviews, today=today, stages=stages, task=task)
        return reviews

    @staticmethod
    def _at_stage(reviews, stage: str):
        """What official figures count, or preliminary ones."""
        if stage == "preliminary":
            return reviews.active().exclude(household_class="")
        return reviews.final() if stage == "official" else reviews

    @staticmethod
    def _of_form_b(reviews, data):
        if data.get("cause"):
            reviews = reviews.caused_by(data["cause"].bit)
        trait = data.get("trait")
        if trait == "has_children":
            reviews = reviews.filter(child_count__gt=0)
        elif trait:
            reviews = reviews.filter(**{trait: True})
        if data.get("group"):
            year = data.get("year") or timezone.localdate().year
            reviews = reviews.filter(groups.of_group(data["group"], year))
        return reviews
