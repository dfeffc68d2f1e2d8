"""Questioned data: what is counted, and how a run of them ends."""

from __future__ import annotations

import pytest

from evalrules.base.diagnostics import CONFIRMED, Diagnostic, error, note, warning
from evalrules.base.questions import Confirmation
from evalrules.base.source import Span
from evalrules.model.examination import Examination, Examined, Located
from evalrules.model.report import Options
from evalrules.model.ruleset import Label

HERE = Span("a.yaml", 1, 1, 1, 2)
ASKED = warning("ER494", HERE)
ANSWERED = ASKED._replace(severity=CONFIRMED, confirmed=Confirmation("张三", "", HERE))
OTHERS = (error("ER402", HERE), ASKED, ANSWERED, warning("ER492", HERE), note("ER411", HERE))


def examined(*problems: Diagnostic, is_read: bool = True, key: tuple[str, ...] = ()) -> Examined:
    located = tuple(Located(one, key=key) for one in problems)
    return Examined("a.yaml", None, None, "", Label("", ""), located, is_read)


def test_every_problem_is_counted_once() -> None:
    """Errors, open questions, confirmed ones, other warnings, notes."""
    assert tuple(examined(*OTHERS).counts) == (1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([examined(*OTHERS[2:])], 0),
        ([examined(), examined(ASKED)], 1),
        ([examined(OTHERS[0])], 1),
        ([examined(is_read=False), examined(ASKED)], 2),
        ([], 2),
    ],
)
def test_the_exit_code_tells_findings_from_data_that_were_not_read(results: list[Examined], code: int) -> None:
    """0 nothing to do, 1 something, 2 not read."""
    assert Examination(Options(), tuple(results), ()).exit_code == code
    assert Examination(Options(), tuple(results), (error("ER004", None),)).exit_code == 2


def test_problems_are_grouped_by_school_the_subject_first() -> None:
    """Whatever their order."""
    one = examined(ASKED, key=("一小", "primary"))
    mixed = one._replace(located=(*one.located, Located(OTHERS[0]), Located(ANSWERED, key=("一小",))))
    assert {unit: len(every) for unit, every in mixed.units.items()} == {"": 1, "一小": 2}
    assert list(mixed.units) == ["", "一小"]
