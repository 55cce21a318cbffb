"""The grid of a village: a row for each review of a round, saved one by one."""

from dataclasses import dataclass

from households.conflict import data_of, flat, sealed
from households.forms_review import ReviewForm, typed
from households.judging import Catalogue
from households.models import Result, Review, Round
from povertyplan.units.models import Unit

# What a row asks for; the rest of the review stays as it is.
FIELDS = (
    "person_count",
    "score_b1",
    "following_score_b1",
    "income_vnd",
    "deprived",
    "following_deprived",
    "note",
)


@dataclass(frozen=True)
class Column:
    """An indicator: the field and the code that its boxes are sent under."""

    name: str
    code: str
    label: str
    is_following: bool


@dataclass(frozen=True)
class Row:
    """A review as its row shows it; `boxes` has a column and a tick for each indicator."""

    review: Review
    points: list[tuple[str, int | None]]
    boxes: list[tuple[Column, bool]]
    results: list[Result]
    opened: str


@dataclass(frozen=True)
class Grid:
    """`points` are the names of the fields for B1, one for each standard without a table."""

    points: list[str]
    columns: list[Column]
    rows: list[Row]


def grid_of(round: Round, village: Unit, reviews: list[Review]) -> Grid:
    """The grid of `reviews`, which lie in the village and come with their results."""
    catalogue = Catalogue()
    points = [
        name
        for name, standard in zip(("score_b1", "following_score_b1"), round.standards, strict=False)
        if not catalogue.points(standard, village, round.closes_on)
    ]
    columns = [
        Column(name, item.code, item.name, is_following)
        for name, is_following in (("deprived", False), ("following_deprived", True))
        for item in catalogue.asked(round, is_following=is_following)
    ]
    return Grid(points, columns, [_row(round, review, points, columns) for review in reviews])


def row_form(review: Review, posted) -> ReviewForm:
    """The form of a review as stored, with what the row says in its place."""
    form = ReviewForm.for_review(review)
    stored = flat(form, typed(form.stored))
    data = data_of(form, stored, version=posted.get("version", ""), opened=posted.get("opened", ""))
    for name in FIELDS:
        data.setlist(name, posted.getlist(name))
    return ReviewForm.for_review(review, data, form.catalogue)


def opened_row(review: Review, standards: list) -> str:
    """What the row was opened with, for the page to carry."""
    results = [review.result_under(standard.pk) for standard in standards]
    laid = {
        "person_count": review.person_count,
        "income_vnd": review.income_vnd,
        "note": review.note,
    }
    for prefix, standard, result in zip(("", "following_"), standards, results, strict=False):
        laid[f"{prefix}score_b1"] = result.score_b1
        for code in standard.rules().unpack(result.deprivations):
            laid[f"{prefix}deprived:{code}"] = 1
    return sealed({key: str(value) for key, value in laid.items() if value not in (None, "")})


def _row(round: Round, review: Review, points: list[str], columns: list[Column]) -> Row:
    standards = round.standards
    codes, scores = {}, {}
    for prefix, standard in zip(("", "following_"), standards, strict=False):
        result = review.result_under(standard.pk)
        scores[f"{prefix}score_b1"] = result.score_b1
        codes[f"{prefix}deprived"] = standard.rules().unpack(result.deprivations)
    return Row(
        review=review,
        points=[(name, scores[name]) for name in points],
        boxes=[(column, column.code in codes[column.name]) for column in columns],
        results=[review.result_under(standard.pk) for standard in standards],
        opened=opened_row(review, standards),
    )
