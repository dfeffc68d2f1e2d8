"""Conditions in words: names instead of ids, the numbers of the standard in place, in Chinese or English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evalrules.base.numbers import number_text
from evalrules.model.ruleset import Ruleset, Value
from evalrules.reporters.phrases import say
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Converted,
    Expression,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    MetOf,
    Not,
    Number,
    Own,
    Parameter,
    Tally,
    Text,
)

_OPS = {
    "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠", "+": "+", "-": "−", "*": "×", "/": "÷",
}  # fmt: skip
_WORDS = {
    "all": ("以下全部：{}", "all of: {}"), "any": ("以下任一：{}", "any of: {}"),
    "at_least": ("以下至少 {n} 项：{}", "at least {n} of: {}"), "not": ("并非（{}）", "not ({})"),
    "among": ("{} 属于 {}", "{} is one of {}"), "choose": ("{c} 时为 {y}，否则为 {n}", "{y} if {c}, else {n}"),
    "count": ("满足“{}”的指标数", "the number of indicators with {}"), "every": ("每项指标都满足“{}”", "every indicator: {}"),
    "any_indicator": ("有指标满足“{}”", "any indicator: {}"), "min": ("{} 中最小者", "the least of {}"),
    "max": ("{} 中最大者", "the greatest of {}"), "grade": ("等级", "grade"), "met": ("达标", "met"),
    "group": ("板块", "group"), "id": ("编号", "id"), "must": ("必达", "must"),
    "grade_of": ("指标 {} 的等级", "the grade of indicator {}"), "met_of": ("指标 {} 达标", "indicator {} is met"),
    "not_given": ("{}〔文本未给出，待设定〕", "{} [no text gives it; to be set]"),
}  # fmt: skip


class Prose:
    """Puts the conditions of one ruleset into words."""

    def __init__(self, ruleset: Ruleset, language: str) -> None:
        self.ruleset = ruleset
        self.language = language

    def words(self, name: str, *values: str, **named: str) -> str:
        """One of the fixed turns of phrase."""
        zh, en = _WORDS[name]
        return (zh if self.language == "zh" else en).format(*values, **named)

    def condition(self, node: Expression) -> str:
        """A condition or an expression in words."""
        return _SAY[type(node)](self, node)

    def value(self, value: Value) -> str:
        """A number of the standard: the number with its unit, one for each option, or that no text gives it."""
        if not value.by:
            return self._one_number(value, "")
        options = self.ruleset.choices[value.by].options
        parts = [f"{options[own].in_language(self.language)} {self._one_number(value, own)}" for own in value.branches]
        return "/".join(parts)

    def _one_number(self, value: Value, option: str) -> str:
        found = value.branches[option]
        if found is None:
            return self.words("not_given", value.label.in_language(self.language))
        return f"{number_text(found)} {value.unit}".rstrip()

    def option(self, written: str) -> str:
        """An option by its label; any other text as it is."""
        found = [choice.options[written] for choice in self.ruleset.choices.values() if written in choice.options]
        return found[0].in_language(self.language) if found else written

    def joined(self, items: tuple[Expression, ...]) -> str:
        """Conditions in a row."""
        return ("；" if self.language == "zh" else "; ").join(self.condition(item) for item in items)


def _measure(prose: Prose, node: Fact) -> str:
    return prose.ruleset.measures[node.measure].label.in_language(prose.language)


def _infix(prose: Prose, node: Arithmetic | Compare) -> str:
    sides = [
        f"({prose.condition(side)})"
        if isinstance(side, Arithmetic) and isinstance(node, Arithmetic)
        else prose.condition(side)
        for side in (node.left, node.right)
    ]
    return f"{sides[0]} {_OPS[node.op]} {sides[1]}"


def _tally(prose: Prose, node: Tally) -> str:
    return prose.words("any_indicator" if node.op == "any" else node.op, prose.condition(node.body))


def _number(prose: Prose, node: Number) -> str:  # noqa: ARG001 - one signature for the table
    return f"{number_text(node.value)} {node.unit}".rstrip()


def _choose(prose: Prose, node: Choose) -> str:
    return prose.words(
        "choose", c=prose.condition(node.condition), y=prose.condition(node.yes), n=prose.condition(node.no)
    )


_SAY: dict[type, Callable[[Prose, Any], str]] = {
    Number: _number,
    Text: lambda prose, node: prose.option(node.value),
    Flag: lambda prose, node: say("yes" if node.value else "no", prose.language),
    Fact: _measure,
    Parameter: lambda prose, node: prose.value(prose.ruleset.values[node.value]),
    Attribute: lambda prose, node: node.name,
    Own: lambda prose, node: prose.words(node.name),
    GradeOf: lambda prose, node: prose.words("grade_of", node.indicator),
    MetOf: lambda prose, node: prose.words("met_of", node.indicator),
    Arithmetic: _infix,
    Converted: lambda prose, node: prose.condition(node.item),
    Compare: _infix,
    Extreme: lambda prose, node: prose.words(node.op, prose.joined(node.items)),
    Among: lambda prose, node: prose.words(
        "among", prose.condition(node.item), "、".join(map(prose.option, node.options))
    ),
    AllOf: lambda prose, node: (
        prose.words("all", prose.joined(node.items)) if len(node.items) > 1 else prose.joined(node.items)
    ),
    AnyOf: lambda prose, node: prose.words("any", prose.joined(node.items)),
    AtLeast: lambda prose, node: prose.words("at_least", prose.joined(node.items), n=str(node.needed)),
    Not: lambda prose, node: prose.words("not", prose.condition(node.item)),
    Choose: _choose,
    Tally: _tally,
}
