"""Every comparison and yes/no fact behind a conclusion, with the values compared: to be replayed by hand."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from evalrules.model.assessment import Irrational, Step, Written
from evalrules.model.refs import VALUE, is_column
from evalrules.model.ruleset import GRADES, Label, Ruleset
from evalrules.semantics.conditions import cross_multiplied, is_flag, is_option, number, options, truth
from evalrules.semantics.interval import Interval, compare, exact_value, known_value
from evalrules.semantics.scope import Readings, Scope
from evalrules.semantics.written import written_number
from evalrules.tree.nodes import (
    Among,
    Attribute,
    Choose,
    Compare,
    Condition,
    Expression,
    Fact,
    GradeOf,
    RowTally,
    Tally,
    Text,
    Worst,
)
from evalrules.tree.walk import children, walk

if TYPE_CHECKING:
    from evalrules.base.surds import Surd

_ENDS = {float("inf"): "+∞", float("-inf"): "-∞"}


def steps_of(purpose: str, condition: Condition, scope: Scope) -> tuple[Step, ...]:
    """The steps of one condition in reading order, derived measures before the comparison that uses them."""
    return tuple(_steps(purpose, condition.root, scope))


def _steps(purpose: str, node: Expression, scope: Scope) -> list[Step]:
    from evalrules.semantics.prose import expression_text

    if isinstance(node, Compare | Among):
        return [*_derivations(node, scope), _leaf(purpose, node, scope)]
    if isinstance(node, Tally | RowTally) or (isinstance(node, Fact) and is_flag(node)):
        return [Step(purpose, expression_text(node), None, "", None, "", truth(node, scope), said=_said(node, scope))]
    return [step for child in children(node) for step in _steps(purpose, child, scope)]


def _derivations(node: Expression, scope: Scope) -> list[Step]:
    found = []
    for part in walk(node):
        value = scope.measure(part.measure).value if isinstance(part, Fact) else None
        if isinstance(part, Fact) and value is not None and is_column(part.measure) is scope.is_row:
            result = shown_interval(number(part, scope))
            said = _defined(scope.measure(part.measure).label, _said(value.root, scope))
            found.append(Step(VALUE, f"{part.measure} = {value.text}", result, "", None, part.unit, None, said=said))
    return found


def _leaf(purpose: str, node: Compare | Among, scope: Scope) -> Step:
    from evalrules.semantics.prose import expression_text

    result, said = truth(node, scope), _said(node, scope)
    if isinstance(node, Among):
        listed, found = ", ".join(node.options), shown_options(options(node.item, scope))
        return Step(purpose, expression_text(node), found, "in", listed, "", result, node.choice, said)
    if result is not None and _rests_on_products(node, scope):
        node = cross_multiplied(node, scope) or node
    left, right = _shown(node.left, scope), _shown(node.right, scope)
    ruleset = scope.ruleset
    choice = (choice_of(node.left, ruleset) or choice_of(node.right, ruleset)) if is_option(node.left) else ""
    return Step(purpose, expression_text(node), left, node.op, right, _unit(node), result, choice, said)


def _said(node: Expression, scope: Scope) -> Label:
    """A condition or a formula in words, as `show` speaks."""
    from evalrules.words.conditions import Prose  # only who asks for steps pays for it

    return Label(*(Prose(scope.ruleset, language).condition(node) for language in ("zh", "en")))


def _defined(name: Label, formula: Label) -> Label:
    return Label(f"{name.zh} = {formula.zh}", f"{name.en} = {formula.en}")


def choice_of(node: Expression, ruleset: Ruleset) -> str:
    """The choice that an option is of, `GRADES` for a grade; "" for a text."""
    match node:
        case Text():
            return node.choice
        case Attribute():
            return node.name
        case Fact():
            return ruleset.measures[node.measure].choice
        case Choose():
            return choice_of(node.yes, ruleset) or choice_of(node.no, ruleset)
        case GradeOf() | Worst():
            return GRADES
        case _:  # all others are no option
            return ""


def _rests_on_products(node: Compare, scope: Scope) -> bool:
    """Whether only the cross-multiplied form decides: a ratio over no divisor has no value to show."""
    if is_option(node.left) or is_flag(node.left):
        return False
    return compare(node.op, number(node.left, scope), number(node.right, scope)) is None


def _unit(node: Compare) -> str:
    return str(getattr(node.left, "unit", "") or getattr(node.right, "unit", ""))


def _shown(node: Expression, scope: Scope) -> Written:
    if is_option(node):
        return shown_options(options(node, scope))
    if is_flag(node):
        return truth(node, scope)
    if isinstance(node, Fact) and node.kind == "date":
        return _shown_date(number(node, scope))
    return shown_interval(number(node, scope))


def _shown_date(interval: Interval) -> str | None:
    day = exact_value(interval)
    return None if day is None else datetime.date.fromordinal(int(day)).isoformat()


def shown_interval(interval: Interval) -> str | Irrational | None:
    """A number, "low..high" where only bounds are known, None where nothing is."""
    exact = known_value(interval)
    if exact is not None:
        return written_number(exact)
    low, high = (_ENDS[end] if isinstance(end, float) else shown_end(end) for end in interval)
    return None if (low, high) == ("-∞", "+∞") else f"{low}..{high}"


def shown_end(end: Fraction | Surd) -> str:
    """One end of a range as text."""
    written = written_number(end)
    return written if isinstance(written, str) else written.shown


def shown_options(found: Readings) -> str | None:
    """The options still possible, or None where any may be."""
    return None if found is None else ", ".join(sorted(one if isinstance(one, str) else one.text for one in found))
