"""The people of a household that is new in a file: its head, and the rows of the members' sheet."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from households.derivation import Person
from households.enums import Relation
from households.excel.reading import Row, Sheet
from households.models import Household, Member
from povertyplan import identity
from povertyplan.errors import InvalidData

_NEEDED = ("household", "name", "relation", "sex", "birth", "ethnicity")
_HEAD = "chủ hộ của hộ mới ghi ở trang «Hộ», không ghi lại ở đây"
_LOOKED_UP_AT_ONCE = 500


def people_of(said: dict, members: list[Row]) -> tuple[Person, ...]:
    """The people as the rules of derivation read them; a head alone is called just that."""
    head = _alone(said["birth_year"])
    return (*head, *(_person(member.values) for member in members)) if members else head


@lru_cache
def _alone(birth_year: int) -> tuple[Person]:
    return (Person(name="chủ hộ", birth_year=birth_year),)


def _person(said: dict) -> Person:
    born = said["birth"]
    day = born if isinstance(born, date) else None
    return Person(
        name=said["name"],
        birth_year=day.year if day else born,
        birth_date=day,
        has_insurance=said["has_insurance"],
        has_allowance=said["has_allowance"],
        studies_at=said["studies_at"] or "",
        completed=said["completed"] or "",
    )


def check_members(sheet: Sheet, members: list[Row]) -> None:
    """Name what is wrong with the rows of members: what is missing, and identity numbers."""
    seen: dict[str, int] = {}
    for member in members:
        sheet.require(member, _NEEDED)
        if member.values["relation"] == Relation.HEAD:
            sheet.note(member, "relation", _HEAD)
        _keep_identity(sheet, member, seen)
    taken = taken_of(seen)
    for member in members:
        if member.values.get("identity_hash") in taken:
            sheet.note(member, "identity", "số này đã có ở một người khác trong hệ thống")


def taken_of(hashes: Iterable[str | None]) -> set[str]:
    """Those of some identity numbers, by their hashes, that somebody present has."""
    hashes = list(filter(None, hashes))
    return {
        found
        for start in range(0, len(hashes), _LOOKED_UP_AT_ONCE)
        for found in Member.objects.filter(
            identity_hash__in=hashes[start : start + _LOOKED_UP_AT_ONCE]
        ).values_list("identity_hash", flat=True)
    }


def _keep_identity(sheet: Sheet, member: Row, seen: dict[str, int]) -> None:
    """Replace the number by what is stored of it: nothing else keeps it in clear."""
    number = member.values.pop("identity")
    if not number:
        return
    try:
        number = identity.check(number)
    except InvalidData as error:
        sheet.note(member, "identity", error.message)
        return
    found = identity.fingerprint(number)
    if (earlier := seen.setdefault(found, member.number)) != member.number:
        sheet.note(member, "identity", f"trùng với dòng {earlier}")
    member.values["identity_hash"] = found
    member.values["identity_cipher"] = identity.encrypt(number)


def member_of(household: Household, said: dict) -> Member:
    """A member from what an uploaded row keeps."""
    born = said["birth"]
    day = date.fromisoformat(born) if isinstance(born, str) else None
    member = Member(
        household=household,
        full_name=said["name"],
        relation=said["relation"],
        sex=said["sex"],
        birth_date=day,
        birth_year=day.year if day else born,
        ethnicity_id=said["ethnicity"],
        identity_cipher=said.get("identity_cipher", ""),
        identity_hash=said.get("identity_hash"),
        has_insurance=said["has_insurance"],
        has_allowance=said["has_allowance"],
        studies_at=said["studies_at"] or "",
        completed=said["completed"] or "",
    )
    member.set_keys()
    return member
