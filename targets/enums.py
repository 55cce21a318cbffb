"""The words of targets."""

from django.db import models


class Measure(models.TextChoices):
    """What is counted besides the indicators of the standard, which are measures by their code."""

    POOR = "poor", "Hộ nghèo"
    MINORITY = "minority_poor", "Hộ nghèo DTTS"
    NEAR_POOR = "near_poor", "Hộ cận nghèo"
    SOCIAL_PROTECTION = "social_protection", "Hộ nghèo thuộc chính sách bảo trợ xã hội"
    NO_LABOUR = "no_labour", "Hộ nghèo không có khả năng lao động"


GROUPS = (Measure.SOCIAL_PROTECTION, Measure.NO_LABOUR)


class Projection(models.TextChoices):
    """How the households of the plan year are foreseen; a figure typed for a unit goes before."""

    PER_UNIT = "per_unit", "Nhập số riêng cho từng đơn vị"
    CONSTANT = "constant", "Giữ nguyên như cuối năm trước"
    GROWTH = "growth", "Tăng theo tỷ lệ phần trăm"


class GoalKind(models.TextChoices):
    COUNT = "count", "Số đếm (hộ, người, công trình)"
    RATE = "rate", "Tỷ lệ phần trăm"
    SHARE = "share", "Tỷ lệ có tử số và mẫu số (mục tiêu 100%)"
    NUMBER = "number", "Số khác, có thể lẻ"


class ProposalState(models.TextChoices):
    OPEN = "open", "Chờ trả lời"
    ACCEPTED = "accepted", "Đã nhận"
    INSISTED = "insisted", "Giữ số đã giao"


class Method(models.TextChoices):
    """How a reduction is divided among the child units."""

    PROPORTIONAL = "proportional", "Giảm đều mọi tỷ lệ"
    BY_COUNT = "by_count", "Theo số hộ hiện có"
    BY_ABILITY = "by_ability", "Theo số hộ đăng ký"
    BY_HAND = "by_hand", "Tự nhập từng đơn vị"


class RegistrationKind(models.TextChoices):
    ABLE = "able", "Đăng ký thoát nghèo"
    UNABLE = "unable", "Không có khả năng thoát nghèo"


class UnableReason(models.TextChoices):
    ILLNESS = "illness", "Bệnh hiểm nghèo, ốm đau lâu dài"
    OLD_ALONE = "old_alone", "Già yếu, cô đơn"
    UNWILLING = "unwilling", "Không chịu lao động"
    SOCIAL_EVILS = "social_evils", "Vướng tệ nạn xã hội"
    OTHER = "other", "Lý do khác"


class Outcome(models.TextChoices):
    REACHED = "reached", "Đạt"
    NOT_REACHED = "not_reached", "Không đạt"
