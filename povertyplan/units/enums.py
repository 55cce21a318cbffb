"""Levels, areas and classes of administrative units."""

from django.db import models


class Level(models.IntegerChoices):
    COUNTRY = 0, "trung ương"
    PROVINCE = 1, "tỉnh"
    DISTRICT = 2, "huyện"
    COMMUNE = 3, "xã"
    VILLAGE = 4, "thôn"

    @property
    def column(self) -> str | None:
        """The column that names the ancestor of this level on a unit."""
        return _COLUMNS.get(self)

    @staticmethod
    def columns() -> tuple[str, ...]:
        return tuple(_COLUMNS.values())


_COLUMNS = {
    Level.PROVINCE: "province",
    Level.DISTRICT: "district",
    Level.COMMUNE: "commune",
}


class Area(models.TextChoices):
    RURAL = "rural", "nông thôn"
    URBAN = "urban", "thành thị"


class UnitClassKind(models.TextChoices):
    ZONE = "zone", "khu vực theo trình độ phát triển"
    EXTREMELY_DIFFICULT = "extremely_difficult", "đặc biệt khó khăn"
    POOR_DISTRICT = "poor_district", "huyện nghèo"
    POOR_COMMUNE = "poor_commune", "xã nghèo"
    COASTAL = "coastal", "bãi ngang ven biển, hải đảo"
    BORDER = "border", "biên giới"
    SAFE_ZONE = "safe_zone", "an toàn khu"
    INCOME_REGION = "income_region", "vùng của bảng điểm B1"


class ChangeKind(models.TextChoices):
    MERGE = "merge", "sáp nhập"
    SPLIT = "split", "chia tách"
    MOVE = "move", "chuyển về đơn vị khác"
    RENAME = "rename", "đổi tên"
    RECLASSIFY = "reclassify", "đổi loại"
    ABOLISH = "abolish", "giải thể"
