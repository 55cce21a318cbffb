"""`manage.py report`: a table of the catalogue as a file, for administrators and scripts."""

import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from households.basis import Basis
from households.enums import RoundKind
from households.models import Round
from povertyplan.errors import DomainError
from povertyplan.units.models import Unit
from reports.catalogue import CATALOGUE
from reports.definition import Choice
from reports.renderers import RENDERERS

STAGES = ("official", "preliminary")


class Command(BaseCommand):
    help = "Writes a table as HTML, PDF, Excel or CSV. With --list: says which tables there are."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", choices=[*CATALOGUE, []], help="the table")
        parser.add_argument("--list", action="store_true", help="list the tables and stop")
        parser.add_argument("--unit", help="official code of the unit, valid in the year")
        parser.add_argument("--year", type=int, help="the year of the plan or of the review")
        parser.add_argument("--stage", choices=STAGES, default="official", help="which results")
        parser.add_argument(
            "--round", type=date.fromisoformat, help="the in-year round that opened on YYYY-MM-DD"
        )
        parser.add_argument(
            "--next-standard", action="store_true", help="by the standard of the next year"
        )
        parser.add_argument(
            "--hide-small", action="store_true", help="hide cells of 1 to 4 households"
        )
        parser.add_argument("--format", choices=list(RENDERERS), default="csv")
        parser.add_argument("--output", help="the file to write; without it, to the screen")

    def handle(self, *, name, unit, year, format, output, **options):
        if options["list"]:
            self._list()
            return
        if not (name and unit and year):
            raise CommandError("Say which table, --unit CODE and --year YEAR; or use --list.")
        if not 2000 <= year <= 2100:
            raise CommandError("The year must lie between 2000 and 2100.")
        place = Unit.objects.by_code(unit, year=year)
        if place is None:
            raise CommandError(f"No unit had the code {unit} in {year}.")
        definition = CATALOGUE[name]
        try:
            table = definition.make(place, year, _choice(place, year, options))
            content = RENDERERS[format].render(table)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        for note in table.notes:
            self.stderr.write(note)
        if output:
            Path(output).write_bytes(content)
            self.stdout.write(f"{output}: {len(content):,} bytes")
        else:
            sys.stdout.buffer.write(content)

    def _list(self):
        for definition in CATALOGUE.values():
            heading = f"{definition.number}: " if definition.number else ""
            self.stdout.write(f"{definition.name:30} {heading}{definition.title}")


def _choice(unit: Unit, year: int, options: dict) -> Choice:
    opened = options["round"]
    rounds = Round.objects.filter(kind=RoundKind.IN_YEAR, year=year, opens_on=opened)
    found = rounds.covering(unit).first() if opened else None
    if opened and found is None:
        raise CommandError(f"No in-year round of {unit} opened on {opened}.")
    basis = Basis(
        is_preliminary=options["stage"] == "preliminary",
        is_opening=options["next_standard"],
        round=found,
    )
    return Choice(basis, hide_small=options["hide_small"])
