"""The code on a document, by which anybody can ask whether it is genuine."""

import secrets

# No letter that is taken for another when somebody types what stands on paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
_GROUP = 4


def new() -> str:
    """A code that nobody can guess: 79 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def printed(code: str) -> str:
    """The code in groups, as paper shows it: ABCD-EFGH-JKMN-PQRS."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(text: str) -> str:
    """The code that was meant: capitals, without what stands between the groups."""
    return "".join(letter for letter in text.upper()[:100] if letter in LETTERS)
