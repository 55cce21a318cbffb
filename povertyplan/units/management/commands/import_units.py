"""`manage.py import_units`: the official units before and after 1 July 2025."""

from django.core.management.base import BaseCommand, CommandError

from povertyplan.units import imports


class Command(BaseCommand):
    help = "Stores the official units before and after 1 July 2025. Repeat it freely."

    def handle(self, *args, **options):
        try:
            imports.import_units(report=self.stdout.write)
        except imports.SourceMissing as error:
            raise CommandError(str(error)) from error
