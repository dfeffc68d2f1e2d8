"""A broken relation in the words of an office: labels instead of ids, the figures with their units, what should hold.

`trained <= teachers` is told as “五年内完成360学时培训的教师数”（1300名）不应大于“专任教师数”（1260名）.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from evalrules.base.languages import spoken
from evalrules.base.numbers import given_number, number_text
from evalrules.base.units import unit_text
from evalrules.model.evidence import Bounds
from evalrules.model.ruleset import GRADES, Label, Ruleset
from evalrules.semantics.broken import Clause, Each, Leaf
from evalrules.semantics.conditions import is_flag, is_option, number, options, truth
from evalrules.semantics.interval import Interval, exact_value, known_value
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.scope import Scope
from evalrules.semantics.steps import choice_of, shown_end
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    Agrees,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    Attribute,
    Choose,
    Compare,
    Converted,
    Curve,
    Expression,
    Extreme,
    Fact,
    Flag,
    Listed,
    Matched,
    Not,
    Number,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
    Text,
    Worst,
    YearsSince,
)
from evalrules.tree.walk import children

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_SHOULD = {
    "<": ("{}应小于{}", "{} should be below {}"), "<=": ("{}不应大于{}", "{} should not be above {}"),
    ">": ("{}应大于{}", "{} should be above {}"), ">=": ("{}不应小于{}", "{} should not be below {}"),
    "==": ("{}应等于{}", "{} should equal {}"), "!=": ("{}不应等于{}", "{} should not equal {}"),
    "is": ("{}应为{}", "{} should be {}"), "flag": ("{}应为{}", "{} should be {}"),
    "is not": ("{}不应为{}", "{} should not be {}"),
    "among": ("{}应为{}之一", "{} should be one of {}"), "not among": ("{}不应为{}", "{} should be none of {}"),
}  # fmt: skip
_DOES = {
    "<": ("{}小于{}", "{} is below {}"), "<=": ("{}不大于{}", "{} is not above {}"),
    ">": ("{}大于{}", "{} is above {}"), ">=": ("{}不小于{}", "{} is not below {}"),
    "==": ("{}等于{}", "{} equals {}"), "!=": ("{}不等于{}", "{} does not equal {}"),
    "is": ("{}是{}", "{} is {}"), "flag": ("{}填“{}”", "{} is {}"), "is not": ("{}不是{}", "{} is not {}"),
    "among": ("{}是{}", "{} is {}"), "not among": ("{}不是{}", "{} is not {}"),
}  # fmt: skip
_WORDS = {
    "yes": ("是", "yes"), "no": ("否", "no"), "and": ("，且", " and "), "or": ("，或者", ", or "), "next": ("；", "; "),
    "where": ("{}的，", "where {}, "), "items": ("、", ", "), "other": ("或", " or "),
    "named": ("“{}”", "“{}”"), "figure": ("{}（{}）", "{} ({})"),
    "row": ("表“{t}”的“{r}”：{s}", "“{r}” of the table “{t}”: {s}"),
    "sum_of": ("{}之和", "{} together"), "joined": ("与", " and "),
    "of": ("{}占{}的百分比", "{} as a percentage of {}"),
    "max": ("{}中最大的", "the greatest of {}"), "min": ("{}中最小的", "the least of {}"),
    "worst": ("{}的{}中最低的", "the worst {1} of {0}"),
    "of_rows": ("{}的{}", "{1} of {0}"),
    "count": ("{}的行数", "the number of rows of {}"),
    "count_of": ("{}中{}的行数", "the number of rows of {} where {}"),
    "table": ("表“{}”", "the table “{}”"), "rows_of": ("表“{}”中“{}”", "“{1}” in the table “{0}”"),
    "years": ("自{}起的整年数", "whole years since {}"), "curve": ("按{}查得的{}", "{1} read at {0}"),
    "listed": ("“{}”应列入表“{}”", "“{}” should be in the table “{}”"),
    "not_listed": ("“{}”不应列入表“{}”", "“{}” should not be in the table “{}”"),
    "agrees": ("{}应与表“{}”中的一致", "{} should be as in the table “{}”"),
    "not_agrees": ("{}不应与表“{}”中的一致", "{} should not be as in the table “{}”"),
    "label": ("{}（{}）", "{} ({})"), "is_figure": ("{}为{}", "{} is {}"),
    "any": ("{}中应有一行{}", "some row of {} should have it that {}"),
    "not_any": ("{}中不应有一行{}", "no row of {} should have it that {}"),
    "should": ("{}应成立", "it should hold that {}"), "should_not": ("{}不应成立", "it should not hold that {}"),
    "at_least": ("至少{}", "at least {}"), "at_most": ("至多{}", "at most {}"), "between": ("{}至{}", "{} to {}"),
    "open": ("不掌握", "not known"),
}  # fmt: skip

_EXTREMES = ("least", "greatest")


class RelationWords:
    """Says what is broken, for one ruleset and in one language."""

    def __init__(self, ruleset: Ruleset, language: str) -> None:
        self.ruleset = ruleset
        self.language = language

    def say(self, name: str, *values: str, **named: str) -> str:
        """One of the fixed turns of phrase."""
        return spoken(_WORDS[name], self.language, *values, **named)

    def clause(self, found: Clause, row: RowId | None = None) -> str:
        """What is broken as a sentence; `row` is the row that has been named already."""
        match found:
            case Leaf():
                told = self._leaf(found.node, found.scope, wanted=found.wanted)
                return told if found.row is None or found.row == row else self.in_row(found.row, told)
            case Each():
                return self.say("next").join(self.clause(part, row) for part in found.parts)
            case _:
                premises = self.say("and").join(
                    self.statement(one.node, one.scope, wanted=one.wanted) for one in found.premises
                )
                told = self.say("or").join(self.clause(part, row) for part in found.parts)
                return (self.say("where", premises) if premises else "") + told

    def in_row(self, row: RowId, told: str) -> str:
        """A sentence about one row, which it names."""
        table, key = row
        label = self.ruleset.tables[table].label.in_language(self.language)
        return self.say("row", t=label, r=self.key(table, key), s=told)

    def in_own_words(self, label: Label, leaves: list[Leaf]) -> str:
        """What the ruleset itself says of a relation, with the figures behind it."""
        told: dict[str, None] = {}
        for leaf in leaves:
            for node in _quantities(leaf.node):
                if isinstance(node, Fact):
                    figure = self.figure(node, leaf.scope)
                    told[self.say("is_figure", self._named(node, leaf.scope, figures=False), figure)] = None
                else:
                    told[self.term(node, leaf.scope)] = None
        return self.say("label", label.in_language(self.language), self.say("items").join(told))

    def key(self, table: str, key: tuple[str, ...]) -> str:
        """The key of a row with the names of its options."""
        columns = self.ruleset.tables[table].key
        choices = [self.ruleset.measures[column].choice for column in columns]
        return " ".join(self.option(text, choice) for text, choice in zip(key, choices, strict=True))

    # -- conditions --------------------------------------------------------------------------------------------

    def _leaf(self, node: Expression, scope: Scope, *, wanted: bool) -> str:
        """What should be, of what is not as it should."""
        match node:
            case Compare() | Among() | Fact():
                return self._compared(node, scope, _SHOULD, wanted=wanted, figures=True)
            case Listed():
                return self.say(
                    "listed" if wanted else "not_listed", str(scope.facts[node.own]), self.table(node.table)
                )
            case Agrees():
                here = self._named(node.item, scope, figures=True)
                return self.say("agrees" if wanted else "not_agrees", here, self.table(node.table))
            case RowTally() if node.op == "any":
                table = self._rows(node, scope)
                body = self.statement(node.body, scope, wanted=True)
                return self.say("any" if wanted else "not_any", table, body)
            case _:  # said as a statement
                return self.say("should" if wanted else "should_not", self.statement(node, scope, wanted=True))

    def statement(self, node: Expression, scope: Scope, *, wanted: bool) -> str:
        """A condition as something that is so, without figures."""
        match node:
            case Compare() | Among() | Fact():
                return self._compared(node, scope, _DOES, wanted=wanted, figures=False)
            case Not():
                return self.statement(node.item, scope, wanted=not wanted)
            case _:  # said by its parts, or by its name
                parts = children(node) if is_flag(node) else ()
                if not parts:
                    return self.term(node, scope, figures=False)
                between = self.say("other" if isinstance(node, AnyOf if wanted else AllOf) else "items")
                return between.join(self.statement(part, scope, wanted=wanted) for part in parts)

    def _compared(
        self,
        node: Compare | Among | Fact,
        scope: Scope,
        words: dict[str, tuple[str, str]],
        *,
        wanted: bool,
        figures: bool,
    ) -> str:
        if isinstance(node, Fact):
            return self._said(
                words, "flag", self._named(node, scope, figures=figures), self.say("yes" if wanted else "no")
            )
        if isinstance(node, Among):
            listed = self.say("other").join(self.option(one, node.choice) for one in node.options)
            return self._said(
                words, "among" if wanted else "not among", self.term(node.item, scope, figures=figures), listed
            )
        op = node.op if wanted else _NEGATED[node.op]
        left, right = node.left, node.right
        if op in ("==", "!=") and isinstance(right, Text | Number | Flag):
            op = "is" if op == "==" else "is not"
        beside = (right, left) if figures and not is_option(left) and not is_flag(left) else (None, None)
        sides = ((left, beside[0]), (right, beside[1]))
        told = [self.term(side, scope, near, figures=figures) for side, near in sides]
        return self._said(words, op, *told)

    def _said(self, words: dict[str, tuple[str, str]], op: str, *sides: str) -> str:
        return spoken(words[op], self.language, *sides)

    # -- what is compared --------------------------------------------------------------------------------------

    def term(self, node: Expression, scope: Scope, beside: Expression | None = None, *, figures: bool = True) -> str:
        """A side of a comparison by its name, with its figure; `beside` is what that is compared with."""
        match node:
            case Converted() | Rounded():
                return self.term(node.item, scope, figures=figures)
            case Number():
                return number_text(node.value)
            case Text():
                return self.option(node.value, node.choice)
            case Flag():
                return self.say("yes" if node.value else "no")
            case Fact() | Parameter() | Attribute():
                return self._named(node, scope, beside, figures=figures)
            case Choose():
                return self.term(node.yes if truth(node.condition, scope) else node.no, scope, figures=figures)
            case _:  # computed
                return self._computed(node, scope, beside, figures=figures)

    def _named(
        self, node: Fact | Parameter | Attribute, scope: Scope, beside: Expression | None = None, *, figures: bool
    ) -> str:
        match node:
            case Fact():
                label = self.ruleset.measures[node.measure].label
            case Parameter():
                label = self.ruleset.values[node.value].label
            case Attribute():
                label = self.ruleset.choices[node.name].label
        name = self.say("named", label.in_language(self.language))
        return self.say("figure", name, self.figure(node, scope, beside)) if figures else name

    def _computed(self, node: Expression, scope: Scope, beside: Expression | None, *, figures: bool) -> str:
        """What is computed by its name, which is made of those of its parts, and what it comes to."""
        match node:
            case Arithmetic():
                named = self._arithmetic(node, scope, figures=figures)
            case Extreme():
                items = self.say("items").join(self.term(item, scope, figures=figures) for item in node.items)
                named = self.say(node.op, items)
            case Matched():
                key = self.option(str(scope.facts.get(node.own)), self.ruleset.measures[node.own].choice)
                rows = self.say("rows_of", self.table(node.item.table), key)
                if _is_alike(node, scope) and isinstance(node.item, RowStatistic):
                    named = self.say("of_rows", rows, self.term(node.item.item, scope, figures=False))
                else:
                    named = self._over_rows(node.item, rows, scope)
            case RowTally() | RowStatistic() | Worst():
                named = self._over_rows(node, self._rows(node, scope), scope)
            case YearsSince():
                named = self.say("years", self.term(node.item, scope, figures=figures))
            case Curve():
                label = self.ruleset.values[node.value].label.in_language(self.language)
                named = self.say("curve", self.term(node.item, scope, figures=figures), self.say("named", label))
            case _:  # has no name but its figure
                return self.figure(node, scope, beside)
        return self.say("figure", named, self.figure(node, scope, beside)) if figures else named

    def _rows(self, node: RowTally | RowStatistic | Worst, scope: Scope) -> str:
        """A table, or those of its rows that have certain options, and for which a condition holds."""
        chosen = [self.option(option, self.ruleset.measures[column].choice) for column, option in node.only if option]
        if node.where is not None:
            chosen.append(self.statement(node.where, scope, wanted=True))
        if not chosen:
            return self.say("table", self.table(node.table))
        return self.say("rows_of", self.table(node.table), self.say("items").join(chosen))

    def _over_rows(self, node: RowTally | RowStatistic | Worst, rows: str, scope: Scope) -> str:
        if isinstance(node, RowTally):
            if isinstance(node.body, Flag):
                return self.say("count", rows)
            return self.say("count_of", rows, self.statement(node.body, scope, wanted=True))
        number = self.term(node.item, scope, figures=False)
        if isinstance(node, Worst):
            return self.say("worst", rows, number)
        return STATISTICS[node.op].in_words(self.language, rows, number)

    def _arithmetic(self, node: Arithmetic, scope: Scope, *, figures: bool) -> str:
        parts = _added(node)
        if len(parts) > 1 and all(not isinstance(part, Number) for part in parts):
            return self.say(
                "sum_of", self.say("joined").join(self.term(part, scope, figures=figures) for part in parts)
            )
        part = node.left
        if node.op == "/" and node.unit == "%" and isinstance(part, Arithmetic) and isinstance(part.left, Number):
            sides = (self.term(side, scope, figures=figures) for side in (part.right, node.right))
            return self.say("of", *sides)
        return self._formula(node, scope, figures=figures)

    def _formula(self, node: Expression, scope: Scope, *, figures: bool) -> str:
        if not isinstance(node, Arithmetic):
            return self.term(node, scope, figures=figures)
        left, right = (self._formula(side, scope, figures=figures) for side in (node.left, node.right))
        if node.op in "*/" and isinstance(node.left, Arithmetic) and node.left.op in "+-":
            left = f"({left})"
        if node.op != "+" and isinstance(node.right, Arithmetic):
            right = f"({right})"
        return f"{left} {_SIGNS[node.op]} {right}"

    # -- figures -----------------------------------------------------------------------------------------------

    def figure(self, node: Expression, scope: Scope, beside: Expression | None = None) -> str:
        """What something comes to, with its unit; of a number as many digits as tell it from what it stands beside."""
        if is_flag(node):
            holds = truth(node, scope)
            return self.say("open") if holds is None else self.say("yes" if holds else "no")
        if is_option(node):
            found = options(node, scope)
            own = sorted(one if isinstance(one, str) else one.text for one in found) if found is not None else []
            choice = choice_of(node, self.ruleset)
            return self.say("other").join(self.option(one, choice) for one in own) or self.say("open")
        if isinstance(node, Fact) and node.kind == "date":
            day = exact_value(number(node, scope))
            return self.say("open") if day is None else datetime.date.fromordinal(int(day)).isoformat()
        other = exact_value(number(beside, scope)) if beside is not None else None
        unit = unit_text(str(getattr(node.item if isinstance(node, Matched) else node, "unit", "")), self.language)
        return self._number(number(node, scope), other, unit)

    def _number(self, found: Interval, other: Fraction | None, unit: str) -> str:
        known = known_value(found)
        if isinstance(known, Fraction):
            return given_number(known, *(() if other is None else (other,))) + unit
        if known is not None:
            return shown_end(known) + unit
        low, high = found
        if isinstance(low, float) or isinstance(high, float):
            if isinstance(low, float) and isinstance(high, float):
                return self.say("open")
            end = high if isinstance(low, float) else low
            return self.say("at_most" if isinstance(low, float) else "at_least", shown_end(end) + unit)  # type: ignore[arg-type]  # the end that is finite
        return self.say("between", shown_end(low), shown_end(high) + unit)

    def value(self, measure: str, value: object) -> str:
        """What a cell says: a number with its unit, an option by its name, yes or no, a day."""
        declared = self.ruleset.measures[measure]
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, Fraction | Bounds):
            exact = value.exact if isinstance(value, Bounds) else value
            return self.say("open") if exact is None else number_text(exact) + unit_text(declared.unit, self.language)
        return self.option(str(value), declared.choice)

    def option(self, text: str, choice: str) -> str:
        """An option by its name in its choice, a grade (`GRADES`) by its own; any other text as it is."""
        if choice == GRADES:
            labels: Mapping[str, Label] = self.ruleset.grade_labels
        else:
            labels = self.ruleset.choices[choice].options if choice in self.ruleset.choices else {}
        return labels[text].in_language(self.language) if text in labels else text

    def table(self, own: str) -> str:
        """A table by its name."""
        return self.ruleset.tables[own].label.in_language(self.language)


def _is_alike(node: Matched, scope: Scope) -> bool:
    """Whether the greatest (or least) of matched rows is what each of them says."""
    if not isinstance(node.item, RowStatistic) or node.item.op not in _EXTREMES:
        return False
    ends = [number(node._replace(item=node.item._replace(op=op)), scope) for op in _EXTREMES]
    return exact_value(ends[0]) is not None and ends[0] == ends[1]


def _quantities(node: Expression) -> Iterator[Expression]:
    """What a condition compares: facts, and numbers over rows."""
    if isinstance(node, Fact | Matched | RowTally | RowStatistic):
        yield node
        return
    for child in children(node):
        yield from _quantities(child)


def _added(node: Expression) -> list[Expression]:
    """What a plain sum adds up."""
    if isinstance(node, Arithmetic) and node.op == "+":
        return [*_added(node.left), *_added(node.right)]
    return [node]


def where_in_words(where: Expression, scope: Scope) -> Label:
    """What is asked of the rows that a look is kept to, in both languages."""
    from evalrules.words.conditions import Prose  # only who looks at some rows pays for it

    zh, en = (Prose(scope.ruleset, language).condition(where) for language in ("zh", "en"))
    return Label(zh, en)
