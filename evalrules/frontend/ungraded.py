"""Conditions that ask indicators for a grade which none of them has: a mistake that would never be noticed."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.frontend.calls import is_choice, selects
from evalrules.model.outcome import GRADED
from evalrules.model.ruleset import Indicator, Ruleset
from evalrules.tree.nodes import AllOf, Among, Compare, Expression, Own, Tally, Text
from evalrules.tree.walk import tallies_in, walk


def ungraded_looks(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """ER316 for each comparison of a grade in a tally that looks at no graded indicator."""
    for condition in ruleset.conditions:
        for tally in tallies_in(condition.root):
            if not any(one.kind == GRADED for one in _looked_at(tally, ruleset)):
                yield from (error("ER316", node.span, grade=grade) for node, grade in _compared(tally.body))


def _looked_at(tally: Tally, ruleset: Ruleset) -> Iterator[Indicator]:
    """The indicators that count and that the tally chooses by id or group."""
    parts = tally.body.items if isinstance(tally.body, AllOf) else (tally.body,)
    choosing = [part for part in parts if is_choice(part)]
    for one in ruleset.indicators:
        is_chosen = bool(one.each_row) or all(selects(part, one.id, one.group) for part in choosing)
        if is_chosen and not one.advisory:  # which ids a pattern makes is not known before the rows
            yield one


def _compared(body: Expression) -> Iterator[tuple[Expression, str]]:
    """The grades that a condition compares with, each once, with where."""
    for node in walk(body):
        match node:
            case (
                Compare(left=Own(name="grade"), right=Text() as text)
                | Compare(left=Text() as text, right=Own(name="grade"))
            ):
                yield node, text.value
            case Among(item=Own(name="grade"), options=options):
                yield node, ", ".join(options)
            case _:  # no other part compares with a grade
                pass
