"""What a table of the catalogue is: a name, a title, and how it is built for a unit and a year."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from plans.models import Plan
from povertyplan.accounts.roles import Permission
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from reports.table import Table
from targets.figures import Line


@dataclass(frozen=True)
class Definition:
    """A table of the catalogue. `build` gets the unit and the year, and returns the table.

    An annex belongs to the plan of its unit; `permission` is what a reader needs. A table of what
    a plan itself says has `of_plan`, which builds it for a plan that is not in force.
    """

    name: str
    number: str
    title: str
    description: str
    build: Callable[["Definition", Unit, int], Table]
    is_annex: bool = False
    permission: Permission = Permission.REPORT_READ
    of_plan: Callable[["Definition", Plan], Table] | None = None


def frame(definition: Definition, unit: Unit, year: int, **parts) -> Table:
    """A table with everything that stands around its figures.

    Under the title an annex names its plan, any other table the place.
    """
    plan = Plan.objects.of(unit, year)
    annex_line = plan.annex_line if plan else ""
    return Table(
        name=definition.name,
        number=definition.number,
        title=f"{definition.title} năm {year}",
        annex_line=annex_line if definition.is_annex else unit.title,
        place=unit.title,
        year=year,
        made_at=timezone.now(),
        **parts,
    )


_CHILDREN = {
    Level.DISTRICT: "Tên huyện, thị xã, thành phố",
    Level.COMMUNE: "Tên xã, thị trấn",
    Level.VILLAGE: "Tên thôn, buôn, tổ dân phố",
}


def children_heading(lines: list[Line]) -> str:
    """What the column of the child units is called."""
    level = lines[0].unit.level if lines else None
    return _CHILDREN.get(level, "Tên đơn vị")
