"""The check for a Vietnamese font, against a made-up fontconfig."""

import subprocess
from types import SimpleNamespace

import pytest

from reports import checks

EVERYTHING = "20-7e a0-17f 1a0-1b0 1ea0-1ef9 20ab"


@pytest.fixture
def fontconfig(monkeypatch):
    """Answers for fontconfig, by face; what is not set is drawn whole."""
    answers = {}

    def answer(command, **kwargs):
        face = command[-1].rpartition(":")[2]
        return SimpleNamespace(stdout=answers.get(face, EVERYTHING))

    monkeypatch.setattr(subprocess, "run", answer)
    checks.missing_letters.cache_clear()
    yield answers
    checks.missing_letters.cache_clear()


def test_font_with_every_letter_is_no_news(fontconfig):
    assert checks.font_has_vietnamese(None) == []


def test_one_face_without_vietnamese_is_a_warning_that_names_the_package(fontconfig):
    fontconfig["bold"] = "20-7e a0-17f"

    (warning,) = checks.font_has_vietnamese(None)

    assert warning.id == "reports.W001"
    assert "Ơơ" in warning.msg
    assert "fonts-croscore" in warning.hint


def test_single_letters_are_missed(fontconfig):
    fontconfig["italic"] = "20-7e a0-17f 1a0-1b0 1ea0-1ef9"

    assert checks.missing_letters() == "₫"


def test_computer_without_fontconfig_is_warned(fontconfig, monkeypatch):
    def missing(command, **kwargs):
        raise FileNotFoundError(command[0])

    monkeypatch.setattr(subprocess, "run", missing)

    assert [warning.id for warning in checks.font_has_vietnamese(None)] == ["reports.W001"]
