"""A package of rulesets: what is written passes as it is, and is found once it is installed, its code never run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evalrules import catalog
from evalrules.authoring.pack import is_pack_name, pack, pack_commands
from evalrules.version import VERSION

EDITION = "2025"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is kept outside the folder of a test."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Lay a new pack on the module path as an installer would, with code that ends whoever runs it."""

    def install(name: str, needs: str = "", own: str = "wuxi-town") -> str:
        package = name.replace("-", "_")
        for path, text in pack(name, own, EDITION, "town").items():
            if path.startswith(package):
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / path).write_text(text, "utf-8")
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('run')\n")
        info = tmp_path / f"{package}-0.1.0.dist-info"
        info.mkdir()
        project = tomllib.loads(pack(name, own, EDITION, "town")["pyproject.toml"])["project"]
        required = "".join(f"Requires-Dist: {one}\n" for one in ([needs] if needs else project["dependencies"]))
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n{required}")
        group = project["entry-points"]["evalrules.rulesets"]
        lines = "".join(f"{key} = {value}\n" for key, value in group.items())
        (info / "entry_points.txt").write_text(f"[evalrules.rulesets]\n{lines}")
        monkeypatch.syspath_prepend(str(tmp_path))
        return name

    return install


def test_a_new_pack_is_found_once_it_is_installed(installed, cli):
    """By the name of its ruleset, with its owner."""
    installed("wuxi-rules")
    shown = cli("show", "wuxi-town", "--lang", "en")
    assert (shown.code, shown.err) == (0, "")
    listed = [one.owner for one in catalog.entries() if one.id == "wuxi-town"]
    assert [("wuxi-rules", "0.1.0", "")] == [(one.name, one.version, one.lacking) for one in listed]


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ("evalrules>=99", ">=99"),
        ("evalrules<0.1", "<0.1"),
        ("EvalRules >= 99; python_version > '3'", ">=99"),
        ("evalrules>=99; extra == 'new'", ""),
        (f"evalrules=={VERSION}", ""),
        ("evalrules is not written so", ""),
        ("another>=99", ""),
    ],
)
def test_a_pack_for_another_engine_is_said_and_not_used(needs: str, said: str, installed, cli):
    """ER518 with what it needs and what runs."""
    installed("wuxi-rules", needs)
    shown = cli("show", f"wuxi-town@{EDITION}", "--lang", "en")
    assert (2 if said else 0, bool(said)) == (shown.code, "ER518" in shown.err)
    assert f"wuxi-rules 0.1.0, which needs evalrules {said}; this is {VERSION}" in shown.err or not said


def test_a_pack_for_another_engine_stands_in_the_list(installed, cli, monkeypatch: pytest.MonkeyPatch):
    """With its owner and the problem, beside others that can be used."""
    monkeypatch.setattr(catalog, "_shipped", tuple)  # all of ours would be checked anew
    installed("wuxi-rules", "evalrules>=99")
    installed("suzhou-rules", own="suzhou-town")
    listed = cli("rulesets", "--lang", "en")
    assert (2, ["ER518"]) == (listed.code, re.findall(r"^(ER\d+) error", listed.err, re.MULTILINE))
    assert ["suzhou-town@2025", "wuxi-town@2025"] == re.findall(r"^\S+@\d+", listed.out, re.MULTILINE)


def test_two_packs_with_one_ruleset_are_said(installed, cli):
    """ER502 with both."""
    installed("wuxi-rules")
    installed("suzhou-rules")
    shown = cli("show", "wuxi-town", "--lang", "en")
    assert (2, ["ER502"]) == (shown.code, re.findall(r"^(ER\d+) error", shown.err, re.MULTILINE))
    assert "wuxi-rules" in shown.err and "suzhou-rules" in shown.err


def test_a_newer_format_is_said(installed, cli, tmp_path: Path):
    """ER104 says that a newer evalrules may be needed."""
    installed("wuxi-rules")
    path = tmp_path / "wuxi_rules" / "wuxi-town" / EDITION / "ruleset.yaml"
    path.write_text(path.read_text("utf-8").replace("format: ruleset/1", "format: ruleset/2"), "utf-8")
    shown = cli("show", "wuxi-town", "--lang", "en")
    assert (2, True, True) == (shown.code, "ER104" in shown.err, "newer evalrules" in shown.err)


def test_a_pack_tests_itself_in_both_kinds_of_ci(tmp_path: Path):
    """The lines of its README, on every commit."""
    files = pack("wuxi-rules", "wuxi-town", EDITION, "town")
    lines = list(pack_commands("wuxi_rules", "wuxi-town", EDITION))
    github = YAML(typ="safe").load(files[".github/workflows/rulesets.yml"])
    gitlab = YAML(typ="safe").load(files[".gitlab-ci.yml"])
    assert lines == [step["run"] for step in github["jobs"]["test"]["steps"] if "run" in step]
    assert lines == gitlab["rulesets"]["script"]
    assert "\n".join(lines) in files["README.md"]


def test_a_pack_is_written_and_never_over_another(cli, tmp_path: Path):
    """`lint --strict` and `test` pass as it is; the ruleset has the name of the pack where it has no other."""
    assert cli("new", "--pack", "wuxi-rules", "-o", str(tmp_path)).code == 0
    home = tmp_path / "wuxi-rules"
    assert (home / "wuxi_rules" / "wuxi-rules" / "undated" / "ruleset.yaml").is_file()
    assert cli("lint", str(home / "wuxi_rules"), "--strict").code == 0
    again = cli("new", "--pack", "wuxi-rules", "-o", str(tmp_path))
    assert (2, True) == (again.code, "ER034" in again.err)


@pytest.mark.parametrize("name", ["", "Wuxi", "无锡", "../x", "1-rules", "json", "class", "evalrules", "a_b", "a--b"])
def test_what_is_no_package_is_refused(name: str, cli, tmp_path: Path):
    """Before anything is written: names that Python cannot import, or that are taken."""
    assert not is_pack_name(name)
    assert cli("new", "wuxi-town", "--pack", name, "-o", str(tmp_path)).code == 2
    assert list(tmp_path.iterdir()) == []


def test_without_a_pack_a_ruleset_needs_an_id(cli, tmp_path: Path):
    """And `new` alone writes nothing."""
    assert cli("new", "-o", str(tmp_path)).code == 2
    assert list(tmp_path.iterdir()) == []
