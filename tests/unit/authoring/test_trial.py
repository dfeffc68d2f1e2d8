"""A ruleset on trial: a wrong ruleset fails a case, an unnoticed change survives, a stale exception is found (P80)."""

from __future__ import annotations

import pytest

from evalrules.authoring.trial import find_rulesets, try_ruleset

STRICT = "indicators.rate.met: rate >= line -> rate > line"


@pytest.fixture
def loose(cases: dict[str, str]) -> dict[str, str]:
    """Cases that stay away from the limit of 95."""
    near = {name: text.replace("rate: 95,", "rate: 95.5,") for name, text in cases.items()}
    return near | {"below.yaml": "\n".join(line for line in cases["below.yaml"].splitlines() if "gaps" not in line)}


def test_good_cases_notice_every_change(desk):
    """Five cases hold and none of the mutants survives."""
    trial = try_ruleset(desk())
    assert (trial.ruleset, trial.cases, trial.failed, trial.survivors, trial.stale) == ("r@1", 5, (), (), ())
    assert trial.mutants == 12
    assert trial.is_clean


@pytest.mark.parametrize(
    ("right", "wrong", "case"),
    [
        ("rate >= line", "rate > line", "at-the-limit.yaml"),
        ("{value: 95, zh", "{value: 94, zh", "below.yaml"),
        ("{value: 95, zh", "{value: 96, zh", "above.yaml"),
        ("when: cheated, level", "when: not cheated, level", "fraud.yaml"),
        ("share >= open", "share > open", "at-the-limit.yaml"),
        ("every(indicators, met)", "any(indicators, met)", "panel.yaml"),
    ],
)
def test_a_wrong_ruleset_fails_a_case(right: str, wrong: str, case: str, desk, ruleset_text: str):
    """The same cases fail as soon as the ruleset says something else."""
    assert right in ruleset_text
    trial = try_ruleset(desk(ruleset_text.replace(right, wrong)))
    assert case in [one.name for one in trial.failed]
    assert not trial.is_clean


def test_a_failed_case_says_what_was_expected_and_found(desk, ruleset_text: str):
    """Everything that differs is listed, and no mutant is tried before the cases hold."""
    trial = try_ruleset(desk(ruleset_text.replace("rate >= line", "rate > line")))
    failed = {one.name: [tuple(each) for each in one.disagreements] for one in trial.failed}
    assert failed["at-the-limit.yaml"] == [
        ("level", "pass", "fail"),
        ("possible", "[pass]", "[fail]"),
        ("outcomes rate", "met", "not_met"),
    ]
    assert trial.mutants == 0


def test_a_change_that_no_case_notices_survives(desk, loose):
    """Without the case at the limit `>` does as well as `>=`."""
    trial = try_ruleset(desk(cases=loose))
    assert trial.failed == ()
    assert STRICT in trial.survivors
    assert not trial.is_clean


def test_a_listed_survivor_is_equivalent(desk, loose):
    """A survivor with a reason does not count against the ruleset."""
    survivors = try_ruleset(desk(cases=loose)).survivors
    assert STRICT in survivors
    listed = "".join(f"- {{mutant: '{own}', reason: planted}}\n" for own in survivors)
    trial = try_ruleset(desk(cases=loose, equivalent=listed))
    assert (trial.survivors, trial.equivalent, trial.stale) == ((), survivors, ())
    assert trial.is_clean


@pytest.mark.parametrize("mutant", [STRICT, "indicators.rate.met: there is no such mutant"])
def test_a_stale_exception_is_found(mutant: str, desk):
    """An exception for a change that a case notices, or that is not made, must go."""
    trial = try_ruleset(desk(equivalent=f"- {{mutant: '{mutant}', reason: planted}}\n"))
    assert (trial.stale, trial.survivors, trial.equivalent) == ((mutant,), (), ())
    assert not trial.is_clean


def test_an_exception_needs_a_reason(desk):
    """A mutant listed without a reason is an error."""
    trial = try_ruleset(desk(equivalent=f"- {{mutant: '{STRICT}'}}\n"))
    assert [one.code for one in trial.diagnostics if one.is_error] == ["ER109"]


def test_without_cases_nothing_is_clean(desk):
    """A ruleset without a case is not tried, and says so."""
    trial = try_ruleset(desk(cases={}))
    assert trial.cases == 0
    assert not trial.is_clean


def test_a_ruleset_that_does_not_load_is_not_clean(desk, ruleset_text: str):
    """Its problems are reported, and no case is run."""
    trial = try_ruleset(desk(ruleset_text.replace("rate >= line", "rat >= line")))
    assert "ER203" in [one.code for one in trial.diagnostics]
    assert (trial.failed, trial.mutants) == ((), 0)


def test_mutants_can_be_left_out(desk, cases: dict[str, str]):
    """With the cases alone nothing is changed, and the trial is clean where they hold."""
    trial = try_ruleset(desk(cases={"fraud.yaml": cases["fraud.yaml"]}), with_mutants=False)
    assert (trial.mutants, trial.survivors) == (0, ())
    assert trial.is_clean


def test_progress_is_told_of_every_mutant(desk):
    """The watcher hears the ruleset, how many were tried and of how many."""
    told: list[tuple[str, int, int]] = []
    try_ruleset(desk(), progress=lambda *news: told.append(news))
    assert told == [("r@1", at, 12) for at in range(12)]


def test_a_trial_gives_the_same_answer_twice(desk, cases: dict[str, str]):
    """The order in which cases are tried changes nothing."""
    del cases["below.yaml"]
    first, second = (try_ruleset(desk(cases=cases)) for _ in range(2))
    assert first == second
    assert first.survivors != ()


def test_rulesets_are_found_in_folders_files_and_by_name(desk, tmp_path):
    """A file, its folder and the folder above are one ruleset; an unknown name is a problem."""
    path = desk()
    assert find_rulesets([path, str(tmp_path), str(tmp_path / "r" / "1")]) == ((path,), [])
    shipped, problems = find_rulesets(["jiangsu-16@2007"])
    assert (len(shipped), problems) == (1, [])
    assert [one.code for one in find_rulesets(["no-such-ruleset"])[1]] == ["ER501"]
    (tmp_path / "empty").mkdir()
    assert [one.code for one in find_rulesets([str(tmp_path / "empty")])[1]] == ["ER501"]
