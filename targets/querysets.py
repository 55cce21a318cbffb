"""Reads of target sheets and of registered households."""

from django.db.models import F, OuterRef, Q, Subquery

from households.enums import Relation
from households.models import Result
from povertyplan.approval import ApprovalState
from povertyplan.units.querysets import ScopedQuerySet
from targets.enums import RegistrationKind


class SheetQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"

    def approved(self):
        return self.filter(state=ApprovalState.APPROVED)

    def in_force(self):
        """Sheets that bind the units below: approved, or approved once and under revision."""
        return self.filter(Q(state=ApprovalState.APPROVED) | Q(revisions__isnull=False)).distinct()

    def with_rows(self):
        return self.select_related("unit__kind", "unit__parent__kind", "standard").prefetch_related(
            "rows__figures", "rows__baselines", "rows__unit__kind"
        )


class RegistrationQuerySet(ScopedQuerySet):
    def able(self):
        return self.filter(kind=RegistrationKind.ABLE)

    def with_head(self):
        return self.filter(household__members__relation=Relation.HEAD).annotate(
            head_name=F("household__members__full_name"),
            head_key=F("household__members__sort_key"),
        )

    def with_classes(self):
        """Annotate the class when the year began, and that of the year as far as it is approved."""
        return self.annotate(class_before=_class_before(), class_after=_class_after())

    def overdue(self, day):
        """Registered households past their date whose outcome nobody has marked."""
        return self.able().filter(due_on__lt=day, outcome="")


def _class_before():
    """The class of the household under the standard with which the year opened."""
    return _class_in(Result.objects.opening(year=OuterRef("year")))


def _class_after():
    """The class of the household by the approved periodic review of the year."""
    return _class_in(Result.objects.counting().filter(review__round__year=OuterRef("year")))


def _class_in(results):
    own = results.filter(review__household=OuterRef("household")).order_by("-pk")
    return Subquery(own.values("household_class")[:1])
