"""One account for each role, and the officers in whose name the other communes' forms stand."""

from random import Random

from django.contrib.auth.hashers import make_password

from households.enums import Sex
from povertyplan.accounts.models import User
from povertyplan.demo import names, source
from povertyplan.demo.villages import Village
from povertyplan.text import fold
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

PASSWORD = "giamngheo-2021"
_OFFICER = "commune_officer"


def create(villages: dict[str, list[Village]]) -> dict[str, User]:
    """The accounts that can log in, by username."""
    accounts = {}
    password = make_password(PASSWORD)  # one for all: hashing takes a quarter of a second
    for row in source.places()["accounts"]:
        user = User.objects.create(
            username=row["username"],
            password=password,
            full_name=row["full_name"],
            role_code=row["role_code"],
        )
        user.units.set([_place(row, villages)])
        accounts[user.username] = user
    return accounts


def _place(row: dict, villages: dict[str, list[Village]]) -> Unit:
    if row["level"] == "country":
        return Unit.objects.get(level=Level.COUNTRY)
    if row["level"] == "village":
        units = [village.unit for village in villages[row["code"]]]
        return next(unit for unit in units if unit.title == row["village"])
    return source.unit(Level[row["level"].upper()], row["code"])


def officers(rng: Random, villages: dict[str, list[Village]]) -> dict[int, User]:
    """The officer of each commune, by its key; those without a demo account cannot log in."""
    known = User.objects.filter(role_code=_OFFICER).prefetch_related("units")
    by_commune = {unit.pk: user for user in known for unit in user.units.all()}
    for commune in (rows[0].unit.parent for rows in villages.values()):
        if commune.pk not in by_commune:
            by_commune[commune.pk] = _create_officer(rng, commune)
    return by_commune


def _create_officer(rng: Random, commune: Unit) -> User:
    sex = rng.choice((Sex.MALE, Sex.FEMALE))
    user = User.objects.create_user(
        f"xa.{fold(commune.name).replace(' ', '')}",
        full_name=names.full_name(rng, names.KINH, sex, names.clan(rng, names.KINH)),
        role_code=_OFFICER,
    )
    user.units.set([commune])
    return user


def of_plans(password: str) -> dict[str, dict[str, User]]:
    """The people of the other plans: by plan, who writes, who leads, and who checks from above.

    All have the hashed `password`.
    """
    people: dict[str, dict[str, User]] = {}
    for row in source.accounts_of_plans():
        user = User.objects.create(
            username=row["username"],
            password=password,
            full_name=row["full_name"],
            role_code=row["role_code"],
        )
        year = source.figures_of(row["plan"])["plan_year"]
        user.units.set([source.unit(Level[row["level"].upper()], row["code"], year)])
        people.setdefault(row["plan"], {})[row["part"]] = user
    return people


def logins() -> list[tuple[str, str, str, str]]:
    """What to print: role, area, username and password, from the village up, then other plans'."""
    rows = [*source.places()["accounts"], *source.accounts_of_plans()]
    usernames = [row["username"] for row in rows]
    users = User.objects.filter(username__in=usernames)
    return [
        (user.role.name, ", ".join(unit.title for unit in user.area()), user.username, PASSWORD)
        for user in sorted(users, key=lambda user: usernames.index(user.username))
    ]
