"""What was issued: numbered documents with their files, frozen from that moment on."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from povertyplan.documents import canonical, codes, signing
from povertyplan.documents.letterhead import Letterhead, reference
from povertyplan.frozen import Frozen, FrozenQuerySet
from povertyplan.text import TextField
from povertyplan.units.models import Unit
from povertyplan.units.querysets import ScopedQuerySet


class NumberSeries(models.Model):
    """The numbers of one symbol of a unit in a year: from 1, in the order of issue.

    Decree 30/2020, art. 15. Only `actions.take_number` counts on.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    symbol = TextField("ký hiệu", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    last = models.PositiveIntegerField("số cuối cùng đã cấp", default=0)

    class Meta:
        ordering = ["-year", "unit", "symbol"]
        verbose_name = "dãy số văn bản"
        verbose_name_plural = "dãy số văn bản"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "symbol", "year"],
                name="numberseries_once",
                violation_error_message="Đơn vị đã có dãy số cho ký hiệu này trong năm.",
            )
        ]

    def __str__(self):
        return f"{self.symbol} năm {self.year}"


class IssuedQuerySet(FrozenQuerySet, ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"

    def in_series(self, *, unit: Unit, symbol: str, year: int):
        return self.filter(unit=unit, symbol=symbol, year=year)

    def with_replaced(self):
        """Annotate `has_replacement`."""
        return self.annotate(
            has_replacement=models.Exists(self.model.objects.filter(replaces=models.OuterRef("pk")))
        )


class IssuedDocument(Frozen):
    """A document as it was issued: what it says, its number, its date and who signed it.

    `sha256` is the check sum of all of that. A mistake is mended by a new document that
    `replaces` this one. `code` is what the public can look the document up by; it may have none.
    """

    FROZEN = "Văn bản đã ban hành không sửa, không xóa được; hãy ban hành văn bản thay thế."
    # What the check sum covers: everything but the key and the check sum itself.
    SEALED = (
        "unit_id",
        "kind",
        "kind_name",
        "number",
        "symbol",
        "year",
        "signed_on",
        "title",
        "signer_name",
        "signer_title",
        "data",
        "replaces_id",
        "code",
        "issued_by_id",
        "issued_at",
    )

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị ban hành")
    kind = models.SlugField("mã loại văn bản", max_length=40)
    kind_name = TextField("loại văn bản", max_length=120)
    number = models.PositiveIntegerField("số")
    symbol = TextField("ký hiệu", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    signed_on = models.DateField("ngày ký")
    title = TextField("trích yếu", max_length=300)
    signer_name = TextField("người ký", max_length=120)
    signer_title = TextField("quyền hạn, chức vụ", max_length=200)
    data = models.JSONField("nội dung", default=dict)
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name="thay thế văn bản",
    )
    code = models.CharField("mã tra cứu", max_length=20, null=True, unique=True)  # noqa: DJ001
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ban hành"
    )
    issued_at = models.DateTimeField("ban hành lúc", default=timezone.now)

    objects = IssuedQuerySet.as_manager()

    class Meta(Frozen.Meta):
        ordering = ["-signed_on", "-pk"]
        verbose_name = "văn bản đã ban hành"
        verbose_name_plural = "văn bản đã ban hành"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "symbol", "year", "number"],
                name="issueddocument_number_once",
                violation_error_message="Số văn bản này đã được cấp.",
            )
        ]

    def __str__(self):
        return f"{self.kind_name} số {self.reference}"

    def get_absolute_url(self):
        return reverse("documents:document-detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """Number and symbol as printed: 02/QĐ-UBND."""
        return reference(self.number, self.symbol)

    @property
    def letterhead(self) -> Letterhead:
        """What stands over the text on paper."""
        return Letterhead.of(
            self.unit,
            symbol=self.symbol,
            year=self.year,
            number=self.number,
            signed_on=self.signed_on,
        )

    @property
    def signature(self) -> signing.Signature:
        """What stands under the text on paper."""
        return signing.read_back(self.signer_title, self.signer_name)

    @property
    def printed_code(self) -> str:
        return codes.printed(self.code or "")

    @property
    def is_replaced(self) -> bool:
        return self.replacements.exists()

    def seal(self) -> str:
        """The check sum of what the document says now."""
        return canonical.sha256(canonical.text({name: getattr(self, name) for name in self.SEALED}))


class StoredFile(Frozen):
    """A file in the database, with its check sum. Lists must `defer("content")`."""

    FROZEN = "Tệp của văn bản đã ban hành không sửa, không xóa được."

    name = models.CharField("tên tệp", max_length=150)
    media_type = models.CharField("loại tệp", max_length=100)
    content = models.BinaryField("nội dung")
    sha256 = models.CharField("mã kiểm tra", max_length=64)

    objects = FrozenQuerySet.as_manager()

    class Meta(Frozen.Meta):
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def is_intact(self) -> bool:
        """Whether the content still has its check sum."""
        return canonical.sha256(bytes(self.content)) == self.sha256


class IssuedFile(StoredFile):
    """A file that was made when the document was issued."""

    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, related_name="files", verbose_name="văn bản"
    )

    class Meta(StoredFile.Meta):
        abstract = False
        verbose_name = "tệp của văn bản"
        verbose_name_plural = "tệp của văn bản"


class FiledScan(StoredFile):
    """The signed paper, scanned and filed beside the document."""

    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, related_name="scans", verbose_name="văn bản"
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lưu"
    )
    filed_at = models.DateTimeField("lưu lúc", auto_now_add=True)

    class Meta(StoredFile.Meta):
        abstract = False
        verbose_name = "bản ký quét lại"
        verbose_name_plural = "bản ký quét lại"
