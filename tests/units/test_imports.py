"""The national map is stored once for the module, in a transaction around all its tests."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from povertyplan.units import imports
from povertyplan.units.enums import Area, ChangeKind, Level
from povertyplan.units.models import Agency, Unit, UnitChange, UnitCode, UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def national_map(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        lines = []
        imports.import_units(report=lines.append)
        # Else PostgreSQL checks the foreign keys of the whole map again after every test.
        connection.check_constraints()
        yield lines
        transaction.set_rollback(True)


def unit(code, year):
    return Unit.objects.by_code(code, year=year)


def origins(code):
    return set(
        UnitCode.objects.filter(
            unit__changes_out__successors=unit(code, 2026), valid_to=imports.LAST_OLD_DAY
        ).values_list("code", flat=True)
    )


def stored():
    models = (UnitKind, Unit, UnitCode, UnitChange, UnitChange.predecessors.through)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    ("day", "level", "expected"),
    [
        (date(2025, 6, 30), Level.PROVINCE, 63),
        (date(2025, 6, 30), Level.DISTRICT, 696),
        (date(2025, 6, 30), Level.COMMUNE, 10_035),
        (date(2025, 7, 1), Level.PROVINCE, 34),
        (date(2025, 7, 1), Level.DISTRICT, 0),
        (date(2025, 7, 1), Level.COMMUNE, 3_321),
    ],
)
def test_each_map_is_whole(day, level, expected):
    assert Unit.objects.valid_on(day).filter(level=level).count() == expected
    assert UnitCode.objects.valid_on(day).filter(unit__level=level).count() == expected


def test_new_communes_are_of_the_three_kinds_of_the_law():
    kinds = Counter(
        Unit.objects.communes().valid_on(date(2025, 7, 1)).values_list("kind__name", flat=True)
    )

    assert kinds == {"Xã": 2_621, "Phường": 687, "Đặc khu": 13}


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("64", 2021, "Tỉnh Gia Lai"),
        ("637", 2021, "Huyện Krông Pa"),
        ("24076", 2021, "Thị trấn Phú Túc"),
        ("24082", 2021, "Xã Ia RSươm"),
        ("644", 2021, "Thị xã Buôn Hồ"),
        ("760", 2021, "Quận 1"),
        ("52", 2021, "Tỉnh Bình Định"),
        ("52", 2026, "Tỉnh Gia Lai"),
        ("24076", 2026, "Xã Phú Túc"),
        ("00004", 2021, "Phường Trúc Bạch"),
        ("00004", 2026, "Phường Ba Đình"),
    ],
)
def test_code_leads_to_the_unit_that_held_it_then(code, year, expected):
    assert unit(code, year).title == expected


@pytest.mark.parametrize(("level", "width"), [(1, 2), (2, 3), (3, 5)])
def test_codes_keep_their_leading_zeros(level, width):
    codes = UnitCode.objects.filter(unit__level=level).values_list("code", flat=True)

    assert {len(code) for code in codes} == {width}
    assert any(code.startswith("0") for code in codes)


def test_province_that_was_not_merged_lasts():
    assert unit("01", 2021) == unit("01", 2026)
    assert Unit.objects.filter(level=Level.PROVINCE, valid_from=None, valid_to=None).count() == 11
    assert not unit("01", 2026).changes_in.exists()


def test_merged_province_ends_even_where_the_code_stays():
    before, after = unit("08", 2024), unit("08", 2026)

    assert before.title == after.title == "Tỉnh Tuyên Quang"
    assert (before.valid_to, after.valid_from) == (date(2025, 6, 30), date(2025, 7, 1))
    assert set(after.changes_in.get().predecessors.all()) == {unit("02", 2024), before}


def test_subtree_of_a_province_is_one_query(django_assert_num_queries):
    gia_lai = unit("64", 2021)

    with django_assert_num_queries(1):
        levels = Counter(Unit.objects.in_unit(gia_lai).values_list("level", flat=True))

    assert levels == {Level.PROVINCE: 1, Level.DISTRICT: 17, Level.COMMUNE: 218}


def test_every_unit_has_itself_and_its_parents_among_its_ancestors():
    for level in imports.LEVELS:
        own = {level.column: F("pk")}
        units = Unit.objects.filter(level=level)

        assert not units.exclude(**own).exists()
        assert not units.exclude(province=F("parent__province")).exclude(level=1).exists()
    assert Unit.objects.get(parent=None).title == "Việt Nam"
    assert (unit("24082", 2021).district, unit("24082", 2021).province) == (
        unit("637", 2021),
        unit("64", 2021),
    )


def test_imported_unit_is_stored_as_save_would_store_it():
    imported = Unit.objects.values().get(pk=unit("24082", 2021).pk)

    Unit.objects.get(pk=imported["id"]).save()

    assert Unit.objects.values().get(pk=imported["id"]) == imported


def test_districts_end_in_one_change_without_successors():
    abolished = UnitChange.objects.get(kind=ChangeKind.ABOLISH)

    assert unit("637", 2025) in abolished.predecessors.all()
    # Five districts of islands had no communes: each became a special zone as a whole.
    assert abolished.predecessors.count() == 696 - 5
    assert not abolished.successors.exists()


# Resolution 1664/NQ-UBTVQH15 on the communes of Gia Lai names what each was made of.
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("24076", {"24076", "24088", "24091", "24097", "24106"}, id="xã-Phú-Túc"),
        pytest.param("24109", {"24082", "24094", "24109"}, id="xã-Uar"),
        pytest.param("24100", {"24100", "24103", "24115"}, id="xã-Ia-Dreh"),
        pytest.param("21548", {"536"}, id="đặc-khu-Lý-Sơn-from-its-district"),
    ],
)
def test_new_commune_leads_back_to_what_it_was_made_of(code, expected):
    assert origins(code) == expected


def test_divided_commune_leads_to_each_that_got_a_part():
    successors = Unit.objects.filter(changes_in__predecessors=unit("00556", 2024))

    assert {successor.title for successor in successors} == {"Xã Phù Đổng", "Xã Thuận An"}


def test_no_unit_ends_or_begins_without_a_change():
    ended = Unit.objects.filter(valid_to=imports.LAST_OLD_DAY, changes_out=None)
    begun = Unit.objects.filter(valid_from=imports.FIRST_NEW_DAY, changes_in=None)

    assert not ended.exists()
    assert not begun.exists()


def test_false_links_are_left_out():
    links = set(
        UnitChange.objects.filter(successors__level=Level.COMMUNE).values_list(
            "predecessors__codes__code", "successors__codes__code"
        )
    )
    false = {(old.code, new.code) for old, new in imports.false_links()}

    assert len(false) == 31
    assert not links & false
    assert len(links) == 10_571


@pytest.mark.parametrize(
    ("code", "year", "kind"),
    [
        pytest.param("24076", 2026, ChangeKind.MERGE, id="several-made-one"),
        pytest.param("21997", 2026, ChangeKind.SPLIT, id="the-only-origin-was-divided"),
        pytest.param("11948", 2026, ChangeKind.RECLASSIFY, id="district-became-special-zone"),
    ],
)
def test_kind_of_change_follows_from_the_links(code, year, kind):
    assert unit(code, year).changes_in.get().kind == kind


def entry(title, code="00001"):
    kind, name = title.split(" ", 1)
    return imports.Entry(imports.Key(Level.COMMUNE, code), kind, name, None)


@pytest.mark.parametrize(
    ("old", "new", "divided", "expected"),
    [
        (["Xã A", "Xã B"], "Xã A", True, ChangeKind.MERGE),
        (["Xã A"], "Xã A", True, ChangeKind.SPLIT),
        (["Xã A"], "Phường A", False, ChangeKind.RECLASSIFY),
        (["Xã A"], "Xã B", False, ChangeKind.RENAME),
        (["Xã Đắk Long"], "Xã Đăk Long", False, ChangeKind.MOVE),
    ],
)
def test_kind_of_change(old, new, divided, expected):
    assert imports.change_kind([entry(o) for o in old], entry(new), divided=divided) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Thị Xã Buôn Hồ", ("Thị xã", "Buôn Hồ")),
        ("Huyện  Vũng Liêm", ("Huyện", "Vũng Liêm")),
        ("Quận 1", ("Quận", "1")),
    ],
)
def test_title_is_split_into_kind_and_name(title, expected):
    assert imports.split_title(title, ["Huyện", "Quận", "Thị xã"]) == expected


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="No kind of unit"):
        imports.split_title("Tổng Phú Túc", ["Huyện", "Xã"])


def test_kinds_say_how_they_are_printed():
    kinds = {(kind.level, kind.name): kind for kind in UnitKind.objects.all()}

    assert len(kinds) == 22
    assert kinds[Level.COMMUNE, "Thị trấn"].abbreviation == "TT."
    assert kinds[Level.VILLAGE, "Tổ dân phố"].abbreviation == "TDP"
    assert kinds[Level.COMMUNE, "Xã"].area == Area.RURAL
    assert kinds[Level.VILLAGE, "Buôn"].area == ""
    assert unit("24076", 2021).table_name == "TT. Phú Túc"


def test_second_run_changes_nothing_and_keeps_what_people_entered():
    krong_pa = unit("637", 2021)
    krong_pa.name, krong_pa.valid_from = "Krông Pa (cũ)", date(1979, 4, 23)
    krong_pa.save()
    krong_pa.codes.update(valid_from=date(2004, 7, 8))
    UnitKind.objects.filter(name="Đặc khu").update(area=Area.URBAN)
    first = stored()

    imports.import_units(report=lambda line: None)

    assert stored() == first


def test_progress_is_one_line_per_step(national_map):
    assert national_map[0] == "Read 10794 units before 1 July 2025 and 3355 after"
    assert len(national_map) == 4


def test_command_says_what_to_do_without_the_package(monkeypatch):
    monkeypatch.setattr(imports, "PACKAGE", "no-such-package")

    with pytest.raises(CommandError, match="run script/setup"):
        call_command("import_units")


def test_field_moved_from_one_ministry_to_another():
    agencies = Agency.objects.filter(unit__level=Level.COUNTRY)

    before = agencies.valid_on(date(2024, 12, 31)).get()
    after = agencies.valid_on(date(2025, 12, 31)).get()
    assert before.successor == after
    assert after.name == "Bộ Nông nghiệp và Môi trường"
