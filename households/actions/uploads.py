"""Uploaded Excel files: taken in, checked, and written as a whole or not at all; and taken back."""

import hashlib
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from households.actions.rounds import lock_open
from households.actions.upload_members import MemberEdits
from households.enums import RowOutcome, UploadState
from households.excel import garbage
from households.excel.asked import Asked, known_heads, stored_reviews
from households.excel.building import (
    RESULT_FIELDS,
    REVIEW_FIELDS,
    Family,
    change,
    family_of,
    put_back,
)
from households.excel.checking import Checker
from households.excel.findings import Groups
from households.excel.layout import HOUSEHOLDS, household_columns
from households.excel.package import Package
from households.excel.people import taken_of
from households.excel.reading import Notes, Sheet, identity_of
from households.excel.roster import read_members
from households.excel.template import context_of
from households.excel.writer import insert, update
from households.models import Household, Review, Round, Upload, UploadRow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import Conflict, DomainError, InvalidData
from povertyplan.text import same_name_key
from povertyplan.units.models import Unit

_SILENT_FOR = timedelta(minutes=3)
_AT_ONCE = 1000
_MOST_NAMED = 20


@transaction.atomic
def receive(*, round: Round, name: str, content: bytes, by: User) -> Upload:
    """Take in a file for a round; it says itself for which unit it is. Nothing is read yet.

    Raises InvalidData for a file that is not a workbook of this round, or is not safe to read.
    """
    check(by, Permission.REVIEW_EDIT)
    round = lock_open(round.pk)
    round_id, unit_id = identity_of(Package(content))
    if round_id != round.pk:
        raise InvalidData("Tệp này lập cho đợt rà soát khác. Hãy tải mẫu của đợt này.")
    unit = Unit.objects.visible_to(by).in_unit(round.unit).filter(pk=unit_id).first()
    if unit is None:
        raise InvalidData("Tệp này lập cho địa bàn khác. Hãy tải mẫu của địa bàn bạn phụ trách.")
    sha = hashlib.sha256(content).hexdigest()
    earlier = Upload.objects.filter(round=round, sha256=sha, state=UploadState.CONFIRMED).first()
    upload = Upload.objects.create(
        round=round,
        unit=unit,
        name=name[:200],
        content=content,
        sha256=sha,
        uploaded_by=by,
        worked_at=timezone.now(),
        notes={"same_as": f"{earlier.confirmed_at:%d/%m/%Y}"} if earlier else {},
    )
    trail.log("upload.received", f"Tải lên tệp «{name[:200]}»", record=upload, by=by)
    return upload


def is_stalled(upload: Upload) -> bool:
    """Whether the reader of a file has given no sign of life for long: it must have died."""
    alive = upload.worked_at or upload.uploaded_at
    return upload.state == UploadState.READING and timezone.now() - alive > _SILENT_FOR


@transaction.atomic
def retry(*, upload: Upload, by: User) -> Upload:
    """Have a file read again that could not be read to its end."""
    check(by, Permission.REVIEW_EDIT)
    locked = _lock(upload)
    if locked.state != UploadState.FAILED and not is_stalled(locked):
        raise DomainError("Chỉ đọc lại được tệp chưa đọc xong vì có lỗi.")
    locked.rows.all().delete()
    locked.state, locked.failure, locked.rows_read = UploadState.READING, "", 0
    locked.worked_at = timezone.now()
    locked.save()
    return locked


@transaction.atomic
def cancel(*, upload: Upload, by: User) -> Upload:
    """Put a file aside that was not written; its reader stops, its content is deleted."""
    check(by, Permission.REVIEW_EDIT)
    locked = _lock(upload)
    if locked.state not in (UploadState.READING, UploadState.CHECKED, UploadState.FAILED):
        raise DomainError(f"Tệp ở tình trạng «{locked.get_state_display()}» nên không hủy được.")
    locked.state, locked.content = UploadState.CANCELLED, b""
    locked.save()
    locked.rows.all().delete()
    trail.log("upload.cancelled", f"Hủy tệp «{locked.name}»", record=locked, by=by)
    return locked


