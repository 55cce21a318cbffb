"""What a table of the catalogue is: a name, a title, and how it is built for a unit and a year."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from households.basis import OFFICIAL, Basis
from plans.models import Plan
from povertyplan.accounts.roles import Permission
from povertyplan.units.models import Unit
from reports.small_cells import hide_small
from reports.table import Table


@dataclass(frozen=True)
class Choice:
    """Which results of a review a table shows, and whether it hides cells of 1 to 4 households.

    `cutoff`, in per cent, is for a table that `has_cutoff`: from what share of the indicators on a
    household is poor. Without it the standard says how many they are.
    """

    basis: Basis = OFFICIAL
    hide_small: bool = False
    cutoff: int | None = None


ALL = Choice()


@dataclass(frozen=True)
class Definition:
    """A table of the catalogue. `build` gets the unit and the year, and returns the table.

    An annex belongs to the plan of its unit; any other table is about a review, and `build` gets
    the choice of its results too. `permission` is what a reader needs; one with `has_small_cells`
    can hide them from the public, one that `has_cutoff` can be asked for with another.
    A table of what a plan itself says has `of_plan`, which builds it for a plan that is not in
    force.
    """

    name: str
    number: str
    title: str
    description: str
    build: Callable[..., Table]
    is_annex: bool = False
    permission: Permission = Permission.REPORT_READ
    has_small_cells: bool = False
    has_cutoff: bool = False
    of_plan: Callable[["Definition", Plan], Table] | None = None

    def make(self, unit: Unit, year: int, choice: Choice | None = None) -> Table:
        """The table of `unit` and `year`; of a review by `choice`, else by its official results."""
        if self.is_annex or choice is None:
            return self.build(self, unit, year)
        table = self.build(self, unit, year, choice)
        return hide_small(table) if choice.hide_small and self.has_small_cells else table


def of_plans(table: Callable[["Definition", Unit, int, Plan | None], Table]) -> dict:
    """What a definition needs where a plan itself says the table: the one in force, or another."""

    def build(definition: Definition, unit: Unit, year: int) -> Table:
        return table(definition, unit, year, Plan.objects.of(unit, year))

    def of_plan(definition: Definition, plan: Plan) -> Table:
        return table(definition, plan.unit, plan.year, plan)

    return {"build": build, "of_plan": of_plan}


def frame(definition: Definition, unit: Unit, year: int, *, ending: str = "", **parts) -> Table:
    """A table with everything that stands around its figures; `ending` closes the title.

    Under the title an annex names its plan, any other table the place.
    """
    plan = Plan.objects.of(unit, year)
    annex_line = plan.annex_line if plan else ""
    return Table(
        name=definition.name,
        number=definition.number,
        title=" ".join(part for part in (definition.title, f"năm {year}", ending) if part),
        annex_line=annex_line if definition.is_annex else unit.title,
        place=unit.title,
        year=year,
        made_at=timezone.now(),
        **parts,
    )
