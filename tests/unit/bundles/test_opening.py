"""Inputs opened: what is handed on as evidence, and what stands in its way."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from evalrules.base.diagnostics import EvalrulesError
from evalrules.bundles.discovery import discover
from evalrules.bundles.opening import loose_file, opened, opened_alone
from evalrules.bundles.seal import Wish, seal
from evalrules.bundles.storage import Folder, Sealed

TEXT = "format: evidence/1\n"


def found(path: Path) -> tuple[str | None, str | None, list[str]]:
    """The name of the evidence, the kind of its storage, and what was said."""
    inputs, _ = discover([os.fspath(path)])
    with opened(inputs[0]) as (file, problems):
        kind = None if file is None or file.storage is None else type(file.storage).__name__
        return (None if file is None else file.name), kind, [one.code for one in problems]


def test_a_loose_file_is_bounded_by_its_folder(write):
    """What it names may lie beside it and below."""
    path = write("a/county.yaml", TEXT)
    assert found(path) == ("county.yaml", "Folder", [])
    inputs, _ = discover([os.fspath(path)])
    assert loose_file(inputs[0]).storage == Folder(os.fspath(path.parent), is_loose=True)


def test_standard_input_lies_nowhere():
    """It has no storage, so it can name no file."""
    inputs, _ = discover(["-"])
    with opened(inputs[0]) as (file, problems):
        assert file is not None
        assert (file.storage, file.shown, problems) == (None, "<stdin>", [])


@pytest.mark.parametrize("inside", ["evidence.yaml", "data/evidence.csv"])
def test_a_bundle_is_opened_at_its_root(inside: str, write, tmp_path: Path):
    """A folder and a zip; one that is sealed is verified and keeps what was verified."""
    write(f"b/{inside}", TEXT)
    folder = tmp_path / "b"
    traces = ["ER047"] if inside.startswith("data/") else []  # sealing lays it out so
    assert found(folder) == (inside, "Folder", traces)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(f"县/{inside}", TEXT)
    assert found(tmp_path / "b.zip") == (inside, "Archive", traces)
    seal(os.fspath(folder), Wish(), shown="b")
    name, kind, problems = found(folder)
    assert (name, kind, problems) == (f"data/{inside.removeprefix('data/')}", Sealed.__name__, [])


def test_what_is_no_single_evidence_is_said(write, tmp_path: Path):
    """None or two in a zip, a changed seal: the reasons come instead of the file."""
    for name, files, code in (("none.zip", ("a.txt",), "ER019"), ("two.zip", ("evidence.yaml", "evidence.json"), "ER010")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for file in files:
                archive.writestr(file, TEXT)
        assert found(tmp_path / name) == (None, None, [code])
    write("b/evidence.yaml", TEXT)
    seal(os.fspath(tmp_path / "b"), Wish(), shown="b")
    write("b/data/evidence.yaml", TEXT + "period: 2007\n")
    assert set(found(tmp_path / "b")[2]) == {"ER022"}


def test_one_evidence_is_opened_alone(write, tmp_path: Path):
    """A folder of several subjects, and one without any, are told as problems."""
    first = write("a/evidence.yaml", "format: evidence/1\n")
    write("b/evidence.yaml", "format: evidence/1\n")
    with opened_alone(str(first)) as (file, problems):
        assert (file.name, problems) == ("evidence.yaml", [])
    (tmp_path / "c").mkdir()
    for path, code in ((tmp_path, "ER019"), (tmp_path / "c", "ER004")):
        with pytest.raises(EvalrulesError, match=code), opened_alone(str(path)):
            pass
