"""Forms for what happens to households, and for deciding duplicates.

Each event form says in plain words what it does, and gives its action what it needs.
"""

from django import forms

from households.actions.ledger import Occasion
from households.enums import Leaving, Relation, Verdict
from households.event_rules import check_successor
from households.forms_people import HeadForm, VillageField
from households.models import Household, Member
from povertyplan.errors import InvalidData
from povertyplan.forms import DayField
from povertyplan.numbers import vietnamese

_RELATIONS = [("", "Chọn quan hệ"), *(pair for pair in Relation.choices if pair[0] != "head")]
_IN_NEW = [
    ("", "Ở lại hộ cũ"),
    (Relation.HEAD, "Sang hộ mới: chủ hộ"),
    *((key, f"Sang hộ mới: {word.lower()}") for key, word in _RELATIONS[1:]),
]


class OccasionForm(forms.Form):
    """When it happened and why."""

    happened_on = DayField(label="Ngày xảy ra")
    reason = forms.CharField(
        label="Lý do, căn cứ", max_length=500, help_text="Ví dụ: trích lục khai tử, giấy đề nghị."
    )

    def occasion(self) -> Occasion:
        """Call after is_valid."""
        data = self.cleaned_data
        return Occasion(data["happened_on"], data["reason"], data.get("version"))


