"""Loads what every installation needs: ethnic groups, standards, programmes, units."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from households.imports import load_catalogues
from plans.programmes import load_programmes


class Command(BaseCommand):
    """Creates what is missing and leaves what exists; so it can be repeated after every update."""

    help = "Nạp danh mục: dân tộc, chuẩn nghèo, chương trình, đơn vị hành chính. Không ghi đè."

    def handle(self, *args, **options):
        groups, standards = load_catalogues()
        programmes = load_programmes()
        self.stdout.write(
            f"Danh mục: thêm {groups} dân tộc, {standards} chuẩn nghèo, {programmes} chương trình."
        )
        call_command("import_units", stdout=self.stdout, stderr=self.stderr)