def read(upload: Upload) -> Upload:
    """Read and check a file, and keep what each row would change. Runs outside of requests.

    Stops when somebody cancels the file. What goes wrong is noted on the upload.
    """
    try:
        notes = _read_rows(upload)
    except DomainError as error:
        _finish(upload, UploadState.FAILED, failure=error.message[:500])
    except Exception:
        _finish(upload, UploadState.FAILED, failure="Có lỗi khi đọc tệp; hãy thử đọc lại.")
        raise
    else:
        _finish(upload, UploadState.CHECKED, notes=upload.notes | notes)
    upload.refresh_from_db()
    return upload


def _read_rows(upload: Upload) -> dict:
    asked = _asked(upload, upload.round, upload.uploaded_by)
    notes = Notes()
    for rows in checked_rows(asked, Package(bytes(upload.content)), notes):
        with transaction.atomic():
            if not _still_reading(upload, len(rows)):
                return {}
            insert([row.stored(upload.pk) for row in rows])
    return {
        "hidden_rows": notes.hidden_rows,
        "hidden_columns": notes.hidden_columns,
        "converted": dict(list(notes.converted.items())[:_MOST_NAMED]),
        "renamed": dict(list(asked.villages.renamed.items())[:_MOST_NAMED]),
    }


def checked_rows(asked: Asked, package: Package, notes: Notes):
    """The rows of a file, checked, some thousand at a time; nothing is stored."""
    with garbage.seldom_sought():
        columns = household_columns(asked.context)
        members, roster = read_members(package, asked, notes)
        sheet = Sheet(package, HOUSEHOLDS, columns, notes)
        codes = [column.code for column in columns]
        yield from Checker(asked, codes).check(sheet, members, roster)


def _still_reading(upload: Upload, rows: int) -> bool:
    """Give a sign of life; False when somebody has put the file aside."""
    upload.rows_read += rows
    reading = Upload.objects.filter(pk=upload.pk, state=UploadState.READING)
    return bool(reading.update(rows_read=upload.rows_read, worked_at=timezone.now()))


def _finish(upload: Upload, state: UploadState, **columns) -> None:
    reading = Upload.objects.filter(pk=upload.pk, state=UploadState.READING)
    reading.update(state=state, **columns)


def _asked(upload: Upload, round: Round, by: User) -> Asked:
    context, villages = context_of(round, upload.unit)
    return Asked(context, villages, upload.unit, by)


@transaction.atomic
def confirm(*, upload: Upload, by: User) -> Upload:
    """Write what a checked file says, all of it or nothing.

    Raises DomainError while a row is wrong, and Conflict, with the rows, when somebody has
    changed a review since the file was checked.
    """
    check(by, Permission.REVIEW_EDIT)
    round = lock_open(upload.round_id)
    locked = _lock(upload)
    _check_confirmable(locked, by)
    asked = _asked(locked, round, by)
    groups = Groups(asked.context, [item.code for item in household_columns(asked.context)])
    people = MemberEdits(locked, by)
    conflicts: list[str] = []
    for rows in _chunks(locked, RowOutcome.CHANGED):
        conflicts += _write_changed(rows, asked, groups, people)
    heads = known_heads(asked)
    for rows in _chunks(locked, RowOutcome.NEW):
        conflicts += _write_new(rows, asked, groups, heads)
    _refuse(
        conflicts, "Chưa ghi gì: số liệu đã đổi sau khi tệp được kiểm tra. Hãy tải lại mẫu mới."
    )
    people.store("member.saved", "Sửa thành viên")
    locked.state, locked.confirmed_at = UploadState.CONFIRMED, timezone.now()
    locked.save(update_fields=["state", "confirmed_at"])
    trail.log("upload.confirmed", f"Ghi số liệu từ tệp «{locked.name}»", record=locked, by=by)
    return locked


