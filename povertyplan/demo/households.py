"""Writing the households of the demonstration with their members and reviews, in batches.

The reviews of the closed rounds are written as they would have been left; the classes are those
that the rules find.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random

from django.db.models import F

from households.actions import rounds
from households.actions.rounds import Opening
from households.enums import Contract, JobKind, JobStatus, RoundKind, Sex
from households.models import EthnicGroup, Household, Member, Result, Review, Round, Standard
from households.rules import StandardRules, classify
from povertyplan.accounts.models import User
from povertyplan.approval import ApprovalState
from povertyplan.demo import form_b, names, source
from povertyplan.demo.answers import to_answers
from povertyplan.demo.families import Person, compose
from povertyplan.demo.stories import Story
from povertyplan.units.models import Unit

_BATCH = 500
_NOWHERE = "999"
_WITHOUT_NUMBER = 12  # of so many members, one has no number yet
_OLDEST_WORKER, _YOUNGEST_WORKER = 1956, 2001
# Means of information have another name under Decision 59/2015.
_SAME = {"info_devices": "info_assets"}
_FIRST_ENTRY = datetime(2019, 9, 2, 1, 0, tzinfo=UTC)


def open_rounds(district: Unit, standard: Standard, *, by: User) -> dict[int, Round]:
    """The periodic rounds of the district, by year; to be closed when their reviews are there."""
    return {year: open_round(district, year, standard, by=by) for year in source.YEARS}


def open_round(
    unit: Unit, year: int, standard: Standard, following: Standard | None = None, *, by: User
) -> Round:
    """The periodic round of a year, from paper; `following` is the standard of the next year."""
    opening = Opening(
        unit=unit,
        year=year,
        kind=RoundKind.PERIODIC,
        standard=standard,
        next_standard=following,
        period=(date(year, 9, 1), date(year, 12, 31)),
        is_from_paper=True,
    )
    return rounds.open_round(opening=opening, by=by)


def write(rng: Random, stories: list[Story]) -> None:
    """Create the household of each story, with its members."""
    families, taken = [], {}
    for story in stories:
        code = names.ethnic_group(
            rng,
            is_minority=story.is_minority,
            in_minority_village=story.village.is_minority,
        )
        heads = taken.setdefault(story.village.unit.commune_id, set())
        families.append((code, compose(rng, story, code, heads)))
    store(stories, families)


def store(
    stories: list[Story],
    families: list[tuple[str, list[Person]]],
    *,
    entered_at: datetime = _FIRST_ENTRY,
    first_serial: int = 1,
) -> None:
    """Store households with their people, each given with the code of its ethnic group.

    `first_serial` is the first of the serials that make identity numbers.
    """
    groups = {group.code: group for group in EthnicGroup.objects.all()}
    for story, (code, _) in zip(stories, families, strict=True):
        story.household = Household(
            ethnicity=groups[code], is_indigenous=form_b.is_indigenous(code)
        )
        story.household.place_in(story.village.unit)
    stored = Household.objects.bulk_create((story.household for story in stories), _BATCH)
    keys = [household.pk for household in stored]
    Household.objects.filter(pk__range=(min(keys), max(keys))).update(created_at=entered_at)
    people = [
        (story.household, person)
        for story, (_, family) in zip(stories, families, strict=True)
        for person in family
    ]
    Member.objects.bulk_create(
        (_member(*pair, serial) for serial, pair in enumerate(people, start=first_serial)), _BATCH
    )


def _member(household: Household, person, serial: int) -> Member:
    """A member; most have an identity number, of the province 999, which there is not."""
    is_woman = person.sex == Sex.FEMALE
    century = 2 * (person.birth_year // 100 - 19) + is_woman
    member = Member(
        household=household,
        full_name=person.name,
        relation=person.relation,
        sex=person.sex,
        birth_year=person.birth_year,
        ethnicity=household.ethnicity,
        merit_kind=person.merit_kind,
        **_work(person.birth_year, serial),
    )
    if serial % _WITHOUT_NUMBER:
        member.set_identity(f"{_NOWHERE}{century}{person.birth_year % 100:02}{serial:06}")
    member.set_keys()
    return member


def _work(birth_year: int, serial: int) -> dict[str, str]:
    """Most adults farm for themselves, some work for others; the old are at home."""
    if birth_year > _YOUNGEST_WORKER:
        return {}
    if birth_year < _OLDEST_WORKER:
        return {"job_status": JobStatus.AT_HOME}
    hired = serial % 6 == 0
    return {
        "job_status": JobStatus.WORKING,
        "job_kind": JobKind.HIRED if hired else JobKind.OTHER,
        "contract": Contract.WITHOUT if hired else Contract.SELF_EMPLOYED,
    }


def write_reviews(
    rng: Random, stories: list[Story], round: Round, *, officers: dict[int, User], by: User
) -> None:
    """Create the reviews of a round: entered by the communes' `officers`, approved by `by`."""
    said = form_b.answers(stories, round)
    stories = [story for story in stories if round.year in story.classes]
    persons = _persons(round)
    reviews = [
        _review(rng, story, round, persons[story.household.pk], officers, by) for story in stories
    ]
    for review in reviews:
        for name, value in said[review.household_id].items():
            setattr(review, name, value)
    Review.objects.bulk_create(reviews, _BATCH)
    round.reviews.update(edited_at=F("decided_at"))
    Result.objects.bulk_create(
        (
            _result(rng, story, review, standard)
            for standard in round.standards
            for story, review in zip(stories, reviews, strict=True)
        ),
        _BATCH,
    )
    rounds.close_round(round=round, by=by)


