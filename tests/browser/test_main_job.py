"""The main job, played by three people in a browser: review, approve, hand down, download."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from households.models import Review
from targets.models import TargetSheet
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(land, cast, standard):
    """The round of 2020 is open in the district; thôn Một has 50 households, thôn Hai 30."""
    for village, households in (
        (land.village, 50),
        (land.second_village, 30),
        (land.town_village, 20),
        (land.far_village, 10),
    ):
        factories.totals(village, 2020, households, 10)
    return factories.round_in(land.district, 2020, standard)


def test_from_the_household_to_the_signed_table(year, land, open_as, cast):
    enter_and_submit(open_as("mai"))
    approve(open_as("duc"))
    hand_down(open_as("duc"))
    download(open_as("binh"), land)


def enter_and_submit(page):
    """Mai enters a household of thôn Một, fills in its review and submits it."""
    page.get_by_role("link", name="Hộ gia đình").first.click()
    page.get_by_role("link", name="Thêm hộ", exact=True).click()
    page.get_by_label("Thôn, buôn").select_option(label="Thôn Một, Xã Bình An")
    page.get_by_label("Họ và tên").fill("Siu H'Thử")
    page.get_by_label("Giới tính").select_option("Nữ")
    page.get_by_label("Dân tộc").select_option("Gia-rai (10)")
    page.get_by_label("Năm sinh").fill("1985")
    page.get_by_role("button", name="Lưu hộ").click()
    page.get_by_role("button", name="Lập phiếu").click()

    # The verdict follows the typing: 900.000 đồng lies between the lines, three services decide.
    verdict = page.locator("#verdict")
    page.get_by_label("Thu nhập bình quân").fill("900.000")
    expect(verdict).to_contain_text("Hộ cận nghèo")
    for name in ("nguồn nước sinh hoạt", "hố xí", "bảo hiểm y tế"):
        page.get_by_label(f"Thiếu hụt {name}").check()
    expect(verdict).to_contain_text("Hộ nghèo: thu nhập")
    expect(verdict).to_contain_text("Điểm B2: 30")
    assert not Review.objects.get().result.household_class
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status")).to_contain_text("Đã lưu")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.locator(".badge").first).to_have_text("Chờ duyệt")


def approve(page):
    """Đức finds the review in his list of work, ticks it and approves it."""
    page.get_by_role("link", name="phiếu chờ duyệt").click()
    page.get_by_label("Chọn phiếu của Siu H'Thử").check()
    page.get_by_role("button", name="Duyệt").click()
    expect(page.get_by_role("status")).to_have_text("1 phiếu đã duyệt.")


def hand_down(page):
    """Đức sets the targets of 2021 in the grid with the keyboard, and submits them."""
    page.get_by_role("link", name="Chỉ tiêu", exact=True).first.click()
    page.get_by_role("link", name="Lập bảng chỉ tiêu").click()
    page.get_by_label("Năm kế hoạch").fill("2021")
    page.get_by_role("button", name="Lập bảng").click()

    first = page.get_by_label("Xã Bình An, Tổng số hộ dự kiến")
    first.click()
    page.keyboard.type("82")
    page.keyboard.press("Enter")
    page.keyboard.type("20")
    expect(page.locator('[id="t-projected_households"]')).to_have_text("102")
    # The rest is pasted as a block from Excel, from the second column on.
    rest = "\t".join(["20", "0", "0", *["0"] * 10])
    page.get_by_label("Xã Bình An, Hộ DTTS dự kiến").focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
            document.activeElement.dispatchEvent(event);
        }""",
        f"{rest}\n{rest}\n",
    )
    expect(page.locator('[id="t-poor"]')).to_have_text("0")
    page.get_by_role("button", name="Lưu bảng").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu bảng chỉ tiêu.")
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.locator(".badge").first).to_have_text("Chờ duyệt")


def download(page, land):
    """Bình approves the targets, follows a count to its household, and takes both files."""
    page.get_by_role("link", name="bảng chỉ tiêu chờ duyệt").click()
    page.get_by_role("link", name="Huyện Suối Bạc").click()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    assert TargetSheet.objects.get().state == "approved"

    page.get_by_role("link", name="Xem biểu in").click()
    row = page.get_by_role("row", name="Xã Bình An")
    # One of 80 households was poor: 1,25 %; nobody is to be at the end of 2021.
    cells = row.get_by_role("cell")
    assert cells.all_inner_texts() == ["1", "1", "1,25", "", "0", "0,00", "1,25", "1"]
    with page.expect_download() as pdf:
        page.get_by_role("link", name="Tải PDF").click()
    with page.expect_download() as xlsx:
        page.get_by_role("link", name="Tải Excel").click()
    check_files(pdf.value.path().read_bytes(), xlsx.value.path().read_bytes())

    row.get_by_role("link", name="1").click()
    expect(page.get_by_role("link", name="Siu H'Thử")).to_be_visible()


def check_files(pdf: bytes, xlsx: bytes):
    printed = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Xã Bình An" in printed
    assert "1,25" in printed
    sheet = load_workbook(io.BytesIO(xlsx)).active
    row = next(row for row in sheet.values if "Xã Bình An" in row)
    assert row[2:4] == (1, 1.25)
