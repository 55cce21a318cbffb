"""Whether the rows of a file may be written, by the same rules as the form.

Each row becomes findings, which are judged as those of the form are. What a row would change is
said in the words of the trail.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from households import past
from households.actions.reviews import check_overruled, findings_of, put, words_of
from households.answers import Findings
from households.enums import HouseholdClass, RowOutcome
from households.excel.asked import Asked, plain, stored_reviews
from households.excel.findings import Groups
from households.excel.layout import read_key
from households.excel.namesakes import Namesakes
from households.excel.people import people_of
from households.excel.reading import Row, Sheet
from households.excel.roster import Edit, Roster
from households.excel.seen import Seen
from households.judging import Judgement, judge, judge_people
from households.models import Review, UploadRow
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import DomainError

_OF_RECORD = {"name": "full_name", "birth_year": "birth_year", "sex": "sex"}
_NEW = RowOutcome.NEW  # by itself: a class looks its members up anew each time
_STALE = "Phiếu đã được sửa sau khi tải mẫu này; hãy tải mẫu mới rồi nhập lại dòng này."
_AT_ONCE = 1000
_NEEDED = ("name", "birth_year", "sex", "ethnicity", "village", "person_count")


@dataclass(slots=True)
class Checked:
    """A row that was checked; wrong, unless it is found to be fine."""

    row: Row
    outcome: RowOutcome = RowOutcome.WRONG
    household_id: int | None = None
    changes: list[dict] = field(default_factory=list)
    members: list[dict] = field(default_factory=list)
    version: int | None = None
    people: dict = field(default_factory=dict)

    def stored(self, upload_id: int) -> UploadRow:
        """The row as the preview shows it. Only what will be written keeps all that it says."""
        said = {}
        if self.outcome in (RowOutcome.NEW, RowOutcome.CHANGED):
            said = {code: plain(value) for code, value in self.row.values.items() if code != "key"}
            said |= {"members": self.members, "version": self.version}
        if self.people:
            said["people"] = self.people
        return UploadRow(
            upload_id=upload_id,
            sheet=self.row.sheet,
            row=self.row.number,
            household_id=self.household_id,
            label=(self.row.values.get("name") or "")[:120],
            outcome=self.outcome,
            values=said,
            changes=self.changes,
            problems=self.row.problems,
        )


class Checker:
    """Checks the rows of the sheet of households, some thousand at a time."""

    def __init__(self, asked: Asked, codes: list[str]):
        self._asked, self._round = asked, asked.round
        self._catalogue = asked.context.catalogue
        self._groups = Groups(asked.context, codes)
        self._seen, self._namesakes = Seen(), Namesakes(asked)
        self._people: dict[int, list[Row]] = {}
        self._with_people: dict[int, int] = {}
        by = asked.by
        self._may_add = by.can(Permission.REVIEW_LIST) and by.can(Permission.HOUSEHOLD_EDIT)

    def check(self, sheet: Sheet, members: list[Row], roster: Roster) -> Iterator[list[Checked]]:
        """The rows of the sheet; `members` are those without a key, `roster` has the others."""
        self._sheet, self._roster, self._versions = sheet, roster, roster.versions
        for member in members:
            self._people.setdefault(member.values["household"], []).append(member)
        for rows in sheet.slices():
            reviews = self._reviews(rows)
            self._name_village(rows)
            self._namesakes.look_up(rows)
            yield [self._check(row, reviews) for row in rows]
        yield self._left_over()

    def _check(self, row: Row, reviews: dict) -> Checked:
        if row.values["key"] is None:
            return self._new(row)
        return self._known(row, reviews)

    def _name_village(self, rows: list[Row]) -> None:
        """A workbook of one village need not name it."""
        if village := self._asked.villages.default:
            for row in rows:
                if row.values["key"] is None and row.values["village"] is None:
                    row.values["village"] = village.pk

    def _reviews(self, rows: list[Row]) -> dict[int, Review]:
        keys = [read_key(row.values["key"], self._round.pk) for row in rows if row.values["key"]]
        return self._stored([key[0] for key in keys if key])

    def _stored(self, households: list[int]) -> dict[int, Review]:
        found = stored_reviews(self._asked, households) if households else {}
        past.recall(list(found.values()), self._asked.by)
        self._versions.look_up(list(found))
        return found

    def _known(self, row: Row, reviews: dict) -> Checked:
        """A row with a key: what it changes in the review of its household."""
        key = read_key(row.values["key"], self._round.pk)
        review = key and reviews.get(key[0])
        if review is None:
            self._roster.drop(key)
            return self._wrong(
                row, "key", "Mã khóa của dòng đã bị sửa, hoặc hộ không còn trong đợt, địa bàn này."
            )
        if earlier := self._seen.earlier(key[0], row.number):
            return self._wrong(row, "key", f"Hộ này đã có ở dòng {earlier}.")
        checked = Checked(row, household_id=review.household_id, version=review.version)
        self._compare_record(row, review)
        self._sheet.require(row, ("ethnicity", "person_count"))
        edits = self._edits(row, review)
        if row.problems:
            return checked
        before = findings_of(review, self._catalogue)
        found = self._groups.findings(row.values, before)
        is_same = found == before and not edits
        if is_same and (review.is_classified or not row.values["seen"]):
            checked.outcome = RowOutcome.UNCHANGED
            return checked
        if not self._versions.review_is_as(review, key[1]):
            return self._wrong(row, "key", _STALE)
        if not review.is_editable:
            state = review.get_state_display()
            return self._wrong(row, "key", f"Phiếu đang ở trạng thái «{state}» nên không sửa được.")
        self._judge_known(checked, review, found, edits)
        return checked

    def _judge_known(
        self, checked: Checked, review: Review, found: Findings, edits: list[Edit]
    ) -> None:
        """Judge what the row says with its people as the file has them."""
        changes = [
            change | {"label": f"{edit.member}: {change['label']}"}
            for edit in edits
            for change in edit.apply()
        ]
        judged = judge(found, review=review, catalogue=self._catalogue)
        if not self._is_explained(checked.row, found, judged):
            return
        said = words_of(review, self._catalogue)
        put(review, found, judged, self._catalogue)
        checked.changes = changes + trail.diff(said, words_of(review, self._catalogue))
        checked.outcome = RowOutcome.CHANGED if checked.changes else RowOutcome.UNCHANGED
        if edits:
            said_of = {edit.member.pk: edit.said for edit in edits}
            checked.people = {"version": review.household.version, "members": said_of}

    def _edits(self, row: Row, review: Review) -> list[Edit]:
        """What the sheet of members changes in the people of a household that is there already."""
        number = row.values["index"]
        edits, members = self._roster.edits(review, number)
        if number in self._people:
            members += self._roster.refuse_added(self._people.pop(number))
        for member in members:
            row.problems += [self._of_member(member, problem) for problem in member.problems]
        return edits

    def _compare_record(self, row: Row, review: Review) -> None:
        """The household as a record is not changed here, so it must be the one that is stored."""
        head = review.household.head
        for code, name in _OF_RECORD.items():
            if head is not None and row.values[code] not in (None, getattr(head, name)):
                words = trail.snapshot(head, [name]).popitem()[1]
                self._sheet.note(
                    row, code, f"hồ sơ hộ ghi «{words}»; hãy sửa ở trang của hộ, không sửa ở đây"
                )
        if row.values["village"] not in (None, review.village_id):
            self._sheet.note(
                row, "village", f"hồ sơ hộ ở {review.village}; chuyển thôn ở trang của hộ"
            )

    def _new(self, row: Row) -> Checked:
        """A row without a key: a household that the system may not have yet."""
        said, checked = row.values, Checked(row)
        self._sheet.require(row, _NEEDED)
        if said.pop("ambiguous", False):
            self._sheet.note(
                row, "name", "tệp có chữ TCVN3 hoặc VNI nên không rõ tên này; hãy gõ Unicode"
            )
        if not self._may_add:
            self._sheet.note(row, "name", "tài khoản của bạn không được lập phiếu cho hộ mới")
        members = self._members_of(row)
        if row.problems or self._is_there_already(checked, members):
            return checked
        for member in members:
            row.problems += [self._of_member(member, problem) for problem in member.problems]
        if not row.problems:
            self._judge_new(checked, members)
        return checked

    def _members_of(self, row: Row) -> list[Row]:
        """The people whose number is that of the row; of two rows nobody knows whose they are."""
        index = row.values["index"]
        if earlier := self._with_people.get(index):
            self._sheet.note(row, "index", f"trùng số thứ tự với dòng {earlier}, hộ có thành viên")
        members = self._people.pop(index, [])
        if members:
            self._with_people[index] = row.number
        return members

    def _judge_new(self, checked: Checked, members: list[Row]) -> None:
        said = checked.row.values
        found = self._groups.findings(said, None)
        village = self._asked.villages.by_key[said["village"]]
        people = people_of(said, members)
        judged = judge_people(
            found, people, round=self._round, village=village, catalogue=self._catalogue
        )
        if not self._is_explained(checked.row, found, judged):
            return
        checked.outcome = _NEW
        checked.members = [
            {code: plain(value) for code, value in member.values.items()} for member in members
        ]
        checked.changes = classified(tuple([item.household_class for item in judged]))

    def _of_member(self, member: Row, problem: dict) -> dict:
        """A problem of another sheet, named with its sheet and row."""
        return problem | {"sheet": member.sheet, "row": member.number}

    def _is_there_already(self, checked: Checked, members: list[Row]) -> bool:
        """Whether the household is in the file or the system, which the row is told."""
        row, said = checked.row, checked.row.values
        if earlier := self._namesakes.earlier(said, row.number):
            self._sheet.note(row, "name", f"trùng tên, năm sinh với dòng {earlier}")
            return True
        known = self._namesakes.stored(row.number)
        if not known:
            return False
        checked.household_id = self._namesakes.imported(known, said, members)
        if checked.household_id:
            checked.outcome = RowOutcome.UNCHANGED
        else:
            self._sheet.note(
                row,
                "name",
                "đã có hộ cùng tên, năm sinh ở thôn này; hãy tải mẫu mới và sửa ở dòng của hộ "
                "đó, hoặc nhập hộ này trên màn hình",
            )
        return True

    def _is_explained(self, row: Row, found: Findings, judged: list[Judgement]) -> bool:
        """Whether what differs from what was derived has a note; otherwise the row says so."""
        try:
            check_overruled(judged, found.note)
        except DomainError as error:
            self._sheet.note(row, "note", error.message)
            return False
        return True

    def _wrong(self, row: Row, code: str, why: str) -> Checked:
        self._sheet.note(row, code, why)
        return Checked(row)

    def _left_over(self) -> list[Checked]:
        """Members whose household has no row."""
        lost = [member for members in self._people.values() for member in members]
        self._roster.refuse_strays(lost)
        lost += self._roster.wrong
        households = self._roster.households()
        for start in range(0, len(households), _AT_ONCE):
            keys = households[start : start + _AT_ONCE]
            reviews = self._stored(keys)
            for key in keys:
                lost += self._roster.left_over(key, reviews.get(key))
        return [Checked(member) for member in lost]


@lru_cache
def classified(classes: tuple[HouseholdClass | None, ...]) -> list[dict]:
    """The classes of a new household, one under each standard, as changes of the trail."""
    label = "kết quả phân loại"
    return [{"label": label, "old": trail.EMPTY, "new": item.label} for item in classes if item]
