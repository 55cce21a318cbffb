"""Production refuses to start without what nobody can guess, and says what to set."""

import os
import subprocess
import sys

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


def test_sqlite_keeps_foreign_keys_and_queues_writers(db):
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
    assert connection.transaction_mode == "IMMEDIATE"
