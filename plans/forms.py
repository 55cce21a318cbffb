"""The forms of budgets and movements."""

import re
from dataclasses import dataclass

from django import forms

from plans.actions.budgets import LineEntry, capital_problem_of
from plans.actions.movements import Movement
from plans.budgets import Budget, Cell, amounts_of
from plans.enums import MovementKind
from plans.models import BudgetLine, Component, Plan
from plans.money import COLUMNS, Column, Scale, Sum
from plans.typed import read_amount, read_figure, show_amount, show_figure, to_type
from povertyplan.approval import ApprovalState
from povertyplan.errors import InvalidData
from povertyplan.forms import DayField, Filter, YearField, problems_of
from povertyplan.text import fold
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from povertyplan.units.querysets import within

EXTRA_ROWS = 5
USUAL = ("development-central", "recurrent-central", "mobilised")
_CODE = re.compile(r"(?:DA)?\s*([0-9]+(?:[.,][0-9]+)*)(?:[.:]?\s.*)?", re.IGNORECASE)
_ROW = re.compile(r"([0-9]{1,4})-content")
_BLANK = frozenset({"", "-"})


class PlanFilter(Filter):
    year = YearField(label="Năm", required=False, first=2016)
    state = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Mọi trạng thái"), *ApprovalState.choices, ("issued", "Đã ban hành")],
    )

    def narrow(self, rows, data):
        rows = super().narrow(rows, data)
        if data.get("state") == "issued":
            rows = rows.exclude(issued_on=None)
        elif data.get("state"):
            rows = rows.filter(issued_on=None, state=data["state"])
        return rows.filter(year=data["year"]) if data.get("year") else rows


class ScaleForm(forms.Form):
    """In which unit amounts are shown and typed."""

    scale = forms.ChoiceField(label="Đơn vị tiền", choices=Scale.choices())

    def __init__(self, data):
        data = data.copy()
        data.setdefault("scale", str(int(Scale.MILLION)))
        super().__init__(data)

    @property
    def chosen(self) -> Scale:
        """The scale asked for, else million đồng. An unknown one is refused: it changes amounts."""
        if not self.is_valid():
            raise InvalidData("Cách hiện bảng chưa đúng; hãy mở lại trang từ danh sách kế hoạch.")
        return Scale(int(self.cleaned_data["scale"]))


