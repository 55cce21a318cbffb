"""`manage.py write_documents`: the demo's five appendices in all four forms, into a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand

from plans.models import Plan
from reports.catalogue import ANNEXES
from reports.files import name_of
from reports.renderers import RENDERERS


class Command(BaseCommand):
    help = "Writes the appendices of every plan as HTML, PDF, Excel and CSV."

    def add_arguments(self, parser):
        parser.add_argument("--output", default="out", help="the folder (default: out)")

    def handle(self, *, output, **options):
        folder = Path(output)
        folder.mkdir(parents=True, exist_ok=True)
        for plan in Plan.objects.select_related("unit__kind"):
            for definition in ANNEXES:
                table = definition.make(plan.unit, plan.year)
                for renderer in RENDERERS.values():
                    path = folder / name_of(table, renderer)
                    path.write_bytes(renderer.render(table))
                    self.stdout.write(str(path))
