"""Every address × every role: who gets in, who is refused, and what strangers never learn."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from households.actions import duplicates, events
from households.actions.ledger import Occasion
from households.models import Upload
from plans.models import Duty, PlanAnnex, ProgressReport, Section
from povertyplan.audit.models import Event
from povertyplan.documents.actions import file_scan
from povertyplan.network import client_address
from reports.catalogue import CATALOGUE
from targets.actions import start
from targets.actions.registrations import save as save_registration
from targets.forms import GridForm
from targets.models import Goal, Proposal, Registration
from tests import factories
from tests.accounts import village_pages

EVERYBODY = {"hoa", "mai", "long", "duc", "lan", "binh", "dung", "an"}
READERS = EVERYBODY - {"an"}
COLLECTORS = {"hoa", "mai"}
OPENERS = {"duc", "binh"}
REPORT_READERS = EVERYBODY - {"hoa"}
TARGET_READERS = EVERYBODY - {"hoa", "an"}
PLAN_READERS = TARGET_READERS
DOCUMENT_READERS = EVERYBODY - {"hoa", "an"}
TARGET_EDITORS = {"mai", "duc", "binh"}

# name of the address: (method, who gets in). What `chi` of another district gets is in STRANGERS.
PAGES = {
    "home": ("get", EVERYBODY),
    "password_change": ("get", EVERYBODY),
    "households:household-list": ("get", READERS),
    "households:household-create": ("get", COLLECTORS),
    "households:household-detail": ("get", READERS),
    "households:household-edit": ("get", COLLECTORS),
    "households:member-create": ("get", COLLECTORS),
    "households:member-edit": ("get", COLLECTORS),
    "households:member-remove": ("get", COLLECTORS),
    "households:member-identity": ("post", COLLECTORS),
    "households:members-alike": ("post", COLLECTORS),
    "households:household-move-in": ("get", COLLECTORS),
    "households:event-create": ("get", COLLECTORS),
    "households:event-undo": ("get", COLLECTORS),
    "households:duplicate-list": ("get", COLLECTORS),
    "households:duplicate-decide": ("get", COLLECTORS),
    "households:decision-withdraw": ("post", COLLECTORS),
    "households:map-change-list": ("get", OPENERS),
    "households:map-change-detail": ("get", OPENERS),
    "households:map-change-undo": ("post", OPENERS),
    "households:review-list": ("get", READERS),
    "households:review-detail": ("get", READERS),
    "households:review-detail POST": ("post", COLLECTORS),
    "households:review-judge": ("post", COLLECTORS),
    "households:review-row": ("post", COLLECTORS),
    "households:review-start": ("post", COLLECTORS),
    "households:review-move": ("post", {"mai", "long"}),
    "households:reviews-move": ("post", {"mai", "long"}),
    "households:round-list": ("get", READERS),
    "households:round-open": ("get", OPENERS),
    "households:round-detail": ("get", READERS),
    "households:round-list-managed": ("post", {"mai", "duc"}),
    "households:village-grid": ("get", READERS),
    "households:round-close": ("post", OPENERS),
    "households:round-reopen": ("post", OPENERS),
    "households:recognition-list": ("get", DOCUMENT_READERS),
    "households:recognition-prepare": ("get", DOCUMENT_READERS),
    "households:recognition-detail": ("get", DOCUMENT_READERS),
    "households:certificates-pdf": ("post", DOCUMENT_READERS),
    "households:certificate-pdf": ("post", DOCUMENT_READERS),
    "households:review-reopen": ("post", {"long"}),
    "households:round-template": ("get", COLLECTORS),
    "households:upload-list": ("get", COLLECTORS),
    "households:upload-list POST": ("post", COLLECTORS),
    "households:upload-detail": ("get", COLLECTORS),
    "households:upload-marked": ("get", COLLECTORS),
    "households:upload-confirm": ("post", COLLECTORS),
    "households:upload-undo": ("post", COLLECTORS),
    "households:upload-cancel": ("post", COLLECTORS),
    "households:upload-retry": ("post", COLLECTORS),
    "targets:sheet-list": ("get", TARGET_READERS),
    "targets:sheet-start": ("get", TARGET_EDITORS),
    "targets:sheet-detail": ("get", TARGET_READERS),
    "targets:sheet-detail POST": ("post", {"mai"}),
    "targets:sheet-judge": ("post", TARGET_EDITORS),
    "targets:sheet-move": ("post", {"mai", "long"}),
    "targets:sheet-settings": ("get", TARGET_EDITORS),
    "targets:sheet-baseline": ("get", TARGET_EDITORS),
    "targets:sheet-allocate": ("get", TARGET_EDITORS),
    "targets:sheet-discard": ("post", {"mai"}),
    "targets:sheet-propose": ("post", {"mai"}),
    "targets:sheet-revise": ("get", TARGET_EDITORS),
    "targets:sheet-revisions": ("get", TARGET_READERS),
    "targets:proposal-answer": ("post", {"mai"}),
    "targets:goal-create": ("get", TARGET_EDITORS),
    "targets:goal-edit": ("get", TARGET_EDITORS),
    "targets:goal-parts": ("get", TARGET_READERS),
    "targets:goal-parts POST": ("post", {"mai"}),
    "targets:registration-list": ("get", READERS),
    "targets:registration-choose": ("get", COLLECTORS),
    "targets:registration-create": ("get", COLLECTORS),
    "targets:registration-edit": ("get", COLLECTORS),
    "targets:registration-outcome": ("post", COLLECTORS),
    "targets:risk": ("get", TARGET_READERS),
    "plans:plan-list": ("get", PLAN_READERS),
    "plans:plan-create": ("get", TARGET_EDITORS),
    "plans:plan-detail": ("get", PLAN_READERS),
    "plans:plan-head": ("get", {"mai"}),
    "plans:plan-part": ("get", {"mai"}),
    "plans:plan-part POST": ("post", {"mai"}),
    "plans:plan-section-add": ("get", {"mai"}),
    "plans:plan-section-preview": ("post", {"mai"}),
    "plans:plan-section": ("get", {"mai"}),
    "plans:plan-section POST": ("post", {"mai"}),
    "plans:plan-section-remove": ("post", {"mai"}),
    "plans:plan-section-shift": ("post", {"mai"}),
    "plans:plan-move": ("post", {"mai", "long"}),
    "plans:plan-amend": ("get", {"mai"}),
    "plans:plan-discard": ("post", {"mai"}),
    "plans:plan-duty-done": ("post", {"mai"}),
    "plans:plan-coverage": ("get", PLAN_READERS),
    "plans:plan-limits": ("post", {"mai"}),
    "plans:plan-helpers": ("get", PLAN_READERS),
    "plans:plan-helpers POST": ("post", {"mai"}),
    "plans:plan-release": ("post", {"mai"}),
    "plans:plan-duties": ("get", TARGET_EDITORS),
    "plans:plan-budget": ("get", PLAN_READERS),
    "plans:plan-budget POST": ("post", {"mai"}),
    "plans:plan-judge": ("post", {"mai"}),
    "plans:plan-money": ("get", PLAN_READERS),
    "plans:plan-record": ("get", {"mai"}),
    "plans:plan-record POST": ("post", {"mai"}),
    "plans:plan-reverse": ("post", {"mai"}),
    "plans:plan-progress": ("get", PLAN_READERS),
    "plans:plan-progress-start": ("get", {"mai"}),
    "plans:plan-results": ("post", {"mai"}),
    "plans:progress-overview": ("get", PLAN_READERS),
    "plans:progress-detail": ("get", PLAN_READERS),
    "plans:progress-edit": ("get", {"mai"}),
    "plans:progress-edit POST": ("post", {"mai"}),
    "plans:progress-move": ("post", {"mai", "long"}),
    "plans:progress-discard": ("post", {"mai"}),
    "reports:report-list": ("get", REPORT_READERS),
    "reports:report-detail": ("get", REPORT_READERS),
    "reports:report-households": ("get", REPORT_READERS - {"an"}),
    "reports:report-file": ("get", REPORT_READERS),
    "reports:report-issue": ("post", {"long", "lan", "binh"}),
    "reports:plan-preview": ("get", PLAN_READERS),
    "reports:plan-file": ("get", PLAN_READERS),
    "reports:plan-annexes": ("get", {"mai"}),
    "reports:plan-table": ("get", {"mai"}),
    "reports:plan-issue": ("get", {"long"}),
    "documents:document-list": ("get", DOCUMENT_READERS),
    "documents:document-detail": ("get", DOCUMENT_READERS),
    "documents:document-file": ("post", DOCUMENT_READERS),
    "documents:document-scan": ("post", DOCUMENT_READERS),
    "documents:document-scan-add": ("post", {"mai", "long"}),
} | village_pages.PAGES
PUBLIC = {"login", "logout", "documents:verify", "documents:verify-code"}
OF_A_RECORD = {
    "households:household-detail",
    "households:household-edit",
    "households:member-create",
    "households:member-edit",
    "households:member-remove",
    "households:member-identity",
    "households:event-create",
    "households:event-undo",
    "households:duplicate-decide",
    "households:decision-withdraw",
    "households:review-detail",
    "households:review-judge",
    "households:review-row",
    "households:review-start",
    "households:review-move",
    "households:recognition-detail",
    "households:certificates-pdf",
    "households:certificate-pdf",
    "households:upload-detail",
    "households:upload-marked",
    "households:upload-confirm",
    "households:upload-undo",
    "households:upload-cancel",
    "households:upload-retry",
    "targets:sheet-detail",
    "targets:sheet-judge",
    "targets:sheet-move",
    "targets:sheet-settings",
    "targets:sheet-baseline",
    "targets:sheet-allocate",
    "targets:sheet-discard",
    "targets:sheet-propose",
    "targets:sheet-revise",
    "targets:sheet-revisions",
    "targets:proposal-answer",
    "targets:goal-create",
    "targets:goal-edit",
    "targets:goal-parts",
    "targets:registration-create",
    "targets:registration-edit",
    "targets:registration-outcome",
    "plans:plan-detail",
    "plans:plan-head",
    "plans:plan-part",
    "plans:plan-section-add",
    "plans:plan-section-preview",
    "plans:plan-section",
    "plans:plan-section-remove",
    "plans:plan-section-shift",
    "plans:plan-move",
    "plans:plan-amend",
    "plans:plan-discard",
    "plans:plan-duty-done",
    "plans:plan-coverage",
    "plans:plan-progress",
    "plans:plan-progress-start",
    "plans:plan-results",
    "plans:progress-detail",
    "plans:progress-edit",
    "plans:progress-move",
    "plans:progress-discard",
    "plans:plan-limits",
    "plans:plan-helpers",
    "plans:plan-release",
    "reports:plan-preview",
    "reports:plan-file",
    "reports:plan-annexes",
    "reports:plan-table",
    "reports:plan-issue",
    "plans:plan-budget",
    "plans:plan-judge",
    "plans:plan-money",
    "plans:plan-record",
    "plans:plan-reverse",
    "documents:document-detail",
    "documents:document-file",
    "documents:document-scan",
    "documents:document-scan-add",
} | village_pages.OF_A_RECORD

OF_A_ROUND = {
    "households:recognition-prepare",
    "households:round-detail",
    "households:round-list-managed",
    "households:round-close",
    "households:round-reopen",
    "households:round-template",
    "households:upload-list",
}

OF_A_HOUSEHOLD = ("member-create", "review-start", "event-create")
OF_A_CHANGE = {"households:map-change-detail", "households:map-change-undo"}


@pytest.fixture
def records(land, cast, standard, kinh, mai, duc):
    """One record of every kind that the addresses need, all in the commune Bình An."""
    before = factories.round_in(land.district, 2020, standard)
    old = factories.household(land.village, "Lê Cũ", kinh)
    review = factories.review(before, old, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)
    opened = factories.round_in(land.commune, 2021, standard)
    household = factories.household(land.village, "Lê Mới", kinh, persons=3)
    document = factories.issued(land.commune, cast["long"])
    plan = factories.plan(land.commune, 2023, mai)
    Section.objects.create(plan=plan, key="muc-tieu", title="Mục tiêu")
    Duty.objects.create(plan=plan, sender="Thôn", receiver="Xã", what="Báo cáo")
    PlanAnnex.objects.create(plan=plan, table="village-targets")
    sheet = start(unit=land.commune, year=2021, by=mai)
    # It was submitted once, so that nobody can delete it.
    type(sheet).objects.filter(pk=sheet.pk).update(submitted_at=sheet.edited_at, submitted_by=mai)
    registration = Registration(household=old, year=2021, kind="able", measures="Học nghề")
    first, second, third = household.members.order_by("pk")
    died = {"because": "died", "occasion": Occasion(date(2021, 9, 9), "báo tử"), "by": mai}
    upload = Upload.objects.create(
        round=opened, unit=land.village, name="a.xlsx", uploaded_by=mai, state="checked"
    )
    return {
        "upload": upload,
        "event": events.leave(member=third, **died),
        "decision": duplicates.tell_apart(first=first, second=second, reason="khác", by=mai),
        "map": factories.merger([land.commune], factories.commune("Mới", land.district)),
        "sheet": sheet,
        "proposal": Proposal.objects.create(
            row=sheet.rows.first(), measure="poor", offered=1, proposed=2, reason="Ốm", made_by=mai
        ),
        "goal": Goal.objects.create(sheet=sheet, code="x", label="X", kind="number", target=1),
        "registration": save_registration(registration=registration, version=None, by=mai),
        "round": opened,
        "household": household,
        "member": household.members.last(),
        "review": factories.review(opened, household, mai, income_vnd=500_000),
        "plan": plan,
        "progress": ProgressReport.objects.create(plan=plan, period="half_year"),
        "movement": factories.allocation(plan, mai),
        "document": document,
        "recognition": factories.recognised(review, cast["long"]),
        "certificate": factories.certificate(review, cast["long"]),
        "scan": file_scan(document=document, upload=factories.scan(), by=mai),
        **village_pages.records(land, standard, household, mai),
    }


# What an address names besides its record.
MORE_KEYS = {
    "households:review-reopen": lambda records: {"pk": records["review"].pk},
    "households:duplicate-decide": lambda records: dict(
        zip(
            ("first", "second"),
            records["household"].members.values_list("pk", flat=True),
            strict=True,
        )
    ),
    "households:event-create": lambda records: {"kind": "death"},
    "households:village-grid": lambda records: {
        "pk": records["round"].pk,
        "unit_pk": records["household"].village_id,
    },
    "households:recognition-prepare": lambda records: {"unit": records["document"].unit_id},
    "targets:registration-create": lambda records: {"year": 2021},
    "documents:document-file": lambda records: {"file": records["document"].files.get().pk},
    "documents:document-scan": lambda records: {"scan": records["scan"].pk},
    "plans:plan-part": lambda records: {"part": "recipients"},
    "plans:plan-section": lambda records: {"section": records["plan"].sections.get().pk},
    "plans:plan-section-remove": lambda records: {"section": records["plan"].sections.get().pk},
    "plans:plan-section-shift": lambda records: {"section": records["plan"].sections.get().pk},
    "plans:plan-duty-done": lambda records: {"duty": records["plan"].duties.get().pk},
    "plans:plan-release": lambda records: {"household": records["household"].pk},
    "reports:plan-file": lambda records: {"form": "docx"},
    "reports:report-households": lambda records: {"name": "poor-movement"},
    "reports:plan-table": lambda records: {"annex": records["plan"].annexes.get().pk},
    "plans:plan-record": lambda records: {"kind": "allocation"},
    "plans:plan-reverse": lambda records: {"movement": records["movement"].pk},
    **village_pages.MORE_KEYS,
}


# Where the record is not the one that the address is called by.
RECORD_OF = {
    "households:member-create": "household",
    "households:review-start": "household",
    "households:recognition-prepare": "round",
    "households:certificates-pdf": "recognition",
    "households:upload-list": "round",
    "targets:registration-create": "household",
    "targets:goal-create": "sheet",
}


WITHOUT_KEY = {"households:duplicate-decide"}


def address(name: str, records: dict) -> str:
    kwargs = {}
    name = name.removesuffix(" POST")
    noun = name.partition(":")[2].partition("-")[0]
    noun = RECORD_OF.get(name, "household" if name.endswith(OF_A_HOUSEHOLD) else noun)
    if name in (OF_A_RECORD | OF_A_ROUND | OF_A_CHANGE) - WITHOUT_KEY:
        kwargs["pk"] = records[noun].pk
    if name.endswith("-move"):
        kwargs["name"] = "submit"
    if noun == "report" and name != "reports:report-list":
        kwargs["name"] = next(iter(CATALOGUE))
    if name in MORE_KEYS:
        kwargs |= MORE_KEYS[name](records)
    if name == "reports:report-file":
        kwargs["format"] = "csv"
    return reverse(name, kwargs=kwargs)


def body(name: str, records: dict) -> dict:
    """What a person would send from the page, so that only rights can refuse it."""
    if name in village_pages.PAGES:
        return village_pages.body(name)
    if name == "documents:document-scan-add":
        return {"scan": factories.scan()}
    if name == "plans:plan-duty-done":
        return {"done_on": "15/5/2023"}
    if name == "households:review-start":
        return {"round": records["round"].pk}
    if name in ("households:review-detail POST", "households:review-row"):
        review = records["review"]
        return {
            "version": review.version,
            "person_count": 1,
            "ethnicity": review.ethnicity_id,
            "income_vnd": "500.000",
        }
    if name == "targets:sheet-propose":
        return {"measure": "poor", "value": "1", "reason": "Ốm nặng"}
    if name == "targets:sheet-detail POST":
        sheet = records["sheet"]
        return dict.fromkeys(GridForm({}, sheet=sheet).fields, "") | {"version": sheet.version}
    return {"review": records["review"].pk}


def query(name: str, records: dict) -> dict:
    """What the page of a unit asks for."""
    village = records["household"].village_id
    return {"unit": village} if name == "households:round-template" else {}


def names(patterns, prefix="") -> set[str]:
    """The names of all addresses but the admin's, which has rights of its own."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            if pattern.namespace != "admin":
                found |= names(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            found.add(f"{prefix}{pattern.name}")
    return found


def test_every_address_is_in_the_table():
    assert (
        names(get_resolver().url_patterns)
        == {name.removesuffix(" POST") for name in PAGES} | PUBLIC
    )


def test_roles(records, cast, login, no_writes):
    """Reading changes nothing; what a person writes is taken back before the next one comes."""
    clients = {who: login(cast[who]) for who in EVERYBODY}
    wrong = {}
    for name, (method, allowed) in PAGES.items():
        if method == "get":
            with no_writes():
                found = {who: _status(clients[who], name, records) for who in EVERYBODY}
        else:
            found = {who: _undone(clients[who], name, records) for who in EVERYBODY}
        got_in = {who for who, status in found.items() if status != 403}
        if got_in != allowed or 404 in found.values():
            wrong[name] = found

    assert wrong == {}


def _status(client, name, records) -> int:
    if PAGES[name][0] == "get":
        return client.get(address(name, records), query(name, records)).status_code
    return client.post(address(name, records), body(name, records)).status_code


def _undone(client, name, records) -> int:
    with transaction.atomic():
        status = _status(client, name, records)
        transaction.set_rollback(True)
    return status


def test_stranger_does_not_learn_that_it_exists(records, chi, login):
    client = login(chi)

    found = {name: _status(client, name, records) for name in OF_A_RECORD}

    assert {name: status for name, status in found.items() if status != 404} == {}


def test_login_is_required(records, client):
    door = reverse("login")
    answers = {name: client.get(address(name, records)) for name in PAGES}

    assert [
        name
        for name, answer in answers.items()
        if answer.status_code != 302 or not answer.url.startswith(door)
    ] == []


def test_lists_hold_only_the_own_area(records, chi, login):
    client = login(chi)

    for name in ("households:household-list", "households:review-list", "targets:sheet-list"):
        page = client.get(reverse(name)).context["page"]
        assert page.paginator.count == 0, name


def test_filter_by_a_unit_elsewhere_finds_nothing_there(records, land, chi, login):
    page = login(chi).get(reverse("households:household-list"), {"unit": land.commune.pk})

    assert page.context["page"].paginator.count == 0


def test_report_of_a_unit_elsewhere_is_refused(records, land, chi, login):
    url = reverse("reports:report-file", args=["reduction-targets", "csv"])

    assert login(chi).get(url, {"unit": land.district.pk, "year": 2021}).status_code == 404


def test_round_of_the_upper_level_is_seen_but_not_locked(records, land, standard, duc, login):
    upper = factories.round_in(land.province, 2019, standard)
    url = reverse("households:round-close", args=[upper.pk])

    assert login(duc).post(url).status_code == 403


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_admin_is_for_administrators(name, cast, login):
    status = login(cast[name]).get(reverse("admin:index")).status_code

    assert status == (200 if name == "an" else 302)


def test_closed_account_sees_nothing(records, mai):
    mai.is_active = False

    assert mai.area() == []
    assert not mai.can("household.read")


def test_own_password_is_changed_and_logged(mai, login, client):
    new = "mot-mat-khau-rat-dai"
    data = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    signed_in = login(mai)

    response = signed_in.post(reverse("password_change"), data)

    assert response.url == reverse("home")
    assert "Đã đổi mật khẩu." in signed_in.get(response.url).content.decode()
    again = client.post(reverse("login"), {"username": "mai", "password": new})
    assert again.status_code == 302
    assert Event.objects.get().sentence == "Mai tự đổi mật khẩu"


def test_own_password_is_not_changed_without_the_old_one(mai, login):
    data = {"old_password": "sai", "new_password1": "ngan", "new_password2": "ngan"}

    response = login(mai).post(reverse("password_change"), data)

    assert response.context["form"].errors.keys() == {"old_password", "new_password2"}
    mai.refresh_from_db()
    assert mai.check_password(factories.PASSWORD)


def test_wrong_passwords_lock_one_person_at_one_address(settings, cast, client):
    settings.AXES_ENABLED, settings.BEHIND_HTTPS_PROXY = True, True

    def sign_in(name, password, address):
        data = {"username": name, "password": password}
        headers = {"x-forwarded-for": f"8.8.8.8, {address}"}
        return client.post(reverse("login"), data, headers=headers).status_code

    for _ in range(10):
        sign_in("mai", "sai", "203.0.113.66")

    assert sign_in("mai", factories.PASSWORD, "203.0.113.66") == 429
    assert sign_in("mai", factories.PASSWORD, "198.51.100.7") == 302


@pytest.mark.parametrize(("is_behind", "address"), [(True, "203.0.113.66"), (False, "10.0.0.1")])
def test_address_of_the_browser(is_behind, address, settings, rf):
    settings.BEHIND_HTTPS_PROXY = is_behind
    headers = {"x-forwarded-for": "8.8.8.8, 203.0.113.66"}

    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.1")) == address
