"""The forms of whoever issues a document: when it was signed, by whom, and what it rests on."""

from django import forms
from django.utils import timezone

from povertyplan.documents.signing import Signer, SignMode
from povertyplan.forms import DayField

_OFFICES = {
    "head": Signer("", title="Chủ tịch"),
    "deputy": Signer("", title="Phó Chủ tịch", mode=SignMode.DEPUTY),
    "acting": Signer("", title="Chủ tịch", mode=SignMode.ACTING),
}


class SigningForm(forms.Form):
    signed_on = DayField(label="Ngày ký")
    signer = forms.CharField(
        label="Người ký", max_length=120, help_text="Họ và tên, không ghi học hàm, học vị."
    )
    office = forms.ChoiceField(
        label="Quyền hạn, chức vụ",
        choices=[
            ("head", "Chủ tịch"),
            ("deputy", "KT. Chủ tịch, Phó Chủ tịch"),
            ("acting", "Q. Chủ tịch"),
        ],
    )

    def __init__(self, *args, initial: dict | None = None, **kwargs):
        today = {"signed_on": timezone.localdate()}
        super().__init__(*args, initial=today | (initial or {}), **kwargs)

    def signer_of(self) -> Signer:
        """Who signs, by which authority. Call after is_valid."""
        office = _OFFICES[self.cleaned_data["office"]]
        return Signer(self.cleaned_data["signer"], office.title, office.mode)


class DecisionForm(SigningForm):
    """With what a decision rests on, line by line, proposed as `bases`."""

    legal_bases = forms.CharField(
        label="Căn cứ (mỗi dòng một văn bản)",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, bases: tuple[str, ...], signer: str, **kwargs):
        initial = {"legal_bases": "\n".join(bases), "signer": signer}
        super().__init__(*args, initial=initial, **kwargs)

    def bases(self) -> tuple[str, ...]:
        lines = self.cleaned_data["legal_bases"].splitlines()
        return tuple(line.strip().rstrip(";.") for line in lines if line.strip())
