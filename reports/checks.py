"""Does this computer have letters for Vietnamese documents? Asked at every start."""

import subprocess
from functools import cache

from django.core.checks import CheckMessage, Warning

from reports.renderers.layout import SERIF

VIETNAMESE = frozenset(range(0x1EA0, 0x1EFA)) | frozenset(map(ord, "ĂăÂâĐđÊêÔôƠơƯư₫"))
FACES = ("regular", "bold", "italic")


def font_has_vietnamese(app_configs, **kwargs) -> list[CheckMessage]:
    """Debian 12's fonts-liberation lacks 98 letters, and every word falls into two fonts."""
    if not missing_letters():
        return []
    return [
        Warning(
            "Phông chữ có chân trên máy này thiếu chữ tiếng Việt, tệp PDF sẽ in sai chữ "
            f"(the serif font lacks Vietnamese letters: {missing_letters()[:10]}).",
            hint="Cài gói / install the package: apt-get install fonts-croscore fontconfig",
            id="reports.W001",
        )
    ]


@cache
def missing_letters() -> str:
    """The Vietnamese letters that the font chosen for documents cannot draw."""
    drawn = frozenset.intersection(*map(_letters_of, FACES))
    return "".join(map(chr, sorted(VIETNAMESE - drawn)))


def _letters_of(face: str) -> frozenset[int]:
    """The code points in the font that fontconfig finds: its answer is `20-7e a0-377 ...`."""
    pattern = SERIF.replace("'", "") + f":{face}"
    try:
        answer = subprocess.run(
            ["fc-match", "--format", "%{charset}", pattern],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    ranges = (part.partition("-")[::2] for part in answer.split())
    return frozenset(
        code for first, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)
    )
