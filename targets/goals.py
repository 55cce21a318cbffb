"""The goals besides the grid: what readers see, what is handed down, and what does not add up."""

from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import QuerySet

from povertyplan.approval import ApprovalState
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from targets.models import Goal, GoalPart, TargetSheet
from targets.rules import Problem


def current(sheet: TargetSheet) -> QuerySet[Goal]:
    """The goals as they stand on the sheet's page, drafts of a revision too."""
    return sheet.goals.filter(revision=None).prefetch_related("parts")


def read(sheet: TargetSheet) -> QuerySet[Goal]:
    """The goals as readers see them: until a revision is approved, those of before it."""
    revision = sheet.revisions.last() if sheet.is_under_revision else None
    return sheet.goals.filter(revision=revision).prefetch_related("parts")


def promised(sheet: TargetSheet) -> list[tuple[Goal, Goal]]:
    """The goals on the page, which results are of, each as readers see it; new drafts not yet."""
    seen = {goal.goes_on_as_id or goal.pk: goal for goal in read(sheet)}
    return [(goal, seen[goal.pk]) for goal in current(sheet) if goal.pk in seen]


@dataclass(frozen=True)
class Given:
    """A goal of the unit above with the part for this unit, if it has one of its own."""

    goal: Goal
    part: GoalPart | None

    @property
    def aim(self) -> GoalPart | Goal:
        return self.part or self.goal


def above(sheet: TargetSheet) -> list[Given]:
    """The goals of the unit above whose sheet is in force."""
    parent = _above(sheet, TargetSheet.objects.in_force())
    return [_given(goal, sheet) for goal in read(parent)] if parent else []


def offered(sheet: TargetSheet) -> list[Given]:
    """The parts that the unit above means to hand down, while its sheet is not approved."""
    drafts = TargetSheet.objects.exclude(state=ApprovalState.APPROVED)
    parent = _above(sheet, drafts)
    given = [_given(goal, sheet) for goal in current(parent)] if parent else []
    return [item for item in given if item.part]


def before(sheet: TargetSheet) -> list[Goal]:
    """The goals of the unit's sheet of the year before that this one does not have yet."""
    earlier = TargetSheet.objects.filter(unit=sheet.unit, year=sheet.year - 1).first()
    own = {goal.code for goal in current(sheet)}
    return [goal for goal in read(earlier) if goal.code not in own] if earlier else []


def _above(sheet: TargetSheet, sheets) -> TargetSheet | None:
    return sheets.filter(unit=sheet.unit.parent_id, year=sheet.year).first()


def _given(goal: Goal, sheet: TargetSheet) -> Given:
    own = [part for part in goal.parts.all() if part.unit_id == sheet.unit_id]
    return Given(goal, own[0] if own else None)


@dataclass(frozen=True)
class Division:
    """A goal with its parts by unit; the unit itself comes last, with what it keeps."""

    goal: Goal
    parts: dict[int, GoalPart]
    units: list[Unit] = field(default_factory=list)

    @property
    def is_divided(self) -> bool:
        return bool(self.parts)

    @property
    def total(self):
        """The sum of the parts: of the targets, or of the numerators of a share."""
        if self.goal.denominator:
            return sum(part.numerator for part in self.parts.values())
        return sum(part.target for part in self.parts.values())

    @property
    def whole(self):
        """What the sum is held against."""
        return self.goal.numerator if self.goal.denominator else self.goal.target

    @property
    def decimals(self) -> int:
        """How many places to print of a part and of the sum: none of counts."""
        if self.goal.denominator:
            return 0
        is_whole = all(part.target % 1 == 0 for part in self.parts.values())
        return self.goal.decimals if is_whole else 2

    @property
    def base_total(self) -> int | None:
        """The sum of the denominators of a share."""
        if not self.goal.denominator:
            return None
        return sum(part.denominator for part in self.parts.values())

    @property
    def gap(self):
        """The sum of the parts against the whole; None where they need not add up."""
        return self.total - self.whole if self.is_divided and self.goal.is_summed else None

    @property
    def base_gap(self) -> int | None:
        """The same for the denominators."""
        if self.gap is None or not self.goal.denominator:
            return None
        return self.base_total - self.goal.denominator

    @property
    def is_short(self) -> bool:
        """Whether the parts do not reach the whole."""
        return bool(self.gap) and (self.gap > 0) == self.goal.falls


