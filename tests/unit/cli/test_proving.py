"""`evalrules prove`: exit codes, witnesses, and what it says where the solver is not installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

SOUND = """format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
measures: {rate: {type: percent, better: higher, range: [0, 100], zh: 入学率, en: enrolment rate}}
indicators:
  - {id: "1", zh: 入学率, en: enrolment, met: rate >= 90, source: s 1}
verdict:
  - {level: pass, when: 'every(indicators, met)', source: s}
  - {level: fail}
"""


def test_without_the_solver_it_says_what_to_install(cli, monkeypatch: pytest.MonkeyPatch):
    """ER701, as for every optional part."""
    for name in [name for name in sys.modules if name.startswith("evalrules.proving")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    code, _, problems = cli("prove", "building-safety", "--lang", "en")
    assert code == 2
    assert "ER701" in problems and "evalrules[prove]" in problems


@pytest.mark.real  # the solver is an extra, which is installed for these
def test_exit_codes_and_witnesses(cli, tmp_path: Path):
    """0 where nothing is refuted, 1 with the evidence in a folder, 2 where there is no ruleset; nothing is replaced."""
    pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(SOUND, encoding="utf-8")
    bad.write_text(SOUND.replace(">= 90", "<= 90"), encoding="utf-8")
    assert cli("prove", str(good), "--lang", "en")[0] == 0
    code, text, _ = cli("prove", str(bad), "--lang", "en", "--witnesses", str(tmp_path / "found"))
    assert code == 1 and "ER650 refuted" in text
    first, second = sorted((tmp_path / "found" / "sample@1").glob("direction*"))
    assert [0, 1] == [cli("check", str(one), "--ruleset", str(bad))[0] for one in (first, second)]
    assert cli("prove", str(bad), "--witnesses", str(tmp_path / "found"))[0] == 2
    assert cli("prove", str(tmp_path / "none.yaml"))[0] == 2


def test_help_has_an_example(cli):
    """In both languages."""
    assert "evalrules prove jiangsu-16 --witnesses" in cli("prove", "--help")[1]


@pytest.mark.real  # the solver is an extra, which is installed for these
def test_processes_prove_the_same(cli, tmp_path: Path):
    """The same answer to each claim and the same exit code, in the order of the rulesets.

    Figures of evidence may differ: which solution a solver finds depends on what it was asked before.
    """
    pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")
    paths = []
    for at, limit in enumerate((">= 90", "<= 90", "> 90")):
        path = tmp_path / f"{at}.yaml"
        path.write_text(SOUND.replace("id: sample", f"id: sample-{at}").replace(">= 90", limit), encoding="utf-8")
        paths.append(str(path))
    told = []
    for more in ((), ("--jobs", "2")):
        run = cli("prove", *paths, "-f", "json", *more)
        proofs = json.loads(run.out)["proofs"]
        told.append([run.code, *((one["ruleset"], each["kind"], each["of"], each["answer"]) for one in proofs for each in one["claims"])])
    assert told[0] == told[1]
    assert 1 == told[0][0] and ["sample-0@1", "sample-1@1", "sample-2@1"] == list(dict.fromkeys(one[0] for one in told[0][1:]))


def test_a_number_of_processes_that_is_none_is_a_slip(cli):
    """ER011, before anything is read."""
    pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")
    assert (2, True) == ((run := cli("prove", "building-safety", "--jobs", "many")).code, "ER011" in run.err)
