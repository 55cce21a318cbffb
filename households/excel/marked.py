"""The uploaded file once more, with its errors coloured and explained where they are."""

import io
from itertools import islice

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from households.enums import RowOutcome
from households.models import Upload
from povertyplan.errors import InvalidData

_RED = PatternFill("solid", fgColor="F8B4B4")
_MOST_ERRORS = 5000
_MOST_BYTES = 8 * 1024**2


def marked(upload: Upload) -> bytes:
    """The file with a red fill and a comment on every wrong cell.

    Raises InvalidData for a file that is too large to be drawn again: its errors are on the page.
    """
    if not upload.content:
        raise InvalidData("Nội dung tệp đã được xóa nên không tải lại được.")
    if len(upload.content) > _MOST_BYTES:
        raise InvalidData("Tệp quá lớn để đánh dấu lỗi; hãy xem danh sách lỗi trên màn hình.")
    workbook = load_workbook(io.BytesIO(bytes(upload.content)))
    wrong = upload.rows.filter(outcome=RowOutcome.WRONG)
    for row in islice(wrong.iterator(), _MOST_ERRORS):
        for problem in row.problems:
            sheet = workbook[problem.get("sheet", row.sheet)]
            cell = sheet[f"{_visible(problem['column'])}{problem.get('row', row.row)}"]
            before = f"{cell.comment.text}\n" if cell.comment else ""
            cell.fill = _RED
            cell.comment = Comment(f"{before}{problem['heading']}: {problem['why']}", "Giảm nghèo")
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _visible(letter: str) -> str:
    """The hidden column of the key is shown at the number of the row."""
    return "B" if letter in ("", "A") else letter
