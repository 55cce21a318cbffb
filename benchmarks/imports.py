"""How fast a workbook of households is read, checked and written, beside the bare minimum.

    DATA_DIR=/tmp/benchmark python benchmarks/imports.py [rows] [reading]

Works on the database that DATA_DIR or DATABASE_URL names, which must be empty, and leaves it empty.
Each line is measured in the same run, in a process of its own, in seconds of the
processor. With `reading`, nothing is kept or written.
"""

import multiprocessing
import os
import random
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")

NS = "http://schemas.openxmlformats.org/"
FAMILY, MIDDLE, GIVEN = (
    words.split()
    for words in (
        "Nguyễn Trần Lê Phạm Hoàng Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Siu Ksor Rmah Nay Kpă",
        "Văn Thị Đức Minh Hữu Ngọc Quốc Thanh Xuân Hồng Công Duy Đình Gia Hải Hoàng Kim Mạnh Nhật "
        "Phương Quang Thành Thu Trọng Tuấn Việt Anh Bảo Bích Cao",
        "An Ánh Bình Cường Châu Chi Dũng Dung Điệp Giang Hà Hải Hạnh Hiền Hoa Hòa Hùng Huệ Hương "
        "Khánh Lan Linh Long Mai Nam Nga Nhung Phúc Phượng Quý Sang Sơn Tâm Thảo Thắng Thúy Tiến "
        "Trang Tú Yến",
    )
)


class Texts(dict):
    """The shared texts of a workbook by their numbers."""

    def __missing__(self, text):
        self[text] = len(self)
        return self[text]


def said_by(columns, number: int, villages: list[str], derived, taken: set) -> list:
    """A row as an officer fills it in. One in ten overrules what follows, and notes why."""
    said = {column.code: value_of(column, number, villages) for column in columns}
    said["name"] = name_of(said["village"], said["birth_year"], taken)
    if number % 10:
        said["note"] = None
        said |= {code: "x" if holds else None for code, holds in derived(said).items()}
    return list(said.values())


def derived_by(columns, unit, round_):
    """What the product derives from a row, by the code of the column."""
    from households.derivation import Home, completed
    from households.excel.findings import Groups
    from households.excel.people import people_of
    from households.excel.template import context_of

    context, _ = context_of(round_, unit)
    groups, on = Groups(context, [column.code for column in columns]), round_.closes_on

    def answers(row: dict) -> dict[str, bool]:
        said = {
            column.code: (not column.is_tick and None) if value is None else column.convert(value)
            for column, value in zip(columns, row.values(), strict=True)
        }
        people = completed(people_of(said, []), said["person_count"], on=on)
        home = Home(people, groups.findings(said, None).dwelling)
        found = context.catalogue.derived(round_.standard, home, on=on)
        return {f"is:{code}": result.is_deprived for code, result in found.items()}

    return answers


def name_of(village: str, birth_year: int, taken: set) -> str:
    """A name of three words, or of four; two of a village and a year have not the same."""
    from povertyplan.text import same_name_key

    middle = [random.choice(MIDDLE) for _ in range(random.randint(1, 2))]
    name = " ".join((random.choice(FAMILY), *middle, random.choice(GIVEN)))
    key = village, birth_year, same_name_key(name)
    if key in taken:
        return name_of(village, birth_year, taken)
    taken.add(key)
    return name


def value_of(column, number: int, villages: list[str]):
    code = column.code
    if column.is_tick:
        return "x" if random.random() < (0.2 if code != "seen" else 1) else None
    fixed = {
        "key": None,
        "index": number,
        "name": None,
        "birth_year": random.randint(1940, 2000),
        "village": villages[number % len(villages)],
        "person_count": random.randint(1, 8),
        "income_vnd": random.randrange(300, 3000) * 1000,
        "score_b1": random.randrange(60, 200, 5),
        "floor_area_m2": random.randrange(200, 900) / 10,
        "note": f"Đã hỏi lại hộ số {number}",
    }
    return fixed[code] if code in fixed else random.choice(column.choices)


