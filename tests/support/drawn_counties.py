"""Counties drawn at random for a ruleset, near its limits: what a solver says of all counties must hold of each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any, NamedTuple, TypeAlias

import z3

from evalrules.model.evidence import FactValue
from evalrules.model.ruleset import Ruleset
from evalrules.proving.solving import name_of
from evalrules.proving.standard import Standard
from evalrules.proving.symbols import Symbol
from evalrules.proving.witness import evidence_text
from evalrules.semantics.case import Case, exactly
from evalrules.tree.nodes import Number
from evalrules.tree.walk import walk

Value: TypeAlias = bool | int | Fraction
"""Yes or no, a number, a day, or the place of an option."""

HUNDREDTH = Fraction(1, 100)


class Figure(NamedTuple):
    """What evidence says of a county: `kind` flag, option, day, whole or number, and between which ends it lies."""

    name: str
    symbol: Symbol
    kind: str
    low: Fraction
    high: Fraction | None

    def fact(self, value: Value) -> FactValue:
        """A value as bound evidence has it."""
        if self.kind == "flag":
            return bool(value)
        if self.kind == "option":
            return self.symbol.options[int(value)]
        return datetime.date.fromordinal(int(value)) if self.kind == "day" else exactly(Fraction(value))

    def term(self, value: Value) -> Any:
        """A value as the solver has it."""
        if self.kind == "flag":
            return z3.BoolVal(bool(value))
        return z3.RealVal(str(value)) if z3.is_real(self.symbol.variable) else z3.IntVal(int(value))

    def within(self, number: Fraction) -> Value:
        """A number as the figure may be, of two decimals at most."""
        number = max(number, self.low)
        if self.high is not None:
            number = min(number, self.high)
        if self.kind != "number":
            return int(number)
        scaled = number * 100
        return number if scaled.denominator == 1 else Fraction(round(scaled), 100)


class Drawing:
    """Draws the figures of counties of one standard; every second one lies at a limit of it or just beside it."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.figures = [figure_of(one, standard.ruleset) for one in variables(standard)]
        self.limits = limits_of(standard.ruleset)

    @cached_property
    def by_name(self) -> Mapping[str, Figure]:
        """The figures by the names of their variables."""
        return {one.name: one for one in self.figures}

    def county(self, random: Random) -> Drawn:
        """Any county."""
        return Drawn({one.name: self._value(one, random) for one in self.figures}, self)

    def another(self, figure: Figure, known: Mapping[str, Value], random: Random) -> Value:
        """Another value of a figure: as drawn, beside what it was, or such a part of another figure as a limit says."""
        own = known[figure.name]
        if figure.kind == "flag":
            return not own
        chance = random.random()
        if figure.kind in ("option", "day") or chance < 0.4:
            return self._value(figure, random)
        other = own if chance < 0.6 else random.choice(list(known.values()))
        if isinstance(other, bool):
            return self._value(figure, random)
        number = Fraction(other)
        if chance >= 0.6 and self.limits:
            number *= random.choice(self.limits) / random.choice((1, 100))
        return figure.within(number + random.choice((-1, 0, 0, 1)) * random.choice((1, 1, HUNDREDTH, 10)))

    def _value(self, figure: Figure, random: Random) -> Value:
        if figure.kind == "flag":
            return random.random() < 0.6
        if figure.kind == "option":
            size = len(figure.symbol.options)
            return min(random.randrange(size), random.randrange(size))
        if figure.kind == "day":
            return random.randint(730_000, 737_000)
        high = figure.high if figure.high is not None else figure.low + random.choice((1, 5, 40, 120, 1000))
        if random.random() < 0.5 and self.limits:
            number = random.choice(self.limits) + random.choice((-1, 0, 0, 1)) * random.choice((1, HUNDREDTH))
        else:
            number = figure.low + (high - figure.low) * Fraction(random.randint(0, 100), 100)
        return figure.within(min(number, high))


