"""Reading the trail: the history that a record's page shows."""

from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit.models import Event

SHOWN = 50


def history(record, user: User):
    """The latest events of `record` that `user` may read; empty without the right."""
    if not user.can(Permission.AUDIT_READ):
        return Event.objects.none()
    return Event.objects.visible_to(user).of(record)[:SHOWN]
