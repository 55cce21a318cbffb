"""Invented names that sound right among the ethnic groups of Krông Pa."""

from dataclasses import dataclass
from itertools import product
from random import Random

from households.enums import Sex


@dataclass(frozen=True)
class Tradition:
    """How an ethnic group forms names; `by_mother` where children take the mother's clan."""

    clans: list[str]
    male: list[str]
    female: list[str]
    male_form: str = "{clan} {given}"
    female_form: str = "{clan} {given}"
    by_mother: bool = False


def _combine(first: str, last: str) -> list[str]:
    return [" ".join(pair) for pair in product(first.split(", "), last.split())]


_HILL_MALE = """
Bhưng Blơi Blum Bơm Brơi Chơn Djên Djuin Dơn Drong Glơi Glut Grông Hlơn Hleo Hmơi Jơl Juk Jưn Khăm Khuê
Kiêr Klơh Klon Kơk Krel Krơi Kring Lem Loan Lưk Mlơ Mơt Nêl Ngơi Nhan Nhơi Nhưn Ôn Pên Phek Phơi Plin Pơl
Pring Prông Rin Rôn Rơl Rưi Sôn Suai Suin Suk Sưm Tek Thăk Thim Thoai Thơi Thul Thuin Tlơi Tơl Toan Uek
Uên Ưn Wơt Yơl Yưn Minh Tuấn Hùng Phong Sơn Hải Bình Thanh Quang Khoa
""".split()
_HILL_FEMALE = """
Bia Blê Blơi Bơn Brai Chiêm Djê Doai Dơi Drim Gơi Grên Hlăm Hơl Jơi Juai Khoan Kiêu Klơi Krai Lai Lên
Liêu Loan Lơi Luin Mai Mel Mlơi Mơn Nai Nel Ngơt Nghiêm Nhan Nhơi Nhung Phiêu Phương Plơi Pơi Prim Puai
Ren Rim Roai Rơi Sen Siu Sương Suai Thảo Thiêu Thơm Thuin Trâm Trinh Tuyết Uai Vân Yên Yơi
""".split()
_KINH_MALE = _combine(
    "Văn, Hữu, Minh, Quốc, Thanh, Ngọc, Xuân",
    "An Bảo Cường Dũng Định Hải Hòa Hùng Khánh Lâm Long Mạnh Phúc Quân Sang Sơn Tài Thắng Thành Thịnh "
    "Tiến Toàn Trung Tuấn Vinh Vĩnh",
)
_KINH_FEMALE = _combine(
    "Thị, Thị Kim, Thị Thanh, Thị Ngọc, Thị Thu",
    "Ánh Bình Cúc Dung Hạnh Hằng Hiền Hoa Hồng Huệ Hương Lan Liên Loan Mai Nga Ngân Nhung Nguyệt Oanh "
    "Phương Tâm Thảo Thúy Trang Tuyết Vân Yến",
)

# By the code of the ethnic group in the list of 1979.
KINH, TAY, NUNG, JRAI, EDE, BANA = "01", "02", "07", "10", "12", "13"
_TRADITIONS = {
    KINH: Tradition(
        "Nguyễn Trần Lê Phạm Võ Huỳnh Đặng Bùi Đỗ Hồ Ngô Phan Trương Mai".split(),
        _KINH_MALE,
        _KINH_FEMALE,
    ),
    TAY: Tradition("Nông Hoàng Bế Ma Lương Đàm Hà".split(), _KINH_MALE, _KINH_FEMALE),
    NUNG: Tradition("Lý Triệu Vi Lộc Mông Lục Chu".split(), _KINH_MALE, _KINH_FEMALE),
    JRAI: Tradition(
        ["Ksor", "Rơ Ô", "Nay", "Siu", "Rah Lan", "Kpă", "Hiao", "Rcom", "Rmah", "Alê"],
        _HILL_MALE,
        _HILL_FEMALE,
        female_form="{clan} H'{given}",
        by_mother=True,
    ),
    EDE: Tradition(
        ["Niê", "Mlô", "Kbuôr", "Êban", "Ayun", "Kđoh"],
        _HILL_MALE,
        _HILL_FEMALE,
        male_form="Y {given} {clan}",
        female_form="H'{given} {clan}",
        by_mother=True,
    ),
    BANA: Tradition(["Đinh"], _HILL_MALE, _HILL_FEMALE, female_form="{clan} Thị {given}"),
}
_IN_HILL_VILLAGE = [JRAI] * 48 + [EDE, BANA]
_IN_MIXED_VILLAGE = [JRAI] * 9 + [TAY] * 6 + [NUNG] * 5


def ethnic_group(rng: Random, *, is_minority: bool, in_minority_village: bool) -> str:
    """The code of an ethnic group that lives in such a village."""
    if not is_minority:
        return KINH
    return rng.choice(_IN_HILL_VILLAGE if in_minority_village else _IN_MIXED_VILLAGE)


def clan(rng: Random, group: str) -> str:
    return rng.choice(_TRADITIONS[group].clans)


def takes_clan_of_mother(group: str) -> bool:
    return _TRADITIONS[group].by_mother


def full_name(rng: Random, group: str, sex: str, clan: str) -> str:
    tradition = _TRADITIONS[group]
    if sex == Sex.MALE:
        return tradition.male_form.format(clan=clan, given=rng.choice(tradition.male))
    return tradition.female_form.format(clan=clan, given=rng.choice(tradition.female))
