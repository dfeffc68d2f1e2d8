"""`evalrules lint`: exit codes with and without `--strict`, in both languages, as data."""

from __future__ import annotations

import json
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
  - {level: pass, when: 'every(indicators, met)', source: s 1}
  - {level: fail}
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is kept outside the folder of a test."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))


def test_a_note_counts_where_it_is_strict(cli, write):
    """A ruleset that stands alone lacks its papers: a note, and a finding with `--strict`."""
    path = str(write("ruleset.yaml", SOUND))
    assert [0, 1] == [cli("lint", path, "--lang", "en", *more)[0] for more in ((), ("--strict",))]
    assert "ER660" in cli("lint", path, "--lang", "en").out


def test_a_warning_counts_always(cli, write):
    """A comparison turned round, with its place, in both languages."""
    path = str(write("ruleset.yaml", SOUND.replace(">= 90", "<= 90")))
    for language, word in (("zh", "这里却要求"), ("en", "is asked for")):
        code, out, _ = cli("lint", path, "--lang", language)
        assert code == 1 and word in out and "ruleset.yaml:11" in out


def test_what_cannot_be_read_is_2(cli, write):
    """Errors of loading are shown, too."""
    path = str(write("ruleset.yaml", SOUND.replace("rate >= 90", "rat >= 90")))
    code, out, _ = cli("lint", path, "--lang", "en")
    assert code == 2 and "ER203" in out
    assert cli("lint", str(Path(path).parent / "none.yaml"))[0] == 2


def test_as_data(cli, write):
    """Every finding with its code and both sentences."""
    found = json.loads(cli("lint", str(write("ruleset.yaml", SOUND)), "-f", "json").out)
    assert [("sample@1", ["ER660"])] == [(one["ruleset"], [own["code"] for own in one["diagnostics"]]) for one in found]


@pytest.mark.parametrize("form", ["junit", "tap", "sarif", "gitlab", "github"])
def test_other_programs_read_what_lint_says(cli, write, form: str):
    """The finding stands in each of them; a clean ruleset has none."""
    bad, good = write("bad.yaml", SOUND.replace(">= 90", "<= 90")), write("good.yaml", SOUND)
    assert (1, True) == ((run := cli("lint", bad, "-f", form, "--lang", "zh")).code, "ER657" in run.out)
    clean = cli("lint", good, "-f", form, "--lang", "zh")
    assert (0, False) == (clean.code, "ER657" in clean.out or "not ok" in clean.out or "<failure" in clean.out)
