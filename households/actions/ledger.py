"""What an event changes, row by row, kept so that the event can be taken back."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model, Q
from django.utils import timezone

from households.actions.households import household_name, log
from households.enums import EventKind
from households.event_rules import check_day
from households.models import Household, HouseholdEvent, Member, Result, Review
from povertyplan.accounts.models import User
from povertyplan.errors import InvalidData
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

MODELS = {model._meta.model_name: model for model in (Household, Member, Review, Result)}


@dataclass(frozen=True)
class Occasion:
    """When something happened and why, and the version of the household that the officer saw."""

    happened_on: date
    reason: str
    version: int | None = None


@dataclass
class Ledger:
    """One event being written. The households are locked, with their version moved on."""

    household: Household
    occasion: Occasion
    by: User
    other: Household | None = None
    rows: list = field(default_factory=list)
    created: list = field(default_factory=list)
    versions: dict = field(default_factory=dict)

    def __post_init__(self):
        self.place = self.household.village
        if not self.occasion.reason.strip():
            raise InvalidData("Hãy ghi lý do.")

    def check_day(self, people: list[Member]) -> None:
        """Raise InvalidData unless the day fits `people` and what happened before."""
        both = [row.pk for row in (self.household, self.other) if row]
        last = of_households(both).filter(undone_at=None).order_by("-happened_on").first()
        check_day(
            self.occasion.happened_on,
            today=timezone.localdate(),
            born=[person.birth_date or date(person.birth_year, 1, 1) for person in people],
            previous=last.happened_on if last else None,
        )

    def change(self, row: Model, **values) -> None:
        """Write `values` on a stored row, and keep what stood there."""
        names = [row._meta.get_field(name).attname for name in values]
        self.rows.append(
            [row._meta.model_name, row.pk, {name: _plain(getattr(row, name)) for name in names}]
        )
        for name, value in values.items():
            setattr(row, name, value)
        if isinstance(row, Review):
            row.version += 1
            self.versions[key_of(row)] = [row.version - 1, row.version]
            names.append("version")
        row.save(update_fields=names)

    def create(self, row: Model) -> None:
        """Write a row that was not there."""
        row.full_clean()
        row.save()
        self.has_created(row)

    def has_created(self, row: Model) -> None:
        """Note a row that was not there; undoing takes away what it holds with it."""
        self.created.append([row._meta.model_name, row.pk])
        if isinstance(row, Household):
            self.versions[key_of(row)] = [0, row.version]

    def write(self, kind: EventKind, sentence: str) -> HouseholdEvent:
        """Store the event itself, and a line in the history of each household."""
        for row in (self.household, self.other):
            if row and key_of(row) not in self.versions:
                row.save(update_fields=["version"])
                self.versions[key_of(row)] = [row.version - 1, row.version]
        event = HouseholdEvent(
            household=self.household,
            other=self.other,
            kind=kind,
            happened_on=self.occasion.happened_on,
            reason=self.occasion.reason,
            sentence=sentence,
            before={"rows": self.rows, "created": self.created, "versions": self.versions},
            created_by=self.by,
        )
        event.place_in(self.place)
        event.save()
        for row in filter(None, (self.household, self.other)):
            log(row, f"household.{kind}", sentence, self.by, reason=self.occasion.reason)
        return event

    def name(self) -> str:
        return household_name(self.household)


def of_households(keys):
    """The events that touched one of the households."""
    return HouseholdEvent.objects.filter(Q(household__in=keys) | Q(other__in=keys))


def key_of(row: Model) -> str:
    return f"{row._meta.model_name}:{row.pk}"


def place_of(village: Unit) -> dict[str, int | None]:
    """The columns that say that something lies in `village`."""
    columns = [f"{column}_id" for column in Level.columns()]
    return {"village_id": village.pk, **{name: getattr(village, name) for name in columns}}


def _plain(value):
    """A value as JSON keeps it; the field reads it back."""
    return value.isoformat() if isinstance(value, date) else value
