"""The plan of the next year, begun from this one: what moves on, and what is pointed out."""

import pytest
from django.urls import reverse

from plans import checks, live
from plans.actions import parts, sections
from plans.actions import plan as actions
from plans.actions.budgets import set_lines
from plans.actions.sections import Words
from plans.plan_forms import StartForm
from targets import actions as targets
from tests import factories


@pytest.fixture
def plan(land, mai):
    """The commune's plan of 2023."""
    return actions.start(unit=land.commune, year=2023, by=mai, kind="proposal")


@pytest.fixture
def following(plan, land, mai):
    """What the plan of 2024 becomes when it begins from that of 2023."""

    def begun():
        return actions.start(unit=land.commune, year=2024, by=mai, kind="proposal", origin=plan)

    return begun


def write(plan, by, title, body=""):
    return sections.add(plan=plan, words=Words(title, body), version=None, by=by)


@pytest.mark.parametrize(
    ("title", "moved"),
    [
        ("Kế hoạch năm 2023", "Kế hoạch năm 2024"),
        ("Kết quả 7 tháng và ước cả năm 2022", "Kết quả 7 tháng và ước cả năm 2023"),
        ("Giai đoạn đến năm 2025", "Giai đoạn đến năm 2025"),
        ("Quyết định ngày 11 tháng 3 năm 2022", "Quyết định ngày 11 tháng 3 năm 2022"),
        ("Quyết định ngày 31 tháng 12 năm 2021", "Quyết định ngày 31 tháng 12 năm 2021"),
        ("Đến hết tháng 7 năm 2022", "Đến hết tháng 7 năm 2023"),
        ("Từ năm 2015", "Từ năm 2015"),
    ],
)
def test_years_of_a_title_move_on(title, moved, plan, following, mai):
    write(plan, mai, title)

    assert following().sections.get().title == moved


def test_tables_show_the_years_of_the_new_plan(plan, following, mai):
    rows = [
        {"table": "village-targets", "title": "Chỉ tiêu năm 2023"},
        {"table": "budget-results", "title": "Kết quả năm 2022", "year": 2022},
        {"table": "review-results", "year": 2022, "is_inset": True},
    ]
    parts.set_rows(plan=plan, part="annexes", rows=rows, version=None, by=mai)
    body = "Còn [[poor.at:2021]] hộ, dòng [[budget.quantity:2022]]. [[table:review-results:2022]]"
    write(plan, mai, "Kết quả", body)

    made = following()

    assert [(row.title, row.year) for row in made.annexes.all()] == [
        ("Chỉ tiêu năm 2024", None),
        ("Kết quả năm 2023", 2023),
        ("", 2023),
    ]
    assert made.sections.get().body == (
        "Còn [[poor.at:2022]] hộ, dòng [[budget.quantity:2022]]. [[table:review-results:2023]]"
    )
    assert [row.year for row in plan.annexes.all()] == [None, 2022, 2022]


def test_money_of_the_year_before_is_that_of_the_same_line(plan, following, land, mai, line):
    """Of four lines of 2022 one goes on in 2023; one is of another measure, two are alike."""
    sessions, models = ({"measure": word, "quantity": 3} for word in ("phiên", "mô hình"))
    earlier = actions.start(unit=land.commune, year=2022, by=mai)
    lines = [line("4.3", "Việc làm", recurrent_central=1, **sessions)]
    lines += [line("2", "Sinh kế", recurrent_central=1, **models)]
    lines += [line("5", "Nhà ở", recurrent_central=1), line("5", "Nhà ở", recurrent_central=2)]
    set_lines(plan=earlier, lines=lines, version=1, by=mai)
    lines = [line("5", "Nhà ở", recurrent_central=3)]
    lines += [line("2", "Sinh kế", recurrent_central=1, measure="hộ", quantity=9)]
    lines += [line("4.3", "Việc làm", recurrent_central=1, measure="phiên", quantity=7)]
    set_lines(plan=plan, lines=lines, version=1, by=mai)
    jobs, *others = earlier.budget_lines.all()
    now = plan.budget_lines.last()
    named = ["[[ budget.quantity.before:%d ]]", "[[budget.line.before:%d]]"]
    own = f" [[budget.quantity:{now.pk}]]"
    kept = " ".join(named[1] % other.pk for other in others) + own
    write(plan, mai, "Kết quả", f"{named[0] % jobs.pk} phiên. {kept}")

    made = following()

    assert made.sections.get().body == f"{named[0] % now.pk} phiên. {kept}"
    assert live.figures_of(made)[f"budget.quantity.before:{now.pk}"].text == "7"


