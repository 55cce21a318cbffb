"""The words of programmes, budgets and money."""

from django.db import models


class ComponentKind(models.TextChoices):
    """The levels of a programme, from the top down."""

    PROJECT = "project", "dự án"
    SUB_PROJECT = "sub_project", "tiểu dự án"
    ACTIVITY = "activity", "hoạt động"

    @property
    def depth(self) -> int:
        return list(ComponentKind).index(self)


class CapitalKind(models.TextChoices):
    """What money of the state budget may be spent on; other money has no such kind."""

    DEVELOPMENT = "development", "Đầu tư phát triển"
    RECURRENT = "recurrent", "Sự nghiệp"


class Source(models.TextChoices):
    """Who pays."""

    CENTRAL = "central", "Ngân sách trung ương"
    PROVINCE = "province", "Ngân sách tỉnh"
    DISTRICT = "district", "Ngân sách huyện"
    COMMUNE = "commune", "Ngân sách xã"
    CREDIT = "credit", "Tín dụng chính sách"
    MOBILISED = "mobilised", "Huy động khác"
    HOUSEHOLDS = "households", "Đối ứng của người dân"


class MovementKind(models.TextChoices):
    """What a decision or a payment does to the money of a budget."""

    ALLOCATION = "allocation", "Phân bổ"
    ADJUSTMENT = "adjustment", "Điều chỉnh"
    CARRIED_IN = "carried_in", "Chuyển nguồn từ năm trước sang"
    CARRIED_OUT = "carried_out", "Chuyển nguồn sang năm sau"
    DISBURSEMENT = "disbursement", "Giải ngân"
    ESTIMATE = "estimate", "Ước thực hiện cả năm"
