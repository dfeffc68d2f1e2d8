"""What a parser of YAML could not read is told in the reader's language, where the slip is."""

from __future__ import annotations

import re

import pytest

from evalrules.base.sentences import sentence
from evalrules.readers import yaml_document
from evalrules.readers.yaml_document import read

PARSERS = {"c": yaml_document.CParser, "python": None}


@pytest.fixture(params=PARSERS)
def parser(request, monkeypatch: pytest.MonkeyPatch):
    """Either parser; that in Python is the one of the page."""
    if PARSERS[request.param] is None and request.param == "c":
        pytest.skip("NOT CHECKED: there is no parser in C")
    monkeypatch.setattr(yaml_document, "CParser", PARSERS[request.param])


def refusal(text: str) -> tuple[str, str, str]:
    """The place of a syntax error and what is said of it in both languages."""
    _, problems = read("f", text)
    (found,) = problems
    assert found.code == "ER101"
    return str(found.place), sentence(found, "zh"), sentence(found, "en")


@pytest.mark.parametrize(
    ("text", "place", "signs"),
    [
        ("a: 1\nperiod：2022\nfacts: {x: 1}\n", "f:2:7", "：:"),
        ("facts:\n  trained：1300\n  # 已核\n\n  teachers: 1260\n", "f:2:10", "：:"), ("- a：1\n  b: 2\n", "f:1:4", "：:"),
        ("grades:\n  '9'：A\n  '10': B\n", "f:2:6", "：:"), ("facts: {trained: 1300，teachers: 1260}\n", "f:1:22", "，,"),
        ("facts: {a: 1, b: 2｝\nc: 1\n", "f:1:19", "｝}"), ("facts: ｛trained: 1300｝\n", "f:1:8", "｛{"),
        ("facts: {a: '1，2', b: 1，c: 2}\r\n", "f:1:23", "，,"), ("a: [1, 2】\nb: 1\n", "f:1:9", "】]"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("parser")
def test_a_full_width_sign_is_named_where_it_stands(text: str, place: str, signs: str):
    """Not a line below, where the parser could not go on."""
    at, zh, en = refusal(text)
    assert (at, f"“{signs[0]}” → “{signs[1]}”" in zh, f"“{signs[0]}” → “{signs[1]}”" in en) == (place, True, True)
    assert ("全角" in zh, "full-width" in en) == (True, True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nperiod 2022\nfacts: {x: 1}\n", "f:2:1"),
        ("note: 说明：已核\nperiod 2022\nb: 1\n", "f:2:1"),
        ("a: {note: 已核，无误\nb: 1\n", "f:2:2"),
        ("a: b: c", "f:1:5"),
    ],
)
@pytest.mark.usefixtures("parser")
def test_signs_of_a_text_are_not_to_blame(text: str, place: str):
    """A colon that lacks is missed at its key; a full-width sign in what somebody wrote is none of the syntax."""
    at, zh, _ = refusal(text)
    assert (at, "全角" in zh) == (place, False)


BROKEN = [
    "a:\n  b: 1\n c: 2\n", "a:\n\tb: 1\n", "a: [1, 2\nb: 1\n", "a: 'x\nb: 1\n", 'a: "x\\q"\n', "a: @x\n", "a: - b\n",
    "- a\nb: 1\n", "a: 1\n- b\n", "a: {b: 1]\n", 'a: "1" 2\n', "a: *\n", "a: |0\n x\n", "a: }\n", "{a: 1} b\n", "a: 1: 2",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.usefixtures("parser")
def test_what_is_broken_is_told_in_chinese(text: str):
    """No word of either parser is left."""
    _, zh, en = refusal(text)
    assert re.findall("[A-Za-z]{2,}", zh) == []
    assert re.findall("[\u4e00-\u9fff]", en) == []
