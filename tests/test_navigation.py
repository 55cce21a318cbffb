"""The menu shows where one is, on every page that belongs to an entry."""

import pytest
from django.urls import resolve, reverse

from povertyplan.navigation import navigation


@pytest.fixture
def current(rf, mai):
    """The entries that are marked on the page of an address."""

    def marked(name, *args):
        url = reverse(name, args=args)
        request = rf.get(url)
        request.user, request.resolver_match = mai, resolve(url)
        return [entry["label"] for entry in navigation(request)["menu"] if entry["is_current"]]

    return marked


@pytest.mark.parametrize(
    ("name", "args", "entry"),
    [
        ("home", (), "Việc cần làm"),
        ("households:household-detail", (1,), "Hộ gia đình"),
        ("households:member-edit", (1,), "Hộ gia đình"),
        ("households:review-detail", (1,), "Phiếu rà soát"),
        ("households:village-grid", (1, 2), "Đợt rà soát"),
        ("households:posting-detail", (1,), "Đợt rà soát"),
        ("targets:goal-edit", (1,), "Chỉ tiêu"),
        ("targets:registration-choose", (), "Hộ đăng ký"),
        ("plans:plan-section-add", (1,), "Kế hoạch"),
        ("plans:progress-overview", (), "Kế hoạch"),
        ("plans:progress-edit", (1,), "Kế hoạch"),
        ("plans:plan-progress-start", (1,), "Kế hoạch"),
        ("reports:plan-annexes", (1,), "Kế hoạch"),
        ("reports:plan-preview", (1,), "Kế hoạch"),
        ("reports:report-detail", ("poor-list",), "Biểu và báo cáo"),
        ("documents:document-detail", (1,), "Văn bản"),
    ],
)
def test_page_marks_its_entry_and_no_other(current, name, args, entry):
    assert current(name, *args) == [entry]


def test_page_of_no_entry_marks_none(current):
    assert current("password_change") == []
