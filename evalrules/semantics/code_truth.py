"""Conditions as lines of Python, three-valued."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from evalrules.model.outcome import MET
from evalrules.semantics.code_lines import constant_of, times
from evalrules.semantics.code_writer import Writer, WritesTruth
from evalrules.semantics.conditions import counted, is_flag, is_option, truth
from evalrules.semantics.interval import between, point
from evalrules.semantics.interval import compare as holding
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Choose,
    Compare,
    Expression,
    Fact,
    Flag,
    MetOf,
    Not,
    Tally,
)


def flag(_: Writer, node: Flag) -> str:
    """A truth as written."""
    return str(bool(node.value))


def fact(writer: Writer, node: Fact) -> str:
    """A yes/no fact."""
    found = writer.name("t")
    writer.put(f"{found} = get({node.measure!r})")
    writer.put(f"if {found}.__class__ is not bool: {found} = None")
    return found


def all_of(writer: Writer, node: AllOf) -> str:
    """Every condition holds."""
    return _folded(writer, node.items, decides=False)


def any_of(writer: Writer, node: AnyOf) -> str:
    """At least one holds."""
    return _folded(writer, node.items, decides=True)


def _folded(writer: Writer, items: tuple[Expression, ...], *, decides: bool) -> str:
    """And (False decides) or or (True decides): the first that decides ends it."""
    found = writer.name("t")
    writer.put(f"{found} = {not decides}")
    writer.begin()
    for item in items:
        part = writer.truth(item)
        writer.put(f"if {part} is {decides}: {found} = {decides}; break")
        writer.put(f"if {part} is None: {found} = None")
    writer.end()
    return found


def at_least(writer: Writer, node: AtLeast) -> str:
    """At least so many hold, whatever the unknown ones turn out to be."""
    found, holding, unknown = writer.name("t"), writer.name("c"), writer.name("c")
    writer.put(f"{holding} = {unknown} = 0")
    for item in node.items:
        part = writer.truth(item)
        writer.put(f"if {part}: {holding} += 1")
        writer.put(f"elif {part} is None: {unknown} += 1")
    rest = f"None if {holding} + {unknown} >= {node.needed} else False"
    writer.put(f"{found} = True if {holding} >= {node.needed} else {rest}")
    return found


def negation(writer: Writer, node: Not) -> str:
    """It does not hold."""
    part, found = writer.truth(node.item), writer.name("t")
    writer.put(f"{found} = None if {part} is None else not {part}")
    return found


def choose_truth(writer: Writer, node: Choose) -> str:
    """One condition or another; both where it is not known which."""
    chosen, found = writer.truth(node.condition), writer.name("t")
    for test, branch in ((f"{chosen} is True", node.yes), (f"{chosen} is False", node.no)):
        writer.put(f"if {test}:")
        writer.indent()
        writer.put(f"{found} = {writer.truth(branch)}")
        writer.outdent()
    writer.put(f"if {chosen} is None:")
    writer.indent()
    yes, no = writer.truth(node.yes), writer.truth(node.no)
    writer.put(f"{found} = {yes} if {yes} == {no} else None")
    writer.outdent()
    return found


def compare(writer: Writer, node: Compare) -> str:
    """A comparison of numbers, options or truths."""
    if is_flag(node.left) and not is_option(node.left):
        return _compare_flags(writer, node)
    found = writer.name("t")
    writer.begin(reference=_reference_of(writer, found, node))
    if is_option(node.left):
        left, right = writer.option(node.left), writer.option(node.right)
        writer.put(f"{found} = {left} {node.op} {right}")
    else:
        _declared(writer, found, node)
        one, other = writer.number(node.left), writer.number(node.right)
        writer.put(f"{found} = {times(one.above, other.below)} {node.op} {times(other.above, one.below)}")
    writer.end(reference=True)
    return found


def _compare_flags(writer: Writer, node: Compare) -> str:
    left, right, found = writer.truth(node.left), writer.truth(node.right), writer.name("t")
    writer.put(f"{found} = None if {left} is None or {right} is None else ({left} == {right}) is {node.op == '=='}")
    return found


def _declared(writer: Writer, found: str, node: Compare) -> None:
    """Of a fact that is not given, what its declared range says beside a number of the standard."""
    for fact, other, turned in ((node.left, node.right, False), (node.right, node.left, True)):
        known = constant_of(other, writer.ruleset)
        if not isinstance(fact, Fact) or fact.kind != "number" or known is None:
            continue
        declared = writer.ruleset.measures[fact.measure]
        if declared.value is None:
            sides = [between(declared.low, declared.high), point(known)]
            says = holding(node.op, *reversed(sides)) if turned else holding(node.op, *sides)
            writer.put(f"if get({fact.measure!r}) is None: {found} = {says}; break")


def among(writer: Writer, node: Among) -> str:
    """An option is one of those listed."""
    found = writer.name("t")
    writer.begin(reference=_reference_of(writer, found, node))
    writer.put(f"{found} = {writer.option(node.item)} in {writer.constant('listed', frozenset(node.options))}")
    writer.end(reference=True)
    return found


def _reference_of(writer: Writer, found: str, node: Expression) -> str:
    """The line that leaves a comparison to the reference."""
    return f"{found} = {writer.constant('ask', partial(truth, node))}(scope); break"


def tally(writer: Writer, node: Tally) -> str:
    """Whether every indicator, or any, is as it says."""
    found, counts = writer.name("t"), writer.name("c")
    looked, say = writer.constant("tally", node), writer.constant("counted", partial(counted, node.op))
    writer.put(f"{counts} = None if scope.board is None else scope.board.counts({looked})")
    writer.put(f"{found} = None if {counts} is None else {say}({counts})")
    return found


def met_of(writer: Writer, node: MetOf) -> str:
    """Whether one indicator is met."""
    found, met = writer.name("t"), writer.constant("met", MET)
    writer.put(f"{found} = () if scope.board is None else scope.board.outcomes({node.indicator!r})")
    writer.put(f"{found} = None if not {found} or ({met} in {found} and len({found}) > 1) else {met} in {found}")
    return found


TRUTHS: Mapping[type, WritesTruth] = {
    Flag: flag, Fact: fact, AllOf: all_of, AnyOf: any_of, AtLeast: at_least, Not: negation, Choose: choose_truth,
    Compare: compare, Among: among, Tally: tally, MetOf: met_of,
}  # fmt: skip
