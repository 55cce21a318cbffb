"""One text for one value, so that equal documents have equal check sums."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder


def frozen(value):
    """`value` as it comes back from the database: texts, whole numbers, lists, dictionaries.

    Dates and Decimals become texts. Raises TypeError for floats, which no two systems write alike.
    """
    return json.loads(text(value))


def text(value) -> str:
    """`value` as JSON with sorted keys and no spaces."""
    _refuse_floats(value)
    return json.dumps(
        value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _refuse_floats(value) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: use int or Decimal")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for item in value:
        _refuse_floats(item)


def sha256(content: bytes | str) -> str:
    """The check sum of a text or a file, in hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
