"""What the admin calls this part."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "povertyplan.units"
    verbose_name = "Đơn vị hành chính và cơ quan"
