"""Many inputs, each let go when its parts are made."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from many_counties import all_kinds, good_counties
from selection import one_in

from evalrules.bundles.discovery import discover
from evalrules.model.report import Options
from evalrules.pipeline import check_inputs, new_run
from evalrules.processes import processors
from evalrules.reporters.formats import View, rendered
from evalrules.reporters.problems import MAX_SHOWN, render_problems
from evalrules.reporters.streamed import STREAMED
from evalrules.streaming import MOST_SHOWN, Asked, Target, Teller, check_by_several, stream, worth_showing

JIANGSU = Options("jiangsu-16@2007")


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of counties of every kind."""
    return all_kinds(tmp_path_factory.mktemp("streaming") / "kinds")


def asked_for(*forms: str, language: str = "zh", is_strict: bool = False) -> Asked:
    """What a check in these formats asks for."""
    targets = tuple(Target(form, View(language, 100, color=False, paths={})) for form in forms)
    return Asked(JIANGSU, targets, language, is_strict=is_strict, warnings_too=True)


@pytest.mark.parametrize(("jobs", "is_strict"), one_in(3, [pytest.param(3, True), pytest.param(1, False), pytest.param(2, False)]))
def test_every_format_is_the_same_to_the_byte(kinds: Path, jobs: int, is_strict: bool) -> None:
    """As if all results were at hand, by one process or several: reports, exit code and what is said of problems."""
    inputs, problems = discover([str(kinds)])
    asked = asked_for(*STREAMED, is_strict=is_strict)
    report = check_inputs(inputs, problems, new_run(JIANGSU))
    report = report.with_warnings_as_errors() if is_strict else report
    with stream(inputs, problems, new_run(JIANGSU), asked, jobs) as found:
        assert (found.whole.exit_code, len(found.whole.briefs)) == (report.exit_code, len(report.results)) == (2, len(inputs))
        for at, target in enumerate(asked.targets):
            assert "".join(found.text(at)).encode() == rendered(target.form, report, target.view), target.form
    said = [*report.diagnostics]
    for result in report.results:
        said += result.diagnostics
        said += [one for one in result.assessment.diagnostics if one.severity == "warning"] if result.assessment else []
    assert render_problems(said, report.texts, "zh") == render_problems(found.problems.shown, found.problems.texts, "zh", found.problems.more)


def test_what_is_read_is_known_afterwards(kinds: Path) -> None:
    """Files that evidence names and rulesets, whichever process read them, so that no output takes their place."""
    inputs, problems = discover([str(kinds)])
    runs = [new_run(JIANGSU), new_run(JIANGSU)]
    for run, jobs in zip(runs, (1, 3), strict=True):
        with stream(inputs, problems, run, asked_for("json"), jobs):
            pass
    assert runs[0].named == runs[1].named
    assert set(runs[0].known) == set(runs[1].known) != set()


def test_results_that_are_all_kept_come_from_several_processes_too(kinds: Path) -> None:
    """For the formats that need all of them: the same report, and the same is known to have been read."""
    inputs, problems = discover([str(kinds)])
    runs = [new_run(JIANGSU), new_run(JIANGSU)]
    alone, several = check_inputs(inputs, problems, runs[0]), check_by_several(inputs, problems, runs[1], 2)
    assert several == alone
    assert runs[0].named == runs[1].named
    view = View("zh", 100, color=False)
    assert rendered("html", several, view) == rendered("html", alone, view)


def test_nothing_of_an_input_is_kept(tmp_path: Path) -> None:
    """Neither its text nor its bytes stay in the run."""
    inputs, problems = discover([str(good_counties(tmp_path / "counties", 5))])
    run = new_run(JIANGSU)
    with stream(inputs, problems, run, asked_for("json")):
        pass
    assert not run.texts
    assert not run.origins


def test_evidence_of_bundles_is_let_go_with_them(tmp_path: Path, examples: Path) -> None:
    """What a bundle holds no other can name; that it was read stays known."""
    for name in "ab":
        folder = tmp_path / "bundles" / name
        folder.mkdir(parents=True)
        (folder / "evidence.yaml").write_text(
            f"format: evidence/1\nruleset: guangdong-strong-city\nsubject: {{kind: city, id: {name}, name: {name}}}\nperiod: 2004\n"
            "members:\n  districts: {total: 1, list: [{evidence: chancheng.yaml}]}\n", encoding="utf-8",
        )  # fmt: skip
        (folder / "chancheng.yaml").write_text(
            "format: evidence/1\nruleset: guangdong-strong-district\nsubject: {kind: district, name: 禅城区}\nperiod: 2004\n", encoding="utf-8"
        )
    inputs, problems = discover([str(tmp_path / "bundles")])
    run = new_run(Options())
    with stream(inputs, problems, run, Asked(Options(), (), "zh")) as found:
        assert len(found.whole.briefs) == 2
    assert not run.kept.results
    assert {name for _, name in run.named} == {"evidence.yaml", "chancheng.yaml"}


def test_a_teller_can_be_sent_to_another_process() -> None:
    """With what it was asked and nothing that it has read."""
    teller = Teller(asked_for("json"), new_run(JIANGSU))
    teller.run.texts["a"] = "b"
    sent = pickle.loads(pickle.dumps(teller))
    assert sent.asked == teller.asked
    assert not sent.run.texts


def test_of_problems_as_many_are_kept_as_are_shown(kinds: Path) -> None:
    """Errors first, so fifty of them, and fifty others."""
    inputs, problems = discover([str(kinds)])
    errors = [one for result in check_inputs(inputs, problems, new_run(JIANGSU)).results for one in result.diagnostics]
    error = next(one for one in errors if one.is_error)
    warning = error._replace(severity="warning")
    assert MOST_SHOWN == MAX_SHOWN
    assert worth_showing([warning] * 60 + [error] * 3) == (warning,) * 50 + (error,) * 3


def test_an_input_that_is_no_file_is_read_here(tmp_path: Path, cli) -> None:
    """A pipe has one reader: the process that was called."""
    folder = good_counties(tmp_path / "counties", 3)
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    first = (folder / "00000.json").read_bytes()
    run = cli("check", "-", folder / "00001.json", folder / "00002.json", "--jobs", "2", "-f", "table", stdin=first)
    assert run.code == 0
    assert processors() and run.out.count("jiangsu-16@2007") == 3
