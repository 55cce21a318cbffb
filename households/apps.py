"""What the admin calls this part."""

from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "Chuẩn nghèo và rà soát"
