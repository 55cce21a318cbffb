"""Review rounds, the review of one household in a round, and its result under a standard."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from households.enums import HouseholdClass, RoundKind, RoundState, Sensitivity, StepKind
from households.models.form_b import FormB
from households.models.household import EthnicGroup, Household
from households.models.procedure import Procedure
from households.models.standard import Standard
from households.querysets import ResultQuerySet, ReviewQuerySet, RoundQuerySet, season_end
from households.rules import Answers
from households.stages import fingerprint
from povertyplan.approval import Approvable, ApprovalState
from povertyplan.text import TextField
from povertyplan.units.models import Located, Unit


class Round(models.Model):
    """A review round of a unit, judged by one standard, or by two when the standard changes.

    The review before a change closes the old year under `standard` and opens the new one under
    `next_standard`: the same answers, two results.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="địa bàn")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField(
        "loại đợt", max_length=10, choices=RoundKind.choices, default=RoundKind.PERIODIC
    )
    standard = models.ForeignKey(Standard, models.PROTECT, verbose_name="chuẩn nghèo")
    next_standard = models.ForeignKey(
        Standard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="chuẩn nghèo của năm sau",
        help_text="Chỉ chọn khi năm sau áp dụng chuẩn mới: mỗi phiếu có hai kết quả.",
    )
    procedure = models.ForeignKey(
        Procedure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quy trình",
        help_text="Để trống với số liệu chuyển từ hồ sơ giấy: không có họp, niêm yết, quyết định.",
    )
    opens_on = models.DateField("từ ngày")
    closes_on = models.DateField("đến ngày")
    state = models.CharField(
        "tình trạng", max_length=6, choices=RoundState.choices, default=RoundState.OPEN
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-opens_on", "-pk"]
        verbose_name = "đợt rà soát"
        verbose_name_plural = "đợt rà soát"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "kind", "opens_on"],
                name="round_once",
                violation_error_message="Địa bàn này đã có đợt rà soát cùng loại, cùng ngày.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_period",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"Rà soát {self.get_kind_display().lower()} {self.year}, {self.unit.full_name}"

    def get_absolute_url(self):
        return reverse("households:round-detail", args=[self.pk])

    def clean(self):
        super().clean()
        if not (self.year and self.opens_on and self.closes_on):
            return
        if self.opens_on.year != self.year:
            raise ValidationError({"opens_on": f"Đợt rà soát phải mở trong năm {self.year}."})
        if (self.closes_on - self.opens_on).days > 366:
            raise ValidationError({"closes_on": "Đợt rà soát kéo dài nhiều nhất một năm."})
        if self.next_standard_id and self.next_standard_id == self.standard_id:
            raise ValidationError({"next_standard": "Chuẩn của năm sau phải khác chuẩn của đợt."})

    @property
    def follows_year(self) -> int:
        """The year whose periodic round is the last before this one."""
        is_after = self.kind == RoundKind.IN_YEAR and self.opens_on > season_end(self.year)
        return self.year if is_after else self.year - 1

    @property
    def standards(self) -> list[Standard]:
        """The standards of the round, the closing one first."""
        return [self.standard, self.next_standard] if self.next_standard_id else [self.standard]

    def legal_bases(self) -> tuple[str, ...]:
        """What a decision on the round cites: the law as it stood on the day the round opened."""
        cited = [self.procedure.legal_basis] if self.procedure else []
        cited += [standard.basis_on(self.opens_on) for standard in self.standards]
        return tuple(f"Căn cứ {text}" for text in cited)

    def has_step(self, kind: StepKind) -> bool:
        """Whether the procedure of the round has the step."""
        return self.procedure is not None and self.procedure.step(kind) is not None

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN


