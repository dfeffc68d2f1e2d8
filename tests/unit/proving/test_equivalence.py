"""Whether two rulesets can give somebody two levels: every answer is the engine's, too."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.loading import load_ruleset  # noqa: E402 - after the check for z3
from evalrules.model.proof import OPEN, PROVEN, REFUTED, UNEXPRESSED, Equivalence  # noqa: E402
from evalrules.model.report import Options  # noqa: E402
from evalrules.pipeline import check  # noqa: E402
from evalrules.proving.equivalence import equivalence  # noqa: E402
from evalrules.proving.prover import Bounds  # noqa: E402

RULES = """
choices: {kind: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
values: {line: {by: kind, primary: 90, junior: 95, source: s}}
measures:
  rate: {type: percent, range: [0, 100]}
  pupils: {type: count, range: [0, 1000]}
  teachers: {type: count, range: [1, 100]}
tables: {schools: {key: [school], columns: {school: {type: text}, area: {type: number, range: [0, null]}}}}
indicators:
  - {id: "1", source: s, met: rate >= line}
  - {id: "2", source: s, met: pupils / teachers <= 18}
  - {id: "3", source: s, met: 'every(schools, area >= 5)'}
vetoes: [{id: v, when: rate < 60, level: fail, source: s}]
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]
"""


@pytest.fixture
def answer(ruleset_from):
    """What becomes of the rules with some texts replaced, beside the rules as they are."""

    def of(*changes: tuple[str, str]) -> Equivalence:
        text = RULES
        for one, other in changes:
            assert one in text
            text = text.replace(one, other)
        return equivalence(ruleset_from(RULES).data, ruleset_from(text).data, Bounds(60))

    return of


@pytest.mark.parametrize(
    "changes",
    [
        (), (("pupils / teachers <= 18", "pupils <= 18 * teachers"),), (("rate < 60", "rate < 80"),),
        (("every(schools, area >= 5)", "not any(schools, area < 5)"),), (("zh: 小学", "zh: 小"),),
    ],
    ids=["nothing", "another way to say it", "a veto that never matters", "every for any", "a name"],
)  # fmt: skip
def test_what_changes_no_level_is_proven(answer, changes):
    """Nor need it be written alike."""
    assert answer(*changes).outcome == PROVEN


@pytest.mark.parametrize(
    ("changes", "levels"),
    [
        ((("junior: 95", "junior: 96"),), ("pass", "fail")), ((("<= 18}", "<= 19}"),), ("fail", "pass")),
        ((("area >= 5", "area > 5"),), ("pass", "fail")), ((("rate < 60", "rate < 97"),), ("pass", "fail")),
        ((("every(indicators, met)", "count(indicators, met) >= 2"),), ("fail", "pass")),
    ],
    ids=["a limit", "a ratio", "on the limit", "a veto", "one may fail"],
)  # fmt: skip
def test_a_difference_is_shown_by_a_county(answer, changes, levels: tuple[str, str]):
    """Levels before and after, each as the engine says."""
    found = answer(*changes)
    assert found.outcome == REFUTED
    assert levels == tuple(one.says for one in found.witnesses)


def test_the_files_say_what_is_said_of_them(tmp_path: Path):
    """Two editions of a standard, one of which asks for facts that the other does not know: `check` gives both levels."""
    before, after = (load_ruleset(f"anhui-standard-school@{year}").ruleset for year in (2007, 2018))
    assert before is not None
    assert after is not None
    found = equivalence(before, after, Bounds(60))
    for one in found.witnesses:
        path = tmp_path / one.name
        path.write_text(one.text, encoding="utf-8")
        (result,) = check([str(path)], Options()).results
        assert result.assessment is not None
        assert (one.says,) == result.assessment.verdict.possible
    assert found.witnesses[0].says != found.witnesses[1].says


@pytest.mark.parametrize(
    ("change", "named"),
    [(("range: [0, 100]}", "range: [0, 100], unit: ‰}"), "rate"), (("junior: {zh: 初中", "senior: {zh: 高中"), "kind")],
    ids=["another unit", "other options"],
)
def test_what_both_read_otherwise_is_named(answer, change: tuple[str, str], named: str):
    """The same evidence does not mean the same to both."""
    changes = [change, ("junior: 95", "senior: 95")] if named == "kind" else [(change[0], "range: [0, 100]}"), ("type: percent", "type: number")]
    found = answer(*changes)
    assert (OPEN, UNEXPRESSED, (named,)) == (found.outcome, found.reason, found.details)
