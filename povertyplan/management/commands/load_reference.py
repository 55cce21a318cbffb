"""Loads what every installation needs: ethnic groups, poverty standards, administrative units."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from households.imports import load_catalogues


class Command(BaseCommand):
    """Creates what is missing and leaves what exists; so it can be repeated after every update."""

    help = "Nạp danh mục: dân tộc, chuẩn nghèo, đơn vị hành chính. Không ghi đè dữ liệu đã có."

    def handle(self, *args, **options):
        groups, standards = load_catalogues()
        self.stdout.write(f"Danh mục: thêm {groups} dân tộc, {standards} chuẩn nghèo.")
        call_command("import_units", stdout=self.stdout, stderr=self.stderr)
