"""What the page of a review shows around its form: verdicts, reasons, last year's answers."""

from dataclasses import dataclass

from django import forms
from django.utils.formats import localize_input

from households.actions.reviews import findings_of
from households.answers import FLAGS
from households.derivation import Derived
from households.enums import HouseholdClass, StepKind
from households.forms_review import ReviewForm, typed
from households.judging import Catalogue, Judgement
from households.models import Result, Review, Standard
from households.rules import score_b2
from households.stages import Standing, Task
from povertyplan.audit.trail import in_words


@dataclass(frozen=True)
class Verdict:
    """The class under one standard, and what it follows from; no class while unknown.

    `lines` are content and points of the B1 table, `missing` the facts that it still asks for.
    """

    title: str
    standard: Standard
    household_class: HouseholdClass | None = None
    score_b2: int | None = None
    explanation: str = ""
    warning: str = ""
    overruled: tuple[str, ...] = ()
    score_b1: int | None = None
    lines: tuple[tuple[str, int], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_computed(self) -> bool:
        """Whether B1 comes from the table of the region."""
        return bool(self.lines or self.missing)


@dataclass(frozen=True)
class Tick:
    """One box of a list: whether it is ticked, was so last year (None: unknown), and why."""

    name: str
    code: str
    label: str
    is_ticked: bool
    was_ticked: bool | None = None
    definition: str = ""
    is_derivable: bool = False
    follows: Derived | None = None


def may_go_on(review: Review, moves: list, where: Standing) -> bool:
    """Whether the form can be sent when it is saved: no meeting, no posting comes in between."""
    if not any(move.name == "submit" for move in moves):
        return False
    between = review.round.has_step(StepKind.MEETING) or review.round.has_step(StepKind.POSTING)
    return where.task == Task.SUBMIT or not between


def title_of(review: Review, standard: Standard) -> str:
    """Which year the class under `standard` is for, in a round under two; else empty."""
    if review.round.next_standard_id is None:
        return ""
    year = review.round.year
    is_closing = standard.pk == review.round.standard_id
    return f"Kết quả năm {year}" if is_closing else f"Mở đầu năm {year + 1}"


def verdicts(review: Review, judgements: list[Judgement], catalogue: Catalogue) -> list[Verdict]:
    """What answers say that are being typed."""
    return [
        Verdict(
            title=title_of(review, item.standard),
            standard=item.standard,
            household_class=item.found and item.found.household_class,
            score_b2=item.found and item.found.score_b2,
            explanation=item.found.explanation if item.found else "",
            warning=item.found.warning if item.found else "",
            overruled=tuple(item.overruled),
            score_b1=item.score_b1,
            lines=tuple((line.content, line.points) for line in item.b1.lines) if item.b1 else (),
            missing=tuple(catalogue.facts(item.b1.missing)) if item.b1 else (),
        )
        for item in judgements
    ]


def stored_verdicts(review: Review, catalogue: Catalogue) -> list[Verdict]:
    """What was found on the day: a review that is out of hand keeps its verdict."""
    return [_stored(review, standard, catalogue) for standard in review.round.standards]


def _stored(review: Review, standard: Standard, catalogue: Catalogue) -> Verdict:
    result, title = review.result_under(standard.pk), title_of(review, standard)
    if not result.household_class:
        return Verdict(title, standard)
    table = catalogue.points(standard, review.village, review.round.closes_on)
    contents = {line.code: line.content for line in table}
    return Verdict(
        title=title,
        standard=standard,
        household_class=HouseholdClass(result.household_class),
        score_b2=score_b2(result.deprived_codes, standard.rules()),
        explanation=result.explanation,
        score_b1=result.score_b1,
        lines=tuple((contents.get(code, code), points) for code, points in result.b1_lines or ()),
    )


def last_year(review: Review) -> Result | None:
    """The result that the household is managed by, from the round before this one."""
    results = Result.objects.managing(year=review.round.follows_year)
    results = results.filter(
        review__household=review.household_id, review__round__opens_on__lt=review.round.opens_on
    )
    results = results.select_related(
        "review__round__standard", "review__round__next_standard", "review__ethnicity"
    )
    results = results.prefetch_related("review__results")
    found = results.order_by("-review__round__opens_on", "-pk").first()
    if found is None:
        return None
    found.review.share_standards()
    return found.review.result_under(found.standard_id)


def indicator_blocks(form: ReviewForm, judgements: list[Judgement], before: Result | None) -> list:
    """The indicators by standard and dimension: title, and dimensions with their boxes."""
    blocks = []
    for item in judgements:
        is_following = item.standard.pk != form.review.round.standard_id
        name = "following_deprived" if is_following else "deprived"
        same = before is not None and before.standard_id == item.standard.pk
        was = before.deprived_codes if same else None
        groups = {row.pk: (row, []) for row in item.standard.dimensions.all()}
        ticked = _ticked(form, name)
        for row in form.indicators(is_following=is_following):
            groups[row.dimension_id][1].append(_indicator(row, name, ticked, was, item.derived))
        asked = [group for group in groups.values() if group[1]]
        blocks.append((item.standard.name if is_following else "", asked))
    return blocks


def _indicator(row, name: str, ticked: set[str], was, derived: dict[str, Derived]) -> Tick:
    return Tick(
        name=name,
        code=row.code,
        label=f"Thiếu hụt {row.name[:1].lower()}{row.name[1:]}",
        is_ticked=row.code in ticked,
        was_ticked=None if was is None else row.code in was,
        definition=row.definition,
        is_derivable=bool(row.derivation),
        follows=derived.get(row.code),
    )


def list_ticks(form: ReviewForm, name: str, before: dict | None) -> list[Tick]:
    """The boxes of a list of options, by the name of its field."""
    ticked = _ticked(form, name)
    was = None if before is None else before.get(name, ())
    return [
        Tick(name, code, label, code in ticked, None if was is None else code in was)
        for code, label in form.fields[name].choices
    ]


def quick_ticks(form: ReviewForm) -> list[Tick]:
    """The conditions of form A; empty where it is not used."""
    return list_ticks(form, "form_a", None) if "form_a" in form.fields else []


def flag_ticks(form: ReviewForm, before: dict | None) -> list[Tick]:
    """The boxes that say one thing each."""
    return [
        Tick(
            name,
            "on",
            str(form.fields[name].label),
            bool(form[name].value()),
            None if before is None else before[name],
        )
        for name in FLAGS
    ]


def mark_changes(form: ReviewForm, before: Result | None) -> dict | None:
    """Give each field last year's answer, for the page to show where this year's differs.

    Returns last year's answers by field.
    """
    if before is None:
        return None
    values = typed(findings_of(before.review, form.catalogue))
    if before.standard_id != form.review.round.standard_id:
        values["score_b1"] = None
    values["following_score_b1"] = None
    for name, field in form.fields.items():
        asked = values["owned_asked"] if name.startswith("own-") else values.get(name) is not None
        if asked and not isinstance(field, forms.MultipleChoiceField | forms.BooleanField):
            _mark(form[name], values.get(name), before)
    return values


def _mark(bound, value, before: Result) -> None:
    if bound.is_hidden or bound.name == "note" or value == "":
        return
    field = bound.field
    if isinstance(field, forms.ModelChoiceField):
        words = str(before.review.ethnicity)
    elif isinstance(field, forms.ChoiceField):
        words = str(dict(field.choices).get(value, value)).lower()
    else:
        words = in_words(value) if value is not None else "không có"
    was, now = _as_typed(field, value), _as_typed(field, bound.value())
    field.widget.attrs["data-was"] = was
    bound.was = f"Năm {before.review.round.year}: {words}"
    bound.is_same = was == now


def _as_typed(field, value) -> str:
    """A value as the browser has it in the box."""
    shown = field.prepare_value(value)
    return "" if shown is None else str(localize_input(shown) if field.localize else shown)


def _ticked(form: ReviewForm, name: str) -> set[str]:
    return set(form[name].value() or ())
