"""The form of a plan's annexes, chosen from the catalogue of tables."""

from django import forms

from plans.models import PlanAnnex
from plans.plan_forms import RowForm
from povertyplan.forms import YearField
from reports.catalogue import ANNEXES, SUMMARIES


def _choices():
    groups = (("Phụ lục kế hoạch", ANNEXES), ("Biểu tổng hợp kết quả rà soát", SUMMARIES))
    return [
        ("", "---------"),
        *((heading, [(item.name, item.title) for item in items]) for heading, items in groups),
    ]


class AnnexForm(RowForm):
    table = forms.ChoiceField(label="Biểu", choices=_choices)
    year = YearField(label="Số liệu năm (để trống: năm kế hoạch)", first=2016, required=False)
    is_inset = forms.BooleanField(
        label="In trong lời văn, không làm phụ lục",
        required=False,
        help_text="Đặt bảng vào chỗ cần in khi soạn mục: nút «Bảng» ở phần Chèn dẫn chiếu.",
    )

    class Meta:
        model = PlanAnnex
        fields = ["table", "year", "title", "is_inset"]
