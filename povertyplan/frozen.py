"""Rows that are written once: nobody changes or removes them through the application."""

from django.db import models

from povertyplan.errors import DomainError


class FrozenQuerySet(models.QuerySet):
    """Refuses to change or remove rows, in the words of the model's `FROZEN`."""

    def update(self, **kwargs):
        raise DomainError(self.model.FROZEN)

    def delete(self):
        raise DomainError(self.model.FROZEN)


class Frozen(models.Model):
    """A row that is written once. Subclasses say in `FROZEN` why, to the person at the screen.

    Their manager comes from a FrozenQuerySet, and their Meta inherits from this one.
    """

    FROZEN = ""

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise DomainError(self.FROZEN)
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise DomainError(self.FROZEN)
