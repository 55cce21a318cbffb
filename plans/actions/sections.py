"""Writing the sections of a plan: their text, their order, their place in the tree."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from plans.actions.common import lock_to_edit
from plans.enums import Numbering
from plans.models import Plan, Section
from povertyplan.accounts.models import User
from povertyplan.approval import touch
from povertyplan.audit import trail
from povertyplan.errors import InvalidData
from povertyplan.text import fold

_FIELDS = ["key", "numbering", "title", "body", "area"]
MOST_DEPTH = 6


@dataclass(frozen=True)
class Words:
    """What a section says, and how it is counted. Without a key it gets one from its title."""

    title: str = ""
    body: str = ""
    numbering: str = Numbering.NUMBER
    area: str = ""
    key: str = ""


@transaction.atomic
def add(
    *,
    plan: Plan,
    words: Words,
    version: int | None,
    by: User,
    parent: Section | None = None,
) -> Section:
    """Add a section at the end of `parent`, or of the plan."""
    locked = lock_to_edit(plan, version, by)
    _check_parent(locked, parent)
    section = Section(plan=locked, parent=parent, position=_next(locked, parent))
    _write(section, words)
    _log(locked, f"Thêm mục «{section}»", by, trail.diff({}, trail.snapshot(section, _FIELDS)))
    touch(locked, by)
    return section


@transaction.atomic
def edit(*, section: Section, words: Words, version: int | None, by: User) -> Section:
    """Write what a section says. Conflict when somebody else wrote the plan in the meantime."""
    locked = lock_to_edit(section.plan, version, by)
    stored = locked.sections.get(pk=section.pk)
    before = trail.snapshot(stored, _FIELDS)
    _write(stored, words)
    changes = trail.diff(before, trail.snapshot(stored, _FIELDS))
    if changes:
        _log(locked, f"Sửa mục «{stored}»", by, changes)
        touch(locked, by)
    return stored


@transaction.atomic
def remove(*, section: Section, version: int | None, by: User) -> None:
    """Delete a section with all that lies in it."""
    locked = lock_to_edit(section.plan, version, by)
    stored = locked.sections.get(pk=section.pk)
    _log(locked, f"Xóa mục «{stored}»", by, trail.diff(trail.snapshot(stored, _FIELDS), {}))
    stored.delete()
    touch(locked, by)


@transaction.atomic
def shift(*, section: Section, way: str, version: int | None, by: User) -> Section:
    """Move a section among its neighbours (`up`, `down`) or in the tree (`in`, `out`)."""
    locked = lock_to_edit(section.plan, version, by)
    if way not in WAYS:
        raise InvalidData("Hãy chọn cách chuyển mục.")
    stored = locked.sections.select_related("parent").get(pk=section.pk)
    siblings = _children(locked, stored.parent)
    place = siblings.index(stored)
    WAYS[way](locked, stored, siblings, place)
    _log(locked, f"Chuyển mục «{stored}»", by)
    touch(locked, by)
    return stored


def _swap(step: int):
    def swap(plan: Plan, section: Section, siblings: list[Section], place: int) -> None:
        if not 0 <= place + step < len(siblings):
            raise InvalidData("Mục đã ở đầu hoặc cuối; không chuyển thêm được.")
        siblings.insert(place + step, siblings.pop(place))
        _order(siblings)

    return swap


def _into(plan: Plan, section: Section, siblings: list[Section], place: int) -> None:
    """Below the section before it."""
    if place == 0:
        raise InvalidData("Phía trên không có mục cùng cấp để đưa mục này vào trong.")
    parent = siblings.pop(place - 1)
    _check_parent(plan, parent)
    section.parent, section.position = parent, _next(plan, parent)
    section.save(update_fields=["parent", "position"])


def _out(plan: Plan, section: Section, siblings: list[Section], place: int) -> None:
    """Beside the section that it lies in, right after it."""
    if section.parent is None:
        raise InvalidData("Mục này đã ở cấp ngoài cùng.")
    outer, section.parent = section.parent, section.parent.parent
    section.save(update_fields=["parent"])
    around = [row for row in _children(plan, outer.parent) if row != section]
    around.insert(around.index(outer) + 1, section)
    _order(around)


WAYS = {"up": _swap(-1), "down": _swap(1), "in": _into, "out": _out}


def _children(plan: Plan, parent: Section | None) -> list[Section]:
    return list(plan.sections.filter(parent=parent).order_by("position", "pk"))


def _order(sections: list[Section]) -> None:
    for position, section in enumerate(sections, 1):
        Section.objects.filter(pk=section.pk).update(position=position)


def _next(plan: Plan, parent: Section | None) -> int:
    last = plan.sections.filter(parent=parent).order_by("position").last()
    return last.position + 1 if last else 1


def _check_parent(plan: Plan, parent: Section | None) -> None:
    depth = 0
    while parent is not None:
        if parent.plan_id != plan.pk:
            raise InvalidData("Kế hoạch không có mục này; hãy tải lại trang.")
        parent, depth = parent.parent, depth + 1
    if depth >= MOST_DEPTH:
        raise InvalidData(f"Các mục chỉ lồng nhau nhiều nhất {MOST_DEPTH} cấp.")


def _write(section: Section, words: Words) -> None:
    for name in ("title", "body", "numbering", "area"):
        setattr(section, name, getattr(words, name))
    if not words.title and not words.body.strip():
        raise InvalidData("Hãy ghi tên mục hoặc nội dung.")
    section.key = words.key or section.key or _free_key(section)
    section.full_clean()
    section.save()


def _free_key(section: Section) -> str:
    """A key from the title that no other section of the plan has."""
    base = slugify(fold(section.title or section.body[:40]))[:50].strip("-") or "muc"
    taken = set(section.plan.sections.values_list("key", flat=True))
    keys = (f"{base}-{number}" if number else base for number in range(len(taken) + 1))
    return next(key for key in keys if key not in taken)


def _log(plan: Plan, sentence: str, by: User, changes=()) -> None:
    trail.log("plan.section", f"{sentence} của {plan.name}", record=plan, by=by, changes=changes)
