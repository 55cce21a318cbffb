"""Issuing a plan: number, frozen text and files in one transaction, or nothing at all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from plans import checks, content
from plans.actions.common import check_own, lock
from plans.enums import Amendment
from plans.models import Plan
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit import trail
from povertyplan.documents import actions as documents
from povertyplan.documents.actions import Draft, Kind, Rendered
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer
from povertyplan.errors import DomainError, InvalidData

KIND = "plan"


@dataclass(frozen=True)
class Signing:
    """Who signs the plan, and when."""

    signed_on: date
    signer: Signer


@dataclass(frozen=True)
class Printer:
    """How the floor above makes the tables of a plan, as data, and the files of its document."""

    annexes: Callable[[Plan], content.Annexes]
    render: Callable[[IssuedDocument], Rendered]


@transaction.atomic
def issue(
    *,
    plan: Plan,
    signing: Signing,
    printer: Printer,
    version: int | None,
    by: User,
) -> IssuedDocument:
    """Give the plan its number and freeze all that it says, with the files of it.

    Raises InvalidData while a check finds an error; when anything fails, the number goes back and
    the plan stays as it was.
    """
    check(by, Permission.DOCUMENT_ISSUE)
    locked = lock(plan)
    check_own(locked, by)
    locked.check_seen(version)
    _check_ready(locked, signing.signed_on)
    document = documents.issue(
        draft=draft(locked, signing, printer.annexes(locked)), render=printer.render, by=by
    )
    locked.document, locked.number = document, document.number
    locked.issued_on = signing.signed_on
    locked.signer_name, locked.sign_title = signing.signer.name, signing.signer.title
    locked.sign_mode = signing.signer.mode
    locked.version += 1
    locked.full_clean()
    locked.save()
    trail.log("plan.issued", f"Ban hành {locked.name}: {document}", record=locked, by=by)
    return document


def draft(plan: Plan, signing: Signing, annexes: content.Annexes) -> Draft:
    """The plan as a document that is ready to be numbered, or to be looked at."""
    replaced = plan.amends.document if plan.amendment == Amendment.REPLACE else None
    return Draft(
        unit=plan.unit,
        kind=Kind(KIND, plan.heading),
        symbol=plan.symbol,
        title=plan.abstract,
        signed_on=signing.signed_on,
        signer=replace(signing.signer, organ=plan.sign_organ),
        data=content.assemble(plan, annexes),
        replaces=replaced,
        has_code=True,
    )


def _check_ready(plan: Plan, signed_on: date) -> None:
    if plan.is_issued:
        raise DomainError(f"Kế hoạch đã ban hành: số {plan.reference}.")
    if plan.state != ApprovalState.APPROVED:
        raise DomainError("Kế hoạch chưa được duyệt nên chưa ban hành được.")
    errors = [found for found in checks.problems(plan, on=signed_on) if found.is_error]
    if errors:
        raise InvalidData(
            "Kế hoạch còn lỗi nên chưa ban hành được:",
            tuple(f"{found.where}: {found.text}" for found in errors),
        )
