"""Conditions in words: names instead of ids, the numbers of the standard in place, in Chinese or English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from evalrules.base.languages import punctuation, spoken
from evalrules.base.numbers import number_text
from evalrules.base.patterns import pattern
from evalrules.base.units import figure_text
from evalrules.model.refs import OptionRef
from evalrules.model.ruleset import GRADES, Label, NoneFor, RowCount, Ruleset, Value
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    Agrees,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Converted,
    Curve,
    Expression,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    Listed,
    Matched,
    MetOf,
    Not,
    Number,
    Own,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
    Score,
    Tally,
    Text,
    Worst,
    YearsSince,
)
from evalrules.words.formulas import OPERATORS, infix, is_chain

_WORDS = {
    "all": ("以下全部：{}", "all of: {}"), "any": ("以下任一：{}", "any of: {}"),
    "and": (" 且 ", " and "), "or": (" 或 ", " or "), "bracketed": ("（{}）", "({})"),
    "at_least": ("以下至少 {n} 项：{}", "at least {n} of: {}"), "not": ("并非（{}）", "not ({})"),
    "among": ("{} 属于 {}", "{} is one of {}"), "not_among": ("{} 不属于 {}", "{} is none of {}"),
    "choose": ("{c} 时为 {y}，否则为 {n}", "{y} if {c}, else {n}"),
    "cases": ("以下依次第一个符合的：", "the first that holds of:"),
    "named_cases": ("其中{}为以下依次第一个符合的：", "where {} is the first that holds of:"),
    "named_choice": ("其中{}：{}", "where {} is {}"),
    "case": ("{c} 时为 {x}", "{x} if {c}"), "case_below": ("{c}时为 {x}：", "{x} if {c}:"),
    "case_else": ("其余情形为 {x}", "{x} in every other case"),
    "percent_of": ("{x}占{y}的百分比", "{x} as a percentage of {y}"), "part_of": ("{y} 的 {x}", "{x} of {y}"),
    "count": ("满足“{}”的指标数", "the number of indicators with {}"),
    "every": ("每项指标都满足“{}”", "every indicator: {}"), "every_met": ("每项指标都达标", "every indicator is met"),
    "any_indicator": ("有指标满足“{}”", "any indicator: {}"), "min": ("{} 中最小者", "the least of {}"),
    "max": ("{} 中最大者", "the greatest of {}"), "grade": ("等级", "grade"), "met": ("达标", "met"),
    "group": ("板块", "group"), "id": ("编号", "id"), "must": ("必达", "must"),
    "grade_of": ("指标“{}”的等级", "the grade of “{}”"), "met_of": ("指标“{}”达标", "“{}” is met"),
    "rows_of": ("{t}（{o}）", "{t} ({o})"),
    "row_count": ("{t}中{w}的行数", "the number of rows of {t} with {w}"),
    "none_for": ("{}没有此项，留空即为0", "{}: has none, empty is 0"),
    "expected": ("应有 {} 行", "{} rows"), "least_expected": ("至少应有 {} 行", "at least {} rows"),
    "least_of": ("至少应有 {} 个不同的“{}”", "at least {} different values of {}"),
    "each_row": ("{t}的每一行，{w}", "every row of {t}, {w}"),
    "row_total": ("{t}的行数", "the number of rows of {t}"),
    "row_every": ("{t}的每一行都满足“{w}”", "every row of {t}: {w}"),
    "row_any": ("{t}有一行满足“{w}”", "any row of {t}: {w}"),
    "weight": ("{s}（以{w}加权）", "{s} (weighted by {w})"), "about": ("{s}（以{w}为中心）", "{s} (around {w})"),
    "worst": ("{t}的{x}中最低者", "the worst {x} of {t}"),
    "rounded": ("{x}（取{d}位小数，{m}）", "{x} (to {d} decimals, {m})"),
    "half_up": ("四舍五入", "half up"), "half_even": ("四舍六入五成双", "half to even"),
    "years_since": ("自{x}起的整年数", "whole years since {x}"),
    "step": ("按{x}取值（{v}）", "by {x} ({v})"), "step_pair": ("{a} 起为 {n}", "{n} from {a}"),
    "linear": ("按{x}取值（{v}，其间按直线）", "by {x} ({v}, on the line between)"),
    "linear_pair": ("{a} 处为 {n}", "{n} at {a}"),
    "score_where": ("{w} 的指标得分合计", "the points of the indicators with {w} added up"),
    "full_where": ("{w} 的指标满分合计", "the full points of the indicators with {w} added up"),
    "score_group": ("“{w}”各项得分合计", "the points of “{w}” added up"),
    "full_group": ("“{w}”各项满分合计", "the full points of “{w}” added up"),
    "score_beside": ("“{w}”以外各项得分合计", "the points beside “{w}” added up"),
    "full_beside": ("“{w}”以外各项满分合计", "the full points beside “{w}” added up"),
    "score_one": ("“{w}”得分", "the points of “{w}”"), "full_one": ("“{w}”满分", "the full points of “{w}”"),
    "score": ("得分合计", "the points added up"), "full": ("满分合计", "the full points added up"),
    "matched": ("同一“{c}”的{x}", "{x}, of the same {c}"),
    "listed": ("这一“{c}”在{t}中也有", "the {c} is in {t}, too"),
    "agrees": ("“{x}”与{t}中同一“{c}”的一致", "{x} is what {t} has for the same {c}"),
    "yes": ("是", "yes"), "no": ("否", "no"),
    "not_given": ("{}〔文本未给出，待设定〕", "{} [no text gives it; to be set]"),
}  # fmt: skip


REMARK_BEHIND = pattern(r"（[^（）]{1,60}）$|, [^,]{1,80}$")
"""What a name of a table says of its rows behind it: that primary and junior parts stand apart."""

_IN_BRACKETS = pattern(r"（[^（）]+）$| \([^()]+\)$")
"""What a name says of its figures behind it: that 1 is yes."""


class Prose:
    """Puts the conditions of one ruleset into words."""

    def __init__(
        self,
        ruleset: Ruleset,
        language: str,
        each: tuple[str, str] = ("", ""),
        named: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        self.ruleset = ruleset
        self.language = language
        self.each = each
        self.named = named

    def words(self, name: str, *values: str, **named: str) -> str:
        """One of the fixed turns of phrase."""
        zh, en = _WORDS[name]
        return spoken((zh, en), self.language, *values, **named)

    def condition(self, node: Expression) -> str:
        """A condition or an expression in words."""
        return _SAY[type(node)](self, node)

    def naming(self, named: Mapping[int, str]) -> Prose:
        """The same, in which these choices (by their `id`) are called by a name."""
        return Prose(self.ruleset, self.language, self.each, named)

    def of_each(self, choice: str, option: str) -> Prose:
        """The same, in which what is said of this option is said of every option of the choice."""
        return Prose(self.ruleset, self.language, (choice, option), self.named)

    def row_count(self, count: RowCount) -> str:
        """How many rows a table has to have."""
        if count.of:
            column = self.ruleset.measures[count.of].label.in_language(self.language)
            return self.words("least_of", str(count.number), column)
        return self.words("least_expected" if count.is_least else "expected", str(count.number))

    def none_for(self, rows: NoneFor) -> str:
        """Which rows have none of a column."""
        kind = self.ruleset.measures[rows.column]
        labels = [
            self.ruleset.choices[kind.choice].options[option].in_language(self.language) for option in rows.options
        ]
        return self.words("none_for", punctuation(self.language).pause.join(labels))

    def value(self, value: Value) -> str:
        """A number of the standard: the number with its unit, one for each option, or that no text gives it."""
        if value.curve:
            pairs = [f"{number_text(at)}: {number_text(number)}" for at, number in value.curve]
            return figure_text(", ".join(pairs), value.unit, self.language)
        if not value.by:
            return self.one_number(value, "")
        options = self.ruleset.choices[value.by].options
        together: dict[str, list[str]] = {}
        for own in value.branches:
            together.setdefault(self.one_number(value, own), []).append(options[own].in_language(self.language))
        if all(len(names) == 1 for names in together.values()):
            return "/".join(f"{names[0]} {number}" for number, names in together.items())
        comma, semicolon = punctuation(self.language).pause, punctuation(self.language).semicolon
        return semicolon.join(f"{comma.join(names)} {number}" for number, names in together.items())

    def one_number(self, value: Value, option: str) -> str:
        """The number of a value for one option ("" where it has one number)."""
        found = value.branches[option]
        if found is None:
            return self.words("not_given", value.label.in_language(self.language))
        return figure_text(number_text(found), value.unit, self.language)

    def grade(self, written: str) -> str:
        """A grade by its name."""
        return self.option(written, GRADES)

    def option(self, written: str, choice: str) -> str:
        """An option by its label in its choice, a grade (`GRADES`) by its own; any other text as it is."""
        if choice == GRADES:
            labels: Mapping[str, Label] = self.ruleset.grade_labels
        elif choice == "group":
            labels = {group.id: group.label for group in self.ruleset.groups}
        else:
            labels = self.ruleset.choices[choice].options if choice in self.ruleset.choices else {}
        return labels[written].in_language(self.language) if written in labels else written

    def indicator(self, own: str) -> str:
        """An indicator by its name; its id where rows make it."""
        found = (one.label for one in self.ruleset.indicators if one.id == own)
        return next(found, Label(own, own)).in_language(self.language)

    def table(self, own: str) -> str:
        """A table by its name."""
        return self.ruleset.tables[own].label.in_language(self.language)

    def joined(self, items: tuple[Expression, ...]) -> str:
        """Conditions in a row."""
        return punctuation(self.language).semicolon.join(self.condition(item) for item in items)


def _measure(prose: Prose, node: Fact) -> str:
    measures = prose.ruleset.measures
    own = measures[node.measure].ref
    if isinstance(own, OptionRef) and own.option == prose.each[1] and measures[own.measure].each == prose.each[0]:
        return _label(prose, own.measure)
    return _label(prose, node.measure)


def _together(prose: Prose, node: AllOf | AnyOf, word: str) -> str:
    """Conditions in a row with the word between them; one that is joined in another way stands in brackets."""
    if is_chain(node):
        first, second = node.items
        assert isinstance(second, Compare), "the second end of a chain"
        return f"{prose.condition(first)} {OPERATORS[second.op]} {prose.condition(second.right)}"
    said = []
    for item in node.items:
        text = prose.condition(item)
        is_joined = isinstance(item, AllOf | AnyOf | AtLeast | Choose) and len(getattr(item, "items", "12")) > 1
        is_joined = is_joined and not is_chain(item)
        said.append(prose.words("bracketed", text) if is_joined and len(node.items) > 1 else text)
    return prose.words(word).join(said)


def _among(prose: Prose, node: Among, word: str) -> str:
    options = "、".join(prose.option(option, node.choice) for option in node.options)
    return prose.words(word, prose.condition(node.item), options)


def _compare(prose: Prose, node: Compare) -> str:
    """A comparison; of a figure that can only be 1 or 0 that what it says is so, or is not."""
    left, right = node.left, node.right
    if node.op == "==" and isinstance(left, Fact) and isinstance(right, Number) and _says_whether(prose, left.measure):
        name = _IN_BRACKETS.sub("", _measure(prose, left))
        if right.value in (0, 1):
            return name if right.value else prose.words("not", name)
    return infix(prose, node)


def _says_whether(prose: Prose, measure: str) -> bool:
    """Whether a figure is 1 where a condition holds and else 0."""
    value = prose.ruleset.measures[measure].value
    choice = None if value is None else value.root
    ends = (choice.yes, choice.no) if isinstance(choice, Choose) else ()
    return [one.value for one in ends if isinstance(one, Number)] == [1, 0]


def _tally(prose: Prose, node: Tally) -> str:
    if node.op == "every" and isinstance(node.body, Own) and node.body.name == "met":
        return prose.words("every_met")
    return prose.words("any_indicator" if node.op == "any" else node.op, prose.condition(node.body))


def _number(prose: Prose, node: Number) -> str:
    return figure_text(number_text(node.value), node.unit, prose.language)


def _choose(prose: Prose, node: Choose) -> str:
    if id(node) in prose.named:
        return prose.named[id(node)]
    return prose.words(
        "choose", c=prose.condition(node.condition), y=prose.condition(node.yes), n=prose.condition(node.no)
    )


def _parameter(prose: Prose, node: Parameter) -> str:
    """All numbers of the value, or the one that is picked for the option at hand."""
    value = prose.ruleset.values[node.value]
    is_of_each = isinstance(node.key, Text) and (value.by, node.key.value) == prose.each
    if isinstance(node.key, Text) and node.key.value in value.branches and not is_of_each:
        return prose.one_number(value, node.key.value)
    if isinstance(node.key, Choose):
        yes, no = (_parameter(prose, node._replace(key=key)) for key in (node.key.yes, node.key.no))
        return prose.words("choose", c=prose.condition(node.key.condition), y=yes, n=no)
    return prose.value(value)


def rows_in_words(prose: Prose, node: RowTally | RowStatistic) -> str:
    """A table, or those of its rows that have certain options, and for which a condition holds."""
    measures = prose.ruleset.measures
    chosen = [
        prose.option(option, measures[column].type)
        for column, option in node.only
        if option and (measures[column].type, option) != prose.each
    ]
    if node.where is not None:
        chosen.append(prose.condition(node.where))
    if not chosen:
        return prose.table(node.table)
    return prose.words("rows_of", t=REMARK_BEHIND.sub("", prose.table(node.table)), o="、".join(chosen))


def _row_tally(prose: Prose, node: RowTally) -> str:
    table = rows_in_words(prose, node)
    if isinstance(node.body, Flag):
        return prose.words("row_total", t=table)
    return prose.words(f"row_{node.op}", t=table, w=prose.condition(node.body))


def _statistic(prose: Prose, node: RowStatistic) -> str:
    rows = rows_in_words(prose, node)
    found = STATISTICS[node.op].in_words(prose.language, rows, prose.condition(node.item))
    for word, part in (("weight", node.weight), ("about", node.about)):
        if part is not None:
            found = prose.words(word, s=found, w=prose.condition(part))
    return found


def _rounded(prose: Prose, node: Rounded) -> str:
    digits, mode = str(node.rounding.digits), prose.words(node.rounding.mode)
    return prose.words("rounded", x=prose.condition(node.item), d=digits, m=mode)


def _score(prose: Prose, node: Score) -> str:
    name = "score" if node.of == "points" else "full"
    if node.where is None:
        return prose.words(name)
    where = node.where
    if isinstance(where, Compare) and isinstance(where.left, Own) and isinstance(where.right, Text):
        if where.left.name == "group":
            kind = "group" if where.op == "==" else "beside"
            return prose.words(f"{name}_{kind}", w=prose.condition(where.right))
        if where.left.name == "id" and where.op == "==":
            return prose.words(f"{name}_one", w=prose.indicator(where.right.value))
    return prose.words(f"{name}_where", w=prose.condition(where))


def _curve(prose: Prose, node: Curve) -> str:
    """What a table of the standard gives: from where on a number holds, or at which points."""
    value = prose.ruleset.values[node.value]
    pairs = (
        prose.words(
            f"{node.method}_pair", a=number_text(at), n=figure_text(number_text(number), value.unit, prose.language)
        )
        for at, number in value.curve
    )
    listed = punctuation(prose.language).comma.join(pairs)
    return prose.words(node.method, x=prose.condition(node.item), v=listed)


def _label(prose: Prose, measure: str) -> str:
    return prose.ruleset.measures[measure].label.in_language(prose.language)


_SAY: dict[type, Callable[[Prose, Any], str]] = {
    Number: _number,
    Text: lambda prose, node: prose.option(node.value, node.choice),
    Flag: lambda prose, node: prose.words("yes" if node.value else "no"),
    Fact: _measure,
    Parameter: _parameter,
    Attribute: lambda prose, node: prose.ruleset.choices[node.name].label.in_language(prose.language),
    Own: lambda prose, node: prose.words(node.name),
    GradeOf: lambda prose, node: prose.words("grade_of", prose.indicator(node.indicator)),
    MetOf: lambda prose, node: prose.words("met_of", prose.indicator(node.indicator)),
    Arithmetic: infix,
    Converted: lambda prose, node: prose.condition(node.item),
    Compare: _compare,
    Extreme: lambda prose, node: prose.words(node.op, prose.joined(node.items)),
    Among: lambda prose, node: _among(prose, node, "among"),
    AllOf: lambda prose, node: _together(prose, node, "and"),
    AnyOf: lambda prose, node: _together(prose, node, "or"),
    AtLeast: lambda prose, node: prose.words("at_least", prose.joined(node.items), n=str(node.needed)),
    Not: lambda prose, node: (
        _among(prose, node.item, "not_among")
        if isinstance(node.item, Among)
        else prose.words("not", prose.condition(node.item))
    ),
    Choose: _choose,
    Tally: _tally,
    Rounded: _rounded,
    Curve: _curve,
    YearsSince: lambda prose, node: prose.words("years_since", x=prose.condition(node.item)),
    Score: _score,
    RowTally: _row_tally,
    RowStatistic: _statistic,
    Worst: lambda prose, node: prose.words("worst", t=prose.table(node.table), x=prose.condition(node.item)),
    Matched: lambda prose, node: prose.words("matched", c=_label(prose, node.own), x=prose.condition(node.item)),
    Listed: lambda prose, node: prose.words("listed", c=_label(prose, node.own), t=prose.table(node.table)),
    Agrees: lambda prose, node: prose.words(
        "agrees", x=prose.condition(node.item), t=prose.table(node.table), c=_label(prose, node.matched[0])
    ),
}
