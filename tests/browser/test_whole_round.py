"""A whole round of thôn Một, played by its people in their own browsers: from opening to papers.

With what goes wrong in a real one: a request refused, a person entered twice, a death recorded by
mistake, two people on one form, an objection that is right, a household held back.
"""

import io
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from households.models import Household, Member
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STANDARD = "Chuẩn nghèo đa chiều giai đoạn 2016-2021 (Quyết định 59/2015/QĐ-TTg)"


class Calendar:
    """What day it is for the application."""

    day = date(2021, 9, 6)

    def turn_to(self, month: int, day: int):
        self.day = date(2021, month, day)


@pytest.fixture
def today(monkeypatch):
    found = Calendar()
    monkeypatch.setattr(timezone, "localdate", lambda *_: found.day)
    return found


@pytest.fixture
def year_before(land, cast, standard, kinh):
    """Five households of thôn Một as the round of 2020 left them, 50 and 30 households in all."""
    for village, households in ((land.village, 50), (land.second_village, 30)):
        factories.totals(village, 2021, households)
    before = factories.round_in(land.commune, 2020, standard)
    for name, persons, income in (
        ("Siu An", 3, 500_000),
        ("Rcom Bình", 2, 600_000),
        ("Ksor Chi", 2, 900_000),
        ("Nay Dư", 1, 400_000),
        ("Rơ Lan Pha", 1, 500_000),
    ):
        household = factories.household(land.village, name, kinh, persons=persons)
        review = factories.review(
            before, household, cast["mai"], income_vnd=income, person_count=persons
        )
        factories.approved(review, submit=cast["mai"], approve=cast["duc"])
    return factories.closed(before)


def test_a_round_from_its_opening_to_the_certificates(year_before, today, desk, live_server):
    open_the_round(desk("duc"), desk("mai"))
    enter_who_asks(desk("hoa"), desk("mai"))
    merge_who_is_there_twice(desk("mai"))
    answer_the_requests(desk("mai"), desk("long"))
    take_a_death_back(desk("hoa"))
    collect(desk("hoa"))
    edit_at_the_same_time(desk("hoa"), desk("mai"))
    today.turn_to(10, 4)
    meet(desk("hoa"))
    post(desk("mai"))
    today.turn_to(10, 7)
    object_and_check_again(desk("hoa"), desk("mai"))
    today.turn_to(10, 14)
    submit(desk("mai"))
    approve_all_but_one(desk("duc"))
    today.turn_to(10, 18)
    recognise(desk("long"))
    certify(desk("long"), live_server)
    count(desk("mai"))
    let_the_held_one_go(desk("duc"), desk("long"))
    lock_and_count_again(desk("duc"), desk("mai"))


def open_the_round(duc, mai):
    """Đức opens the round of 2021 for the commune; Mai lists the five managed households."""
    menu(duc, "Đợt rà soát")
    duc.get_by_role("link", name="Mở đợt rà soát").click()
    duc.get_by_label("Địa bàn").select_option(label="Xã Bình An")
    duc.get_by_label("Năm", exact=True).fill("2021")
    expect(duc.locator("#id_standard option:checked")).to_have_text(STANDARD)
    duc.get_by_role("button", name="Mở đợt").click()
    told(duc, "Đã mở: ")
    expect(duc.get_by_role("row", name="Niêm yết công khai")).to_contain_text("07/12/2021")

    menu(mai, "Đợt rà soát")
    mai.get_by_role("link", name="2021").click()
    mai.get_by_role("button", name="Lập phiếu cho các hộ này").click()
    told(mai, "Đã lập 5 phiếu")


def enter_who_asks(hoa, mai):
    """Hoa enters two households that ask to be reviewed; Mai enters one of them once more."""
    for name, born in (("Kpă Em", "1990"), ("Rmah Giang", "1975")):
        enter_household(hoa, name, born)
        hoa.get_by_role("link", name="Nhận giấy đề nghị").click()
        hoa.get_by_label("Lý do đề nghị").fill("Mất mùa, thu nhập giảm")
        hoa.get_by_role("button", name="Ghi giấy đề nghị").click()
        told(hoa, "Đã ghi giấy đề nghị.")
    # She is warned while typing, and does not listen.
    begin_household(mai, "Kpa Em", "1990")
    expect(mai.locator("#alike")).to_contain_text("Có thể đã có hồ sơ")
    expect(mai.locator("#alike")).to_contain_text("Kpă Em, sinh năm 1990")
    mai.get_by_role("button", name="Lưu hộ").click()


