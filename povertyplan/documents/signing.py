"""Who signs, and by what authority (Decree 30/2020, art. 13 and annex I)."""

from dataclasses import dataclass

from django.db import models


class SignMode(models.TextChoices):
    OWN = "own", "Ký theo thẩm quyền"
    ACTING = "acting", "Quyền cấp trưởng (Q.)"
    DEPUTY = "deputy", "Ký thay (KT.)"
    ORDER = "order", "Ký thừa lệnh (TL.)"
    MANDATE = "mandate", "Ký thừa ủy quyền (TUQ.)"


_FOR = {SignMode.DEPUTY: "KT.", SignMode.ORDER: "TL.", SignMode.MANDATE: "TUQ."}


@dataclass(frozen=True)
class Signer:
    """The person who signs: name without academic title, and office.

    `principal` is the office in whose place a deputy signs, or whose order or mandate they have.
    `organ` is the collective body in whose name they sign (TM.): a People's Committee, for plans.
    """

    name: str
    title: str = "Chủ tịch"
    mode: SignMode = SignMode.OWN
    principal: str = "Chủ tịch"
    organ: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines over the signature: TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH."""
        title = f"Q. {self.title}" if self.mode == SignMode.ACTING else self.title
        lines = [f"TM. {self.organ}"] if self.organ else []
        if self.mode in _FOR:
            lines.append(f"{_FOR[self.mode]} {self.principal}")
        return tuple(line.upper() for line in (*lines, title))


_BETWEEN = " / "


@dataclass(frozen=True)
class Signature:
    """What stands under a document that was issued: the lines of authority, and the name."""

    lines: tuple[str, ...]
    name: str


def stored(signer: Signer) -> str:
    """The lines over a signature as a document keeps them, in one text."""
    return _BETWEEN.join(signer.lines)


def read_back(lines: str, name: str) -> Signature:
    """The signature of which a document kept the `stored` lines."""
    return Signature(tuple(lines.split(_BETWEEN)), name)
