"""Fields that the forms of every app share: Vietnamese numbers, dates and units."""

import re

from django import forms

from povertyplan.numbers import as_key, vietnamese
from povertyplan.units.models import Unit

# 1.500.000, but not 1.5: a point that does not part thousands would change the number.
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(\.[0-9]{3})+")


class WholeNumberField(forms.IntegerField):
    """A count or an amount, typed as people write it: 1500000 or 1.500.000."""

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", 0)
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "invalid": "Hãy nhập một số nguyên, ví dụ 1.500.000.",
                "min_value": "Số không được nhỏ hơn %(limit_value)s.",
                "max_value": "Số không được lớn hơn %(limit_value)s.",
            },
            **kwargs,
        )

    def to_python(self, value):
        text = str(value if value is not None else "").strip()
        if text and not _WHOLE.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text.replace(".", ""))

    def prepare_value(self, value):
        return vietnamese(value) if isinstance(value, int) else value


class YearField(WholeNumberField):
    """A year, from the first to the last that makes sense."""

    def __init__(self, *, first: int = 1900, last: int = 2100, **kwargs):
        super().__init__(min_value=first, max_value=last, **kwargs)
        sentence = f"Hãy nhập một năm từ {first} đến {last}."
        self.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), sentence)

    def prepare_value(self, value):
        return value


class DayField(forms.DateField):
    """A date typed as day/month/year."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.DateInput(
                format="%d/%m/%Y", attrs={"placeholder": "ngày/tháng/năm", "inputmode": "numeric"}
            ),
            error_messages={"invalid": "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/9/2021."},
            **kwargs,
        )


class UnitField(forms.ModelChoiceField):
    """A unit of the person's area. Offers the own units and what lies right under them."""

    def __init__(self, *, user, selected: str | None = None, **kwargs):
        area = user.area()
        super().__init__(
            queryset=Unit.objects.visible_to(user).select_related("kind"),
            empty_label=kwargs.pop("empty_label", "Cả địa bàn"),
            **kwargs,
        )
        offered = Unit.objects.visible_to(user).filter(parent__in=area).select_related("kind")
        chosen = [unit for unit in self._chosen(selected) if unit not in area]
        own = [*area, *offered.order_by("position", "sort_key")]
        units = own + [unit for unit in chosen if unit not in own]
        self.widget.choices = [("", self.empty_label)] + [(u.pk, u.title) for u in units]

    def _chosen(self, selected):
        key = as_key(selected)
        return self.queryset.filter(pk=key) if key else []


class Filter(forms.Form):
    """What a list is narrowed to. Subclasses say in `narrow` which rows are asked for."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            user=user, selected=self.data.get("unit"), label="Địa bàn", required=False
        )

    def apply(self, rows):
        """The rows asked for; none when a filter makes no sense, which `problems` explains."""
        return self.narrow(rows, self.cleaned_data) if self.is_valid() else rows.none()

    def narrow(self, rows, data: dict):
        return rows.in_unit(data["unit"]) if data.get("unit") else rows

    def problems(self) -> list[str]:
        """What is wrong with each filter."""
        return problems_of(self)


def problems_of(form: forms.Form) -> list[str]:
    """What is wrong with each field, under the name that the page shows."""
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else error
        for name, errors in form.errors.items()
        for error in errors
    ]
