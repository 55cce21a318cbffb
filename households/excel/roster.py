"""The people of stored households in a file: what their rows change, and what is wrong with them.

Who belongs to a household is written on its page, event by event; a file only changes EDITABLE.
"""

from collections.abc import Iterable
from typing import NamedTuple

from households.excel.asked import Asked
from households.excel.layout import HAS_IDENTITY, MEMBERS, member_columns, read_key
from households.excel.package import Package
from households.excel.people import check_members
from households.excel.reading import Notes, Row, Sheet
from households.excel.versions import Versions
from households.models import Household, Member, Review
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail

EDITABLE = ("has_insurance", "has_allowance", "studies_at", "completed")

_TAMPERED = "Mã khóa của dòng đã bị sửa; hãy tải mẫu mới."
_TWICE = "Người này đã có ở dòng {}; người của hộ mới ghi ở dòng trống, không chép dòng có sẵn."
_GONE = "người này không còn trong hộ; hãy xóa dòng này hoặc tải mẫu mới"
_STALE = "Hồ sơ hộ đã được sửa sau khi tải mẫu này; hãy tải mẫu mới rồi nhập lại dòng này."
_NOT_ALLOWED = "tài khoản của bạn không được sửa thành viên của hộ"
_NO_HOUSEHOLD = (
    "hộ của người này không có ở trang «Hộ», hoặc không còn trong đợt, địa bàn này; hãy tải mẫu mới"
)
_STRAY = "không có hộ mới nào ở trang «Hộ» mang số thứ tự này"
_ADDED = "hộ này đã có hồ sơ: hãy thêm người ở trang của hộ, không thêm ở đây"
_IDENTITY = "số định danh chỉ ghi, sửa ở trang của người này, không sửa ở đây"
_MOVED = "người này thuộc hộ số {}; tách hộ, nhập hộ làm ở trang của hộ, không sửa ở đây"
_RELATION = "hồ sơ ghi «{}»; đổi chủ hộ, quan hệ ở trang của hộ, không sửa ở đây"
_RECORD = "hồ sơ ghi «{}»; hãy sửa ở trang của người này, không sửa ở đây"


class Edit(NamedTuple):
    """What is to be said of a stored member: values by field."""

    member: Member
    said: dict[str, object]

    def apply(self) -> list[dict[str, str]]:
        """Set it on the member, and store nothing; returns the changes in words."""
        before = trail.snapshot(self.member, EDITABLE)
        for name, value in self.said.items():
            setattr(self.member, name, value)
        return trail.diff(before, trail.snapshot(self.member, EDITABLE))


class _Claim(NamedTuple):
    """A row that names a member, and the version of the household when the row was made."""

    row: Row
    member: int
    version: int


