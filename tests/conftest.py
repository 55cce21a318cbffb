"""The cast and the map that every test may use, and the tripwires that are always on."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from households import imports
from households.models import EthnicGroup, Standard
from tests import factories

# A slow machine is no failure.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")

ROLE_OF = {
    "hoa": "enumerator",
    "mai": "commune_officer",
    "long": "commune_leader",
    "duc": "district_officer",
    "lan": "district_leader",
    "binh": "provincial_officer",
    "dung": "auditor",
    "an": "administrator",
}


class Dealer(LoadFileScheduling):
    """Deals files out to the processes whole, and the demo's files to one: it is loaded once."""

    def _split_scope(self, nodeid):
        folder = "tests/demo/"
        return folder if nodeid.startswith(folder) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Dealer(config, log)


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Fast passwords, and no waiting after wrong ones."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Ethnic groups and the three poverty standards are there, as in every installation."""
    with django_db_blocker.unblock():
        imports.load_catalogues()


@pytest.fixture
def reference(db):
    """The catalogues again, after a test that emptied the database."""
    if not Standard.objects.exists():
        imports.load_catalogues()


@pytest.fixture
def land(reference):
    """A province with a district of two communes, and a second district next to it.

    `land.village` lies in `land.commune`, that in `land.district`, that in `land.province`.
    """
    return factories.Land()


@pytest.fixture
def cast(land):
    """One person per role, named; `chi` is a commune officer in the other district."""
    areas = {
        "hoa": land.village,
        "mai": land.commune,
        "long": land.commune,
        "duc": land.district,
        "lan": land.district,
        "binh": land.province,
        "dung": land.province,
        "an": land.country,
    }
    people = {name: factories.user(name, ROLE_OF[name], areas[name]) for name in areas}
    people["chi"] = factories.user("chi", "commune_officer", land.far_commune)
    return people


@pytest.fixture
def mai(cast):
    """Commune officer."""
    return cast["mai"]


@pytest.fixture
def duc(cast):
    """District officer."""
    return cast["duc"]


@pytest.fixture
def binh(cast):
    """Provincial officer."""
    return cast["binh"]


@pytest.fixture
def chi(cast):
    """Commune officer in another district."""
    return cast["chi"]


@pytest.fixture
def standard(reference):
    return Standard.objects.get(code="QD59_2015")


@pytest.fixture
def jrai(reference):
    return EthnicGroup.objects.get(name="Gia-rai")


@pytest.fixture
def kinh(reference):
    return EthnicGroup.objects.get(name="Kinh")


@pytest.fixture
def round_2021(land, standard, duc):
    """An open periodic round of the commune."""
    return factories.round_in(land.commune, 2021, standard)


@pytest.fixture
def login():
    """A client that is signed in as the person."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def no_writes():
    """A context in which any statement that changes business data is an error."""

    def refuse(execute, sql, params, many, context):
        verb = sql.lstrip().split(" ")[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE") and "django_session" not in sql:
            raise AssertionError(f"wrote under GET: {sql[:120]}")
        return execute(sql, params, many, context)

    return lambda: connection.execute_wrapper(refuse)


@pytest.fixture
def season():
    """The days of the periodic round of 2021."""
    return date(2021, 9, 1), date(2021, 12, 14)
