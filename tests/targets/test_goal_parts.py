"""Goals that are divided among the child units, and what readers see of goals under revision."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from plans import live
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from targets import actions, figures, goals
from targets.actions import Entry, negotiation
from targets.actions import goals as writing
from targets.actions.goals import Part
from targets.enums import GoalKind
from targets.models import Goal, TargetSheet
from tests import factories

JOBS, INSURED, TRAINED = "tao-viec-lam-moi", "co-bao-hiem-y-te", "lao-dong-qua-dao-tao"


@pytest.fixture
def district(land, standard, duc):
    """The district's sheet for 2023, under the standard of 2015."""
    return actions.start(unit=land.district, year=2023, standard=standard, by=duc)


@pytest.fixture
def sheet(land, standard, mai):
    """The commune's."""
    return actions.start(unit=land.commune, year=2023, standard=standard, by=mai)


@pytest.fixture
def jobs(district, duc):
    """1.000 jobs are to be created in the district."""
    return saved(district, "Tạo việc làm mới", duc, GoalKind.NUMBER, target=Decimal(1000))


def saved(sheet, label, by, kind, **fields):
    return writing.save(goal=Goal(sheet=sheet, label=label, kind=kind, **fields), by=by)


def divided(goal, by, *parts):
    return writing.divide(goal=Goal.objects.get(pk=goal.pk), parts=parts, version=None, by=by)


def approve(sheet):
    TargetSheet.objects.filter(pk=sheet.pk).update(state="approved")
    sheet.refresh_from_db()


def revise(sheet, by):
    decided = {"decision": "12/QĐ-UBND", "decided_on": date(2023, 7, 1), "reason": "Mưa lũ"}
    return negotiation.revise(sheet=sheet, by=by, **decided)


def texts(sheet) -> list[tuple[str, bool]]:
    return [(problem.text, problem.is_error) for problem in goals.problems(sheet)]


@pytest.mark.parametrize("numbers", [{"numerator": 5}, {"denominator": 5}])
def test_part_of_a_share_has_both_numbers(district, land, duc, numbers):
    """5 of nothing, and nothing of 5, are no share; nothing is kept."""
    made = saved(district, "Có bảo hiểm", duc, GoalKind.SHARE, numerator=90, denominator=100)

    with pytest.raises(ValidationError, match="tử số và mẫu số"):
        divided(made, duc, Part(land.commune.pk, **numbers))

    assert goals.division(Goal.objects.get(pk=made.pk)).parts == {}


# Two people at once


def test_goal_that_somebody_else_has_changed_is_not_overwritten(district, jobs, duc, login):
    """The page showed 1.000; meanwhile it became 1.200, which stays."""
    page, client = reverse("targets:goal-edit", args=[jobs.pk]), login(duc)
    form = client.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: "" if value is None else value for name, value in typed.items()}
    changed = Goal.objects.get(pk=jobs.pk)
    changed.target = Decimal(1200)
    writing.save(goal=changed, by=duc)

    answers = [client.post(page, typed | more) for more in ({"note": "Mới"}, {"remove": "1"})]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert Goal.objects.get(pk=jobs.pk).target == 1200


# The sum against the whole


def test_parts_that_do_not_reach_the_whole_are_an_error(district, jobs, land, duc):
    """600 + 300 are 100 short of 1.000; with 100 that the district does itself nothing is."""
    first = [Part(land.commune.pk, Decimal(600)), Part(land.town.pk, Decimal(300))]
    divided(jobs, duc, *first)
    assert texts(district) == [("Tổng các phần giao 900 chưa đủ 1.000.", True)]
    assert goals.division(jobs).gap == -100

    divided(jobs, duc, *first, Part(land.district.pk, Decimal(100)))
    assert texts(district) == []
    assert goals.division(jobs).gap == 0


def test_more_than_the_whole_may_be_handed_down(district, jobs, land, duc):
    divided(jobs, duc, Part(land.commune.pk, Decimal(1200)))

    assert texts(district) == []
    assert goals.division(jobs).gap == 200


def test_of_a_goal_that_is_to_fall_too_much_is_the_error(district, land, duc):
    """From 80 to 50 without work: 40 + 20 leave 10 too many."""
    made = saved(
        district, "Không có việc làm", duc, GoalKind.COUNT, baseline=Decimal(80), target=Decimal(50)
    )
    divided(made, duc, Part(land.commune.pk, Decimal(40)), Part(land.town.pk, Decimal(20)))

    assert texts(district) == [("Tổng các phần giao 60 vượt 50.", True)]


