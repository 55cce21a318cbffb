"""What a plan says, as one tree: the page, the PDF and the Word file are drawn from nothing else.

`assemble` gives plain data (texts, whole numbers, lists), which an issued document freezes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from plans import live, text
from plans.enums import Numbering, TaskRole
from plans.models import Plan, PlanAnnex, PlanTask, Section
from plans.numbering import Node, Numbered, number
from plans.text import Block, Run
from povertyplan.numbers import roman

Annexes = list[dict]
Tasks = dict[int | None, list[PlanTask]]


@dataclass(frozen=True)
class Part:
    """A section in its place: with its number, and its depth in the tree."""

    section: Section
    numbered: Numbered

    @property
    def heading(self) -> str:
        return f"{self.numbered.label} {self.section}".strip()

    @property
    def is_main(self) -> bool:
        """Whether a short table of contents names it: A., I., and all that lies in no other."""
        return not self.numbered.depth or self.section.numbering == Numbering.ROMAN


def outline(plan: Plan) -> list[Part]:
    """The sections of a plan in the order of print, each with its number."""
    sections = list(plan.sections.all())
    below: dict[int | None, list[Section]] = {}
    for section in sections:
        below.setdefault(section.parent_id, []).append(section)

    def nodes(parent: int | None) -> tuple[Node, ...]:
        return tuple(Node(s.key, s.numbering, nodes(s.pk)) for s in below.get(parent, ()))

    numbered = number(nodes(None))
    by_key = {section.key: section for section in sections}
    return [Part(by_key[key], found) for key, found in numbered.items()]


def annex_number(index: int, count: int) -> str:
    """Phụ lục, or Phụ lục I, II… when there are several (Decree 30/2020, annex I)."""
    return f"Phụ lục {roman(index)}" if count > 1 else "Phụ lục"


class Lookup:
    """Words for the placeholders of a plan; None for a name that it does not know."""

    def __init__(self, plan: Plan, parts: list[Part], figures: dict[str, live.Figure]):
        self.figures = figures
        self.references = {part.section.key: part.numbered.reference for part in parts}
        rows: list[PlanAnnex] = list(plan.annexes.all())
        self.tables = {row.name: str(row) for row in rows}
        annexes = [row for row in rows if not row.is_inset]
        self.annexes: dict[str, str] = {}
        for index, annex in enumerate(annexes, 1):
            self.annexes.setdefault(annex.table, annex_number(index, len(annexes)))

    def __call__(self, name: str) -> str | None:
        kind, _, rest = name.partition(":")
        if kind == "ref":
            return self.references.get(rest) or None
        if kind == "annex":
            return self.annexes.get(rest)
        if kind == "table":
            return self.tables.get(rest)
        figure = self.figures.get(name)
        if figure is None and (name.startswith("result") or kind.startswith("budget.") and rest):
            return live.UNKNOWN
        return figure.text if figure else None


class Insets:
    """The tables of a plan for its text, numbered in the order in which the text shows them."""

    def __init__(self, plan: Plan, tables: Annexes):
        self.plan = plan
        rows = list(plan.annexes.all()) if tables else []
        self.tables = {
            row.name: {"title": row.title or table["title"], "table": table}
            for row, table in zip(rows, tables, strict=True)
        }
        self.count = 0

    def blocks(self, block: Block, lookup: Lookup) -> list[Block]:
        """The words of the block, if any, and below them its tables; unknown ones stay words."""
        names = [name for name in text.tables(block) if name in self.tables]
        words = text.without(block, {f"{text.TABLE}{name}" for name in names})
        found = text.fill([words], lookup) if text.says(words) or not names else []
        for name in names:
            self.count += 1
            found.append(Block((), table={"number": f"Bảng {self.count}", **self.tables[name]}))
        return found


def assemble(plan: Plan, annexes: Annexes = ()) -> dict:
    """Everything the plan says. `annexes` are its tables as data, in the order of its annexes."""
    parts = outline(plan)
    figures = live.figures_of(plan)
    lookup = Lookup(plan, parts, figures)
    tasks = _tasks(plan)
    insets = Insets(plan, annexes)
    written = [(part, _blocks(part.section, tasks, insets, lookup)) for part in parts]
    closing = text.fill(text.parse(plan.closing), lookup)
    if closing:
        closing[-1] = text.without_end(closing[-1])
    else:
        _end(written)
    return {
        "heading": plan.heading,
        "abstract": plan.abstract,
        "introduction": _prose(plan.introduction, lookup),
        "bases": [str(basis) for basis in plan.bases.select_related("text")],
        "sections": [_as_data(part, blocks) for part, blocks in written],
        "closing": [text.as_data(block) for block in closing],
        "annexes": _annexes(plan, annexes),
        "recipients": [_line(row.text, lookup) for row in plan.recipients.all()],
        "archive": plan.archive,
        "figures": {name: figure.text for name, figure in figures.items()},
    }


def preview(plan: Plan, body: str, section: int | None) -> tuple[list[Block], list[str]]:
    """What is typed for a section as it will be printed, and the placeholders that nobody knows.

    Of a table comes its name and its annex: its figures are made by the floor that prints them.
    """
    lookup = Lookup(plan, outline(plan), live.figures_of(plan))
    insets = Insets(plan, [{"title": str(row), "annex": row.pk} for row in plan.annexes.all()])
    tasks = _tasks(plan) if section else {}
    blocks = _blocks(Section(pk=section, body=body), tasks, insets, lookup)
    unknown = [name for name in text.names(body) if name not in text.BLOCKS and not lookup(name)]
    return blocks, unknown


def _prose(body: str, lookup: Lookup) -> list[dict]:
    return [text.as_data(block) for block in text.fill(text.parse(body), lookup)]


def _line(words: str, lookup: Lookup) -> str:
    """A text of one line, filled in."""
    return " ".join(block.text for block in text.fill(text.parse(words), lookup))


def _annexes(plan: Plan, tables: Annexes) -> list[dict]:
    rows = list(plan.annexes.all()) if tables else []
    found = [(row, table) for row, table in zip(rows, tables, strict=True) if not row.is_inset]
    return [
        {
            "number": annex_number(index, len(found)),
            "title": row.title or table["title"],
            "table": table,
        }
        for index, (row, table) in enumerate(found, 1)
    ]


def _as_data(part: Part, blocks: list[Block]) -> dict:
    style = part.section.numbering
    return {
        "key": part.section.key,
        "label": part.numbered.label,
        "style": "item" if style in (Numbering.DASH, Numbering.PLUS) else style,
        "depth": part.numbered.depth,
        "title": part.section.title,
        "blocks": [text.as_data(block) for block in blocks],
    }


def _blocks(section: Section, tasks: Tasks, insets: Insets, lookup: Lookup) -> list[Block]:
    """The text of a section, filled in. Its tasks stand where the text says so, or alone."""
    own = tasks.get(section.pk, [])
    found: list[Block] = []
    for block in text.parse(section.body):
        names = [run.name for run in block.runs if run.name in text.BLOCKS]
        words = text.without(block, names)
        if text.says(words) or not names:
            found += insets.blocks(words, lookup)
        for name in names:
            found += _lists(name, own, insets.plan, lookup)
    return found or _task_blocks(own, lookup)


def _lists(name: str, tasks: list[PlanTask], plan: Plan, lookup: Lookup) -> list[Block]:
    if name == "tasks":
        return _task_blocks(tasks, lookup)
    return [_item(_duty_words(duty)) for duty in plan.duties.all()]


def _tasks(plan: Plan) -> Tasks:
    """The tasks of a plan by the section that they are printed in."""
    found: Tasks = {}
    for task in plan.tasks.select_related("agency").prefetch_related("components"):
        found.setdefault(task.section_id, []).append(task)
    return found


def _task_blocks(tasks: Iterable[PlanTask], lookup: Lookup) -> list[Block]:
    return [
        Block(
            (Run(f"{task.agency.name}: ", True), Run(f"{_line(_task_words(task), lookup)};")), "-"
        )
        for task in tasks
    ]


def _task_words(task: PlanTask) -> str:
    """What an agency does: chủ trì… (dự án 1; hoàn thành trước ngày 10/6/2021)."""
    words = task.text.rstrip(".;")
    if task.role == TaskRole.COOPERATE:
        words = f"phối hợp: {words}"
    details = []
    if codes := [component.code for component in task.components.all()]:
        details.append(f"dự án {', '.join(codes)}")
    if task.due_on:
        details.append(f"xong trước ngày {task.due_on:%d/%m/%Y}")
    return f"{words} ({'; '.join(details)})" if details else words


def _duty_words(duty) -> str:
    due = f", trước ngày {duty.due_on:%d/%m/%Y}" if duty.due_on else ""
    return f"{duty.sender} gửi {duty.receiver}: {duty.what}{due};"


def _item(words: str) -> Block:
    return Block((Run(words),), "-")


def _end(written: list[tuple[Part, list[Block]]]) -> None:
    """The last paragraph loses its full stop: "./." comes there."""
    for _, blocks in reversed(written):
        if blocks:
            blocks[-1] = text.without_end(blocks[-1])
            return
