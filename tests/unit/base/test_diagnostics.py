"""Problems as values: order, gravity, sentences in both languages."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.codes import CODES, hint, sentence
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


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_both_languages_take_the_same_arguments(code: object):
    """Each code says the same in Chinese and English: both sentences take arguments of one set."""
    fields = [
        {re.sub("^(zh|en)$|_(zh|en)$", "", name) for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (code.zh, code.en, code.hint_zh, code.hint_en)
    ]
    assert (fields[0], fields[2]) == (fields[1], fields[3])
    assert re.fullmatch(r"ER[0-9]{3}", code.code)
    assert all((code.zh, code.en, code.hint_zh, code.hint_en))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_suggestion_takes_the_place_of_the_hint(language: str):
    """Where a near name is known it is suggested; elsewhere the hint of the code stands."""
    near = error("ER203", None, name="rat", suggestion="rate")
    far = error("ER203", None, name="rat", suggestion="")
    assert "rate" in hint(near, language)
    assert hint(far, language) == (CODES["ER203"].hint_zh if language == "zh" else CODES["ER203"].hint_en)


def test_an_argument_that_is_absent_shows_as_its_name():
    """A sentence is never an exception."""
    assert "<name>" in sentence(error("ER203", None), "en")


def test_braces_in_an_argument_are_text():
    """What an input says is never read as a format."""
    assert "{0.__class__}" in sentence(error("ER203", None, name="{0.__class__}"), "zh")


OURS = ("reason", "expected", "what", "found", "kind")
"""The arguments that carry words of the program, where they are written in its source."""


def words_of_ours() -> set[tuple[str, str, str]]:
    """Every word or phrase that the source gives a diagnostic: the code, the argument, the text with 3 for what varies."""
    found = set()
    for path in (Path(__file__).resolve().parents[3] / "evalrules").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in ("error", "warning", "note"):
                continue
            code = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
            for keyword in node.keywords:
                parts = keyword.value.values if isinstance(keyword.value, ast.JoinedStr) else [keyword.value]
                texts = [part.value if isinstance(part, ast.Constant) else "3" for part in parts]
                if keyword.arg in OURS and all(isinstance(text, str) for text in texts) and texts != ["3"]:
                    found.add((code, keyword.arg, "".join(texts)))
    return found


@pytest.mark.parametrize(("code", "argument", "text"), sorted(words_of_ours()))
def test_what_the_source_says_is_said_in_chinese_too(code: str, argument: str, text: str):
    """No English words stand inside a Chinese sentence; what is written as evidence has it stays."""
    said = sentence(error(code, None, **{argument: text}), "zh")
    rest = re.sub(r"<\w+>|\{[^}]*\}|ID:\w+|ID@EDITION", "", said)
    assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", rest), said