class Drawn:
    """A county: a value for every figure, as a solver would give it."""

    def __init__(self, values: Mapping[str, Value], drawing: Drawing) -> None:
        self.values = dict(values)
        self._drawing = drawing

    def eval(self, variable: Any, model_completion: bool = True) -> Any:
        """The value of a variable, as the solver has it."""
        name = name_of(variable)
        return self._drawing.by_name[name].term(self.values[name])

    def text(self, standard: Standard) -> str:
        """The county as an evidence file."""
        symbols = [one.symbol for one in self._drawing.figures]
        return evidence_text(standard.ruleset, symbols, self, standard.rows, standard.symbols.today, "drawn")

    def fixed(self, standard: Standard) -> list[Any]:
        """The county as terms of a solver."""
        return [one.variable == self.eval(one.variable) for one in variables(standard)]


def drawn(standard: Standard, random: Random) -> Drawn:
    """A county at random."""
    return Drawing(standard).county(random)


def variables(standard: Standard) -> list[Symbol]:
    """What evidence says of a county."""
    return [one for one in standard.symbols.every if one.place.kind in ("fact", "attribute", "decision")]


def limits_of(ruleset: Ruleset) -> list[Fraction]:
    """Every number that stands in the ruleset."""
    numbers = {number for value in ruleset.values.values() for number in value.branches.values() if number is not None}
    numbers |= {node.value for one in ruleset.conditions for node in walk(one.root) if isinstance(node, Number)}
    return sorted(numbers)


def value_of(found: Any) -> Value:
    """What the solver found, as a figure has it."""
    if z3.is_bool(found):
        return bool(z3.is_true(found))
    if z3.is_int_value(found):
        return int(found.as_long())
    return Fraction(found.numerator_as_long(), found.denominator_as_long())


def figure_of(symbol: Symbol, ruleset: Ruleset) -> Figure:
    """What a variable of the solver is, as it is drawn."""
    name, measure = name_of(symbol.variable), ruleset.measures.get(symbol.place.id)
    if z3.is_bool(symbol.variable):
        return Figure(name, symbol, "flag", Fraction(0), Fraction(1))
    if symbol.options or measure is None:
        return Figure(name, symbol, "option", Fraction(0), Fraction(len(symbol.options) - 1))
    if measure.type == "date":
        return Figure(name, symbol, "day", Fraction(0), None)
    low = measure.low if measure.low is not None else Fraction(0)
    return Figure(name, symbol, "whole" if z3.is_int(symbol.variable) else "number", low, measure.high)


def moved(case: Case, changes: Sequence[tuple[Figure, Value]]) -> Case:
    """A county that was read, with some figures changed: only what rests on these is worked out again."""
    facts: dict[str, FactValue] = {}
    cells: dict[tuple[str, tuple[str, ...]], dict[str, FactValue]] = {}
    grades: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    for figure, value in changes:
        place = figure.symbol.place
        if place.kind == "decision":
            grades[place.id] = figure.symbol.outcomes[int(value)]
        elif place.kind == "attribute":
            attributes[place.id] = figure.symbol.options[int(value)]
        elif place.row is None:
            facts[place.id] = figure.fact(value)
        else:
            table = place.id.split(".")[0]
            cells.setdefault((table, keys_of(case, table)[place.row]), {})[place.id] = figure.fact(value)
    found = case.with_facts(facts) if facts else case
    found = found.with_cells(cells) if cells else found
    found = found.with_attributes(attributes) if attributes else found
    return found.with_grades(grades) if grades else found


def keys_of(case: Case, table: str) -> list[tuple[str, ...]]:
    """The keys of the rows of a table, in their order."""
    rows: Any = case.scope.rows
    return [row.key for row in rows.every(table, case.scope)]


def is_fixed(figure: Figure, ruleset: Ruleset) -> bool:
    """Whether a figure stays as it was read: what names a row, and what hangs on the day of the assessment."""
    place = figure.symbol.place
    if place.kind == "attribute":
        return bool(ruleset.choices[place.id].dates)
    return place.row is not None and any(place.id in table.key for table in ruleset.tables.values())
