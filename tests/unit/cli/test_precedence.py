"""Which settings of a configuration give way to the command line."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from selection import one_in

from evalrules.cli.configuration import KEYS

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory with two counties."""
    for name in ("passing.yaml", "failing.yaml"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(here: Path, **settings: object) -> None:
    """A configuration with these settings."""
    lines = (f"{name.replace('_', '-')} = {json.dumps(value)}\n" for name, value in settings.items())
    (here / "evalrules.toml").write_text("".join(lines), encoding="utf-8")


WRITTEN = {
    "paths": (["failing.yaml"], ["passing.yaml"], ["passing.yaml"]),
    "ruleset": ("jiangsu-16@2007", "jiangsu-16", ["--ruleset", "jiangsu-16"]),
    "as-of": ("2007-12-31", "2008-12-31", ["--as-of", "2008-12-31"]),
    "require": ("pass", "fail", ["--require", "fail"]),
    "format": ("json", "table", ["--format", "table"]),
    "output": (["a.json"], ["b.json"], ["-o", "b.json"]),
    "lang": ("zh", "en", ["--lang", "en"]),
    "explain": (True, False, ["--no-explain"]),
    "recursive": (True, False, ["--no-recursive"]),
    "sealed": (True, False, ["--no-sealed"]),
    "fail-on-warning": (True, False, ["--no-fail-on-warning"]),
    "baseline": ("old.json", "new.json", ["--baseline", "new.json"]),
    "last-year": ("old.yaml", "new.yaml", ["--last-year", "new.yaml"]),
    "jobs": (2, 3, ["--jobs", "3"]),
    "sort": ("code", "result", ["--sort", "result"]),
}
"""For each key: what the file says, what the command line says, and how it says it."""


def test_every_key_can_be_overruled():
    """A new key has its line in the table; `rulesets` only lets more be named, and changes nothing that is named already."""
    assert set(WRITTEN) | {"rulesets"} == set(KEYS)


@pytest.mark.parametrize("key", one_in(3, WRITTEN))
def test_the_command_line_counts_before_the_file(here, cli, key):
    """For every key: the file's value where the command says nothing, the command's where it does."""
    in_file, on_the_line, arguments = WRITTEN[key]
    configure(here, **{"paths": ["failing.yaml"], key: in_file})
    run = cli("check", "--show-config")
    assert (in_file, "evalrules.toml") == (tomllib.loads(run.out)[key], source_of(run.out, key))
    run = cli("check", *arguments, "--show-config")
    assert (on_the_line, "command line") == (tomllib.loads(run.out)[key], source_of(run.out, key))


def source_of(text: str, key: str) -> str:
    """Where a setting comes from, as it is told beside it."""
    return next(line.split("  # ")[1] for line in text.splitlines() if line.startswith(f"{key} = "))


def test_a_format_that_is_asked_for_is_printed(here, cli):
    """Also where the file names outputs: they are not meant, and none of them is written."""
    configure(here, output=["gate.junit.xml", "table=-"], format="table")
    run = cli("check", "failing.yaml", "--format", "json")
    assert (1, "result/1") == (run.code, json.loads(run.out)["format"])
    assert not (here / "gate.junit.xml").exists()
    assert "" == cli("check", "failing.yaml", "-o", "a.json", "--quiet").out


@pytest.mark.parametrize(
    "question", [["--set", "grades.9=A"], ["--data-only"]]
)  # fmt: skip
def test_another_question_is_answered_whatever_the_file_says_of_reports(here, cli, question):
    """What if, and data alone: neither is held against a baseline, nor given in formats that it does not have."""
    configure(here, output=["gate.junit.xml"], format="sarif", baseline="old.json", explain=True, fail_on_warning=True)
    with_file = cli("check", "failing.yaml", "--lang", "en", *question)
    (here / "evalrules.toml").unlink()
    assert (with_file.code, with_file.out) == (
        (plain := cli("check", "failing.yaml", "--lang", "en", *question)).code,
        plain.out,
    )
    refused = cli("check", "failing.yaml", *question, "--explain")
    assert (2, True) == (refused.code, "ER011" in refused.err)


def test_a_baseline_that_is_not_there_yet_tolerates_nothing(here, cli):
    """It is said, with how to write it; the command that is named writes it, and then it counts."""
    configure(here, paths=["failing.yaml"], baseline="base.json", lang="en")
    run = cli("check")
    assert (1, True, True) == (run.code, "ER060" in run.err, "evalrules check -o base.json" in run.err)
    assert 1 == cli("check", "-o", "base.json").code
    run = cli("check")
    assert (0, False) == (run.code, "ER060" in run.err)


def test_a_baseline_is_written_anew_by_the_same_command(here, cli):
    """What it then holds is what is, not what was tolerated; one that the command line names is never replaced."""
    configure(here, paths=["failing.yaml"], baseline="base.json")
    assert [1, 1] == [cli("check", "-o", place).code for place in ("base.json", "./base.json")]
    assert "baseline" not in json.loads((here / "base.json").read_text(encoding="utf-8"))
    run = cli("check", "--baseline", "base.json", "-o", "base.json")
    assert (2, True) == (run.code, "ER032" in run.err)


def test_a_baseline_that_the_command_line_names_must_be_there(here, cli):
    """A name that is misspelt is an error."""
    run = cli("check", "failing.yaml", "--baseline", "bse.json")
    assert (2, True) == (run.code, "ER001" in run.err)


def test_a_flag_and_its_opposite_are_not_both_meant(cli):
    """As with a value that stands twice, nobody would know that the last counts."""
    run = cli("check", "a.yaml", "--recursive", "--no-recursive")
    assert (2, True) == (run.code, "ER057" in run.err)
