"""Whatever of evalrules runs, from wherever: it finds its own rulesets and pages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from selection import one_in

from evalrules.base import shipped

ROOT = Path(__file__).parents[3]
CODE = """
import evalrules, os
from evalrules.base.pages import page_text
from evalrules.catalog import entries
ruleset = evalrules.load_ruleset("jiangsu-16@2007")
evidence = evalrules.load_evidence(os.environ["COUNTY"], ruleset)
print(evalrules.__file__, evalrules.assess(ruleset, evidence).verdict.status, page_text("ER402", "en")[2:7], *(one.name for one in entries()))
"""


def layout(folder: Path, *, rulesets: str, pages: str) -> None:
    """The package in a folder, with its rulesets and pages at these places below it."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "evalrules", folder / "evalrules", ignore=ignore)
    shutil.copytree(ROOT / "rulesets" / "jiangsu-16", folder / rulesets / "jiangsu-16", ignore=ignore)
    (folder / pages).mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "errors" / "ER402.md", folder / pages)


def checkout(folder: Path) -> Path:
    """A tree as it is checked out: rulesets and pages beside the package."""
    layout(folder, rulesets="rulesets", pages="docs/errors")
    (folder / "pyproject.toml").touch()
    return folder


def wheel(folder: Path) -> Path:
    """What a wheel unpacks to: rulesets and pages inside the package. A stranger's `rulesets` lies beside it."""
    layout(folder, rulesets="evalrules/rulesets", pages="evalrules/error_pages")
    (folder / "rulesets" / "foreign" / "1").mkdir(parents=True)
    (folder / "rulesets" / "foreign" / "1" / "ruleset.yaml").write_text("id: foreign\n")
    return folder


def zipped(folder: Path) -> Path:
    """A zip of what a wheel holds."""
    wheel(folder / "tree")
    with zipfile.ZipFile(folder / "evalrules.zip", "w") as archive:
        for path in sorted((folder / "tree" / "evalrules").rglob("*")):
            archive.write(path, path.relative_to(folder / "tree"))
    return folder / "evalrules.zip"


def python(*arguments: str, cwd: Path, path: Path | None = None) -> str:
    """The output of Python without the installed evalrules on its way: `path` or `cwd` has it first."""
    environment = os.environ | {"COUNTY": str(ROOT / "examples" / "jiangsu-16" / "open.yaml")}
    environment |= {"PYTHONPATH": str(path)} if path else {}
    ran = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert (0, "") == (ran.returncode, ran.stderr)
    return ran.stdout


@pytest.mark.parametrize("made", one_in(3, [checkout, wheel, zipped]))
def test_it_runs_from_wherever_it_lies(made: Callable[[Path], Path], tmp_path: Path) -> None:
    """A checkout, an unpacked wheel and a zip on the module path find the rulesets and pages that are theirs."""
    home = made(tmp_path / "home")
    (tmp_path / "elsewhere").mkdir()
    said = python("-c", CODE, cwd=tmp_path / "elsewhere", path=home).split()
    assert [str(home / "evalrules" / "__init__.py"), "undetermined", "ER402", "jiangsu-16@2007"] == said


@pytest.mark.real
def test_a_checkout_is_used_from_its_own_root(tmp_path: Path) -> None:
    """In the root of a checkout Python takes the folder `evalrules`, and that finds the rulesets beside it."""
    home = checkout(tmp_path)
    assert str(home) in python("-c", CODE, cwd=home)
    assert "jiangsu-16@2007" in python("-m", "evalrules", "show", "jiangsu-16", cwd=home)


@pytest.mark.real
def test_a_copy_without_rulesets_says_so(tmp_path: Path) -> None:
    """Code that was copied alone answers ER506, and never with a folder `rulesets` that happens to lie beside it."""
    wheel(tmp_path)
    shutil.rmtree(tmp_path / "evalrules" / "rulesets")
    code = "import evalrules\ntry: evalrules.load_ruleset('jiangsu-16')\nexcept evalrules.EvalrulesError as e: print(e)"
    said = python("-c", code, cwd=tmp_path)
    assert "ER506" in said
    assert str(tmp_path / "evalrules" / "rulesets") in said
    assert "foreign" not in python("-m", "evalrules", "rulesets", cwd=tmp_path)


def test_this_installation_finds_its_own() -> None:
    """The folders of the package that runs these tests."""
    assert os.path.isdir(os.path.join(shipped.shipped_folder("rulesets", "rulesets"), "jiangsu-16"))
    assert b"ER402" in shipped.shipped_bytes(
        os.path.join(shipped.shipped_folder("error_pages", "docs/errors"), "ER402.md")
    )
    assert "" == shipped.shipped_folder("nothing", "no/such/folder")
    assert [] == shipped.names_in_archive(shipped.PACKAGE)
