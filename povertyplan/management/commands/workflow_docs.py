"""`manage.py workflow_docs`: docs/workflow.md, drawn from the tables of moves."""

from django.conf import settings
from django.core.management.base import BaseCommand

from households import workflow as reviews
from plans import workflow as plans
from povertyplan.accounts.roles import ROLES
from povertyplan.approval import ApprovalState
from povertyplan.workflow import Who
from targets import workflow as sheets

PATH = settings.BASE_DIR / "docs" / "workflow.md"

_WHOSE = {
    Who.AREA: "anybody with the right whose area holds it",
    Who.OWN: "the unit that is responsible for it",
    Who.ABOVE: "the unit right above, never the maker",
}


def document() -> str:
    """The whole page."""
    parts = [
        "# Workflow\n\nWritten by `manage.py workflow_docs`; a test compares it with the code.\n",
        _section("A household review", reviews.MOVES),
        _section("A target sheet", sheets.MOVES),
        _section("A plan", plans.MOVES),
        _section("A progress report", plans.PROGRESS_MOVES),
    ]
    return "\n".join(parts)


def _section(title: str, moves: dict) -> str:
    names = "\n".join(f"  {state.value}: {state.label}" for state in ApprovalState)
    arrows = "\n".join(
        f"  {source} --> {move.target}: {move.label}"
        for move in moves.values()
        for source in sorted(move.sources)
    )
    rows = "\n".join(
        f"| {move.label} | {_WHOSE[move.who]} | {_roles(move)} |" for move in moves.values()
    )
    return (
        f"## {title}\n\n```mermaid\nstateDiagram-v2\n{names}\n  [*] --> draft\n{arrows}\n```\n\n"
        f"| move | whose turn | roles |\n| --- | --- | --- |\n{rows}\n"
    )


def _roles(move) -> str:
    return ", ".join(r.name for r in ROLES.values() if move.permission in r.permissions)


class Command(BaseCommand):
    help = "Writes docs/workflow.md from the tables of moves."

    def handle(self, **options):
        PATH.write_text(document(), encoding="utf-8")
        self.stdout.write(str(PATH))
