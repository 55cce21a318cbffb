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
from households.enums import HouseholdClass, Relation, RowOutcome, UploadState
from households.excel.findings import Groups
from households.excel.layout import Context, read_key
from households.excel.people import people_of
from households.excel.places import Villages
from households.excel.reading import Row, Sheet
from households.excel.seen import Seen, WordKeys
from households.judging import Judgement, judge, judge_people
from households.models import Member, Review, UploadRow
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import DomainError
from povertyplan.units.models import Unit
from povertyplan.units.querysets import within

_OF_RECORD = {"name": "full_name", "birth_year": "birth_year", "sex": "sex"}
_STALE = "Phiếu đã được sửa sau khi tải mẫu này; hãy tải mẫu mới rồi nhập lại dòng này."
_OF_JSON = (str, int, float, list, dict, type(None))
_NEEDED = ("name", "birth_year", "sex", "ethnicity", "village", "person_count")


@dataclass
class Asked:
    """Who asks for what: a round, a unit in it, and the person whose rights count."""

    context: Context
    villages: Villages
    unit: Unit
    by: User

    @property
    def round(self):
        return self.context.round

    def heads(self):
        """The heads of the households in the unit."""
        heads = Member.objects.filter(relation=Relation.HEAD, household__ended_on=None)
        return heads.filter(within(self.unit, prefix="household__"))

    def imported(self):
        """The rows of files of this round from which households were made."""
        confirmed = UploadRow.objects.filter(upload__state=UploadState.CONFIRMED)
        return confirmed.filter(upload__round=self.round, outcome=RowOutcome.NEW)


@dataclass(slots=True)
class Checked:
    """A row that was checked."""

    row: Row
    outcome: RowOutcome
    household_id: int | None = None
    changes: list[dict] = field(default_factory=list)
    members: list[dict] = field(default_factory=list)
    version: int | None = None

    def stored(self, upload_id: int) -> UploadRow:
        """The row as the preview shows it. Only what will be written keeps all that it says."""
        said = {}
        if self.outcome in (RowOutcome.NEW, RowOutcome.CHANGED):
            said = {code: plain(value) for code, value in self.row.values.items() if code != "key"}
            said |= {"members": self.members, "version": self.version}
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


def plain(value):
    """A value as JSON keeps it."""
    return value if isinstance(value, _OF_JSON) else str(value)


