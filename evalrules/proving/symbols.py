"""What evidence may say, as variables of the solver: each with what the ruleset declares of it.

Two subjects that differ in a few figures share every other variable, so that only what rests on these is asked twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from fractions import Fraction

import z3

from evalrules.base.records import NamedTuple
from evalrules.model.outcome import Outcome
from evalrules.model.ruleset import Choice, Measure, Ruleset
from evalrules.plan.nodes import IndicatorPlan
from evalrules.proving.terms import Term, both, compared, either, real
from evalrules.tree.nodes import Expression, Text
from evalrules.tree.walk import walk

FIRST_DAY = datetime.date(1950, 1, 1)
"""No date of evidence is taken to lie before."""

ANOTHER = "其他"
"""A text that is none of those which the ruleset names."""


class Place(NamedTuple):
    """What a variable is of: a measure (in a row, by its number), an attribute, what assessors decide."""

    kind: str
    id: str
    row: int | None = None


class Symbol(NamedTuple):
    """A variable: `term` is its number, its number among `options`, or its truth."""

    place: Place
    term: Term
    variable: Term
    options: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


class Symbols:
    """The variables of one subject; those of another subject stand for all that is not `changed`."""

    def __init__(
        self, ruleset: Ruleset, today: datetime.date, other: Symbols | None = None, changed: Iterable[Place] = ()
    ) -> None:
        self.ruleset = ruleset
        self.today = today
        self._other = other
        self.places = frozenset(changed)
        self._made: dict[Place, Symbol] = {}
        self.tag = "" if other is None else "'"
        self.limits: list[Term] = []
        self._numbers: dict[int, tuple[int, Expression]] = {} if other is None else other._numbers  # noqa: SLF001 - of a pair
        self._met: dict[object, tuple[int, Term, Term]] = {} if other is None else other._met  # noqa: SLF001 - of a pair
        self.texts: tuple[str, ...] = _texts_of(ruleset) if other is None else other.texts

    def is_changed(self, place: Place) -> bool:
        """Whether it may be other than that of the other subject."""
        return self._other is None or place in self.places

    @property
    def every(self) -> Iterator[Symbol]:
        """Every variable that was asked for, those of the other subject too."""
        if self._other is not None:
            yield from (one for one in self._other.every if one.place not in self.places)
        yield from self._made.values()

    @property
    def bounds(self) -> Iterator[Term]:
        """What is declared of every variable."""
        if self._other is not None:
            yield from self._other.bounds
        yield from self.limits

    def fact(self, measure: Measure, row: int | None = None) -> Symbol:
        """A measure of the subject, or a column of one of its rows."""
        return self._symbol(Place("fact", measure.id, row), lambda place: self._fact(measure, place))

    def attribute(self, choice: Choice) -> Symbol:
        """An attribute of the subject."""
        return self._symbol(Place("attribute", choice.id), lambda place: self._one_of(place, tuple(choice.options)))

    def decision(self, plan: IndicatorPlan) -> Symbol:
        """What assessors decide of an indicator."""
        place = Place("decision", plan.indicator.id)
        return self._symbol(
            place, lambda own: self._one_of(own, tuple(one.text for one in plan.every))._replace(outcomes=plan.every)
        )

    def fresh(self, kind: str, key: str, row: int | None = None, *, is_flag: bool = False) -> Term:
        """Something that is not expressed: any number, or true or false."""
        sort = z3.Bool if is_flag else z3.Real
        return self._symbol(Place(kind, key, row), lambda place: _plain(place, sort(self._name(place)))).term

    def number_of(self, node: Expression) -> str:
        """The number of what is not expressed, in the order in which it was met: the same in every run."""
        return str(self._numbers.setdefault(id(node), (len(self._numbers), node))[0])

    def number_of_quotient(self, above: Term, below: Term) -> str:
        """The number of a quotient, in the order in which it was met: the solver's own rest on what it did before."""
        key = (above.get_id() if z3.is_expr(above) else above, below.get_id())
        return str(self._met.setdefault(key, (len(self._met), above, below))[0])

    def _symbol(self, place: Place, make: object) -> Symbol:
        if self._other is not None and place not in self.places and not place.kind.startswith("any"):
            return self._other._symbol(place, make)  # noqa: SLF001 - the other subject of the same pair
        if place not in self._made:
            self._made[place] = make(place)  # type: ignore[operator]  # a function of the place
        return self._made[place]

    def _name(self, place: Place) -> str:
        row = "" if place.row is None else f"[{place.row}]"
        return f"{place.kind}:{place.id}{row}{self.tag}"

    def _fact(self, measure: Measure, place: Place) -> Symbol:
        name = self._name(place)
        if measure.type == "yesno":
            return _plain(place, z3.Bool(name))
        if measure.type == "date":
            day = z3.Int(name)
            self.limits.append(both((day >= FIRST_DAY.toordinal(), day <= self.today.toordinal())))
            return Symbol(place, z3.ToReal(day), day)
        if measure.choice:
            grades = self.ruleset.grades if measure.choice == "grade" else ()
            return self._one_of(place, grades or tuple(self.ruleset.choices[measure.choice].options))
        if measure.type == "text":
            return self._one_of(place, (*self.texts, ANOTHER))
        variable = z3.Int(name) if measure.type == "count" else z3.Real(name)
        term = z3.ToReal(variable) if measure.type == "count" else variable
        low = Fraction(0) if measure.type == "count" and measure.low is None else measure.low
        for op, end in ((">=", low), ("<=", measure.high)):
            if end is not None:
                self.limits.append(compared(op, term, end))
        return Symbol(place, term, variable)

    def _one_of(self, place: Place, options: tuple[str, ...]) -> Symbol:
        variable = z3.Int(self._name(place))
        self.limits.append(both((variable >= 0, variable < len(options))))
        return Symbol(place, variable, variable, options)


def same(one: Symbol, other: Symbol) -> Term:
    """That two variables have the same value."""
    return one.variable == other.variable


def better(one: Symbol, other: Symbol, direction: str) -> Term:
    """That the other is better than the one, in the direction that the ruleset declares."""
    if z3.is_bool(one.variable):
        is_up = direction == "higher"
        return both((one.variable != other.variable, other.variable if is_up else z3.Not(other.variable)))
    return compared(">" if direction == "higher" else "<", other.term, one.term)


def is_option(symbol: Symbol, wanted: Iterable[str]) -> Term:
    """That a variable is one of these options."""
    return either(symbol.variable == symbol.options.index(option) for option in wanted if option in symbol.options)


def number_of(value: Fraction | int) -> Term:
    """A number of the standard as a term."""
    return real(Fraction(value))


def _plain(place: Place, variable: Term) -> Symbol:
    return Symbol(place, variable, variable)


def _texts_of(ruleset: Ruleset) -> tuple[str, ...]:
    """The texts that conditions name, which are no options."""
    found: dict[str, None] = {}
    for condition in ruleset.conditions:
        for node in walk(condition.root):
            if isinstance(node, Text) and not node.choice:
                found[node.value] = None
            elif hasattr(node, "options") and not getattr(node, "choice", "x"):
                found |= dict.fromkeys(node.options)
    return tuple(found)
