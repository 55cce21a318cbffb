"""What the admin calls this part."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "povertyplan.documents"
    verbose_name = "Văn bản đã ban hành"
