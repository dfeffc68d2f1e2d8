"""The fixed table of functions a condition may call: how each is written and what it is called.

evalrules.frontend.lower gives each its types and its tree; the documentation of the language is
made from this table.
"""

from __future__ import annotations

from typing import NamedTuple


class Function(NamedTuple):
    """One function of the language, with an example that loads."""

    name: str
    signature: str
    zh: str
    en: str
    example: str


FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("all_of", "all_of(condition, …)", "全部满足", "every condition holds", "all_of(a >= 1, b >= 1)"),
        Function("any_of", "any_of(condition, …)", "至少一项满足", "at least one holds", "any_of(a >= 1, b >= 1)"),
        Function("at_least", "at_least(k, condition, …)", "至少 k 项满足", "at least k of them hold",
                 "at_least(1, a >= 1, b >= 1)"),
        Function("min", "min(number, …)", "最小值", "the least of them", "min(a, b) >= 1"),
        Function("max", "max(number, …)", "最大值", "the greatest of them", "max(a, b) >= 1"),
        Function("percent", "percent(part, whole)", "百分比", "100 * part / whole, in %", "percent(a, b) >= 50"),
        Function("count", "count(indicators, condition)", "满足条件的指标数", "how many of them the condition holds for",
                 'count(indicators, grade == "C") >= 1'),
        Function("every", "every(indicators, condition)", "每项都满足", "the condition holds for every one",
                 'every(indicators, grade != "C")'),
        Function("any", "any(indicators, condition)", "任一项满足", "the condition holds for any one",
                 'any(indicators, grade == "C")'),
        Function("share", "share(indicators, condition)", "满足条件的比例", "the share of them the condition holds for",
                 'share(indicators, grade == "A") >= 0.9'),
        Function("grade", "grade(indicator)", "某指标的等级", "the grade of one indicator", 'grade("1") == "A"'),
        Function("met", "met(indicator)", "某指标达标", "whether one indicator is met", 'met("2")'),
    )
}  # fmt: skip
