"""What an author meant by a slip: each is named in the message, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.base.sentences import hint, sentence
from evalrules.frontend.meant import comparison_meant, ids_by_label, number_meant, sign_meant
from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Label

RULESET = """format: ruleset/1
id: t
edition: "1"
revision: 1
title: {zh: 例, en: example}
subject: county
sources: {s: {zh: 文件, en: document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
groups: [{id: main, zh: 板块, en: group}]
values:
  least: {value: 90, unit: "%", zh: 下限, en: least, source: s 1}
measures:
  rate: {type: percent, better: higher, range: [0, 100], zh: 入学率, en: enrolment rate}
  fraud: {type: yesno, better: lower, zh: 弄虚作假, en: fraud}
indicators:
  - {id: "1", group: main, zh: 入学, en: enrolment, met: rate >= least, source: s 1}
vetoes: [{id: fraud, zh: 弄虚作假, en: fraud, when: fraud, level: fail, source: s 2}]
verdict:
  - {level: pass, when: "every(indicators, met)", source: s 3}
  - {level: fail}
"""

SLIPS = {
    "a full-width number": ("value: 90,", "value: ９０,", "ER103", "90"),
    "a number with %": ("value: 90,", "value: 90%,", "ER103", "90"),
    "a number with 万": ("value: 90,", "value: 1.2万,", "ER103", "12000"),
    "a number in quotes": ("value: 90,", 'value: "90",', "ER103", "90"),
    "a revision in quotes": ("revision: 1", 'revision: "1"', "ER103", "1"),
    "a comma in thousands": ("value: 90,", "value: 1,200,", "ER108", "value: 1200"),
    "a comma in a condition": (
        'when: "every(indicators, met)"',
        "when: every(indicators, met)",
        "ER108",
        "when: 'every(indicators, met)'",
    ),
    "a name in place of an id": ("met: rate >= least", "met: 入学率 >= least", "ER203", "rate"),
    "a comparison in words": ("met: rate >= least", "met: 入学率不低于90", "ER203", "rate >= 90"),
    "words behind": ("met: rate >= least", "met: 入学率90以上", "ER203", "rate >= 90"),
    "words behind a percentage": ("met: rate >= least", "met: 入学率90%以上", "ER202", "入学率 >= 90"),
    "the name of a level": ("level: fail, source: s 2", "level: 未达标, source: s 2", "ER304", "fail"),
    "the name of a group": ("group: main", "group: 板块", "ER304", "main"),
    "the name of a type": ("type: percent", "type: 百分比", "ER304", "percent"),
}
SIGNS = {
    "rate >= 90%": "数后不写 %",
    "rate >= 90% and not fraud": "数后不写 %",
    "fraud && rate >= 90": "&& 应写 and",
    "fraud || rate >= 90": "|| 应写 or",
    "rate => 90": "=> 应写 >=",
    "rate =< 90": "=< 应写 <=",
    "rate <> 90": "<> 应写 !=",
    "rate = 90": "单个 = 不是比较",
    "!fraud": "! 应写 not",
}


def told(text: str, folder: Path) -> list[tuple[str, str, str]]:
    """What is said of a ruleset: code, sentence and hint."""
    path = folder / "ruleset.yaml"
    path.write_text(text, encoding="utf-8")
    return [
        (one.code, sentence(one, "zh"), hint(one, "zh")) for one in load_ruleset(str(path)).diagnostics if one.is_error
    ]


def test_the_ruleset_is_sound(tmp_path: Path):
    """So what is said of the others is said of their slip."""
    assert told(RULESET, tmp_path) == []


@pytest.mark.parametrize("slip", SLIPS)
def test_what_was_meant_is_offered(slip: str, tmp_path: Path):
    """By the first message, as it would be written."""
    old, new, code, meant = SLIPS[slip]
    assert old in RULESET
    found = told(RULESET.replace(old, new, 1), tmp_path)
    assert found[0][0] == code
    assert f"“{meant}”" in found[0][2]
    assert len(found) == 1 or code == "ER304"  # of an unknown type what rests on it is told besides


@pytest.mark.parametrize("condition", SIGNS)
def test_the_sign_of_another_language_is_named(condition: str, tmp_path: Path):
    """With the one that is meant."""
    found = told(RULESET.replace("met: rate >= least", f'met: "{condition}"', 1), tmp_path)
    assert [one[0] for one in found] == ["ER201"]
    assert SIGNS[condition] in found[0][1]


def test_what_is_no_slip_is_left_alone():
    """No comparison, no number, no sign: nothing is offered."""
    assert comparison_meant("basic_rate", {}) == ""
    assert number_meant("约90") == number_meant("9O") == ""
    assert sign_meant("rate >= (", 8) == ""


def test_a_name_that_two_things_have_stands_for_neither():
    """Nothing is guessed."""
    both = [("a", Label("入学率", "rate")), ("b", Label("入学率", "rate two"))]
    assert ids_by_label(both) == {"rate": "a", "rate two": "b"}