class ViewForm(ScaleForm):
    """How the grid is shown: in which unit, and which columns of money besides those in use."""

    show = forms.MultipleChoiceField(
        label="Cột nguồn vốn",
        choices=[(column.key, column.label) for column in COLUMNS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def asked(self) -> list[Column]:
        """The columns that were ticked. Call after `chosen`."""
        return [column for column in COLUMNS if column.key in self.cleaned_data["show"]]

    def columns(self, used: list[Column]) -> list[Column]:
        """The columns in use, with those asked for, or with the usual ones. Call after `chosen`."""
        asked = self.asked() or [column for column in COLUMNS if column.key in USUAL]
        return [column for column in COLUMNS if column in used or column in asked]


class FigureField(forms.CharField):
    """A figure with decimals as people write it."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def read(self, text: str):
        return read_figure(text)

    def clean(self, value):
        try:
            return self.read(super().clean(value))
        except InvalidData as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class QuantityField(FigureField):
    def read(self, text):
        figure = read_figure(text)
        if figure is not None and (figure >= 10**11 or figure != round(figure, 3)):
            raise InvalidData("Số lượng có nhiều nhất 11 chữ số và 3 chữ số thập phân.")
        return figure


class AmountField(FigureField):
    """Money in units of `scale`; whole đồng, as a rule not negative."""

    def __init__(self, *, scale: Scale, may_be_negative: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.scale, self.may_be_negative = scale, may_be_negative

    def read(self, text):
        amount = read_amount(text, self.scale)
        if amount is not None and amount < 0 and not self.may_be_negative:
            raise InvalidData("Số tiền không được nhỏ hơn 0.")
        return amount


class ComponentField(forms.CharField):
    """A component by its code: 4.3, DA4.3, or the code with the name behind it."""

    def __init__(self, *, components: dict[str, Component], **kwargs):
        super().__init__(**kwargs)
        self.components = components

    def clean(self, value):
        text = super().clean(value)
        found = _CODE.fullmatch(text)
        component = self.components.get(found[1].replace(",", ".")) if found else None
        if component is None:
            raise forms.ValidationError(
                f"Chương trình không có dự án mang mã «{text}»; hãy ghi mã như 4.3 hoặc chọn "
                "trong danh sách."
            )
        return component


class PlaceField(forms.CharField):
    """A unit inside the plan's, by its name with or without its kind."""

    def __init__(self, *, places: dict[str, list[Unit]], **kwargs):
        super().__init__(required=False, **kwargs)
        self.places = places

    def clean(self, value):
        text = super().clean(value)
        found = self.places.get(fold(text), [])
        if text and not found:
            raise forms.ValidationError(f"Không có địa điểm «{text}» trong địa bàn của kế hoạch.")
        if len(found) > 1:
            names = ", ".join(unit.title for unit in found)
            raise forms.ValidationError(f"Có nhiều nơi tên «{text}»: {names}. Hãy ghi cả loại.")
        return found[0] if found else None


def places_of(plan: Plan) -> dict[str, list[Unit]]:
    """The units that a line may name, by each way to write them: down to communes, or villages."""
    lowest = max(Level.COMMUNE, min(plan.unit.level + 1, Level.VILLAGE))
    units = Unit.objects.filter(within(plan.unit, village="id"), level__lte=lowest)
    found: dict[str, list[Unit]] = {}
    for unit in units.valid_in(plan.year).select_related("kind").order_by("level", "position"):
        for name in {fold(unit.title), fold(unit.table_name), fold(unit.name)}:
            found.setdefault(name, []).append(unit)
    return found


@dataclass(frozen=True)
class Offer:
    """What the cells of a grid can be: its columns and unit of money, components and places."""

    columns: list[Column]
    scale: Scale
    components: dict[str, Component]
    places: dict[str, list[Unit]]


class LineForm(forms.Form):
    """One row of the grid."""

    line = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, offer: Offer, number: int, **kwargs):
        super().__init__(*args, prefix=str(number), auto_id=False, **kwargs)
        self.offer, self.number = offer, number + 1
        self.fields |= {
            "component": ComponentField(components=offer.components, label="Dự án"),
            "content": forms.CharField(max_length=500, label="Nội dung"),
            "measure": forms.CharField(max_length=40, required=False, label="Đơn vị tính"),
            "quantity": QuantityField(label="Số lượng"),
            "place": PlaceField(places=offer.places, label="Địa điểm"),
        }
        for column in offer.columns:
            self.fields[column.key] = AmountField(scale=offer.scale, label=column.label)
        self.fields["note"] = forms.CharField(max_length=300, required=False, label="Ghi chú")
        for field in self.fields.values():
            field.label = f"Dòng {self.number}, cột «{field.label}»"

    @property
    def is_blank(self) -> bool:
        """Whether nothing is typed in the row; a stored line is removed by emptying its row."""
        return all(
            (self[name].value() or "").strip() in _BLANK for name in self.fields if name != "line"
        )

    def amounts(self) -> dict[Column, int]:
        """The amounts that can be read. Call after is_valid."""
        read = {column: self.cleaned_data.get(column.key) for column in self.offer.columns}
        return {column: amount for column, amount in read.items() if amount is not None}

    def clean(self):
        component = self.cleaned_data.get("component")
        for column, amount in self.amounts().items() if component else ():
            if problem := capital_problem_of(component, column, amount):
                self.add_error(column.key, problem)
        return self.cleaned_data

    def entry(self) -> LineEntry:
        data = self.cleaned_data
        return LineEntry(
            pk=data["line"],
            amounts=self.amounts(),
            **{name: data[name] for name in _COPIED},
        )


_COPIED = ("component", "content", "measure", "quantity", "place", "note")


class BudgetForm:
    """The whole grid: as it is stored, or as it was sent."""

    def __init__(self, budget: Budget, view: ViewForm, data=None):
        self.scale = view.chosen
        self.columns = view.columns(budget.columns)
        self.budget, self.data = budget, data
        self.offer = Offer(
            columns=self.columns,
            scale=self.scale,
            components={component.code: component for component in budget.components},
            places=places_of(budget.plan),
        )
        self.rows = self._stored() if data is None else self._sent()

    def _stored(self) -> list[LineForm]:
        initials = [self._initial(line) for line in self.budget.lines] + [{}] * EXTRA_ROWS
        return [
            LineForm(offer=self.offer, number=number, initial=initial)
            for number, initial in enumerate(initials)
        ]

    def _sent(self) -> list[LineForm]:
        numbers = sorted({int(found[1]) for key in self.data if (found := _ROW.fullmatch(key))})
        return [LineForm(self.data, offer=self.offer, number=number) for number in numbers]

    def _initial(self, line: BudgetLine) -> dict[str, str]:
        return {
            "line": line.pk,
            "component": line.component.code,
            "content": line.content,
            "measure": line.measure,
            "quantity": to_type(show_figure(line.quantity)),
            "place": line.place.title if line.place else "",
            "note": line.note,
            **{
                column.key: to_type(show_amount(amount, self.scale))
                for column, amount in amounts_of(line).items()
            },
        }

    @property
    def blank_row(self) -> LineForm:
        """What the page copies when a paste needs more rows."""
        return LineForm(offer=self.offer, number=len(self.rows))

    @property
    def place_names(self) -> list[str]:
        """What the page proposes for the place of a line."""
        return sorted({unit.title for units in self.offer.places.values() for unit in units})

    def filled(self) -> list[LineForm]:
        return [row for row in self.rows if not row.is_blank]

    def check_whole(self) -> None:
        """Refuse a page that came in part: a row that is missing is not a row that was emptied."""
        named = {row["line"].value() for row in self.rows}
        is_whole = all(
            row.add_prefix(name) in self.data for row in self.rows for name in row.fields
        )
        if not is_whole or not {str(line.pk) for line in self.budget.lines} <= named:
            raise InvalidData(
                "Trang gửi lên thiếu ô hoặc thiếu dòng nên chưa lưu gì; hãy tải lại trang."
            )

    def problems(self) -> list[str]:
        """The cells that cannot be kept, each with its row, its column and the reason."""
        return [problem for row in self.filled() for problem in problems_of(row)]

    def entries(self) -> list[LineEntry]:
        """The rows as lines. Call when there are no problems."""
        return [row.entry() for row in self.filled()]

    def sums(self) -> list[Sum]:
        """What can be read so far, or what is stored."""
        if self.data is None:
            return self.budget.sums
        rows = self.filled()
        for row in rows:
            row.full_clean()
        return [
            Sum(self._path(row), column, None, amount)
            for row in rows
            for column, amount in row.amounts().items()
        ]

    def _path(self, row: LineForm) -> tuple[int, ...]:
        component = row.cleaned_data.get("component")
        return self.budget.paths[component.pk] if component else ()


class MovementForm(forms.Form):
    """A decision or a payment: its day and number, and an amount for any of the cells."""

    day = DayField(label="Ngày")
    decision = forms.CharField(label="Số quyết định, chứng từ", max_length=120, required=False)
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kind: MovementKind, cells: list[Cell], scale: Scale, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.cells = kind, cells
        if kind in (MovementKind.ALLOCATION, MovementKind.ADJUSTMENT):
            self.fields["decision"].required = True
        for cell in cells:
            self.fields[cell.key] = AmountField(
                scale=scale, may_be_negative=kind == MovementKind.ADJUSTMENT, label=cell.name
            )

    def rows(self) -> list[tuple[Cell, forms.BoundField]]:
        return [(cell, self[cell.key]) for cell in self.cells]

    def movement(self) -> Movement:
        """What was typed. Call after is_valid."""
        data = self.cleaned_data
        typed = {(cell.line.pk, cell.column): data[cell.key] for cell in self.cells}
        return Movement(
            kind=self.kind,
            day=data["day"],
            decision=data["decision"],
            note=data["note"],
            amounts={key: amount for key, amount in typed.items() if amount is not None},
        )
