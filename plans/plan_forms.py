"""The forms of a plan and of the parts of its document."""

import re

from django import forms

from plans import budgets
from plans.actions.sections import Words
from plans.enums import Amendment, Numbering, PlanKind, PolicyArea
from plans.models import (
    AgencyAssignment,
    Component,
    Duty,
    Fact,
    LegalText,
    OfficialAssignment,
    Plan,
    PlanBasis,
    PlanTask,
    Recipient,
)
from povertyplan.forms import DayField, YearField
from povertyplan.units.models import Agency, Unit

EXTRA_ROWS = 3
_CODES = re.compile(r"[,;\s]+")


class StartForm(forms.Form):
    """Which plan to begin, and from what."""

    kind = forms.ChoiceField(label="Loại kế hoạch", choices=PlanKind.choices)
    abstract = forms.CharField(label="Trích yếu", max_length=300, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        units = user.units.select_related("kind")
        self.fields["unit"] = forms.ModelChoiceField(units, label="Đơn vị", empty_label=None)
        self.fields["year"] = YearField(label="Năm kế hoạch", first=2016)
        if latest := Plan.objects.filter(unit__in=units).order_by("-year", "pk").first():
            self.initial = {"kind": latest.kind, "year": latest.year + 1} | self.initial
        plans = Plan.objects.filter(unit__in=user.area()).exclude(sections=None)
        earlier = plans.select_related("unit__kind").order_by("-year", "pk")
        choices = [(str(plan.pk), f"Chép từ {plan.name} ({plan.life.lower()})") for plan in earlier]
        self.fields["origin"] = forms.ChoiceField(
            label="Bắt đầu từ",
            choices=[("", "Kế hoạch trống"), ("clauses", "Thư viện mẫu nội dung"), *choices],
            required=False,
        )
        self.earlier = {str(plan.pk): plan for plan in earlier}

    def clean_origin(self):
        chosen = self.cleaned_data["origin"]
        return self.earlier.get(chosen, chosen or None)


class HeadForm(forms.ModelForm):
    """What stands around the sections."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = [
            "heading",
            "symbol",
            "abstract",
            "introduction",
            "closing",
            "parent",
            "parent_text",
            "amendment_note",
            "sign_organ",
            "sign_mode",
            "sign_title",
            "signer_name",
            "archive",
        ]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("introduction", "closing")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plan = self.instance
        self.fields["parent"].queryset = Plan.objects.filter(
            unit=plan.unit.parent, year=plan.year
        ).select_related("unit__kind")
        self.fields["parent_text"].queryset = LegalText.objects.filter(kind="Kế hoạch")
        if not plan.amends_id:
            del self.fields["amendment_note"]

    def clean(self):
        data = super().clean()
        if data.get("parent") and data.get("parent_text"):
            self.add_error("parent_text", "Hãy chọn một: kế hoạch trong hệ thống, hoặc ở ngoài.")
        return data


class SectionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    numbering = forms.ChoiceField(label="Cách đánh số", choices=Numbering.choices)
    title = forms.CharField(label="Tên mục", max_length=500, required=False)
    body = forms.CharField(
        label="Nội dung",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Dòng trống ngắt đoạn; đầu dòng «- » hoặc «+ » là gạch đầu dòng; "
        "**chữ đậm**; [[tên]] là số liệu tự động.",
    )
    area = forms.ChoiceField(
        label="Lĩnh vực", choices=[("", "Không ghi"), *PolicyArea.choices], required=False
    )
    key = forms.RegexField(
        r"^[a-z0-9-]{1,60}$",
        label="Mã mục",
        required=False,
        help_text="Để dẫn chiếu: [[ref:mã]]. Để trống thì đặt theo tên mục.",
        error_messages={"invalid": "Mã mục gồm chữ thường không dấu, số và gạch nối."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = dict(self.fields["area"].choices)
        area = self.initial.get("area")
        if area and area not in areas:
            self.fields["area"].choices = [*self.fields["area"].choices, (area, area)]

    def words(self) -> Words:
        data = self.cleaned_data
        names = ("title", "body", "numbering", "area", "key")
        return Words(**{name: data[name] for name in names})


class AmendForm(forms.Form):
    amendment = forms.ChoiceField(label="Hình thức", choices=Amendment.choices)
    note = forms.CharField(
        label="Nội dung được sửa đổi, thay thế",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LegalTextForm(forms.ModelForm):
    """A text that the catalogue does not have yet."""

    issued_on = DayField(label="Ngày ban hành", required=False)
    valid_to = DayField(label="Có hiệu lực đến hết ngày", required=False)

    class Meta:
        model = LegalText
        fields = ["kind", "number", "issued_on", "issuer", "abstract", "valid_to"]


class DoneForm(forms.Form):
    done_on = DayField(label="Ngày hoàn thành", required=False)


class RowForm(forms.ModelForm):
    """A row of one of the plan's lists."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # What `initial_of` reads of a record besides its own columns.
    PREFETCHED = ()

    def __init__(self, *args, plan: Plan, **kwargs):
        self.plan = plan
        super().__init__(*args, **kwargs)

    def row(self) -> dict:
        """The fields of the row, as the action takes them."""
        return {name: self.cleaned_data[name] for name in self._meta.fields} | {
            "pk": self.cleaned_data["pk"]
        }

    @classmethod
    def initial_of(cls, record) -> dict:
        return {"pk": record.pk} | forms.model_to_dict(record, cls._meta.fields)


class BasisForm(RowForm):
    class Meta:
        model = PlanBasis
        fields = ["lead_in", "text"]


class TaskForm(RowForm):
    due_on = DayField(label="Thời hạn", required=False)
    codes = forms.CharField(
        label="Dự án, tiểu dự án", max_length=80, required=False, help_text="Mã, ví dụ 1, 4.3"
    )

    PREFETCHED = ("components",)

    class Meta:
        model = PlanTask
        fields = ["agency", "role", "text", "due_on", "section"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.filter(unit=self.plan.unit).valid_in(self.plan.year)
        self.fields["agency"].queryset = agencies
        self.fields["section"].queryset = self.plan.sections.all()

    def clean_codes(self):
        codes = {code for code in _CODES.split(self.cleaned_data["codes"]) if code}
        programme = budgets.programme_of(self.plan)
        found = Component.objects.filter(programme=programme, code__in=codes)
        missing = codes - {component.code for component in found}
        if missing:
            raise forms.ValidationError(
                f"Chương trình không có dự án {', '.join(sorted(missing))}."
            )
        return list(found)

    def row(self) -> dict:
        return super().row() | {"components": self.cleaned_data["codes"]}

    @classmethod
    def initial_of(cls, record) -> dict:
        codes = ", ".join(component.code for component in record.components.all())
        return super().initial_of(record) | {"codes": codes}


class DutyForm(RowForm):
    due_on = DayField(label="Thời hạn", required=False)

    class Meta:
        model = Duty
        fields = ["sender", "receiver", "what", "period", "due_on", "key", "note"]


class RecipientForm(RowForm):
    class Meta:
        model = Recipient
        fields = ["text"]


class FactForm(RowForm):
    class Meta:
        model = Fact
        fields = ["key", "label", "value", "source"]


class AgencyAssignmentForm(RowForm):
    class Meta:
        model = AgencyAssignment
        fields = ["agency", "unit", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.filter(unit=self.plan.unit).valid_in(self.plan.year)
        self.fields["agency"].queryset = agencies
        children = Unit.objects.children_of(self.plan.unit, year=self.plan.year)
        self.fields["unit"].queryset = children


class OfficialForm(RowForm):
    class Meta:
        model = OfficialAssignment
        fields = ["official", "unit", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        children = Unit.objects.children_of(self.plan.unit, year=self.plan.year)
        self.fields["unit"].queryset = children
        self.fields["unit"].required = True


FORMS = {
    "bases": BasisForm,
    "tasks": TaskForm,
    "duties": DutyForm,
    "recipients": RecipientForm,
    "facts": FactForm,
    "agencies": AgencyAssignmentForm,
    "officials": OfficialForm,
}


class Rows:
    """All rows of a list on one page, with a few empty ones."""

    def __init__(self, plan: Plan, form: type[RowForm], records, data=None):
        # A select without a choice and a period that is preset are not typed by anybody.
        factory = forms.formset_factory(
            form, extra=EXTRA_ROWS, can_delete=True, can_order=True, max_num=500
        )
        self.formset = factory(
            data,
            prefix="rows",
            initial=[form.initial_of(row) for row in records.prefetch_related(*form.PREFETCHED)],
            form_kwargs={"plan": plan, "use_required_attribute": False},
        )
        offered: dict[str, list] = {}
        for row in self.formset:
            row.fields["ORDER"].label = "Thứ tự"
            row.fields["DELETE"].label = "Xóa dòng"
            for name, field in row.fields.items():
                # What may be chosen is the same in every row: ask the database once.
                if isinstance(field, forms.ModelChoiceField):
                    if name not in offered:
                        offered[name] = list(field.choices)
                    field.choices = offered[name]

    def is_valid(self) -> bool:
        return self.formset.is_valid()

    def rows(self) -> list[dict]:
        """The rows that are filled in, in their order. Call after is_valid."""
        return [
            form.row()
            for form in self.formset.ordered_forms
            if form.has_changed() or form.cleaned_data.get("pk")
        ]
