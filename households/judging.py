"""What findings make of a household: B1, derived deprivations and the class, standard by standard.

The form, the grid, the Excel import and the writing action all ask here.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain

from households.answers import Findings, UnderStandard
from households.derivation import (
    LOOKED_AT,
    Derivations,
    Derived,
    Home,
    Person,
    completed,
    derive,
)
from households.enums import OWNED, HouseholdClass, OptionKind
from households.facts import facts_of
from households.models import Household, IncomePoint, Option, Review, Round, Standard
from households.points import FACTS, PointLine, ScoreB1, score_b1
from households.querysets import POOR_OR_NEAR_POOR
from households.rules import (
    Answers,
    Classification,
    StandardRules,
    class_of,
    classify,
    not_needed,
)
from povertyplan.errors import InvalidData
from povertyplan.numbers import vietnamese
from povertyplan.units.enums import Area, UnitClassKind
from povertyplan.units.models import Unit, UnitClass

_MOST_KEPT = 10_000


@dataclass(frozen=True)
class Terms:
    """What all the households of a village are judged by under one standard of a round.

    `points` is the B1 table, empty while none is loaded.
    """

    standard: Standard
    rules: StandardRules
    is_following: bool
    area: str
    on: date
    points: list[PointLine]


@dataclass
class Catalogue:
    """The lists and tables that judging needs, read once for as many reviews as are judged."""

    _tables: dict = field(default_factory=dict)
    _regions: dict = field(default_factory=dict)
    _options: dict = field(default_factory=dict)
    _indicators: dict = field(default_factory=dict)
    _areas: dict = field(default_factory=dict)
    _derived: dict = field(default_factory=dict)
    _terms: dict = field(default_factory=dict)

    def terms(self, round: Round, village: Unit) -> list[Terms]:
        """What is needed to judge under each standard of the round, the closing one first."""
        key = round.id, village.id
        if key not in self._terms:
            on, area = round.closes_on, self.area(village)
            self._terms[key] = [
                Terms(
                    standard,
                    standard.rules(),
                    standard.pk != round.standard_id,
                    area,
                    on,
                    self.points(standard, village, on),
                )
                for standard in round.standards
            ]
        return self._terms[key]

    def points(self, standard: Standard, village: Unit, on: date) -> list[PointLine]:
        """The B1 table in force where the village lies; empty while none is loaded."""
        key = standard.pk, self.region(village, on), on
        if key not in self._tables:
            rows = IncomePoint.objects.filter(standard=standard, region=key[1]).valid_on(on)
            names = ("code", "content", "points", "fact", "minimum", "maximum", "value")
            self._tables[key] = [PointLine(*row) for row in rows.values_list(*names)]
        return self._tables[key]

    def region(self, village: Unit, on: date) -> str:
        """The region of the B1 tables: `urban`, or the class of the nearest unit that has one."""
        if self.area(village) == Area.URBAN:
            return Area.URBAN.value
        key = village.commune_id, on
        if key not in self._regions:
            ancestors = [village.commune_id, village.district_id, village.province_id]
            rows = UnitClass.objects.filter(unit__in=ancestors, kind=UnitClassKind.INCOME_REGION)
            found = rows.valid_on(on).order_by("-unit__level").values_list("value", flat=True)
            self._regions[key] = found.first() or ""
        return self._regions[key]

    def pack(self, kind: OptionKind, codes) -> int:
        """Codes of options as a bit set. Raises InvalidData for a code that the list lacks."""
        bits = self._bits_of(kind)
        if unknown := sorted(set(codes) - bits.keys()):
            raise InvalidData(f"Danh mục «{kind.label}» không có mã «{unknown[0]}».")
        return sum(1 << bits[code] for code in set(codes))

    def unpack(self, kind: OptionKind, bits: int) -> frozenset[str]:
        return frozenset(code for code, bit in self._bits_of(kind).items() if bits >> bit & 1)

    def names(self, kind: OptionKind, bits: int) -> list[str]:
        """The names in a bit set, in the order of the list."""
        return [option.name for option in self.options(kind) if bits >> option.bit & 1]

    def owned(self, holdings: dict[str, int] | None) -> str:
        """What a household owns, in words."""
        return "; ".join(
            f"{option.name}: {vietnamese(holdings[option.code])} {option.unit_of_measure}"
            for kind in OWNED
            for option in self.options(kind)
            if (holdings or {}).get(option.code)
        )

    def facts(self, codes) -> list[str]:
        """What a B1 table asks about, in words."""
        things = {option.code: option.name for kind in OWNED for option in self.options(kind)}
        return [FACTS.get(code) or things.get(code, code) for code in codes]

    def options(self, kind: OptionKind) -> list[Option]:
        if not self._options:
            self._options |= {each: [] for each in OptionKind.values}
            for option in Option.objects.all():
                self._options[option.kind].append(option)
        return self._options[kind]

    def indicators(self, standard: Standard) -> list:
        if standard.pk not in self._indicators:
            self._indicators[standard.pk] = list(standard.indicators.all())
        return self._indicators[standard.pk]

    def shared(self, round: Round) -> frozenset[str]:
        """Codes of the indicators that both standards of a round define alike."""
        if round.next_standard_id is None:
            return frozenset()
        both = [
            {(item.code, item.definition) for item in self.indicators(standard)}
            for standard in round.standards
        ]
        return frozenset(code for code, _ in both[0] & both[1])

    def asked(self, round: Round, *, is_following: bool) -> list:
        """The indicators to ask about: those of the round's standard, or what the next adds."""
        if not is_following:
            return self.indicators(round.standard)
        if round.next_standard_id is None:
            return []
        shared = self.shared(round)
        return [item for item in self.indicators(round.next_standard) if item.code not in shared]

    def area(self, village: Unit) -> str:
        """Urban or rural; asked for once for each village."""
        if village.pk not in self._areas:
            self._areas[village.pk] = village.effective_area
        return self._areas[village.pk]

    def derived(self, standard: Standard, home: Home, *, on: date) -> dict[str, Derived]:
        """What follows from the members and the dwelling, by code of the indicator."""
        parts = self.derivations(standard, home, on=on)
        return dict(chain.from_iterable(part.found.items() for part in parts))

    def derivations(self, standard: Standard, home: Home, *, on: date) -> list[Derivations]:
        """The same in parts. What households have in common is derived once: see LOOKED_AT."""
        parts = []
        for looks_at, rules, kept in self._rules_of(standard, on):
            seen = looks_at(home)
            part = kept.get(seen)
            if part is None:
                each = ((code, derive(rule, home, on=on)) for code, rule in rules)
                found = {code: result for code, result in each if result is not None}
                part = Derivations.of(found)
                _keep(kept, seen, part)
            parts.append(part)
        return parts

    def _rules_of(self, standard: Standard, on: date) -> list[tuple]:
        """The rules that look at the same: at what, the rules by indicator, what they gave."""
        key = standard.id, on
        if key not in self._derived:
            rules: dict = {}
            for item in self.indicators(standard):
                if item.derivation:
                    looks_at = LOOKED_AT[item.derivation["rule"]]
                    rules.setdefault(looks_at, []).append((item.code, item.derivation))
            self._derived[key] = [(looks_at, same, {}) for looks_at, same in rules.items()]
        return self._derived[key]

    def _bits_of(self, kind: OptionKind) -> dict[str, int]:
        return {option.code: option.bit for option in self.options(kind)}


