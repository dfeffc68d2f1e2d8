"""Rows for programs, in words: what a shipped standard without rows can conclude has a name in both languages."""

from __future__ import annotations

import json

import pytest

import evalrules
from evalrules.batch.conclusion import Layout
from evalrules.batch.exact import nobody
from evalrules.reporters.result_data import Marked
from evalrules.reporters.rows_in_words import RowsInWords


def told(name: str, language: str = "zh", **cells: str | None) -> dict[str, object]:
    ruleset = evalrules.load_ruleset(name).data
    names = Layout(ruleset, ()).names
    words = RowsInWords(names, ruleset, nobody(ruleset), language)
    row = words.row([cells.get(one.replace(".", "_")) for one in names])
    plain = [cell.value if isinstance(cell, Marked) else cell for cell in row]
    return dict(zip((heading for heading, _ in words.columns), plain, strict=True))


def test_points_are_numbers_and_their_sum_is_the_reason():
    """Of a standard with points, what was awarded of how much, as the overview has it."""
    found = told("guangdong-strong-town", status="decided", level="fail", possible="fail", awarded="91.5", full="100")
    assert 91.5 == float(found["得分"]) and "91.5" in str(found["原因"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_gap_is_the_sentence_of_reports(language: str):
    """The indicator by its name, the measure with what it has and what it needs."""
    ruleset = evalrules.load_ruleset("jiangsu-16@2007").data
    change = {"measure": "study_time", "have": False, "op": "==", "need": True, "short": None}
    listed = json.dumps([{"indicator": "9", "from": "B", "to": "A", "changes": [change]}])
    found = told("jiangsu-16", language, status="decided", level="fail", possible="fail", gaps=listed)
    own = ruleset.measures["study_time"].label.in_language(language)
    assert f"{own}{'：否 → 是' if language == 'zh' else ': no → yes'}" in str(found["差距" if language == "zh" else "Gaps"])


def test_what_is_open_is_named():
    """A row that may still reach its level says which indicators are open; one that certainly does not says which fail."""
    found = told("jiangsu-16", status="undetermined", possible="pass,fail", grade_14="A,B,C", grade_1="B")
    assert ("尚不能确定（仍可能：通过 / 不通过）", "待定", "1 项未定：教育均衡发展") == tuple(found[own] for own in ("结论", "达标", "原因"))
    assert "待定：A/B/C" == found["14 教育均衡发展"]
