"""A plan of the commune Bình An for 2023, ready to be sent: targets, text, bases, an annex."""

from datetime import date

from plans.actions import parts, sections
from plans.actions import plan as actions
from plans.actions.sections import Words
from plans.models import LegalText, Plan
from targets import actions as targets
from targets.actions import Entry

SECTIONS = (
    (
        "Mục tiêu",
        "Cuối năm còn [[poor.rate.planned]]%, giảm [[poor.decrease]] hộ ([[annex:"
        "village-targets]]).",
    ),
    ("Tổ chức thực hiện", "Các thôn thực hiện **nghiêm túc** [[ref:muc-tieu]].\n\n- Báo cáo xã."),
)


def sheet(land, standard, mai, duc):
    """Approved targets: 30 poor of 150 households are to be 20.

    Village Một: 20 of 100 to be 15; Hai: 10 of 50 to be 5. All figures are typed.
    """
    made = targets.start(unit=land.commune, year=2023, standard=standard, by=mai)
    kept = {"has_minority": False, "has_indicators": False, "projection": "constant"}
    made = targets.set_up(sheet=made, version=1, by=mai, **kept)
    first, second = land.village.pk, land.second_village.pk
    entries = [
        Entry(first, "projected_households", 100),
        Entry(first, "poor", 20),
        Entry(second, "projected_households", 50),
        Entry(second, "poor", 10),
    ]
    given = {"source": "Báo cáo của xã", "version": made.version, "by": mai}
    made = targets.type_baseline(sheet=made, entries=entries, **given)
    entries = [Entry(first, "poor", 15), Entry(second, "poor", 5)]
    made = targets.fill_in(sheet=made, entries=entries, version=made.version, by=mai)
    targets.move(sheet=made, name="submit", by=mai)
    return targets.move(sheet=made, name="approve", by=duc)


def plan(land, mai) -> Plan:
    """A draft with two sections, a basis, a recipient and the table of its villages."""
    made = actions.start(unit=land.commune, year=2023, by=mai)
    for title, body in SECTIONS:
        words = Words(title, body, numbering="I.")
        sections.add(plan=made, words=words, version=None, by=mai)
    text = LegalText.objects.create(
        kind="Quyết định", number="90/QĐ-TTg", issued_on=date(2022, 1, 18), issuer="Thủ tướng"
    )
    for part, row in (
        ("bases", {"text": text}),
        ("recipients", {"text": "Các thôn"}),
        ("annexes", {"table": "village-targets"}),
    ):
        parts.set_rows(plan=made, part=part, rows=[row], version=None, by=mai)
    return Plan.objects.get(pk=made.pk)


def approved(plan: Plan, mai, duc) -> Plan:
    actions.move(plan=plan, name="submit", by=mai)
    return actions.move(plan=plan, name="approve", by=duc)
