"""Whether the bands of an indicator leave no hole, no unmarked overlap and no unreachable grade. See docs/semantics.md.

Every number is compared with constants at a few turning points; between two of them nothing changes. So the
bands are tried at every turning point, between each two and at the ends, in every combination of the
quantities they look at: a proof for conditions on single quantities, with a witness where it fails.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil, floor
from operator import eq, ge, gt, le, lt, ne
from typing import TypeAlias

from evalrules.base.diagnostics import ERROR, WARNING, Diagnostic
from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import Band, Indicator, Measure, Ruleset, measures_behind
from evalrules.plan.memory import plan_of
from evalrules.plan.nodes import IndicatorPlan
from evalrules.semantics.conditions import is_flag, is_option, number, options, truth, value_of
from evalrules.semantics.interval import exact_value
from evalrules.semantics.prose import expression_text
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import missing_parameters
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Choose,
    Compare,
    Expression,
    Fact,
    Flag,
    Not,
    Text,
)
from evalrules.tree.walk import facts_in, walk

MAX_CASES = 20_000

Level: TypeAlias = Fraction | bool | str
Case: TypeAlias = dict[str, Level]
"""One value for each quantity, by its text."""


Test: TypeAlias = Callable[[Case], bool]
"""Whether a condition holds in a case."""


class _Quantity(NamedTuple):
    """Something the bands look at: its text, and the values worth trying."""

    text: str
    values: tuple[Level, ...]
    is_certain: bool


def check_bands(ruleset: Ruleset, only: Container[str] | None = None) -> list[Diagnostic]:
    """Every hole (ER303), overlap (ER302) and unreachable grade (ER306) in the bands of a ruleset, with a witness.

    Bands over more quantities than can be tried are not checked, and ER315 says so. `only` are the ids of the
    indicators whose bands are asked about, where it is not all of them.
    """
    found: list[Diagnostic] = []
    for plan in plan_of(ruleset).indicators:
        if plan.indicator.bands and (only is None or plan.indicator.id in only):
            for attributes in _attribute_cases(ruleset, plan.indicator):
                found.extend(_check(plan, Scope(ruleset, {}, attributes)))
    return list(dict.fromkeys(found))


def _attribute_cases(ruleset: Ruleset, indicator: Indicator) -> Iterator[dict[str, str]]:
    """Each combination of the attributes that the numbers of the bands depend on."""
    used: dict[str, None] = {}
    for band in indicator.bands:
        for node in walk(band.condition.root) if band.condition else ():
            value = ruleset.values.get(getattr(node, "value", "")) if type(node).__name__ == "Parameter" else None
            if value is not None and value.by:
                used[value.by] = None
    for chosen in product(*(tuple(ruleset.choices[name].options) for name in used)):
        yield dict(zip(used, chosen, strict=True))


def _check(plan: IndicatorPlan, scope: Scope) -> list[Diagnostic]:
    if any(missing_parameters(guard, scope) for guard in plan.criteria):
        return []
    indicator = plan.indicator
    bands = [band for band in indicator.bands if band.condition is not None]
    quantities = _quantities(bands, scope)
    size = 1
    for quantity in quantities:
        size *= len(quantity.values)
    if size > MAX_CASES:
        args = (("indicator", indicator.id), ("cases", str(size)), ("limit", str(MAX_CASES)))
        return [Diagnostic("ER315", WARNING, indicator.span, args)]
    cases = [
        dict(zip([quantity.text for quantity in quantities], values, strict=True))
        for values in product(*(quantity.values for quantity in quantities))
    ]
    severity = ERROR if all(quantity.is_certain for quantity in quantities) else WARNING
    tests = [_test(band.condition.root, scope) for band in bands if band.condition]
    holding = [[test(case) for case in cases] for test in tests]
    found = _holes(indicator, cases, holding, severity)
    if not indicator.when_both:
        found += _overlaps(indicator, bands, cases, holding, severity)
    return found + _unreachable(indicator, bands, holding)


def _holes(indicator: Indicator, cases: list[Case], holding: list[list[bool]], severity: str) -> list[Diagnostic]:
    if len(holding) < len(indicator.bands):
        return []
    for at, case in enumerate(cases):
        if not any(band[at] for band in holding):
            args = (("indicator", indicator.id), ("witness", _shown(case)))
            return [Diagnostic("ER303", severity, indicator.span, args)]
    return []


def _overlaps(
    indicator: Indicator, bands: list[Band], cases: list[Case], holding: list[list[bool]], severity: str
) -> list[Diagnostic]:
    found = []
    for (first, one), (second, other) in combinations(zip(bands, holding, strict=True), 2):
        both = [case for case, a, b in zip(cases, one, other, strict=True) if a and b]
        implied = not any(a and not b for a, b in zip(one, other, strict=True))
        implies = not any(b and not a for a, b in zip(one, other, strict=True))
        if both and not implied and not implies:
            args = (
                ("indicator", indicator.id),
                ("bands", f"{first.grade}, {second.grade}"),
                ("witness", _shown(both[0])),
            )
            place = second.condition.span if second.condition else indicator.span
            found.append(Diagnostic("ER302", severity, place, args))
    return found


def _unreachable(indicator: Indicator, bands: list[Band], holding: list[list[bool]]) -> list[Diagnostic]:
    order = list(range(len(bands)))
    if indicator.when_both == "worse":
        order.reverse()
    found, taken = [], [False] * (len(holding[0]) if holding else 0)
    for at in order:
        if not any(holds and not before for holds, before in zip(holding[at], taken, strict=True)):
            found.append(_never(indicator, bands[at].grade))
        taken = [before or holds for holds, before in zip(holding[at], taken, strict=True)]
    if len(bands) < len(indicator.bands) and all(taken):
        found.append(_never(indicator, indicator.bands[-1].grade))
    return found


def _never(indicator: Indicator, grade: str) -> Diagnostic:
    return Diagnostic("ER306", WARNING, indicator.span, (("what", f"{indicator.id}: {grade}"),))


def _shown(case: Case) -> str:
    return ", ".join(f"{text} = {_shown_value(value)}" for text, value in case.items()) or "-"


def _shown_value(value: Level) -> str:
    if isinstance(value, Fraction):
        return number_text(value)
    return {True: "是 (true)", False: "否 (false)"}[value] if isinstance(value, bool) else value


# -- what the bands look at ------------------------------------------------------------------------------------------


def _quantities(bands: list[Band], scope: Scope) -> list[_Quantity]:
    turning: dict[str, tuple[Expression, set[Fraction]]] = {}
    others: dict[str, _Quantity] = {}
    for band in bands:
        for leaf in _leaves(band.condition.root) if band.condition else ():
            side = _varying_side(leaf, scope) if isinstance(leaf, Compare) else None
            if side is not None:
                node, at = side
                turning.setdefault(expression_text(node), (node, set()))[1].add(at)
            else:
                found = _discrete(leaf, scope)
                others[found.text] = found
    numeric = [_numeric(text, node, turns, scope) for text, (node, turns) in turning.items()]
    return _marked_uncertain([*numeric, *others.values()], turning, scope.ruleset.measures)


def _marked_uncertain(
    found: list[_Quantity], turning: dict[str, tuple[Expression, set[Fraction]]], measures: Mapping[str, Measure]
) -> list[_Quantity]:
    """Two expressions over one fact cannot take every pair of values, so a witness may not exist."""
    uses: dict[str, int] = {}
    for node, _ in turning.values():
        for measure in measures_behind(node, measures):
            uses[measure] = uses.get(measure, 0) + 1
    shared = {measure for measure, count in uses.items() if count > 1}
    mixed = {text for text, (node, _) in turning.items() if shared & set(measures_behind(node, measures))}
    return [one._replace(is_certain=False) if one.text in mixed else one for one in found]


def _leaves(node: Expression) -> Iterator[Expression]:
    match node:
        case AllOf() | AnyOf() | AtLeast():
            for item in node.items:
                yield from _leaves(item)
        case Not():
            yield from _leaves(node.item)
        case Choose():
            for part in (node.condition, node.yes, node.no):
                yield from _leaves(part)
        case Flag():
            return
        case _:  # anything else is a leaf
            yield node


def _varying_side(node: Compare, scope: Scope) -> tuple[Expression, Fraction] | None:
    """The side that varies and the constant it is compared with; None where both vary or it is no number."""
    if is_option(node.left) or is_flag(node.left):
        return None
    for varying, constant in ((node.left, node.right), (node.right, node.left)):
        value = None if facts_in(constant) else exact_value(number(constant, scope))
        if value is not None and facts_in(varying):
            return varying, value
    return None


def _numeric(text: str, node: Expression, turns: set[Fraction], scope: Scope) -> _Quantity:
    whole = isinstance(node, Fact) and scope.measure(node.measure).type == "count"
    low, high = value_of(node.measure, scope).numbers if isinstance(node, Fact) else (None, None)
    points = {Fraction(rounded) for turn in turns for rounded in ((floor(turn), ceil(turn)) if whole else (turn,))}
    points |= {end for end in (low, high) if isinstance(end, Fraction)}
    ordered = sorted(points)
    tried = set(ordered) | {ordered[0] - 1, ordered[-1] + 1}
    for first, second in pairwise(ordered):
        middle = (first + second) / 2
        tried.add(Fraction(floor(middle)) if whole else middle)
    inside = [value for value in tried if (low is None or value >= low) and (high is None or value <= high)]
    return _Quantity(text, tuple(sorted(inside)), isinstance(node, Fact))


def _discrete(leaf: Expression, scope: Scope) -> _Quantity:
    """A yes/no fact, an option, or a comparison that is only known to hold or not."""
    if isinstance(leaf, Fact):
        return _Quantity(expression_text(leaf), (True, False), True)
    item = _option_side(leaf)
    found = options(item, scope) if item is not None else None
    if item is not None and found is not None:
        named = sorted(one for one in found if isinstance(one, str))
        return _Quantity(expression_text(item), tuple(named), True)
    return _Quantity(expression_text(leaf), (True, False), False)


def _option_side(leaf: Expression) -> Expression | None:
    if isinstance(leaf, Among):
        return leaf.item
    if isinstance(leaf, Compare) and is_option(leaf.left):
        if isinstance(leaf.right, Text):
            return leaf.left
        return leaf.right if isinstance(leaf.left, Text) else None
    return None


# -- the bands at one case -------------------------------------------------------------------------------------------


def _test(node: Expression, scope: Scope) -> Test:
    """A condition as a function of one case; what does not change from case to case is worked out once."""
    match node:
        case AllOf() | AnyOf() | AtLeast():
            tests = [_test(item, scope) for item in node.items]
            if isinstance(node, AtLeast):
                return lambda case: sum(test(case) for test in tests) >= node.needed
            together = all if isinstance(node, AllOf) else any
            return lambda case: together(test(case) for test in tests)
        case Not():
            inner = _test(node.item, scope)
            return lambda case: not inner(case)
        case Choose():
            condition, yes, no = (_test(part, scope) for part in (node.condition, node.yes, node.no))
            return lambda case: (yes if condition(case) else no)(case)
        case Compare() | Among():
            return _leaf_test(node, scope)
        case _:  # read as a whole: known by its text, or the same in every case
            text, fixed = expression_text(node), truth(node, scope) is True
            return lambda case: bool(case.get(text, fixed))


def _leaf_test(leaf: Compare | Among, scope: Scope) -> Test:
    """A comparison as a function of one case: known as a whole, by its option, or by its varying side."""
    whole, by_parts = expression_text(leaf), _parts_test(leaf, scope)
    fixed = truth(leaf, scope) is True

    def test(case: Case) -> bool:
        known = case.get(whole)
        if isinstance(known, bool):
            return known
        return fixed if by_parts is None else by_parts(case)

    return test


def _parts_test(leaf: Compare | Among, scope: Scope) -> Test | None:
    item = _option_side(leaf)
    if item is not None:
        named = expression_text(item)
        if isinstance(leaf, Among):
            return lambda case: case[named] in leaf.options
        text = next(side.value for side in (leaf.left, leaf.right) if isinstance(side, Text))
        return lambda case: (case[named] == text) == (leaf.op == "==")
    side = _varying_side(leaf, scope) if isinstance(leaf, Compare) else None
    if side is None or not isinstance(leaf, Compare):
        return None
    varying, constant, op = expression_text(side[0]), side[1], leaf.op
    if side[0] is leaf.left:
        return lambda case: _ordered(op, Fraction(case[varying]), constant)
    return lambda case: _ordered(op, constant, Fraction(case[varying]))


def _ordered(op: str, left: Fraction, right: Fraction) -> bool:
    return bool(_ORDERED[op](left, right))


_ORDERED = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}
