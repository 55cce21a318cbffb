"""The catalogue: every table that can be printed, by its stable name."""

from reports.tables import assignments, deprivations, reductions

CATALOGUE = {
    definition.name: definition
    for definition in (
        reductions.POOR,
        reductions.MINORITY,
        deprivations.DEFINITION,
        assignments.AGENCIES,
        assignments.HOUSEHOLDS,
    )
}
