"""Every word a report says, in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import evalrules
from evalrules.reporters.phrases import _PHRASES, say

SOURCES = [
    path.read_text("utf-8")
    for path in Path(evalrules.__file__).parent.rglob("*.py")
    if path.name != "phrases.py"
]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", _PHRASES)
def test_both_languages_take_the_same_values(name: str):
    """No phrase asks for a value in one language only; Chinese is Chinese and English is not."""
    zh, en = _PHRASES[name]
    assert fields(zh) == fields(en)
    assert not re.search("[\u4e00-\u9fff]", en)
    values = dict.fromkeys(fields(zh), "1")
    assert say(name, "zh", **values) and say(name, "en", **values)


def test_every_phrase_is_used():
    """No phrase is left that nothing says."""
    whole = "\n".join(SOURCES)
    used = {name for name in _PHRASES if f'"{name}"' in whole or f"'{name}'" in whole}
    from evalrules.model.assessment import BY_PANEL, CAPPED, COMPUTED, EXPIRED, IN_FORCE, UNDATED
    from evalrules.reporters.efforts import BUILD, MORE, PAY, RAISE
    from evalrules.reporters.tally import STANDINGS

    used |= {BY_PANEL, CAPPED, COMPUTED, "missing_fact", "missing_parameter", "missing_attribute"}
    used |= {
        "read",
        "partial",
        "assumed",
        "missing_quantity",
        "incomplete_table",
    }
    used |= {f"{written}" for word in STANDINGS for written in (f"count_{word}", f"{word}_count")}
    used |= {f"count_{effort}" for effort in (BUILD, PAY, RAISE, MORE)} | {f"change_{effort}" for effort in (BUILD, PAY)}
    used |= {f"waiver_{state}" for state in (IN_FORCE, EXPIRED, UNDATED)}  # written in rulesets; published causes
    assert set() == set(_PHRASES) - used


def test_an_unknown_phrase_is_a_fault():
    """A name that is not listed is never silently empty."""
    with pytest.raises(KeyError):
        say("no-such-phrase", "zh")
