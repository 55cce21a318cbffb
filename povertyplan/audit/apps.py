"""What the admin calls this part."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "povertyplan.audit"
    verbose_name = "Nhật ký"