def test_of_a_share_both_counts_add_up(district, land, duc):
    """4.564 of 4.564 insured: 3.000/3.000 and 1.500/1.564 are 64 short, of as many persons."""
    made = saved(
        district, "Có bảo hiểm y tế", duc, GoalKind.SHARE, numerator=4564, denominator=4564
    )
    town = Part(land.town.pk, numerator=1500, denominator=1564)
    divided(made, duc, Part(land.commune.pk, numerator=3000, denominator=3000), town)
    assert texts(district) == [("Tổng các phần giao 4.500 chưa đủ 4.564.", True)]

    whole = Part(land.town.pk, numerator=1500, denominator=1500)
    divided(made, duc, Part(land.commune.pk, numerator=3064, denominator=3064), whole)
    assert texts(district) == []

    divided(made, duc, Part(land.commune.pk, numerator=4564, denominator=5000))
    assert texts(district) == [("Mẫu số các phần giao cộng lại 5.000, khác 4.564.", True)]


def test_rates_do_not_add_up(district, land, duc):
    made = saved(district, "Lao động qua đào tạo", duc, GoalKind.RATE, target=Decimal("48.8"))
    divided(made, duc, Part(land.commune.pk, Decimal("45.5")), Part(land.town.pk, Decimal(60)))

    assert texts(district) == []
    assert goals.division(made).gap is None


def test_what_is_said_of_every_unit_by_itself_does_not_add_up(district, land, duc):
    """A fall of 7 points in the district is one of 7 points in each commune, or of other points."""
    made = saved(
        district,
        "Giảm tỷ lệ hộ nghèo",
        duc,
        GoalKind.NUMBER,
        target=Decimal(7),
        is_additive=False,
    )
    divided(made, duc, Part(land.commune.pk, Decimal(3)), Part(land.town.pk, Decimal(1)))

    assert texts(district) == []


@pytest.mark.parametrize(
    ("kind", "whole", "part", "words"),
    [
        (GoalKind.COUNT, {"target": Decimal(9)}, {"target": Decimal("2.5")}, "số nguyên"),
        (GoalKind.RATE, {"target": Decimal(9)}, {"target": Decimal(101)}, "từ 0 đến 100"),
        (GoalKind.SHARE, {"numerator": 9, "denominator": 9}, {"target": Decimal(9)}, "tử số và"),
        (GoalKind.NUMBER, {"target": Decimal(9)}, {"numerator": 1, "denominator": 2}, "như mục"),
        (GoalKind.SHARE, {"numerator": 9, "denominator": 9}, {"numerator": 1}, "Ghi"),
    ],
)
def test_part_that_does_not_fit_its_goal_is_refused(district, land, duc, kind, whole, part, words):
    made = saved(district, "Mục tiêu", duc, kind, **whole)

    with pytest.raises(ValidationError, match=words):
        divided(made, duc, Part(land.commune.pk, **part))

    assert not made.parts.exists()


def test_parts_are_those_of_the_units_of_the_sheet(jobs, land, duc):
    with pytest.raises(InvalidData, match="không giao được cho đơn vị này"):
        divided(jobs, duc, Part(land.far_commune.pk, Decimal(1)))


def test_division_is_written_by_its_unit_on_what_it_has_seen(district, jobs, land, duc, mai):
    parts = [Part(land.commune.pk, Decimal(1000))]
    district.refresh_from_db()
    with pytest.raises(NotPermitted):
        divided(jobs, mai, *parts)
    writing.divide(goal=jobs, parts=parts, version=district.version, by=duc)
    with pytest.raises(Conflict):
        writing.divide(goal=jobs, parts=[], version=district.version, by=duc)

    event = Event.objects.of(district)[0]
    assert event.sentence == "Giao mục tiêu cho cấp dưới: Tạo việc làm mới"
    assert [change["new"] for change in event.changes] == ["1.000"]


def test_divided_goal_keeps_its_kind(jobs, land, duc):
    divided(jobs, duc, Part(land.commune.pk, Decimal(1000)))
    changed = Goal.objects.get(pk=jobs.pk)
    changed.kind, changed.target = GoalKind.RATE, Decimal(50)

    with pytest.raises(InvalidData, match="bỏ các phần đã giao"):
        writing.save(goal=changed, by=duc)


# Against what was handed down


@pytest.fixture
def handed(jobs, district, land, duc):
    """250 of the 1.000 jobs were handed to the commune, finally."""
    divided(jobs, duc, Part(land.commune.pk, Decimal(250)), Part(land.town.pk, Decimal(750)))
    approve(district)
    return jobs