def write_file(path: Path, rows: int, columns, unit, round_) -> None:
    """A workbook as Excel writes it: shared texts, every cell named."""
    from xml.sax.saxutils import escape

    from openpyxl.utils import get_column_letter

    from households.excel.layout import HOUSEHOLDS, LISTS, MARK, VERSION

    random.seed(1)
    texts, villages = Texts(), next(c for c in columns if c.code == "village").choices
    taken: set = set()
    derived = derived_by(columns, unit, round_)

    def cell(place, number, value):
        start = f'<c r="{get_column_letter(place)}{number}" s="1"'
        if value is None:
            return f"{start}/>"
        if isinstance(value, str):
            return f'{start} t="s"><v>{texts[value]}</v></c>'
        return f"{start}><v>{value}</v></c>"

    def line(number, values):
        cells = "".join(cell(place, number, value) for place, value in enumerate(values, 1))
        return f'<row r="{number}">{cells}</row>'.encode()

    start = f'<worksheet xmlns="{NS}spreadsheetml/2006/main"><sheetData>'.encode()
    end = b"</sheetData></worksheet>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(start + line(8, [*(column.code for column in columns), MARK]))
            for number in range(1, rows + 1):
                sheet.write(line(number + 8, said_by(columns, number, villages, derived, taken)))
            sheet.write(end)
        identity = (MARK, VERSION, str(round_.pk), str(unit.pk))
        lines = b"".join(line(number, [value]) for number, value in enumerate(identity, 1))
        book.writestr("xl/worksheets/sheet2.xml", start + lines + end)
        shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        start = f'<sst xmlns="{NS}spreadsheetml/2006/main">'
        book.writestr("xl/sharedStrings.xml", f"{start}{shared}</sst>")
        write_frame(book, HOUSEHOLDS, LISTS)


def write_frame(book: zipfile.ZipFile, households: str, lists: str) -> None:
    """The parts of a workbook that only say where the others are."""
    office = f"{NS}officeDocument/2006/relationships"
    book.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{NS}spreadsheetml/2006/main" xmlns:r="{office}"><sheets>'
        f'<sheet name="{households}" sheetId="1" r:id="r1"/>'
        f'<sheet name="{lists}" sheetId="2" r:id="r2"/></sheets></workbook>',
    )
    kinds = {
        "r1": ("worksheet", "worksheets/sheet1.xml"),
        "r2": ("worksheet", "worksheets/sheet2.xml"),
        "r3": ("sharedStrings", "sharedStrings.xml"),
    }
    links = "".join(
        f'<Relationship Id="{key}" Type="{office}/{kind}" Target="{target}"/>'
        for key, (kind, target) in kinds.items()
    )
    relations = f'<Relationships xmlns="{NS}package/2006/relationships">'
    book.writestr("xl/_rels/workbook.xml.rels", f"{relations}{links}</Relationships>")
    main = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    book.writestr("_rels/.rels", f"{relations}{main}</Relationships>")
    types = '<Default Extension="xml" ContentType="application/xml"/>'
    content_types = f'<Types xmlns="{NS}package/2006/content-types">{types}</Types>'
    book.writestr("[Content_Types].xml", content_types)


def measured(task, *arguments):
    """Seconds and the peak of memory in MB that a task took, in a process of its own."""
    queue = multiprocessing.get_context("spawn").Queue()
    process = multiprocessing.get_context("spawn").Process(
        target=run, args=(queue, task, arguments)
    )
    process.start()
    seconds, megabytes, before = queue.get()
    process.join()
    return seconds, megabytes - before


def run(queue, task, arguments):
    import django

    django.setup()
    warm = task(*arguments)  # a generator: imports and lists are loaded before the first yield
    next(warm)
    before = peak()
    start = time.process_time()
    aside = sum(seconds or 0 for seconds in warm)  # what a task spent on things not measured
    seconds = time.process_time() - start - aside
    queue.put((seconds, peak(), before))


