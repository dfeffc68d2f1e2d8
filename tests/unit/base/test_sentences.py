"""What a diagnostic says, in both languages, and the words of ours in it."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from evalrules.base.codes import CODES
from evalrules.base.diagnostics import (
    error,
)
from evalrules.base.sentences import hint, sentence


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_both_languages_take_the_same_arguments(code: object):
    """Each code says the same in Chinese and English: both sentences take arguments of one set."""
    fields = [
        {re.sub("^(zh|en)$|_(zh|en)$", "", name) for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (code.zh, code.en, code.hint_zh, code.hint_en)
    ]
    assert (fields[0], fields[2]) == (fields[1], fields[3])
    assert re.fullmatch(r"ER[0-9]{3}", code.code)
    assert all((code.zh, code.en, code.hint_zh, code.hint_en))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_suggestion_takes_the_place_of_the_hint(language: str):
    """Where a near name is known it is suggested; elsewhere the hint of the code stands."""
    near = error("ER203", None, name="rat", suggestion="rate")
    far = error("ER203", None, name="rat", suggestion="")
    assert "rate" in hint(near, language)
    assert hint(far, language) == (CODES["ER203"].hint_zh if language == "zh" else CODES["ER203"].hint_en)


def test_an_argument_that_is_absent_shows_as_its_name():
    """A sentence is never an exception."""
    assert "<name>" in sentence(error("ER203", None), "en")


def test_braces_in_an_argument_are_text():
    """What an input says is never read as a format."""
    assert "{0.__class__}" in sentence(error("ER203", None, name="{0.__class__}"), "zh")


OURS = ("reason", "expected", "what", "found", "kind")
"""The arguments that carry words of the program, where they are written in its source."""


def words_of_ours() -> set[tuple[str, str, str]]:
    """Every word or phrase that the source gives a diagnostic: the code, the argument, the text with 3 for what varies."""
    found = set()
    for path in (Path(__file__).resolve().parents[3] / "evalrules").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"\b(error|warning|note)\(", text) else ():
            called = getattr(node, "func", None)
            if getattr(called, "attr", getattr(called, "id", "")) not in ("error", "warning", "note"):
                continue
            code = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
            for keyword in node.keywords:
                parts = keyword.value.values if isinstance(keyword.value, ast.JoinedStr) else [keyword.value]
                texts = [part.value if isinstance(part, ast.Constant) else "3" for part in parts]
                if keyword.arg in OURS and all(isinstance(text, str) for text in texts) and texts != ["3"]:
                    found.add((code, keyword.arg, "".join(texts)))
    return found


def test_what_the_source_says_is_said_in_chinese_too():
    """No English words stand inside a Chinese sentence; what is written as evidence has it stays."""
    said = [sentence(error(code, None, **{argument: text}), "zh") for code, argument, text in sorted(words_of_ours())]
    rest = [re.sub(r"<\w+>|\{[^}]*\}|ID:\w+|ID@EDITION", "", one) for one in said]
    assert len(said) > 100
    assert [] == [one for one in rest if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", one)]
