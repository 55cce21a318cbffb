"""Members of stored households in an uploaded file: written with it, and taken back with it."""

from households.enums import RowOutcome
from households.excel.roster import EDITABLE, Edit
from households.excel.writer import update
from households.models import Household, Member, Review, Upload
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail

_KEY = "people"


class MemberEdits:
    """What one file changes in members.

    Their households are locked first, before any review: that is the order in which all take them.
    Rows say it as {"people": {"version": …, "members": {…}}}, of what is to be written and of what
    was there before.
    """

    def __init__(self, upload: Upload, by: User):
        self.upload, self._by = upload, by
        rows = upload.rows.filter(outcome=RowOutcome.CHANGED, values__has_key=_KEY).order_by()
        if rows.exists():
            check(by, Permission.HOUSEHOLD_EDIT)
        homes = Household.objects.visible_to(by).present().filter(pk__in=rows.values("household"))
        homes = homes.select_for_update(of=("self",)).select_related("village").order_by("pk")
        self._homes = {home.pk: home for home in homes}
        self._edited: dict[int, Household] = {}
        self._told: list[tuple[Household, Member, list]] = []

    def have_gone_on(self, household_id: int, said: dict) -> bool:
        """Whether the household that a row names is not any more as the row knew it."""
        if _KEY not in said:
            return False
        home = self._homes.get(household_id)
        return home is None or home.version != said[_KEY]["version"]

    def edit(self, review: Review, said: dict) -> dict:
        """Set what a row says on the members of the review; returns the same of what was there."""
        if _KEY not in said:
            return {}
        home, before = self._homes[review.household_id], {}
        people = {str(member.pk): member for member in review.household.members.all()}
        for key, values in said[_KEY]["members"].items():
            member = people[key]
            before[key] = {name: getattr(member, name) for name in values}
            self._told.append((home, member, Edit(member, values).apply()))
        home.version += 1
        self._edited[home.pk] = home
        return {_KEY: {"version": home.version, "members": before}}

    def store(self, action: str, sentence: str) -> None:
        """Write what was set, with the trail of each member, as its page does."""
        update([member for _, member, _ in self._told], list(EDITABLE))
        update(list(self._edited.values()), ["version"])
        told = (
            (f"{sentence} {member.full_name} từ tệp Excel", home, changes)
            for home, member, changes in self._told
        )
        trail.log_each(action, told, by=self._by)
