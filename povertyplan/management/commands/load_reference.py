"""Loads what every installation needs: ethnic groups, standards, programmes, units."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from households.imports import load_catalogues
from plans.imports import load_library
from plans.programmes import load_programmes


class Command(BaseCommand):
    """Creates what is missing and leaves what exists; so it can be repeated after every update."""

    help = "Nạp danh mục: dân tộc, chuẩn nghèo, chương trình, đơn vị hành chính. Không ghi đè."

    def handle(self, *args, **options):
        groups, standards = load_catalogues()
        programmes = load_programmes()
        clauses, texts = load_library()
        self.stdout.write(
            f"Danh mục: thêm {groups} dân tộc, {standards} chuẩn nghèo, {programmes} chương trình, "
            f"{clauses} mẫu nội dung, {texts} văn bản căn cứ."
        )
        call_command("import_units", stdout=self.stdout, stderr=self.stderr)
