"""The reports app: at every start it looks for a font, and tells the plans its tables."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string

from plans import tables
from reports.checks import font_has_vietnamese


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        register(font_has_vietnamese)
        catalogue = import_string("reports.catalogue.CATALOGUE")
        tables.NAMES.update({name: table.title for name, table in catalogue.items()})
