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


def figures_of(plan: str) -> dict:
    """What the plan of the name says in figures: an_hoa_thinh, chu_pong, ha_quang…"""
    return _read(f"{plan}_figures.json")


def document_of(plan: str) -> dict:
    """What the document of the plan says besides."""
    return _read(f"plans/{plan}.json")


def accounts_of_plans() -> list[dict]:
    """Who can log in for the units of the plans besides Krông Pa's."""
    return _read("accounts.json")


def names() -> dict:
    """Clans and given names by ethnic group, to make people up from."""
    return _read("names.json")


@cache
def _read(name: str) -> dict:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def unit(level: Level, code: str, year: int = PLAN_YEAR) -> Unit:
    """The unit that had the official `code` in the year, by default that of Krông Pa's plan."""
    units = Unit.objects.filter(level=level).select_related("kind", "parent__kind")
    return _present(units.by_code(code, year=year), f"{level.label} có mã {code}")


def district() -> Unit:
    return unit(Level.DISTRICT, figures()["district"]["code"])


def standard(code: str = STANDARD) -> Standard:
    return _present(Standard.objects.filter(code=code).first(), f"chuẩn nghèo {code}")


def _present(record, name: str):
    if record is None:
        raise CommandError(f"Chưa có {name}. Hãy chạy `manage.py load_reference` trước.")
    return record
