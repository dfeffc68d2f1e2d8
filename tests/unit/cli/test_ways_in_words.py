"""What a batch could not do in columns, in words."""

from __future__ import annotations

import pytest

from evalrules.cli.ways_in_words import ways_in_words
from evalrules.semantics.columns_plan import Unsaid

COUNTS = {"columns": 3, "quick": 1, "exact": 1}


@pytest.mark.parametrize(
    ("what", "said"),
    [("points", "计分"), ("Conversion Error: of a library", "有按列还不能算的地方，原话：“Conversion Error: of a library”")],
)
def test_a_reason_is_said_in_chinese_or_quoted(what: str, said: str, jiangsu) -> None:
    """Beside the indicator by its title, and the number of the table; what a library says stands in quotes."""
    found = ways_in_words(COUNTS, (Unsaid("10", what), Unsaid("", what)), {1: what}, jiangsu.data, "zh").splitlines()
    assert found[0] == "按列 3 行，逐行 2 行"
    assert found[1] == f"不能按列：10 {jiangsu.data.indicators[9].label.zh}（{said}）"
    assert found[2:] == [f"不能按列：结论（{said}）", f"第 2 个表逐行评估：{said}"]


def test_english_says_it_as_the_engine_does(jiangsu) -> None:
    """The verdict where no indicator is meant."""
    said = ways_in_words(COUNTS, (Unsaid("", "points"),), {0: "points"}, jiangsu.data, "en")
    assert "not in columns: the verdict (points)\ntable 1 row by row: points\n" in said
