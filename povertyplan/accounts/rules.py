"""Which units an account may have: the level of the role and that of the units must agree."""

from povertyplan.accounts.roles import Role
from povertyplan.units.enums import Level


def fits(role: Role, level: Level) -> bool:
    """Whether an account with `role` may have a unit of `level`."""
    return level == role.level or (role.may_sit_below and level > role.level)
