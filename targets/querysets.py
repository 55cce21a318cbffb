"""Reads of target sheets."""

from povertyplan.approval import ApprovalState
from povertyplan.units.querysets import ScopedQuerySet


class SheetQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"

    def approved(self):
        return self.filter(state=ApprovalState.APPROVED)

    def with_rows(self):
        return self.select_related("unit__kind", "unit__parent__kind", "standard").prefetch_related(
            "rows__figures", "rows__unit__kind"
        )