class Review(Located, Approvable, FormB):
    """What was found about one household in one round, and where its approval stands.

    The village and its ancestors are those of the day: a household that moves later does not
    take its old reviews with it.
    """

    WRITES_NOTHING = ("review.recognised", "review.reopened", "review.submit", "review.recall")

    round = models.ForeignKey(Round, models.PROTECT, related_name="reviews", verbose_name="đợt")
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="reviews", verbose_name="hộ"
    )
    ethnicity = models.ForeignKey(EthnicGroup, models.PROTECT, verbose_name="dân tộc của hộ")
    person_count = models.PositiveSmallIntegerField("số nhân khẩu")
    income_vnd = models.PositiveIntegerField(
        "thu nhập bình quân đầu người một tháng (đồng)", null=True, blank=True
    )
    note = TextField("ghi chú", max_length=500, blank=True)
    withdrawn_because = TextField("lý do rút khỏi đợt", max_length=500, blank=True, editable=False)
    held_because = TextField("lý do tạm giữ", max_length=500, blank=True, editable=False)
    recognition = models.ForeignKey(
        "households.Recognition",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reviews",
        verbose_name="quyết định",
    )

    PERSONAL_DATA = {
        **FormB.PERSONAL_DATA,
        "ethnicity": Sensitivity.SENSITIVE,
        "person_count": Sensitivity.BASIC,
        "income_vnd": Sensitivity.BASIC,
        "note": Sensitivity.SENSITIVE,
    }

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "phiếu rà soát"
        verbose_name_plural = "phiếu rà soát"
        constraints = [
            *Approvable.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "household"],
                name="review_once_per_round",
                violation_error_message="Hộ này đã có phiếu trong đợt rà soát.",
            ),
            models.CheckConstraint(
                condition=Q(person_count__gte=1),
                name="review_has_persons",
                violation_error_message="Hộ phải có ít nhất một nhân khẩu.",
            ),
        ]
        indexes = [
            models.Index(fields=["province", "round", "state"], name="review_province"),
            models.Index(fields=["district", "round", "state"], name="review_district"),
            models.Index(fields=["commune", "round", "state"], name="review_commune"),
        ]

    def __str__(self):
        return (
            f"Phiếu {self.round.year} của {str(self.household)[0].lower()}{str(self.household)[1:]}"
        )

    def get_absolute_url(self):
        return reverse("households:review-detail", args=[self.pk])

    @property
    def responsible_unit(self):
        return self.commune

    @property
    def is_editable(self) -> bool:
        return super().is_editable and not self.withdrawn_because

    @property
    def checking_unit(self):
        """The upper level, or the commune itself where the procedure asks for no opinion."""
        asks = self.round.procedure is None or self.round.has_step(StepKind.OPINION)
        return super().checking_unit if asks else self.commune

    @property
    def checking_units(self):
        """Where the upper level checks afterwards, it too may return what the commune approved."""
        may_check = self.state == ApprovalState.APPROVED and self.round.has_step(StepKind.CHECK)
        return (self.checking_unit, super().checking_unit) if may_check else (self.checking_unit,)

    @property
    def is_classified(self) -> bool:
        """Whether it has a class under each standard of its round."""
        return all(result.household_class for result in self.results.all())

    @property
    def result(self):
        """The result under the standard of the round."""
        return self.result_under(self.round.standard_id)

    @property
    def next_result(self):
        """The result under the standard of the next year, where the round has one."""
        return self.result_under(self.round.next_standard_id)

    @property
    def next_class(self) -> str:
        """The class under the standard of the next year; "" where the round has none."""
        return self.next_result.household_class if self.next_result else ""

    def result_under(self, standard_id: int | None):
        return next((row for row in self.results.all() if row.standard_id == standard_id), None)

    def share_standards(self) -> None:
        """Give the results, which are loaded, the standards of the round: each is read once."""
        standards = {standard.pk: standard for standard in self.round.standards}
        for result in self.results.all():
            if result.standard_id in standards:
                result.standard = standards[result.standard_id]

    def fingerprint(self) -> str:
        """What the review says, as a check sum: meetings and postings are about this."""
        said = [
            (row.standard_id, row.household_class, row.score_b1, row.deprivations)
            for row in self.results.all()
        ]
        return fingerprint(said, self.person_count)


class Result(models.Model):
    """What a review says under one standard: scores, deprivations, and the class they give.

    The class is written with the answers it follows from, in one action, so that lists and counts
    can ask for it; it is empty while the review is incomplete.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="results")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    area = models.CharField("khu vực", max_length=5)
    score_b1 = models.PositiveSmallIntegerField("điểm B1", null=True, blank=True)
    # Item and points of each line of the table that made up B1; None when B1 was typed from paper.
    b1_lines = models.JSONField("cách tính điểm B1", null=True, blank=True)
    deprivations = models.BigIntegerField("chỉ số thiếu hụt", default=0)
    household_class = models.CharField(
        "kết quả phân loại", max_length=10, choices=HouseholdClass.choices, blank=True
    )
    explanation = TextField("giải thích", max_length=1500, blank=True)

    PERSONAL_DATA = {
        "score_b1": Sensitivity.BASIC,
        "b1_lines": Sensitivity.BASIC,
        "deprivations": Sensitivity.SENSITIVE,
        "household_class": Sensitivity.BASIC,
        "explanation": Sensitivity.SENSITIVE,
    }

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "kết quả rà soát"
        verbose_name_plural = "kết quả rà soát"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "standard"],
                name="result_once_per_standard",
                violation_error_message="Phiếu đã có kết quả theo chuẩn này.",
            )
        ]
        indexes = [models.Index(fields=["standard", "household_class"], name="result_class")]

    def __str__(self):
        return self.get_household_class_display() or "Chưa phân loại"

    @property
    def deprived_codes(self) -> list[str]:
        return self.standard.rules().unpack(self.deprivations)

    def answers(self) -> Answers:
        """The answers as the rules read them."""
        return Answers(
            area=self.area,
            income_vnd=self.review.income_vnd,
            score_b1=self.score_b1,
            deprived=frozenset(self.deprived_codes),
        )