def _persons(round: Round) -> dict[int, int]:
    """How many members each household had in the year of the round."""
    persons = {}
    born = Member.objects.in_unit(round.unit).filter(birth_year__lte=round.year).order_by()
    for household in born.values_list("household", flat=True):
        persons[household] = persons.get(household, 0) + 1
    return persons


def _review(rng, story, round, persons, officers, by) -> Review:
    officer = officers[story.village.unit.commune_id]
    submitted = _working_hour(rng, date(round.year, 10, 15) + timedelta(rng.randrange(45)))
    review = Review(
        round=round,
        household=story.household,
        ethnicity=story.household.ethnicity,
        person_count=persons,
        income_vnd=story.income[round.year],
        state=ApprovalState.APPROVED,
        edited_by=officer,
        submitted_at=submitted,
        submitted_by=officer,
        decided_at=_working_hour(rng, submitted.date() + timedelta(rng.randint(2, 14))),
        decided_by=by,
    )
    review.place_in(story.village.unit)
    return review


def _working_hour(rng: Random, day: date) -> datetime:
    """A time between 8:00 and 16:00 in Viet Nam, which is seven hours ahead of UTC."""
    return datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC) + timedelta(
        minutes=rng.randrange(480)
    )


def _in_terms_of(rules: StandardRules, deprived: set[str]) -> set[str]:
    """What a household lacks, as far as a standard asks for it, by the standard's own names."""
    known = {indicator.code for indicator in rules.indicators}
    named = {lack if lack in known else _SAME.get(lack) for lack in deprived}
    return named & known


def _result(rng: Random, story: Story, review: Review, standard: Standard) -> Result:
    rules = standard.rules()
    year = review.round.year
    area = story.village.unit.effective_area
    deprived = _in_terms_of(rules, story.deprived[year])
    answers = to_answers(rng, area, story.income[year], deprived, rules)
    found = classify(answers, rules)
    return Result(
        review=review,
        standard=standard,
        area=area,
        score_b1=answers.score_b1,
        deprivations=rules.pack(answers.deprived),
        household_class=found.household_class,
        explanation=found.explanation,
    )
