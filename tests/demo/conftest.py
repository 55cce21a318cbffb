"""The demo of Krông Pa, loaded once for the tests of this folder."""

from io import StringIO

import pytest
from django.core.management import call_command

from households.imports import load_catalogues


@pytest.fixture(scope="package", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """What load_demo prints. The data are committed, and taken away at the end."""
    with django_db_blocker.unblock():
        call_command("load_reference", stdout=StringIO())
        printed = StringIO()
        call_command("load_demo", stdout=printed)
    yield printed.getvalue()
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        load_catalogues()
