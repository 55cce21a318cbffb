"""Rounds go by the procedure in force on their first day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from households.actions import reviews, rounds
from households.actions.rounds import Opening
from households.enums import StepKind
from households.models import Procedure, PublicHoliday, Standard
from households.workflow import MOVES
from povertyplan.approval import ApprovalState
from povertyplan.audit.models import Event
from povertyplan.errors import InvalidData, NotPermitted
from povertyplan.workflow import open_moves
from tests import factories


def opening(unit, standard, year=2021, **changes) -> Opening:
    values = {
        "unit": unit,
        "year": year,
        "kind": "periodic",
        "standard": standard,
        "period": (date(year, 9, 1), date(year, 12, 14)),
    }
    return Opening(**values | changes)


@pytest.mark.parametrize(
    ("year", "code", "has_opinion"),
    [
        (2020, "tt17-2016-periodic", True),
        (2021, "qd24-2021-periodic", True),
        (2025, "qd24-2021-periodic-2025", False),
    ],
)
def test_round_takes_the_procedure_of_its_first_day(land, duc, year, code, has_opinion):
    standard = Standard.objects.confirmed().valid_in(year).first()

    opened = rounds.open_round(opening=opening(land.commune, standard, year), by=duc)

    assert opened.procedure.code == code
    assert opened.has_step(StepKind.OPINION) is has_opinion


def test_without_a_procedure_no_round_opens(land, standard, duc):
    Procedure.objects.all().update(valid_from=date(2030, 1, 1), valid_to=None)

    with pytest.raises(InvalidData, match="Không có quy trình"):
        rounds.open_round(opening=opening(land.commune, standard), by=duc)


def test_unit_that_was_merged_opens_no_round_after_its_last_day(land, standard, duc):
    """Its households follow the change of the map to the unit that came after."""
    land.commune.valid_to = date(2021, 8, 31)
    land.commune.save()

    with pytest.raises(InvalidData, match="chỉ có đến ngày 31/08/2021"):
        rounds.open_round(opening=opening(land.commune, standard), by=duc)
    period = (date(2021, 8, 31), date(2021, 12, 14))
    assert rounds.open_round(opening=opening(land.commune, standard, period=period), by=duc)


def test_unit_that_is_to_come_opens_no_round_before_its_first_day(land, standard, duc):
    land.commune.valid_from = date(2021, 9, 2)
    land.commune.save()

    with pytest.raises(InvalidData, match="chỉ có từ ngày 02/09/2021"):
        rounds.open_round(opening=opening(land.commune, standard), by=duc)


def test_round_from_paper_has_no_procedure_and_is_over(land, standard, duc):
    opened = rounds.open_round(opening=opening(land.commune, standard, is_from_paper=True), by=duc)
    assert opened.procedure is None

    running = opening(
        land.town,
        standard,
        is_from_paper=True,
        period=(date(2021, 9, 1), date(2999, 1, 1)),
    )
    with pytest.raises(InvalidData, match="hồ sơ giấy"):
        rounds.open_round(opening=running, by=duc)


def test_next_standard_must_hold_in_the_next_year(land, standard, duc):
    """The standard of Decree 07/2021 holds from 2022 on, that of Decision 59/2015 until 2021."""
    following = Standard.objects.get(code="ND07_2021")
    opened = rounds.open_round(
        opening=opening(land.commune, standard, next_standard=following), by=duc
    )
    assert opened.standards == [standard, following]

    with pytest.raises(InvalidData, match="2022"):
        rounds.open_round(opening=opening(land.town, standard, next_standard=standard), by=duc)


def test_in_year_round_lists_nobody_by_itself(land, standard, jrai, mai, duc):
    before = factories.round_in(land.commune, 2020, standard)
    household = factories.household(land.village, "Siu Thử", jrai)
    review = factories.review(before, household, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)
    opened = factories.round_in(land.commune, 2021, standard, kind="in_year")

    assert rounds.unlisted(opened, mai).count() == 0


def test_form_proposes_the_calendar(duc, login):
    page = login(duc).get(reverse("households:round-open"), {"year": "2022", "kind": "periodic"})

    assert page.context["form"].initial["opens_on"] == date(2022, 9, 1)
    assert page.context["form"].initial["closes_on"] == date(2022, 12, 14)
    assert page.context["form"].initial["standard"].code == "ND07_2021"


@pytest.mark.parametrize("typed", ["", "²", "9" * 30, "1"])
def test_nonsense_year_proposes_nothing(duc, login, typed):
    assert login(duc).get(reverse("households:round-open"), {"year": typed}).status_code == 200


@pytest.fixture
def commune_round(land):
    """A round of 2025, when communes decide themselves and the province may check."""
    standard = Standard.objects.get(code="ND07_2021")
    procedure = Procedure.objects.get(code="qd24-2021-periodic-2025")
    procedure.steps.filter(kind__in=[StepKind.MEETING, StepKind.POSTING]).delete()
    return factories.round_in(land.commune, 2025, standard, procedure=procedure)


@pytest.fixture
def own_review(commune_round, land, jrai, mai):
    household = factories.household(land.village, "Siu Thử", jrai)
    return factories.review(commune_round, household, mai, income_vnd=500_000)


def test_commune_decides_itself_after_the_reform(own_review, mai, duc, cast):
    reviews.move(reviews=[own_review], name="submit", by=mai)

    with pytest.raises(NotPermitted):
        reviews.move(reviews=[own_review], name="approve", by=duc)
    approved = reviews.move(reviews=[own_review], name="approve", by=cast["long"])[0]
    assert approved.state == ApprovalState.APPROVED


def test_who_sent_does_not_approve_in_the_own_commune(own_review, cast):
    reviews.move(reviews=[own_review], name="submit", by=cast["long"])

    with pytest.raises(NotPermitted, match="không được tự duyệt"):
        reviews.move(reviews=[own_review], name="approve", by=cast["long"])


def test_upper_level_may_return_what_the_commune_approved(own_review, mai, duc, cast):
    factories.approved(own_review, submit=mai, approve=cast["long"])

    returned = reviews.move(reviews=[own_review], name="return", by=duc, reason="Sai điểm B1")[0]
    assert (returned.state, returned.return_reason) == (ApprovalState.RETURNED, "Sai điểm B1")


def test_upper_level_has_nothing_to_do_before_the_commune_decided(own_review, mai, duc):
    submitted = reviews.move(reviews=[own_review], name="submit", by=mai)[0]

    assert open_moves(MOVES, submitted, by=duc) == []


def test_holiday_in_the_admin_leaves_a_trail(cast, login):
    data = {"day": "02/09/2021", "name": "Quốc khánh"}
    response = login(cast["an"]).post(reverse("admin:households_publicholiday_add"), data)

    assert response.status_code == 302
    assert PublicHoliday.objects.get().name == "Quốc khánh"
    assert Event.objects.filter(action="catalogue.saved").exists()


def test_day_of_a_calendar_is_checked(land):
    procedure = Procedure.objects.first()
    procedure.opens_on = "31/02"

    with pytest.raises(Exception, match="ngày/tháng"):
        procedure.full_clean()


OF_59, OF_07 = "Quyết định số 59/2015/QĐ-TTg", "Nghị định số 07/2021/NĐ-CP"


@pytest.mark.parametrize(
    ("year", "code", "following", "cited", "unknown_then"),
    [
        (2020, "QD59_2015", None, [OF_59], ["07/2021", "351/2025", "131/2025"]),
        (2021, "QD59_2015", "ND07_2021", [OF_59, OF_07], ["351/2025", "131/2025"]),
        (2025, "ND07_2021", None, ["131/2025", OF_07], ["351/2025"]),
        (2026, "ND07_2021", None, ["131/2025", OF_07, "351/2025"], ["59/2015"]),
    ],
)
def test_decision_cites_the_law_as_it_stood_when_the_round_opened(
    land, duc, year, code, following, cited, unknown_then
):
    """Decree 07/2021 extends Decision 59 through 2021, Decree 351/2025 extends it through 2026."""
    also = {"next_standard": Standard.objects.get(code=following)} if following else {}
    standard = Standard.objects.get(code=code)
    opened = rounds.open_round(opening=opening(land.commune, standard, year, **also), by=duc)

    text = "\n".join(opened.legal_bases())
    assert all(part in text for part in cited)
    assert not [part for part in unknown_then if part in text]


def test_form_of_the_decision_proposes_the_bases_of_its_round(land, standard, duc, cast, login):
    opened = rounds.open_round(opening=opening(land.commune, standard), by=duc)
    address = reverse("households:recognition-prepare", args=[opened.pk, land.commune.pk])

    proposed = login(cast["long"]).get(address).context["form"]["legal_bases"].value()
    assert proposed.splitlines() == [
        "Căn cứ Điều 3, Điều 4 Quyết định số 24/2021/QĐ-TTg ngày 16/7/2021 của Thủ tướng Chính phủ",
        "Căn cứ Quyết định số 59/2015/QĐ-TTg ngày 19/11/2015 của Thủ tướng Chính phủ; áp dụng tiếp "
        "trong năm 2021 theo Điều 2 Nghị định số 07/2021/NĐ-CP ngày 27/01/2021",
    ]


def test_what_extends_a_standard_has_its_day(standard):
    assert "07/2021" not in standard.basis_on(date(2021, 3, 14))
    assert "07/2021" in standard.basis_on(date(2021, 3, 15))
    standard.extended_from = None
    with pytest.raises(ValidationError, match="từ ngày nào"):
        standard.full_clean()
