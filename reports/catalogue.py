"""The catalogue: every table that can be printed, by its stable name."""

from reports.tables import (
    assignments,
    budget_proposal,
    budget_results,
    causes,
    children,
    class_summaries,
    deprivations,
    district_reductions,
    ethnicity,
    groups,
    household_lists,
    movements,
    multidimensional,
    progress,
    reductions,
    registrations,
    review_deprivations,
    review_results,
    village_targets,
)

CATALOGUE = {
    definition.name: definition
    for definition in (
        reductions.POOR,
        reductions.MINORITY,
        deprivations.DEFINITION,
        district_reductions.DEFINITION,
        village_targets.DEFINITION,
        registrations.ABLE,
        registrations.UNABLE,
        budget_proposal.DEFINITION,
        budget_results.DEFINITION,
        progress.DEFINITION,
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
