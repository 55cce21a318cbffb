"""The words of targets."""

from django.db import models


class Measure(models.TextChoices):
    """What is counted besides the indicators of the standard, which are measures by their code."""

    POOR = "poor", "Hộ nghèo"
    MINORITY = "minority_poor", "Hộ nghèo DTTS"
