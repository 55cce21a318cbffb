"""What every plan may draw from: legal texts, and clauses to begin with."""

from datetime import date

from django.db import models

from plans.enums import PolicyArea
from povertyplan.documents.letterhead import date_in_words
from povertyplan.periods import Dated, DatedQuerySet
from povertyplan.text import ProseField, TextField

_VERBS = (
    "ban hành",
    "bãi bỏ",
    "công bố",
    "giao",
    "hướng dẫn",
    "phê duyệt",
    "quy định",
    "sửa đổi",
    "thực hiện",
    "triển khai",
    "về",
)


def _about(abstract: str) -> str:
    """An abstract in a sentence: quy định chuẩn nghèo…, but về chỉ tiêu của năm 2023."""
    words = abstract[:1].lower() + abstract[1:]
    return words if not words or words.startswith(_VERBS) else f"về {words}"


class LegalText(Dated):
    """A law, decree, decision or plan that plans rest on, for as long as it is in force."""

    kind = TextField("loại văn bản", max_length=60)
    number = TextField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = TextField("cơ quan ban hành", max_length=200, blank=True)
    abstract = TextField("trích yếu", max_length=500, blank=True)
    note = TextField("ghi chú", max_length=500, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-issued_on", "kind", "number", "pk"]
        verbose_name = "văn bản căn cứ"
        verbose_name_plural = "văn bản căn cứ"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "number", "issuer", "abstract"],
                name="legaltext_once",
                violation_error_message="Danh mục đã có văn bản này.",
            ),
        ]

    def __str__(self):
        return self.citation

    @property
    def citation(self) -> str:
        """How a plan cites the text: Quyết định số 59/2015/QĐ-TTg ngày… của… về việc…"""
        day = self.issued_on and date_in_words(self.issued_on, year=self.issued_on.year)
        parts = (
            self.kind,
            f"số {self.number}" if self.number else "",
            day or "",
            f"của {self.issuer}" if self.issuer else "",
            _about(self.abstract),
        )
        return " ".join(part for part in parts if part)

    def lapsed_on(self, day: date) -> bool:
        """Whether the text is no longer in force on `day`."""
        return self.valid_to is not None and self.valid_to < day


class Clause(models.Model):
    """A paragraph of our own about a policy, to begin a section with."""

    area = models.CharField("lĩnh vực", max_length=20, choices=PolicyArea.choices)
    title = TextField("tên mục", max_length=200)
    body = ProseField("nội dung")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["area", "position", "pk"]
        verbose_name = "mẫu nội dung"
        verbose_name_plural = "mẫu nội dung"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "title"],
                name="clause_once",
                violation_error_message="Lĩnh vực này đã có mẫu cùng tên.",
            )
        ]

    def __str__(self):
        return self.title
