"""What becomes of the reviews of a household that moves or is no longer there."""

from households.actions.gates import check_not_decided
from households.actions.ledger import Ledger, place_of
from households.enums import RoundState
from households.models import Household, Result, Review, Round
from households.rules import classify
from povertyplan.errors import DomainError
from povertyplan.units.models import Unit


def withdraw(ledger: Ledger, because: str) -> None:
    """Take the reviews in open rounds that can still be edited out of their rounds."""
    for review in _editable(ledger.household):
        ledger.change(review, withdrawn_because=because)


def take_along(ledger: Ledger, village: Unit) -> None:
    """Move them to `village`; those of rounds that do not reach there are withdrawn."""
    covering = set(Round.objects.open().covering(village).values_list("pk", flat=True))
    for review in _editable(ledger.household):
        if review.round_id not in covering:
            because = f"Hộ chuyển đến {village.full_name}, ngoài địa bàn của đợt."
            ledger.change(review, withdrawn_because=because)
            continue
        ledger.change(review, **place_of(village))
        for result in review.results.all():
            _judge_anew(ledger, result, village.effective_area)


def _editable(household: Household) -> list[Review]:
    """The reviews that may follow their household.

    Raises DomainError while one waits for approval or recognition: whoever checks it must not
    find it changed.
    """
    reviews = Review.objects.active().filter(household=household, round__state=RoundState.OPEN)
    reviews = reviews.filter(recognition=None).select_for_update(of=("self",)).order_by("pk")
    found = list(reviews.select_related("round__unit__kind").prefetch_related("results__standard"))
    for review in found:
        if not review.is_editable:
            raise DomainError(
                f"Phiếu của hộ trong «{review.round}» đang ở trạng thái "
                f"«{review.get_state_display()}»: hãy rút lại hoặc đề nghị trả lại phiếu trước."
            )
        check_not_decided(review)
    return found


def _judge_anew(ledger: Ledger, result: Result, area: str) -> None:
    """The lines of a town are not those of the countryside, nor are its points.

    A score that was computed from the table of the old place has to be computed anew.
    """
    if result.area == area:
        return
    ledger.change(result, area=area)
    if not result.household_class:
        return
    is_computed = result.b1_lines is not None
    found = None if is_computed else classify(result.answers(), result.standard.rules())
    ledger.change(
        result,
        household_class=found.household_class if found else "",
        explanation=found.explanation if found else "",
    )
