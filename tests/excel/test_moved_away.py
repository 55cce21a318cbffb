"""A household that moved away: its old commune learns nothing new of it from a workbook."""

from datetime import date

from households.actions import events
from households.actions.ledger import Occasion
from households.enums import StepKind
from households.models import Household, Member
from tests import factories
from tests.excel.files import Book, checked, problems


def test_old_commune_is_not_told_the_new_head(land, standard, cast, kinh):
    mai, chi, long = cast["mai"], cast["chi"], cast["long"]
    steps = factories.procedure(StepKind.RECOGNITION)
    round = factories.round_in(land.commune, 2021, standard, procedure=steps)
    home = factories.household(land.village, "Lê Mẹ", kinh, persons=2)
    review = factories.review(round, home, mai, income_vnd=500_000)
    stayed = factories.household(land.village, "Siu Ở", kinh)
    factories.review(round, stayed, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=long)
    factories.recognised(review, long)
    before = Book(round, land.commune)
    mover = factories.user("mover", "commune_officer", land.commune, land.far_commune)
    left = Occasion(date(2022, 1, 10), "báo")
    events.move(household=home, village=land.far_village, occasion=left, by=mover)
    events.change_head(
        household=Household.objects.get(pk=home.pk),
        successor=Member.objects.filter(household=home).order_by("pk")[1],
        old_relation="parent",
        occasion=Occasion(date(2022, 3, 1), "báo"),
        by=chi,
    )

    assert problems(checked(round, before.content(), mai)) == []
    after = Book(round, land.commune)
    names = [after.cell(1, "name").value, after.cell(2, "name").value]
    assert names == ["Siu Ở", None]


def test_old_commune_is_told_nothing_of_the_members(land, standard, cast, kinh):
    """The row of a member was right when the file was made; what is true now, it must not say."""
    mai, long = cast["mai"], cast["long"]
    steps = factories.procedure(StepKind.RECOGNITION)
    round = factories.round_in(land.commune, 2021, standard, procedure=steps)
    home = factories.household(land.village, "Lê Mẹ", kinh)
    Member.objects.update(has_insurance=True)
    review = factories.review(round, home, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=long)
    factories.recognised(review, long)
    untouched = Book(round, land.commune)
    guessed = Book(round, land.commune)
    guessed.fill(1, sheet=guessed.people, has_insurance="không")
    mover = factories.user("mover", "commune_officer", land.commune, land.far_commune)
    left = Occasion(date(2022, 1, 10), "báo")
    events.move(household=home, village=land.far_village, occasion=left, by=mover)
    Member.objects.update(has_insurance=False)

    said = [problems(checked(round, book.content(), mai)) for book in (untouched, guessed)]

    assert len(said[0]) == 1
    assert "hãy tải mẫu mới" in said[0][0]
    assert said[0] == said[1]
