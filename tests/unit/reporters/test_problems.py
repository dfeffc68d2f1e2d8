"""Problems as people read them: place, code, sentence, frame, hint."""

from __future__ import annotations

import time

import pytest

from evalrules.base.diagnostics import Related, error, note, warning
from evalrules.base.source import Span
from evalrules.reporters.problems import MAX_SHOWN, frame, render_problem, render_problems


def span(line: int, column: int, end: int, file: str = "a.yaml") -> Span:
    return Span(file, line, column, line, end)


def test_a_problem_says_where_what_and_what_to_do():
    """The whole of one problem, in order."""
    found = error("ER102", span(2, 3, 5), Related("first", span(1, 1, 3)), key="ab", first="a.yaml:1:1")
    assert [
        "a.yaml:2:3: ER102 error: the key 'ab' stands twice (first at a.yaml:1:1)",
        "  2 |   ab: 2",
        "    |   ^^",
        "  the other place: a.yaml:1:1",
        "  hint: keep one of them",
        "  see: evalrules explain ER102",
    ] == render_problem(found, {"a.yaml": "ab: 1\n  ab: 2\n"}, "en").splitlines()


def test_the_mark_stands_under_chinese():
    """Chinese characters take two columns before and under the mark."""
    assert ["  1 | 入学率: 高", "    |         ^^"] == frame(span(1, 6, 7), {"a.yaml": "入学率: 高"})


@pytest.mark.parametrize("place", [span(0, 1, 2), span(9, 1, 2), span(1, 1, 2, "b.yaml"), span(1, 90, 95)])
def test_a_place_outside_the_text_gives_no_traceback(place: Span):
    """A place that the text does not have shows no frame, or an empty mark, and never fails."""
    frame(place, {"a.yaml": "a: 1"})


def test_a_long_line_shows_the_part_that_is_meant():
    """A line of a million characters is cut around the mark."""
    lines = frame(span(1, 500_001, 500_004), {"a.yaml": "x" * 500_000 + "abc" + "y" * 500_000})
    assert "abc" in lines[0]
    assert len(lines[0]) < 500
    assert lines[0].index("abc") == lines[1].index("^^^")


def test_active_characters_are_shown_as_escapes():
    """Nothing from the source line, the file name or the arguments acts on the terminal."""
    found = error("ER401", span(1, 1, 6, "a\x1b.yaml"), what="fact", id="\x1b]0;x\x07", suggestion="")
    text = render_problem(found, {"a\x1b.yaml": "\x1b[2Jx"}, "zh")
    assert "\x1b" not in text and "\x07" not in text
    assert r"\x1b[2Jx" in text


def test_many_problems_are_capped_errors_first():
    """At most 50 are shown, errors before warnings, with a count of the rest, in no time."""
    found = [warning("ER411", span(at, 1, 2), id=str(at), text="-") for at in range(1, 2000)]
    found.append(error("ER102", span(2000, 1, 2), key="k", first="x"))
    begun = time.process_time()
    text = render_problems(found, {"a.yaml": "-\n" * 3000}, "en")
    assert time.process_time() - begun < 2
    assert MAX_SHOWN == text.count("  see: evalrules explain")
    assert text.startswith("a.yaml:2000:1: ER102")
    assert text.endswith("1950 more problems are not shown\n")


def test_nothing_to_say_is_nothing():
    """No problem, no text."""
    assert "" == render_problems([], {}, "en")


@pytest.mark.parametrize(("language", "expected"), [("zh", "说明"), ("en", "note")])
def test_severity_has_a_word(language: str, expected: str):
    """Errors, warnings and notes are told apart in both languages; a problem without a place begins with its code."""
    assert render_problem(note("ER411", None, id="a", text="x"), {}, language).startswith(
        f"ER411 {expected}: "
    )
