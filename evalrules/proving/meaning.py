"""Conditions of a ruleset in terms of the solver: a table from node to what it means for one subject.

What is not expressed is a term of which nothing is known: it may be anything, so that what is proven holds whatever it
is; `unexpressed` says what that was, and the engine is asked about every answer that may rest on it. `easy` holds where
what is not expressed is as in a few cases that are known; what it leads to is worth asking about first.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from typing import Any, Protocol, TypeAlias

import z3

from evalrules.base.records import NamedTuple
from evalrules.model.outcome import GRADED, Outcome
from evalrules.model.refs import pair_text
from evalrules.model.ruleset import Ruleset
from evalrules.proving import terms
from evalrules.proving.counts import counted, counted_against, least_of, mean_of, sum_of, total_of
from evalrules.proving.symbols import Symbols
from evalrules.proving.terms import Amount, Term, Tri, amount, both, compared, either, negated, picked
from evalrules.semantics.conditions import is_flag, is_never_negative, is_option
from evalrules.semantics.prose import expression_text
from evalrules.semantics.scope import Scope
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

Ways: TypeAlias = tuple[tuple[str | Outcome, Term], ...]
"""The options that an expression can be, each with when it is."""

_EASY = (Fraction(1, 2), Fraction(1), Fraction(2))
"""Of two rows, one with nothing, the coefficient is the root of how its weight is to that of the other: a few roots."""

MOST_YEARS = 80
"""How far back a date can lie."""


class Row(NamedTuple):
    """One row of a table, by its number, with the texts of its key."""

    table: str
    number: int
    texts: Mapping[str, str]


class At(NamedTuple):
    """Where a condition is read: in a row, or of an indicator inside a tally."""

    row: Row | None = None
    own: Mapping[str, Outcome | str | bool] | None = None


HERE = At()

Looked: TypeAlias = tuple[Row, Term]
"""A row, and when it counts."""


class Indicators(Protocol):
    """What conditions of the verdict ask about the indicators."""

    def tallied(self, node: Tally) -> list[tuple[Term, Tri]]:
        """For each indicator whether it counts, and whether the condition holds of it."""

    def is_met(self, indicator: str) -> Tri:
        """When an indicator is met."""

    def grades(self, indicator: str) -> Ways:
        """The grades that an indicator can have, each with when."""


class Meaning:
    """What conditions mean for one subject; `standard` answers for its indicators, `rows` are those of its tables."""

    def __init__(self, ruleset: Ruleset, symbols: Symbols, rows: Mapping[str, tuple[Row, ...]]) -> None:
        self.ruleset = ruleset
        self.symbols = symbols
        self.rows = rows
        self.standard: Indicators | None = None
        self.unexpressed: dict[str, None] = {}
        self.not_given: dict[str, None] = {}
        self.definitions: list[Term] = []
        self.easy: list[Term] = []
        self._declared = Scope(ruleset, {}, {})
        self._kept: dict[tuple[int, int, str], Any] = {}
        self._quotients: dict[str, Term] = {}

    # -- truth -------------------------------------------------------------------------------------------------------

    def truth(self, node: Expression, at: At = HERE) -> Tri:
        """When a condition holds."""
        if at.own is not None:
            return _TRUTH[type(node)](self, node, at)
        key = (id(node), -1 if at.row is None else at.row.number, "truth")
        if key not in self._kept:
            self._kept[key] = _TRUTH[type(node)](self, node, at)
        return self._kept[key]  # type: ignore[no-any-return]  # kept under this name

    def any_truth(self, node: Expression, at: At, reason: str) -> Tri:
        """A condition that is not expressed."""
        return Tri(self.symbols.fresh("any truth", self.symbols.number_of(node), self._note(reason, at), is_flag=True))

    def _note(self, reason: str, at: At) -> int | None:
        self.unexpressed[reason] = None
        return None if at.row is None else at.row.number

    def _compare(self, node: Compare, at: At) -> Tri:
        if is_option(node.left) or is_option(node.right):
            left, right = self.options(node.left, at), self.options(node.right, at)
            found = Tri(either(both((when, own)) for a, when in left for b, own in right if a == b))
            return found if node.op == "==" else terms.inverse(found)
        if is_flag(node.left):
            left_truth, right_truth = self.truth(node.left, at), self.truth(node.right, at)
            is_same = terms.either_way(left_truth, right_truth, terms.inverse(right_truth))
            return is_same if node.op == "==" else terms.inverse(is_same)
        for count, limit, op in ((node.left, node.right, node.op), (node.right, node.left, terms.FLIPPED[node.op])):
            if isinstance(count, Tally | RowTally) and isinstance(limit, Number | Parameter):
                most = self.number(limit, at)
                if isinstance(most.above, Fraction) and most.below is None and self.standard is not None:
                    return counted_against(op, most.above, self._items(count))
        return terms.holds(node.op, self.number(node.left, at), self.number(node.right, at))

    def _items(self, node: Tally | RowTally) -> list[tuple[Term, Tri]]:
        if isinstance(node, RowTally):
            return self._tallied(node, self._looked_at(node))
        assert self.standard is not None, "asked where there is one"
        return self.standard.tallied(node)

    def _fact_truth(self, node: Fact, at: At) -> Tri:
        return Tri(self.symbols.fact(self.ruleset.measures[node.measure], self._row_of(node.measure, at)).term)

    def _among(self, node: Among, at: At) -> Tri:
        return Tri(either(when for option, when in self.options(node.item, at) if option in node.options))

    def _tally_truth(self, node: Tally, at: At) -> Tri:
        if self.standard is None:
            return self.any_truth(node, at, "a look at the indicators inside one of them")
        return counted(node.op, self.standard.tallied(node))

    def _row_tally_truth(self, node: RowTally, _at: At) -> Tri:
        return counted(node.op, self._tallied(node, self._looked_at(node)))

    def _met_of(self, node: MetOf, at: At) -> Tri:
        if self.standard is None:
            return self.any_truth(node, at, "a look at the indicators inside one of them")
        return self.standard.is_met(node.indicator)

    def _own_truth(self, node: Own, at: At) -> Tri:
        value = (at.own or {}).get(node.name)
        return Tri(value) if isinstance(value, bool) else terms.UNKNOWN

    # -- options -----------------------------------------------------------------------------------------------------

    def options(self, node: Expression, at: At = HERE) -> Ways:
        """The options that an expression can be."""
        meaning = _OPTIONS.get(type(node))
        if meaning is None:
            return ((f"?{id(node)}", True),)
        return meaning(self, node, at)

    def _fact_options(self, node: Fact, at: At) -> Ways:
        if at.row is not None and node.measure in at.row.texts:
            return ((at.row.texts[node.measure], True),)
        symbol = self.symbols.fact(self.ruleset.measures[node.measure], self._row_of(node.measure, at))
        return tuple((option, symbol.variable == number) for number, option in enumerate(symbol.options))

    def _choose_options(self, node: Choose, at: At) -> Ways:
        condition = self.truth(node.condition, at)
        found: dict[str | Outcome, Term] = {}
        for holds, part in ((condition.yes, node.yes), (condition.no, node.no)):
            for own, when in self.options(part, at):
                found[own] = either((found.get(own, False), both((holds, when))))
        return tuple(found.items())

    def attribute(self, name: str) -> Ways:
        """The options that an attribute of the subject can be."""
        symbol = self.symbols.attribute(self.ruleset.choices[name])
        return tuple((option, symbol.variable == number) for number, option in enumerate(symbol.options))

    def _own_option(self, node: Own, at: At) -> Ways:
        value = (at.own or {})[node.name]
        if isinstance(value, Outcome):
            return ((value.grade if value.kind == GRADED else value, True),)
        return ((str(value), True),)

    def _worst(self, node: Worst, _at: At) -> Ways:
        grades = self.ruleset.grades
        rows = list(self.rows.get(node.table, ()))
        marks = [(self._counts(row, node), dict(self.options(node.item, At(row)))) for row in rows]
        fits: list[Term] = []
        for rank in range(len(grades)):
            above = [
                either((negated(counts), *(ways.get(grade, False) for grade in grades[: rank + 1])))
                for counts, ways in marks
            ]
            fits.append(both((*above, either(counts for counts, _ in marks))))
        before: list[Term] = [False, *fits[:-1]]
        return tuple((grade, both((fit, negated(own)))) for grade, fit, own in zip(grades, fits, before, strict=True))

    # -- numbers -----------------------------------------------------------------------------------------------------

    def number(self, node: Expression, at: At = HERE) -> Amount:
        """What an expression comes to."""
        key = (id(node), -1 if at.row is None else at.row.number, "number")
        if key not in self._kept:
            meaning = _NUMBER.get(type(node))
            self._kept[key] = self._any_number(node, at) if meaning is None else meaning(self, node, at)
        return self._kept[key]  # type: ignore[no-any-return]  # kept under this name

    def _any_number(self, node: Expression, at: At, *, least: int | None = None) -> Amount:
        row = self._note(expression_text(node), at)
        term = self.symbols.fresh("any number", self.symbols.number_of(node), row)
        if least is not None:
            self.definitions.append(term >= least)
        return Amount(term)

    def plain(self, item: Amount) -> Amount:
        """The number without a divisor beside it: a quotient of its own where there is one."""
        if item.below is None:
            return item
        key = self.symbols.number_of_quotient(item.above, item.below)
        if key not in self._quotients:
            quotient = self.symbols.fresh("any quotient", key)
            zero = compared("==", item.below, Fraction(0))
            self.definitions.append(either((zero, compared("==", terms.times(quotient, item.below), item.above))))
            self._quotients[key] = quotient
        return Amount(self._quotients[key], None, item.defined)

    def _fact(self, node: Fact, at: At) -> Amount:
        measure = self.ruleset.measures[node.measure]
        if measure.value is None:
            return Amount(self.symbols.fact(measure, self._row_of(node.measure, at)).term)
        return self.number(measure.value.root, at)

    def _row_of(self, measure: str, at: At) -> int | None:
        if self.ruleset.measures[measure].ref.kind != "column":
            return None
        if at.row is None:
            self.unexpressed[measure] = None
            return -1
        return at.row.number

    def _parameter(self, node: Parameter, at: At) -> Amount:
        value = self.ruleset.values[node.value]
        if value.curve:
            return self._any_number(node, at)
        if not value.by:
            return self._given(node.value, "", value.branches[""])
        ways = self.attribute(value.by) if node.key is None else self.options(node.key, at)
        found: Amount | None = None
        for option, when in reversed(ways):
            own = self._given(node.value, str(option), value.branches.get(str(option)))
            found = own if found is None else terms.chosen(Tri(when), own, found)
        return Amount(Fraction(0), None, False) if found is None else found

    def _given(self, value: str, option: str, number: Fraction | None) -> Amount:
        """A number of the standard. One that no text gives may be any in the verdict; an indicator is assessed then."""
        if number is not None:
            return amount(number)
        if self.standard is None:
            return Amount(Fraction(0), None, False)
        self.not_given[value] = None
        return Amount(self.symbols.fresh("parameter", pair_text(value, option)))

    def _arithmetic(self, node: Arithmetic, at: At) -> Amount:
        left, right = self.number(node.left, at), self.number(node.right, at)
        if node.op in ("+", "-"):
            if left.below is not None and right.below is not None:
                left, right = self.plain(left), self.plain(right)
            return terms.added(left, right, 1 if node.op == "+" else -1)
        if node.op == "*":
            return terms.multiplied(left, right)
        return terms.divided(left, right, never_negative=is_never_negative(node.right, self._declared))

    def _extreme(self, node: Extreme, at: At) -> Amount:
        items = [self.plain(self.number(item, at)) for item in node.items]
        return least_of(items, "<=" if node.op == "min" else ">=")

    def _rounded(self, node: Rounded, at: At) -> Amount:
        item = self.plain(self.number(node.item, at))
        digits = 10**node.rounding.digits
        scaled = terms.times(item.above, Fraction(digits))
        whole = z3.ToInt(terms.real(terms.plus(scaled, Fraction(1, 2))))
        rounded = z3.ToReal(whole)
        if node.rounding.mode == "half_even":
            is_half = compared("==", rounded - terms.real(scaled), Fraction(1, 2))
            rounded = z3.If(both((is_half, whole % 2 == 1)), rounded - 1, rounded)
        elif not is_never_negative(node.item, self._declared):
            is_half = compared("==", rounded - terms.real(scaled), Fraction(1, 2))
            rounded = z3.If(both((is_half, compared("<", scaled, Fraction(0)))), rounded - 1, rounded)
        return Amount(terms.times(rounded, Fraction(1, digits)), None, item.defined)

    def _curve(self, node: Curve, at: At) -> Amount:
        curve = self.ruleset.values[node.value].curve
        item = self.plain(self.number(node.item, at))
        found: Term = curve[0][1]
        if node.method == "step":
            for start, number in curve:
                found = picked(compared(">=", item.above, start), number, found)
            return Amount(found, None, item.defined)
        for (x0, y0), (x1, y1) in pairwise(curve):
            slope = (y1 - y0) / (x1 - x0)
            line = terms.plus(terms.times(item.above, slope), y0 - slope * x0)
            found = picked(compared(">=", item.above, x0), line, found)
        found = picked(compared(">=", item.above, curve[-1][0]), curve[-1][1], found)
        return Amount(found, None, item.defined)

    def _years_since(self, node: YearsSince, at: At) -> Amount:
        item = self.plain(self.number(node.item, at))
        today, total = self.symbols.today, amount(0)
        for years in range(1, MOST_YEARS + 1):
            day = Fraction(datetime.date(today.year - years, today.month, today.day).toordinal())
            total = terms.added(total, Amount(picked(compared("<=", item.above, day), Fraction(1), Fraction(0))))
        return total._replace(defined=item.defined)

    def _score(self, node: Score, at: At) -> Amount:
        total = amount(0)
        for item in node.items:
            total = terms.added(total, self.plain(self.number(item, at)))
        return total

    def _tally_number(self, node: Tally, at: At) -> Amount:
        if self.standard is None:
            return self._any_number(node, at, least=0)
        return sum_of(self.standard.tallied(node))

    def _row_tally_number(self, node: RowTally, _at: At) -> Amount:
        return sum_of(self._tallied(node, self._looked_at(node)))

    # -- rows --------------------------------------------------------------------------------------------------------

    def _looked_at(self, node: RowTally | RowStatistic, own: str = "", other: str = "", at: At = HERE) -> list[Looked]:
        """The rows that are looked at, each with when it counts; of some school only, where `own` says which."""
        rows = self.rows.get(node.table, ())
        if not own:
            return [(row, self._counts(row, node)) for row in rows]
        return [(row, self._chosen(row, node)) for row in self._of_school(rows, own, other, at)]

    def _of_school(self, rows: Iterable[Row], own: str, other: str, at: At) -> list[Row]:
        school = {} if at.row is None else at.row.texts
        return [row for row in rows if own in school and row.texts.get(other) == school[own]]

    def _is_known_school(self, own: str, other: str, table: str, at: At) -> bool:
        rows = self.rows.get(table, ())
        return at.row is not None and own in at.row.texts and all(other in row.texts for row in rows)

    def _tallied(self, node: RowTally, looked: list[Looked]) -> list[tuple[Term, Tri]]:
        """For each row whether it counts, and whether the condition holds in it."""
        found = [(counts, self.truth(node.body, At(row)), self._is_told(row, node)) for row, counts in looked]
        return [
            (counts, holds if told is True else Tri(both((told, holds.yes)), both((told, holds.no))))
            for counts, holds, told in found
        ]

    def _matched_truth(self, node: Matched, at: At) -> Tri:
        item = node.item
        if not isinstance(item, RowTally) or not self._is_known_school(node.own, node.other, item.table, at):
            return self.any_truth(node, at, expression_text(node))
        return counted(item.op, self._tallied(item, self._looked_at(item, node.own, node.other, at)))

    def _matched_number(self, node: Matched, at: At) -> Amount:
        item = node.item
        if not self._is_known_school(node.own, node.other, item.table, at):
            return self._any_number(node, at)
        looked = self._looked_at(item, node.own, node.other, at)
        if isinstance(item, RowTally):
            return sum_of(self._tallied(item, looked))
        return self._statistic(item, looked, at)

    def _listed(self, node: Listed, at: At) -> Tri:
        if not self._is_known_school(node.own, node.other, node.table, at):
            return self.any_truth(node, at, expression_text(node))
        return Tri(bool(self._of_school(self.rows[node.table], node.own, node.other, at)))

    def _agrees(self, node: Agrees, at: At) -> Tri:
        """With one row of that school it says the same; with several the engine asks what most of them say."""
        own, other = node.matched
        rows = self._of_school(self.rows.get(node.table, ()), own, other, at)
        if not self._is_known_school(own, other, node.table, at) or len(rows) != 1:
            return self.any_truth(node, at, expression_text(node))
        there = At(rows[0])
        if node.item.kind == "number":
            return terms.holds("==", self.number(node.item, at), self.number(node.other, there))
        if node.item.kind == "flag":
            mine, theirs = self.truth(node.item, at), self.truth(node.other, there)
            return terms.either_way(mine, theirs, terms.inverse(theirs))
        left, right = self.options(node.item, at), self.options(node.other, there)
        return Tri(either(both((when, also)) for a, when in left for b, also in right if a == b))

    def _counts(self, row: Row, node: RowTally | RowStatistic | Worst) -> Term:
        """When a row is looked at: not left out, and as it is asked for; also where that is open."""
        left_out = self.ruleset.tables[node.table].leave_out
        stays = True if left_out is None else self.truth(left_out.root, At(row)).no
        return both((stays, self._chosen(row, node)))

    def _is_told(self, row: Row, node: RowTally | RowStatistic | Worst) -> Term:
        """That it is known whether a row is one of those that are asked for."""
        return True if node.where is None else self.truth(node.where, At(row)).known

    def _chosen(self, row: Row, node: RowTally | RowStatistic | Worst) -> Term:
        found: list[Term] = [] if node.where is None else [negated(self.truth(node.where, At(row)).no)]
        for column, option in node.only:
            fact = Fact(column, "option", "", self.ruleset.measures[column].span)
            found.append(either(when for own, when in self._fact_options(fact, At(row)) if own == option))
        return both(found)

    def _statistic(self, node: RowStatistic, looked: list[Looked], at: At) -> Amount:
        rows = [(counts, self._told(node, row)) for row, counts in looked]
        if not rows:
            return Amount(Fraction(0), None, node.op == "sum")
        some = either(counts for counts, _ in rows)
        defined = both(either((negated(counts), item.defined)) for counts, item in rows)
        if node.op == "sum":
            return Amount(total_of(rows), None, defined)
        if node.op == "mean" and node.weight is None:
            return mean_of(rows)._replace(defined=both((defined, some)))
        if node.op in ("least", "greatest"):
            listed = [Amount(item.above, None, counts) for counts, item in rows]
            found = least_of(listed, "<=" if node.op == "least" else ">=", are_all=False)
            return found._replace(defined=both((defined, some)))
        if node.op == "cv" and node.about is None:
            return self._variation(node, looked, [(counts, item.above) for counts, item in rows], defined, at)
        return self._any_number(node, at, least=0 if STATISTICS[node.op].is_spread else None)

    def _told(self, node: RowStatistic, row: Row) -> Amount:
        """The number of a row, not defined where it is open whether the row is looked at."""
        item = self.plain(self.number(node.item, At(row)))
        return item._replace(defined=both((item.defined, self._is_told(row, node))))

    def _variation(
        self, node: RowStatistic, looked: list[Looked], rows: list[tuple[Term, Term]], defined: Term, at: At
    ) -> Amount:
        """A coefficient of variation: it is 0 just where the rows are alike, and else any number above 0."""
        found, zero = self._any_number(node, at, least=0), Fraction(0)
        weights = [
            Fraction(1) if node.weight is None else self.plain(self.number(node.weight, At(row))).above
            for row, _ in looked
        ]
        taken = [both((counts, compared(">", own, zero))) for (counts, _), own in zip(rows, weights, strict=True)]
        listed = list(zip(taken, (own for _, own in rows), weights, strict=True))
        pairs = list(combinations(listed, 2))
        alike = both(either((negated(a), negated(b), compared("==", x, y))) for (a, x, _), (b, y, _) in pairs)
        some = either(both((own, compared(">", x, zero))) for own, x, _ in listed)
        is_none = compared("==", found.above, zero)
        self.definitions.append(
            either((negated(some), both((either((negated(alike), is_none)), either((alike, negated(is_none)))))))
        )
        easy: list[Term] = [both((alike, is_none))]
        roots = _EASY if len(listed) > 2 else (Fraction(1),)  # the first look is at two rows, and has to be quick
        for none, all_of_it in permutations(range(len(listed)), 2):
            (one, x, v), (two, y, w) = listed[none], listed[all_of_it]
            others = (negated(own) for number, (own, _, _) in enumerate(listed) if number not in (none, all_of_it))
            has_all = both((one, two, *others, compared("==", x, zero), compared(">", y, zero)))
            easy += [
                both((has_all, compared("==", v, terms.times(w, root * root)), compared("==", found.above, root)))
                for root in roots
            ]
        self.easy.append(either(easy))
        return found._replace(defined=both((defined, some)))


_TRUTH: dict[type, Callable[[Meaning, Any, At], Tri]] = {
    Flag: lambda on, node, at: Tri(bool(node.value)),
    Fact: Meaning._fact_truth,  # noqa: SLF001 - the table of this class
    Own: Meaning._own_truth,  # noqa: SLF001
    Compare: Meaning._compare,  # noqa: SLF001
    Among: Meaning._among,  # noqa: SLF001
    AllOf: lambda on, node, at: terms.all_of(on.truth(item, at) for item in node.items),
    AnyOf: lambda on, node, at: terms.any_of(on.truth(item, at) for item in node.items),
    AtLeast: lambda on, node, at: terms.at_least(node.needed, [on.truth(item, at) for item in node.items]),
    Not: lambda on, node, at: terms.inverse(on.truth(node.item, at)),
    Choose: lambda on, node, at: terms.either_way(
        on.truth(node.condition, at), on.truth(node.yes, at), on.truth(node.no, at)
    ),
    Tally: Meaning._tally_truth,  # noqa: SLF001
    MetOf: Meaning._met_of,  # noqa: SLF001
    RowTally: Meaning._row_tally_truth,  # noqa: SLF001
    Matched: Meaning._matched_truth,  # noqa: SLF001
    Listed: Meaning._listed,  # noqa: SLF001
    Agrees: Meaning._agrees,  # noqa: SLF001
}

_OPTIONS: dict[type, Callable[[Meaning, Any, At], Ways]] = {
    Text: lambda on, node, at: ((node.value, True),),
    Attribute: lambda on, node, at: on.attribute(node.name),
    Fact: Meaning._fact_options,  # noqa: SLF001
    Own: Meaning._own_option,  # noqa: SLF001
    GradeOf: lambda on, node, at: () if on.standard is None else on.standard.grades(node.indicator),
    Choose: Meaning._choose_options,  # noqa: SLF001
    Worst: Meaning._worst,  # noqa: SLF001
}

_NUMBER: dict[type, Callable[[Meaning, Any, At], Amount]] = {
    Number: lambda on, node, at: amount(node.value),
    Parameter: Meaning._parameter,  # noqa: SLF001
    Fact: Meaning._fact,  # noqa: SLF001
    Arithmetic: Meaning._arithmetic,  # noqa: SLF001
    Converted: lambda on, node, at: terms.multiplied(on.number(node.item, at), amount(node.factor)),
    Extreme: Meaning._extreme,  # noqa: SLF001
    Choose: lambda on, node, at: terms.chosen(
        on.truth(node.condition, at), on.number(node.yes, at), on.number(node.no, at)
    ),
    Tally: Meaning._tally_number,  # noqa: SLF001
    Rounded: Meaning._rounded,  # noqa: SLF001
    Curve: Meaning._curve,  # noqa: SLF001
    YearsSince: Meaning._years_since,  # noqa: SLF001
    Score: Meaning._score,  # noqa: SLF001
    RowTally: Meaning._row_tally_number,  # noqa: SLF001
    RowStatistic: lambda on, node, at: on._statistic(node, on._looked_at(node), at),  # noqa: SLF001
    Matched: Meaning._matched_number,  # noqa: SLF001
}
