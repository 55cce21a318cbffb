"""A small plan in a browser, from nothing to its issue, and the plan that changes it."""

import pytest
from playwright.sync_api import expect

from plans.models import Plan
from tests.plans import written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_nothing_to_the_issue_and_on(land, standard, cast, open_as):
    written.sheet(land, standard, cast["mai"], cast["duc"])

    write(open_as("mai"))
    approve(open_as("duc"))
    issue(open_as("long"))
    amend(open_as("mai"))

    issued, later = Plan.objects.order_by("pk")
    assert (issued.reference, issued.life) == ("01/KH-UBND", "Đã ban hành")
    assert (later.amends, later.state) == (issued, "draft")


def write(page):
    """Mai begins the plan, writes two sections and who gets it, and sends it."""
    page.get_by_role("link", name="Kế hoạch", exact=True).first.click()
    page.get_by_role("link", name="Lập kế hoạch").click()
    page.get_by_label("Năm kế hoạch").fill("2023")
    page.get_by_role("button", name="Lập kế hoạch").click()

    page.get_by_role("link", name="Thêm mục đầu tiên").click()
    page.get_by_label("Tên mục").fill("Mục tiêu")
    page.get_by_label("Nội dung").fill("Cuối năm còn [[poor.planned]] hộ nghèo, giảm ")
    paper = page.locator("#section-preview")
    expect(paper).to_contain_text("còn 20 hộ nghèo")
    # A figure of the list is put where the cursor stands.
    page.get_by_text("Chèn số liệu tự động").click()
    page.get_by_role("listitem").filter(has_text="số hộ nghèo giảm").get_by_role("button").click()
    expect(paper).to_contain_text("giảm 10")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status")).to_contain_text("Đã thêm mục")
    expect(page.get_by_role("link", name="I. Mục tiêu")).to_be_visible()

    page.get_by_role("link", name="Sửa nơi nhận").click()
    page.get_by_label("Nơi nhận").first.fill("Các thôn")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Về kế hoạch").click()
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.locator(".badge").first).to_have_text("Chờ duyệt")


def approve(page):
    page.get_by_role("link", name="kế hoạch chờ duyệt").click()
    page.get_by_role("link", name="Xã Bình An").click()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.locator(".badge").first).to_have_text("Đã duyệt")


def issue(page):
    """Long looks at the paper, signs and issues; the number is there at once."""
    page.get_by_role("link", name="kế hoạch chờ ban hành").click()
    page.get_by_role("link", name="Xã Bình An").click()
    page.get_by_role("link", name="Xem trước").click()
    expect(page.get_by_role("article")).to_contain_text("còn 20 hộ nghèo, giảm 10")
    page.go_back()
    page.get_by_role("link", name="Ban hành…").click()
    page.get_by_label("Người ký").fill("Rcom Thử")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Ban hành", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã ban hành")
    expect(page.locator(".badge").first).to_have_text("Đã ban hành")
    page.get_by_role("link", name="Văn bản đã ban hành").click()
    expect(page.get_by_text("ke-hoach-01-kh-ubnd-binh-an.docx")).to_be_visible()


def amend(page):
    page.get_by_role("link", name="Kế hoạch", exact=True).first.click()
    page.get_by_role("link", name="Xã Bình An").click()
    page.get_by_role("link", name="Sửa đổi, thay thế…").click()
    page.get_by_label("Nội dung được sửa đổi").fill("Thời hạn báo cáo")
    page.get_by_role("button", name="Lập kế hoạch").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lập kế hoạch sửa đổi, bổ sung")