def test_own_goal_may_not_be_lower_without_a_reason(handed, sheet, mai):
    saved(sheet, "Tạo việc làm mới", mai, GoalKind.NUMBER, target=Decimal(200))
    words = "200 thấp hơn số cấp trên giao 250; hãy sửa, hoặc ghi lý do ở «Thiết lập bảng»."
    assert texts(sheet) == [(words, True)]

    sheet.refresh_from_db()
    reason = {"gap_reason": "Nhà máy dừng", "version": sheet.version}
    sheet = actions.set_up(sheet=sheet, by=mai, **reason)

    assert texts(sheet) == [("200 thấp hơn số cấp trên giao 250.", False)]


def test_own_goal_may_be_as_high_or_higher(handed, sheet, mai):
    own = saved(sheet, "Tạo việc làm mới", mai, GoalKind.NUMBER, target=Decimal(250))
    assert texts(sheet) == []
    own.target = Decimal(300)
    writing.save(goal=own, by=mai)
    assert texts(sheet) == []


def test_goal_that_was_handed_down_may_not_be_left_out(handed, sheet):
    ((text, is_error),) = texts(sheet)

    assert "Cấp trên giao 250 nhưng bảng chưa có mục tiêu này" in text
    assert is_error


def test_goal_of_which_nothing_was_handed_down_asks_nothing(jobs, district, sheet):
    approve(district)

    assert texts(sheet) == []


def test_fall_that_was_handed_down_is_a_ceiling(district, sheet, land, duc, mai):
    made = saved(
        district, "Không có việc làm", duc, GoalKind.COUNT, baseline=Decimal(80), target=Decimal(50)
    )
    divided(made, duc, Part(land.commune.pk, Decimal(30)), Part(land.town.pk, Decimal(20)))
    approve(district)
    own = saved(sheet, "Không có việc làm", mai, GoalKind.COUNT, target=Decimal(25))
    assert texts(sheet) == []

    own.target = Decimal(35)
    writing.save(goal=own, by=mai)
    assert texts(sheet)[0][0].startswith("35 cao hơn số cấp trên giao 30")


def test_full_share_of_fewer_persons_is_less(district, sheet, land, duc, mai):
    made = saved(district, "Có bảo hiểm y tế", duc, GoalKind.SHARE, numerator=90, denominator=90)
    divided(made, duc, Part(land.commune.pk, numerator=90, denominator=90))
    approve(district)
    saved(sheet, "Có bảo hiểm y tế", mai, GoalKind.SHARE, numerator=50, denominator=50)

    assert texts(sheet)[0][0].startswith("50/50 thấp hơn số cấp trên giao 90/90")


def test_same_share_of_fewer_is_no_less_where_it_is_to_fall(district, sheet, land, duc, mai):
    """Without clean water from 30 to 10 %: 6 of 60 was given, 5 of 50 leaves no more."""
    counts = {"numerator": 6, "denominator": 60}
    fall = {"label": "Thiếu nước sạch", "kind": GoalKind.SHARE, "baseline": Decimal(30)}
    made = saved(district, by=duc, **fall, **counts)
    divided(made, duc, Part(land.commune.pk, **counts))
    approve(district)
    saved(sheet, by=mai, **fall, numerator=5, denominator=50)

    assert texts(sheet) == []


# Revisions


def test_readers_see_the_approved_goals_until_the_revision_is_approved(
    handed, district, sheet, land, duc
):
    plan = factories.plan(land.district, 2023, duc)
    revise(district, duc)
    own = goals.current(district).get()
    own.target = Decimal(400)
    writing.save(goal=own, by=duc)
    divided(own, duc, Part(land.commune.pk, Decimal(100)), Part(land.town.pk, Decimal(300)))

    district.refresh_from_db()
    assert goals.read(district).get().target == 1000
    assert live.figures_of(plan)[f"goal:{JOBS}"].text == "1.000"
    assert [item.aim.target for item in goals.above(sheet)] == [250]
    assert [item.aim.target for item in goals.offered(sheet)] == [100]
    approve(district)
    assert live.figures_of(plan)[f"goal:{JOBS}"].text == "400"
    assert [item.aim.target for item in goals.above(sheet)] == [100]