def begin_household(page, name: str, born: str):
    menu(page, "Hộ gia đình")
    page.get_by_role("link", name="Thêm hộ", exact=True).click()
    page.get_by_label("Thôn, buôn").select_option(label="Thôn Một, Xã Bình An")
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Giới tính").select_option("Nữ")
    page.get_by_label("Dân tộc").select_option(label="Kinh (01)")
    page.get_by_label("Năm sinh").fill(born)


def enter_household(page, name: str, born: str):
    begin_household(page, name, born)
    page.get_by_role("button", name="Lưu hộ").click()
    told(page, "")


def merge_who_is_there_twice(mai):
    """Mai finds the two records in the queue and keeps the first with its household."""
    menu(mai, "Hộ gia đình")
    mai.get_by_role("link", name="Hồ sơ có thể trùng").click()
    mai.get_by_role("link", name="Kpă Em / Kpa Em").click()
    mai.get_by_label("Kết luận").select_option("Là một")
    mai.get_by_label("Hồ sơ giữ lại").select_option(index=1)
    mai.get_by_label("Gộp cả hộ").check()
    mai.get_by_label("Lý do").fill("Cùng một người, ghi thiếu dấu")
    mai.get_by_role("button", name="Ghi kết luận").click()
    told(mai, "Đã ghi kết luận về Kpă Em và Kpa Em.")
    expect(mai.get_by_text("Không có hồ sơ nào cần kết luận.")).to_be_visible()
    assert [head.full_name for head in heads_called("Kp")] == ["Kpă Em"]


def heads_called(start: str):
    present = Household.objects.present()
    return Member.objects.filter(household__in=present, full_name__startswith=start)


def answer_the_requests(mai, long):
    """One household is taken in, the other refused; Long signs the letter that says why."""
    menu(mai, "Việc cần làm")
    expect(mai.get_by_role("link", name="giấy đề nghị chờ trả lời")).to_contain_text("2")
    request(mai, "Kpă Em")
    mai.get_by_role("button", name="Đưa vào rà soát").click()
    told(mai, "Đã đưa hộ vào rà soát")

    request(mai, "Rmah Giang")
    mai.get_by_text("Từ chối…").click()
    mai.get_by_label("Lý do, sẽ ghi vào văn bản trả lời").fill("Hộ có hai công chức hưởng lương")
    mai.get_by_role("button", name="Từ chối đề nghị").click()
    expect(mai.get_by_text("Chờ lãnh đạo UBND xã ban hành văn bản trả lời")).to_be_visible()

    menu(long, "Việc cần làm")
    long.get_by_role("link", name="chưa có văn bản trả lời").click()
    long.get_by_role("link", name="Rmah Giang").click()
    sign(long)
    long.get_by_role("button", name="Cấp số và ban hành").click()
    told(long, "Đã ban hành")
    long.get_by_role("link", name="01/UBND").click()
    letter = downloaded(long, long.get_by_role("button", name="Tải về").first)
    assert "Hộ có hai công chức hưởng lương" in letter


def request(page, name: str):
    menu(page, "Giấy đề nghị")
    page.get_by_role("link", name=name).click()


def take_a_death_back(hoa):
    """Hoa records that Siu An 2 died; it was somebody else of the same name."""
    open_household(hoa, "Siu An")
    expect(hoa.get_by_role("heading", name="Thành viên (3)")).to_be_visible()
    hoa.get_by_text("Ghi biến động").click()
    hoa.get_by_role("link", name="Có người chết").click()
    hoa.get_by_label("Ai đã chết").select_option(label="Siu An 2 (con, 1982)")
    hoa.get_by_label("Ngày xảy ra").fill("01/09/2021")
    hoa.get_by_label("Lý do, căn cứ").fill("Trích lục khai tử")
    hoa.get_by_role("button", name="Ghi biến động").click()
    expect(hoa.get_by_role("heading", name="Thành viên (2)")).to_be_visible()
    hoa.get_by_role("link", name="Hoàn tác").click()
    hoa.get_by_role("button", name="Hoàn tác").click()
    told(hoa, "Đã hoàn tác")
    expect(hoa.get_by_role("heading", name="Thành viên (3)")).to_be_visible()


