"""The meaning `python`: conditions as Python functions, three-valued and exact. docs/decisions/0015-plan.md.

A function is written from the checked tree, never from author text. It takes a scope and gives the truth that the
reference (evalrules.semantics.conditions) gives. Where an operand is not one known number, a divisor is 0, or a node is
in `UNMEANT`, that node alone asks the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.base.truth import Truth
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.code_lines import function_of
from evalrules.semantics.code_numbers import NUMBERS, OPTIONS
from evalrules.semantics.code_truth import TRUTHS
from evalrules.semantics.code_writer import Tables, Writer
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.interval import Interval
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Agrees, Expression, Listed, Matched, Own, RowStatistic, RowTally, Worst

TABLES = Tables(TRUTHS, NUMBERS, OPTIONS)

MEANT = frozenset((*TRUTHS, *NUMBERS, *OPTIONS))
"""The nodes that are written as code."""

UNMEANT = frozenset((RowTally, RowStatistic, Worst, Matched, Listed, Agrees, Own))
"""The nodes that are not: each asks the reference, and what holds it takes the answer."""


class Written(NamedTuple):
    """A condition or a number as code: the function, its source, and the nodes in it that ask the reference."""

    function: Callable[[Scope], Any]
    source: str
    asking: tuple[Expression, ...]


def written(root: Expression, ruleset: Ruleset) -> Written:
    """A condition as a function."""
    writer = Writer(ruleset, TABLES)
    writer.put(f"return {writer.truth(root)}")
    return _function(writer, partial(truth, root))


def written_number(root: Expression, ruleset: Ruleset) -> Written:
    """A number as a function; what is not known of it the reference says."""
    writer = Writer(ruleset, TABLES)
    writer.begin(reference="break")
    found = writer.number(root)
    writer.put(f"known = Fraction({found.above}, {found.below})")
    writer.put("return known, known")
    writer.outdent()
    writer.put("return whole(scope)")
    return _function(writer, partial(number, root))


def _function(writer: Writer, whole: Callable[[Scope], Truth | Interval]) -> Written:
    source = "\n".join(["def answer(scope):", *(f"    {line}" for line in writer.opening()), *writer.lines])
    answer = function_of(source, "condition", {**writer.constants, "whole": whole})
    return Written(answer, source, tuple(writer.asking))