class Roster:
    """The rows of the sheet of members that name stored people, by household."""

    def __init__(self, sheet: Sheet | None, asked: Asked):
        self._sheet, self._round_id = sheet, asked.round.pk
        self._may_edit = asked.by.can(Permission.HOUSEHOLD_EDIT)
        self.versions = Versions(asked)
        self._claims: dict[int, list[_Claim]] = {}
        self._seen: dict[int, int] = {}
        self.wrong: list[Row] = []

    def take(self, rows: Iterable[Row]) -> list[Row]:
        """Keep the rows with a key; returns the others. Of an emptied row nothing is kept."""
        others = []
        for row in rows:
            key = row.values.pop("key")
            if key is None:
                others.append(row)
            elif row.problems or any(value is not None for value in row.values.values()):
                self._keep(row, key)
        return others

    def _keep(self, row: Row, key: str) -> None:
        numbers = read_key(key, self._round_id, 3)
        if numbers is None:
            self._refuse(row, _TAMPERED)
            return
        household, member, version = numbers
        if (earlier := self._seen.setdefault(member, row.number)) != row.number:
            self._refuse(row, _TWICE.format(earlier))
            return
        self._claims.setdefault(household, []).append(_Claim(row, member, version))

    def _refuse(self, row: Row, why: str) -> None:
        self._sheet.note(row, "key", why)
        self.wrong.append(row)

    def edits(self, review: Review, number) -> tuple[list[Edit], list[Row]]:
        """What the rows of the people of a review's household change, and the rows.

        `number` is that of the household in its sheet. What is wrong is noted on the rows.
        """
        claims = self._claims.pop(review.household_id, None)
        if claims is None:
            return [], []
        found = self._compare(claims, review, number)
        return [edit for edit in found if edit], [claim.row for claim in claims]

    def _compare(self, claims: list[_Claim], review: Review, number) -> list[Edit | None]:
        home = review.household
        people = {member.pk: member for member in home.members.all()}
        number = number if isinstance(number, int | float) else None
        return [self._edit(claim, people.get(claim.member), home, number) for claim in claims]

    def _edit(self, claim: _Claim, member: Member | None, home: Household, number) -> Edit | None:
        row = claim.row
        if member is None:
            self._sheet.note(row, "name", _GONE)
            return None
        altered, said = _altered(row.values, member, number), _answered(row.values, member)
        if not altered and not said:
            return None
        if not self.versions.home_is_as(home, claim.version):
            self._sheet.note(row, next(iter((*said, *altered))), _STALE)
            return None
        for code, why in altered.items():
            self._sheet.note(row, code, why)
        if said and not self._may_edit:
            self._sheet.note(row, next(iter(said)), _NOT_ALLOWED)
        return Edit(member, said) if said else None

    def drop(self, key: tuple[int, ...] | None) -> None:
        """Forget the people of a household whose own row is wrong already."""
        if key:
            self._claims.pop(key[0], None)

    def refuse_added(self, rows: list[Row]) -> list[Row]:
        """Name people without a key who are entered to a household that is there already."""
        return self._refuse_all(rows, _ADDED)

    def refuse_strays(self, rows: list[Row]) -> list[Row]:
        """Name new people whose household is not in the file."""
        return self._refuse_all(rows, _STRAY)

    def _refuse_all(self, rows: list[Row], why: str) -> list[Row]:
        for row in rows:
            self._sheet.note(row, "household", why)
        return rows

    def households(self) -> list[int]:
        """The households whose people stand in the file, but which have no row of their own."""
        return list(self._claims)

    def left_over(self, household: int, review: Review | None) -> list[Row]:
        """The rows of people without the row of their household, where they change something."""
        claims = self._claims.pop(household)
        found = self._compare(claims, review, None) if review else claims
        for claim, edit in zip(claims, found, strict=True):
            if edit:
                self._sheet.note(claim.row, "household", _NO_HOUSEHOLD)
        return [claim.row for claim in claims if claim.row.problems]


def read_members(package: Package, asked: Asked, notes: Notes) -> tuple[list[Row], Roster]:
    """The rows of the members' sheet: of people of new households, and of stored ones."""
    sheet = None
    if MEMBERS in dict(package.sheets):
        columns = member_columns(asked.context.today, is_1904=package.is_1904)
        sheet = Sheet(package, MEMBERS, columns, notes)
    roster = Roster(sheet, asked)
    members = [row for rows in (sheet.slices() if sheet else ()) for row in roster.take(rows)]
    check_members(sheet, members)
    return members, roster


def _answered(said: dict, member: Member) -> dict[str, object]:
    """The answers that differ from what is stored."""
    answers = {name: said[name] for name in EDITABLE[:2]}
    answers |= {name: said[name] or "" for name in EDITABLE[2:]}
    return {name: value for name, value in answers.items() if value != getattr(member, name)}


def _altered(said: dict, member: Member, number) -> dict[str, str]:
    """Why cells may not say what they say: the person as a record is not changed here."""
    stored = {
        "household": said["household"] if number is None else number,
        "name": member.full_name,
        "relation": member.relation,
        "sex": member.sex,
        "birth": member.birth_date or member.birth_year,
        "ethnicity": member.ethnicity_id,
        "identity": HAS_IDENTITY if member.identity_hash else None,
    }
    return {
        code: _why(code, member, number)
        for code, value in stored.items()
        if said[code] not in (None, value)
    }


def _why(code: str, member: Member, number) -> str:
    if code == "household":
        return _MOVED.format(f"{number:.0f}")
    if code == "identity":
        return _IDENTITY
    fields = {"name": "full_name", "birth": "birth_date" if member.birth_date else "birth_year"}
    words = trail.snapshot(member, [fields.get(code, code)]).popitem()[1]
    return (_RELATION if code == "relation" else _RECORD).format(words)
