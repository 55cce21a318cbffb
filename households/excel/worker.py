"""Starting the reading of an uploaded file outside of the request, in a process of its own."""

import subprocess
import sys
from functools import partial
from threading import Thread

from django.conf import settings
from django.db import transaction

from households.models import Upload


def start(upload: Upload) -> None:
    """Read the file as soon as it is stored. A process that dies leaves the upload silent."""
    transaction.on_commit(partial(_launch, upload.pk))


def _launch(key: int) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_upload", str(key)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, start_new_session=True)
    Thread(target=process.wait, daemon=True).start()
