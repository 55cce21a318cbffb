"""`manage.py write_documents`: the demo's plans and their annexes, as files in a folder."""

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand

from plans.models import Plan
from reports.catalogue import CATALOGUE
from reports.files import name_of
from reports.plan_document import FORMS, file_name, of_plan
from reports.renderers import RENDERERS


class Command(BaseCommand):
    help = "Writes every plan as PDF and Word, its annexes as Excel, and each annex in all forms."

    def add_arguments(self, parser):
        parser.add_argument("--output", default="out", help="the folder (default: out)")

    def handle(self, *, output, **options):
        folder = Path(output)
        folder.mkdir(parents=True, exist_ok=True)
        plans = Plan.objects.exclude(sections=None).distinct()
        for plan in plans.select_related("unit__kind", "unit__parent__kind"):
            for name, content in (*_document(plan), *_annexes(plan)):
                path = folder / name
                path.write_bytes(content)
                self.stdout.write(str(path))


def _document(plan: Plan) -> Iterator[tuple[str, bytes]]:
    document = of_plan(plan)
    for form, (write, _, _) in FORMS.items():
        yield file_name(document, form), write(document)


def _annexes(plan: Plan) -> Iterator[tuple[str, bytes]]:
    for annex in plan.annexes.all():
        table = CATALOGUE[annex.table].make(plan.unit, annex.year or plan.year)
        for renderer in RENDERERS.values():
            yield name_of(table, renderer), renderer.render(table)
