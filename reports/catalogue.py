"""The catalogue: every table that can be printed, by its stable name."""

from reports.tables import (
    assignments,
    causes,
    children,
    class_summaries,
    deprivations,
    ethnicity,
    groups,
    household_lists,
    movements,
    multidimensional,
    reductions,
    review_deprivations,
    review_results,
)

CATALOGUE = {
    definition.name: definition
    for definition in (
        reductions.POOR,
        reductions.MINORITY,
        deprivations.DEFINITION,
        assignments.AGENCIES,
        assignments.HOUSEHOLDS,
        review_results.DEFINITION,
        movements.POOR_HOUSEHOLDS,
        movements.NEAR_POOR_HOUSEHOLDS,
        *review_deprivations.DEFINITIONS,
        groups.DEFINITION,
        ethnicity.DEFINITION,
        causes.DEFINITION,
        children.DEFINITION,
        class_summaries.POOR_HOUSEHOLDS,
        class_summaries.NEAR_POOR_HOUSEHOLDS,
        household_lists.POOR_HOUSEHOLDS,
        household_lists.NEAR_POOR_HOUSEHOLDS,
        multidimensional.DEFINITION,
    )
}
ANNEXES = [definition for definition in CATALOGUE.values() if definition.is_annex]
SUMMARIES = [definition for definition in CATALOGUE.values() if not definition.is_annex]
