"""A claim as a question to the solver, and what the engine has to say before it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.proof import Claim
from evalrules.proving.standard import Standard
from evalrules.proving.terms import Term
from evalrules.proving.witness import Seen

NO = Span("", 1, 1, 1, 1)
"""The place of a claim about a ruleset as a whole."""

Confirmed: TypeAlias = Callable[[tuple[Seen, ...]], bool]
"""Whether the engine says of the evidence what the solver said."""


class Asked(NamedTuple):
    """A claim as a question to the solver.

    `is_of_some`: a solution speaks for the claim, which is that there is one; else it speaks against it. `formula` is
    what certainly has to hold of it, `possible` what has to where something may stay unknown; `lacking` are numbers
    that no text gives and for want of which assessors decide what else the question is about. `is_closed`: what has no
    solution whatever the parts that are not expressed come to has none, for the engine takes each for something.
    `parts` are easier formulas, each of which the formula follows from: they are asked about first.
    """

    is_of_some: bool
    formula: Term
    subjects: tuple[Standard, ...]
    confirmed: Confirmed
    possible: Callable[[], Term] = bool
    lacking: tuple[str, ...] = ()
    shown: tuple[Standard, ...] = ()
    denied: Confirmed | None = None
    is_single: bool = False
    is_closed: bool = False
    parts: tuple[Term, ...] = ()


Question: TypeAlias = tuple[Claim, Callable[[], Asked]]
