"""The reports app: at every start it looks for a font with Vietnamese letters."""

from django.apps import AppConfig
from django.core.checks import register

from reports.checks import font_has_vietnamese


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        register(font_has_vietnamese)
