"""Did you mean."""

from __future__ import annotations

import pytest

from evalrules.base.suggestions import nearest

KNOWN = ("rate", "graduate_rate", "computers", "vetoes", "小学入学率")


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("rat", "rate"),
        ("Rate", "rate"),
        ("RATE", "rate"),
        ("graduate-rate", "graduate_rate"),
        ("veto", "vetoes"),
        ("computer", "computers"),
        ("小学入学", "小学入学率"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_the_nearest_known_name_is_suggested(name: str, suggestion: str):
    """A name off by a letter, its case or a hyphen has one suggestion; a far one has none."""
    assert nearest(name, KNOWN) == suggestion


def test_nothing_known_nothing_suggested():
    """Without known names there is no suggestion, and the known names may be any iterable."""
    assert nearest("rate", ()) == ""
    assert nearest("rat", (name for name in KNOWN)) == "rate"
    assert nearest("rat", {"rate": 1}) == "rate"
