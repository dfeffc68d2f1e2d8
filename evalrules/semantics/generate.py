"""Python source from a ruleset's bands: one flat function, written from the checked tree, never from author text.

Two functions are generated. `known` is for subjects of whom everything is known: plain comparisons, and the
failing ones of the next better grade where an indicator is not at its best. `open` takes missing facts too:
every comparison is three-valued, with its distance. Only shapes whose meaning is plain in Python are
generated (comparisons of one measure with a number, yes/no facts, and / or / not / at least); a ruleset with
any other shape is evaluated by walking the tree, with the same results (tests/agreement).

Numbers are int or Decimal and compared exactly. Differences are exact because the functions run in a context
that refuses to round (`EXACT`): the caller sets it.
"""

from __future__ import annotations

from decimal import Context, Decimal, FloatOperation, Inexact, localcontext
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from evalrules.model.outcome import Outcome, graded
from evalrules.model.ruleset import Band, Indicator
from evalrules.plan.nodes import Plan
from evalrules.semantics.conditions import number
from evalrules.semantics.interval import compare, exact_value, point
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import is_assessed
from evalrules.tree.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Expression,
    Fact,
    Not,
    Number,
    Parameter,
)

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Unsupported(Exception):
    """A shape that is not generated; the ruleset is then evaluated by walking the tree."""


class Threshold(NamedTuple):
    """One comparison of a measure with a number of the standard."""

    measure: str
    op: str
    constant: Decimal
    need: Decimal
    need_op: str
    if_missing: bool | None


class Generated(NamedTuple):
    """The source of both functions and what their names stand for."""

    source: str
    constants: dict[str, Any]
    thresholds: tuple[Threshold, ...]
    measures: tuple[str, ...]
    assessed: tuple[str, ...]


EXACT = Context(prec=400, traps=[Inexact, FloatOperation])
"""Refuses to round, and to compare a binary float with a decimal."""


def exact_decimal(value: Fraction) -> Decimal:
    """A number as a Decimal; Unsupported where its decimals never end."""
    with localcontext(EXACT):
        try:
            return Decimal(value.numerator) / Decimal(value.denominator)
        except Inexact:
            raise Unsupported(f"{value} has no end") from None


def generate(plan: Plan, weights: dict[tuple[str, Outcome], int]) -> Generated:
    """The functions for a ruleset; `weights` is what each outcome of each indicator adds to the total.

    Raises Unsupported where some indicator has a shape that is not generated.
    """
    return _Generator(plan, weights).generate()