@dataclass(eq=False)
class Judgement:
    """What the findings say under one standard; each answer is found when it is asked for."""

    terms: Terms
    findings: Findings
    people: tuple[Person, ...]
    catalogue: Catalogue = field(repr=False)

    @property
    def standard(self) -> Standard:
        return self.terms.standard

    @property
    def area(self) -> str:
        return self.terms.area

    @property
    def deprived(self) -> frozenset[str]:
        return self._given().deprived

    @cached_property
    def b1(self) -> ScoreB1 | None:
        """The computed points, explained; None where no table is loaded and B1 was typed."""
        terms = self.terms
        if not terms.points:
            return None
        return score_b1(terms.points, facts_of(self.findings, self.people, on=terms.on))

    @property
    def score_b1(self) -> int | None:
        return self._answers().score_b1

    @cached_property
    def found(self) -> Classification | None:
        """The class with its reason; None while neither income nor B1 is known."""
        quick = not_needed(self.findings.form_a, self.standard.form_a_minimum)
        return quick or classify(self._answers(), self.terms.rules)

    @property
    def household_class(self) -> HouseholdClass | None:
        """The class of `found` without its reason: what many rows are asked for at once."""
        if self.findings.form_a is not None:
            return self.found and self.found.household_class
        return class_of(self._answers(), self.terms.rules)

    @property
    def derived(self) -> dict[str, Derived]:
        """What follows from the members and the dwelling, by code of the indicator."""
        return self.catalogue.derived(self.standard, self._home(), on=self.terms.on)

    @property
    def overruled(self) -> list[str]:
        """The names of the indicators in which the answers differ from what was derived."""
        parts = self.catalogue.derivations(self.standard, self._home(), on=self.terms.on)
        deprived = self.deprived
        found = [codes for part in parts if (codes := part.contradicted(deprived))]
        if not found:
            return []
        codes = frozenset().union(*found)
        return [name for code, name in self.terms.rules.names.items() if code in codes]

    def _home(self) -> Home:
        return Home(self.people, self.findings.dwelling)

    def _answers(self) -> Answers:
        given, terms = self._given(), self.terms
        points = self.b1.total if terms.points else given.score_b1
        return Answers(terms.area, self.findings.income_vnd, points, given.deprived)

    def _given(self) -> UnderStandard | Findings:
        """The answers in the terms of the standard."""
        return self.findings.under(is_following=True) if self.terms.is_following else self.findings


