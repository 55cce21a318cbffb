"""The form of a review: form A, form B, the deprivations under each standard, circumstances."""

from collections.abc import Iterator
from functools import cached_property

from django import forms

from households.actions.reviews import check_overruled, findings_of
from households.answers import DWELLING, FLAGS, LISTS, Circumstances, Findings, UnderStandard
from households.derivation import Dwelling
from households.enums import OWNED, Durability, Electricity, OptionKind, Toilet, WaterSource
from households.judging import Catalogue, Judgement, judge
from households.models import EthnicGroup, Option, Review
from povertyplan.errors import InvalidData
from povertyplan.forms import WholeNumberField

# The largest quantity that is believed.
_MOST = 10_000_000
_DWELLING = tuple(name for name in DWELLING if name != "holdings")


def _points(label: str) -> WholeNumberField:
    return WholeNumberField(
        label=label,
        required=False,
        max_value=1000,
        help_text="Tổng điểm phiếu B1 trên phiếu giấy: bảng điểm của vùng chưa được nhập.",
    )


class ReviewForm(forms.Form):
    """The findings about one household, under the standard of its round or under both.

    B1 is asked for only where the table of the region is not loaded. An indicator that two
    standards define alike is asked once, with the closing standard.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    person_count = WholeNumberField(label="Số nhân khẩu", min_value=1, max_value=60)
    ethnicity = forms.ModelChoiceField(EthnicGroup.objects.all(), label="Dân tộc của hộ")
    income_vnd = WholeNumberField(
        label="Thu nhập bình quân đầu người một tháng (đồng)",
        required=False,
        max_value=1_000_000_000,
        help_text="Nhập khi chưa có điểm B1, hoặc để xét mức sống trung bình.",
    )
    score_b1 = _points("Điểm B1")
    following_score_b1 = _points("Điểm B1")
    form_a_asked = forms.BooleanField(label="Đã hỏi đủ các điều kiện của phiếu A", required=False)
    form_a = forms.MultipleChoiceField(label="Phiếu A", required=False)
    floor_area_m2 = forms.DecimalField(
        label="Diện tích nhà ở (m²)",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    pillars = forms.ChoiceField(label="Cột nhà", required=False)
    walls = forms.ChoiceField(label="Tường nhà", required=False)
    roof = forms.ChoiceField(label="Mái nhà", required=False)
    water_source = forms.ChoiceField(label="Nguồn nước sinh hoạt", required=False)
    toilet = forms.ChoiceField(label="Nhà tiêu", required=False)
    electricity = forms.ChoiceField(label="Nguồn điện", required=False)
    monthly_kwh = WholeNumberField(
        label="Điện dùng một tháng (kWh)", required=False, max_value=100_000
    )
    owned_asked = forms.BooleanField(
        label="Đã hỏi đủ tài sản, đất đai, chăn nuôi (ô để trống là không có)", required=False
    )
    deprived = forms.MultipleChoiceField(label="Chỉ số thiếu hụt", required=False)
    following_deprived = forms.MultipleChoiceField(label="Chỉ số thiếu hụt", required=False)
    causes = forms.MultipleChoiceField(label="Nguyên nhân nghèo", required=False)
    needs = forms.MultipleChoiceField(label="Nhu cầu hỗ trợ", required=False)
    supports = forms.MultipleChoiceField(label="Hỗ trợ đã nhận", required=False)
    has_no_labour = forms.BooleanField(label="Hộ không có khả năng lao động", required=False)
    is_social_protection = forms.BooleanField(label="Hộ bảo trợ xã hội", required=False)
    is_farming = forms.BooleanField(label="Hộ làm nông, lâm, ngư, diêm nghiệp", required=False)
    note = forms.CharField(label="Ghi chú", max_length=500, required=False)

    def __init__(self, *args, review: Review, catalogue: Catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.catalogue = review, catalogue
        self._offer_materials()
        self._offer_indicators()
        self._offer_lists()
        self._drop_unasked()
        self._name_both()
        first = next(name for name in ("score_b1", "income_vnd") if name in self.fields)
        self.fields[first].widget.attrs["autofocus"] = True

    @classmethod
    def for_review(cls, review: Review, data=None, catalogue: Catalogue | None = None):
        """The form, filled in with what is stored."""
        catalogue = catalogue or Catalogue()
        initial = typed(findings_of(review, catalogue)) | {"version": review.version}
        return cls(data, review=review, catalogue=catalogue, initial=initial)

    @cached_property
    def stored(self) -> Findings:
        return findings_of(self.review, self.catalogue)

    def findings(self) -> Findings:
        """What was typed. Call after is_valid."""
        data = self.cleaned_data
        deprived = frozenset(data["deprived"])
        return Findings(
            person_count=data["person_count"],
            ethnicity=data["ethnicity"],
            income_vnd=data["income_vnd"],
            score_b1=data.get("score_b1"),
            deprived=deprived,
            following=self._following(deprived),
            dwelling=Dwelling(**{name: data[name] for name in _DWELLING}, holdings=self._owned()),
            circumstances=Circumstances(
                **{name: frozenset(data[name]) for name in LISTS},
                **{name: data[name] for name in FLAGS},
            ),
            form_a=self._quick(),
            note=data["note"],
        )

    def is_outdated(self) -> bool:
        """Whether somebody else saved the review after this form was opened."""
        return self.review.is_editable and self.cleaned_data["version"] != self.review.version

    def judgements(self) -> list[Judgement]:
        """What the typed answers say under each standard. Call after is_valid."""
        return judge(self.findings(), review=self.review, catalogue=self.catalogue)

    def is_complete(self) -> bool:
        """Whether nothing is missing that saving needs; else the fields say what.

        A list that is filled in by half would make none of what was not asked about.
        """
        try:
            check_overruled(self.judgements(), self.cleaned_data["note"])
        except InvalidData as error:
            self.add_error("note", error.message)
        self._ask_for_the_rest()
        return not self.errors

    def _ask_for_the_rest(self) -> None:
        data = self.cleaned_data
        begun = any(data[name] is not None for name in self.fields if name.startswith("own-"))
        if begun and not data["owned_asked"]:
            self.add_error("owned_asked", "Hãy đánh dấu khi đã hỏi đủ cả ba mục dưới đây.")
        if data.get("form_a") and not data["form_a_asked"]:
            self.add_error("form_a_asked", "Hãy đánh dấu khi đã hỏi đủ các điều kiện.")

    def owned_fields(self) -> Iterator[tuple[str, list, bool]]:
        """The quantities by kind of thing: heading, fields, and whether something is filled in."""
        for kind in OWNED:
            fields = [self[f"own-{item.code}"] for item in self._options(kind)]
            if fields:
                yield kind.label, fields, any(field.value() for field in fields)

    def indicators(self, *, is_following: bool = False) -> list:
        """The indicators that are asked under one of the standards."""
        return self.catalogue.asked(self.review.round, is_following=is_following)

    def quick_questions(self) -> list:
        """The conditions of form A, for a household that asked to be reviewed."""
        standard = self.review.round.standard
        if standard.form_a_minimum is None or not self.review.requests.exists():
            return []
        return list(standard.quick_questions.all())

    def has_points_table(self, *, is_following: bool) -> bool:
        """Whether B1 is computed under one of the round's standards."""
        round = self.review.round
        standard = round.next_standard if is_following else round.standard
        return bool(self.catalogue.points(standard, self.review.village, round.closes_on))

    def _following(self, deprived: frozenset[str]) -> UnderStandard | None:
        if self.review.round.next_standard_id is None:
            return None
        data = self.cleaned_data
        shared = self.catalogue.shared(self.review.round)
        codes = deprived & shared | frozenset(data["following_deprived"])
        return UnderStandard(data.get("following_score_b1"), codes)

    def _owned(self) -> dict[str, int] | None:
        if not self.cleaned_data["owned_asked"]:
            return None
        names = {name.removeprefix("own-"): name for name in self.fields if name[:4] == "own-"}
        told = {code: self.cleaned_data[name] for code, name in names.items()}
        return {code: quantity for code, quantity in told.items() if quantity}

    def _quick(self) -> frozenset[str] | None:
        if "form_a" not in self.fields:
            return self.stored.form_a
        asked = self.cleaned_data["form_a_asked"]
        return frozenset(self.cleaned_data["form_a"]) if asked else None

    def _offer_materials(self) -> None:
        lists = dict.fromkeys(("pillars", "walls", "roof"), Durability)
        lists |= {"water_source": WaterSource, "toilet": Toilet, "electricity": Electricity}
        for name, words in lists.items():
            self.fields[name].choices = [("", "Chưa biết"), *words.choices]

    def _offer_indicators(self) -> None:
        for name, is_following in (("deprived", False), ("following_deprived", True)):
            items = self.indicators(is_following=is_following)
            self.fields[name].choices = [(item.code, item.name) for item in items]

    def _offer_lists(self) -> None:
        for name, kind in LISTS.items():
            options = self._options(kind, chosen=self.initial.get(name, ()))
            self.fields[name].choices = [(item.code, item.name) for item in options]
        for kind in OWNED:
            for item in self._options(kind):
                label = f"{item.name} ({item.unit_of_measure})" if item.unit_of_measure else item
                self.fields[f"own-{item.code}"] = WholeNumberField(
                    label=str(label), required=False, max_value=_MOST
                )

    def _options(self, kind: OptionKind, chosen=()) -> list[Option]:
        """The lines of a list that hold at the end of the round, or were chosen before."""
        day = self.review.round.closes_on
        return [
            item
            for item in self.catalogue.options(kind)
            if item.is_valid_on(day) or item.code in chosen or f"own-{item.code}" in self.initial
        ]

    def _name_both(self) -> None:
        """In a round under two standards, say which of them is asked for."""
        for name in ("following_score_b1", "following_deprived"):
            if name in self.fields:
                field = self.fields[name]
                field.label = f"{field.label} (mở đầu năm {self.review.round.year + 1})"

    def _drop_unasked(self) -> None:
        two = self.review.round.next_standard_id is not None
        questions = self.quick_questions()
        self.fields["form_a"].choices = [(item.code, item.text) for item in questions]
        unasked = {
            "score_b1": self.has_points_table(is_following=False),
            "following_score_b1": not two or self.has_points_table(is_following=True),
            "following_deprived": not two,
            "form_a": not questions,
            "form_a_asked": not questions,
        }
        for name in (name for name, is_unasked in unasked.items() if is_unasked):
            del self.fields[name]


def typed(findings: Findings) -> dict:
    """Findings as the form has them: a value by the name of each field."""
    following, owned = findings.following or UnderStandard(), findings.dwelling.holdings
    values = {
        "person_count": findings.person_count,
        "ethnicity": findings.ethnicity.pk,
        "income_vnd": findings.income_vnd,
        "score_b1": findings.score_b1,
        "following_score_b1": following.score_b1,
        "form_a_asked": findings.form_a is not None,
        "form_a": sorted(findings.form_a or ()),
        "owned_asked": owned is not None,
        "deprived": sorted(findings.deprived),
        "following_deprived": sorted(following.deprived),
        "note": findings.note,
    }
    values |= {name: getattr(findings.dwelling, name) for name in _DWELLING}
    values |= {name: sorted(getattr(findings.circumstances, name)) for name in LISTS}
    values |= {name: getattr(findings.circumstances, name) for name in FLAGS}
    return values | {f"own-{code}": quantity for code, quantity in (owned or {}).items()}
