"""The exact reading of a condition: true, false, or unknown whatever the missing facts turn out to be.

A comparison is evaluated on intervals: true if every value makes it true, false if none does. A ratio
against a limit is cross-multiplied, so nothing is divided (pupils / computers <= 12 decides with no
computers; only 0/0 is unknown). `and`, `or` and `not` follow Kleene. docs/semantics.md.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from evalrules.base.truth import Truth, at_least, conjunction, disjunction, negation
from evalrules.model.evidence import Bounds
from evalrules.model.outcome import GRADED, MET, Outcome
from evalrules.model.refs import column_from
from evalrules.semantics.interval import (
    INFINITE,
    Bound,
    Interval,
    add,
    compare,
    divide,
    exact_value,
    hull,
    known_value,
    multiply,
    point,
    subtract,
    to_digits,
    total,
)
from evalrules.semantics.measured import Measured, measured
from evalrules.semantics.scope import Counts, MatchingReadings, Options, Readings, Scope
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

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def truth(node: Expression, scope: Scope) -> Truth:
    """Whether a condition holds."""
    return _TRUTH[type(node)](node, scope)


def number(node: Expression, scope: Scope) -> Interval:
    """Every number an expression can be; dates are day numbers."""
    return _NUMBER[type(node)](node, scope)


def options(node: Expression, scope: Scope) -> Readings:
    """Every option an expression can be; None where any text may stand."""
    return _OPTIONS[type(node)](node, scope)


def is_option(node: Expression) -> bool:
    """Whether an expression is an option or text rather than a number."""
    match node:
        case Text() | Attribute() | GradeOf() | Worst():
            return True
        case Fact() | Own():
            return node.kind == "option"
        case Choose():
            return is_option(node.yes)
        case _:  # all others are numbers or conditions
            return False


def is_flag(node: Expression) -> bool:
    """Whether an expression is a condition rather than a value."""
    match node:
        case Fact() | Own():
            return node.kind == "flag"
        case Choose():
            return is_flag(node.yes)
        case Tally() | RowTally():
            return node.op != "count"
        case Matched():
            return is_flag(node.item)
        case _:  # all others are always a condition or never one
            return type(node) in _TRUTH


def is_open(node: Expression, scope: Scope) -> bool:
    """Whether it is not known what a condition, a number or an option comes to."""
    if is_flag(node):
        return truth(node, scope) is None
    if is_option(node):
        found = options(node, scope)
        return found is None or len(found) != 1
    return known_value(number(node, scope)) is None


# -- numbers -------------------------------------------------------------------------------------------------------


def _fact_number(node: Fact, scope: Scope) -> Interval:
    if node.kind == "date":
        return scope.date(node.measure)
    return value_of(node.measure, scope).numbers


def value_of(measure: str, scope: Scope) -> Measured:
    """What is known of the value of a measure of numbers: the one reading that everything else asks.

    A derived measure is what its inputs give, unless it was set in a trial (`Scope.with_facts`).
    """
    found = scope.computed.get(measure)
    if found is None:
        formula = None if measure in scope.fixed else scope.measure(measure).value
        derived = None if formula is None else _derived(formula.root, scope)
        found = scope.computed[measure] = measured(scope.stated(measure), derived, scope.declared(measure))
    return found


def _derived(root: Expression, scope: Scope) -> Interval:
    """What a formula gives, by whatever answers for the plan."""
    return number(root, scope) if scope.answers is None else scope.answers.number(root, scope)


def is_known(measure: str, scope: Scope) -> bool:
    """Whether it is known what a measure comes to: its number, or that yes or no, an option, a text, a day is given."""
    if scope.measure(measure).value is not None or isinstance(scope.facts.get(measure), Bounds):
        return value_of(measure, scope).known is not None
    return scope.facts.get(measure) is not None


def _arithmetic(node: Arithmetic, scope: Scope) -> Interval:
    counts = counts_of_share(node, scope)
    if counts is not None:
        return _share(counts)
    left, right = number(node.left, scope), number(node.right, scope)
    return _OPERATIONS[node.op](left, right)


def counts_of_share(node: Arithmetic, scope: Scope) -> Counts | None:
    """The counts behind `share(…)`, whose part and whole move together; None for every other arithmetic."""
    part, whole = node.left, node.right
    if node.op != "/" or not isinstance(getattr(whole, "body", None), Flag):
        return None
    if isinstance(part, RowTally) and isinstance(whole, RowTally) and scope.rows is not None:
        is_alike = (part.table, part.only, part.where) == (whole.table, whole.only, whole.where)
        is_share = part.op == "count" and is_alike
        return scope.rows.counts(part, scope) if is_share else None
    if isinstance(part, Tally) and isinstance(whole, Tally) and scope.board is not None:
        return scope.board.counts(part) if part.op == "count" and part.over == whole.over else None
    return None


def _share(counts: Counts) -> Interval:
    """The part of what holds among all; over nothing at all it is any number."""
    (least, most), (least_failing, most_failing) = counts
    if not (isinstance(least, Fraction) and isinstance(least_failing, Fraction)) or not least + least_failing:
        return (-INFINITE, INFINITE)
    lowest = Fraction(0)
    if isinstance(most_failing, Fraction) and least:
        lowest = least / (least + most_failing)
    highest = Fraction(1)
    if isinstance(most, Fraction):
        highest = most / (most + least_failing) if most else Fraction(0)
    return (lowest, highest)


_OPERATIONS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
}


def _extreme(node: Extreme, scope: Scope) -> Interval:
    items = [number(item, scope) for item in node.items]
    pick = min if node.op == "min" else max
    return (pick(low for low, _ in items), pick(high for _, high in items))


def _choose_number(node: Choose, scope: Scope) -> Interval:
    holds = truth(node.condition, scope)
    if holds is None:
        return hull([number(node.yes, scope), number(node.no, scope)])
    return number(node.yes if holds else node.no, scope)


def _tally_number(node: Tally, scope: Scope) -> Interval:
    return scope.board.counts(node)[0] if scope.board is not None else (Fraction(0), INFINITE)


def _row_tally_number(node: RowTally, scope: Scope) -> Interval:
    return scope.rows.counts(node, scope)[0] if scope.rows is not None else (Fraction(0), INFINITE)


def _statistic(node: RowStatistic, scope: Scope) -> Interval:
    return scope.rows.statistic(node, scope) if scope.rows is not None else (-INFINITE, INFINITE)


def keys_of(node: Parameter, scope: Scope) -> Options:
    """The options that can pick the number of a value; None where an attribute of the subject does."""
    return options_of_key(node.key, scope)


def options_of_key(key: Expression | None, scope: Scope) -> Options:
    """The options that a key can be; None for no key."""
    found = None if key is None else options(key, scope)
    return None if found is None else frozenset(one for one in found if isinstance(one, str))


def _matching(node: Matched | Listed | Agrees, scope: Scope) -> MatchingReadings | None:
    """The rows that have in their column what the row at hand has in its own; None where that is not known."""
    own, other = (node.own, node.other) if not isinstance(node, Agrees) else node.matched
    value = scope.facts.get(own)
    if scope.rows is None or not isinstance(value, str):
        return None
    return scope.rows.matching(scope.ruleset.tables[column_from(other).table], other, value)


def _matched_number(node: Matched, scope: Scope) -> Interval:
    found, item = _matching(node, scope), node.item
    if found is None:
        return (Fraction(0), INFINITE) if isinstance(item, RowTally) else (-INFINITE, INFINITE)
    subject = scope.subject or scope
    return found.counts(item, subject)[0] if isinstance(item, RowTally) else found.statistic(item, subject)


def _matched_truth(node: Matched, scope: Scope) -> Truth:
    found = _matching(node, scope)
    if found is None or not isinstance(node.item, RowTally):
        return None
    return counted(node.item.op, found.counts(node.item, scope.subject or scope))


def _listed(node: Listed, scope: Scope) -> Truth:
    found = _matching(node, scope)
    return None if found is None else found.some(scope.ruleset.tables[node.table])


def _agrees(node: Agrees, scope: Scope) -> Truth:
    """Whether it says what most of those rows say; unknown where it, or all of them, say nothing."""
    found, own = _matching(node, scope), said(node.item, scope)
    usual = None if found is None else found.usual(node.other, scope.ruleset.tables[node.table], scope.subject or scope)
    return None if own is None or usual is None else own == usual


def said(node: Fact, scope: Scope) -> object:
    """What a measure or column certainly says: a number, yes or no, an option, a text, a day; else None."""
    if node.kind == "number":
        return known_value(value_of(node.measure, scope).numbers)
    return scope.facts.get(node.measure)


def _score(node: Score, scope: Scope) -> Interval:
    return total([number(item, scope) for item in node.items])


def _years_since(node: YearsSince, scope: Scope) -> Interval:
    """Whole years: the anniversary must have come. The 29th of February has its anniversary on the 1st of March."""
    day = exact_value(number(node.item, scope))
    if day is None or scope.as_of is None:
        return (-INFINITE, INFINITE)
    return point(whole_years(int(day), scope.as_of))


def whole_years(day: int, now: datetime.date) -> int:
    """The anniversaries that have come since a day, by its number."""
    then = datetime.date.fromordinal(day)
    return now.year - then.year - ((now.month, now.day) < (then.month, then.day))


def _curve(node: Curve, scope: Scope) -> Interval:
    """The numbers of a table between the ends of the interval, and at every entry inside it."""
    curve = scope.ruleset.values[node.value].curve
    low, high = number(node.item, scope)
    read = at_step if node.method == "step" else on_line
    inside = [value for at, value in curve if low < at < high]
    below = [curve[at - 1][1] for at in range(1, len(curve)) if low < curve[at][0] <= high]
    ends = [read(curve, end) for end in (low, high)]
    return hull([point(value) for value in (*ends, *inside, *(below if node.method == "step" else ()))])


def at_step(curve: tuple[tuple[Fraction, Fraction], ...], at: Bound) -> Fraction:
    """The number of the last entry that is reached, of the first where none is."""
    found = curve[0][1]
    for start, value in curve:
        if at >= start:
            found = value
    return found


def on_line(curve: tuple[tuple[Fraction, Fraction], ...], at: Bound) -> Fraction:
    """The number on the line between two entries, that of the first or last beyond them."""
    if not isinstance(at, Fraction) or at <= curve[0][0]:
        return curve[0][1] if at <= curve[0][0] else curve[-1][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return curve[-1][1]


_NUMBER: dict[type, Callable[[Any, Scope], Interval]] = {
    Number: lambda node, _: point(node.value),
    Parameter: lambda node, scope: scope.parameter(node.value, keys_of(node, scope)),
    Fact: _fact_number,
    Arithmetic: _arithmetic,
    Converted: lambda node, scope: multiply(number(node.item, scope), point(node.factor)),
    Extreme: _extreme,
    Choose: _choose_number,
    Tally: _tally_number,
    Rounded: lambda node, scope: to_digits(number(node.item, scope), node.rounding),
    Curve: _curve,
    YearsSince: _years_since,
    Score: _score,
    RowTally: _row_tally_number,
    RowStatistic: _statistic,
    Matched: _matched_number,
}


# -- options -------------------------------------------------------------------------------------------------------


def _choose_options(node: Choose, scope: Scope) -> Readings:
    holds = truth(node.condition, scope)
    if holds is not None:
        return options(node.yes if holds else node.no, scope)
    yes, no = options(node.yes, scope), options(node.no, scope)
    return None if yes is None or no is None else yes | no


def _grade_of(node: GradeOf, scope: Scope) -> Readings:
    if scope.board is None:
        return frozenset(scope.ruleset.grades)
    return frozenset(map(as_option, scope.board.outcomes(node.indicator)))


def as_option(outcome: Outcome) -> str | Outcome:
    """A grade by its id; an outcome that is no grade equals no grade, whatever that one is called."""
    return outcome.grade if outcome.kind == GRADED else outcome


def _own_option(node: Own, scope: Scope) -> Readings:
    value = scope.own[node.name]
    return frozenset((as_option(value) if isinstance(value, Outcome) else str(value),))


_OPTIONS: dict[type, Callable[[Any, Scope], Readings]] = {
    Text: lambda node, _: frozenset((node.value,)),
    Attribute: lambda node, scope: scope.attribute(node.name),
    Fact: lambda node, scope: scope.options(node.measure),
    Own: _own_option,
    GradeOf: _grade_of,
    Choose: _choose_options,
    Worst: lambda node, scope: (
        scope.rows.worst(node, scope) if scope.rows is not None else frozenset(scope.ruleset.grades)
    ),
}


# -- truth ---------------------------------------------------------------------------------------------------------


def _compare(node: Compare, scope: Scope) -> Truth:
    if type(node.right) is Number and type(node.left) is Fact and _is_stated_number(node.left, scope):
        stated, limit = scope.facts.get(node.left.measure), node.right.value
        if type(stated) is Bounds and (exact := stated.exact) is not None:
            return _ORDERED[node.op](exact, limit)
        return compare(node.op, value_of(node.left.measure, scope).numbers, (limit, limit))
    if is_option(node.left):
        return _compare_options(node.op, options(node.left, scope), options(node.right, scope))
    if is_flag(node.left):
        return _compare_flags(node.op, truth(node.left, scope), truth(node.right, scope))
    holds = compare(node.op, number(node.left, scope), number(node.right, scope))
    holds = _compare_ratios(node, scope) if holds is None else holds
    return scope.rows.for_every_option(node, scope) if holds is None and scope.rows is not None else holds


def _is_stated_number(fact: Fact, scope: Scope) -> bool:
    """Whether a fact is a number that is stated and never derived, so that no ratio is in it."""
    return fact.kind == "number" and scope.ruleset.measures[fact.measure].value is None


_ORDERED: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def _compare_options(op: str, left: Readings, right: Readings) -> Truth:
    if left is None or right is None:
        return None
    same: Truth = None
    if not left & right:
        same = False
    elif len(left) == 1 and len(right) == 1:
        same = True
    return same if op == "==" else negation(same)


def _compare_flags(op: str, left: Truth, right: Truth) -> Truth:
    if left is None or right is None:
        return None
    return (left == right) == (op == "==")


def _compare_ratios(node: Compare, scope: Scope) -> Truth:
    crossed = cross_multiplied(node, scope)
    return None if crossed is None else compare(crossed.op, number(crossed.left, scope), number(crossed.right, scope))


def cross_multiplied(node: Compare, scope: Scope) -> Compare | None:
    """`a/b op c/d` as `a*d op c*b`; None where the divisors may be negative, or both sides of a ratio zero."""
    above_left, below_left = ratio_parts(node.left, scope)
    above_right, below_right = ratio_parts(node.right, scope)
    divisors = [below for below in (below_left, below_right) if below is not None]
    if not divisors:
        return None
    sign = _sign_of_product(divisors, scope)
    if sign is None or _may_be_zero_by_zero(((above_left, below_left), (above_right, below_right)), scope):
        return None
    if len(divisors) > 1 and all(_may_be_zero(divisor, scope) for divisor in divisors):
        return None  # two ratios without end cannot be compared, although both products are zero
    left = above_left if below_right is None else Arithmetic("*", above_left, below_right, "", node.span)
    right = above_right if below_left is None else Arithmetic("*", above_right, below_left, "", node.span)
    return Compare(node.op if sign > 0 else FLIPPED[node.op], left, right, node.span)


def ratio_parts(node: Expression, scope: Scope) -> tuple[Expression, Expression | None]:
    """Numerator and divisor; a derived measure that nobody set is seen through, a constant divisor is none."""
    if isinstance(node, Fact) and node.kind == "number":
        value = scope.measure(node.measure).value
        if value is not None and node.measure not in scope.fixed and scope.stated(node.measure) is None:
            return ratio_parts(value.root, scope)
    if isinstance(node, Arithmetic) and node.op == "/" and not isinstance(node.right, Number):
        return node.left, node.right
    return node, None


def is_over_nothing(node: Expression, scope: Scope) -> bool:
    """Whether a number is a ratio whose divisor is certainly 0."""
    _, below = ratio_parts(node, scope)
    return below is not None and exact_value(number(below, scope)) == 0


def _sign_of_product(divisors: list[Expression], scope: Scope) -> int | None:
    sign = 1
    for divisor in divisors:
        low, high = number(divisor, scope)
        if low > 0 or (low >= 0 and is_never_negative(divisor, scope)):
            continue
        if high >= 0:
            return None
        sign = -sign
    return sign


def _may_be_zero(node: Expression, scope: Scope) -> bool:
    low, high = number(node, scope)
    return low <= 0 <= high


def _may_be_zero_by_zero(sides: tuple[tuple[Expression, Expression | None], ...], scope: Scope) -> bool:
    return any(
        below is not None and _may_be_zero(above, scope) and _may_be_zero(below, scope) for above, below in sides
    )


def is_never_negative(node: Expression, scope: Scope) -> bool:  # noqa: C901 - a table of node types
    """Whether the declarations alone say that a number cannot be negative."""
    match node:
        case Number():
            return node.value >= 0
        case Parameter():
            return scope.parameter(node.value, keys_of(node, scope))[0] >= 0
        case Rounded():
            return is_never_negative(node.item, scope)
        case Score():
            return all(is_never_negative(item, scope) for item in node.items)
        case Fact():
            return node.kind == "number" and scope.declared(node.measure)[0] >= 0
        case Arithmetic():
            # over 0 it has no value, and may then be taken for any
            is_right = is_positive if node.op == "/" else is_never_negative
            return node.op != "-" and is_never_negative(node.left, scope) and is_right(node.right, scope)
        case Converted() | Matched():
            return is_never_negative(node.item, scope)
        case Extreme():
            return all(is_never_negative(item, scope) for item in node.items)
        case Choose():
            return is_never_negative(node.yes, scope) and is_never_negative(node.no, scope)
        case Tally() | RowTally():
            return True
        case RowStatistic():
            return STATISTICS[node.op].is_spread or is_never_negative(node.item, scope)
        case _:  # of all others the declarations say nothing
            return False


def is_positive(node: Expression, scope: Scope) -> bool:
    """Whether the declarations alone say that a number is above 0."""
    match node:
        case Number():
            return node.value > 0
        case Parameter():
            return scope.parameter(node.value, keys_of(node, scope))[0] > 0
        case Fact():
            return node.kind == "number" and scope.declared(node.measure)[0] > 0
        case Arithmetic():
            if node.op == "+":
                sides = ((node.left, node.right), (node.right, node.left))
                return any(is_positive(one, scope) and is_never_negative(other, scope) for one, other in sides)
            return node.op != "-" and is_positive(node.left, scope) and is_positive(node.right, scope)
        case Converted() | Matched():
            return is_positive(node.item, scope)
        case Extreme():
            return all(is_positive(item, scope) for item in node.items)
        case Choose():
            return is_positive(node.yes, scope) and is_positive(node.no, scope)
        case _:  # of all others the declarations say nothing
            return False


def _among(node: Among, scope: Scope) -> Truth:
    found = options(node.item, scope)
    if found is None:
        return None
    listed = frozenset(node.options)
    if found <= listed:
        return True
    return None if found & listed else False


def _choose_truth(node: Choose, scope: Scope) -> Truth:
    holds = truth(node.condition, scope)
    if holds is not None:
        return truth(node.yes if holds else node.no, scope)
    yes, no = truth(node.yes, scope), truth(node.no, scope)
    return yes if yes == no else None


def _tally_truth(node: Tally, scope: Scope) -> Truth:
    return None if scope.board is None else counted(node.op, scope.board.counts(node))


def _row_tally_truth(node: RowTally, scope: Scope) -> Truth:
    if scope.rows is None:
        return None
    holds = counted(node.op, scope.rows.counts(node, scope))
    return scope.rows.for_every_option(node, scope) if holds is None else holds


def counted(op: str, counts: Counts) -> Truth:
    """Every and any; over nothing at all they are unknown, not true or false."""
    (holding_low, holding_high), (failing_low, failing_high) = counts
    if op == "every":
        return False if failing_low > 0 else True if failing_high == 0 and holding_low > 0 else None
    return True if holding_low > 0 else False if holding_high == 0 and failing_low > 0 else None


def _own_flag(node: Own, scope: Scope) -> Truth:
    value = scope.own[node.name]
    return value if isinstance(value, bool) else None


def _met_of(node: MetOf, scope: Scope) -> Truth:
    if scope.board is None:
        return None
    found = scope.board.outcomes(node.indicator)
    return None if MET in found and len(found) > 1 else MET in found


_TRUTH: dict[type, Callable[[Any, Scope], Truth]] = {
    Flag: lambda node, _: bool(node.value),
    Fact: lambda node, scope: scope.flag(node.measure),
    Own: _own_flag,
    Compare: _compare,
    Among: _among,
    AllOf: lambda node, scope: conjunction(truth(item, scope) for item in node.items),
    AnyOf: lambda node, scope: disjunction(truth(item, scope) for item in node.items),
    AtLeast: lambda node, scope: at_least(node.needed, (truth(item, scope) for item in node.items)),
    Not: lambda node, scope: negation(truth(node.item, scope)),
    Choose: _choose_truth,
    Tally: _tally_truth,
    MetOf: _met_of,
    RowTally: _row_tally_truth,
    Matched: _matched_truth,
    Listed: _listed,
    Agrees: _agrees,
}

MEANT = frozenset((*_NUMBER, *_OPTIONS, *_TRUTH))
"""The nodes that the reference means: all there are."""
