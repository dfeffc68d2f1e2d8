"""Each machine format, read by its consumer, of runs that pass, fail, stay open, are refused, and of all of these."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from consumers import READERS, is_green, json_is_green
from selection import one_in

from evalrules.schemas import schema_text

RESULT = json.loads(schema_text("result"))

POINTS = """format: ruleset/1
id: points
edition: "1"
revision: 1
title: {zh: 计分, en: points}
subject: school
sources: {s: {zh: 办法, en: rules, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
measures:
  rate: {type: percent, better: higher, range: [0, 100], zh: 率, en: rate}
  cheated: {type: yesno, zh: 弄虚作假, en: cheating}
indicators: [{id: "1", zh: 率, en: rate, points: 10, awarded: rate / 10, source: s 1}]
vetoes: [{id: cheat, zh: 作假, en: cheating, when: cheated, level: fail, source: s 2}]
verdict: [{level: pass, when: "sum(indicators, points) >= 6", source: s 3}, {level: fail}]
"""

RUNS = {
    "passing": (0, {"a.yaml": "rate: 95, cheated: false"}, []),
    "veto alone": (1, {"a.yaml": "rate: 95, cheated: true"}, []),
    "points": (1, {"a.yaml": "rate: 20, cheated: false"}, []),
    "undetermined": (3, {"a.yaml": "rate: null, cheated: false"}, []),
    "refused": (2, {"a.yaml": "rat: 95"}, []),
    "mixed": (2, {"a.yaml": "rate: 95, cheated: false", "b.yaml": "rate: 95, cheated: true", "c.yaml": "rate: null, cheated: false", "d.yaml": "rat: 1"}, []),
    "failing and open": (1, {"a.yaml": "rate: 95, cheated: true", "b.yaml": "rate: null, cheated: false"}, []),
    "two of one subject": (2, {"a.yaml": "rate: 95, cheated: false", "b.yaml": "rate: 95, cheated: false"}, ["one"]),
    "warnings as errors": (2, {"a.yaml": "rate: 0.95, cheated: false"}, ["--fail-on-warning"]),
}
"""How each run ends, the facts of its files, and options ("one": all are of one subject)."""


def written(folder: Path, files: dict[str, str], *, one: bool) -> list[str]:
    """The evidence of a run."""
    (folder / "ruleset.yaml").write_text(POINTS, encoding="utf-8")
    for at, (name, facts) in enumerate(files.items()):
        subject = "同校" if one else f"第{at}校"
        text = f"format: evidence/1\nruleset: ruleset.yaml\nsubject: {{kind: school, name: {subject}}}\nperiod: 2021\nfacts: {{{facts}}}\n"
        (folder / name).write_text(text.replace("ruleset: ruleset.yaml\n", ""), encoding="utf-8")
    return list(files)


@pytest.fixture
def run(tmp_path: Path, cli, monkeypatch):
    """`run(kind, *options)`: the exit code and the document of each format."""
    monkeypatch.chdir(tmp_path)

    def made(kind: str, *options: str):
        _, files, extra = RUNS[kind]
        names = written(tmp_path, files, one="one" in extra)
        outputs = [part for form in (*READERS, "json") for part in ("-o", f"{form}={form}.out")]
        done = cli("check", "--ruleset", "ruleset.yaml", *names, *[one for one in extra if one != "one"], *options, *outputs)
        return done.code, {form: (tmp_path / f"{form}.out").read_text(encoding="utf-8") for form in (*READERS, "json")}

    return made


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", RUNS)
def test_no_format_is_green_where_the_exit_code_is_not_0(kind: str, language: str, run):
    """And every one of them is where it is; each is what its consumer reads."""
    code, documents = run(kind, "--lang", language)
    expected = dict.fromkeys((*READERS, "json"), code == 0)
    found = {form: is_green(form, documents[form]) for form in READERS}
    # a warning counts as an error in the exit code of the document; its verdicts stay as they are
    as_data = json_is_green(documents["json"], RESULT) and kind != "warnings as errors"
    assert (RUNS[kind][0], expected) == (code, found | {"json": as_data})


@pytest.mark.parametrize("kind", ["veto alone", "points", "undetermined"])
def test_what_a_baseline_knows_is_green_in_every_format(kind: str, run, cli):
    """The exit code is 0 then; GitHub still shows warnings, which hold nothing up."""
    run(kind)
    shutil.copy("json.out", "base.json")
    code, documents = run(kind, "--baseline", "base.json")
    found = {form: is_green(form, documents[form].replace("::warning ", "::notice ")) for form in READERS} | {"json": json_is_green(documents["json"], RESULT)}
    assert (0, dict.fromkeys(found, True)) == (code, found)


@pytest.mark.parametrize("form", one_in(3, READERS))
def test_a_document_that_is_cut_is_no_document(form: str, run):
    """The readers are readers: half a document, or one with a wrong word, is not taken."""
    text = run("mixed")[1][form]
    spoilt = {"tap": text.replace("1..", "1..9"), "github": text + "error\n"}.get(form, text[: len(text) // 2])
    with pytest.raises(Exception):  # noqa: B017 - each reader has errors of its own
        is_green(form, spoilt)


RULESETS = {
    "clean": (0, POINTS), "with a finding": (1, POINTS.replace("when: cheated", "when: rate > 99")), "unreadable": (2, POINTS.replace("rate / 10", "rat / 10")),
}  # fmt: skip


@pytest.mark.parametrize("form", one_in(3, ["junit", "tap", "sarif", "gitlab", "github"]))
@pytest.mark.parametrize("kind", RULESETS)
def test_lint_is_green_in_no_format_where_its_exit_code_is_not_0(kind: str, form: str, cli, write, tmp_path, monkeypatch):
    """A finding, and a ruleset that cannot be read; the paths are those from the working directory."""
    code, text = RULESETS[kind]
    monkeypatch.chdir(tmp_path)
    found = cli("lint", write("ruleset.yaml", text), "-f", form)
    assert (code, code == 0) == (found.code, is_green(form, found.out))


CASE = "evidence: {format: evidence/1, ruleset: points@1, subject: {kind: school, name: 校}, period: 2021, facts: {rate: %s, cheated: false}}\nexpect: {level: %s}\n"
TRIALS = {
    "all hold": (0, {"good.yaml": CASE % (95, "pass"), "bad.yaml": CASE % (20, "fail")}),
    "one does not": (1, {"good.yaml": CASE % (95, "fail")}), "unreadable": (2, {"good.yaml": "evidence: [\n"}),
}  # fmt: skip


@pytest.mark.parametrize("form", ["junit", "tap"])
@pytest.mark.parametrize("kind", TRIALS)
def test_a_trial_is_green_in_no_format_where_its_exit_code_is_not_0(kind: str, form: str, cli, write):
    """A case that does not hold, and one that cannot be read."""
    code, cases = TRIALS[kind]
    path = write("ruleset.yaml", POINTS)
    for name, text in cases.items():
        write(f"cases/{name}", text)
    found = cli("test", path, "--no-mutants", "-f", form)
    assert (code, code == 0) == (found.code, is_green(form, found.out))


@pytest.mark.parametrize(("command", "form"), [("lint", form) for form in ("junit", "tap", "sarif", "gitlab", "github")] + [("test", "junit"), ("test", "tap")])
def test_a_ruleset_that_is_not_there_is_green_in_no_format(command: str, form: str, cli, write, tmp_path, monkeypatch):
    """Also beside one that is."""
    monkeypatch.chdir(tmp_path)
    for path in ([], [write("ruleset.yaml", POINTS)]):
        found = cli(command, "nothing-here", *path, "-f", form)
        assert (2, False) == (found.code, is_green(form, found.out))


def test_what_could_not_be_read_stands_in_the_data_too(cli, write):
    """Of a name that is no ruleset, and of a case."""
    for command in ("lint", "test"):
        [found] = json.loads(cli(command, "nothing-here", "-f", "json").out)
        assert ["ER501"] == [one["code"] for one in found["diagnostics"]]
    path = write("ruleset.yaml", POINTS)
    write("cases/bad.yaml", "evidence: [\n")
    [found] = json.loads(cli("test", path, "--no-mutants", "-f", "json").out)
    assert "ER101" in [one["code"] for one in found["diagnostics"]]
