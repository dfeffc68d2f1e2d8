"""Every sentence of a parser has its Chinese, in signs that an office reads."""

from __future__ import annotations

import re
from pathlib import Path

from evalrules.base.diagnostics import error
from evalrules.base.sentences import sentence
from evalrules.base.syntax_words import SYNTAX
from evalrules.readers import json_document


def test_every_sentence_is_said_in_chinese():
    """Without a word of the parser; in English it stays as it is."""
    for english, chinese in SYNTAX.items():
        found = error("ER101", None, message=english)
        assert (sentence(found, "en"), sentence(found, "zh")) == (f"syntax error: {english}", f"语法错误：{chinese}")
        assert re.findall("[A-Za-z]{2,}", chinese) == []


def test_what_is_said_of_json_is_among_them():
    """Whatever the reader refuses, by its own text."""
    source = Path(json_document.__file__).read_text("utf-8")
    said = re.findall(r'refusal\("([^"]+)"\)', source)
    assert len(said) > 4
    assert set(said) <= set(SYNTAX)
