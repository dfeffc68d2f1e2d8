"""The words that only the HTML report says."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from evalrules.reporters.html import words as html_words
from evalrules.reporters.html.words import _WORDS, word
from evalrules.reporters.tally import STANDINGS


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", _WORDS)
def test_both_languages_take_the_same_values(name: str):
    """No phrase asks for a value in one language only; Chinese is Chinese and English is not."""
    zh, en = _WORDS[name]
    assert fields(zh) == fields(en)
    assert re.search("[\u4e00-\u9fff]", zh)
    assert not re.search("[\u4e00-\u9fff]", en)
    values = dict.fromkeys(fields(zh), "1")
    assert word(name, "zh", **values) and word(name, "en", **values)


def test_every_word_is_used():
    """No phrase is left that nothing says."""
    folder = Path(html_words.__file__).parent
    texts = [path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "words.py"]
    used = {node.value for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    used |= set(STANDINGS)
    assert set() == set(_WORDS) - used


def test_an_unknown_word_is_a_fault():
    """A name that is not listed is never silently empty."""
    with pytest.raises(KeyError):
        word("no-such-word", "zh")
