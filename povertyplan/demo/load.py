"""Loading the demonstration: the five plans and what they stand on, with invented people.

Krông Pa is there household by household, in every state of the work; of the other four there is
what their plan needs.
"""

from random import Random

from django.db import transaction

from povertyplan.accounts.models import User
from povertyplan.demo import (
    accounts,
    answers,
    communes,
    documents,
    former_units,
    households,
    lists,
    money,
    open_round,
    plan,
    plan_sheets,
    progress,
    sheets,
    source,
    stories,
    villages,
)
from povertyplan.demo.stories import Story
from povertyplan.demo.villages import Village
from povertyplan.units.enums import Level

_SEED = 637
_DRAFTING, _SUBMITTING = "24085", "24097"  # Chư Gu, Phú Cần

Villages = dict[str, list[Village]]
Stories = dict[str, list[Story]]


@transaction.atomic
def load() -> bool:
    """Load everything, the same every time; False when it is there already."""
    district, standard = source.district(), source.standard()
    if plan.exists(district):
        return False
    rng = Random(_SEED)
    places = villages.create(rng)
    people = accounts.create(places)
    told = _tell(rng, places, standard)
    _review(rng, told, places, people)
    plan.create(district, _communes(places), _all(told))
    _set_targets(places, people)
    lists.a_few(told[_DRAFTING], by=people["xa"])
    _open_round(rng, told, people)
    documents.create("krong_pa", district, by=people["huyen"])
    _other_plans(password=people["huyen"].password)
    return True


def _other_plans(*, password: str) -> None:
    """Thừa Thiên Huế 2021, Hà Quảng 2023, and the communes An Hòa Thịnh 2022, Chư Pong 2023."""
    province = former_units.create()
    people = accounts.of_plans(password)
    plan_sheets.of_districts(province, people["thua_thien_hue"])
    documents.create("thua_thien_hue", province, by=people["thua_thien_hue"]["officer"])
    _fund(people["ha_quang"])
    for name in ("an_hoa_thinh", "chu_pong"):
        commune = communes.create(name, people=people[name])
        plan_sheets.of_villages(name, commune, people[name])
        if "registered" in source.figures_of(name):
            lists.of_commune(name, commune, by=people[name]["officer"])
        documents.create(name, commune.unit, by=people[name]["officer"])


def _fund(people: dict[str, User]) -> None:
    figures = source.figures_of("ha_quang")
    code = figures["district"]["code"]
    district = source.unit(Level.DISTRICT, code, figures["plan_year"])
    plan_sheets.of_communes(district, people)
    lines = money.create(district, by=people["officer"])
    documents.create("ha_quang", district, by=people["officer"], lines=lines)
    progress.of_district(district, people)


def _tell(rng: Random, places: Villages, standard) -> Stories:
    told = stories.tell(rng, places)
    for row in source.figures()["communes"]:
        answers.deprive(rng, row, told[row["code"]])
        answers.earn(rng, told[row["code"]], standard.rules())
    return told


def _review(rng: Random, told: Stories, places: Villages, people: dict[str, User]) -> None:
    """The closed rounds of 2019 and 2020."""
    officers = accounts.officers(rng, places)
    everyone, by = _all(told), people["huyen"]
    rounds = households.open_rounds(source.district(), source.standard(), by=by)
    households.write(rng, everyone)
    for round in rounds.values():
        households.write_reviews(rng, everyone, round, officers=officers, by=by)


def _set_targets(places: Villages, people: dict[str, User]) -> None:
    standard = source.standard()
    sheets.hand_down(
        source.district(), _communes(places), by=people["huyen"], approved_by=people["tinh"]
    )
    sheets.begin_province(source.district(), by=people["tinh"])
    sheets.begin(_DRAFTING, places[_DRAFTING], standard, by=people["xa"])
    sheets.submit(_SUBMITTING, places[_SUBMITTING], standard, by=people["xa.phucan"])


def _open_round(rng: Random, told: Stories, people: dict[str, User]) -> None:
    names = ("to.thon", "xa", "lanhdao.xa", "huyen")
    cast = open_round.People(*(people[name] for name in names))
    open_round.create(rng, told[_DRAFTING], source.standard(), cast)


def _communes(places: Villages):
    return {code: rows[0].unit.parent for code, rows in places.items()}


def _all(told: Stories) -> list[Story]:
    return [story for rows in told.values() for story in rows]