def obstacle(upload: Upload, outcomes: Collection[str]) -> str:
    """Why a file whose rows have these outcomes cannot be written; "" when it can."""
    if upload.state != UploadState.CHECKED:
        return f"Tệp ở tình trạng «{upload.get_state_display()}» nên không ghi được."
    if RowOutcome.WRONG in outcomes:
        return "Tệp còn dòng có lỗi nên chưa ghi gì. Hãy sửa tệp rồi tải lên lại."
    if RowOutcome.NEW not in outcomes and RowOutcome.CHANGED not in outcomes:
        return "Tệp không có gì khác với số liệu đã lưu."
    return ""


def _check_confirmable(upload: Upload, by: User) -> None:
    outcomes = set(upload.rows.order_by().values_list("outcome", flat=True).distinct())
    if because := obstacle(upload, outcomes):
        raise DomainError(because)
    if RowOutcome.NEW in outcomes:
        check(by, Permission.REVIEW_LIST)
        check(by, Permission.HOUSEHOLD_EDIT)


def _chunks(upload: Upload, outcome: RowOutcome, size: int = _AT_ONCE):
    """The rows of an outcome in the order of the file, some at a time."""
    last = 0
    while rows := list(upload.rows.filter(outcome=outcome, pk__gt=last).order_by("pk")[:size]):
        yield rows
        last = rows[-1].pk


def _write_changed(
    rows: list[UploadRow], asked: Asked, groups: Groups, people: MemberEdits
) -> list[str]:
    reviews = stored_reviews(asked, [row.household_id for row in rows], lock=True)
    conflicts, changes, written = [], {}, []
    for row in rows:
        review = reviews.get(row.household_id)
        is_same = review and review.is_editable and review.version == row.values["version"]
        if not is_same or people.have_gone_on(row.household_id, row.values):
            conflicts.append(f"{row}: {row.label}")
            continue
        try:
            before = people.edit(review, row.values)
            changes[review.pk] = change(review, row, asked, groups)
            row.before |= before
        except DomainError as error:
            conflicts.append(f"{row}: {row.label}. {error.message}")
            continue
        written.append(review)
    if not conflicts:
        _store(written)
        update(rows, ["before"])
        sentence = f"Nhập phiếu rà soát từ tệp Excel «{people.upload.name}»"
        trail.log_many("review.filled_in", sentence, records=written, by=asked.by, changes=changes)
    return conflicts


def _store(reviews: list[Review]) -> None:
    update(reviews, [*REVIEW_FIELDS, "version", "edited_at"])
    update([result for review in reviews for result in review.results.all()], RESULT_FIELDS)


def _write_new(rows: list[UploadRow], asked: Asked, groups: Groups, heads: dict) -> list:
    families, conflicts = [], []
    taken = taken_of(said.get("identity_hash") for row in rows for said in row.values["members"])
    for row in rows:
        if any(said.get("identity_hash") in taken for said in row.values["members"]):
            conflicts.append(f"{row}: {row.label} có số định danh vừa được ghi cho người khác")
        place = row.values["village"], row.values["birth_year"]
        known = heads.get(place)
        name = known and same_name_key(row.values["name"])
        if known and any(other == name for _, other in known):
            conflicts.append(f"{row}: {row.label} vừa được lập ở nơi khác")
            continue
        try:
            families.append(family_of(row, asked, groups))
        except DomainError as error:
            conflicts.append(f"{row}: {row.label}. {error.message}")
    if not conflicts:
        _store_families(families, asked.by)
        for row, family in zip(rows, families, strict=True):
            row.household = family.household
            row.before = {"version": family.review.version}
        update(rows, ["household", "before"])
    return conflicts


def _store_families(families: list[Family], by: User) -> None:
    households = [family.household for family in families]
    insert(households)
    members = [member for family in families for member in family.members]
    for member in members:
        member.household_id = member.household.pk
    insert(members)
    reviews = [family.review for family in families]
    for review in reviews:
        review.household_id = review.household.pk
    insert(reviews)
    results = [result for family in families for result in family.results]
    for result in results:
        result.review_id = result.review.pk
    insert(results)
    trail.log_many("household.created", "Lập hộ từ tệp Excel", records=households, by=by)
    trail.log_many("review.filled_in", "Lập phiếu từ tệp Excel", records=reviews, by=by)


