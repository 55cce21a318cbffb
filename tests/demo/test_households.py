"""The demonstration of Krông Pa: its records add up to what the plan of 2021 prints."""

import hashlib
import json
import unicodedata
from collections import Counter
from io import StringIO
from itertools import product

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q

from households.counts import count_poor, household_totals
from households.enums import HouseholdClass, MeritKind, Relation
from households.models import Household, Member, Result, Review, Round, Standard, UnitYear
from households.rules import classify
from plans.models import AgencyAssignment, HouseholdAssignment, Plan
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import ROLES
from povertyplan.approval import ApprovalState
from povertyplan.audit.models import Event
from povertyplan.demo import source
from povertyplan.demo.load import load
from povertyplan.numbers import rate, vietnamese
from povertyplan.text import fold
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from targets.models import TargetSheet

FIXTURES = settings.BASE_DIR / "fixtures" / "demo"
FIGURES = json.loads((FIXTURES / "krong_pa.json").read_text(encoding="utf-8"))
PRINTED = json.loads((FIXTURES / "krong_pa_printed.json").read_text(encoding="utf-8"))
CODES = [row["code"] for row in FIGURES["communes"]]
CHU_GU, PHU_CAN = "24085", "24097"

# The people named in the source's appendix 5 and its signer: the first half of the SHA-256 of
# their names in plain letters, so that the names themselves stand nowhere here.
REAL_PEOPLE = {
    "02dbe01203573f3a",
    "0d0510f29408006f",
    "1013a0109531edb9",
    "153551a106ff3b75",
    "23f9ebee0b4a9c3a",
    "27be96965d53fdea",
    "2b057e2cd91a937f",
    "3575acebc2ceca99",
    "761e03c5faf614c5",
    "90771bb408d2db04",
    "9354e68dac47602c",
    "97998e28ef77b5b6",
    "9b0a59c10b5961be",
    "c0e3c27749fb500f",
    "d522b45812c1f55e",
    "e1e5f8ab66a26d1e",
}


pytestmark = pytest.mark.django_db


@pytest.fixture
def standard():
    return Standard.objects.get(code="QD59_2015")


@pytest.fixture
def communes():
    return {code: source.unit(Level.COMMUNE, code) for code in CODES}


@pytest.fixture
def counts(communes, standard):
    """Poor households by year and code of the commune."""
    by_year = {year: count_poor(communes.values(), year, standard) for year in (2019, 2020)}
    return {
        year: {code: found[unit.pk] for code, unit in communes.items()}
        for year, found in by_year.items()
    }


@pytest.fixture
def totals(communes):
    by_year = {year: household_totals(communes.values(), year) for year in (2019, 2020)}
    return {
        year: {code: found[unit.pk] for code, unit in communes.items()}
        for year, found in by_year.items()
    }


def test_poor_households_of_2020_are_the_printed_ones(counts, totals):
    for code in CODES:
        count, total = counts[2020][code], totals[2020][code]
        printed = PRINTED["deprivation-targets"][code]["baseline"][2::2]
        assert (
            _in_print(count.households, total.households)
            == (PRINTED["reduction-targets"][code][:2])
        )
        assert (
            _in_print(count.minority, total.minority)
            == (PRINTED["minority-reduction-targets"][code][:2])
        )
        assert [vietnamese(count.deprived[name]) for name in FIGURES["indicators"]] == printed


def _in_print(count: int, total: int) -> list[str]:
    """A count and its rate, as the plan prints them."""
    return [vietnamese(count), vietnamese(rate(count, total), 2)]


def test_every_commune_has_its_households(counts, totals):
    for year, row in product((2019, 2020), FIGURES["communes"]):
        count, total = counts[year][row["code"]], totals[year][row["code"]]
        assert count.households == row["poor"][str(year)]
        assert count.minority == row["minority_poor"][str(year)]
        assert total.households == row["households"][str(year)]
        assert total.minority == row["minority_households"][str(year)]