class Checker:
    """Checks the rows of the sheet of households, some thousand at a time."""

    def __init__(self, asked: Asked, codes: list[str]):
        self._asked, self._round = asked, asked.round
        self._catalogue = asked.context.catalogue
        self._groups = Groups(asked.context, codes)
        self._seen = Seen()
        self._people: dict[int, list[Row]] = {}
        self._with_people: dict[int, int] = {}
        self._heads: dict | None = None
        self._word_keys = WordKeys()
        by = asked.by
        self._may_add = by.can(Permission.REVIEW_LIST) and by.can(Permission.HOUSEHOLD_EDIT)

    def check(self, sheet: Sheet, members: list[Row]) -> Iterator[list[Checked]]:
        self._sheet = sheet
        for member in members:
            self._people.setdefault(member.values["household"], []).append(member)
        for rows in sheet.slices():
            reviews = self._reviews(rows)
            yield [self._check(row, reviews) for row in rows]
        yield self._left_over()

    def _check(self, row: Row, reviews: dict) -> Checked:
        if row.values["key"] is None:
            return self._new(row)
        return self._known(row, reviews)

    def _reviews(self, rows: list[Row]) -> dict[int, Review]:
        keys = [read_key(row.values["key"], self._round.pk) for row in rows if row.values["key"]]
        households = [key[0] for key in keys if key]
        found = stored_reviews(self._asked, households) if households else {}
        past.recall(list(found.values()), self._asked.by)
        return found

    def _known(self, row: Row, reviews: dict) -> Checked:
        """A row with a key: what it changes in the review of its household."""
        key = read_key(row.values["key"], self._round.pk)
        review = key and reviews.get(key[0])
        if review is None:
            return self._wrong(
                row, "key", "Mã khóa của dòng đã bị sửa, hoặc hộ không còn trong đợt, địa bàn này."
            )
        if earlier := self._seen.earlier(key[0], row.number):
            return self._wrong(row, "key", f"Hộ này đã có ở dòng {earlier}.")
        checked = Checked(row, RowOutcome.WRONG, review.household_id, version=review.version)
        self._compare_record(row, review)
        self._sheet.require(row, ("ethnicity", "person_count"))
        if row.problems:
            return checked
        before = findings_of(review, self._catalogue)
        found = self._groups.findings(row.values, before)
        if found == before and (review.is_classified or not row.values["seen"]):
            checked.outcome = RowOutcome.UNCHANGED
            return checked
        if key[1] != review.version:
            return self._wrong(row, "key", _STALE)
        if not review.is_editable:
            state = review.get_state_display()
            return self._wrong(row, "key", f"Phiếu đang ở trạng thái «{state}» nên không sửa được.")
        judged = judge(found, review=review, catalogue=self._catalogue)
        if self._is_explained(row, found, judged):
            said = words_of(review, self._catalogue)
            put(review, found, judged, self._catalogue)
            checked.changes = trail.diff(said, words_of(review, self._catalogue))
            checked.outcome = RowOutcome.CHANGED if checked.changes else RowOutcome.UNCHANGED
        return checked

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
        said, checked = row.values, Checked(row, RowOutcome.WRONG)
        if said["village"] is None and self._asked.villages.default:
            said["village"] = self._asked.villages.default.pk
        self._sheet.require(row, _NEEDED)
        if said.pop("ambiguous", False):
            self._sheet.note(
                row, "name", "tệp có chữ TCVN3 hoặc VNI nên không rõ tên này; hãy gõ Unicode"
            )
        if not self._may_add:
            self._sheet.note(row, "name", "tài khoản của bạn không được lập phiếu cho hộ mới")
        members = self._members_of(row)
        if row.problems or not self._same_as_known(row, checked):
            return checked
        if checked.outcome == RowOutcome.UNCHANGED:
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
        checked.outcome = RowOutcome.NEW
        checked.members = [
            {code: plain(value) for code, value in member.values.items()} for member in members
        ]
        checked.changes = classified(tuple([item.household_class for item in judged]))

    def _of_member(self, member: Row, problem: dict) -> dict:
        """A problem of another sheet, named with its sheet and row."""
        return problem | {"sheet": member.sheet, "row": member.number}

    def _same_as_known(self, row: Row, checked: Checked) -> bool:
        """Whether the row may go on; a household that is there already is named."""
        said = row.values
        place = said["village"], said["birth_year"]
        name = "".join(map(self._word_keys.__getitem__, said["name"].split()))
        if earlier := self._seen.earlier((*place, name), row.number):
            self._sheet.note(row, "name", f"trùng tên, năm sinh với dòng {earlier}")
            return False
        if self._heads is None:
            self._heads = known_heads(self._asked)
        known = [key for key, other in self._heads.get(place, ()) if other == name]
        if not known:
            return True
        imported = self._asked.imported().filter(household__in=known)
        same = [item for item in imported if said_again(item.values, said)]
        if same:
            checked.household_id, checked.outcome = same[0].household_id, RowOutcome.UNCHANGED
            return True
        self._sheet.note(
            row,
            "name",
            "đã có hộ cùng tên, năm sinh ở thôn này; hãy tải mẫu mới và sửa ở dòng của hộ đó, "
            "hoặc nhập hộ này trên màn hình",
        )
        return False

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
        return Checked(row, RowOutcome.WRONG)

    def _left_over(self) -> list[Checked]:
        """Members whose number belongs to no new household."""
        lost = [member for members in self._people.values() for member in members]
        for member in lost:
            member.problems.append(
                {
                    "column": "A",
                    "heading": "STT của hộ",
                    "why": "không có hộ mới nào ở trang «Hộ» mang số thứ tự này",
                }
            )
        return [Checked(member, RowOutcome.WRONG) for member in lost]


@lru_cache
def classified(classes: tuple[HouseholdClass | None, ...]) -> list[dict]:
    """The classes of a new household, one under each standard, as changes of the trail."""
    label = "kết quả phân loại"
    return [{"label": label, "old": trail.EMPTY, "new": item.label} for item in classes if item]


def stored_reviews(asked: Asked, households: list[int], *, lock: bool = False) -> dict[int, Review]:
    """The reviews of some households in the round and the unit, in the person's area."""
    reviews = Review.objects.active().visible_to(asked.by).in_unit(asked.unit)
    reviews = reviews.filter(round=asked.round, household__in=households)
    if lock:
        reviews = reviews.select_for_update(of=("self",)).order_by("pk")
    reviews = reviews.select_related(
        "village__kind", "village__parent__kind", "ethnicity", "household"
    ).prefetch_related("results", "household__members")
    # The round and its standards are loaded once, for all reviews.
    for review in reviews:
        review.round = asked.round
        review.share_standards()
    return {review.household_id: review for review in reviews}


def known_heads(asked: Asked) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """The heads of the unit's households, by village and year of birth."""
    found: dict = {}
    rows = asked.heads().values_list(
        "household__village", "birth_year", "household", "same_name_key"
    )
    for village, year, household, name in rows.iterator():
        found.setdefault((village, year), []).append((household, name))
    return found


def said_again(before: dict, said: dict) -> bool:
    """Whether a row of an earlier file said the same of a household, its number apart."""
    apart = {"index", "key", "seen", "ambiguous"}
    return all(
        before.get(code) == plain(value) for code, value in said.items() if code not in apart
    )
