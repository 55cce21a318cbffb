"""Pages of the main job, checked by axe for WCAG 2.2 AA, on a desk and on a phone."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from households.actions import postings, requests
from households.actions.requests import Paper
from households.models import Review, Standard
from targets.actions import start
from tests import factories
from tests.households import village

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def addresses(land, cast, standard, kinh, mai, duc):
    """The pages that officers use most, with something on each."""
    before = factories.round_in(land.district, 2020, standard)
    household = factories.household(land.village, "Lê Thử", kinh, persons=2)
    review = factories.review(before, household, mai, income_vnd=500_000, deprived="water")
    factories.approved(review, submit=mai, approve=duc)
    opened = factories.round_in(land.commune, 2021, standard)
    draft = factories.review(opened, household, mai)
    decree = Standard.objects.get(code="ND07_2021")
    two = factories.round_in(
        land.commune, 2021, standard, kind="in_year", next_standard=decree, opens_on="2021-10-15"
    )
    judged_twice = factories.review(two, household, mai)
    sheet = start(unit=land.commune, year=2021, by=mai)
    document = factories.issued(land.commune, cast["long"], has_code=True)
    return [
        "/",
        "/households/",
        "/households/new/",
        household.get_absolute_url(),
        "/reviews/",
        draft.get_absolute_url(),
        review.get_absolute_url(),
        judged_twice.get_absolute_url(),
        f"/rounds/{opened.pk}/villages/{land.village.pk}/grid/",
        f"/rounds/{two.pk}/villages/{land.village.pk}/grid/",
        "/rounds/",
        "/targets/",
        sheet.get_absolute_url(),
        f"{sheet.get_absolute_url()}settings/",
        f"{sheet.get_absolute_url()}baseline/",
        f"{sheet.get_absolute_url()}allocate/",
        f"{sheet.get_absolute_url()}goals/new/",
        "/targets/registrations/",
        "/targets/registrations/choose/?year=2021",
        f"/targets/registrations/new/2021/{household.pk}/",
        f"/targets/risk/?year=2021&unit={land.commune.pk}",
        "/reports/",
        "/reports/reduction-targets/",
        "/documents/",
        document.get_absolute_url(),
        f"/verify/{document.code}/",
    ]


@pytest.fixture
def village_addresses(land, cast, standard, kinh, mai):
    """The pages between the form and the certificate, with something on each."""
    opened = village.round_by_procedure(land.commune, standard)
    first, second, third = (
        factories.household(land.village, name, kinh, persons=2)
        for name in ("Siu An", "Siu Án", "Rmah Giang")
    )
    review = factories.review(opened, first, mai, income_vnd=500_000)
    meeting = village.meet(opened, {review: 30}, mai)
    posting = village.post(opened, land.village, mai)
    postings.object_to(review=review, complaint=village.complaint(), by=mai)
    factories.review(opened, second, mai, income_vnd=900_000)
    paper = Paper("enter", "Rmah Giang", date(2021, 10, 1), "Mất mùa")
    asked = requests.receive(household=third, paper=paper, by=mai)
    recognised = factories.review(opened, third, mai, income_vnd=500_000)
    decision = factories.recognised(recognised, cast["long"])
    twins = [household.members.get(relation="head").pk for household in (first, second)]
    here = f"/rounds/{opened.pk}/places/{land.village.pk}/"
    return [
        "/rounds/",
        opened.get_absolute_url(),
        here,
        f"/rounds/{opened.pk}/meetings/{land.village.pk}/",
        meeting.get_absolute_url(),
        f"{meeting.get_absolute_url()}edit/",
        f"/rounds/{opened.pk}/postings/{land.village.pk}/",
        posting.get_absolute_url(),
        review.get_absolute_url(),
        f"{review.get_absolute_url()}objections/",
        "/requests/",
        "/requests/new/",
        asked.get_absolute_url(),
        f"{first.get_absolute_url()}requests/new/",
        f"{first.get_absolute_url()}events/death/",
        f"{first.get_absolute_url()}events/split/",
        f"{first.get_absolute_url()}members/",
        "/households/moved-in/",
        "/duplicates/",
        f"/duplicates/{twins[0]}/{twins[1]}/",
        "/recognitions/",
        f"/rounds/{opened.pk}/recognition/{land.commune.pk}/",
        decision.get_absolute_url(),
        "/reports/review-results/?year=2021",
    ]


@pytest.mark.parametrize("width", [360, 1366])
def test_pages_have_no_violations_and_no_sideways_scroll(width, addresses, open_as, live_server):
    assert faults(open_as("mai"), live_server, addresses, width) == {}


@pytest.mark.parametrize("width", [360, 1366])
def test_pages_of_the_village_have_none_either(width, village_addresses, open_as, live_server):
    assert faults(open_as("mai"), live_server, village_addresses, width) == {}


def faults(page, live_server, addresses: list[str], width: int) -> dict[str, list]:
    """What axe finds on each page, and whether it scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 740})
    found = {}
    for address in addresses:
        response = page.goto(f"{live_server.url}{address}")
        if not response.ok:
            found[address] = [response.status]
        violations = Axe().run(page, options=RULES).response["violations"]
        if violations:
            found[address] = [(v["id"], v["nodes"][0]["html"][:120]) for v in violations]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.setdefault(address, []).append("scrolls sideways")
    return found


@pytest.mark.parametrize("width", [360, 1366])
def test_page_for_two_people_has_no_violations(width, addresses, open_as, live_server, land):
    draft = Review.objects.filter(state="draft", round__kind="periodic").get()
    page = open_as("mai")
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{live_server.url}{draft.get_absolute_url()}")
    Review.objects.filter(pk=draft.pk).update(version=9, income_vnd=800_000)
    page.get_by_label("Thu nhập bình quân").fill("850.000")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu vừa được người khác sửa")

    violations = Axe().run(page, options=RULES).response["violations"]

    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in violations] == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
