"""What the demonstration is made from: the printed figures, the places, and the official units."""

import json
from functools import cache

from django.conf import settings
from django.core.management.base import CommandError

from households.models import Standard
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

PLAN_YEAR = 2021
YEARS = (2019, 2020)
STANDARD = "QD59_2015"
_FOLDER = settings.BASE_DIR / "fixtures" / "demo"


def figures() -> dict:
    """The counts of Krông Pa's communes, from the appendices of the plan of 2021."""
    return _read("krong_pa.json")


def places() -> dict:
    """Villages, agencies, assisted households and accounts. Most villages are invented."""
    return _read("krong_pa_places.json")


def names() -> dict:
    """Clans and given names by ethnic group, to make people up from."""
    return _read("names.json")


@cache
def _read(name: str) -> dict:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def unit(level: Level, code: str) -> Unit:
    """The unit that had the official `code` in the year of the plan."""
    units = Unit.objects.filter(level=level).select_related("kind", "parent__kind")
    return _present(units.by_code(code, year=PLAN_YEAR), f"{level.label} có mã {code}")


def district() -> Unit:
    return unit(Level.DISTRICT, figures()["district"]["code"])


def standard() -> Standard:
    return _present(Standard.objects.filter(code=STANDARD).first(), f"chuẩn nghèo {STANDARD}")


def _present(record, name: str):
    if record is None:
        raise CommandError(f"Chưa có {name}. Hãy chạy `manage.py load_reference` trước.")
    return record
