"""Findings that stand by a comment beside them, with a reason; a comment without one, or without a finding, is a finding."""

from __future__ import annotations

import pytest

from evalrules.authoring.accepted import accepted_in
from evalrules.base.diagnostics import Diagnostic, error, note, warning
from evalrules.base.source import Span

NAME = "ruleset.yaml"


def at(line: int, code: str = "ER651", make=warning) -> Diagnostic:
    return make(code, Span(NAME, line, 3, line, 9), what="measure", id="a") if make is not error else error(code, Span(NAME, line, 3, line, 9))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1  # lint: ER651 asked for and not judged", 1), ("# lint: ER651 not judged\na: 1", 2),
        ("# lint: ER651 not judged\n# more about it\n\ta: 1", 3), ("b: 'x # lint'\n  #lint:ER651 不评定\n  - a: 1", 3),
    ],
)  # fmt: skip
def test_a_comment_on_the_line_or_above_lets_a_finding_stand(text: str, line: int):
    """With the reason that it gives."""
    left, accepted = accepted_in([at(line)], NAME, text)
    assert left == ()
    assert [(one.diagnostic.code, bool(one.reason)) for one in accepted] == [("ER651", True)]


@pytest.mark.parametrize(
    "text",
    ["# lint: ER651 too far above\n\na: 1", "a: 1  # lint: ER653 another code", "a: 1  # lint: ER651", "a: 1  # lint: because", "# nothing of lint: ER651 x\n\na: 1"],
)  # fmt: skip
def test_any_other_comment_lets_nothing_stand(text: str):
    """And is told of itself where it means to."""
    line = len(text.splitlines())
    left, accepted = accepted_in([at(line)], NAME, text)
    assert accepted == ()
    assert [one.code for one in left] == (["ER651"] if "nothing of" in text else ["ER651", "ER661"])


def test_errors_and_other_files_are_not_let_stand():
    """What cannot be used stays so; the base of an overlay has comments of its own."""
    other = at(1)._replace(place=Span("base.yaml", 1, 1, 1, 2))
    left, accepted = accepted_in([at(1, "ER203", error), other, note("ER660", None, what="cases")], NAME, "a: 1  # lint: ER203 no\n# lint: ER651 no")
    assert accepted == ()
    assert [one.code for one in left] == ["ER203", "ER651", "ER660", "ER661", "ER661"]