def peak() -> int:
    """The largest memory of this process so far, in MB; getrusage would count the parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def bare_reading(path):
    from python_calamine import CalamineWorkbook

    yield
    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def reading_and_checking(path, upload):
    asked, package_of, checked_rows, notes = prepared(upload)
    yield
    wrong = 0
    for rows in checked_rows(asked, package_of(Path(path).read_bytes()), notes):
        wrong += sum(row.outcome == "wrong" for row in rows)
    assert wrong == 0, wrong


def prepared(upload):
    from households.actions import uploads
    from households.excel.package import Package
    from households.excel.reading import Notes
    from households.models import Upload

    stored = Upload.objects.get(pk=upload)
    asked = uploads._asked(stored, stored.round, stored.uploaded_by)
    return asked, Package, uploads.checked_rows, Notes()


def staging(path, upload):
    from households.actions import uploads
    from households.models import Upload

    yield
    assert uploads.read(Upload.objects.get(pk=upload)).state == "checked"


def bare_insert(path, upload):
    """The same households, members, reviews and results by bulk_create.

    Reading what to write and building the records is not counted.
    """
    from django.db import transaction

    from households.actions.uploads import _chunks
    from households.enums import Relation, RowOutcome
    from households.models import Household, Member, Result, Review, Upload
    from povertyplan.units.models import Unit

    stored = Upload.objects.get(pk=upload)
    villages = {unit.pk: unit for unit in Unit.objects.all()}
    round_ = stored.round
    yield
    with transaction.atomic():
        for rows in _chunks(stored, RowOutcome.NEW):
            building = time.process_time()
            homes, people, reviews, results = [], [], [], []
            for row in rows:
                said, village = row.values, villages[row.values["village"]]
                home = Household(ethnicity_id=said["ethnicity"])
                home.place_in(village)
                homes.append(home)
                person = Member(
                    household=home,
                    full_name=said["name"],
                    relation=Relation.HEAD,
                    sex=said["sex"],
                    birth_year=said["birth_year"],
                    ethnicity_id=said["ethnicity"],
                )
                person.set_keys()
                people.append(person)
                review = Review(
                    round_id=round_.pk,
                    household=home,
                    ethnicity_id=said["ethnicity"],
                    person_count=said["person_count"],
                    income_vnd=said["income_vnd"],
                    floor_area_m2=said["floor_area_m2"],
                    pillars=said["pillars"],
                    walls=said["walls"],
                    roof=said["roof"],
                    water_source=said["water_source"],
                    toilet=said["toilet"],
                    note=said["note"] or "",
                )
                review.place_in(village)
                reviews.append(review)
                results.append(
                    Result(
                        review=review,
                        standard_id=round_.standard_id,
                        area="rural",
                        score_b1=said["score_b1"],
                        household_class="poor",
                    )
                )
            yield time.process_time() - building
            for model, made in (
                (Household, homes),
                (Member, people),
                (Review, reviews),
                (Result, results),
            ):
                model.objects.bulk_create(made, batch_size=500)
        transaction.set_rollback(True)


def writing(path, upload):
    from households.actions import uploads
    from households.models import Upload

    stored = Upload.objects.get(pk=upload)
    yield
    uploads.confirm(upload=stored, by=stored.uploaded_by)


def set_up(rows: int, path: Path):
    import django

    django.setup()
    from django.core.management import call_command

    from households import imports
    from households.actions import uploads
    from households.excel.layout import household_columns
    from households.excel.template import context_of
    from households.models import Household, Standard, Upload
    from tests import factories

    call_command("migrate", verbosity=0)
    assert not Household.objects.exists(), "the database of the benchmark must be empty"
    call_command("flush", interactive=False, verbosity=0)
    imports.load_catalogues()
    land = factories.Land()
    village = land.village.kind
    for number in range(200):
        factories.unit(f"Thôn số {number}", village, land.commune)
    officer = factories.user("officer", "commune_officer", land.commune)
    round_ = factories.round_in(land.commune, 2022, Standard.objects.get(code="ND07_2021"))
    context, _ = context_of(round_, land.commune)
    write_file(path, rows, household_columns(context), land.commune, round_)
    content = path.read_bytes()
    uploads.receive(round=round_, name=path.name, content=content, by=officer)
    return Upload.objects.get().pk


def main(rows: int, *, only_reading: bool = False) -> None:
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"imports-{rows}.xlsx"
    upload = set_up(rows, path)
    print(f"{rows:,} rows, {path.stat().st_size / 1024**2:.1f} MB")
    tasks = {
        "bare reading (calamine)": (bare_reading, str(path)),
        "reading and checking": (reading_and_checking, str(path), upload),
        "the same, kept for the preview": (staging, str(path), upload),
        "bare insert (bulk_create)": (bare_insert, str(path), upload),
        "writing": (writing, str(path), upload),
    }
    names = list(tasks)
    # In turns, and the fastest counts: what else the machine does then weighs on all alike.
    runs = names[:2] * 3 + ([] if only_reading else names[2:])
    taken: dict[str, float] = {}
    for name in runs:
        seconds, megabytes = measured(*tasks[name])
        taken[name] = min(seconds, taken.get(name, seconds))
        print(
            f"{name:32} {seconds:8.2f} s {seconds / rows * 1e6:8.1f} µs/row {megabytes:6} MB",
            flush=True,
        )
    bare, reading, *others = taken.values()
    print(f"reading and checking / bare reading: {reading / bare:.2f} (goal: 2)")
    if others:
        preview, insert, write = others
        print(f"writing / bare insert:               {write / insert:.2f} (goal: 3)")
        print(f"preview kept / bare reading:         {preview / bare:.2f}")
    path.unlink()
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(int(asked[0]) if asked else 100_000, only_reading="reading" in asked)
