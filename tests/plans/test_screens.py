"""The pages of plans: the grid names the wrong cell, and keeps nothing until all is right."""

import pytest
from django.urls import reverse

from plans import budgets, content
from plans.actions import sections
from plans.actions.sections import Words
from plans.models import Plan
from tests import factories
from tests.plans.conftest import COLUMN, MILLION

NAMES = ["line", "component", "content", "measure", "quantity", "place", "note"]
COLUMNS = ["development-central", "recurrent-central", "mobilised"]


def sent(plan, *rows, scale=MILLION, **fields) -> dict:
    """What the page sends: every cell of every row, those not named being empty."""
    data = {"version": plan.budget_version, "scale": scale, "show": COLUMNS, **fields}
    for number, row in enumerate(rows):
        data |= {f"{number}-{name}": row.get(name, "") for name in NAMES + COLUMNS}
    return data


def stored(plan) -> list[dict]:
    """The rows of a budget as its page shows them."""
    return [
        {
            "line": line.pk,
            "component": line.component.code,
            "content": line.content,
            **{
                column.key: str(amount // MILLION)
                for column, amount in budgets.amounts_of(line).items()
            },
        }
        for line in plan.budget_lines.all()
    ]


@pytest.fixture
def grid(plan):
    return reverse("plans:plan-budget", args=[plan.pk])


@pytest.fixture
def client(duc, login):
    return login(duc)


def test_budget_is_typed_and_shown_again(plan, grid, client):
    rows = [
        {
            "component": "DA4.3 Hỗ trợ việc làm bền vững",
            "content": "Sàn giao dịch",
            "measure": "phiên",
            "quantity": "2,5",
            "place": "xã bình an",
            "development-central": "425",
            "recurrent-central": "900,5",
        },
        {},
        {"component": "4,2", "content": "Lao động", "recurrent-central": "1.070"},
    ]

    response = client.post(grid, sent(plan, *rows), follow=True)

    first, second = plan.budget_lines.all()
    assert (first.component.code, first.place.name, str(first.quantity)) == (
        "4.3",
        "Bình An",
        "2.500",
    )
    assert budgets.amounts_of(first) == {
        COLUMN["development-central"]: 425_000_000,
        COLUMN["recurrent-central"]: 900_500_000,
    }
    assert (second.component.code, second.content) == ("4.2", "Lao động")
    page = response.content.decode()
    assert 'value="900,5"' in page
    assert "2.395,5" in page  # 425 + 900,5 + 1.070


@pytest.mark.parametrize(
    ("scale", "typed", "vnd"),
    [(1, "1.500.000", 1_500_000), (1_000, "1.500", 1_500_000), (10**9, "6,15", 6_150_000_000)],
)
def test_amounts_are_typed_in_the_unit_that_is_shown(scale, typed, vnd, plan, grid, client):
    row = {"component": "2", "content": "Mô hình", "recurrent-central": typed}

    client.post(grid, sent(plan, row, scale=scale))

    assert plan.budget_lines.get().amounts.get().amount_vnd == vnd


def test_every_wrong_cell_is_named_and_nothing_is_kept(plan, grid, client):
    rows = [
        {"component": "2", "content": "Mô hình", "recurrent-central": "14.000"},
        {"component": "9.9", "content": "Không có"},
        {"component": "5", "content": "Nhà ở", "development-central": "20.000"},
        {"component": "2", "recurrent-central": "73,488", "place": "Xa Lắm"},
    ]

    response = client.post(grid, sent(plan, *rows))

    assert response.status_code == 422
    assert [problem.partition(": ")[0] for problem in response.context["problems"]] == [
        "Dòng 2, cột «Dự án»",
        "Dòng 3, cột «Đầu tư phát triển, Ngân sách trung ương»",
        "Dòng 4, cột «Nội dung»",
        "Dòng 4, cột «Địa điểm»",
        "Dòng 4, cột «Sự nghiệp, Ngân sách trung ương»",
    ]
    page = response.content.decode()
    assert 'value="73,488"' in page
    assert page.count('aria-invalid="true"') == 5
    assert not plan.budget_lines.exists()


def test_emptied_row_is_removed(budget, grid, client):
    jobs, works = stored(budget)

    client.post(grid, sent(budget, jobs, {"line": works["line"]}))

    assert [line.component.code for line in budget.budget_lines.all()] == ["4.3"]


def test_page_that_came_in_part_is_refused(budget, grid, client):
    jobs, _ = stored(budget)
    without_a_line = sent(budget, jobs)
    without_a_cell = sent(budget, *stored(budget))
    del without_a_cell["1-note"]

    for data in (without_a_line, without_a_cell):
        response = client.post(grid, data)
        assert (response.status_code, "thiếu" in response.content.decode()) == (422, True)
    assert budget.budget_lines.count() == 2


def test_unit_of_money_that_does_not_exist_is_refused(plan, grid, client):
    row = {"component": "2", "content": "Mô hình", "recurrent-central": "1"}

    for scale in ("10", "", "x"):
        assert client.post(grid, sent(plan, row, scale=scale)).status_code == 422
    assert not plan.budget_lines.exists()


def test_old_page_does_not_overwrite_a_newer_budget(budget, grid, client):
    data = sent(budget, *stored(budget))
    client.post(grid, sent(budget, *[row | {"content": "Mới"} for row in stored(budget)]))

    response = client.post(grid, data)

    assert response.status_code == 409
    assert {line.content for line in budget.budget_lines.all()} == {"Mới"}


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 30])
def test_page_without_its_version_is_refused(version, plan, grid, client):
    row = {"component": "2", "content": "Mô hình", "recurrent-central": "1"}

    assert client.post(grid, sent(plan, row, version=version)).status_code == 409
    assert not plan.budget_lines.exists()