def open_household(page, name: str):
    menu(page, "Hộ gia đình")
    page.get_by_label("Tìm theo tên").fill(name)
    page.get_by_role("button", name="Lọc").click()
    page.get_by_role("link", name=name).click()


def collect(hoa):
    """Hoa fills in the forms, one after the other; the verdict follows the typing."""
    for name, income, verdict in (
        ("Siu An", "650.000", "Hộ nghèo"),
        ("Rcom Bình", "900.000", "Hộ cận nghèo"),
        ("Ksor Chi", "1.800.000", "Hộ không nghèo"),
        ("Nay Dư", "300.000", "Hộ nghèo"),
        ("Kpă Em", "500.000", "Hộ nghèo"),
    ):
        open_review(hoa, name)
        fill_in(hoa, income, verdict)
        told(hoa, "Đã lưu")


def open_review(page, name: str):
    """By the page of the village, where the cases of the round are."""
    menu(page, "Đợt rà soát")
    page.get_by_role("link", name="2021").click()
    page.get_by_role("link", name="Thôn Một").first.click()
    page.get_by_role("link", name=name).click()


def fill_in(page, income: str, verdict: str):
    page.get_by_label("Thu nhập bình quân").fill(income)
    expect(page.locator("#verdict")).to_contain_text(verdict)
    page.get_by_role("button", name="Lưu", exact=True).click()


def edit_at_the_same_time(hoa, mai):
    """Hoa and Mai have the same form open; Mai sees both answers and takes Hoa's."""
    open_review(mai, "Rơ Lan Pha")
    open_review(hoa, "Rơ Lan Pha")
    fill_in(hoa, "950.000", "Hộ cận nghèo")
    told(hoa, "Đã lưu")
    fill_in(mai, "1.900.000", "Hộ không nghèo")
    expect(mai.get_by_role("heading", name="Phiếu vừa được người khác sửa")).to_be_visible()
    expect(mai.get_by_text("Bạn: 1.900.000")).to_be_visible()
    mai.get_by_label("Hoa: 950.000").check()
    mai.get_by_role("button", name="Lưu các câu trả lời đã chọn").click()
    told(mai, "Đã lưu")
    expect(mai.get_by_label("Thu nhập bình quân")).to_have_value("950.000")
    expect(mai.locator("#verdict")).to_contain_text("Hộ cận nghèo")


def meet(hoa):
    """Twenty people come; all six results are agreed to, one by half of those present."""
    village(hoa)
    hoa.get_by_role("link", name="Ghi biên bản họp").click()
    hoa.get_by_label("Số người dự họp").fill("20")
    hoa.get_by_label("Địa điểm").fill("Nhà sinh hoạt cộng đồng")
    hoa.get_by_label("Chủ trì").fill("Rmah Thôn")
    hoa.get_by_label("Thư ký").fill("Siu Ghi")
    hoa.get_by_label("Số người đồng ý với kết quả của Nay Dư").fill("10")
    hoa.get_by_role("button", name="Lưu biên bản").click()
    told(hoa, "Đã ghi biên bản họp.")
    expect(hoa.get_by_role("row", name="Nay Dư")).to_contain_text("10/20")
    assert hoa.get_by_role("cell", name="Có", exact=True).count() == 6


def village(page):
    menu(page, "Đợt rà soát")
    page.get_by_role("link", name="2021").click()
    page.get_by_role("link", name="Thôn Một").first.click()


def post(mai):
    """Mai hangs the list out on Monday 4 October: three working days, to the end of Thursday."""
    village(mai)
    mai.get_by_role("link", name="Lập danh sách niêm yết").click()
    expect(mai.get_by_role("heading", name="6 hộ được niêm yết")).to_be_visible()
    mai.get_by_role("button", name="Lập danh sách niêm yết").click()
    told(mai, "Đã lập danh sách niêm yết")
    expect(mai.get_by_text("đến hết ngày 07/10/2021")).to_be_visible()
    expect(mai.locator("main")).not_to_contain_text("1980")


