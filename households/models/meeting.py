"""The village's part: the meeting and its votes, the public posting, and objections."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from households.enums import HouseholdClass, ObjectionState, Sensitivity
from households.models.review import Review, Round
from households.querysets import LocatedQuerySet, ObjectionQuerySet
from povertyplan.text import TextField
from povertyplan.units.models import Located


class VillageMeeting(Located):
    """A meeting of a village on the results of a round (Decision 24/2021, art. 4)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="meetings", verbose_name="đợt")
    held_on = models.DateField("ngày họp")
    place = TextField("địa điểm", max_length=200)
    chair = TextField("chủ trì", max_length=120)
    secretary = TextField("thư ký", max_length=120)
    attendee_count = models.PositiveSmallIntegerField("số người dự họp")
    note = TextField("ý kiến khác", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    PERSONAL_DATA = {"chair": Sensitivity.BASIC, "secretary": Sensitivity.BASIC}

    objects = LocatedQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "cuộc họp thôn"
        verbose_name_plural = "cuộc họp thôn"
        constraints = [
            models.CheckConstraint(
                condition=Q(attendee_count__gte=1),
                name="villagemeeting_has_people",
                violation_error_message="Cuộc họp phải có ít nhất một người dự.",
            )
        ]

    def __str__(self):
        return f"Họp {self.village.full_name} ngày {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("households:meeting-detail", args=[self.pk])


class MeetingVote(models.Model):
    """How many of those present agreed with the result of one review, as it then was."""

    meeting = models.ForeignKey(
        VillageMeeting, models.CASCADE, related_name="votes", verbose_name="cuộc họp"
    )
    review = models.ForeignKey(
        Review, models.PROTECT, related_name="votes", verbose_name="phiếu rà soát"
    )
    agree_count = models.PositiveSmallIntegerField("số người đồng ý")
    # What was read out: a review that says something else since has to be agreed on again.
    read_out = models.CharField(max_length=64, editable=False)
    household_class = models.CharField(
        "kết quả đưa ra họp", max_length=10, choices=HouseholdClass.choices
    )
    next_class = models.CharField(
        "kết quả theo chuẩn năm sau", max_length=10, choices=HouseholdClass.choices, blank=True
    )
    note = TextField("ý kiến", max_length=500, blank=True)
    kept_because = TextField("lý do giữ nguyên kết quả", max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["meeting", "id"]
        verbose_name = "biểu quyết"
        verbose_name_plural = "biểu quyết"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "review"],
                name="meetingvote_once",
                violation_error_message="Hộ này đã được biểu quyết trong cuộc họp.",
            )
        ]

    def __str__(self):
        return f"{self.review}: {self.agree_count}"


class Posting(Located):
    """A redacted list of results that hangs in the village for some working days."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="postings", verbose_name="đợt")
    starts_on = models.DateField("niêm yết từ ngày")
    ends_on = models.DateField("đến hết ngày")
    places = TextField("nơi niêm yết", max_length=300)
    withdrawn_because = TextField("lý do gỡ sớm", max_length=500, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    objects = LocatedQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = "đợt niêm yết"
        verbose_name_plural = "đợt niêm yết"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="posting_period",
                violation_error_message="Ngày kết thúc niêm yết phải sau ngày bắt đầu.",
            )
        ]

    def __str__(self):
        return f"Niêm yết tại {self.village.full_name} từ {self.starts_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("households:posting-detail", args=[self.pk])


class PostingEntry(models.Model):
    """A review on a posted list, with what the list said."""

    posting = models.ForeignKey(
        Posting, models.CASCADE, related_name="entries", verbose_name="đợt niêm yết"
    )
    review = models.ForeignKey(
        Review, models.PROTECT, related_name="postings", verbose_name="phiếu rà soát"
    )
    posted = models.CharField(max_length=64, editable=False)
    household_class = models.CharField(
        "kết quả niêm yết", max_length=10, choices=HouseholdClass.choices
    )
    next_class = models.CharField(
        "kết quả theo chuẩn năm sau", max_length=10, choices=HouseholdClass.choices, blank=True
    )
    head_name = TextField("chủ hộ", max_length=120)
    person_count = models.PositiveSmallIntegerField("số nhân khẩu")

    PERSONAL_DATA = {"head_name": Sensitivity.BASIC}

    class Meta:
        ordering = ["posting", "id"]
        verbose_name = "hộ niêm yết"
        verbose_name_plural = "hộ niêm yết"
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "review"],
                name="postingentry_once",
                violation_error_message="Hộ này đã có trong danh sách niêm yết.",
            )
        ]

    def __str__(self):
        return str(self.review)


class Objection(models.Model):
    """Somebody disagrees with a posted result; until it is answered the review cannot go on."""

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="objections", verbose_name="phiếu rà soát"
    )
    posting = models.ForeignKey(
        Posting,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="objections",
        verbose_name="đợt niêm yết",
    )
    received_on = models.DateField("ngày nhận")
    by_whom = TextField("người khiếu nại", max_length=120, blank=True)
    content = TextField("nội dung khiếu nại", max_length=1000)
    state = models.CharField(
        "tình trạng", max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    answer = TextField("kết quả phúc tra", max_length=1000, blank=True)
    # What the re-check after a justified objection confirmed, as a check sum of the review.
    rechecked = models.CharField(max_length=64, blank=True, editable=False)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    PERSONAL_DATA = {"by_whom": Sensitivity.BASIC, "content": Sensitivity.SENSITIVE}

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = "khiếu nại"
        verbose_name_plural = "khiếu nại"

    def __str__(self):
        return f"Khiếu nại ngày {self.received_on:%d/%m/%Y}"