def test_a_sentence_that_was_copied_and_names_a_year_is_pointed_out(plan, following, mai):
    old = write(plan, mai, "Tín dụng", "Năm 2022 cho vay nhiều, đến năm 2025 còn nữa.")
    write(plan, mai, "Căn cứ", "Theo Quyết định ngày 11 tháng 3 năm 2022 về giảm nghèo.")
    made = following()
    copy = made.sections.get(key=old.key)
    place = reverse("plans:plan-section", args=[made.pk, copy.pk])

    found = [p for p in checks.problems(made) if p.url == place]

    assert [(p.text, p.is_error) for p in found] == [
        ("Câu chép từ kế hoạch năm 2023 còn ghi năm 2022.", False)
    ]
    assert "Căn cứ" not in " ".join(p.where for p in checks.problems(made) if "Câu chép" in p.text)

    sections.edit(section=copy, words=Words("Tín dụng", "Năm 2022 cho vay."), version=None, by=mai)

    assert not [p for p in checks.problems(made) if "Câu chép" in p.text]


def test_a_typed_figure_that_was_copied_is_pointed_out_until_it_changes(plan, following, mai):
    loans, clients = (
        {"key": "loans", "label": "Dư nợ", "value": "91.123"},
        {"key": "clients", "label": "Lượt vay", "value": "1.933"},
    )
    parts.set_rows(plan=plan, part="facts", rows=[loans, clients], version=None, by=mai)
    made = following()

    def said():
        place = reverse("plans:plan-part", args=[made.pk, "facts"])
        return [p.text for p in checks.problems(made) if p.url == place]

    assert said() == [
        "2 số liệu còn giữ nguyên như kế hoạch năm 2023: Dư nợ: 91.123; Lượt vay: 1.933"
    ]

    rows = [loans | {"value": "95.000"}, clients]
    parts.set_rows(plan=made, part="facts", rows=rows, version=None, by=mai)

    assert said() == ["1 số liệu còn giữ nguyên như kế hoạch năm 2023: Lượt vay: 1.933"]


def test_the_form_proposes_the_next_year_and_the_same_kind(plan, mai):
    form = StartForm(user=mai)

    assert (form["year"].value(), form["kind"].value()) == (2024, "proposal")


def test_a_section_without_a_title_is_named_by_its_first_whole_words(plan, mai):
    short = write(plan, mai, "", "Còn [[poor.now]] hộ **nghèo**.")
    words = "Quyết định số 733/QĐ-UBND ngày 11 tháng 3 năm 2022 thành lập Ban Chỉ đạo"
    long = write(plan, mai, "", words)

    assert str(short) == "Còn … hộ nghèo."
    assert str(long) == "Quyết định số 733/QĐ-UBND ngày 11 tháng 3 năm 2022 thành…"


def test_what_a_section_lacks_is_said_at_once(plan, mai):
    section = write(plan, mai, "Mục tiêu", "Còn [[a]], [[b]], [[a]] hộ. Xem [[ref:khong-co]].")
    place = reverse("plans:plan-section", args=[plan.pk, section.pk])

    assert [p.text for p in checks.problems(plan) if p.url == place] == [
        "Dẫn chiếu đến mục không có: khong-co.",
        "Không có số liệu nào tên là [[a]], [[b]].",
    ]


def test_a_goal_that_the_new_sheet_lacks_is_told_apart_from_a_wrong_name(plan, mai):
    section = write(plan, mai, "Mục tiêu", "Đạt [[goal:viec-lam]]% với [[fact:loans]] đồng.")
    place = reverse("plans:plan-section", args=[plan.pk, section.pk])

    assert [p.text for p in checks.problems(plan) if p.url == place] == [
        "Bảng chỉ tiêu của năm kế hoạch chưa có mục tiêu cho [[goal:viec-lam]].",
        "Phần «Số liệu khác» chưa có [[fact:loans]].",
    ]


def test_page_says_whose_turn_it_is(plan, land, mai, duc, login):
    write(plan, mai, "Mục tiêu", "Giảm nghèo.")

    def said(who, words):
        return words in login(who).get(plan.get_absolute_url()).content.decode()

    waits = f"Đang chờ {land.district.full_name} duyệt"
    assert not said(mai, waits)

    actions.move(plan=plan, name="submit", by=mai)
    assert said(mai, waits)

    actions.move(plan=plan, name="approve", by=duc)
    assert not said(mai, waits)
    assert said(mai, f"đang chờ lãnh đạo {land.commune.full_name} ban hành")


def test_many_errors_of_the_targets_are_one_line(plan, land, standard, mai):
    """Of the sheet just begun no cell is filled in: each village is an error."""
    for name in ("Thôn Ba", "Thôn Bốn"):
        factories.village(name, land.commune)
    sheet = targets.start(unit=land.commune, year=2023, standard=standard, by=mai)

    found = [p.text for p in checks.problems(plan) if p.url == sheet.get_absolute_url()]

    assert len(found) == 2
    assert found[0] == "Bảng chỉ tiêu chưa được duyệt (đang nhập)."
    assert found[1].startswith("Bảng chỉ tiêu còn 4 lỗi, ở ")