def object_and_check_again(hoa, mai):
    """A neighbour is right that Rcom Bình earns more: the form changes and is posted again."""
    open_review(hoa, "Rcom Bình")
    hoa.get_by_role("link", name="Ghi khiếu nại").click()
    hoa.get_by_label("Nội dung khiếu nại").fill("Hộ có máy xay xát cho thuê")
    hoa.get_by_role("button", name="Ghi khiếu nại").click()
    told(hoa, "Đã ghi khiếu nại")

    open_review(mai, "Rcom Bình")
    mai.get_by_text("Trả lời…").click()
    mai.get_by_label("Kết luận").select_option("Có cơ sở, rà soát lại")
    mai.get_by_label("Nội dung trả lời").fill("Đúng, sẽ rà soát lại thu nhập")
    mai.get_by_role("button", name="Trả lời").click()
    told(mai, "Đã trả lời khiếu nại.")
    fill_in(mai, "1.700.000", "Hộ không nghèo")
    told(mai, "Đã lưu")
    mai.get_by_text("Ghi kết quả phúc tra…").click()
    mai.get_by_label("Kết quả phúc tra").fill("Thu nhập tính cả tiền thuê máy")
    mai.get_by_role("button", name="Ghi kết quả phúc tra").click()
    told(mai, "Đã ghi kết quả phúc tra")

    village(mai)
    expect(mai.get_by_role("row", name="Rcom Bình")).to_contain_text("phải niêm yết lại")
    mai.get_by_role("link", name="Lập danh sách niêm yết").click()
    expect(mai.get_by_role("heading", name="1 hộ được niêm yết")).to_be_visible()
    mai.get_by_role("button", name="Lập danh sách niêm yết").click()
    expect(mai.get_by_text("đến hết ngày 12/10/2021")).to_be_visible()


def submit(mai):
    """The last day of both lists is over: Mai sends all six."""
    village(mai)
    mai.get_by_role("button", name="Gửi duyệt các hộ đã chọn").click()
    told(mai, "6 phiếu đã gửi duyệt.")
    expect(mai.get_by_text("6 hộ chờ duyệt")).to_be_visible()


def approve_all_but_one(duc):
    """Đức wants to see Nay Dư himself; the other five do not wait for him."""
    open_review(duc, "Nay Dư")
    duc.get_by_text("Tạm giữ…").click()
    duc.get_by_label("Lý do tạm giữ").fill("Chờ xác minh nơi ở")
    duc.get_by_role("button", name="Tạm giữ phiếu này").click()
    told(duc, "Đã tạm giữ phiếu")

    menu(duc, "Việc cần làm")
    duc.get_by_role("link", name="phiếu chờ duyệt").click()
    duc.get_by_label("Chọn tất cả phiếu trên trang này").check()
    duc.get_by_role("button", name="Duyệt", exact=True).click()
    expect(duc.get_by_role("status").first).to_have_text("5 phiếu đã duyệt.")
    expect(duc.get_by_role("status").last).to_have_text("1 phiếu đang tạm giữ nên được bỏ qua.")


def recognise(long):
    """Long issues the decision on five households, and sees that a sixth is held back."""
    prepare(long)
    expect(long.get_by_text("1 hộ đang tạm giữ")).to_be_visible()
    for words in (
        "Danh sách hộ nghèo: 2 hộ",
        "Danh sách hộ cận nghèo: 1 hộ",
        "Danh sách hộ thoát nghèo: 2 hộ",
        "Danh sách hộ thoát cận nghèo: 1 hộ",
    ):
        expect(long.get_by_text(words)).to_be_visible()
    sign(long)
    long.get_by_role("button", name="Ban hành quyết định").click()
    told(long, "Đã ban hành")
    long.get_by_role("link", name="Văn bản và tệp").click()
    decision = downloaded(long, long.get_by_role("button", name="Tải về").first)
    assert "Rơ Lan Pha" in decision
    assert "Nay Dư" not in decision
    long.go_back()


def prepare(page):
    menu(page, "Công nhận")
    page.get_by_role("link", name="Xã Bình An").click()


def sign(page):
    page.get_by_label("Người ký").fill("Rcom Long")


