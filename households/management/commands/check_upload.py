"""Read and check one uploaded Excel file; the pages start this in a process of its own."""

from django.core.management.base import BaseCommand

from households.actions import uploads
from households.models import Upload


class Command(BaseCommand):
    help = "Read and check an uploaded Excel file."

    def add_arguments(self, parser):
        parser.add_argument("upload", type=int)

    def handle(self, *, upload, **options):
        found = Upload.objects.select_related("round", "unit", "uploaded_by")
        uploads.read(found.get(pk=upload))
