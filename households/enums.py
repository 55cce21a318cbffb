"""The words of a household review."""

from django.db import models


class HouseholdClass(models.TextChoices):
    POOR = "poor", "Hộ nghèo"
    NEAR_POOR = "near_poor", "Hộ cận nghèo"
    AVERAGE = "average", "Hộ có mức sống trung bình"
    NON_POOR = "non_poor", "Hộ không nghèo"


class IncomeBand(models.TextChoices):
    """Where income (or its points) stands against the lines of a standard."""

    POOR = "poor", "không quá chuẩn nghèo"
    NEAR_POOR = "near_poor", "trên chuẩn nghèo, không quá chuẩn cận nghèo"
    AVERAGE = "average", "trên các chuẩn, không quá mức sống trung bình"
    ABOVE = "above", "trên các chuẩn"


class StandardStatus(models.TextChoices):
    DRAFT = "draft", "Dự thảo, chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"


class RoundKind(models.TextChoices):
    PERIODIC = "periodic", "Định kỳ hằng năm"
    IN_YEAR = "in_year", "Thường xuyên trong năm"


class RoundState(models.TextChoices):
    OPEN = "open", "Đang mở"
    CLOSED = "closed", "Đã khóa"


class Relation(models.TextChoices):
    HEAD = "head", "Chủ hộ"
    SPOUSE = "spouse", "Vợ/chồng"
    CHILD = "child", "Con"
    PARENT = "parent", "Bố/mẹ"
    GRANDPARENT = "grandparent", "Ông/bà"
    GRANDCHILD = "grandchild", "Cháu nội/ngoại"
    SIBLING = "sibling", "Anh/chị/em"
    OTHER = "other", "Quan hệ khác"


class Sex(models.TextChoices):
    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


class Education(models.TextChoices):
    """Levels of schooling, from the lowest up."""

    NONE = "none", "Không"
    PRESCHOOL = "preschool", "Mầm non"
    PRIMARY = "primary", "Tiểu học"
    LOWER_SECONDARY = "lower_secondary", "Trung học cơ sở"
    UPPER_SECONDARY = "upper_secondary", "Trung học phổ thông"
    VOCATIONAL = "vocational", "Sơ cấp, trung cấp nghề"
    HIGHER = "higher", "Cao đẳng, đại học trở lên"


class MeritKind(models.TextChoices):
    SICK_SOLDIER = "sick_soldier", "Bệnh binh"
    SICK_SOLDIER_SURVIVOR = "sick_soldier_survivor", "Tuất bệnh binh"
    MARTYR_RELATIVE = "martyr_relative", "Thân nhân liệt sỹ"
    WAR_PRISONER = "war_prisoner", "Tù đày"
    OTHER = "other", "Người có công khác"


class Sensitivity(models.TextChoices):
    """Kinds of personal data (Law 91/2025, Decree 356/2025 art. 3 and 4)."""

    BASIC = "basic", "dữ liệu cá nhân cơ bản"
    SENSITIVE = "sensitive", "dữ liệu cá nhân nhạy cảm"