def certify(long, live_server):
    """Three certificates; anybody may ask about the code on one, and learns no name."""
    sign(long)
    long.get_by_role("button", name="Cấp giấy chứng nhận").click()
    told(long, "Đã cấp 3 giấy chứng nhận.")
    expect(long.get_by_role("button", name="Cấp giấy chứng nhận")).to_have_count(0)
    printed = downloaded(long, long.get_by_role("button", name="Tải tất cả (PDF)"))
    for name in ("Siu An 2", "Kpă Em", "Rơ Lan Pha"):
        assert name in printed
    long.get_by_role("row", name="Rơ Lan Pha").get_by_role("link", name="GCN").click()
    long.locator("a[href^='/verify/']").click()
    anybody = long.context.browser.new_page()
    anybody.goto(long.url)
    expect(anybody.get_by_role("status")).to_contain_text("đã được ban hành")
    expect(anybody.get_by_text("03/GCN-HN.HCN")).to_be_visible()
    expect(anybody.locator("body")).not_to_contain_text("Rơ Lan Pha")
    anybody.context.close()


def count(mai):
    """What is recognised is counted, the held household is counted apart."""
    # 2 of 50 households are poor, 1 is near-poor; 4 persons and 1.
    row = figures(mai, "Tổng hợp kết quả rà soát")
    assert row[1:7] == ["50", "", "2", "4,00", "1", "2,00"]
    expect(mai.get_by_text("Có 1 hộ đang tạm giữ")).to_be_visible()
    # Four were poor: one became near-poor, one rose above, one is not decided on (counted as other
    # decrease, and apart as held), one is new.
    row = figures(mai, "Tổng hợp diễn biến hộ nghèo")
    assert row[-10:] == ["4", "1", "1", "1", "1", "0", "0", "1", "0", "2"]


def figures(page, title: str, place: str = "Thôn Một") -> list[str]:
    """The cells of a place in a table of 2021."""
    menu(page, "Biểu và báo cáo")
    page.get_by_role("link", name=title).first.click()
    page.get_by_label("Năm", exact=True).select_option("2021")
    with page.expect_navigation():
        page.get_by_role("button", name="Xem", exact=True).click()
    cells = page.get_by_role("row", name=place).first.get_by_role("cell")
    return cells.all_inner_texts()


def let_the_held_one_go(duc, long):
    """Đức has seen Nay Dư; a second decision is about that household alone."""
    open_review(duc, "Nay Dư")
    duc.get_by_role("button", name="Bỏ tạm giữ").click()
    duc.get_by_role("button", name="Duyệt", exact=True).click()
    prepare(long)
    expect(long.get_by_text("Danh sách hộ nghèo: 1 hộ")).to_be_visible()
    sign(long)
    long.get_by_role("button", name="Ban hành quyết định").click()
    sign(long)
    long.get_by_role("button", name="Cấp giấy chứng nhận").click()
    told(long, "Đã cấp 1 giấy chứng nhận.")


def lock_and_count_again(duc, mai):
    """Opening - out + in = closing: 4 - 1 - 1 + 1 = 3 of 80 households, and now it is official."""
    menu(duc, "Đợt rà soát")
    duc.get_by_role("button", name="Khóa").click()
    told(duc, "Đã khóa")
    row = figures(mai, "Tổng hợp diễn biến hộ nghèo")
    assert row[-9:] == ["4", "1", "1", "0", "0", "0", "1", "0", "3"]
    row = figures(mai, "Tổng hợp kết quả rà soát", "Tổng cộng")
    assert row[1:5] == ["80", "", "3", "3,75"]
    expect(mai.get_by_role("heading", name="(chính thức)")).to_be_visible()
    expect(mai.get_by_text("đang tạm giữ")).to_have_count(0)


def menu(page, entry: str):
    page.get_by_role("navigation").get_by_role("link", name=entry, exact=True).click()


def told(page, words: str):
    expect(page.get_by_role("status").first).to_contain_text(words)


def downloaded(page, button) -> str:
    """The text of the PDF that the button hands over."""
    with page.expect_download() as file:
        button.click()
    reader = PdfReader(io.BytesIO(file.value.path().read_bytes()))
    return "\n".join(sheet.extract_text() for sheet in reader.pages)
