"""Who may do what. A role is a sentence and a set of permissions; the area comes from the account.

A commune officer of two communes has one role and two units. Nobody has a permission outside
the subtrees of their units, whatever the role.
"""

from dataclasses import dataclass
from enum import StrEnum

from povertyplan.units.enums import Level


class Permission(StrEnum):
    HOUSEHOLD_READ = "household.read"
    HOUSEHOLD_EDIT = "household.edit"
    REVIEW_LIST = "review.list"
    REVIEW_EDIT = "review.edit"
    REVIEW_SUBMIT = "review.submit"
    REVIEW_APPROVE = "review.approve"
    ROUND_OPEN = "round.open"
    TARGET_READ = "target.read"
    TARGET_EDIT = "target.edit"
    TARGET_SUBMIT = "target.submit"
    TARGET_APPROVE = "target.approve"
    PLAN_READ = "plan.read"
    PLAN_EDIT = "plan.edit"
    PLAN_SUBMIT = "plan.submit"
    PLAN_APPROVE = "plan.approve"
    REPORT_READ = "report.read"
    DOCUMENT_READ = "document.read"
    DOCUMENT_ISSUE = "document.issue"
    DOCUMENT_FILE = "document.file"
    AUDIT_READ = "audit.read"
    ADMIN = "admin"


P = Permission
_READ = frozenset(
    {
        P.HOUSEHOLD_READ,
        P.TARGET_READ,
        P.PLAN_READ,
        P.REPORT_READ,
        P.DOCUMENT_READ,
        P.AUDIT_READ,
    }
)
_COLLECT = frozenset({P.HOUSEHOLD_READ, P.HOUSEHOLD_EDIT, P.REVIEW_EDIT})
_ISSUE = frozenset({P.DOCUMENT_ISSUE, P.DOCUMENT_FILE})
_PLAN = frozenset({P.PLAN_EDIT, P.PLAN_SUBMIT})
_CHECK = _READ | {P.REVIEW_APPROVE, P.TARGET_APPROVE, P.PLAN_APPROVE}


@dataclass(frozen=True)
class Role:
    """What an account may do, in a sentence for people and in permissions for the code.

    Its units are of `level`; a role that `may_sit_below` may have smaller ones too.
    """

    code: str
    name: str
    description: str
    level: Level
    permissions: frozenset[Permission]
    may_sit_below: bool = False


ROLES = {
    role.code: role
    for role in (
        Role(
            "enumerator",
            "Rà soát viên thôn",
            "Nhập hộ và phiếu rà soát của thôn mình; không gửi, không duyệt.",
            Level.VILLAGE,
            _COLLECT,
        ),
        Role(
            "commune_officer",
            "Công chức giảm nghèo xã",
            "Nhập, sửa và gửi phiếu rà soát của xã; lập chỉ tiêu của xã đến từng thôn; lập "
            "kế hoạch, dự toán và ghi vốn của xã; lưu bản ký của văn bản.",
            Level.COMMUNE,
            _READ
            | _COLLECT
            | _PLAN
            | {P.REVIEW_LIST, P.REVIEW_SUBMIT, P.TARGET_EDIT, P.TARGET_SUBMIT, P.DOCUMENT_FILE},
        ),
        Role(
            "commune_leader",
            "Lãnh đạo UBND xã",
            "Xem toàn bộ số liệu của xã; gửi phiếu rà soát, chỉ tiêu và kế hoạch lên cấp trên; "
            "ban hành văn bản của xã; duyệt phiếu khi quy trình không có bước xin ý kiến cấp trên.",
            Level.COMMUNE,
            _READ | _ISSUE | {P.REVIEW_SUBMIT, P.REVIEW_APPROVE, P.TARGET_SUBMIT, P.PLAN_SUBMIT},
        ),
        Role(
            "district_officer",
            "Chuyên viên giảm nghèo huyện",
            "Mở, khóa đợt rà soát; duyệt hoặc trả lại phiếu, chỉ tiêu và kế hoạch của xã; lập chỉ "
            "tiêu giao xã; lập kế hoạch, dự toán và ghi vốn của huyện; lưu bản ký của văn bản.",
            Level.DISTRICT,
            _CHECK
            | _PLAN
            | {
                P.ROUND_OPEN,
                P.REVIEW_LIST,
                P.TARGET_EDIT,
                P.TARGET_SUBMIT,
                P.DOCUMENT_FILE,
            },
        ),
        Role(
            "district_leader",
            "Lãnh đạo UBND huyện",
            "Xem toàn bộ số liệu của huyện; duyệt hoặc trả lại phiếu, chỉ tiêu và kế hoạch "
            "của xã; trình chỉ tiêu và kế hoạch của huyện; ban hành văn bản của huyện.",
            Level.DISTRICT,
            _CHECK | _ISSUE | {P.TARGET_SUBMIT, P.PLAN_SUBMIT},
        ),
        Role(
            "provincial_officer",
            "Chuyên viên giảm nghèo tỉnh",
            "Xem và tải số liệu toàn tỉnh; mở, khóa đợt rà soát; duyệt chỉ tiêu, kế hoạch của "
            "huyện, phiếu, chỉ tiêu và kế hoạch của xã trực thuộc tỉnh; lập chỉ tiêu giao huyện; "
            "lập kế hoạch, dự toán và ghi vốn của tỉnh; ban hành văn bản của tỉnh.",
            Level.PROVINCE,
            _CHECK | _ISSUE | _PLAN | {P.ROUND_OPEN, P.TARGET_EDIT, P.TARGET_SUBMIT},
        ),
        Role(
            "auditor",
            "Kiểm tra, giám sát",
            "Xem mọi số liệu và lịch sử sửa đổi trong địa bàn được giao; không sửa gì.",
            Level.PROVINCE,
            _READ,
            may_sit_below=True,
        ),
        Role(
            "administrator",
            "Quản trị hệ thống",
            "Quản lý tài khoản, đơn vị hành chính, chuẩn nghèo và danh mục; xem biểu tổng hợp, "
            "không xem hộ và không sửa phiếu.",
            Level.COUNTRY,
            frozenset({P.ADMIN, P.REPORT_READ, P.AUDIT_READ}),
        ),
    )
}
CHOICES = [(role.code, role.name) for role in ROLES.values()]
