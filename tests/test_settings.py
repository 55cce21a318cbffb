"""Production refuses to start without what nobody can guess, and says what to set."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection


def start(**environment) -> subprocess.CompletedProcess:
    wanted = {"DEPLOYMENT": "production", "SECRET_KEY": "", "ALLOWED_HOSTS": "", "DATABASE_URL": ""}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=os.environ | wanted | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_what_is_missing():
    refused = start(ALLOWED_HOSTS="giamngheo.example.vn")

    assert refused.returncode != 0
    assert "SECRET_KEY: a long random text" in refused.stderr
    assert "DATABASE_URL: the address of the database" in refused.stderr
    assert "  ALLOWED_HOSTS" not in refused.stderr


COMPLETE = {
    "SECRET_KEY": "x" * 50,
    "IDENTITY_KEY": "y" * 50,
    "ALLOWED_HOSTS": "giamngheo.example.vn",
    "DATABASE_URL": "postgres://user:password@localhost/povertyplan",
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DEPLOYMENT": "Production"}, "DEPLOYMENT must be"),
        ({"SECRET_KEY": "x" * 49}, "SECRET_KEY is too short"),
        ({"IDENTITY_KEY": "y" * 49}, "IDENTITY_KEY is too short"),
        ({"ALLOWED_HOSTS": "example.vn,*"}, "ALLOWED_HOSTS must name the hosts"),
    ],
)
def test_what_is_set_wrongly_is_refused(changed, sentence):
    refused = start(**COMPLETE | changed)

    assert refused.returncode != 0
    assert sentence in refused.stderr


def test_complete_settings_start():
    assert start(**COMPLETE).returncode == 0


def test_sqlite_keeps_foreign_keys_and_queues_writers(db):
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
    assert connection.transaction_mode == "IMMEDIATE"
