"""What a name means, wherever it stands, in the language of the reader."""

from __future__ import annotations

import pytest

from evalrules.editor.meaning import function_meaning, meaning

TOLD = {
    "a number": ("ruleset", "rate >= li|ne,", "zh", ["**入学率下限** `line`：标准中的数", "hills：90", "单位：%", "依据：例文（读到） 第1条"]),
    "a number in English": ("ruleset", "rate >= li|ne,", "en", ["**least rate** `line`: number of the standard", "hills: 90", "source: sample text (read) 第1条"]),
    "a measure": ("ruleset", "met: |rate >= line", "zh", ["**入学率** `rate`：指标量", "范围：0 – 100", "以何为好：高"]),
    "a column": ("ruleset", "(schools, boo|ks >=", "en", ["**books** `books`: column of a table (schools)"]),
    "an indicator": ("ruleset", 'met("|1")', "en", ["**rate** `1`: indicator", "met: `rate >= line`"]),
    "an option": ("ruleset", '== "hi|lls"', "zh", ["**山区** `hills`：选项之一（area）"]),
    "a veto in a case": ("case", "{fra|ud: false}", "en", ["veto", "when: `cheated`", "level: fail"]),
    "a fact": ("evidence", "{ra|te: 94", "zh", ["**入学率** `rate`"]),
    "an attribute": ("evidence", "{ar|ea: plain}", "zh", ["**地形** `area`：选项"]),
    "a source": ("ruleset", "source: |s 2", "zh", ["**例文** `s`：依据", "依据的程度：读到"]),
}


@pytest.mark.parametrize(("what", "marked", "language", "parts"), TOLD.values(), ids=TOLD)
def test_a_name_is_told(what: str, marked: str, language: str, parts: list[str], opened):
    """What it is called, what it is, its value, and what says so."""
    found = meaning(opened.desk, *opened.place(what, marked), language)
    assert found is not None
    assert [] == [part for part in parts if part not in found[1]], found[1]


@pytest.mark.parametrize(("what", "marked"), [("ruleset", "zh: 入学率下|限"), ("ruleset", "re|vision: 1"), ("case", "# 一个|案例"), ("evidence", "period: 2|020")])
def test_what_is_no_name_has_no_meaning(what: str, marked: str, opened):
    """Neither words nor keys of the language."""
    assert meaning(opened.desk, *opened.place(what, marked), "zh") is None


def test_while_somebody_types_names_keep_their_meaning(opened):
    """A text that is no YAML for a moment is answered as it last was."""
    meaning(opened.desk, *opened.place("ruleset", "met: |rate >= line"), "zh")
    opened.change("ruleset", "revision: 1", "revision: [")
    assert meaning(opened.desk, *opened.place("ruleset", "met: |rate >= line"), "zh") is not None


def test_a_function_is_told():
    """Its signature, its meaning and an example; another word is none."""
    assert "every(over, condition)" in function_meaning("every", "en") and "每项都满足" in function_meaning("every", "zh")
    assert "" == function_meaning("evry", "zh")