def _keep(kept: dict, key: Hashable, value) -> None:
    if len(kept) > _MOST_KEPT:
        kept.clear()
    kept[key] = value


def judge(
    findings: Findings, *, review: Review, catalogue: Catalogue | None = None
) -> list[Judgement]:
    """What the findings say under each standard of the round, the closing one first."""
    people = tuple(member.facts() for member in review.household.members.all())
    return judge_people(
        findings,
        people,
        round=review.round,
        village=review.village,
        catalogue=catalogue or Catalogue(),
    )


def judge_people(
    findings: Findings,
    people: tuple[Person, ...],
    *,
    round: Round,
    village: Unit,
    catalogue: Catalogue,
) -> list[Judgement]:
    """As `judge`, of people who need not be stored yet.

    Whom the form counts and nobody has recorded is unknown: what depends on them is not derived.
    """
    asked = catalogue.terms(round, village)
    people = completed(people, findings.person_count, on=round.closes_on)
    return [Judgement(terms, findings, people, catalogue) for terms in asked]


def cautions(findings: Findings, judgements: list[Judgement], household: Household) -> list[str]:
    """What an officer should look at again; none of it keeps the review from being saved."""
    classes = {item.found.household_class for item in judgements if item.found}
    members = len(household.members.all())
    said = []
    if findings.person_count != members:
        said.append(f"Số nhân khẩu trên phiếu khác số thành viên trong hồ sơ hộ ({members} người).")
    if classes & set(POOR_OR_NEAR_POOR) and not findings.circumstances.causes:
        said.append("Hộ nghèo, hộ cận nghèo cần có ít nhất một nguyên nhân nghèo.")
    if HouseholdClass.AVERAGE in classes and not findings.circumstances.is_farming:
        said.append(
            "Mức sống trung bình xét cho hộ làm nông, lâm, ngư, diêm nghiệp: hãy đánh dấu nếu đúng."
        )
    return said
