"""Facts without evidence, as whoever calls has them: their types, and what is known of a subject that has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from evalrules.model.evidence import Bounds, FactValue
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope

Value: TypeAlias = int | Decimal | bool | str | None
"""A fact as it is taken unchecked: an exact number, yes or no, an option; None where it is not known."""

_KNOWN = frozenset((int, Decimal, bool, str, type(None)))


class PlainFacts(Mapping[str, FactValue]):
    """Plain facts as evidence has them, each made when it is asked for."""

    def __init__(self, facts: Mapping[str, Value]) -> None:
        self._facts = facts
        self._made: dict[str, FactValue] = {}

    def __getitem__(self, measure: str) -> FactValue:
        if measure not in self._made:
            self._made[measure] = fact_of(self._facts[measure])
        return self._made[measure]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def fact_of(value: Value) -> FactValue:
    """A plain fact as evidence has it."""
    if value is None or isinstance(value, bool | str):
        return value
    exact = Fraction(value)
    return Bounds(exact, exact)


def check_types(facts: Mapping[str, Value]) -> None:
    """Raises TypeError for what is no exact number: a binary float, above all."""
    if _KNOWN.issuperset(map(type, facts.values())):
        return
    for measure, value in facts.items():
        if type(value) not in _KNOWN:
            raise TypeError(f"{measure}: {type(value).__name__} is no exact number; use int or Decimal")


def scope_of(facts: Mapping[str, FactValue], nobody: Scope) -> Scope:
    """What is known of a subject with these facts and no rows; `nobody` is what is known of one without any."""
    is_open = nobody.rows is not None and nobody.rows.makes_more_indicators
    rows = TableReadings({}, makes_more_indicators=is_open)
    return Scope(nobody.ruleset, facts, nobody.attributes, rows=rows, answers=nobody.answers)
