"""Excel files with reviews: what was read, what it would change, and how to take it back."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from households.enums import RowOutcome, Sensitivity, UploadState
from households.models.household import Household
from households.models.review import Round
from households.querysets import UploadQuerySet
from povertyplan.text import TextField
from povertyplan.units.models import Unit


class Upload(models.Model):
    """One file for a round of a unit. Nothing of it is written before it is confirmed."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="uploads", verbose_name="đợt")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="địa bàn")
    name = TextField("tên tệp", max_length=200)
    content = models.BinaryField("nội dung tệp", editable=False)
    sha256 = models.CharField("mã kiểm tra", max_length=64, editable=False)
    state = models.CharField(
        "tình trạng", max_length=10, choices=UploadState.choices, default=UploadState.READING
    )
    failure = TextField("lý do", max_length=500, blank=True)
    rows_read = models.PositiveIntegerField("số dòng đã đọc", default=0)
    # The file as a whole: hidden rows, texts that were converted. `worked_at` is when the reader
    # last gave a sign of life.
    notes = models.JSONField("ghi nhận về tệp", default=dict, editable=False)
    worked_at = models.DateTimeField("đang đọc lúc", null=True, blank=True, editable=False)
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "tệp Excel đã tải lên"
        verbose_name_plural = "tệp Excel đã tải lên"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("households:upload-detail", args=[self.pk])


class UploadRow(models.Model):
    """A household of an uploaded file, checked: what it says, what it changes, what is wrong."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows", verbose_name="tệp")
    sheet = models.CharField("trang tính", max_length=31)
    row = models.PositiveIntegerField("dòng")
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hộ",
    )
    label = TextField("chủ hộ", max_length=120, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=RowOutcome.choices)
    values = models.JSONField("giá trị", default=dict)
    changes = models.JSONField("thay đổi", default=list)
    problems = models.JSONField("lỗi", default=list)
    before = models.JSONField("trước khi ghi", default=dict)

    PERSONAL_DATA = {
        "label": Sensitivity.BASIC,
        "values": Sensitivity.SENSITIVE,
        "changes": Sensitivity.SENSITIVE,
        "problems": Sensitivity.SENSITIVE,
        "before": Sensitivity.SENSITIVE,
    }

    class Meta:
        ordering = ["upload", "id"]
        verbose_name = "dòng của tệp"
        verbose_name_plural = "dòng của tệp"
        indexes = [models.Index(fields=["upload", "outcome"], name="uploadrow_outcome")]

    def __str__(self):
        return f"{self.sheet}, dòng {self.row}"
