"""A new ruleset passes everything as it is: it loads in silence, and lint and its cases find nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.authoring.skeleton import is_name


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is kept outside the folder of a test."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))


def test_a_new_ruleset_passes_as_it_is(cli, tmp_path: Path):
    """`lint --strict` and `test`, every single change noticed; a second `new` replaces nothing."""
    assert cli("new", "wuxi-town", "--edition", "2025", "--subject", "town", "-o", str(tmp_path))[0] == 0
    home = tmp_path / "wuxi-town" / "2025"
    text = (home / "ruleset.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=ruleset.schema.json\n")
    assert (home / "ruleset.schema.json").is_file()
    case = (home / "cases" / "at-the-limit.yaml").read_text(encoding="utf-8")
    assert case.startswith("# yaml-language-server: $schema=../case.schema.json\n")
    assert (home / "case.schema.json").is_file()
    assert cli("lint", str(home), "--strict", "--lang", "en") == (0, "", "")
    code, out, _ = cli("test", str(home), "--lang", "en")
    assert (code, out) == (0, out) and "0 survive" in out
    assert cli("new", "wuxi-town", "--edition", "2025", "-o", str(tmp_path))[0] == 2
    assert (home / "ruleset.yaml").read_text("utf-8") == text


@pytest.mark.parametrize("own", ["", "Wuxi", "无锡", "a b", "../x", "a--b"])
def test_what_is_no_id_is_refused(own: str, cli, tmp_path: Path):
    """Before anything is written."""
    assert not is_name(own, "1")
    assert cli("new", own, "-o", str(tmp_path))[0] == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.real  # the solver is an extra, which is installed for these
def test_a_new_ruleset_is_proven(cli, tmp_path: Path):
    """Nothing refuted, nothing open."""
    pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")
    cli("new", "wuxi-town", "-o", str(tmp_path))
    code, out, _ = cli("prove", str(tmp_path / "wuxi-town"), "--lang", "en")
    assert code == 0 and "0 refuted, 0 unknown" in out