def _refuse(problems: list[str], sentence: str) -> None:
    if problems:
        named = problems[:_MOST_NAMED]
        more = [f"và {len(problems) - len(named)} dòng khác"] if len(problems) > len(named) else []
        raise Conflict(sentence, (*named, *more))


@transaction.atomic
def undo(*, upload: Upload, by: User) -> Upload:
    """Take back a file that was written, while none of its reviews went on.

    Raises Conflict, with the rows, when a review or a household has changed or was submitted.
    """
    check(by, Permission.REVIEW_EDIT)
    round = lock_open(upload.round_id)
    locked = _lock(upload)
    if locked.state != UploadState.CONFIRMED:
        raise DomainError("Chỉ hoàn tác được tệp đã ghi.")
    asked, people = _asked(locked, round, by), MemberEdits(locked, by)
    conflicts: list[str] = []
    for rows in _chunks(locked, RowOutcome.CHANGED):
        conflicts += _take_back(rows, asked, people)
    for rows in _chunks(locked, RowOutcome.NEW):
        conflicts += _take_away(rows, asked, people)
    _refuse(conflicts, "Chưa hoàn tác gì: có phiếu hoặc hộ đã được sửa, gửi sau khi ghi tệp.")
    people.store("member.import_undone", "Hoàn tác việc sửa thành viên")
    locked.state, locked.undone_at = UploadState.UNDONE, timezone.now()
    locked.save(update_fields=["state", "undone_at"])
    trail.log("upload.undone", f"Hoàn tác tệp «{locked.name}»", record=locked, by=by)
    return locked


def _untouched(
    rows: list[UploadRow], asked: Asked, people: MemberEdits
) -> tuple[dict[int, Review], list[str]]:
    """The reviews of rows as they were written, and the names of those that went on."""
    reviews = stored_reviews(asked, [row.household_id for row in rows], lock=True)
    gone_on = []
    for row in rows:
        review = reviews.get(row.household_id)
        is_same = review and review.is_editable and review.version == row.before["version"]
        if not is_same or people.have_gone_on(row.household_id, row.before):
            gone_on.append(f"{row}: {row.label}")
    return reviews, gone_on


def _take_back(rows: list[UploadRow], asked: Asked, people: MemberEdits) -> list[str]:
    reviews, gone_on = _untouched(rows, asked, people)
    if gone_on:
        return gone_on
    for row in rows:
        people.edit(reviews[row.household_id], row.before)
        put_back(reviews[row.household_id], row.before)
    _store(list(reviews.values()))
    sentence = "Hoàn tác số liệu nhập từ tệp Excel"
    trail.log_many("review.import_undone", sentence, records=reviews.values(), by=asked.by)
    return []


def _take_away(rows: list[UploadRow], asked: Asked, people: MemberEdits) -> list[str]:
    """Delete the households that a file made, when nothing has happened to them since."""
    reviews, gone_on = _untouched(rows, asked, people)
    changed = [
        f"{row}: {row.label}"
        for row in rows
        if row.household_id in reviews and reviews[row.household_id].household.version != 1
    ]
    if gone_on or changed:
        return gone_on + changed
    keys = [row.household_id for row in rows]
    names = {row.household_id: row.label for row in rows}
    households = list(Household.objects.filter(pk__in=keys).select_related("village"))
    trail.log_many(
        "household.import_undone",
        "Xóa hộ lập từ tệp Excel vì hoàn tác",
        records=households,
        by=asked.by,
        changes={
            key: [{"label": "chủ hộ", "old": name, "new": trail.EMPTY}]
            for key, name in names.items()
        },
    )
    try:
        Review.objects.filter(pk__in=[review.pk for review in reviews.values()]).delete()
        Household.objects.filter(pk__in=keys).delete()
    except ProtectedError:
        return [f"{row}: {row.label}" for row in rows]
    return []


def _lock(upload: Upload) -> Upload:
    locked = Upload.objects.select_for_update(of=("self",)).select_related("unit", "uploaded_by")
    return locked.get(pk=upload.pk)
