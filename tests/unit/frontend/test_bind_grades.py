"""What assessors decided: votes that can be, and those that cannot."""

from __future__ import annotations

import pytest

from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.bind_grades import bind_grades
from evalrules.readers import yaml_document


def codes(text: str, ruleset) -> list[str]:
    root, problems = yaml_document.read("e.yaml", text)
    assert [] == problems
    facts = Facts(ruleset.data, [])
    bind_grades(root.get("grades").pairs, facts)
    return [one.code for one in facts.problems]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ("{votes: {A: 6, B: 2}, panel: 9}", []), ("{votes: {A: 6, B: 3}, panel: 9}", []), ("{votes: {A: 6, B: 4}, panel: 9}", ["ER423"]),
        ("{grade: A, votes: {A: 5, B: 2}}", []), ("{grade: B, votes: {A: 5, B: 2}}", ["ER409"]), ("{grade: B, votes: {A: 4, B: 4}}", []),
        ("{grade: B, votes: {A: 4, B: 3}, panel: 8}", []), ("{grade: C, votes: {A: 4, B: 3}, panel: 8}", ["ER409"]),
        ("{votes: {}}", []), ("{votes: null}", []), ("{votes: {A: 0}}", []), ("{grade: A, votes: {A: 0, B: 0}}", []),
        ("{votes: {A: '6'}}", ["ER408"]), ("{votes: {D: 1}}", ["ER407"]), ("{votes: [6, 2]}", ["ER408"]), ("{votes: {A: 1}, panel: 0}", ["ER103"]),
        ("{votes: {A: 1}, panel: 1.5}", ["ER103"]), ("{votes: {A: 1e1}}", []), ("{vote: {A: 1}}", ["ER108"]), ("[A]", ["ER407"]),
    ],
)  # fmt: skip
def test_votes(votes: str, expected: list[str], jiangsu):
    """Whole numbers of known grades, at most the panel, and agreeing with a stated grade."""
    found = codes(f"grades: {{'1': {votes}}}\n", jiangsu)
    assert expected == (found if expected != ["ER408"] else list(dict.fromkeys(found)))


def test_grades_come_in_the_order_of_the_ruleset(jiangsu):
    """Whatever the order in the file; one that is unknown is named with the nearest."""
    root, _ = yaml_document.read("e.yaml", "grades: {'9': A, '1': B, '1x': C}\n")
    facts = Facts(jiangsu.data, [])
    found = bind_grades(root.get("grades").pairs, facts)
    assert [(own, str(one.grade)) for own, one in found.items()] == [("1", "B"), ("9", "A")]
    assert [(one.code, dict(one.args)["suggestion"]) for one in facts.problems] == [("ER401", "1")]