class EventForm(OccasionForm):
    """Something that happens to `household`; subclasses add what else must be known."""

    title = ""
    explanation = ""
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, household, user, **kwargs):
        super().__init__(*args, initial={"version": household.version}, **kwargs)
        self.household, self.user = household, user
        self.people = list(household.members.all())
        self.prepare()
        self.order_fields([*self.first, "happened_on", "reason"])

    first: tuple[str, ...] = ()

    def prepare(self) -> None:
        """Add the fields that depend on the household."""

    def arguments(self) -> dict:
        """What the action needs besides the occasion. Call after is_valid."""
        return {"household": self.household}

    def _member(self, label: str, *, heads: bool = True, required: bool = True, **kwargs):
        people = self.household.members.order_by("pk")
        people = people if heads else people.exclude(relation=Relation.HEAD)
        field = forms.ModelChoiceField(
            people, label=label, required=required, empty_label="Chọn người", **kwargs
        )
        field.label_from_instance = _described
        return field

    def _relations(self, people, choices, *, required: bool) -> None:
        for person in people:
            self.fields[f"relation_{person.pk}"] = forms.ChoiceField(
                choices=choices, label=_described(person), required=required
            )
        self.first = (*self.first, *(f"relation_{person.pk}" for person in people))

    def _chosen_relations(self) -> dict[int, str]:
        return {
            int(name.removeprefix("relation_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("relation_") and value
        }


def _described(person: Member) -> str:
    return f"{person} ({person.get_relation_display().lower()}, {person.birth_year})"


class LeaveForm(EventForm):
    because = Leaving.MOVED_OUT
    title = "Thành viên chuyển đi"
    explanation = (
        "Người này không còn tính trong số nhân khẩu của hộ. Nếu là người cuối cùng, hộ kết thúc."
    )
    first = ("member", "successor")

    def prepare(self):
        self.fields["member"] = self._member("Ai chuyển đi")
        if len(self.people) > 1:
            self.fields["successor"] = self._member(
                "Chủ hộ mới",
                heads=False,
                required=False,
                help_text="Chỉ chọn khi người nói trên là chủ hộ. "
                "Sau đó hãy xem lại quan hệ của các thành viên với chủ hộ mới.",
            )

    def clean(self):
        data = super().clean()
        gone = data.get("member")
        others = [person for person in self.people if person != gone]
        is_head = gone is not None and gone.relation == Relation.HEAD
        try:
            check_successor(is_head=is_head, others=others, successor=data.get("successor"))
        except InvalidData as error:
            self.add_error("successor", error.message)
        return data

    def arguments(self):
        successor = self.cleaned_data.get("successor")
        member = self.cleaned_data["member"]
        return {"member": member, "because": self.because, "successor": successor}


class DeathForm(LeaveForm):
    because = Leaving.DIED
    title = "Có người chết"

    def prepare(self):
        super().prepare()
        self.fields["member"].label = "Ai đã chết"


class MoveOutForm(EventForm):
    title = "Cả hộ chuyển đi"
    explanation = (
        "Hộ không còn được quản lý ở đây; phiếu rà soát đang nhập được rút khỏi đợt. "
        "Khi hộ trở về, mở lại trang của hộ và ghi «Hộ chuyển đến»."
    )


class ComeBackForm(EventForm):
    title = "Hộ trở về"
    explanation = "Những người đã chuyển đi cùng hộ được ghi là có mặt trở lại."
    first = ("village",)

    def prepare(self):
        self.fields["village"] = VillageField(
            user=self.user, initial=self.household.village_id, empty_label="Chọn thôn"
        )

    def arguments(self):
        return super().arguments() | {"village": self.cleaned_data["village"]}


class MoveForm(ComeBackForm):
    title = "Chuyển thôn"
    explanation = (
        "Phiếu đang nhập chuyển theo hộ nếu đợt rà soát bao gồm thôn mới, nếu không thì được rút "
        "khỏi đợt. Phiếu của các năm trước ở lại thôn cũ."
    )

    def prepare(self):
        super().prepare()
        field = self.fields["village"]
        field.queryset, field.initial = field.queryset.exclude(pk=self.household.village_id), None


class SplitForm(EventForm):
    title = "Tách hộ"
    explanation = (
        "Chọn những người ra ở riêng và quan hệ của họ trong hộ mới; hộ mới cần đúng một chủ hộ."
    )

    def prepare(self):
        people = [person for person in self.people if person.relation != Relation.HEAD]
        self._relations(people, _IN_NEW, required=False)
        self.first = (*self.first, "village")
        self.fields["village"] = VillageField(
            user=self.user, initial=self.household.village_id, empty_label="Chọn thôn"
        )

    def arguments(self):
        moving = self._chosen_relations()
        return super().arguments() | {"moving": moving, "village": self.cleaned_data["village"]}


class JoinForm(EventForm):
    title = "Nhập hộ"
    explanation = (
        "Mọi người trong hộ sang hộ nhận; hộ này kết thúc, phiếu rà soát đang nhập của hộ được rút "
        "khỏi đợt."
    )
    first = ("into",)

    def prepare(self):
        others = Household.objects.visible_to(self.user).present().with_head()
        others = others.filter(commune=self.household.commune_id).exclude(pk=self.household.pk)
        self.fields["into"] = forms.ModelChoiceField(
            others.select_related("village__kind").order_by("village", "head_key", "pk"),
            label="Hộ nhận (cùng xã)",
            empty_label="Chọn hộ",
        )
        self.fields["into"].label_from_instance = lambda row: (
            f"{row.village}: {row.head_name} ({row.head_year})"
        )
        self._relations(self.people, _RELATIONS, required=True)
        for person in self.people:
            self.fields[f"relation_{person.pk}"].help_text = "Quan hệ với chủ hộ của hộ nhận."

    def arguments(self):
        relations = self._chosen_relations()
        return super().arguments() | {"into": self.cleaned_data["into"], "relations": relations}


class NewHeadForm(EventForm):
    title = "Đổi chủ hộ"
    explanation = "Sau đó hãy xem lại quan hệ của các thành viên khác với chủ hộ mới."
    first = ("successor", "old_relation")

    def prepare(self):
        self.fields["successor"] = self._member("Chủ hộ mới", heads=False)
        self.fields["old_relation"] = forms.ChoiceField(
            choices=_RELATIONS, label="Chủ hộ cũ là gì của chủ hộ mới"
        )

    def arguments(self):
        names = ("successor", "old_relation")
        return super().arguments() | {name: self.cleaned_data[name] for name in names}


class MoveInForm(HeadForm, OccasionForm):
    """A household that comes from elsewhere: its head, and when it came."""


class MapChangeForm(forms.Form):
    """For each old village, the new one that its households go to; empty leaves them."""

    def __init__(self, *args, rows, villages, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        choices = [("", "Chưa chuyển"), *((village.pk, str(village)) for village in villages)]
        for row in rows:
            field = forms.ModelChoiceField(
                villages,
                label=f"{row.village}, {row.village.commune}: {vietnamese(row.household_count)} hộ",
                required=False,
            )
            field.choices = choices  # read once for all fields
            field.initial = row.successor
            self.fields[f"village_{row.village.pk}"] = field

    def mapping(self) -> dict:
        """New village by old one. Call after is_valid."""
        chosen = {row.village: self.cleaned_data[f"village_{row.village.pk}"] for row in self.rows}
        return {old: new for old, new in chosen.items() if new}


class DecisionForm(forms.Form):
    """Whether two records are one person, and which of them stays."""

    verdict = forms.ChoiceField(label="Kết luận", choices=[("", "Chọn"), *Verdict.choices])
    keep = forms.TypedChoiceField(
        label="Hồ sơ giữ lại", coerce=int, required=False, empty_value=None
    )
    is_whole = forms.BooleanField(
        label="Gộp cả hộ",
        required=False,
        help_text="Hai hộ là một: hộ kia kết thúc, phiếu đang nhập của hộ đó được rút khỏi đợt.",
    )
    reason = forms.CharField(label="Lý do", max_length=500)

    def __init__(self, *args, pair, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair = {member.pk: member for member in pair}
        self.fields["keep"].choices = [
            ("", "Chọn khi là một"),
            *((member.pk, f"{member} – {member.household}") for member in pair),
        ]
        if len({member.household_id for member in pair}) == 1:
            del self.fields["is_whole"]

    def clean(self):
        data = super().clean()
        if data.get("verdict") == Verdict.SAME and not data.get("keep"):
            self.add_error("keep", "Hãy chọn hồ sơ giữ lại.")
        return data

    def is_same(self) -> bool:
        return self.cleaned_data["verdict"] == Verdict.SAME

    def choice(self) -> dict:
        """Which stays and which goes. Call when `is_same`."""
        keep = self.pair[self.cleaned_data["keep"]]
        drop = next(member for member in self.pair.values() if member != keep)
        return {"keep": keep, "drop": drop, "is_whole": self.cleaned_data.get("is_whole", False)}
