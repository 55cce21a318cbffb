"""Plans, clauses and legal texts from files: what every installation gets, and whole plans."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db import transaction

from plans import budgets
from plans.actions import plan as actions
from plans.actions.parts import set_rows
from plans.actions.plan import set_head
from plans.enums import PlanKind
from plans.models import Clause, Component, LegalText, Plan, Section
from povertyplan.accounts.models import User
from povertyplan.errors import InvalidData
from povertyplan.units.models import Agency, Unit

_FOLDER = settings.BASE_DIR / "fixtures" / "reference"
_SIGNING = {"mode": "sign_mode", "organ": "sign_organ", "title": "sign_title"}
_KEEP = "Lưu: "
# What makes two legal texts the same one.
_TEXT = ("kind", "number", "issuer")


@transaction.atomic
def load_library() -> tuple[int, int]:
    """Create the clauses and legal texts that are missing; returns how many of each.

    What is there is left alone: an administrator may have corrected it.
    """
    clauses = 0
    for position, row in enumerate(_rows("clauses.json"), 1):
        defaults = {"body": row["body"], "position": position}
        found = Clause.objects.get_or_create(
            area=row["area"], title=row["title"], defaults=defaults
        )
        clauses += found[1]
    return clauses, sum(_legal_text(row)[1] for row in _rows("legal_texts.json"))


def _rows(name: str) -> list[dict]:
    path = _FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def _legal_text(row: dict) -> tuple[LegalText, bool]:
    """The text of the catalogue, made when it is missing."""
    fields = {name: row.get(name) or "" for name in _TEXT}
    stored = LegalText.objects.filter(**fields)
    if not fields["number"]:
        stored = stored.filter(abstract=row.get("abstract") or "")
    if found := stored.first():
        return found, False
    made = LegalText(
        **fields,
        abstract=row.get("abstract") or "",
        note=row.get("note") or "",
        **{name: _day(row.get(name)) for name in ("issued_on", "valid_from", "valid_to")},
    )
    made.full_clean()
    made.save()
    return made, True


@transaction.atomic
def load_plan(content: dict, *, unit: Unit, by: User) -> Plan:
    """A whole plan from its file. Number and day are typed facts: it was issued on paper.

    A plan of the unit and year that was made before without a document gets the content.
    """
    year, kind = content["year"], content.get("kind", PlanKind.IMPLEMENTATION)
    stored = Plan.objects.filter(unit=unit, year=year, kind=kind, amends=None).first()
    if stored and stored.sections.exists():
        raise InvalidData(f"Đã có nội dung của {stored.name}.")
    plan = stored or actions.start(unit=unit, year=year, kind=kind, by=by)
    if plan.issued_on:
        Plan.objects.filter(pk=plan.pk).update(issued_on=None, number=None)
    plan = set_head(plan=plan, version=None, by=by, **_head(content))
    _sections(plan, content["sections"], None)
    for part, rows in _parts(plan, content).items():
        set_rows(plan=plan, part=part, rows=list(rows), version=None, by=by)
    issued = {"number": content.get("number"), "issued_on": _day(content.get("issued_on"))}
    Plan.objects.filter(pk=plan.pk).update(**issued)
    plan.refresh_from_db()
    return plan


def _head(content: dict) -> dict:
    signature = content.get("signature") or {}
    parent = content.get("parent")
    head = {name: content[name] for name in ("symbol", "heading", "abstract") if content.get(name)}
    head |= {name: content.get(name) or "" for name in ("introduction", "closing")}
    head |= {field: signature[name] for name, field in _SIGNING.items() if signature.get(name)}
    head["signer_name"] = signature.get("name") or ""
    kept = [text for text in content.get("recipients", ()) if text.startswith(_KEEP)]
    head |= {"archive": kept[0].removeprefix(_KEEP)} if kept else {}
    if isinstance(parent, dict):
        head["parent_text"] = _parent(parent, content.get("bases", ()))
    return head


def _parent(row: dict, bases: Iterable[dict]) -> LegalText:
    """The plan of the unit above that is not here, as the bases cite it if they do."""
    named = {"number": row["reference"], "issuer": row["issuer"]}
    cited = [base for base in bases if named.items() <= base.items()]
    return _legal_text(cited[0] if cited else {"kind": "Kế hoạch", **row, **named})[0]


def _sections(plan: Plan, rows: list[dict], parent: Section | None) -> None:
    for position, row in enumerate(rows, 1):
        section = Section(
            plan=plan,
            parent=parent,
            position=position,
            **{name: row.get(name) or "" for name in ("key", "numbering", "title", "body", "area")},
        )
        section.full_clean()
        section.save()
        _sections(plan, row.get("children") or [], section)


def _parts(plan: Plan, content: dict) -> dict[str, Iterator[dict]]:
    sections = {section.key: section for section in plan.sections.all()}
    agencies = {agency.name: agency for agency in Agency.objects.filter(unit=plan.unit)}
    programme = budgets.programme_of(plan)
    components = {row.code: row for row in Component.objects.filter(programme=programme)}
    return {
        "bases": (
            {"text": _legal_text(row)[0], "lead_in": row.get("lead_in") or "Căn cứ"}
            for row in content.get("bases", ())
        ),
        "tasks": (
            {
                "section": sections.get(row.get("section")),
                "agency": _agency(plan, row["agency"], agencies),
                "text": row["text"],
                "role": row.get("role") or "lead",
                "due_on": _day(row.get("due_on")),
                "components": [components[code] for code in row.get("components") or ()],
            }
            for row in content.get("tasks", ())
        ),
        "annexes": (
            {
                "table": row["table"],
                "title": row.get("title") or "",
                "year": row.get("year"),
                "is_inset": bool(row.get("is_inset")),
            }
            for row in content.get("annexes", ())
        ),
        "duties": (
            {
                "key": row.get("key") or "",
                "sender": row["from"],
                "receiver": row["to"],
                "what": row["what"],
                "period": row.get("period") or "other",
                "due_on": _day(row.get("due_on")),
            }
            for row in content.get("duties", ())
        ),
        "facts": (_fact(row) for row in content.get("facts", ())),
        "recipients": (
            {"text": text} for text in content.get("recipients", ()) if not text.startswith(_KEEP)
        ),
    }


def _fact(row: dict) -> dict:
    """A fact as the files write it: a whole number with its unit of measure in the name."""
    value = row["value"]
    shown = f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
    label = row.get("label") or row.get("name") or row["key"]
    return {"key": row["key"], "label": label, "value": shown, "source": row.get("source") or ""}


def _agency(plan: Plan, name: str, known: dict[str, Agency]) -> Agency:
    if name not in known:
        made = Agency(unit=plan.unit, name=name, valid_to=plan.unit.valid_to)
        made.full_clean()
        made.save()
        known[name] = made
    return known[name]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
