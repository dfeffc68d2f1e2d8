"""What is made of an object is made once, and never taken for that of another."""

from __future__ import annotations

from evalrules.base.remembered import MOST, Remembered


def test_an_object_has_what_was_made_of_it():
    """The second question makes nothing; an equal object is another one."""
    made: list[list[int]] = []

    def make(one: list[int]) -> int:
        made.append(one)
        return len(made)

    remembered, first, second = Remembered(make), [1], [1]
    assert [remembered.of(first), remembered.of(first), remembered.of(second), remembered.of(first)] == [1, 1, 2, 1]
    assert len(made) == 2


def test_what_was_made_first_is_forgotten_first():
    """Few are kept: a process that meets many rulesets does not hold them all."""
    remembered = Remembered(lambda one: object())
    many = [[number] for number in range(MOST + 1)]
    found = [remembered.of(one) for one in many]
    assert remembered.of(many[-1]) is found[-1]
    assert remembered.of(many[0]) is not found[0]