class _Generator:
    def __init__(self, plan: Plan, weights: dict[tuple[str, Outcome], int]) -> None:
        self.plan = plan
        self.ruleset = plan.ruleset
        self.scope = Scope(plan.ruleset, {}, {})
        self.weights = weights
        self.thresholds: dict[Threshold, int] = {}
        self.measures: dict[str, int] = {}
        self.constants: dict[str, Any] = {}
        self.assessed: list[str] = []
        self.optional: dict[str, int] = {}

    def generate(self) -> Generated:
        if any(graded(grade).text != grade for grade in self.ruleset.grades):
            raise Unsupported("a grade that has the name of another outcome")
        known, opened = [], []
        for at, (plan, indicator) in enumerate(zip(self.plan.indicators, self.ruleset.indicators, strict=True)):
            if indicator.applies is not None or indicator.when_both == "worse" or indicator.met is not None:
                raise Unsupported(indicator.id)
            is_plain = indicator.kind == "graded" and indicator.grade is None and not indicator.each_row
            if not is_plain or indicator.grades != self.ruleset.grades:
                raise Unsupported(indicator.id)
            by_panel = is_assessed(plan, self.scope)
            if by_panel is None:
                raise Unsupported(indicator.id)
            if by_panel:
                lines = self._stated(at, indicator)
                known += lines
                opened += self._stated_open(at, indicator)
            else:
                known += self._known(at, indicator)
                opened += self._open(at, indicator)
        count = len(self.ruleset.indicators)
        source = "\n".join(
            ["def known(facts, grades):", "    total = 0", "    gaps = []", *self._loads("facts[{}]"),
             *self._guards(), *self._options(), *_in(known, 1),
             f"    return total, ({_names('g', count)}), gaps",
             "def open(facts, grades):", "    get = facts.get", *self._loads("get({})"), *self._tests(),
             *self._options(), *_in(opened, 1),
             f"    return ({_names('p', count)}), ({_names('d', len(self.thresholds))})"]
        )  # fmt: skip
        return Generated(source, self.constants, tuple(self.thresholds), tuple(self.measures), tuple(self.assessed))

    def _loads(self, pattern: str) -> list[str]:
        return [f"    m{at} = {pattern.format(repr(measure))}" for measure, at in self.measures.items()]

    def _options(self) -> list[str]:
        """The facts of ceilings, which nobody has to give."""
        return [f"    o{at} = facts.get({measure!r})" for measure, at in self.optional.items()]

    def _guards(self) -> list[str]:
        """A yes/no fact that is not known is not a no: leave it to the tree."""
        flags = [at for measure, at in self.measures.items() if self.ruleset.measures[measure].type == "yesno"]
        return [f"    if m{at} is None: raise KeyError" for at in flags]

    def _tests(self) -> list[str]:
        """Every comparison once: its distance and its truth, or what the declared range says of a missing fact."""
        lines = []
        for measure, own in self.measures.items():
            mine = [(at, threshold) for threshold, at in self.thresholds.items() if threshold.measure == measure]
            if mine:
                missing = "; ".join(f"d{at} = None; t{at} = {threshold.if_missing}" for at, threshold in mine)
                known = "; ".join(
                    f"d{at} = m{own} - k{at}; t{at} = m{own} {threshold.op} k{at}" for at, threshold in mine
                )
                lines += [f"    if m{own} is None: {missing}", f"    else: {known}"]
        return lines

    # -- graded by assessors -----------------------------------------------------------------------------------

    def _stated(self, at: int, indicator: Indicator) -> list[str]:
        self.assessed.append(indicator.id)
        self.constants[f"w{at}"] = {grade: self.weights[indicator.id, graded(grade)] for grade in self.ruleset.grades}
        lines = [f"g{at} = grades[{indicator.id!r}]"]
        flags = self._ceiling_flags(indicator)
        if flags:
            best, second = self.ruleset.grades[:2]
            broken = " or ".join(f"o{self.optional[flag]} is False" for flag in flags)
            pairs = ", ".join(f"({flag!r}, o{self.optional[flag]})" for flag in flags)
            changes = f"[(flag, False, '==', True, None) for flag, known in ({pairs},) if known is False]"
            lines += [
                f"if g{at} == {best!r} and ({broken}):", f"    g{at} = {second!r}",
                f"    gaps.append(({indicator.id!r}, {second!r}, {best!r}, {changes}))",
            ]  # fmt: skip
        return [*lines, f"total += w{at}[g{at}]"]

    def _stated_open(self, at: int, indicator: Indicator) -> list[str]:
        every = self.ruleset.grades
        lines = [f"s = grades.get({indicator.id!r})", f"p{at} = {every!r} if s is None else (s,)"]
        flags = self._ceiling_flags(indicator)
        if flags:
            broken = " or ".join(f"o{self.optional[flag]} is False" for flag in flags)
            lines += [f"if p{at}[0] == {every[0]!r} and ({broken}):", f"    p{at} = p{at}[1:] or ({every[1]!r},)"]
        return lines

    def _ceiling_flags(self, indicator: Indicator) -> list[str]:
        """The yes/no facts that the best grade needs all of; an unknown one lowers no grade of a panel."""
        if not indicator.ceiling:
            return []
        root = indicator.ceiling[0].condition.root if indicator.ceiling[0].condition else None
        items = root.items if isinstance(root, AllOf) else (root,)
        flags = [item.measure for item in items if isinstance(item, Fact) and item.kind == "flag"]
        if (
            len(indicator.ceiling) > 1
            or indicator.ceiling[0].grade != self.ruleset.grades[0]
            or len(flags) < len(items)
        ):
            raise Unsupported(indicator.id)
        for flag in flags:
            self.optional.setdefault(flag, len(self.optional))
        return sorted(dict.fromkeys(flags), key=list(self.ruleset.measures).index)

    # -- computed ----------------------------------------------------------------------------------------------

    def _known(self, at: int, indicator: Indicator) -> list[str]:
        lines, word = [], "if"
        bands = self._bands(indicator)
        for place, band in enumerate(bands):
            test = self._condition(band.condition.root) if band.condition else ""
            lines.append(f"{word} {test}:" if test else "else:")
            body = [f"g{at} = {band.grade!r}"]
            weight = self.weights[indicator.id, graded(band.grade)]
            body += [f"total += {weight}"] if weight else []
            if place:
                body += self._gap(indicator, band, bands[:place])
            lines += _in(body, 1)
            word = "elif"
        return lines

    def _bands(self, indicator: Indicator) -> list[Band]:
        bands = list(indicator.bands)
        if not bands or bands[-1].condition is not None or indicator.ceiling:
            raise Unsupported(indicator.id)
        if [band.grade for band in bands] != list(self.ruleset.grades):
            raise Unsupported(indicator.id)
        return bands

    def _gap(self, indicator: Indicator, band: Band, before: list[Band]) -> list[str]:
        """The failing comparisons of the next better grade, each with its distance.

        A still better grade must ask for all of them too: else a part of them might be enough for that one.
        """
        *best, next_one = [self._conjuncts(one.condition.root if one.condition else None) for one in before]
        better, lines = before[-1], ["c = []"]
        if not all(any(_implies(asked, one) for asked in criteria) for criteria in best for one in next_one):
            raise Unsupported("gap")
        for threshold in next_one:
            measure, at = f"m{self.measures[threshold.measure]}", self._constant(threshold)
            entry = f"({threshold.measure!r}, {measure}, {threshold.need_op!r}, n{at}, abs(n{at} - {measure}))"
            lines += [f"if not {measure} {threshold.op} k{at}:", f"    c.append({entry})"]
        return [*lines, f"gaps.append(({indicator.id!r}, {band.grade!r}, {better.grade!r}, c))"]

    def _conjuncts(self, node: Expression | None) -> list[Threshold]:
        """The comparisons of a plain conjunction over different measures."""
        items = node.items if isinstance(node, AllOf) else (node,)
        found = [self._threshold(item) for item in items if isinstance(item, Compare)]
        if len(found) < len(items) or len({one.measure for one in found}) < len(found):
            raise Unsupported("gap")
        return found

    def _open(self, at: int, indicator: Indicator) -> list[str]:
        """The possible grades: of the first band that holds, and of those before it that may."""
        grades = [band.grade for band in indicator.bands]
        lines = []
        for place, band in enumerate(indicator.bands):
            if band.condition is not None:
                lines.append(f"b{place} = {self._open_condition(band.condition.root)}")
        pieces = f"({grades[-1]!r},)"
        for place in range(len(grades) - 2, -1, -1):
            own = f"({grades[place]!r},)"
            pieces = f"({own} if b{place} else {pieces} if b{place} is False else {own} + {pieces})"
        return [*lines, f"p{at} = {pieces}"]

    # -- conditions --------------------------------------------------------------------------------------------

    def _condition(self, node: Expression) -> str:
        """A two-valued Python expression; every measure is known."""
        match node:
            case AllOf():
                return "(" + " and ".join(self._condition(item) for item in node.items) + ")"
            case AnyOf():
                return "(" + " or ".join(self._condition(item) for item in node.items) + ")"
            case Not():
                return f"(not {self._condition(node.item)})"
            case AtLeast():
                return "(" + " + ".join(self._condition(item) for item in node.items) + f" >= {node.needed})"
            case Fact(kind="flag"):
                return f"(m{self._measure(node.measure)} is True)"
            case Compare():
                threshold = self._threshold(node)
                return f"(m{self.measures[threshold.measure]} {threshold.op} k{self._constant(threshold)})"
            case _:
                raise Unsupported(type(node).__name__)

    def _open_condition(self, node: Expression) -> str:
        """A three-valued Python expression over the truths of the comparisons (t…)."""
        match node:
            case AllOf():
                return _folded([self._open_condition(item) for item in node.items], "False", "True")
            case AnyOf():
                return _folded([self._open_condition(item) for item in node.items], "True", "False")
            case Fact(kind="flag"):
                return f"m{self._measure(node.measure)}"
            case Compare():
                return f"t{self._constant(self._threshold(node))}"
            case _:
                raise Unsupported(type(node).__name__)

    def _threshold(self, node: Compare) -> Threshold:
        for varying, constant, op in ((node.left, node.right, node.op), (node.right, node.left, _MIRRORED[node.op])):
            if isinstance(varying, Fact) and isinstance(constant, Number | Parameter):
                return self._compared(varying, constant, op)
        raise Unsupported("comparison")

    def _compared(self, fact: Fact, constant: Number | Parameter, op: str) -> Threshold:
        declared = self.ruleset.measures[fact.measure]
        value = exact_value(number(constant, self.scope))
        if value is None or declared.value is not None or fact.kind != "number" or op in ("==", "!="):
            raise Unsupported(fact.measure)
        need, need_op = _whole(value, op) if declared.type == "count" else (value, op)
        missing = compare(op, self.scope.declared(fact.measure), point(value))
        if missing is not None:
            raise Unsupported(f"{fact.measure} {op} {value} is settled by the declared range")
        self._measure(fact.measure)
        return Threshold(fact.measure, op, exact_decimal(value), exact_decimal(need), need_op, missing)

    def _measure(self, measure: str) -> int:
        if self.ruleset.measures[measure].value is not None:
            raise Unsupported(measure)
        return self.measures.setdefault(measure, len(self.measures))

    def _constant(self, threshold: Threshold) -> int:
        at = self.thresholds.setdefault(threshold, len(self.thresholds))
        self.constants[f"k{at}"] = threshold.constant
        self.constants[f"n{at}"] = threshold.need
        return at


