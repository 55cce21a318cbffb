"""Two people in one review: what each of them answered, field by field, and the choice between.

Answers are laid flat, a text by the name of a field, and one by `name:code` for each tick of a
list: so two people who ticked different indicators do not stand in each other's way.
"""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core import signing
from django.utils.datastructures import MultiValueDict

from households.forms_review import ReviewForm, typed
from povertyplan.audit.trail import EMPTY
from povertyplan.errors import InvalidData
from povertyplan.numbers import vietnamese

_SALT = "households.conflict"
_OWN = ("version", "opened")


@dataclass(frozen=True)
class Difference:
    """An answer that is stored otherwise than it was typed, in words.

    `picked` is the answer that survives unless the person says otherwise: of two people, the one
    who changed it. It is empty where both did.
    """

    key: str
    label: str
    opened: str
    theirs: str
    mine: str
    picked: str


def flat(form: ReviewForm, values: dict) -> dict[str, str]:
    """The answers in `values` as texts that the form reads; what is empty is left out."""
    laid = {}
    for name, field in form.fields.items():
        value = values.get(name)
        if name in _OWN:
            continue
        if isinstance(field, forms.MultipleChoiceField):
            laid |= {f"{name}:{code}": "1" for code, _ in field.choices if code in (value or ())}
        else:
            laid[name] = _text(value)
    return {key: text for key, text in laid.items() if text}


def data_of(form: ReviewForm, laid: dict[str, str], *, version: int, opened: str):
    """Flat answers as the browser would send them."""
    data = MultiValueDict({"version": [str(version)], "opened": [opened]})
    for key, text in laid.items():
        name, _, code = key.partition(":")
        data.appendlist(name, code or text)
    return data


def sealed(laid: dict[str, str]) -> str:
    """Flat answers as a page carries them until it is sent."""
    return signing.dumps(laid, salt=_SALT, compress=True)


def unsealed(text: str) -> dict[str, str] | None:
    """What `sealed` was given; None for anything else."""
    try:
        return signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None


def open_form(review, data=None, catalogue=None) -> ReviewForm:
    """The form of a review, which remembers what it was opened with."""
    form = ReviewForm.for_review(review, data, catalogue)
    form.initial["opened"] = seal_of(form)
    return form


def seal_of(form: ReviewForm) -> str:
    """What is stored now, for a page to carry."""
    return sealed(flat(form, typed(form.stored)))


def differences(form: ReviewForm) -> list[Difference]:
    """Where the typed answers differ from those stored now. Call after is_valid."""
    mine, theirs = flat(form, form.cleaned_data), flat(form, typed(form.stored))
    opened = unsealed(form.cleaned_data["opened"])
    keys = dict.fromkeys([*_keys(form), *theirs, *mine])
    different = [key for key in keys if mine.get(key) != theirs.get(key)]
    return [
        Difference(
            key=key,
            label=_label(form, key),
            opened=EMPTY if opened is None else _words(form, key, opened.get(key, "")),
            theirs=_words(form, key, theirs.get(key, "")),
            mine=_words(form, key, mine.get(key, "")),
            picked=_picked(key, mine, theirs, opened),
        )
        for key in different
    ]


def chosen(form: ReviewForm, choices: dict[str, str], asked: list[str]) -> ReviewForm:
    """The form with the answers that were chosen, `mine` or `theirs` by each key of `asked`.

    `theirs` are those the page showed, which it carries as `opened`. Raises InvalidData where a
    choice is missing: nobody's answer gives way in silence. Call after is_valid.
    """
    theirs = unsealed(form.cleaned_data["opened"])
    if theirs is None or any(choices.get(key) not in ("mine", "theirs") for key in asked):
        raise InvalidData("Hãy chọn một trong hai câu trả lời cho từng mục, rồi lưu lại.")
    mine = flat(form, form.cleaned_data)
    kept = {key: text for key, text in mine.items() if choices.get(key) != "theirs"}
    taken = {key: text for key, text in theirs.items() if choices.get(key) == "theirs"}
    version, opened = form.cleaned_data["version"], form.cleaned_data["opened"]
    data = data_of(form, kept | taken, version=version, opened=opened)
    return ReviewForm.for_review(form.review, data, form.catalogue)


def _picked(key: str, mine: dict, theirs: dict, opened: dict | None) -> str:
    if opened is None:
        return ""
    if mine.get(key) == opened.get(key):
        return "theirs"
    return "mine" if theirs.get(key) == opened.get(key) else ""


def _text(value) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return "1" if value is True else str(getattr(value, "pk", value))


def _keys(form: ReviewForm) -> list[str]:
    """Every key that the answers can have, in the order of the form."""
    return [
        key
        for name, field in form.fields.items()
        for key in (
            [f"{name}:{code}" for code, _ in field.choices]
            if isinstance(field, forms.MultipleChoiceField)
            else [name]
        )
    ]


def _label(form: ReviewForm, key: str) -> str:
    name, _, code = key.partition(":")
    field = form.fields[name]
    return f"{field.label}: {dict(field.choices)[code]}" if code else str(field.label)


def _words(form: ReviewForm, key: str, text: str) -> str:
    field = form.fields[key.partition(":")[0]]
    if ":" in key or isinstance(field, forms.BooleanField):
        return "có" if text else "không"
    if not text:
        return EMPTY
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.get(pk=text))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(text, text))
    return vietnamese(int(text)) if isinstance(field, forms.IntegerField) else text
