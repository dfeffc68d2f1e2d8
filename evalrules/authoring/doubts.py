"""What a ruleset says that is probably not meant: seen in one place, without a solver."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, Related, warning
from evalrules.base.numbers import number_text
from evalrules.model.outcome import SCORED
from evalrules.model.refs import MembersRef, measure_from
from evalrules.model.ruleset import Indicator, Ruleset, Value
from evalrules.plan.memory import plan_of
from evalrules.semantics.counting import counting_of
from evalrules.semantics.prose import expression_text
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    AtLeast,
    Compare,
    Condition,
    Expression,
    Fact,
    Flag,
    Not,
    Number,
    Own,
    Parameter,
    RowTally,
    Tally,
)
from evalrules.tree.walk import walk

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

_ORDERS = ("<", "<=", ">", ">=")
_WAYS = {"higher": ("高", "higher"), "lower": ("低", "lower")}
_WHY = {
    "best": {"why_zh": "给出的是最好的结论", "why_en": "it gives the best level"},
    "twice": {"why_zh": "与另一条相同", "why_en": "another one says the same"},
    "must": {"why_zh": "没有条件读取 must", "why_en": "no condition reads must"},
}


def doubts(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """Every doubt about what a ruleset says, in the order of the kinds."""
    yield from _percentages(ruleset)
    yield from _amounts(ruleset)
    yield from _without_effect(ruleset)
    yield from _directions(ruleset)


def _percentages(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """ER654: a number below 1 whose unit is %, where every number of it is so small; a percentage of 1 at most."""
    for value in ruleset.values.values():
        numbers = _numbers(value)
        if value.unit == "%" and numbers and all(0 < number < 1 for number in numbers):
            shown, meant = number_text(max(numbers)), number_text(max(numbers) * 100)
            yield warning("ER654", value.span, id=value.id, found=shown, meant=meant)
    for own in ruleset.measures.values():
        if own.type == "percent" and own.high is not None and 0 < own.high <= 1:
            shown, meant = number_text(own.high), number_text(own.high * 100)
            yield warning("ER654", own.span, id=f"{own.id}: range", found=shown, meant=meant)


def _numbers(value: Value) -> list[Fraction]:
    return [number for number in (*value.branches.values(), *(own for _, own in value.curve)) if number is not None]


def _amounts(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """ER655: a share held against more than 1, a number of indicators against more than there can be."""
    for condition in ruleset.conditions:
        for node in walk(condition.root):
            if isinstance(node, Compare):
                for side, limit, op in ((node.left, node.right, node.op), (node.right, node.left, _FLIPPED[node.op])):
                    most = _most(side, ruleset)
                    number = _number(limit, ruleset)
                    if most is not None and number is not None and _is_beyond(op, number, most):
                        args = {"text": expression_text(side), "most": number_text(most), "limit": number_text(number)}
                        yield warning("ER655", node.span, **args)


def _is_beyond(op: str, number: Fraction, most: Fraction) -> bool:
    return number > most or (op == ">" and number == most)


def _most(node: Expression, ruleset: Ruleset) -> Fraction | None:
    """The greatest that a share, or a count of indicators, can be."""
    if isinstance(node, Arithmetic) and node.op == "/" and _is_of_members(node):
        return Fraction(1)
    if isinstance(node, Arithmetic) and node.op == "/" and isinstance(node.right, Tally | RowTally):
        return Fraction(1) if isinstance(node.right.body, Flag) and isinstance(node.left, Tally | RowTally) else None
    if isinstance(node, Tally) and node.op == "count" and not any(one.each_row for one in ruleset.indicators):
        plan = plan_of(ruleset)
        counting = counting_of(plan, Scope(ruleset, {}, {}))
        if any(isinstance(part, Parameter) or type(part).__name__ == "Attribute" for part in walk(node.body)):
            return None
        listed = [one for one in plan.indicators if not one.indicator.advisory and SCORED not in one.every]
        holding = [
            one for one in listed if any(counting.holds(node, one.indicator, own) is not False for own in one.every)
        ]
        return Fraction(len(holding))
    return None


def _is_of_members(node: Arithmetic) -> bool:
    """Whether it is the share of members that hold their title."""
    part, whole = (measure_from(one.measure) if isinstance(one, Fact) else None for one in (node.left, node.right))
    return isinstance(part, MembersRef) and isinstance(whole, MembersRef) and part.group == whole.group


def _number(node: Expression, ruleset: Ruleset) -> Fraction | None:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Parameter) and not ruleset.values[node.value].curve:
        numbers = _numbers(ruleset.values[node.value])
        return min(numbers) if numbers else None
    return None


def _without_effect(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """ER656: a gate or veto that gives the best level, or is another one once more; a `must` that nothing reads."""
    best = ruleset.levels[0].id
    rules: list[tuple[str, str, Condition, str]] = [
        *(("gate", one.id, one.need, one.otherwise) for one in ruleset.gates),
        *(("veto", one.id, one.when, one.level) for one in ruleset.vetoes),
    ]
    seen: dict[tuple[str, str, str], Condition] = {}
    for kind, own, condition, level in rules:
        if level == best:
            yield warning("ER656", condition.span, what=f"{kind}:{own}", **_WHY["best"])
        first = seen.setdefault((kind, expression_text(condition.root), level), condition)
        if first is not condition:
            yield warning("ER656", condition.span, Related("first", first.span), what=f"{kind}:{own}", **_WHY["twice"])
    reads_must = any(
        isinstance(part, Own) and part.name == "must" for one in ruleset.conditions for part in walk(one.root)
    )
    for one in ruleset.indicators:
        if one.must and not reads_must and one.kind != "scored":
            yield warning("ER656", one.span, what=f"must:{one.id}", **_WHY["must"])


def _directions(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """ER657: a condition that asks for what the measure declares to be worse; two that both have a side stay open."""
    best = ruleset.levels[0].id
    wanted: list[tuple[Condition, bool]] = [
        *((one.need, True) for one in ruleset.gates),
        *((one.when, False) for one in ruleset.vetoes),
        *((one.when, True) for one in ruleset.verdict if one.when is not None and one.level == best),
    ]
    for indicator in ruleset.indicators:
        wanted += [(condition, True) for condition in _of_the_best(indicator)]
    for condition, is_wanted in wanted:
        for fact, asked in _asked(condition.root, ruleset, is_wanted=is_wanted):
            better = ruleset.measures[fact.measure].better
            if better and better != asked:
                (good_zh, good_en), (asked_zh, asked_en) = _WAYS[better], _WAYS[asked]
                args = {"better_zh": good_zh, "better_en": good_en, "asked_zh": asked_zh, "asked_en": asked_en}
                yield warning("ER657", fact.span, id=fact.measure, **args)


def _of_the_best(indicator: Indicator) -> list[Condition]:
    """What an indicator asks of its best outcome."""
    bands = [band.condition for band in (*indicator.bands[:1], *indicator.ceiling[:1])]
    return [one for one in (indicator.met, *bands) if one is not None]


def _asked(node: Expression, ruleset: Ruleset, *, is_wanted: bool) -> Iterator[tuple[Fact, str]]:
    """The measures that a condition asks to be higher or lower, so that it holds (or does not)."""
    match node:
        case AllOf() if node.chained:
            return
        case AllOf() | AnyOf() | AtLeast():
            for item in node.items:
                yield from _asked(item, ruleset, is_wanted=is_wanted)
        case Not():
            yield from _asked(node.item, ruleset, is_wanted=not is_wanted)
        case Fact() if node.kind == "flag":
            yield node, "higher" if is_wanted else "lower"
        case Compare():
            for side, other, op in ((node.left, node.right, node.op), (node.right, node.left, _FLIPPED[node.op])):
                is_open = isinstance(other, Fact) and ruleset.measures[other.measure].better
                if isinstance(side, Fact) and side.kind == "number" and not is_open and op in _ORDERS:
                    yield side, "higher" if (op in (">", ">=")) is is_wanted else "lower"
        case _:  # anything else asks for no direction by itself
            return
