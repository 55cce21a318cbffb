"""Recognition decisions (Decision 24/2021, form 02) and certificates (form 03)."""

from django.db import models
from django.urls import reverse

from households.enums import DecisionKind
from households.models.review import Review, Round
from households.querysets import RecognitionQuerySet
from povertyplan.documents.models import IssuedDocument
from povertyplan.units.models import Unit


class Recognition(models.Model):
    """A commune's decision on the results of a round. It exists once issued, and never changes.

    What it says of its households stands in the document.
    """

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="recognitions", verbose_name="đợt rà soát"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã")
    kind = models.CharField(
        "loại", max_length=12, choices=DecisionKind.choices, default=DecisionKind.RECOGNITION
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="đính chính cho",
    )
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, related_name="+", verbose_name="văn bản"
    )

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "quyết định công nhận"
        verbose_name_plural = "quyết định công nhận"

    def __str__(self):
        return f"{self.get_kind_display()} số {self.document.reference}"

    def get_absolute_url(self):
        return reverse("households:recognition-detail", args=[self.pk])


class RecognitionEntry(models.Model):
    """A review that a decision is about. Which decision is in force stands on the review."""

    recognition = models.ForeignKey(
        Recognition, models.PROTECT, related_name="entries", verbose_name="quyết định"
    )
    review = models.ForeignKey(
        Review, models.PROTECT, related_name="recognition_entries", verbose_name="phiếu rà soát"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "hộ trong quyết định"
        verbose_name_plural = "hộ trong quyết định"
        constraints = [
            models.UniqueConstraint(
                fields=["recognition", "review"],
                name="recognitionentry_once",
                violation_error_message="Hộ này đã có trong quyết định.",
            )
        ]

    def __str__(self):
        return str(self.review)


class Certificate(models.Model):
    """The certificate of a poor or near-poor household, with its own number and code."""

    recognition = models.ForeignKey(
        Recognition, models.PROTECT, related_name="certificates", verbose_name="quyết định"
    )
    review = models.ForeignKey(
        Review, models.PROTECT, related_name="certificates", verbose_name="phiếu rà soát"
    )
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, related_name="+", verbose_name="văn bản"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["recognition", "review"],
                name="certificate_once",
                violation_error_message="Hộ này đã có giấy chứng nhận theo quyết định.",
            )
        ]

    def __str__(self):
        return f"Giấy chứng nhận số {self.document.reference}"
