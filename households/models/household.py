"""Households, their members, and the ethnic groups."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from households.derivation import Person
from households.enums import (
    Contract,
    Education,
    JobKind,
    JobStatus,
    Leaving,
    MeritKind,
    Pension,
    Relation,
    Sensitivity,
    Sex,
)
from households.querysets import HouseholdQuerySet, MemberQuerySet, PresentMembers
from povertyplan import identity
from povertyplan.once import WrittenOnce
from povertyplan.text import TextField, fold, same_name_key, sort_key
from povertyplan.units.models import Located


class EthnicGroup(models.Model):
    """One of the 54 ethnic groups, with the code of the official list of 1979."""

    code = models.CharField("mã", max_length=2, unique=True)
    name = TextField("dân tộc", max_length=60)
    is_minority = models.BooleanField("dân tộc thiểu số", default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "dân tộc"
        verbose_name_plural = "dân tộc"

    def __str__(self):
        return self.name


class Household(Located, WrittenOnce):
    """A household that is or was managed in a village. Who lives in it are its members."""

    ethnicity = models.ForeignKey(EthnicGroup, models.PROTECT, verbose_name="dân tộc của hộ")
    address = TextField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=15, blank=True)
    is_indigenous = models.BooleanField("dân tộc tại chỗ", default=False)
    ended_on = models.DateField("không còn từ ngày", null=True, blank=True, editable=False)
    ended_because = models.CharField(
        "lý do không còn", max_length=10, choices=Leaving.choices, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    PERSONAL_DATA = {
        "ethnicity": Sensitivity.SENSITIVE,
        "is_indigenous": Sensitivity.SENSITIVE,
        "address": Sensitivity.BASIC,
        "phone": Sensitivity.BASIC,
    }

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "hộ gia đình"
        verbose_name_plural = "hộ gia đình"

    def __str__(self):
        return f"Hộ {self.head}" if self.head else f"Hộ số {self.pk}"

    def get_absolute_url(self):
        return reverse("households:household-detail", args=[self.pk])

    @property
    def head(self):
        """The head; of a household that is gone, its last one."""
        people = self.members.all() if self.ended_on is None else self.everybody()
        return next((m for m in people if m.relation == Relation.HEAD), None)

    def everybody(self):
        """All who ever belonged to the household, those who left included."""
        return Member.everybody.filter(household=self)


class Member(models.Model):
    """A person of a household. Exactly one of them is its head.

    A row stays with its household for good: who died or moved away has `left_on`, and who goes to
    another household gets a new row there, with `joined_on`. `objects` are the people present,
    `everybody` is all.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    full_name = TextField("họ và tên", max_length=120)
    relation = models.CharField("quan hệ với chủ hộ", max_length=15, choices=Relation.choices)
    sex = models.CharField("giới tính", max_length=6, choices=Sex.choices)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    ethnicity = models.ForeignKey(EthnicGroup, models.PROTECT, verbose_name="dân tộc")
    merit_kind = models.CharField(
        "người có công", max_length=25, choices=MeritKind.choices, blank=True
    )
    has_insurance = models.BooleanField("có bảo hiểm y tế", null=True, blank=True)
    has_allowance = models.BooleanField("hưởng trợ cấp xã hội hằng tháng", null=True, blank=True)
    studies_at = models.CharField("đang học", max_length=20, choices=Education.choices, blank=True)
    completed = models.CharField(
        "đã học xong", max_length=20, choices=Education.choices, blank=True
    )
    job_status = models.CharField("việc làm", max_length=15, choices=JobStatus.choices, blank=True)
    job_kind = models.CharField("loại việc", max_length=15, choices=JobKind.choices, blank=True)
    contract = models.CharField(
        "hợp đồng lao động", max_length=15, choices=Contract.choices, blank=True
    )
    pension = models.CharField("lương hưu", max_length=15, choices=Pension.choices, blank=True)
    is_disabled = models.BooleanField("khuyết tật", null=True, blank=True)
    is_gravely_ill = models.BooleanField("bệnh nặng, bệnh hiểm nghèo", null=True, blank=True)
    is_malnourished = models.BooleanField(
        "suy dinh dưỡng (trẻ dưới 16 tuổi)", null=True, blank=True
    )
    uses_internet = models.BooleanField("dùng internet", null=True, blank=True)
    identity_cipher = models.CharField(max_length=120, blank=True, editable=False)
    identity_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True, null=True)
    joined_on = models.DateField("vào hộ từ ngày", null=True, blank=True, editable=False)
    left_on = models.DateField("không còn từ ngày", null=True, blank=True, editable=False)
    left_because = models.CharField(
        "lý do không còn", max_length=10, choices=Leaving.choices, blank=True, editable=False
    )
    search_text = models.CharField(max_length=200, editable=False, default="")
    sort_key = models.CharField(max_length=700, editable=False, default="")
    same_name_key = models.CharField(max_length=200, editable=False, default="")

    PERSONAL_DATA = {
        "full_name": Sensitivity.BASIC,
        "relation": Sensitivity.BASIC,
        "sex": Sensitivity.BASIC,
        "birth_date": Sensitivity.BASIC,
        "birth_year": Sensitivity.BASIC,
        "ethnicity": Sensitivity.SENSITIVE,
        "merit_kind": Sensitivity.SENSITIVE,
        "has_insurance": Sensitivity.BASIC,
        "has_allowance": Sensitivity.SENSITIVE,
        "studies_at": Sensitivity.BASIC,
        "completed": Sensitivity.BASIC,
        "job_status": Sensitivity.BASIC,
        "job_kind": Sensitivity.BASIC,
        "contract": Sensitivity.BASIC,
        "pension": Sensitivity.SENSITIVE,
        "is_disabled": Sensitivity.SENSITIVE,
        "is_gravely_ill": Sensitivity.SENSITIVE,
        "is_malnourished": Sensitivity.SENSITIVE,
        "uses_internet": Sensitivity.BASIC,
        "identity_cipher": Sensitivity.BASIC,
        "identity_hash": Sensitivity.BASIC,
        "entered_at": Sensitivity.BASIC,
        "joined_on": Sensitivity.BASIC,
        "left_on": Sensitivity.BASIC,
        "left_because": Sensitivity.BASIC,
        "search_text": Sensitivity.BASIC,
        "sort_key": Sensitivity.BASIC,
        "same_name_key": Sensitivity.BASIC,
    }

    objects = PresentMembers.from_queryset(MemberQuerySet)()
    everybody = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["household", "id"]
        verbose_name = "thành viên"
        verbose_name_plural = "thành viên"
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation=Relation.HEAD),
                name="member_one_head",
                violation_error_message="Hộ đã có chủ hộ; mỗi hộ chỉ có một chủ hộ.",
            ),
            models.UniqueConstraint(
                fields=["identity_hash"],
                condition=Q(left_on=None),
                name="member_identity_once",
                violation_error_message="Số định danh cá nhân này đã có ở một người khác.",
            ),
            models.CheckConstraint(
                condition=Q(birth_date=None)
                | Q(birth_year=None)
                | Q(birth_date__year=F("birth_year")),
                name="member_birth_year_of_date",
                violation_error_message="Năm sinh phải khớp với ngày sinh.",
            ),
        ]
        indexes = [
            models.Index(fields=["search_text"], name="member_search"),
            models.Index(fields=["sort_key"], name="member_sort"),
            models.Index(fields=["same_name_key", "birth_year"], name="member_same_name"),
            models.Index(fields=["identity_hash"], name="member_identity"),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.birth_date and not self.birth_year:
            self.birth_year = self.birth_date.year
        if not self.birth_year:
            raise ValidationError({"birth_year": "Hãy ghi ngày sinh hoặc ít nhất năm sinh."})
        today = timezone.localdate()
        if not 1900 <= self.birth_year <= today.year:
            raise ValidationError({"birth_year": f"Năm sinh phải từ 1900 đến {today.year}."})
        if self.birth_date and self.birth_date > today:
            raise ValidationError({"birth_date": "Ngày sinh không được sau hôm nay."})

    def facts(self) -> Person:
        """The member as the rules of derivation read it."""
        return Person(
            name=self.full_name,
            birth_year=self.birth_year,
            birth_date=self.birth_date,
            has_insurance=self.has_insurance,
            has_allowance=self.has_allowance,
            studies_at=self.studies_at,
            completed=self.completed,
            job_status=self.job_status,
            job_kind=self.job_kind,
            contract=self.contract,
            pension=self.pension,
            is_disabled=self.is_disabled,
            is_gravely_ill=self.is_gravely_ill,
            is_malnourished=self.is_malnourished,
            uses_internet=self.uses_internet,
        )

    def was_there(self, day: date) -> bool:
        """Whether the member belonged to the household at the end of `day`."""
        has_come = self.joined_on is None or self.joined_on <= day
        is_born = self.birth_date is None or self.birth_date <= day
        is_born &= self.birth_year is None or self.birth_year <= day.year
        return has_come and is_born and (self.left_on is None or self.left_on > day)

    def set_keys(self):
        """Compute the stored keys of search and order from the name."""
        self.search_text = fold(self.full_name)
        self.sort_key = sort_key(self.full_name)
        self.same_name_key = same_name_key(self.full_name)

    @property
    def identity_number(self) -> str:
        """The identity number in full, or an empty text. Screens show `identity_masked`."""
        return identity.decrypt(self.identity_cipher) if self.identity_cipher else ""

    @property
    def identity_masked(self) -> str:
        return identity.masked(self.identity_number)

    def set_identity(self, number: str) -> None:
        """Keep the identity number, encrypted; an empty text takes it away.

        Raises InvalidData unless it has twelve digits.
        """
        if not number.strip():
            self.identity_cipher, self.identity_hash = "", None
            return
        number = identity.check(number)
        if number != self.identity_number:
            self.identity_cipher = identity.encrypt(number)
            self.identity_hash = identity.fingerprint(number)
