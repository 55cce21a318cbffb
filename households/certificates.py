"""Certificates of poor and near-poor households (Decision 24/2021, form 03)."""

from collections.abc import Callable, Iterable

import segno
from django.template.loader import render_to_string

from households.enums import HouseholdClass
from households.models import Certificate, Recognition, Result, Review
from households.rules import score_b2
from povertyplan.documents.pdf import write_pdf

_SHORT = {HouseholdClass.POOR: "N", HouseholdClass.NEAR_POOR: "CN"}


def result_of(review: Review) -> Result:
    """The result that a certificate rests on: that of the standard which opens the next year."""
    return review.next_result or review.result


def class_of(review: Review) -> str:
    return result_of(review).household_class


def what_it_says(review: Review, recognition: Recognition) -> dict:
    """A certificate as plain values, complete enough to print it again."""
    result = result_of(review)
    head = review.household.head
    return {
        "head": str(head),
        "ethnicity": review.ethnicity.name,
        "address": review.household.address,
        "village": review.village.title,
        "commune": review.commune.title,
        "class": HouseholdClass(result.household_class).label,
        "year": review.round.year,
        "standard": result.standard.name,
        "decision": recognition.document.reference,
        "decided_on": f"{recognition.document.signed_on:%d/%m/%Y}",
        "members": [
            {
                "name": member.full_name,
                "relation": member.get_relation_display(),
                "sex": member.get_sex_display(),
                "born": f"{member.birth_date:%d/%m/%Y}"
                if member.birth_date
                else str(member.birth_year),
            }
            for member in review.household.members.all()
        ],
        "indicators": [item.name for item in result.standard.rules().indicators],
        "years": [*_earlier(review, result), _year(result, review.round.year)],
    }


def _earlier(review: Review, result: Result) -> list[dict]:
    """The years before under the same standard, as they were recognised."""
    results = Result.objects.final().poor_or_near_poor().filter(standard=result.standard)
    results = results.filter(
        review__household=review.household, review__round__year__lt=review.round.year
    )
    results = results.select_related("review__round", "standard")
    results = results.order_by("review__round__year", "review__round__opens_on")
    latest = {item.review.round.year: item for item in results}
    return [_year(item, year) for year, item in latest.items()]


def _year(result: Result, year: int) -> dict:
    codes = set(result.deprived_codes)
    rules = result.standard.rules()
    return {
        "year": year,
        "class": _SHORT.get(result.household_class, ""),
        "score_b1": result.score_b1,
        "score_b2": score_b2(codes, rules),
        "deprived": [item.code in codes for item in rules.indicators],
    }


def pdf(certificates: Iterable[Certificate], *, address_of: Callable[[str], str]) -> bytes:
    """The certificates as one PDF, two pages each, drawn from what was frozen.

    `address_of` makes of a code the address at which it is checked.
    """
    pages = [_page(certificate, address_of) for certificate in certificates]
    return write_pdf(render_to_string("households/documents/certificates.html", {"pages": pages}))


def _page(certificate: Certificate, address_of) -> dict:
    document = certificate.document
    qr = segno.make(address_of(document.code), error="m")
    return {
        **document.data,
        "letterhead": document.letterhead,
        "reference": document.reference,
        "code": document.printed_code,
        "qr": qr.svg_inline(scale=2, border=1),
        "signer": document.signature,
    }