def test_results_are_held_against_the_approved_goal_under_its_own_key(handed, district, duc):
    revise(district, duc)
    own = goals.current(district).get()
    own.target = Decimal(400)
    writing.save(goal=own, by=duc)
    saved(district, "Mới thêm", duc, GoalKind.NUMBER, target=Decimal(5))
    district.refresh_from_db()

    ((goal, seen),) = goals.promised(district)

    assert (goal.pk, goal.target, seen.target) == (own.pk, 400, 1000)


def test_goal_with_another_name_is_the_same_goal(handed, district, duc):
    """Renamed in two revisions; the second keeps the name that the first has given."""
    for name, seen_as in (("Việc làm", "Tạo việc làm mới"), ("Việc làm bền vững", "Việc làm")):
        revise(district, duc)
        own = goals.current(district).get()
        own.label = name
        writing.save(goal=own, by=duc)
        district.refresh_from_db()

        ((goal, seen),) = goals.promised(district)
        assert (goal.pk, goal.label, seen.label) == (own.pk, name, seen_as)
        approve(district)


def test_goal_of_before_a_revision_is_not_edited(handed, district, duc, login):
    revise(district, duc)
    district.refresh_from_db()
    kept = goals.read(district).get()

    for write in (writing.save, writing.remove):
        with pytest.raises(DomainError, match="giữ nguyên"):
            write(goal=kept, by=duc)
    with pytest.raises(DomainError, match="giữ nguyên"):
        divided(kept, duc)
    address = reverse("targets:goal-edit", args=[kept.pk])
    assert login(duc).get(address).status_code == 404


def test_tables_show_the_approved_figures_until_the_revision_is_approved(
    district, land, standard, duc
):
    """9 poor households were approved for the commune; 12 are only a draft of the revision."""
    cell = [Entry(land.commune.pk, "poor", 9)]
    district = actions.fill_in(sheet=district, entries=cell, version=district.version, by=duc)
    approve(district)
    revise(district, duc)
    district.refresh_from_db()
    cell = [Entry(land.commune.pk, "poor", 12)]
    actions.fill_in(sheet=district, entries=cell, version=district.version, by=duc)

    def shown():
        lines = figures.lines(land.district, 2023, standard)
        return {line.unit: line.planned.counts["poor"] for line in lines}[land.commune]

    assert shown() == 9
    approve(district)
    assert shown() == 12


@pytest.mark.parametrize("half", [{"numerator": 5}, {"denominator": 9}])
def test_database_refuses_a_share_with_one_number(jobs, half):
    goal = Goal(sheet=jobs.sheet, label="Một nửa", code="mot-nua", kind=GoalKind.SHARE, **half)

    with pytest.raises(IntegrityError, match="goal_share_computed"):
        goal.save()


# The pages


def test_page_divides_a_goal_and_shows_the_gap(jobs, land, duc, mai, login):
    address = reverse("targets:goal-parts", args=[jobs.pk])
    jobs.sheet.refresh_from_db()
    typed = {f"target.{land.commune.pk}": "600,5", f"target.{land.town.pk}": "300"}
    data = {f"target.{land.district.pk}": "", "version": jobs.sheet.version} | typed

    page = login(duc).post(address, data, follow=True).content.decode()

    assert "<strong>900,50</strong>" in page
    assert 'app-gap">-99,50' in page
    assert f"{land.district.title} tự thực hiện" in page
    assert 'app-gap">-99,50' in login(duc).get(jobs.sheet.get_absolute_url()).content.decode()


def test_page_of_the_child_tells_what_was_handed_down_and_takes_it_over(handed, sheet, mai, login):
    client = login(mai)
    page = client.get(sheet.get_absolute_url()).content.decode()
    address = f"{reverse('targets:goal-create', args=[sheet.pk])}?above={JOBS}"

    assert "Cấp trên giao: Tạo việc làm mới <strong>250</strong>" in page
    assert address in page
    form = client.get(address).content.decode()
    assert 'value="Tạo việc làm mới"' in form
    assert "250" in form


def test_goals_of_last_year_are_offered_without_their_figures(jobs, land, standard, duc, login):
    following = actions.start(unit=land.district, year=2024, standard=standard, by=duc)
    client, address = login(duc), reverse("targets:goal-create", args=[following.pk])

    assert f"{address}?before={JOBS}" in client.get(following.get_absolute_url()).content.decode()
    form = client.get(f"{address}?before={JOBS}").content.decode()
    assert 'value="Tạo việc làm mới"' in form
    assert "1000" not in form

    saved(following, "Tạo việc làm mới", duc, GoalKind.NUMBER, target=Decimal(1200))
    assert "Năm trước còn có" not in client.get(following.get_absolute_url()).content.decode()
