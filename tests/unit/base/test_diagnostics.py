"""Problems as values: order, gravity, sentences in both languages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.diagnostics import (
    Diagnostic,
    EvalrulesError,
    Related,
    error,
    has_errors,
    in_order,
    note,
    warning,
)
from evalrules.base.source import Span


def at(line: int, column: int = 1, file: str = "a.yaml") -> Span:
    return Span(file, line, column, line, column + 1)


def test_gravity():
    """Only an error makes an input unusable."""
    assert error("ER101", None).is_error
    assert not warning("ER305", None).is_error
    assert not has_errors([warning("ER305", None), note("ER306", None)])
    assert has_errors((note("ER306", None), error("ER101", None)))
    assert not has_errors([])


def test_arguments_and_related_places_travel():
    """A diagnostic carries its arguments by name and the other places that explain it."""
    first = Related("first", at(1))
    found = error("ER102", at(2), first, key="k", first="a.yaml:1:1")
    assert dict(found.args) == {"key": "k", "first": "a.yaml:1:1"}
    assert found.related == (first,)


def test_problems_stand_in_the_order_of_their_places():
    """Sorted by file, line and column as numbers; those without a place first; each once."""
    rows = [
        error("ER203", at(10)),
        error("ER203", at(9)),
        error("ER203", at(9, 12)),
        error("ER203", at(9, 2)),
        error("ER012", None),
    ]
    ordered = in_order([*rows, rows[0], error("ER203", at(1, file="b.yaml"))])
    assert [(found.place.file, *found.place[1:3]) if found.place else None for found in ordered] == [
        None,
        ("a.yaml", 9, 1),
        ("a.yaml", 9, 2),
        ("a.yaml", 9, 12),
        ("a.yaml", 10, 1),
        ("b.yaml", 1, 1),
    ]


@given(st.permutations([error("ER203", at(n % 3 + 1, n), name=str(n)) for n in range(1, 7)]))
def test_the_order_does_not_depend_on_the_order_found(found: list[Diagnostic]):
    """Whatever order problems are found in, they are reported in one."""
    assert in_order(found) == in_order(sorted(found, key=str))


def test_problems_in_a_mapping_are_sorted_by_their_keys():
    """Not by the order in which the program wrote them, which a kept result does not hold: `#facts.b` before `#grades.a`."""
    grade = error("ER203", Span("<mapping>", 0, 3, 0, 4, "", "grades.a"))
    fact = error("ER204", Span("<mapping>", 0, 9, 0, 10, "", "facts.b"))
    assert (fact, grade) == in_order((grade, fact))


def test_the_exception_says_every_problem_with_its_place():
    """The message of the exception at the public doors is a sentence for each, errors first, with place, code and advice."""
    raised = EvalrulesError((warning("ER109", at(1), key="format"), error("ER203", at(3, 4), name="x"), error("ER012", None)))
    lines = str(raised).splitlines()
    assert "a.yaml:3:4: ER203 error: unknown name 'x' (declare it under measures, values or choices)" == lines[0]
    assert lines[1].startswith("ER012 error: no ruleset is named (")
    assert "a.yaml:1:1: ER109 warning: the key 'format' is missing (add format)" == lines[2]
    assert len(raised.diagnostics) == 3


def test_a_diagnostic_says_itself_in_both_languages():
    """Its sentence and its hint in either language, English by default, and the path where that is known."""
    found = error("ER203", at(3)._replace(path="measures.rate"), name="rat", suggestion="rate")
    assert ("unknown name 'rat'", "did you mean 'rate'?", "measures.rate") == (found.sentence(), found.hint(), found.path)
    assert ("不认识的名称“rat”", "是否想写“rate”？") == (found.sentence("zh"), found.hint("zh"))
    assert "" == error("ER012", None).path == error("ER203", at(3)).path
