"""What changed about one subject, in words."""

from __future__ import annotations

from evalrules.reporters.comparison.compared import subject_change
from evalrules.reporters.comparison.words import subject_page

RULES = """
tables: {units: {key: [name], columns: {name: {type: text}, size: {type: number, range: [0, 1000]}}}}
indicators: [{id: "1", zh: 每校, en: each, source: s, met: "every(units, size >= 4)"}]
"""


def lines(assess, before: dict[str, int], after: dict[str, int], language: str) -> list[str]:
    both = (
        assess(RULES, {"tables": {"units": [{"name": name, "size": size} for name, size in sizes.items()]}}).data
        for sizes in (before, after)
    )
    page = subject_page(subject_change(*both), language)
    return [line.removeprefix("- ") for section in page.sections for line in section.lines]


def test_rows_that_fail_no_longer_and_now_are_named(assess) -> None:
    """By their keys, beside how many there were."""
    worse = {"a": 1, "b": 2, "c": 9}
    said = lines(assess, worse, {"a": 4, "b": 5, "c": 9}, "zh")
    assert {"未达标的行：2 → 0", "不再未达标的行：a、b"} <= set(said)
    assert "rows that fail now: a, b" in lines(assess, {"a": 4, "b": 5, "c": 9}, worse, "en")


def test_rows_are_not_named_where_a_result_lists_the_first_of_them(assess) -> None:
    """Who is not listed may fail all the same."""
    many = {f"s{at}": 1 for at in range(300)}
    said = lines(assess, many, dict.fromkeys(many, 9), "zh")
    assert "未达标的行：300 → 0" in said
    assert not any(line.startswith("不再") for line in said)
