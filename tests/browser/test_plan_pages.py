"""Pages of a plan as the browser shows them: what leads where, and what is shown when."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.plans import written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_contents_lead_into_a_long_page_by_keyboard_on_a_phone(land, mai, open_as, live_server):
    plan = written.plan(land, mai)
    last = plan.sections.last()
    page = open_as("mai")
    page.set_viewport_size({"width": 360, "height": 400})
    page.goto(f"{live_server.url}{plan.get_absolute_url()}")
    contents = page.get_by_role("navigation", name="Trong trang này")

    contents.get_by_text("Mục lục").focus()
    page.keyboard.press("Enter")
    contents.get_by_role("link", name="II. Tổ chức thực hiện").focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}{plan.get_absolute_url()}#section-{last.pk}")
    expect(page.locator(f"#section-{last.pk}")).to_be_in_viewport()


def test_days_of_an_ad_hoc_report_show_only_then(land, mai, open_as, live_server):
    plan = factories.plan(land.commune, 2023, mai)
    page = open_as("mai")
    page.goto(f"{live_server.url}{reverse('plans:plan-progress-start', args=[plan.pk])}")
    period, first = page.get_by_label("Kỳ báo cáo"), page.get_by_label("Từ ngày")
    expect(first).to_be_hidden()

    period.select_option("ad_hoc")
    expect(page.get_by_label("Đến ngày")).to_be_visible()
    first.fill("01/02/2023")
    period.select_option("year")

    expect(first).to_be_visible()
    expect(page.get_by_label("Đến ngày")).to_be_hidden()
