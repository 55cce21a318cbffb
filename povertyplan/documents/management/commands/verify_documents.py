"""manage.py verify_documents: every issued document and file against its check sum."""

from django.core.management.base import BaseCommand, CommandError

from povertyplan.documents import integrity
from povertyplan.documents.models import IssuedDocument
from povertyplan.numbers import vietnamese


class Command(BaseCommand):
    help = "Kiểm tra mọi văn bản đã ban hành; báo lỗi khi có văn bản hoặc tệp bị thay đổi."

    def handle(self, *args, **options):
        count, broken = 0, 0
        for document in IssuedDocument.objects.select_related("unit__kind").iterator():
            count += 1
            if changed := integrity.check(document):
                broken += 1
                names = ", ".join(changed)
                self.stderr.write(f"{document} ({document.unit}, khóa {document.pk}): {names}")
        if broken:
            raise CommandError(f"{vietnamese(broken)} văn bản đã bị thay đổi.")
        self.stdout.write(f"{vietnamese(count)} văn bản còn nguyên vẹn.")
