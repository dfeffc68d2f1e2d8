"""docs/ci.md: every command runs, and every option of the two gates beside it is there or refused with a reason."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selection import one_in

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
TABLE = PAGE[PAGE.index("| they have |"):]
COUNTY = ROOT / "examples" / "jiangsu-16"

RUN = list(dict.fromkeys(re.findall(r"`(evalrules [^`]+)`", PAGE)))
ALONE = {"evalrules check", "evalrules complete", "evalrules --install-completion"}
"""Named and not run: the first two need more words, the third changes the shell of whoever runs it."""

CONFTEST = """all-namespaces capabilities combine config-file data fail-on-warn ignore junit-hide-message namespace no-color no-fail output parser
policy proto-file-dirs quiet rego-version show-builtin-errors strict suppress-exceptions tls trace update report""".split()
COMMANDS = "completion doc fmt parse plugin pull push verify".split()
"""What the manual and the source of conftest name (it is a program of Go, which no test can ask)."""

CHECK_JSONSCHEMA = """base-uri builtin-schema cache-filename check-metaschema color data-transform default-filetype disable-formats fill-defaults
force-filetype help no-cache output-format quiet regex-variant schemafile traceback-mode validator-class verbose version""".split()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that the page names."""
    for name in ("passing", "failing", "open"):
        shutil.copy(COUNTY / f"{name}.yaml", tmp_path / f"{name}.yaml")
        for own in (f"bundles/{name}/evidence.yaml", f"counties/{name}/deep/evidence.yaml", f"counties/{name}.yaml"):
            (tmp_path / own).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(COUNTY / f"{name}.yaml", tmp_path / "bundles" / name / "evidence.yaml")
        shutil.copy(COUNTY / f"{name}.yaml", tmp_path / "counties" / f"{name}.yaml")
    shutil.rmtree(tmp_path / "counties" / "passing")
    shutil.rmtree(tmp_path / "bundles" / "passing")
    shutil.copy(COUNTY / "passing.yaml", tmp_path / "county.yaml")
    shutil.copytree(tmp_path / "counties", tmp_path / "evidence")
    shutil.copytree(ROOT / "rulesets" / "jiangsu-16" / "2007", tmp_path / "rulesets" / "own" / "2020")
    (tmp_path / "gate.toml").write_text('paths = ["county.yaml"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prepared(command: str, cli) -> list[str]:
    """The words of a command, with what it needs made by the commands that make it."""
    words = shlex.split(command)[1:]
    if "last.json" in words:
        cli("check", "counties/", "-o", "last.json")
    if "result.json" in words:
        cli("check", "counties/", "-o", "result.json")
    if "form.xlsx" in words:
        assert 0 == cli("template", "jiangsu-16@2007", "-o", "form.xlsx").code
    if "--sealed" in words:
        for name in ("failing", "open"):
            assert 0 == cli("bundle", "seal", f"bundles/{name}").code
        words[words.index("counties/")] = "bundles/"
    if words[0] == "test":
        words.append("--no-mutants")  # the changes of a whole standard are another test's
    return words


@pytest.mark.parametrize("command", one_in(6, [one for one in RUN if one not in ALONE]))
def test_every_command_of_the_page_runs(command: str, here: Path, cli, monkeypatch: pytest.MonkeyPatch):
    """With a verdict, or with nothing to say: never as a call that is wrong."""
    words = prepared(command, cli)
    if "-" in words:
        words[words.index("-")] = "county.yaml"  # standard input is that of another process here
    done = cli(*words)
    assert done.code in (0, 1, 3), done.err


def test_those_that_are_not_run_exist(cli):
    """Each is a command or an option that help names."""
    assert 0 == cli("complete", "--help").code
    assert "--install-completion" in cli("--help").out


@pytest.mark.parametrize(("tool", "options"), [("conftest", CONFTEST), ("check-jsonschema", CHECK_JSONSCHEMA)])
def test_every_option_has_its_line(tool: str, options: list[str]):
    """In the left column; in the right one stands a command, or why it is not there."""
    left = " ".join(line.split(" | ")[0] for line in TABLE.splitlines())
    assert [] == [one for one in options if f"`--{one}`" not in left], tool
    assert [] == [one for one in COMMANDS if f"`{one}`" not in left]
    for line in TABLE.splitlines():
        if line.startswith("| ") and not line.startswith("| they"):
            right = line.split(" | ", 1)[1]
            assert "not there" not in right or re.search(r"not there: .{20}", right), line


@pytest.mark.real
def test_the_options_of_check_jsonschema_are_those_that_it_has():
    """As its own help lists them."""
    program = Path(sys.executable).parent / "check-jsonschema"
    if not program.is_file():
        pytest.skip("NOT CHECKED: check-jsonschema (PyPI) is not here")
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    assert sorted(CHECK_JSONSCHEMA) == sorted(set(re.findall(r"^ +(?:-\w, )?--([a-z-]+)", told, re.MULTILINE)))
