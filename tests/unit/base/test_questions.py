"""Questions about the data and their answers, in words."""

from __future__ import annotations

import pytest

from evalrules.base.codes import CODES
from evalrules.base.diagnostics import CONFIRMED, error, note, warning
from evalrules.base.questions import QUESTIONS, Confirmation
from evalrules.base.source import Span

PLACE = Span("county.yaml", 3, 5, 3, 9)
ASKED = warning("ER494", PLACE, zh="率", en="rate", found="0.5", percent="50")


@pytest.mark.parametrize("code", sorted(QUESTIONS))
def test_every_question_has_a_code(code: str) -> None:
    """What asks is a code like any other."""
    assert code in CODES


def test_only_a_warning_that_asks_is_a_question() -> None:
    """An error with such a code, a note, and any other warning ask nothing."""
    assert ASKED.is_question
    assert not error("ER494", PLACE).is_question
    assert not note("ER494", PLACE).is_question
    assert not warning("ER435", PLACE).is_question


@pytest.mark.parametrize(
    ("why", "zh", "en"),
    [("已核对", "；张三已核实属实：已核对", "; confirmed by 张三: 已核对"), ("", "；张三已核实属实", "; confirmed by 张三")],
)
def test_an_answer_says_who_and_why_and_asks_for_nothing(why: str, zh: str, en: str) -> None:
    """The sentence stays, the answer stands behind it, and there is nothing left to do."""
    told = ASKED._replace(severity=CONFIRMED, confirmed=Confirmation("张三", why, PLACE))
    assert told.sentence("zh") == ASKED.sentence("zh") + zh
    assert told.sentence("en") == ASKED.sentence("en") + en
    assert (told.hint("zh"), told.hint("en"), told.is_question) == ("", "", False)
