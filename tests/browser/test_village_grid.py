"""The grid of a village in a browser: keyboard only, saved as one goes, never lost."""

import pytest
from playwright.sync_api import expect

from households.models import Review
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reviews(round_2021, land, kinh, mai):
    """Drafts of three households, in the order of their names."""
    names = ("Lê An", "Lê Bình", "Lê Chi")
    return [
        factories.review(round_2021, factories.household(land.village, name, kinh), mai)
        for name in names
    ]


@pytest.fixture
def page(page, reviews, open_as, live_server, land):
    open_as("mai")
    page.goto(f"{live_server.url}/rounds/{reviews[0].round_id}/villages/{land.village.pk}/grid/")
    return page


def row(page, review):
    return page.locator(f'tr[data-row="{review.pk}"]')


def incomes() -> list:
    return list(Review.objects.order_by("pk").values_list("income_vnd", flat=True))


def test_a_village_is_typed_without_the_mouse(page, reviews):
    row(page, reviews[0]).locator("[name=income_vnd]").focus()
    page.keyboard.type("650.000")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(row(page, reviews[0]).locator(".app-row-state")).to_have_text("Đã lưu")
    expect(row(page, reviews[0]).locator(".app-classes")).to_have_text("Hộ nghèo")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("1.600.000")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("1.200.000")
    page.keyboard.press("Enter")
    expect(row(page, reviews[1]).locator(".app-classes")).to_have_text("Không nghèo")
    expect(row(page, reviews[2]).locator(".app-classes")).to_have_text("Mức sống trung bình")
    expect(page.locator("#grid-status")).to_have_text("Đã lưu hết.")

    assert incomes() == [650_000, 1_600_000, 1_200_000]
    first = Review.objects.get(pk=reviews[0].pk)
    assert first.result.deprived_codes == ["health_access"]


def test_a_dropped_line_loses_nothing(page, reviews):
    page.context.set_offline(True)
    row(page, reviews[0]).locator("[name=income_vnd]").fill("650.000")
    row(page, reviews[1]).locator("[name=income_vnd]").focus()
    expect(row(page, reviews[0]).locator(".app-row-state")).to_contain_text("Chờ mạng")
    expect(page.locator("#grid-status")).to_have_text("1 hàng chưa lưu.")
    assert incomes() == [None, None, None]

    page.context.set_offline(False)

    expect(row(page, reviews[0]).locator(".app-row-state")).to_have_text("Đã lưu")
    assert incomes() == [650_000, None, None]


def test_a_closed_page_sends_its_rows_when_it_is_opened_again(page, reviews):
    address = page.url
    page.route("**/row/", lambda route: route.abort())
    row(page, reviews[0]).locator("[name=income_vnd]").fill("650.000")
    row(page, reviews[1]).locator("[name=income_vnd]").focus()
    expect(row(page, reviews[0]).locator(".app-row-state")).to_contain_text("Chờ mạng")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("about:blank")
    page.unroute("**/row/")

    page.goto(address)

    expect(row(page, reviews[0]).locator(".app-row-state")).to_have_text("Đã lưu")
    assert asked == ["beforeunload"]
    assert incomes() == [650_000, None, None]
    assert page.evaluate("localStorage.length") == 0


def test_what_is_wrong_stays_in_its_row(page, reviews):
    row(page, reviews[0]).locator("[name=income_vnd]").fill("850.5")
    row(page, reviews[1]).locator("[name=income_vnd]").focus()

    expect(row(page, reviews[0]).locator(".app-row-state")).to_contain_text("số nguyên")
    assert incomes() == [None, None, None]


def test_two_people_in_one_row_choose_on_a_page(page, reviews):
    Review.objects.filter(pk=reviews[0].pk).update(version=5, income_vnd=700_000)
    row(page, reviews[0]).locator("[name=income_vnd]").fill("650.000")
    row(page, reviews[1]).locator("[name=income_vnd]").focus()
    row(page, reviews[0]).get_by_role("button", name="Xem hai bản").click()
    page.get_by_label("Bạn: 650.000").check()
    page.get_by_role("button", name="Lưu các câu trả lời đã chọn").click()

    expect(page.get_by_role("status")).to_contain_text("Đã lưu")
    assert incomes() == [650_000, None, None]
