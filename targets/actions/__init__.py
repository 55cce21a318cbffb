"""Writing targets: sheets, their negotiation, other goals, registered households."""

from targets.actions.sheets import (
    Entry,
    discard,
    fill_in,
    hand_down,
    move,
    set_up,
    start,
    type_baseline,
)

__all__ = [
    "Entry",
    "discard",
    "fill_in",
    "hand_down",
    "move",
    "set_up",
    "start",
    "type_baseline",
]
