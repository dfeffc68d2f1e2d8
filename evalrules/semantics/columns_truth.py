"""Conditions in columns: trees of SQL that a condition certainly holds, or certainly does not; neither is ever NULL.

A comparison of which everything is known is a comparison of columns; of which nothing is known, it is what the
reference says of it beforehand; of which some is known, it leaves the row (`Reader.left`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from sqlglot import exp

from evalrules.model.ruleset import Ruleset, measures_behind
from evalrules.semantics.code_lines import constant_of
from evalrules.semantics.columns_numbers import Digits, NotInColumns, Quotient, alike, literal, product, sides, total
from evalrules.semantics.conditions import is_flag, is_option, truth
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    NODE_TYPES,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Converted,
    Expression,
    Extreme,
    Fact,
    Flag,
    Not,
    Number,
    Parameter,
    Text,
)
from evalrules.tree.walk import walk

Tree: TypeAlias = exp.Expr

_MADE: Mapping[str, tuple[type[exp.Binary], type[exp.Binary]]] = {
    "<": (exp.LT, exp.GTE), "<=": (exp.LTE, exp.GT), ">": (exp.GT, exp.LTE), ">=": (exp.GTE, exp.LT),
    "==": (exp.EQ, exp.NEQ), "!=": (exp.NEQ, exp.EQ),
}  # fmt: skip
"""What a comparison is, and what its contrary is."""

_COMPARED = tuple({made for both in _MADE.values() for made in both})


class Reader:
    """Reads the conditions of one ruleset over the columns of one table.

    `held` are the stated measures that have a column, as plain values or NULL; the others are not known of any row.
    `left` gathers the conditions under which a row is left, each once.
    """

    def __init__(self, ruleset: Ruleset, held: Mapping[str, Digits], nobody: Scope) -> None:
        self.ruleset = ruleset
        self.held = held
        self.nobody = nobody
        self.left: dict[str, Tree] = {}

    def leave(self, when: Tree) -> None:
        """A row is left where this holds."""
        self.left.setdefault(when.sql("duckdb"), when)

    def surely(self, node: Expression, *, wanted: bool = True) -> Tree:
        """That a condition certainly is as wanted."""
        write = SURELY.get(type(node))
        if write is None:
            raise NotInColumns(type(node).__name__)
        return write(self, node, wanted)

    def number(self, node: Expression) -> Quotient:
        """A number of which everything is known."""
        write = NUMBERS.get(type(node))
        if write is None:
            raise NotInColumns(type(node).__name__)
        return write(self, node)

    def whole(self, node: Expression) -> Digits:
        """A number with nothing below it."""
        found = self.number(node)
        if found.below is not None:
            raise NotInColumns("a quotient that is no side of a comparison")
        return found.above

    def option(self, node: Expression) -> Tree:
        """An option that is known."""
        write = OPTIONS.get(type(node))
        if write is None:
            raise NotInColumns(type(node).__name__)
        return write(self, node)

    def facts(self, node: Expression) -> tuple[str, ...]:
        """The stated measures behind a part of a condition."""
        behind = measures_behind(node, self.ruleset.measures)
        return tuple(own for own in behind if self.ruleset.measures[own].value is None)

    def leaf(self, node: Expression, known: Callable[[], Tree], *, wanted: bool) -> Tree:
        """A part of a condition: as `known` has it where everything is, else as the reference reads it beforehand."""
        facts = self.facts(node)
        says = exp.Boolean(this=truth(node, self.nobody) is wanted)
        given = [self.held[own].tree for own in facts if own in self.held]
        if not given:
            return says
        if any(isinstance(part, Attribute) for part in walk(node)):
            raise NotInColumns(Attribute.__name__)
        if len(given) < len(facts):
            for one in given:
                self.leave(is_known(one))
            return says
        for one in given[1:]:
            self.leave(exp.NEQ(this=exp.paren(is_null(given[0])), expression=exp.paren(is_null(one))))
        if any(_may_be_known_in_part(part) for part in walk(node)):
            return when(((is_known(given[0]), known()),), says)
        return exp.Coalesce(this=exp.paren(known()), expressions=[says])


def _may_be_known_in_part(node: Expression) -> bool:
    """Whether a node can come to something in columns though what it looks at is NULL."""
    return isinstance(node, Choose | Extreme) or (isinstance(node, Fact) and node.kind == "flag")


def is_null(tree: Tree) -> Tree:
    """That nothing is known."""
    return exp.Is(this=tree.copy(), expression=exp.Null())


def is_known(tree: Tree) -> Tree:
    """That something is."""
    return exp.Not(this=is_null(tree))


def when(arms: Sequence[tuple[Tree, Tree]], otherwise: Tree) -> Tree:
    """The first that holds."""
    ifs = [exp.If(this=condition.copy(), true=result.copy()) for condition, result in arms]
    return exp.Case(ifs=ifs, default=otherwise.copy())


def joined(made: type[exp.Connector], parts: Sequence[Tree]) -> Tree:
    """Parts joined by AND or OR, in brackets; of one part, that."""
    found: Tree = exp.paren(parts[0].copy())
    for part in parts[1:]:
        found = made(this=found, expression=exp.paren(part.copy()))
    return found if len(parts) == 1 else exp.paren(found)


def one_of(tree: Tree, texts: Iterable[str]) -> Tree:
    """That it is one of several texts; a database joins a long IN, and a join keeps no order."""
    tests = [exp.EQ(this=tree.copy(), expression=exp.Literal.string(text)) for text in texts]
    return joined(exp.Or, tests) if tests else exp.false()


def negated(tree: Tree) -> Tree:
    """That it does not hold."""
    return exp.Not(this=exp.paren(tree.copy()))


def of_known(tree: Tree) -> list[Tree] | None:
    """The tests of which one holds where it holds, each NULL where nothing is known; None: it may hold there, too."""
    tree = tree.unnest()
    if isinstance(tree, exp.Or):
        sides = of_known(tree.this), of_known(tree.expression)
        return None if None in sides else [one for side in sides if side is not None for one in side]
    if isinstance(tree, exp.Boolean):
        return None if tree.this else []
    if not isinstance(tree, exp.Coalesce) or tree.expressions != [exp.false()]:
        return None
    return [tree.this.unnest()] if isinstance(tree.this.unnest(), _COMPARED) else None


def called(name: str, *arguments: Tree) -> Tree:
    """A function by its name; of several numbers `least` and `greatest` pass over those that are not known."""
    return exp.Anonymous(this=name, expressions=[one.copy() for one in arguments])


# -- truths --------------------------------------------------------------------------------------------------------


def flag(_: Reader, node: Flag, wanted: bool) -> Tree:  # noqa: FBT001 - a table of functions
    """A truth as written."""
    return exp.Boolean(this=bool(node.value) is wanted)


def fact(reader: Reader, node: Fact, wanted: bool) -> Tree:  # noqa: FBT001
    """A yes/no fact."""
    if node.kind != "flag" or reader.ruleset.measures[node.measure].value is not None:
        raise NotInColumns(f"{node.kind} {node.measure}")
    if node.measure not in reader.held:
        return exp.false()
    own = reader.held[node.measure].tree.copy()
    known = exp.Coalesce(this=own, expressions=[exp.Boolean(this=not wanted)])
    return known if wanted else exp.Not(this=known)


def all_of(reader: Reader, node: AllOf, wanted: bool) -> Tree:  # noqa: FBT001
    """Every condition holds; one that does not is enough to know that they do not all."""
    return joined(exp.And if wanted else exp.Or, [reader.surely(item, wanted=wanted) for item in node.items])


def any_of(reader: Reader, node: AnyOf, wanted: bool) -> Tree:  # noqa: FBT001
    """At least one holds."""
    return joined(exp.Or if wanted else exp.And, [reader.surely(item, wanted=wanted) for item in node.items])


def at_least(reader: Reader, node: AtLeast, wanted: bool) -> Tree:  # noqa: FBT001
    """At least so many hold."""
    enough = node.needed if wanted else len(node.items) - node.needed + 1
    one, none = exp.Literal.number(1), exp.Literal.number(0)
    found: Tree = none
    for item in node.items:
        found = exp.Add(this=found, expression=when(((reader.surely(item, wanted=wanted), one),), none))
    return exp.GTE(this=exp.paren(found), expression=exp.Literal.number(enough))


def negation(reader: Reader, node: Not, wanted: bool) -> Tree:  # noqa: FBT001
    """It does not hold."""
    return reader.surely(node.item, wanted=not wanted)


def choose(reader: Reader, node: Choose, wanted: bool) -> Tree:  # noqa: FBT001
    """One condition or another."""

    def known() -> Tree:
        yes, no = (reader.surely(branch, wanted=wanted) for branch in (node.yes, node.no))
        return when(((reader.surely(node.condition), yes),), no)

    return reader.leaf(node, known, wanted=wanted)


def compare(reader: Reader, node: Compare, wanted: bool) -> Tree:  # noqa: FBT001
    """A comparison of numbers or options."""
    if is_flag(node.left):
        raise NotInColumns("a comparison of truths")
    made = _MADE[node.op][not wanted]

    def known() -> Tree:
        if is_option(node.left):
            left, right = reader.option(node.left), reader.option(node.right)
        else:
            left, right = sides(reader.number(node.left), reader.number(node.right))
        return made(this=left, expression=right)

    return reader.leaf(node, known, wanted=wanted)


def among(reader: Reader, node: Among, wanted: bool) -> Tree:  # noqa: FBT001
    """One of several options."""

    def known() -> Tree:
        listed = one_of(reader.option(node.item), node.options)
        return listed if wanted else negated(listed)

    return reader.leaf(node, known, wanted=wanted)


# -- numbers and options -------------------------------------------------------------------------------------------


def stated(_: Reader, node: Number) -> Quotient:
    """A number as written."""
    return literal(node.value)


def parameter(reader: Reader, node: Parameter) -> Quotient:
    """A number of the standard that is the same for every subject."""
    known = constant_of(node, reader.ruleset)
    if known is None:
        raise NotInColumns(f"{node.value}, which depends on the subject or is given by no text")
    return literal(known)


def measure(reader: Reader, node: Fact) -> Quotient:
    """A fact, or what a derived measure is made of."""
    if node.kind != "number":
        raise NotInColumns(f"{node.kind} {node.measure}")
    formula = reader.ruleset.measures[node.measure].value
    return Quotient(reader.held[node.measure], None) if formula is None else reader.number(formula.root)


def arithmetic(reader: Reader, node: Arithmetic) -> Quotient:
    """`+ - *` or `/`; a divisor that is not above 0 leaves the row."""
    left, right = reader.number(node.left), reader.number(node.right)
    if node.op == "*":
        below = right.below if left.below is None else product(left.below, right.below)
        return Quotient(product(left.above, right.above), below)
    if node.op == "/":
        reader.leave(exp.LTE(this=right.above.tree.copy(), expression=exp.Literal.number(0)))
        above = product(left.above, right.below)
        return Quotient(above, right.above if left.below is None else product(left.below, right.above))
    below = right.below if left.below is None else product(left.below, right.below)
    return Quotient(total(node.op, product(left.above, right.below), product(right.above, left.below)), below)


def converted(reader: Reader, node: Converted) -> Quotient:
    """A number in another unit."""
    item, factor = reader.number(node.item), literal(Fraction(node.factor))
    below = factor.below if item.below is None else product(item.below, factor.below)
    return Quotient(product(item.above, factor.above), below)


def extreme(reader: Reader, node: Extreme) -> Quotient:
    """The least or the greatest."""
    items, whole, places = alike(reader.whole(item) for item in node.items)
    return Quotient(Digits(called("least" if node.op == "min" else "greatest", *items), whole, places), None)


def choose_number(reader: Reader, node: Choose) -> Quotient:
    """One number or the other."""
    (yes, no), whole, places = alike(reader.whole(one) for one in (node.yes, node.no))
    return Quotient(Digits(when(((reader.surely(node.condition), yes),), no), whole, places), None)


def text(_: Reader, node: Text) -> Tree:
    """An option as written."""
    return exp.Literal.string(node.value)


def option_fact(reader: Reader, node: Fact) -> Tree:
    """An option that is a fact."""
    if reader.ruleset.measures[node.measure].value is not None:
        raise NotInColumns(f"{node.kind} {node.measure}")
    return reader.held[node.measure].tree.copy()


def choose_option(reader: Reader, node: Choose) -> Tree:
    """One option or the other."""
    return when(((reader.surely(node.condition), reader.option(node.yes)),), reader.option(node.no))


SURELY: Mapping[type, Callable[[Reader, Any, bool], Tree]] = {
    Flag: flag, Fact: fact, AllOf: all_of, AnyOf: any_of, AtLeast: at_least, Not: negation, Choose: choose,
    Compare: compare, Among: among,
}  # fmt: skip

NUMBERS: Mapping[type, Callable[[Reader, Any], Quotient]] = {
    Number: stated, Parameter: parameter, Fact: measure, Arithmetic: arithmetic, Converted: converted,
    Extreme: extreme, Choose: choose_number,
}  # fmt: skip

OPTIONS: Mapping[type, Callable[[Reader, Any], Tree]] = {Text: text, Fact: option_fact, Choose: choose_option}

MEANT = frozenset((*SURELY, *NUMBERS, *OPTIONS))
"""The nodes that columns say."""

UNMEANT = frozenset(NODE_TYPES) - MEANT
"""The nodes that they do not."""
