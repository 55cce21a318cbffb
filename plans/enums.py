"""The words of plans, programmes, budgets and money."""

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


class PlanKind(models.TextChoices):
    """What a plan is for."""

    IMPLEMENTATION = "implementation", "Kế hoạch thực hiện"
    PROPOSAL = "proposal", "Kế hoạch đề xuất kinh phí"


class Amendment(models.TextChoices):
    """What an issued plan does to the plan it names."""

    AMEND = "amend", "Sửa đổi, bổ sung"
    REPLACE = "replace", "Thay thế"


class Numbering(models.TextChoices):
    """How a section is counted among its neighbours. The value is the first label."""

    PART = "A.", "A., B., C. (phần)"
    ROMAN = "I.", "I., II., III."
    NUMBER = "1.", "1., 2., 3."
    DOTTED = "1.1.", "1.1., 1.2."
    LETTER = "a)", "a), b), c)"
    DASH = "-", "gạch đầu dòng (-)"
    PLUS = "+", "dấu cộng (+)"
    NONE = "none", "không đánh số"


class PolicyArea(models.TextChoices):
    """The policies that plans keep coming back to."""

    HEALTH = "health-insurance", "Y tế, bảo hiểm y tế"
    EDUCATION = "education", "Giáo dục"
    HOUSING = "housing", "Nhà ở"
    WATER = "water-sanitation", "Nước sạch, vệ sinh"
    INFORMATION = "information", "Thông tin"
    CREDIT = "credit", "Tín dụng ưu đãi"
    JOBS = "training-jobs", "Dạy nghề, việc làm"
    LEGAL_AID = "legal-aid", "Trợ giúp pháp lý"
    SOCIAL = "social-assistance", "Trợ giúp xã hội"
    ELECTRICITY = "electricity", "Tiền điện"
    MINORITIES = "minorities", "Đồng bào dân tộc thiểu số"
    INFRASTRUCTURE = "infrastructure", "Hạ tầng"
    LIVELIHOODS = "livelihoods", "Sinh kế, mô hình giảm nghèo"
    COMMUNICATION = "communication", "Tuyên truyền"
    MONITORING = "monitoring", "Kiểm tra, giám sát"


class TaskRole(models.TextChoices):
    """What an agency is to a task."""

    LEAD = "lead", "Chủ trì"
    COOPERATE = "cooperate", "Phối hợp"


class DutyPeriod(models.TextChoices):
    """How often a report is due."""

    MONTH = "month", "Hằng tháng"
    QUARTER = "quarter", "Hằng quý"
    HALF_YEAR = "half_year", "6 tháng"
    YEAR = "year", "Cả năm"
    OTHER = "other", "Khác"


class ReportPeriod(models.TextChoices):
    """What a progress report covers; the first two are periods of a report calendar too."""

    HALF_YEAR = DutyPeriod.HALF_YEAR.value, "6 tháng đầu năm"
    YEAR = DutyPeriod.YEAR.value, "Cả năm"
    AD_HOC = "ad_hoc", "Đột xuất"

    def words(self, year: int | None) -> str:
        """6 tháng đầu năm 2023, within a sentence."""
        name = f"{self.label[0].lower()}{self.label[1:]}"
        return f"{name} {year}" if year else name
