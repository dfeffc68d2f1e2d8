"""What runs in a page: the rooms it needs, the rulesets chosen with their parents, and no compiled code."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import evalrules
from evalrules.page.packages import DISTRIBUTIONS, pack


@pytest.fixture(scope="module")
def packed():
    found, problems = pack(["national-preschool-henan"])
    assert found is not None and [] == problems
    return found


def names(packed) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(packed.archive)).namelist()


def test_rulesets_come_with_their_parents(packed):
    """An overlay brings what it lies upon, and nothing else comes."""
    assert ["national-preschool-henan@2021", "national-preschool@2020"] == sorted(one.name for one in packed.rulesets)
    held = {name.split("/")[2] for name in names(packed) if name.startswith("evalrules/rulesets/")}
    assert {"national-preschool-henan", "national-preschool"} == held


def test_it_holds_what_the_desk_needs_and_no_more(packed):
    """The desk and the packages are there with their licences; the command line and compiled code are not."""
    every = names(packed)
    assert {"evalrules/page/desk.py", "evalrules/schemas/result.json", "openpyxl/__init__.py", "ruamel/yaml/__init__.py"} <= {*every}
    assert not [name for name in every if name.startswith(("evalrules/cli/", "evalrules/page/web/")) or name.endswith((".so", ".pyc"))]
    assert [own for own, _ in packed.versions] == [*DISTRIBUTIONS]
    for own in DISTRIBUTIONS:
        assert [name for name in every if name.lower().startswith(own.replace(".", "_").lower()) and "licen" in name.lower()], own


def test_it_has_no_room_that_the_desk_does_not_lead_to(packed):
    """What only the command line, other programs or long files need is left out; what a function imports late is there."""
    every = {*names(packed)}
    assert every.isdisjoint({"evalrules/frames.py", "evalrules/streaming.py", "evalrules/page/packages.py", "evalrules/collecting/files.py"})
    assert {"evalrules/__init__.py", "evalrules/what_if.py", "evalrules/page/bundling.py", "evalrules/forms/filled.py"} <= every


def test_names_are_sorted_and_nothing_has_a_date(packed):
    """The order of folders and the times of files do not matter."""
    entries = zipfile.ZipFile(io.BytesIO(packed.archive)).infolist()
    assert [one.filename for one in entries] == sorted(one.filename for one in entries)
    assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_it_is_packed_from_a_zip_too(packed, program, tmp_path):
    """Where evalrules runs from a zip, the same modules get into the page."""
    root = Path(evalrules.__file__).parent
    with zipfile.ZipFile(tmp_path / "evalrules.zip", "w") as archive:
        for path in root.rglob("*"):
            if path.suffix in (".py", ".json"):
                archive.write(path, f"evalrules/{path.relative_to(root)}")
        for path in (root.parent / "rulesets").glob("*/*/ruleset.yaml"):
            archive.write(path, f"evalrules/rulesets/{path.relative_to(root.parent / 'rulesets')}")
    code = "import sys; sys.path.insert(0, sys.argv[1]); from evalrules.page.packages import pack; sys.stdout.buffer.write(pack([sys.argv[2]])[0].archive)"
    done = program.python("-c", code, tmp_path / "evalrules.zip", "national-preschool-henan", check=True)
    assert done.stdout == packed.archive


def test_an_unknown_ruleset_is_refused():
    """A page is not made without a ruleset that was asked for."""
    found, problems = pack(["jiangsu-61"])
    assert found is None and "ER501" in {one.code for one in problems}
