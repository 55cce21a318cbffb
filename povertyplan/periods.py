"""Things that hold from a day to a day: units, codes, agencies, standards."""

from datetime import date

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet):
    def valid_on(self, day: date):
        """What holds on `day`."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def valid_in(self, year: int):
        """What holds on at least one day of `year`."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=date(year, 12, 31)),
            Q(valid_to=None) | Q(valid_to__gte=date(year, 1, 1)),
        )


class Dated(models.Model):
    """A row with a first and a last day, both included; empty means unknown or still open."""

    valid_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_period",
                violation_error_message="Ngày hết hiệu lực phải sau ngày có hiệu lực.",
            )
        ]

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)