def _implies(asked: Threshold, other: Threshold) -> bool:
    """Whether what holds against one threshold holds against the other: of the same measure, and no easier."""
    if asked.measure != other.measure or asked.op[0] != other.op[0]:
        return False
    if asked.constant == other.constant:
        return len(asked.op) <= len(other.op)
    return (asked.constant > other.constant) is (asked.op[0] == ">")


def _whole(value: Fraction, op: str) -> tuple[Fraction, str]:
    """The bound that whole numbers have to reach."""
    bounds = {
        ">=": (ceil(value), ">="),
        ">": (floor(value) + 1, ">="),
        "<=": (floor(value), "<="),
        "<": (ceil(value) - 1, "<="),
    }
    bound, bound_op = bounds[op]
    return Fraction(bound), bound_op


def _folded(items: list[str], decides: str, otherwise: str) -> str:
    """And (decides False) or or (decides True) over three-valued items."""
    deciding = " or ".join(f"{item} is {decides}" for item in items)
    unknown = " or ".join(f"{item} is None" for item in items)
    return f"({decides} if {deciding} else None if {unknown} else {otherwise})"


def _in(lines: list[str], depth: int) -> list[str]:
    return [" " * (4 * depth) + line for line in lines]


def _names(letter: str, count: int) -> str:
    return "".join(f"{letter}{at}, " for at in range(count))
