"""What was found of an indicator is given again where the same is known of what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalrules.semantics import recalled
from evalrules.semantics.compiled import CompiledRuleset
from evalrules.semantics.recalled import Recalled

RULES = """
grades: [A, B]
measures: {rate: {type: percent, better: higher}, books: {type: count, better: higher}, pupils: {type: count}}
indicators:
  - {id: "1", source: s, met: rate >= 95}
  - {id: "2", source: s, met: 2 * books >= pupils}
  - {id: "3", source: s, assessed: grade}
verdict: [{level: pass, when: 'met("1") and met("2")'}, {level: fail}]
"""


@pytest.fixture
def compiled(ruleset_from: Callable[[str], Any]) -> CompiledRuleset:
    """A ruleset of which one gap has to be searched."""
    return CompiledRuleset(ruleset_from(RULES).data)


def test_an_answer_is_found_once_for_the_same_facts(compiled: CompiledRuleset) -> None:
    """Facts that the indicator does not read make no difference; its own, and its grade, do."""
    asked: list[int] = []
    kept: Recalled[int] = Recalled(compiled.plans)

    def found(at: int) -> int:
        asked.append(at)
        return len(asked)

    first = kept.of(1, {"books": 3, "pupils": 9, "rate": 1}, {}, found)
    assert first == kept.of(1, {"books": 3, "pupils": 9, "rate": 2}, {"3": "A"}, found)
    assert asked == [1]
    others: tuple[tuple[int, dict[str, Any], dict[str, str]], ...] = (
        (1, {"books": 4, "pupils": 9}, {}), (1, {"books": 3}, {}), (1, {"books": 3, "pupils": 9}, {"2": "met"}), (0, {"rate": 1}, {}),
    )  # fmt: skip
    assert len({first, *(kept.of(at, facts, grades, found) for at, facts, grades in others)}) == 5


def test_so_many_answers_are_kept_and_no_more(compiled: CompiledRuleset, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one more all are forgotten, and found anew."""
    monkeypatch.setattr(recalled, "MOST", 2)
    kept: Recalled[object] = Recalled(compiled.plans)
    objects = [kept.of(0, {"rate": at % 3}, {}, lambda _: object()) for at in (0, 1, 0, 2, 0, 0)]
    assert objects[0] is objects[2]
    assert objects[0] is not objects[4]
    assert objects[4] is objects[5]


def test_the_second_subject_has_the_gap_of_the_first_where_they_are_alike(compiled: CompiledRuleset) -> None:
    """And its own where they are not."""
    first, same, other = (
        compiled.judge_unchecked({"rate": rate, "books": books, "pupils": 9}).gaps
        for rate, books in ((90, 1), (80, 1), (80, 2))
    )
    assert first[1] is same[1]
    assert [gaps[1][3][0][1] for gaps in (first, other)] == [1, 2]
