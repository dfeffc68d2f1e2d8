"""Functions over conditions, numbers, indicators, members, series and dates to typed nodes."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from evalrules.base.source import Span
from evalrules.base.suggestions import nearest
from evalrules.frontend.arithmetic import Typed, product, quotient
from evalrules.frontend.expressions import Call, Lowering
from evalrules.frontend.grammar import source_of
from evalrules.frontend.matched_calls import call_agrees, call_listed
from evalrules.frontend.names import DATE, FLAG, GRADE_CHOICE, INDICATOR_CHOICE, NUMBER, OPTION
from evalrules.frontend.row_calls import call_worst, is_over_rows, row_statistic, row_tally
from evalrules.model.refs import HOLDING, TOTAL, MembersRef, OptionRef, YearRef
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Choose,
    Compare,
    Curve,
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
    Score,
    Tally,
    Text,
    YearsSince,
)

INDICATORS = "indicators"


def call_logic(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """all_of, any_of."""
    if not node.args:
        lowering.wrong_arguments(name, node)
        return None
    items, span = lowering.flags(node.args), lowering.places.of(node)
    if items is None:
        return None
    if len(items) == 1:
        return Typed(items[0], FLAG)
    return Typed(AllOf(items, False, span) if name == "all_of" else AnyOf(items, span), FLAG)


def call_at_least(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """at_least(k, …)."""
    needed = lowering.lower(node.args[0]) if len(node.args) >= 2 else None
    if needed is None or not isinstance(needed.node, Number) or needed.node.value.denominator != 1:
        lowering.wrong_arguments(name, node)
        return None
    items = lowering.flags(node.args[1:])
    if items is None:
        return None
    if not 0 < needed.node.value <= len(items):
        lowering.wrong_arguments(name, node)
        return None
    return Typed(AtLeast(int(needed.node.value), items, lowering.places.of(node)), FLAG)


def call_extreme(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """min, max."""
    items = [lowering.lower(argument) for argument in node.args]
    if len(items) < 2:
        lowering.wrong_arguments(name, node)
        return None
    first = items[0]
    if first is None or not lowering.needs(first, NUMBER, node.args[0]):
        return None
    nodes: list[Expression] = []
    for item, argument in zip(items, node.args, strict=True):
        if item is None or not lowering.needs(item, NUMBER, argument):
            return None
        converted = lowering.in_unit_of(item, first, argument)
        if converted is None:
            return None
        nodes.append(converted.node)
    extreme = Extreme(name, tuple(nodes), first.unit or "", lowering.places.of(node))
    return Typed(extreme, NUMBER, first.unit, first.counted)


def call_percent(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """percent(part, whole)."""
    sides = [lowering.lower(argument) for argument in node.args]
    if len(sides) != 2:
        lowering.wrong_arguments(name, node)
        return None
    part, whole = sides
    if part is None or whole is None:
        return None
    if not (lowering.needs(part, NUMBER, node.args[0]) & lowering.needs(whole, NUMBER, node.args[1])):
        return None
    same = part if part.counted and whole.counted else lowering.in_unit_of(part, whole, node)
    if same is None:
        return None
    span = lowering.places.of(node)
    hundredfold = product(Number(Fraction(100), "", span), same.node, "", span)
    return Typed(quotient(hundredfold, whole.node, "%", span), NUMBER, "%")


def call_tally(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """count, every, any, share: over the indicators, the rows of a table, or the members of a group."""
    over = node.args[0] if node.args else None
    if isinstance(over, ast.Name) and over.id in lowering.names.tables:
        return row_tally(lowering, name, node, over.id)
    if isinstance(over, ast.Name) and over.id in lowering.names.members:
        return _members(lowering, name, node, over.id)
    if len(node.args) != 2 or not isinstance(over, ast.Name) or node.keywords:
        lowering.wrong_arguments(name, node)
        return None
    if lowering.in_tally:
        lowering.refuse("ER202", node, what="a tally inside a tally")
        return None
    if over.id != INDICATORS:
        known = [INDICATORS, *lowering.names.tables, *lowering.names.members]
        lowering.refuse("ER203", over, name=over.id, suggestion=nearest(over.id, known) or INDICATORS)
        return None
    lowering.in_tally = True
    body = lowering.lower(node.args[1])
    lowering.in_tally = False
    if body is None or not lowering.needs(body, FLAG, node.args[1]):
        return None
    return _tallied(name, body.node, lowering.places.of(node))


def _tallied(name: str, body: Expression, span: Span) -> Typed:
    if name in ("every", "any"):
        return Typed(Tally(name, INDICATORS, body, span), FLAG)
    counted = Tally("count", INDICATORS, body, span)
    if name == "count":
        return Typed(counted, NUMBER, None, True)
    total = Tally("count", INDICATORS, Flag(True, span), span)
    return Typed(quotient(counted, total, "", span), NUMBER)


def _members(lowering: Lowering, name: str, node: ast.Call, group: str) -> Typed | None:
    """How many lower subjects there are and how many hold their title; `holding` is the one thing to ask."""
    asked = node.args[1] if len(node.args) == 2 else None
    is_holding = isinstance(asked, ast.Name) and asked.id == HOLDING
    if node.keywords or (not is_holding and not (name == "count" and len(node.args) == 1)):
        lowering.wrong_arguments(name, node)
        return None
    span = lowering.places.of(node)
    total = Fact(MembersRef(group, TOTAL).text, NUMBER, "", span)
    holding = Fact(MembersRef(group, HOLDING).text, NUMBER, "", span)
    if name == "count":
        return Typed(holding if is_holding else total, NUMBER, "", True)
    if name == "share":
        return Typed(quotient(holding, total, "", span), NUMBER)
    # as a ratio, so that it is unknown over no members at all
    share = quotient(holding, total, "", span)
    limit = Number(Fraction(1 if name == "every" else 0), "", span)
    return Typed(Compare(">=" if name == "every" else ">", share, limit, span), FLAG)


def call_sum(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """sum(table, number); sum(indicators, points) and sum(indicators, full), where wanted of some indicators only."""
    if is_over_rows(lowering, node):
        return row_statistic(lowering, name, node)
    words = [argument.id if isinstance(argument, ast.Name) else "" for argument in node.args[:2]]
    if words not in ([INDICATORS, "points"], [INDICATORS, "full"]) or len(node.args) > 3 or node.keywords:
        lowering.wrong_arguments(name, node)
        return None
    chosen: Expression | None = None
    if len(node.args) == 3:
        lowering.in_tally = True
        where = lowering.lower(node.args[2])
        lowering.in_tally = False
        if where is None or not lowering.needs(where, FLAG, node.args[2]):
            return None
        if not is_choice(where.node):
            lowering.refuse("ER204", node.args[2], expected="id, group", found="another condition")
            return None
        chosen = where.node
    return _score(lowering, node, words[1], chosen)


def _score(lowering: Lowering, node: ast.Call, what: str, chosen: Expression | None) -> Typed | None:
    """The points of the chosen indicators, one after the other; what does not apply counts as the standard says."""
    span, scores = lowering.places.of(node), lowering.names.scores
    picked = [one for own, one in scores.items() if chosen is None or selects(chosen, own, one.group)]
    if not picked:
        lowering.refuse("ER204", node, expected="indicators with points", found="none")
        return None
    zero = Number(Fraction(0), "", span)
    items: list[Expression] = []
    for one in picked:
        own = one.awarded if what == "points" else one.full
        if one.applies is not None:
            otherwise = one.full if lowering.names.not_applicable == "full" else zero
            own = Choose(one.applies, own, otherwise, "", span)
        items.append(own)
    return Typed(Score(tuple(items), what, chosen, source_of(node, lowering.places), span), NUMBER)


def call_points(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """points("1.1"): the sum of the points of just this indicator."""
    own = _indicator_named(lowering, name, node)
    if own is None:
        return None
    if lowering.names.indicators[own] != "scored" and own not in lowering.names.scores:
        lowering.refuse("ER204", node.args[0], expected=name, found=lowering.names.indicators[own])
        return None
    span = lowering.places.of(node.args[0])
    return _score(lowering, node, name, Compare("==", Own("id", OPTION, span), Text(own, INDICATOR_CHOICE, span), span))


def is_choice(node: Expression) -> bool:
    """Whether a condition is on the id and the group of an indicator alone, so that reading decides it."""
    match node:
        case (
            Compare(left=Own() as own, right=Text())
            | Compare(left=Text(), right=Own() as own)
            | Among(item=Own() as own)
        ):
            return own.name in ("id", "group")
        case AllOf() | AnyOf():
            return all(is_choice(item) for item in node.items)
        case Not():
            return is_choice(node.item)
        case _:  # a condition on anything else is no choice
            return False


def selects(node: Expression, indicator: str, group: str) -> bool:
    """Whether a condition on the id and group of an indicator holds for this one."""
    match node:
        case Compare(left=Own() as own, right=Text() as text) | Compare(left=Text() as text, right=Own() as own):
            return ((indicator if own.name == "id" else group) == text.value) is (node.op == "==")
        case Among(item=Own() as own):
            return (indicator if own.name == "id" else group) in node.options
        case AllOf():
            return all(selects(item, indicator, group) for item in node.items)
        case AnyOf():
            return any(selects(item, indicator, group) for item in node.items)
        case Not():
            return not selects(node.item, indicator, group)
        case _:  # never: `is_choice` was asked before
            return False


def _series_of(lowering: Lowering, name: str, node: ast.Call) -> tuple[str, int] | None:
    """The series that a call is about and the number given with it; None where the arguments are others."""
    first = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
    years = lowering.lower(node.args[1]) if len(node.args) == 2 else None
    if first not in lowering.names.measures or years is None or not isinstance(years.node, Number):
        lowering.wrong_arguments(name, node)
        return None
    number, kept = years.node.value, lowering.names.measures[first].series
    needed = number + 1
    if number.denominator != 1 or not (number >= 0 if name == "previous" else number >= 1) or needed > kept:
        lowering.refuse("ER204", node.args[0], expected=f"series: {needed} or more", found=f"series: {kept}")
        return None
    return first, int(number)


def call_trend(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """rising(x, 3): each of the last 3 years above the one before; not_falling(x, 3): not below it."""
    found = _series_of(lowering, name, node)
    if found is None:
        return None
    own, years = found
    span, measure = lowering.places.of(node), lowering.names.measures[own]
    values = [Fact(YearRef(own, back).text, measure.kind, measure.unit, span) for back in range(years + 1)]
    op = ">" if name == "rising" else ">="
    pairs = tuple(Compare(op, later, earlier, span) for later, earlier in pairwise(values))
    return Typed(pairs[0] if len(pairs) == 1 else AllOf(pairs, False, span), FLAG)


def call_previous(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """previous(x, 1): the value so many years before that of the period."""
    found = _series_of(lowering, name, node)
    if found is None:
        return None
    own, back = found
    return lowering.measured(YearRef(own, back).text, lowering.names.measures[own], lowering.places.of(node))


def call_years_since(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """years_since(date): the whole years up to the date of the assessment."""
    item = lowering.lower(node.args[0]) if len(node.args) == 1 else None
    if len(node.args) != 1:
        lowering.wrong_arguments(name, node)
    if item is None or not lowering.needs(item, DATE, node.args[0]):
        return None
    return Typed(YearsSince(item.node, lowering.places.of(node)), NUMBER, None, True)


def call_of(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """of(value, option): the number of a value, or the value of a measure, for an option."""
    own = node.args[0].id if len(node.args) == 2 and isinstance(node.args[0], ast.Name) else ""
    if own in lowering.names.measures:
        return _of_measure(lowering, name, node, own)
    value = lowering.names.values.get(own)
    if value is None or not value.by:
        lowering.wrong_arguments(name, node)
        return None
    key = lowering.lower(node.args[1])
    if key is None or not lowering.needs(key, OPTION, node.args[1]):
        return None
    option = lowering.option(key.node, value.by)
    if option is None or key.choice not in ("", value.by):
        lowering.refuse("ER204", node.args[1], expected=value.by, found=key.choice)
        return None
    return Typed(Parameter(own, option, value.unit, lowering.places.of(node)), NUMBER, value.unit or None)


def _of_measure(lowering: Lowering, name: str, node: ast.Call, own: str) -> Typed | None:
    measure = lowering.names.measures[own]
    key = lowering.lower(node.args[1])
    option = lowering.option(key.node, measure.each) if key is not None and measure.each else None
    if not isinstance(option, Text):
        lowering.wrong_arguments(name, node)
        return None
    return lowering.measured(OptionRef(own, option.value).text, measure, lowering.places.of(node))


def call_curve(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """step(value, at) and interpolate(value, at): a number read from a table of the standard."""
    own = node.args[0].id if len(node.args) == 2 and isinstance(node.args[0], ast.Name) else ""
    value = lowering.names.values.get(own)
    if value is None or not value.is_curve:
        lowering.wrong_arguments(name, node)
        return None
    at = lowering.lower(node.args[1])
    if at is None or not lowering.needs(at, NUMBER, node.args[1]):
        return None
    method = "step" if name == "step" else "linear"
    return Typed(Curve(own, method, at.node, value.unit, lowering.places.of(node)), NUMBER, value.unit or None)


def call_of_indicator(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """grade("9"), met("9")."""
    own = _indicator_named(lowering, name, node)
    if own is None:
        return None
    kind = lowering.names.indicators[own]
    if name == "met" and kind == "scored":
        lowering.refuse("ER323", node.args[0], what=f'met("{own}")')
        return None
    if kind != ("graded" if name == "grade" else "met"):
        lowering.refuse("ER204", node.args[0], expected=name, found=kind)
        return None
    span = lowering.places.of(node)
    if name == "grade":
        return Typed(GradeOf(own, span), OPTION, choice=GRADE_CHOICE)
    return Typed(MetOf(own, span), FLAG)


def _indicator_named(lowering: Lowering, name: str, node: ast.Call) -> str | None:
    """The id of the one indicator that a function is asked about."""
    given = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not (isinstance(given, ast.Constant) and isinstance(given.value, str)):
        lowering.wrong_arguments(name, node)
        return None
    if given.value not in lowering.names.indicators:
        lowering.refuse("ER203", given, name=given.value, suggestion=nearest(given.value, lowering.names.indicators))
        return None
    return given.value


CALLS: Mapping[str, Call] = {
    "all_of": call_logic, "any_of": call_logic, "at_least": call_at_least, "min": call_extreme, "max": call_extreme,
    "percent": call_percent, "count": call_tally, "every": call_tally, "any": call_tally, "share": call_tally,
    "grade": call_of_indicator, "met": call_of_indicator, "points": call_points, "worst": call_worst,
    "rising": call_trend, "not_falling": call_trend, "previous": call_previous, "years_since": call_years_since,
    "of": call_of, "step": call_curve, "interpolate": call_curve,
    "listed": call_listed, "agrees": call_agrees,
    **dict.fromkeys(STATISTICS, row_statistic), "sum": call_sum,
}  # fmt: skip
