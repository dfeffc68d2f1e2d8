"""What a project says once for all its checks."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory with two counties."""
    for name in ("passing.yaml", "failing.yaml"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "head"), [("evalrules.toml", ""), ("pyproject.toml", "[tool.evalrules]\n")])
def test_a_file_gives_what_the_command_line_does_not(here, cli, name, head):
    """Inputs, format, outputs and flags; the same as if they had been written."""
    (here / name).write_text(f'{head}paths = ["failing.yaml", "passing.yaml"]\nformat = "json"\n', encoding="utf-8")
    run = cli("check")
    assert (1, ["failing.yaml", "passing.yaml"]) == (
        run.code,
        [one["evidence"]["path"] for one in json.loads(run.out)["results"]],
    )
    assert run.out == cli("check", "failing.yaml", "passing.yaml", "--format", "json").out
    assert 0 == cli("check", "passing.yaml").code
    assert "verdict" not in cli("check", "passing.yaml", "--format", "table").out


def test_a_file_of_other_tools_says_nothing(here, cli):
    """Not even where it is no TOML."""
    (here / "pyproject.toml").write_text("[tool.other\nformat = 'json'\n", encoding="utf-8")
    assert 0 == cli("check", "passing.yaml").code
    assert (2, True) == ((run := cli("check")).code, "EVIDENCE is missing" in run.err)


def test_paths_start_from_the_folder_of_a_file_that_is_named(here, cli, monkeypatch):
    """Wherever the command runs."""
    (here / "gate.toml").write_text('paths = ["passing.yaml"]\nlang = "en"\n', encoding="utf-8")
    (here / "deep").mkdir()
    monkeypatch.chdir(here / "deep")
    run = cli("check", "--config", "../gate.toml")
    assert (0, True) == (run.code, "Verdict: passed" in run.out)


@pytest.mark.parametrize(
    ("text", "codes"),
    [('formt = "json"\nrecursive = "yes"\n', ["ER058", "ER059"]), ("paths = [1]\n", ["ER058"]), ("paths = \n", ["ER058"]),
     ("recursive = 1\n", ["ER058"]), ("\udcff", ["ER058"])],
)  # fmt: skip
def test_what_is_wrong_in_it_ends_the_command(here, cli, text, codes):
    """Every problem in one run, and nothing is assessed."""
    (here / "evalrules.toml").write_bytes(text.encode(errors="surrogateescape"))
    run = cli("check", "passing.yaml")
    assert (2, "") == (run.code, run.out)
    assert codes == [code for code in ("ER058", "ER059") if f"{code} " in run.err]


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]])
def test_rulesets_of_a_folder_are_named(here, cli, monkeypatch, jobs):
    """From the folder of the file, in every process; without the key nobody knows them."""
    monkeypatch.setenv("EVALRULES_PATH", "")
    own = here / "own" / "town" / "2016" / "ruleset.yaml"
    own.parent.mkdir(parents=True)
    shipped = EXAMPLES.parents[1] / "rulesets" / "building-safety" / "2016" / "ruleset.yaml"
    own.write_text(shipped.read_text("utf-8").replace("id: building-safety", "id: town", 1), "utf-8")
    given = (
        (EXAMPLES.parent / "building-safety" / "building.yaml")
        .read_text("utf-8")
        .replace("ruleset: building-safety@2016\n", "")
    )
    for name in ("a", "b"):
        (here / f"{name}.yaml").write_text(given.replace("bldg-2", name), "utf-8")
    assert "ER501" in cli("check", "a.yaml", "-r", "town").err
    (here / "evalrules.toml").write_text('rulesets = ["own"]\nruleset = "town"\n', encoding="utf-8")
    run = cli("check", "a.yaml", "b.yaml", "-f", "json", *jobs)
    assert ["town", "town"] == [one["ruleset"]["id"] for one in json.loads(run.out)["results"]], run.err
    assert ["own"] == tomllib.loads(cli("check", "a.yaml", "--show-config").out)["rulesets"]
    (here / "evalrules.toml").write_text('rulesets = ["away"]\n', encoding="utf-8")
    assert (2, True) == ((run := cli("check", "a.yaml")).code, "ER058" in run.err and "rulesets: away" in run.err)


def test_what_a_key_takes_is_said_in_no_language(here, cli):
    """In Chinese as in English it is written as it stands in the file."""
    (here / "evalrules.toml").write_text("paths = [1]\n", encoding="utf-8")
    told = [cli("check", "passing.yaml", "--lang", lang).err.splitlines()[0] for lang in ("zh", "en")]
    assert all('paths = [1] → paths = ["…", "…"]' in one for one in told)


def test_what_is_in_effect_is_printed_as_the_toml_that_says_so(here, cli):
    """With where each setting comes from; a file with just these lines does the same."""
    (here / "evalrules.toml").write_text('paths = ["."]\nrecursive = true\nlang = "en"\n', encoding="utf-8")
    run = cli("check", "failing.yaml", "-o", "a.json", "--show-config")
    assert 0 == run.code
    assert {"paths": ["failing.yaml"], "output": ["a.json"], "lang": "en", "recursive": True} == tomllib.loads(run.out)
    assert ["command line", "command line", "evalrules.toml", "evalrules.toml"] == [
        line.split("  # ")[1] for line in run.out.splitlines()
    ]
    assert not (here / "a.json").exists()


def test_the_file_itself_is_never_replaced(here, cli):
    """It is read as the evidence is."""
    (here / "evalrules.toml").write_text('lang = "en"\n', encoding="utf-8")
    assert 2 == cli("check", "passing.yaml", "-o", "text=evalrules.toml").code
    assert 'lang = "en"\n' == (here / "evalrules.toml").read_text(encoding="utf-8")