def division(goal: Goal) -> Division:
    """The goal with the child units of its sheet's year, and the unit itself."""
    sheet = goal.sheet
    units = [*Unit.objects.children_of(sheet.unit, year=sheet.year), sheet.unit]
    return Division(goal, _parts(goal), units)


def divisions(sheet: TargetSheet) -> list[Division]:
    """The goals on the sheet's page, each with the sum of its parts."""
    return [Division(goal, _parts(goal)) for goal in current(sheet)]


def _parts(goal: Goal) -> dict[int, GoalPart]:
    return {part.unit_id: part for part in goal.parts.all()}


def problems(sheet: TargetSheet) -> list[Problem]:
    """Parts that do not add up, and goals that aim lower than what was handed down."""
    found = divisions(sheet)
    own = {item.goal.code: item.goal for item in found}
    return [
        *(problem for item in found for problem in _sums(item)),
        *(problem for item in above(sheet) if item.part for problem in _against(item, own, sheet)),
    ]


def _sums(item: Division) -> list[Problem]:
    if not item.is_divided:
        return []
    goal, found = item.goal, []
    if item.is_short:
        words = "vượt" if goal.falls else "chưa đủ"
        text = f"Tổng các phần giao {shown(item.total)} {words} {shown(item.whole)}."
        found.append(Problem(str(goal), text, True))
    if item.base_gap:
        text = f"Mẫu số các phần giao cộng lại {shown(item.base_total)}, khác "
        found.append(Problem(str(goal), f"{text}{shown(goal.denominator)}.", True))
    return found


def _against(given: Given, own: dict[str, Goal], sheet: TargetSheet) -> list[Problem]:
    """The unit's own goal against the part that it was given; a reason on record excuses."""
    name, part, goal = str(given.goal), given.part, own.get(given.goal.code)
    asked = shown(part.target_value)
    excuse = "" if sheet.gap_reason else " hãy sửa, hoặc ghi lý do ở «Thiết lập bảng»."
    if goal is None:
        text = f"Cấp trên giao {asked} nhưng bảng chưa có mục tiêu này;"
    elif goal.is_rate != given.goal.is_rate:
        text = f"Cấp trên giao {asked}, là loại khác với mục tiêu của bảng;"
    elif not _misses(goal, part, falls=given.goal.falls):
        return []
    else:
        word = "cao" if given.goal.falls else "thấp"
        aimed = shown(goal.target_value)
        if aimed == asked and goal.denominator and part.denominator:
            aimed, asked = _counts(goal), _counts(part)
        text = f"{aimed} {word} hơn số cấp trên giao {asked};"
    return [Problem(name, f"{text}{excuse}" if excuse else f"{text[:-1]}.", bool(excuse))]


def _misses(goal: Goal, part: GoalPart, *, falls: bool) -> bool:
    """Whether the goal, or the count behind a share, aims at less than the part."""
    aimed, asked = Fraction(goal.target_value), Fraction(part.target_value)
    if aimed != asked:
        return (aimed > asked) == falls
    if falls or not (goal.denominator and part.denominator):
        return False
    return goal.numerator < part.numerator


def _counts(aim: Goal | GoalPart) -> str:
    return f"{shown(aim.numerator)}/{shown(aim.denominator)}"


def shown(value) -> str:
    """A figure of a goal in a sentence: 1.000, or 48,80."""
    exact = Fraction(value)
    return vietnamese(exact, 0 if exact.denominator == 1 else 2)