def test_district_adds_up_to_the_figures_of_the_text(standard):
    district = source.district()
    count = count_poor([district], 2020, standard)[district.pk]
    results = Result.objects.official(year=2020).in_unit(district)
    near_poor = results.filter(household_class=HouseholdClass.NEAR_POOR)

    assert (count.households, count.minority) == (2342, 2151)
    assert household_totals([district], 2020)[district.pk].households == 19_886
    assert near_poor.count() == 2837
    assert near_poor.filter(review__ethnicity__is_minority=True).count() == 2420
    assert (2151 + 2420) / (2342 + 2837) > 0.88  # "trên 88%" in the text
    people = UnitYear.objects.filter(year=2020).values_list("person_count", flat=True)
    assert sum(people) == 90_330
    assert 4.3 < count.persons / count.households < 4.9


def test_every_class_follows_from_the_answers_without_a_warning():
    standards = {standard.pk: standard for standard in Standard.objects.all()}
    rules = {pk: standard.rules() for pk, standard in standards.items()}
    results = Result.objects.select_related("review__round").exclude(household_class="")
    assert results.count() > 12_000
    for result in results:
        result.standard = standards[result.standard_id]
        found = classify(result.answers(), rules[result.standard_id])
        assert (found.household_class, found.explanation) == (
            result.household_class,
            result.explanation,
        )
        assert found.warning == ""


def test_incomes_are_round_sums_and_both_ways_to_be_poor_occur(standard):
    poor = Result.objects.official(year=2020).filter(standard=standard).poor()
    incomes = set(Review.objects.exclude(income_vnd=None).values_list("income_vnd", flat=True))
    by_deprivation = poor.filter(
        Q(area="rural", review__income_vnd__gt=700_000)
        | Q(area="urban", review__income_vnd__gt=900_000)
    )

    assert all(income % 5000 == 0 for income in incomes)
    assert 200 < by_deprivation.count() < 600


def test_reviews_count_the_members_of_their_year():
    members = Review.objects.filter(round__year=2020).annotate(found=Count("household__members"))
    born = Count("household__members", filter=Q(household__members__birth_year__lte=2019))
    before = Review.objects.filter(round__year=2019).annotate(found=born)

    assert not members.exclude(person_count=F("found")).exists()
    assert not before.exclude(person_count=F("found")).exists()


def test_every_household_has_a_head_and_people_who_can_lack_what_it_lacks(standard):
    rules = standard.rules()
    heads = Member.objects.filter(relation=Relation.HEAD)
    pupils = set(_households_born(2006, 2015))
    young = set(_households_born(1986, 2005))

    assert heads.count() == Household.objects.count()
    results = Result.objects.filter(standard=standard, review__round__next_standard=None)
    for household, bits in results.values_list("review__household", "deprivations"):
        lacks = rules.unpack(bits)
        assert "child_schooling" not in lacks or household in pupils
        assert "adult_education" not in lacks or household in young


def _households_born(first: int, last: int):
    people = Member.objects.filter(birth_year__range=(first, last))
    return people.values_list("household", flat=True)


def test_a_parent_is_older_than_the_head_and_children_are_younger():
    heads = dict(Member.objects.filter(relation="head").values_list("household", "birth_year"))
    for household, relation, year in Member.objects.values_list(
        "household", "relation", "birth_year"
    ):
        if relation == Relation.PARENT:
            assert year <= heads[household] - 18
        if relation in (Relation.CHILD, Relation.GRANDCHILD):
            assert heads[household] + 15 <= year <= 2020


def test_no_village_has_more_reviews_than_households():
    known = UnitYear.objects.exclude(minority_household_count=None)
    for row in known.select_related("unit"):
        reviews = Review.objects.filter(village=row.unit, round__year=row.year)
        minority = reviews.filter(ethnicity__is_minority=True).count()
        assert minority <= row.minority_household_count
        assert reviews.count() - minority <= row.household_count - row.minority_household_count


