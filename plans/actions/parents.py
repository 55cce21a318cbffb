"""The plan of the unit above, here or elsewhere, among the legal bases of a plan."""

from django.db.models import Q

from plans.models import LegalText, Plan, PlanBasis


def is_cited(plan: Plan) -> bool:
    """Whether the plan of the unit above is among the bases, or there is none that is issued."""
    if plan.parent:
        named = _named(plan.parent)
        return (
            not plan.parent.is_issued
            or plan.bases.filter(
                Q(text__issued_on=plan.parent.issued_on) | Q(text__issued_on=None),
                text__number=named["number"],
                text__issuer=named["issuer"],
            ).exists()
        )
    return not plan.parent_text_id or plan.bases.filter(text=plan.parent_text_id).exists()


def cite(plan: Plan) -> None:
    """Put the plan of the unit above among the bases, last, unless it is there."""
    if is_cited(plan):
        return
    text = _text_of(plan.parent) if plan.parent else plan.parent_text
    if text:
        last = plan.bases.last()
        PlanBasis.objects.create(plan=plan, text=text, position=last.position + 1 if last else 1)


def _text_of(parent: Plan) -> LegalText | None:
    """An issued plan in the catalogue; None where one of another day has its number and words."""
    others = {"issued_on": parent.issued_on}
    text = LegalText.objects.get_or_create(**_named(parent), defaults=others)[0]
    return text if text.issued_on in (parent.issued_on, None) else None


def _named(parent: Plan) -> dict[str, str]:
    """What makes an issued plan the same text of the catalogue."""
    return {
        "kind": parent.heading,
        "number": parent.reference,
        "issuer": f"UBND {parent.unit.full_name}",
        "abstract": parent.abstract,
    }