def test_totals_follow_what_is_typed(plan, client, no_writes):
    rows = [
        {"component": "4.2", "content": "", "recurrent-central": "1.070"},
        {"component": "4.3", "content": "Việc làm", "recurrent-central": "900", "mobilised": "75"},
        {"component": "4.3", "content": "Lạ", "recurrent-central": "x"},
    ]

    with no_writes():
        response = client.post(reverse("plans:plan-judge", args=[plan.pk]), sent(plan, *rows))

    whole = response.context["summary"].whole
    assert (whole.state, whole.beside) == (1_970 * MILLION, 75 * MILLION)
    project = {c.code: found for c, found in response.context["summary"].components}["4"]
    assert project.whole == 2_045 * MILLION
    page = response.content.decode()
    assert "Dòng 1, cột «Nội dung»" in page
    assert "Dòng 3, cột «Sự nghiệp, Ngân sách trung ương»" in page


def test_grid_round_trips_without_a_change(budget, grid, client):
    """What the page shows, sent back as it is, is the same budget; also with odd decimals."""
    line = budget.budget_lines.first()
    line.amounts.filter(source="central").update(amount_vnd=1_125_000)
    form = client.get(grid).context["form"]
    rows = [{name: row[name].value() or "" for name in row.fields} for row in form.rows]

    client.post(grid, sent(budget, *rows))

    budget.refresh_from_db()
    assert budget.budget_version == 2
    assert rows[0]["recurrent-central"] == "1,1250"


def test_place_with_two_meanings_is_asked_back(plan, land, grid, client):
    factories.unit("Bình An", land.town.kind, land.district, "90009")
    row = {"component": "2", "content": "Mô hình", "place": "Bình An"}

    response = client.post(grid, sent(plan, row))

    assert "Có nhiều nơi tên «Bình An»" in response.content.decode()
    client.post(grid, sent(plan, row | {"place": "TT. Bình An"}))
    assert plan.budget_lines.get().place.kind == land.town.kind


def test_list_shows_plans_of_the_area_with_their_money(budget, land, mai, client, login):
    Plan.objects.create(unit=land.far_district, year=2023, abstract="Nơi khác")
    url = reverse("plans:plan-list")

    page = client.get(url).content.decode()

    assert "2.325" in page  # 425 + 900 + 1.000
    assert "Nơi khác" not in page
    assert "Chưa có kế hoạch nào trong địa bàn" in login(mai).get(url).content.decode()
    assert "theo bộ lọc này" in client.get(url, {"year": 2020}).content.decode()


