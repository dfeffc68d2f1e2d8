"""Counties drawn at random for a ruleset, near its limits: what a solver says of all counties must hold of each."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

import z3

from evalrules.model.ruleset import Ruleset
from evalrules.proving.solving import name_of
from evalrules.proving.standard import Standard
from evalrules.proving.symbols import Symbol
from evalrules.proving.witness import evidence_text
from evalrules.tree.nodes import Number
from evalrules.tree.walk import walk


class Drawn:
    """A county: a value for every variable, as a solver would give it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def eval(self, variable: Any, model_completion: bool = True) -> Any:
        """The value of a variable."""
        return self.values[name_of(variable)]

    def text(self, standard: Standard) -> str:
        """The county as an evidence file."""
        symbols = [one for one in standard.symbols.every if name_of(one.variable) in self.values]
        return evidence_text(standard.ruleset, symbols, self, standard.rows, standard.symbols.today, "drawn")

    def fixed(self, standard: Standard) -> list[Any]:
        """The county as terms of a solver."""
        return [one.variable == self.values[name_of(one.variable)] for one in variables(standard)]


def variables(standard: Standard) -> list[Symbol]:
    """What evidence says of a county."""
    return [one for one in standard.symbols.every if one.place.kind in ("fact", "attribute", "decision")]


def drawn(standard: Standard, random: Random) -> Drawn:
    """A county at random; every second figure lies at a limit of the ruleset or just beside it."""
    limits = limits_of(standard.ruleset)
    return Drawn({name_of(one.variable): _value(one, standard.ruleset, limits, random) for one in variables(standard)})


def another(symbol: Symbol, ruleset: Ruleset, limits: list[Fraction], known: Mapping[str, Any], random: Random) -> Any:
    """Another value of one figure: as drawn, beside what it was, or such a part of another figure as a limit says."""
    if z3.is_bool(symbol.variable):
        return z3.BoolVal(not z3.is_true(known[name_of(symbol.variable)]))
    chance = random.random()
    measure = ruleset.measures.get(symbol.place.id)
    if symbol.options or measure is None or measure.type == "date" or chance < 0.4:
        return _value(symbol, ruleset, limits, random)
    step = random.choice((1, 1, Fraction(1, 100), 10))
    own = known[name_of(symbol.variable)] if chance < 0.6 else random.choice(list(known.values()))
    if not z3.is_int_value(own) and not z3.is_rational_value(own):
        return _value(symbol, ruleset, limits, random)
    number = Fraction(own.as_long()) if z3.is_int_value(own) else Fraction(own.numerator_as_long(), own.denominator_as_long())
    if chance >= 0.6 and limits:
        number *= random.choice(limits) / random.choice((1, 100))
    return _within(symbol, ruleset, number + random.choice((-1, 0, 0, 1)) * step)


def _within(symbol: Symbol, ruleset: Ruleset, number: Fraction) -> Any:
    """A number as the measure takes it."""
    measure = ruleset.measures[symbol.place.id]
    low = measure.low if measure.low is not None else Fraction(0)
    number = max(number, low) if measure.high is None else min(max(number, low), measure.high)
    if z3.is_int(symbol.variable):
        return z3.IntVal(int(number))
    number = Fraction(round(number * 100), 100)
    return z3.RealVal(f"{number.numerator}/{number.denominator}")


def limits_of(ruleset: Ruleset) -> list[Fraction]:
    """Every number that stands in the ruleset."""
    numbers = {number for value in ruleset.values.values() for number in value.branches.values() if number is not None}
    numbers |= {node.value for one in ruleset.conditions for node in walk(one.root) if isinstance(node, Number)}
    return sorted(numbers)


def _value(symbol: Symbol, ruleset: Ruleset, limits: list[Fraction], random: Random) -> Any:
    if z3.is_bool(symbol.variable):
        return z3.BoolVal(random.random() < 0.6)
    if symbol.options:
        return z3.IntVal(min(random.randrange(len(symbol.options)), random.randrange(len(symbol.options))))
    measure = ruleset.measures[symbol.place.id]
    if measure.type == "date":
        return z3.IntVal(random.randint(730_000, 737_000))
    low = measure.low if measure.low is not None else Fraction(0)
    high = measure.high if measure.high is not None else low + random.choice((1, 5, 40, 120, 1000))
    if random.random() < 0.5 and limits:
        number = random.choice(limits) + random.choice((-1, 0, 0, 1)) * random.choice((1, Fraction(1, 100)))
    else:
        number = low + (high - low) * Fraction(random.randint(0, 100), 100)
    return _within(symbol, ruleset, min(max(number, low), high))
