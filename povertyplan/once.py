"""A form that is sent twice, by a double click or from a page gone back to, is written once."""

from uuid import UUID, uuid4, uuid5

from django import forms
from django.db import models

from povertyplan.errors import AlreadyDone


class WrittenOnce(models.Model):
    """A record made by a form: `form_key` says by which, and of whom the form spoke."""

    form_key = models.UUIDField(
        "khóa của biểu mẫu",
        null=True,
        blank=True,
        unique=True,
        editable=False,
        error_messages={"unique": "Biểu mẫu này đã được gửi."},
    )

    class Meta:
        abstract = True


class OnceForm(forms.Form):
    """A form with a key of its own, new each time the page is opened."""

    form_key = forms.UUIDField(
        required=False,
        initial=uuid4,
        widget=forms.HiddenInput,
        error_messages={"invalid": "Hãy mở lại trang này rồi nhập lại."},
    )


def key_of(form_key: UUID | None, *about) -> UUID | None:
    """The key of the form together with whom it speaks of.

    A page gone back to and filled in for somebody else is a form of its own.
    """
    return form_key and uuid5(form_key, "\n".join(str(part) for part in about))


def check_first(record: WrittenOnce, sentence: str) -> None:
    """Raise AlreadyDone, with what was written, when the form of `record` was sent before.

    Whoever calls holds a lock that the same form would have to take too.
    """
    earlier = record.form_key and type(record).objects.filter(form_key=record.form_key).first()
    if earlier:
        raise AlreadyDone(sentence, earlier)