def test_communes_stand_in_the_printed_order_with_four_to_nine_villages(communes):
    district = source.district()
    printed = list(Unit.objects.children_of(district, year=2021))

    assert [unit.code for unit in printed] == CODES
    for unit in communes.values():
        villages = list(Unit.objects.children_of(unit, year=2021))
        assert 4 <= len(villages) <= 9
        assert [village.code for village in villages] == [
            f"{number:02d}" for number in range(1, len(villages) + 1)
        ]
        assert {village.valid_to for village in villages} == {unit.valid_to}


def test_every_round_covers_its_reviews():
    for round in Round.objects.all():
        villages = Unit.objects.filter(pk__in=round.reviews.values("village"))
        assert villages
        assert all(
            Round.objects.covering(village).filter(pk=round.pk).exists() for village in villages
        )
    assert not Review.objects.exclude(village=F("household__village")).exists()


def test_closed_rounds_hold_only_approved_reviews_with_people_and_days():
    closed = Review.objects.filter(round__state="closed").exclude(edited_by=F("decided_by"))

    assert Round.objects.filter(state="closed").count() == 2 + 2  # Krông Pa and two communes
    assert set(closed.values_list("state", flat=True)) == {ApprovalState.APPROVED}
    assert not closed.exclude(submitted_at__lt=F("decided_at")).exists()
    assert not closed.exclude(decided_at__year=F("round__year")).exists()


def test_open_round_has_reviews_in_every_state_with_their_history():
    round = Round.objects.get(state="open")
    states = Counter(round.reviews.order_by().values_list("state", flat=True))
    history = Event.objects.filter(record_type="households.review")
    actions = Counter(history.values_list("action", flat=True).order_by())

    assert round.unit.codes.filter(code=CHU_GU).exists()
    assert states == {"draft": 8, "submitted": 7, "returned": 3, "approved": 6}
    assert round.reviews.filter(results__household_class="").count() == 3
    assert not round.reviews.filter(state="returned", return_reason="").exists()
    assert actions == {
        "review.started": 24,
        "review.filled_in": 21,
        "review.submit": 16,
        "review.approve": 6,
        "review.return": 3,
        "review.recognised": 6,
    }


def test_district_sheet_hands_down_the_printed_targets(communes):
    sheet = TargetSheet.objects.with_rows().get(unit=source.district())
    planned = {row.unit_id: _planned(row) for row in sheet.rows.all()}

    assert (sheet.state, sheet.submitted_by.username) == ("approved", "huyen")
    assert sheet.decided_by.username == "tinh"
    assert [row.unit for row in sheet.rows.all()] == list(communes.values())
    for code, unit in communes.items():
        found = planned[unit.pk]
        assert vietnamese(found["poor"]) == PRINTED["reduction-targets"][code][3]
        assert (
            vietnamese(found["minority_poor"]) == (PRINTED["minority-reduction-targets"][code][3])
        )
        deprived = PRINTED["deprivation-targets"][code]["planned"][2::2]
        assert [vietnamese(found[name]) for name in FIGURES["indicators"]] == deprived
    projected = sum(row.projected_households for row in sheet.rows.all())
    assert vietnamese(rate(1717, projected), 2) == "8,48"


def _planned(row) -> dict[str, int]:
    return {figure.measure: figure.planned for figure in row.figures.all()}


def test_submitted_commune_sheet_divides_exactly_what_it_was_given(communes, standard):
    sheet = TargetSheet.objects.with_rows().get(unit=communes[PHU_CAN])
    given = _planned(TargetSheet.objects.get(unit=source.district()).rows.get(unit=sheet.unit))
    sums = Counter()
    for row in sheet.rows.all():
        sums.update(_planned(row))

    assert sheet.state == "submitted"
    assert {measure: sums[measure] for measure in given} == given
    _assert_nothing_rises(sheet, standard)


def test_draft_commune_sheet_lacks_one_village_and_stays_below(communes, standard):
    sheet = TargetSheet.objects.with_rows().get(unit=communes[CHU_GU])
    planned = [_planned(row) for row in sheet.rows.all()]

    assert sheet.state == "draft"
    assert [bool(row) for row in planned] == [True] * 6 + [False]
    assert 90 < sum(row.get("poor", 0) for row in planned) < 110
    _assert_nothing_rises(sheet, standard)


