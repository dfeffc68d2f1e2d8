"""The action for GitHub and the hook for pre-commit: each step runs here as it would there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML
from selection import one_in

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = YAML(typ="safe").load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
OF_OTHERS = [step for step in ACTION["runs"]["steps"] if "run" not in step]
NOT_IN_A_CLONE = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "build", "dist"
)


class Step(NamedTuple):
    """How a step ended, what it printed, and what it set for later ones."""

    code: int
    out: str
    outputs: dict[str, str]


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A clean copy of the tree, without what git would not hold."""
    folder = tmp_path_factory.mktemp("checkout") / "evalrules"
    shutil.copytree(ROOT, folder, ignore=NOT_IN_A_CLONE)
    return folder


@pytest.fixture
def run_step(clone: Path, tmp_path: Path):
    """`run_step("Check", inputs, outputs)`: the step's own script under bash -e, expressions put in as the runner does."""

    def run(name: str, inputs: dict[str, str], before: dict[str, str] | None = None) -> Step:
        defaults = {own: one.get("default", "") for own, one in ACTION["inputs"].items()}
        values = {f"inputs.{own}": value for own, value in {**defaults, **inputs}.items()}
        values |= {f"steps.check.outputs.{own}": value for own, value in (before or {}).items()}
        values["github.action_path"] = str(clone)
        given = {
            own: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: values[found[1]], text)
            for own, text in STEPS[name]["env"].items()
        }
        files = {own: str(tmp_path / own.lower()) for own in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        script = tmp_path / "script.sh"
        script.write_text(STEPS[name]["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], cwd=clone, check=False, text=True,
            encoding="utf-8", capture_output=True,
            env={**os.environ, "PATH": path, **files, "RUNNER_TEMP": str(tmp_path), **given},
        )  # fmt: skip
        written = Path(files["GITHUB_OUTPUT"])
        lines = written.read_text(encoding="utf-8").splitlines() if written.exists() else []
        return Step(done.returncode, done.stdout, dict(line.split("=", 1) for line in lines))

    return run


def test_the_action_is_composite_and_puts_no_input_into_a_script():
    """Inputs reach the scripts as environment variables only, so that none can become a command; each one is used."""
    assert ACTION["runs"]["using"] == "composite"
    text = "".join(step["run"] for step in STEPS.values())
    assert "${{" not in text
    used = {
        found
        for step in STEPS.values()
        for one in step["env"].values()
        for found in re.findall(r"inputs\.([\w-]+)", one)
    }
    assert ["Cache"] == [step["name"] for step in OF_OTHERS]
    assert used == set(ACTION["inputs"])
    assert all(step["shell"] == "bash" for step in STEPS.values())


@pytest.mark.parametrize("name", STEPS)
def test_every_script_is_bash(name: str):
    """`bash -n` finds nothing wrong in it."""
    done = subprocess.run(["bash", "-n"], input=STEPS[name]["run"], text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("evidence", "code", "first"),
    one_in(4, [
        pytest.param("examples/jiangsu-16/failing.yaml\n\nexamples/jiangsu-16/county.yaml\n", "1", "::error file=examples/jiangsu-16/failing.yaml,"),
        pytest.param("examples/jiangsu-16/county.yaml", "0", "::warning file=examples/jiangsu-16/county.yaml,line=24,"),
        pytest.param("examples/jiangsu-16/open.yaml", "3", "::warning file=examples/jiangsu-16/open.yaml,"),
        pytest.param("examples/no-such.yaml", "2", "::error "),
    ]),
)  # fmt: skip
def test_the_check_writes_its_files_and_says_how_it_ended(evidence, code, first, run_step, clone, tmp_path):
    """Annotations on standard output, the summary, SARIF and JUnit in the folder, the exit code as an output."""
    done = run_step("Check", {"evidence": evidence, "folder": f"results {code}", "outputs": f"results {code}/r.md"})
    assert (done.code, done.outputs["exit-code"]) == (0, code)
    assert done.out.startswith(first)
    for own in ("sarif", "code-scanning", "junit"):
        assert (clone / done.outputs[own]).stat().st_size > 0
    assert (clone / f"results {code}" / "r.md").exists()
    assert "## evalrules" in (tmp_path / "github_step_summary").read_text(encoding="utf-8")


@pytest.mark.real
def test_the_check_takes_ruleset_level_date_and_language(run_step):
    """Every input of the action arrives at the command; a date and a level that are none are wrong usage."""
    school = {"evidence": "examples/huansheng/school.yaml", "folder": "f"}
    assert run_step("Check", {**school, "ruleset": "no-such-ruleset"}).outputs["exit-code"] == "2"
    named = {**school, "ruleset": "anhui-standard-school@2007", "as-of": "2010-12-31", "lang": "en"}
    done = run_step("Check", named)
    assert done.outputs["exit-code"] in ("0", "1", "3")
    assert "1 in all" in done.out
    assert run_step("Check", {**named, "as-of": "yesterday"}).outputs["exit-code"] == "2"
    assert run_step("Check", {**named, "require": "no-such-level"}).outputs["exit-code"] == "2"
    assert run_step("Check", {**named, "sealed": "true"}).outputs["exit-code"] == "2"


@pytest.mark.real
def test_the_check_takes_a_baseline_depth_warnings_and_settings(run_step, clone):
    """A failing county is tolerated by its own older result; a warning, or settings that are none, end with 2."""
    failing = {"evidence": "examples/jiangsu-16/failing.yaml", "folder": "h"}
    assert run_step("Check", {**failing, "outputs": "old.json"}).outputs["exit-code"] == "1"
    assert run_step("Check", {**failing, "baseline": "old.json"}).outputs["exit-code"] == "0"
    assert run_step("Check", {**failing, "fail-on-warning": "true"}).outputs["exit-code"] == "2"
    (clone / "deep" / "a" / "b").mkdir(parents=True)
    shutil.copy(clone / "examples" / "jiangsu-16" / "passing.yaml", clone / "deep" / "a" / "b")
    deep = {"evidence": "deep", "folder": "h"}
    assert run_step("Check", deep).outputs["exit-code"] == "2"
    assert run_step("Check", {**deep, "recursive": "true"}).outputs["exit-code"] == "0"
    assert run_step("Check", {**deep, "config": "no-such.toml"}).outputs["exit-code"] == "2"


@pytest.mark.real  # seconds, and its parts are tried everywhere
def test_the_check_takes_folders_of_rulesets(run_step, clone):
    """Two of them, one a line: what lies there can be named, and cannot without."""
    own = clone / "my rulesets" / "town" / "2007" / "ruleset.yaml"
    own.parent.mkdir(parents=True)
    text = (clone / "rulesets" / "jiangsu-16" / "2007" / "ruleset.yaml").read_text(encoding="utf-8")
    own.write_text(text.replace("id: jiangsu-16", "id: town", 1), encoding="utf-8")
    (clone / "empty").mkdir()
    given = (clone / "examples" / "jiangsu-16" / "passing.yaml").read_text(encoding="utf-8")
    (clone / "town.yaml").write_text(re.sub(r"ruleset: jiangsu-16\S*", "ruleset: town@2007", given), encoding="utf-8")
    town = {"evidence": "town.yaml", "folder": "t"}
    assert run_step("Check", town).outputs["exit-code"] == "2"
    assert run_step("Check", {**town, "rulesets": "my rulesets\n\nempty\n"}).outputs["exit-code"] == "0"


def test_what_is_kept_is_what_is_installed_and_only_where_it_is_wanted():
    """The step before keeps the folder that the downloads go to; another version or pack is kept by itself."""
    (kept,) = OF_OTHERS
    folder = kept["with"]["path"].rpartition("/")[2]
    assert kept["if"] == "${{ inputs.cache == 'true' }}"
    assert f'[ "$CACHE" != true ] || export PIP_CACHE_DIR="$RUNNER_TEMP/{folder}"' in STEPS["Install"]["run"]
    assert {"version", "packs"} <= set(re.findall(r"inputs\.([\w-]+)", kept["with"]["key"]))


@pytest.mark.real
def test_evidence_is_no_option_and_no_command(run_step, clone):
    """A line that looks like an option or a command is a file that is not there."""
    done = run_step("Check", {"evidence": "--help\n$(touch owned)`touch owned`;touch owned", "folder": "g"})
    assert done.outputs["exit-code"] == "2"
    assert not (clone / "owned").exists()


@pytest.mark.parametrize(
    ("code", "fail", "expected"),
    [("0", "true", 0), ("1", "true", 1), ("3", "true", 3), ("2", "true", 2), ("1", "false", 0), ("3", "false", 0), ("2", "false", 2), ("70", "false", 70)],
)  # fmt: skip
def test_the_verdict_fails_the_step_where_it_is_to(code: str, fail: str, expected: int, run_step):
    """With `fail: false` a verdict never fails the job, and what could not be evaluated always does."""
    assert run_step("Verdict", {"fail": fail}, {"exit-code": code}).code == expected


@pytest.mark.real
def test_the_install_step_makes_an_environment_of_its_own(run_step, tmp_path):
    """From the clone itself, with the optional parts and a pack, first in the path of the steps that follow."""
    subprocess.run(
        [sys.executable, "-m", "evalrules", "new", "pear-town", "--pack", "pears", "-o", "."], cwd=tmp_path, check=True
    )
    done = run_step("Install", {"python": sys.executable, "packs": str(tmp_path / "pears"), "cache": "true"})
    assert done.code == 0, done.out
    folder = Path((tmp_path / "github_path").read_text(encoding="utf-8").strip())
    shown = subprocess.run([folder / "evalrules", "rulesets"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "jiangsu-16" in shown.stdout
    assert "pear-town" in shown.stdout


# -- pre-commit --------------------------------------------------------------------------------------------------------


@pytest.mark.real  # pre-commit is installed for these
def test_pre_commit_takes_the_hook():
    """Its own validator finds nothing wrong in the manifest."""
    pytest.importorskip("pre_commit", reason="NOT CHECKED: pre-commit is not installed")
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("evidence.yaml", True), ("data/evidence.yml", True), ("a/b/evidence.xlsx", True), ("evidence.csv", True),
        ("county.yaml", False), ("evidence.pdf", False), ("my-evidence.yaml", False), ("evidence.yaml.md", False),
    ],
)  # fmt: skip
def test_the_hook_takes_files_of_evidence(name: str, taken: bool):
    """Wherever they lie, and nothing else."""
    assert (re.search(HOOKS[0]["files"], name) is not None) == taken


@pytest.mark.packaging
@pytest.mark.real
def test_the_hooks_work_as_installed(clone, tmp_path):
    """From a repository, in environments that pre-commit makes: each hook takes its files, passes what is right, and no more."""
    pytest.importorskip("pre_commit", reason="NOT CHECKED: pre-commit is not installed")

    def git(folder: Path, *words: str) -> str:
        own = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *words]
        return subprocess.run(own, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()

    hooks, desk = tmp_path / "hooks", tmp_path / "desk"
    shutil.copytree(clone, hooks)
    desk.mkdir()
    for folder in (hooks, desk):
        git(folder, "init", "-q")
    git(hooks, "add", "-A", "-f")
    git(hooks, "commit", "-q", "-m", "hooks")
    wanted = [{"id": "evalrules-check"}, {"id": "evalrules-bundles", "args": ["counties"]}, {"id": "evalrules-test"}, {"id": "evalrules-lint"}]
    repository = {"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD"), "hooks": wanted}
    (desk / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [repository]}), encoding="utf-8")
    shutil.copytree(ROOT / "examples" / "ci" / "counties" / "320901", desk / "counties" / "320901")
    shutil.copytree(ROOT / "rulesets" / "building-safety" / "2016", desk / "rulesets" / "building-safety" / "2016")
    form = [
        sys.executable,
        "-m",
        "evalrules",
        "template",
        "jiangsu-16@2007",
        "-o",
        str(desk / "open" / "evidence.xlsx"),
    ]
    (desk / "open").mkdir()
    subprocess.run(form, check=True)

    env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}

    def command_of(own: str) -> list[str]:
        return [sys.executable, "-m", "pre_commit", "run", "--all-files", own]

    def run(*ids: str) -> list[int]:
        git(desk, "add", "-A")
        return [subprocess.run(command_of(own), cwd=desk, env=env, check=False, capture_output=True).returncode for own in ids]

    every = [one["id"] for one in wanted]
    assert run(*every) == [1, 0, 0, 0]  # the empty workbook is read, and is open
    (desk / "open").rename(desk / "counties" / "open")
    assert run(*every) == [1, 1, 0, 0]
    report = subprocess.run(command_of("evalrules-bundles"), cwd=desk, env=env, check=False, capture_output=True, text=True)
    assert "ER701" not in report.stdout  # a workbook in a bundle is read, too
    shutil.rmtree(desk / "counties" / "open")
    assert run(*every) == [0, 0, 0, 0]
    (desk / "counties" / "320901" / "papers" / "votes.txt").unlink()
    (desk / "rulesets" / "building-safety" / "2016" / "cases").rename(desk / "cases")
    assert run("evalrules-bundles", "evalrules-test") == [1, 1]


