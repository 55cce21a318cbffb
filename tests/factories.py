"""The smallest valid objects; those in late states are walked there by the real actions."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from households.actions import reviews
from households.actions.recognition import CERTIFICATE
from households.answers import Findings
from households.enums import Relation, RoundState, Sex
from households.models import (
    Certificate,
    EthnicGroup,
    Household,
    Member,
    Procedure,
    Recognition,
    RecognitionEntry,
    Review,
    Round,
    Step,
    UnitYear,
)
from plans import programmes
from plans.actions import budgets, movements
from plans.enums import MovementKind
from plans.models import Component, MoneyMovement, Plan, Programme
from plans.money import Column
from povertyplan.accounts.models import User
from povertyplan.documents import actions as documents
from povertyplan.documents.actions import Draft, Kind
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer
from povertyplan.units.enums import ChangeKind, Level
from povertyplan.units.models import Unit, UnitChange, UnitCode, UnitKind

PASSWORD = "mat-khau-thu-nghiem"
CENTRAL_RECURRENT = Column("recurrent", "central")


def kind(name: str, level: Level, **fields) -> UnitKind:
    return UnitKind.objects.get_or_create(name=name, level=level, defaults=fields)[0]


def unit(name: str, kind: UnitKind, parent: Unit | None = None, code: str = "", **fields) -> Unit:
    made = Unit.objects.create(name=name, kind=kind, level=kind.level, parent=parent, **fields)
    if code:
        UnitCode.objects.create(unit=made, code=code)
    return made


class Land:
    """A small country: see the fixture `land`."""

    def __init__(self):
        province, district = kind("Tỉnh", Level.PROVINCE), kind("Huyện", Level.DISTRICT)
        commune = kind("Xã", Level.COMMUNE, area="rural")
        town = kind("Thị trấn", Level.COMMUNE, abbreviation="TT.", area="urban")
        village = kind("Thôn", Level.VILLAGE)
        self.country = unit("Việt Nam", kind("Quốc gia", Level.COUNTRY))
        self.province = unit("Núi Xanh", province, self.country, "90")
        self.district = unit("Suối Bạc", district, self.province, "901")
        self.commune = unit("Bình An", commune, self.district, "90001", position=1)
        self.town = unit("Chợ Mới", town, self.district, "90002", position=2)
        self.village = unit("Một", village, self.commune, "01")
        self.second_village = unit("Hai", village, self.commune, "02")
        self.town_village = unit("Ba", village, self.town, "01")
        self.far_district = unit("Đèo Gió", district, self.province, "902")
        self.far_commune = unit("Xa Lắm", commune, self.far_district, "90003")
        self.far_village = unit("Bốn", village, self.far_commune, "01")


def commune(name: str, parent: Unit) -> Unit:
    return unit(name, kind("Xã", Level.COMMUNE), parent)


def village(name: str, commune: Unit) -> Unit:
    return unit(name, kind("Thôn", Level.VILLAGE), commune)


def merger(before: list[Unit], after: Unit) -> UnitChange:
    """The communes `before` became the commune `after` on 1 July 2025."""
    change = UnitChange.objects.create(
        kind=ChangeKind.MERGE, effective_on=date(2025, 7, 1), decision="Nghị quyết thử"
    )
    change.predecessors.set(before)
    change.successors.set([after])
    return change


def user(name: str, role: str, *units: Unit) -> User:
    made = User.objects.create_user(name, PASSWORD, full_name=name.title(), role_code=role)
    made.units.set(units)
    return made


def household(
    village: Unit, name: str = "Siu Thử", ethnicity: EthnicGroup | None = None, persons: int = 1
) -> Household:
    ethnicity = ethnicity or EthnicGroup.objects.get(name="Kinh")
    made = Household(ethnicity=ethnicity)
    made.place_in(village)
    made.save()
    for index in range(persons):
        Member.objects.create(
            household=made,
            full_name=name if index == 0 else f"{name} {index}",
            relation=Relation.HEAD if index == 0 else Relation.CHILD,
            sex=Sex.FEMALE,
            birth_year=1980 + index,
            ethnicity=ethnicity,
        )
    return made


def round_in(unit: Unit, year: int, standard, **fields) -> Round:
    period = {"opens_on": date(year, 9, 1), "closes_on": date(year, 12, 14)}
    return Round.objects.create(unit=unit, year=year, standard=standard, **period | fields)


def review(
    round: Round, household: Household, by: User, *, deprived: str = "", **findings
) -> Review:
    """A review that is being filled in; with findings, it has a class."""
    made = reviews.start(household=household, round=round, by=by)
    if findings or deprived:
        answers = {
            "person_count": 1,
            "ethnicity": household.ethnicity,
            "deprived": frozenset(deprived.split()),
            **findings,
        }
        made = reviews.fill_in(review=made, findings=Findings(**answers), version=1, by=by)
    return made


def approved(review: Review, *, submit: User, approve: User) -> Review:
    """`review`, walked to approved."""
    reviews.move(reviews=[review], name="submit", by=submit)
    return reviews.move(reviews=[review], name="approve", by=approve)[0]


def closed(round: Round) -> Round:
    round.state = RoundState.CLOSED
    round.save()
    return round


def procedure(*kinds: str) -> Procedure:
    """A step list of these kinds."""
    made = Procedure.objects.create(code="-".join(kinds), name="Quy trình thử", legal_basis="")
    Step.objects.bulk_create(
        Step(procedure=made, kind=kind, position=place) for place, kind in enumerate(kinds)
    )
    return made


def recognised(review: Review, by: User) -> Recognition:
    """The decision of the commune on an approved review, without its files."""
    document = issued(review.commune, by, signed_on=date(review.round.year, 12, 14))
    made = Recognition.objects.create(round=review.round, unit=review.commune, document=document)
    RecognitionEntry.objects.create(recognition=made, review=review)
    Review.objects.filter(pk=review.pk).update(recognition=made)
    return made


def certificate(review: Review, by: User) -> IssuedDocument:
    """The document of a certificate of a recognised review, which says next to nothing."""
    document = documents.issue(
        draft=draft(review.commune, kind=CERTIFICATE, symbol="GCN-HN.HCN", has_code=True),
        render=lambda document: (),
        by=by,
    )
    decision = Review.objects.get(pk=review.pk).recognition
    Certificate.objects.create(recognition=decision, review=review, document=document)
    return document


def totals(unit: Unit, year: int, households: int, minority: int | None = None) -> UnitYear:
    return UnitYear.objects.create(
        unit=unit, year=year, household_count=households, minority_household_count=minority
    )


def draft(unit: Unit, **changes) -> Draft:
    """A decision of the chairman of `unit`, signed on 15 December 2021."""
    values = {
        "kind": Kind("recognition-decision", "Quyết định công nhận"),
        "symbol": "QĐ-UBND",
        "title": "Công nhận danh sách hộ nghèo năm 2021",
        "signed_on": date(2021, 12, 15),
        "signer": Signer("Rcom Thử"),
        "data": {"households": [{"head": "Siu Thử", "class": "poor"}]},
    }
    return Draft(unit=unit, **values | changes)


def issued(unit: Unit, by: User, **changes) -> IssuedDocument:
    """A document of `unit` with one file."""
    return documents.issue(
        draft=draft(unit, **changes),
        render=lambda document: [("quyet-dinh.pdf", "application/pdf", b"%PDF-1.7 Siu")],
        by=by,
    )


def scan(content: bytes = b"%PDF-1.4 signed", name: str = "ban ky.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def plan(unit: Unit, year: int, by: User) -> Plan:
    """A plan with one line: 100 million recurrent money of the centre for its first project."""
    programmes.load_programmes()
    made = Plan.objects.create(unit=unit, year=year, abstract="Giảm nghèo bền vững")
    project = Component.objects.filter(programme=Programme.objects.of_year(year)).first()
    entry = budgets.LineEntry(
        component=project, content="Duy tu", amounts={CENTRAL_RECURRENT: 100_000_000}
    )
    return budgets.set_lines(plan=made, lines=[entry], version=1, by=by)


def allocation(plan: Plan, by: User) -> MoneyMovement:
    """All the money of the plan's one line, given."""
    amounts = {(plan.budget_lines.get().pk, CENTRAL_RECURRENT): 100_000_000}
    entry = movements.Movement(
        kind=MovementKind.ALLOCATION, day=date(plan.year, 3, 1), decision="1/QĐ", amounts=amounts
    )
    return movements.record(plan=plan, movement=entry, by=by)