def _assert_nothing_rises(sheet, standard):
    rows = list(sheet.rows.all())
    baselines = count_poor([row.unit for row in rows], 2020, standard)
    for row in rows:
        now = baselines[row.unit_id]
        known = {"poor": now.households, "minority_poor": now.minority, **now.deprived}
        assert all(count <= known.get(name, 0) for name, count in _planned(row).items())


def test_plan_has_its_agencies_and_assisted_households(communes):
    plan = Plan.objects.get(unit=source.district())
    agencies = AgencyAssignment.objects.select_related("agency")

    assert plan.annex_line == (
        "(Kèm theo Kế hoạch số 40/KH-UBND ngày 22 tháng 3 năm 2021 "
        "của Ủy ban nhân dân huyện Krông Pa)"
    )
    assert [row.position for row in agencies] == list(range(1, 24))
    assert agencies[0].agency.name == "Phòng Lao động TBXH huyện"
    assert (agencies[22].agency.name, agencies[22].unit) == (
        "Phòng Kinh tế Hạ tầng",
        communes["24076"],
    )


def test_assisted_households_are_near_poor_with_their_member_of_merit():
    rows = HouseholdAssignment.objects.select_related("household__village__kind")
    reviews = [row.household.reviews.get(round__year=2020) for row in rows]
    merits = [row.household.members.exclude(merit_kind="").get() for row in rows]

    assert [review.person_count for review in reviews] == [7, 1, 7, 6, 1, 5, 7, 6, 2, 5, 7, 10]
    assert {review.result.household_class for review in reviews} == {"near_poor"}
    assert [row.household.village.title for row in rows][:5] == [
        "Buôn Chư Jú",
        "Buôn Enan",
        "Buôn Kơ Jing",
        "Buôn Ia Klon",
        "Thôn Sông Ba",
    ]
    assert [row.agencies.count() for row in rows] == [2] * 11 + [1]
    assert [n for n, member in enumerate(merits, 1) if member.relation != "head"] == [1, 7, 12]
    assert Counter(member.merit_kind for member in merits) == {
        MeritKind.SICK_SOLDIER_SURVIVOR: 2,
        MeritKind.SICK_SOLDIER: 2,
        MeritKind.MARTYR_RELATIVE: 2,
        MeritKind.WAR_PRISONER: 6,
    }
    assert max(member.birth_year for member in merits) < 1960


def test_nobody_in_the_demo_bears_the_name_of_a_person_in_the_source():
    names = {*Member.objects.values_list("full_name", flat=True)}
    names |= {*User.objects.values_list("full_name", flat=True)}

    assert len(names) > 3000
    assert all(name == unicodedata.normalize("NFC", name) for name in names)
    assert not [name for name in names if _fingerprint(name) in REAL_PEOPLE]


def _fingerprint(name: str) -> str:
    letters = "".join(char for char in fold(name) if char.isalpha())
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


def test_members_can_be_searched_and_sorted():
    assert not Member.objects.filter(Q(search_text="") | Q(sort_key="")).exists()


def test_there_is_a_login_for_every_role(demo, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    people = User.objects.exclude(password__startswith="!").prefetch_related("units")

    assert {user.role_code for user in people} == set(ROLES)
    assert all(user.area()[0].level == user.role.level for user in people)
    assert all(f" {user.username} " in demo for user in people)
    (password,) = {user.password for user in people}
    assert check_password("giamngheo-2021", password)


def test_second_load_changes_nothing():
    before = _everything()
    printed = StringIO()
    call_command("load_demo", stdout=printed)

    assert load() is False
    assert _everything() == before
    assert "đã có sẵn" in printed.getvalue()
    assert "giamngheo-2021" in printed.getvalue()


def _everything() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_stored_rows_keep_every_constraint():
    connection.check_constraints()


def test_is_refused_in_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="hệ thống đang vận hành"):
        call_command("load_demo")
