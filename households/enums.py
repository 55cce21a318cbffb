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


class JobStatus(models.TextChoices):
    """Whether a member works, in the words of form B."""

    WORKING = "working", "Đang làm việc"
    JOBLESS = "jobless", "Không có việc làm"
    NO_CAPACITY = "no_capacity", "Không có khả năng lao động"
    STUDYING = "studying", "Đang đi học"
    UNWILLING = "unwilling", "Không muốn đi làm"
    AT_HOME = "at_home", "Nghỉ hưu, nội trợ"


class JobKind(models.TextChoices):
    OFFICIAL = "official", "Công chức, viên chức"
    ENTERPRISE = "enterprise", "Làm cho doanh nghiệp"
    HIRED = "hired", "Làm thuê cho hộ gia đình, cá nhân"
    OTHER = "other", "Việc khác, tự làm"


class Contract(models.TextChoices):
    WITH = "with", "Có hợp đồng lao động"
    WITHOUT = "without", "Làm công không có hợp đồng lao động"
    SELF_EMPLOYED = "self_employed", "Không làm công ăn lương"


class Pension(models.TextChoices):
    NONE = "none", "Không"
    PENSION = "pension", "Lương hưu"
    INSURANCE = "insurance", "Trợ cấp bảo hiểm xã hội hằng tháng"
    MERIT = "merit", "Trợ cấp người có công hằng tháng"


class Leaving(models.TextChoices):
    """Why a person, or a whole household, is no longer there."""

    DIED = "died", "Đã chết"
    MOVED_OUT = "moved_out", "Chuyển đi nơi khác"
    SPLIT = "split", "Tách sang hộ khác"
    JOINED = "joined", "Nhập vào hộ khác"
    DUPLICATE = "duplicate", "Trùng với hồ sơ khác"


class Durability(models.TextChoices):
    DURABLE = "durable", "Bền chắc"
    NOT_DURABLE = "not_durable", "Không bền chắc"


class WaterSource(models.TextChoices):
    PIPED = "piped", "Nước máy"
    DRILLED_WELL = "drilled_well", "Giếng khoan"
    PROTECTED_WELL = "protected_well", "Giếng đào được bảo vệ"
    PROTECTED_SPRING = "protected_spring", "Khe, mó nước được bảo vệ"
    RAIN = "rain", "Nước mưa"
    BOTTLED = "bottled", "Nước đóng chai, bình"
    OTHER = "other", "Nguồn khác, không được bảo vệ"


class Toilet(models.TextChoices):
    SEPTIC = "septic", "Tự hoại, bán tự hoại"
    POUR_FLUSH = "pour_flush", "Thấm dội nước"
    VENTILATED = "ventilated", "Cải tiến có ống thông hơi"
    SLAB = "slab", "Hố xí đào có bệ ngồi"
    TWO_VAULT = "two_vault", "Hai ngăn"
    OTHER = "other", "Loại khác hoặc không có"


class Electricity(models.TextChoices):
    GRID = "grid", "Điện lưới"
    OTHER = "other", "Nguồn điện khác"
    NONE = "none", "Không có điện"


class OptionKind(models.TextChoices):
    """The lists that an administrator keeps and a review chooses from."""

    CAUSE = "cause", "Nguyên nhân nghèo"
    SUPPORT = "support", "Hỗ trợ"
    GROUP = "group", "Nhóm đối tượng"
    ASSET = "asset", "Tài sản"
    LAND = "land", "Đất đai"
    ANIMAL = "animal", "Chăn nuôi"


# The lists of what a household owns quantities of.
OWNED = (OptionKind.ASSET, OptionKind.LAND, OptionKind.ANIMAL)


class StepKind(models.TextChoices):
    """The steps of a review procedure (Decision 24/2021, art. 4 and 5)."""

    LISTING = "listing", "Lập danh sách hộ cần rà soát"
    COLLECTING = "collecting", "Rà soát, phân loại hộ"
    MEETING = "meeting", "Họp dân"
    POSTING = "posting", "Niêm yết công khai"
    OPINION = "opinion", "Xin ý kiến cấp trên"
    CHECK = "check", "Cấp trên kiểm tra (khi cần)"
    RECOGNITION = "recognition", "Quyết định công nhận"


class RequestKind(models.TextChoices):
    ENTER = "enter", "Đề nghị rà soát hộ nghèo, hộ cận nghèo (Mẫu 01)"
    LEAVE = "leave", "Đề nghị công nhận thoát nghèo, thoát cận nghèo (Mẫu 04)"


class RequestState(models.TextChoices):
    RECEIVED = "received", "Đã tiếp nhận"
    ACCEPTED = "accepted", "Đưa vào rà soát"
    REFUSED = "refused", "Từ chối"


class EventKind(models.TextChoices):
    """What can happen to a household between two reviews."""

    DEATH = "death", "Có người chết"
    MEMBER_LEFT = "member_left", "Thành viên chuyển đi"
    MOVED_OUT = "moved_out", "Cả hộ chuyển đi"
    MOVED_IN = "moved_in", "Hộ chuyển đến"
    MOVED = "moved", "Chuyển thôn"
    SPLIT = "split", "Tách hộ"
    JOINED = "joined", "Nhập hộ"
    NEW_HEAD = "new_head", "Đổi chủ hộ"
    MERGED = "merged", "Gộp hồ sơ trùng"


class ObjectionState(models.TextChoices):
    OPEN = "open", "Đang xem xét"
    UPHELD = "upheld", "Có cơ sở, rà soát lại"
    DISMISSED = "dismissed", "Không có cơ sở"


class DecisionKind(models.TextChoices):
    RECOGNITION = "recognition", "Quyết định công nhận"
    CORRECTION = "correction", "Quyết định đính chính"


class Verdict(models.TextChoices):
    """What people decided about two records that look like one person."""

    SAME = "same", "Là một"
    DIFFERENT = "different", "Là hai người khác nhau"


class UploadState(models.TextChoices):
    READING = "reading", "Đang đọc tệp"
    CHECKED = "checked", "Chờ xác nhận"
    CONFIRMED = "confirmed", "Đã ghi"
    UNDONE = "undone", "Đã hoàn tác"
    CANCELLED = "cancelled", "Đã hủy"
    FAILED = "failed", "Không đọc được"


class RowOutcome(models.TextChoices):
    NEW = "new", "Mới"
    CHANGED = "changed", "Có thay đổi"
    UNCHANGED = "unchanged", "Không đổi"
    WRONG = "wrong", "Có lỗi"


class Sensitivity(models.TextChoices):
    """Kinds of personal data (Law 91/2025, Decree 356/2025 art. 3 and 4)."""

    BASIC = "basic", "dữ liệu cá nhân cơ bản"
    SENSITIVE = "sensitive", "dữ liệu cá nhân nhạy cảm"
