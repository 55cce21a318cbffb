"""Identity numbers of persons: twelve digits, stored encrypted, looked up by a keyed hash.

Decree 356/2025 wants personal data encrypted where it is stored. The hash finds a number without
reading any; nobody can try all twelve digits against it without the key.
"""

import base64
import hashlib
import hmac
import os
import re
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from povertyplan.errors import InvalidData

_NUMBER = re.compile(r"[0-9]{12}")
_NONCE = 12


def check(number: str) -> str:
    """The number without spaces; raises InvalidData unless it has twelve digits."""
    bare = re.sub(r"[\s.]", "", number)
    if not _NUMBER.fullmatch(bare):
        raise InvalidData("Số định danh cá nhân phải có đúng 12 chữ số.")
    return bare


def encrypt(number: str) -> str:
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, number.encode(), None)).decode()


def decrypt(stored: str) -> str:
    raw = base64.b64decode(stored)
    return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()


def fingerprint(number: str) -> str:
    """The keyed hash under which a number is found again."""
    return hmac.new(_key("fingerprint"), number.encode(), hashlib.sha256).hexdigest()


def masked(number: str) -> str:
    """The number as screens show it: the first and the last three digits."""
    return f"{number[:3]}••••••{number[-3:]}" if number else ""


@lru_cache
def _cipher() -> AESGCM:
    return AESGCM(_key("encryption"))


@lru_cache
def _key(purpose: str) -> bytes:
    return hmac.new(settings.IDENTITY_KEY.encode(), purpose.encode(), hashlib.sha256).digest()
