"""Workbooks for the tests: the template filled in as people do, and files made to harm."""

import io
import zipfile

from openpyxl import load_workbook

from households.actions import uploads
from households.excel.layout import HOUSEHOLDS, MEMBERS
from households.excel.template import CODES, template

NEW = {"sex": "Nam", "ethnicity": "Kinh", "birth_year": 1980, "person_count": 1, "score_b1": 90}


class Book:
    """The template of a unit, open for filling in."""

    def __init__(self, round, unit):
        self.workbook = load_workbook(io.BytesIO(template(round=round, unit=unit)))
        self.sheet, self.people = self.workbook[HOUSEHOLDS], self.workbook[MEMBERS]

    def place(self, code: str, sheet=None) -> int:
        sheet = sheet or self.sheet
        return next(cell.column for cell in sheet[CODES] if cell.value == code)

    def cell(self, row: int, code: str, sheet=None):
        """The cell of the nth row of data, counted from one."""
        return (sheet or self.sheet).cell(CODES + row, self.place(code, sheet))

    def fill(self, row: int, *, sheet=None, **said):
        for code, value in said.items():
            self.cell(row, code.replace("__", ":"), sheet).value = value
        return self

    def content(self) -> bytes:
        file = io.BytesIO()
        self.workbook.save(file)
        return file.getvalue()

    def changed(self, part: str, old: bytes, new: bytes) -> bytes:
        """The file with some bytes of a part replaced: what no program would write."""
        return repacked(self.content(), {part: lambda text: text.replace(old, new, 1)})


def repacked(content: bytes, edits: dict) -> bytes:
    """The zip with parts edited, or added where the value is bytes."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            edit = edits.get(name)
            text = old.read(name)
            new.writestr(name, edit(text) if callable(edit) else text)
        for name, text in edits.items():
            if isinstance(text, bytes):
                new.writestr(name, text)
    return file.getvalue()


def checked(round, content: bytes, by):
    """The upload of a file, read to its end."""
    upload = uploads.receive(round=round, name="bang.xlsx", content=content, by=by)
    return uploads.read(upload)


def outcomes(upload) -> dict[str, str]:
    return dict(upload.rows.values_list("label", "outcome"))


def problems(upload) -> list[str]:
    return [
        f"{problem['column']}{row.row} {problem['heading']}: {problem['why']}"
        for row in upload.rows.all()
        for problem in row.problems
    ]
