"""Identity numbers of members: one number for one person, and what a number itself says."""

from households.enums import Sex
from households.models import Member
from povertyplan.audit import trail
from povertyplan.errors import InvalidData

LABEL = "số định danh cá nhân"
_WHAT_NEXT = "hãy kiểm tra lại số, hoặc dùng hồ sơ đã có"


def check_free(member: Member, user) -> None:
    """Raise InvalidData when somebody else who is present has the identity number of `member`.

    The sentence names the other record only to those in whose area it lies.
    """
    if not member.identity_hash:
        return
    others = Member.objects.filter(identity_hash=member.identity_hash).exclude(pk=member.pk)
    if not others.exists():
        return
    seen = Member.everybody.visible_to(user).filter(pk__in=others)
    other = seen.select_related("household__village__kind", "household__commune__kind").first()
    raise InvalidData(f"Số định danh cá nhân này đã ghi cho {_whereabouts(other)}.")


def _whereabouts(other: Member | None) -> str:
    if other is None:
        return "một người ở địa bàn khác; hãy kiểm tra lại số, hoặc liên hệ cấp trên"
    household = other.household
    place = f"{household.village.full_name}, {household.commune.full_name}"
    if household.head == other:
        return f"chủ hộ {other} ({place}); {_WHAT_NEXT}"
    return f"{other}, hộ {household.head} ({place}); {_WHAT_NEXT}"


def in_words(member: Member, before: Member | None = None) -> dict[str, str]:
    """The masked number as the trail keeps it."""
    mask = member.identity_masked or trail.EMPTY
    if before and before.identity_hash != member.identity_hash and before.identity_masked == mask:
        mask += " (số khác)"
    return {LABEL: mask}


def contradictions(number: str, *, sex: str, birth_year: int | None) -> list[str]:
    """What the structure of an identity number says against what is known of its bearer.

    Three digits for the province, one for century and sex (0 and 1 are men and women born in the
    1900s, 2 and 3 in the 2000s), two for the year of birth (Circular 59/2021/TT-BCA, art. 4).
    """
    if not number:
        return []
    century, is_woman = divmod(int(number[3]), 2)
    year = 1900 + 100 * century + int(number[4:6])
    found = []
    if sex and is_woman != (sex == Sex.FEMALE):
        found.append(f"số định danh là của {'nữ' if is_woman else 'nam'}")
    if birth_year and birth_year != year:
        found.append(f"số định danh là của người sinh năm {year}")
    return found
