"""Records from uploaded rows that were checked, and what must be remembered to take them back."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from households.actions.reviews import check_overruled, findings_of, put, words_of
from households.enums import Relation
from households.excel.asked import Asked, plain
from households.excel.findings import Groups
from households.excel.people import member_of
from households.judging import judge
from households.models import Household, Member, Result, Review, UploadRow
from povertyplan.audit import trail

_NOT_KEPT = {"id", "round", "household", "village", "commune", "district", "province", "state"}
_NOT_KEPT |= {"recognition", "edited_at", "version"}
REVIEW_FIELDS = [
    field.name for field in Review._meta.concrete_fields if field.name not in _NOT_KEPT
]
RESULT_FIELDS = [
    field.name
    for field in Result._meta.concrete_fields
    if field.name not in ("id", "review", "standard")
]


@dataclass
class Family:
    """A new household with its people, its review and the results."""

    household: Household
    members: list[Member]
    review: Review
    results: list[Result] = field(default_factory=list)


def family_of(row: UploadRow, asked: Asked, groups: Groups) -> Family:
    """A new household as a row says it. Raises DomainError where the rules say no."""
    said = restored(row.values)
    findings = groups.findings(said, None)
    village = asked.villages.by_key[said["village"]]
    household = Household(ethnicity=findings.ethnicity)
    household.place_in(village)
    head = Member(
        household=household,
        full_name=said["name"],
        relation=Relation.HEAD,
        sex=said["sex"],
        birth_year=said["birth_year"],
        ethnicity=findings.ethnicity,
    )
    head.set_keys()
    members = [head, *(member_of(household, person) for person in said["members"])]
    review = Review(round=asked.round, household=household, edited_by=asked.by)
    review.place_in(village)
    results = [Result(review=review, standard=item) for item in asked.round.standards]
    with _as_if_stored(household, "members", members), _as_if_stored(review, "results", results):
        fill(review, findings, asked)
    return Family(household, members, review, results)


def fill(review: Review, findings, asked: Asked) -> None:
    """Judge the findings as the form does, and set them on the review and its results."""
    catalogue = asked.context.catalogue
    judged = judge(findings, review=review, catalogue=catalogue)
    check_overruled(judged, findings.note)
    put(review, findings, judged, catalogue)


def change(review: Review, row: UploadRow, asked: Asked, groups: Groups) -> list[dict]:
    """Set what a row says on a stored review; returns the changes in words.

    What was there before goes to `row.before`.
    """
    catalogue = asked.context.catalogue
    row.before = remembered(review)
    said = words_of(review, catalogue)
    findings = groups.findings(restored(row.values), findings_of(review, catalogue))
    fill(review, findings, asked)
    review.edited_by = asked.by
    review.version += 1
    row.before["version"] = review.version
    return trail.diff(said, words_of(review, catalogue))


def remembered(review: Review) -> dict:
    """What a review and its results say, as JSON keeps it."""
    results = {
        result.standard_id: _columns(result, RESULT_FIELDS) for result in review.results.all()
    }
    return {"review": _columns(review, REVIEW_FIELDS), "results": results}


def put_back(review: Review, before: dict) -> None:
    """Set what was remembered, on the review and its results."""
    _set(review, before["review"])
    for result in review.results.all():
        _set(result, before["results"][str(result.standard_id)])
    review.version += 1


def restored(values: dict) -> dict:
    """The values of a stored row as the checker had them."""
    area = values.get("floor_area_m2")
    return values | {"floor_area_m2": None if area is None else Decimal(area)}


def _columns(record, names: list[str]) -> dict:
    fields = [record._meta.get_field(name) for name in names]
    return {field.attname: plain(getattr(record, field.attname)) for field in fields}


def _set(record, columns: dict) -> None:
    for item in record._meta.concrete_fields:
        if item.attname in columns:
            setattr(record, item.attname, item.to_python(columns[item.attname]))


@contextmanager
def _as_if_stored(record, name: str, rows: list):
    """Let `record.name.all()` give rows that are not stored yet; Django asks for a key first."""
    record.pk, record._prefetched_objects_cache = 0, {name: rows}
    yield
    record.pk = None
