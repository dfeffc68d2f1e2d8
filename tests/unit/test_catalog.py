"""Where rulesets are, and which one a name means."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evalrules import catalog


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Make rulesets that can be named, in a folder of EVALRULES_PATH."""

    def make(*names: str, under: str = "own") -> Path:
        for name in names:
            own, _, edition = name.partition("@")
            path = tmp_path / under / own / edition
            path.mkdir(parents=True)
            (path / "ruleset.yaml").write_text("x: 1\n")
        return tmp_path / under

    monkeypatch.setenv("EVALRULES_PATH", f"{tmp_path / 'own'}:{tmp_path / 'second'}:")
    return make


def test_the_shipped_ruleset_is_found():
    """jiangsu-16@2007 comes with evalrules."""
    found, problems = catalog.find("jiangsu-16")
    assert [] == problems
    assert [("jiangsu-16@2007", True)] == [(one.name, one.is_shipped) for one in found]


def test_an_id_means_every_edition_and_a_name_one(folder):
    """ID gives all its editions, ID@EDITION just that."""
    folder("a@2017", "a@2020", "b@1")
    assert ["a@2017", "a@2020"] == [one.name for one in catalog.find("a")[0]]
    assert ["a@2020"] == [one.name for one in catalog.find("a@2020")[0]]


@pytest.mark.parametrize(
    ("name", "suggestion", "editions"),
    [
        ("aaa", "", ""),
        ("alphabat", "alphabet", ""),
        ("alphabet@2018", "alphabet@2017", "alphabet@2017, alphabet@2020"),
    ],
)
def test_an_unknown_name_gives_what_there_is(name: str, suggestion: str, editions: str, folder):
    """ER501 with the nearest name, and with the editions of a known id."""
    folder("alphabet@2017", "alphabet@2020")
    found, problems = catalog.find(name)
    arguments = dict(problems[0].args)
    assert ((), "ER501", editions) == (found, problems[0].code, arguments["editions"])
    assert suggestion == arguments["suggestion"]


def test_two_owners_of_one_name_are_an_error(folder):
    """ER502 names both owners; the shipped one has no right of way."""
    folder("a@1")
    folder("a@1", under="second")
    found, problems = catalog.find("a@1")
    assert ((), ["ER502"]) == (found, [one.code for one in problems])
    folder("jiangsu-16@2007")
    assert ["ER502"] == [one.code for one in catalog.find("jiangsu-16")[1]]


def test_names_are_never_paths(folder, tmp_path):
    """`../x` and absolute paths name nothing in the catalogue."""
    folder("a@1")
    for name in ("../own/a", "a/1", str(tmp_path / "own" / "a"), "a@../1", ".", "", "@", "a@"):
        found, _ = catalog.find(name)
        assert {one.name for one in found} <= {"a@1"}
        assert name == "a@" or not found


def test_hidden_folders_and_loose_files_are_no_rulesets(folder):
    """Only `<id>/<edition>/ruleset.yaml` counts."""
    root = folder("a@1", ".git@1", "_x@1")
    (root / "loose.yaml").write_text("")
    (root / "b" / "2").mkdir(parents=True)
    assert ["a@1"] == [one.name for one in catalog.entries() if not one.is_shipped]


def test_a_package_plugs_in_without_being_imported(tmp_path, monkeypatch):
    """An installed package is found through its entry point; its code never runs."""
    package = tmp_path / "packofrules"
    (package / "c" / "1").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('imported')\n")
    (package / "c" / "1" / "ruleset.yaml").write_text("")
    info = tmp_path / "packofrules-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: packofrules\nVersion: 2.0\n")
    (info / "entry_points.txt").write_text("[evalrules.rulesets]\nmine = packofrules\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found, problems = catalog.find("c")
    assert [] == problems
    assert [("c@1", "packofrules", "2.0", False)] == [
        (one.name, one.owner.name, one.owner.version, one.is_shipped) for one in found
    ]
    assert "packofrules" not in sys.modules


def test_a_folder_that_does_not_exist_is_empty(monkeypatch):
    """A wrong EVALRULES_PATH finds nothing and breaks nothing."""
    monkeypatch.setenv("EVALRULES_PATH", "/no/such/folder")
    assert [] == [one.name for one in catalog.entries() if not one.is_shipped]


def test_nobody_can_pose_as_shipped(folder, monkeypatch, tmp_path):
    """A folder named `evalrules` on EVALRULES_PATH is still checked like any other."""
    folder("a@1", under="evalrules")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALRULES_PATH", "evalrules")
    assert [False] == [one.is_shipped for one in catalog.find("a")[0]]