@pytest.mark.parametrize("hook", ["evalrules-check", "evalrules-bundles", "evalrules-verify"])
def test_the_hooks_of_evidence_read_workbooks(hook: str):
    """Each installs what the extra for workbooks holds: a bundle has workbooks in it, and so has the evidence of a result."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert [extras["excel"]] == [one.get("additional_dependencies") for one in HOOKS if one["id"] == hook]


@pytest.mark.real
def test_the_hook_of_rulesets_takes_them_and_runs(tmp_path):
    """A ruleset that has no case fails, as it does by hand."""
    hook = next(one for one in HOOKS if one["id"] == "evalrules-test")
    assert re.search(hook["files"], "rulesets/own/2020/ruleset.yaml") and not re.search(hook["files"], "evidence.yaml")
    program, *arguments = shlex.split(hook["entry"])
    shutil.copy(ROOT / "examples" / "jiangsu-16-office" / "ruleset.yaml", tmp_path / "ruleset.yaml")
    found = shutil.which(program, path=str(Path(sys.executable).parent)) or program
    done = subprocess.run([found, *arguments, "ruleset.yaml"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode in (1, 2)


# -- GitLab ------------------------------------------------------------------------------------------------------------

GITLAB: dict[str, Any] = YAML(typ="safe").load((ROOT / "docs" / "gitlab-ci.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("evidence", "code"), one_in(3, [pytest.param("failing", 1), pytest.param("passing", 0), pytest.param("open", 3)])
)
def test_the_template_for_gitlab_ends_as_the_check_does(evidence: str, code: int, tmp_path):
    """Its check runs in a clone; the reports that it names for the server are there, whatever the verdict."""
    job = GITLAB["evalrules"]
    shutil.copy(ROOT / "examples" / "jiangsu-16" / f"{evidence}.yaml", tmp_path / "evidence.yaml")
    check = [line for line in job["script"] if line.startswith("evalrules ")]
    variables = {name: str(value) for name, value in job["variables"].items()}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(check)], cwd=tmp_path, capture_output=True, check=False,
        env={**os.environ, **variables, "PATH": path},
    )  # fmt: skip
    assert (code, True) == (done.returncode, job["artifacts"]["when"] == "always")
    assert all((tmp_path / name).stat().st_size > 0 for name in job["artifacts"]["reports"].values())


@pytest.mark.parametrize(
    ("names", "code"),
    one_in(3, [pytest.param(["county", "failing"], 1), pytest.param(["county"], 0), pytest.param(["open"], 3)]),
)
def test_the_entry_runs_on_file_names(names: list[str], code: int, tmp_path):
    """As pre-commit calls it: the entry, then the names; it passes only where every subject reaches the level."""
    paths = []
    for name in names:
        path = tmp_path / name / "evidence.yaml"
        path.parent.mkdir()
        shutil.copy(ROOT / "examples" / "jiangsu-16" / f"{name}.yaml", path)
        paths.append(str(path.relative_to(tmp_path)))
    program, *arguments = shlex.split(HOOKS[0]["entry"])
    found = shutil.which(program, path=str(Path(sys.executable).parent)) or program
    done = subprocess.run([found, *arguments, *paths], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == code
    assert all(str(number) in HOOKS[0]["description"] for number in (0, 1, 2, 3))
