"""A program is demands on sums: what holds together, and how many of several, are such demands."""

from __future__ import annotations

from evalrules.planning.program import Program
from evalrules.planning.search import search


def least(program: Program, *flags: int) -> int | None:
    program.aims = [dict.fromkeys(flags, 1)]
    found = search(program)
    return None if found is None else found.aims[0]


def test_all_of_some_costs_all_of_them():
    """And one of them less does not do."""
    program = Program()
    one, other = program.flag(), program.flag()
    program.require(program.both([one, other, True]))
    assert least(program, one, other) == 2


def test_at_least_so_many_costs_so_many():
    """What is certain counts; what is impossible does not."""
    program = Program()
    flags = [program.flag() for _ in range(4)]
    program.require(program.at_least(3, [*flags, True, False]))
    assert least(program, *flags) == 2


def test_what_cannot_hold_has_no_solution():
    """Two of one, and what is false."""
    program = Program()
    assert program.at_least(2, [program.flag(), False]) is False
    program.require(False)
    assert least(program) is None


def test_what_is_certain_needs_no_variable():
    """True stays True."""
    program = Program()
    assert (program.both([]), program.at_least(0, []), program.both([True, True])) == (True, True, True)