@pytest.mark.parametrize(
    ("year", "words"), [(2026, "chưa có dự án"), (2014, "Chưa có chương trình")]
)
def test_year_without_a_tree_says_what_to_do(year, words, land, programme, client):
    plan = Plan.objects.create(unit=land.district, year=year, abstract="Khác")

    page = client.get(reverse("plans:plan-budget", args=[plan.pk])).content.decode()

    assert words in page
    assert "Quản trị viên" in page


def test_reader_sees_figures_and_no_inputs(budget, grid, cast, login):
    page = login(cast["lan"]).get(grid).content.decode()

    assert "Việc làm" in page
    assert "data-grid" not in page
    assert "Lưu dự toán" not in page


def test_money_is_given_and_paid_on_screen(budget, client):
    jobs = budget.budget_lines.first()
    cell = f"{jobs.pk}.recurrent-central"
    given = reverse("plans:plan-record", args=[budget.pk, "allocation"])
    paid = reverse("plans:plan-record", args=[budget.pk, "disbursement"])
    seen = {"scale": MILLION, "day": "01/03/2023", "decision": "12/QĐ-UBND"}

    assert client.post(given, seen | {"seen": 0, cell: "900"}).status_code == 302
    last = budget.movements.get().pk
    refused = client.post(paid, seen | {"seen": last, cell: "900,5"})
    assert client.post(paid, seen | {"seen": last, cell: "450"}).status_code == 302

    assert refused.status_code == 422
    page = client.get(reverse("plans:plan-money", args=[budget.pk])).content.decode()
    assert "50,0%" in page
    assert "Giải ngân 12/QĐ-UBND ngày 01/03/2023" in page


def test_wrong_amount_of_a_movement_is_named(budget, client):
    jobs = budget.budget_lines.first()
    url = reverse("plans:plan-record", args=[budget.pk, "allocation"])

    response = client.post(
        url, {"day": "", "decision": "", f"{jobs.pk}.recurrent-central": "-5", "seen": 0}
    )

    problems = " ".join(response.context["problems"])
    assert "Ngày: " in problems
    assert "Số quyết định, chứng từ: " in problems
    assert (
        "4.3 Việc làm (Sự nghiệp, Ngân sách trung ương): Số tiền không được nhỏ hơn 0" in problems
    )
    assert not budget.movements.exists()


def test_source_that_was_not_planned_can_pay(budget, client):
    jobs = budget.budget_lines.first()
    url = reverse("plans:plan-record", args=[budget.pk, "allocation"])
    data = {"scale": MILLION, "show": "recurrent-province", "seen": 0}
    data |= {"day": "01/03/2023", "decision": "5/QĐ", f"{jobs.pk}.recurrent-province": "30"}

    client.post(url, data)

    assert budget.movements.get().amounts.get().source == "province"


def test_movement_is_undone_on_screen(budget, client, duc):
    made = factories.plan(budget.unit, 2024, duc)
    wrong = factories.allocation(made, duc)
    url = reverse("plans:plan-reverse", args=[made.pk, wrong.pk])

    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Nhầm dòng"}, follow=True).status_code == 200
    elsewhere = reverse("plans:plan-reverse", args=[budget.pk, wrong.pk])
    assert client.post(elsewhere, {"reason": "Nhầm"}).status_code == 404
    assert made.movements.count() == 2


def test_contents_of_the_page_name_what_is_large(plan, client, duc):
    def add(title, numbering, parent=None):
        words = Words(title, "Lời văn.", numbering=numbering)
        return sections.add(plan=plan, words=words, version=None, parent=parent, by=duc)

    results = add("Kết quả", "A.")
    add("Chung", "1.", add("Thu nhập", "I.", results))
    add("Giải pháp", "1.")

    main = [part.heading for part in content.outline(plan) if part.is_main]
    page = client.get(plan.get_absolute_url()).content.decode()

    assert main == ["A. Kết quả", "I. Thu nhập", "1. Giải pháp"]
    for part in content.outline(plan):
        assert page.count(f'href="#section-{part.section.pk}"') == part.is_main
