"""Forms for households and their members."""

from django import forms
from django.utils import timezone

from households.actions.households import head_key
from households.forms import KnownOrNot
from households.identities import check_free, contradictions
from households.models import Household, Member
from povertyplan.errors import InvalidData
from povertyplan.forms import DayField, YearField
from povertyplan.once import OnceForm
from povertyplan.units.models import Unit

_TO_WORK = ("job_status", "job_kind", "contract", "pension")
_WORKING_AGE, _CHILD_BELOW = 15, 16
_SECTIONS = {
    "Nhân thân": (
        "full_name",
        "relation",
        "sex",
        "birth_date",
        "birth_year",
        "identity",
        "ethnicity",
    ),
    "Học tập": ("studies_at", "completed", "uses_internet"),
    "Việc làm": _TO_WORK,
    "Sức khỏe và chế độ": (
        "has_insurance",
        "is_disabled",
        "is_gravely_ill",
        "is_malnourished",
        "has_allowance",
        "merit_kind",
    ),
}
_KNOWN_OR_NOT = (
    "has_insurance",
    "has_allowance",
    "is_disabled",
    "is_gravely_ill",
    "is_malnourished",
    "uses_internet",
)


class PhoneField(forms.RegexField):
    """A telephone number as people write it."""

    def __init__(self):
        super().__init__(
            r"^[0-9+ .]{8,15}$",
            label="Điện thoại",
            required=False,
            error_messages={"invalid": "Hãy nhập số điện thoại, ví dụ 0912 345 678."},
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        )


class VillageField(forms.ModelChoiceField):
    """A village of the user's area; those that have ended say until when they were."""

    def __init__(self, *, user, **kwargs):
        villages = Unit.objects.visible_to(user).villages().select_related("kind", "commune__kind")
        villages = villages.order_by("commune", "position", "sort_key")
        super().__init__(villages, label="Thôn, buôn, tổ dân phố", **kwargs)

    def label_from_instance(self, unit):
        ended = f" (đến {unit.valid_to:%d/%m/%Y})" if unit.valid_to else ""
        return f"{unit}, {unit.commune}{ended}"


class PersonForm(forms.ModelForm):
    """What forms of a person share: the birth, and the identity number shown masked."""

    birth_date = DayField(label="Ngày sinh", required=False)
    birth_year = YearField(label="Năm sinh", required=False, help_text="Chỉ cần khi không rõ ngày.")
    identity = forms.CharField(
        label="Số định danh cá nhân",
        required=False,
        max_length=20,
        help_text="12 chữ số trên thẻ căn cước; lưu ở dạng mã hóa.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["identity"].initial = self.instance.identity_masked
        self.fields["ethnicity"].label_from_instance = lambda group: f"{group} ({group.code})"
        if merit := self.fields.get("merit_kind"):
            merit.choices = [("", "Không"), *merit.choices[1:]]

    def clean_identity(self):
        """Keep the number on the member; the mask as it was shown says that it stays."""
        typed = self.cleaned_data["identity"]
        if not typed or typed != self.instance.identity_masked:
            try:
                self.instance.set_identity(typed)
            except InvalidData as error:
                raise forms.ValidationError(error.message) from error
        return typed

    def clean(self):
        """Say at the number itself that it is somebody else's, as the action would."""
        data = super().clean()
        if "identity" in data and not self._was_sent(data):
            try:
                check_free(self.instance, self.user)
            except InvalidData as error:
                self.add_error("identity", error.message)
        return data

    def _was_sent(self, data: dict) -> bool:
        """Whether this form has made its record before, which then has the number."""
        return False

    def warnings(self) -> list[str]:
        """In what the identity number contradicts the rest. Call after saving."""
        person = self.instance
        found = contradictions(person.identity_number, sex=person.sex, birth_year=person.birth_year)
        return [f"{person}: {text}. Hãy kiểm tra lại." for text in found]


class HeadForm(PersonForm, OnceForm):
    """The head of a new household, and where the household lives."""

    address = forms.CharField(label="Địa chỉ", max_length=200, required=False)
    phone = PhoneField()

    class Meta:
        model = Member
        fields = ["full_name", "sex", "birth_date", "birth_year", "ethnicity", "merit_kind"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["village"] = VillageField(user=user)
        self.order_fields(["village", "full_name"])

    def _was_sent(self, data):
        village, key = data.get("village"), data.get("form_key")
        key = key and village and head_key(key, village, data.get("full_name", ""))
        return bool(key) and Household.objects.filter(form_key=key).exists()

    def arguments(self) -> dict:
        """What the actions need. Call after is_valid."""
        names = ("village", "address", "phone", "form_key")
        return {"head": self.instance} | {name: self.cleaned_data[name] for name in names}


class HouseholdForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    phone = PhoneField()

    class Meta:
        model = Household
        fields = ["ethnicity", "is_indigenous", "address", "phone"]

    def values(self) -> dict:
        """What was typed, by field. Call after is_valid."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class MemberForm(PersonForm):
    """A member; what does not fit the age is not asked, unless something is known of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Member
        fields = [name for names in _SECTIONS.values() for name in names if name != "identity"]
        widgets = {name: KnownOrNot() for name in _KNOWN_OR_NOT}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("studies_at", "completed", *_TO_WORK):
            _, *words = self.fields[name].choices
            self.fields[name].choices = [("", "Chưa biết"), *words]
        for name in self._out_of_age():
            if getattr(self.instance, name) in ("", None):
                del self.fields[name]

    def _out_of_age(self) -> tuple[str, ...]:
        age = self.instance.facts().age(timezone.localdate())
        if age is None:
            return ()
        if age < _WORKING_AGE:
            return _TO_WORK
        return ("is_malnourished",) if age >= _CHILD_BELOW else ()

    def sections(self) -> list[tuple[str, list]]:
        """The fields in their groups."""
        groups = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in _SECTIONS.items()
        ]
        return [group for group in groups if group[1]]


class RemoveMemberForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do xóa", max_length=500)


class AlikeForm(forms.Form):
    """What has been typed of a person so far; none of it needs to be right yet."""

    full_name = forms.CharField(required=False, max_length=120)
    birth_date = DayField(required=False)
    birth_year = YearField(required=False)
    identity = forms.CharField(required=False, max_length=20)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"] = VillageField(user=user, required=False)
        people = Member.objects.visible_to(user).select_related("household__village")
        self.fields["member"] = forms.ModelChoiceField(people, required=False)
        homes = Household.objects.visible_to(user).select_related("village")
        self.fields["household"] = forms.ModelChoiceField(homes, required=False)

    def asked(self) -> dict:
        """What to look for, as far as it can be understood."""
        self.is_valid()
        data = self.cleaned_data
        born, home, own = data.get("birth_date"), data.get("household"), data.get("member")
        return {
            "name": data.get("full_name", ""),
            "birth_year": born.year if born else data.get("birth_year"),
            "number": data.get("identity", ""),
            "place": home.village if home else data.get("village"),
            "own": own.pk if own else None,
        }
