"""The runtime is one release to the byte, or it does not get into a page."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from evalrules.page import runtime
from evalrules.page.release import BINARY, DIGESTS, LIBRARY, LOADER, LOCK, MODULE
from evalrules.page.runtime import read_runtime, stored


def library(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "x" * 100)
    return out.getvalue()


@pytest.fixture
def files(monkeypatch) -> dict[str, bytes]:
    """A small release of the same files, which counts as the pinned one in this test."""
    lock = json.dumps({"info": {"abi_version": "1"}, "packages": {"a": 1}}).encode()
    made = {LOADER: b"l", MODULE: b"m", BINARY: b"b", LIBRARY: library("b.py", "a.py"), LOCK: lock}
    monkeypatch.setattr(runtime, "DIGESTS", {name: hashlib.sha512(data).hexdigest() for name, data in made.items()})
    return made


def archive_of(path: Path, files: dict[str, bytes]) -> str:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return str(path)


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    path.mkdir(parents=True)
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def test_it_is_read_from_an_archive_or_a_folder(files, tmp_path):
    """The archive of npm, the package unpacked, and a folder into which npm installed it give the same."""
    folder_of(tmp_path / "b" / "node_modules" / "pyodide", files)
    places = [archive_of(tmp_path / "a.tgz", files), str(folder_of(tmp_path / "p", files)), str(tmp_path / "b")]
    found = [read_runtime(place) for place in places]
    assert found[0] == found[1] == found[2]
    assert found[0][0].info == {"abi_version": "1"} and [] == found[0][1]
    assert sorted(found[0][0].files) == sorted({*DIGESTS} - {LOCK})


def test_a_file_that_was_changed_is_refused(files, tmp_path):
    """One byte more, and nothing of it gets into a page."""
    place = archive_of(tmp_path / "a.tgz", {**files, BINARY: b"b!"})
    found, problems = read_runtime(place)
    assert found is None and [("ER631", BINARY)] == [(one.code, dict(one.args)["file"]) for one in problems]


@pytest.mark.parametrize("kind", ["absent", "no archive", "half", "other folder"])
def test_what_is_no_runtime_says_how_to_get_it(kind, files, tmp_path):
    """Nothing there, something else there, a file missing: the command that fetches it is named."""
    place = tmp_path / "a.tgz"
    if kind == "no archive":
        place.write_bytes(b"x")
    elif kind == "half":
        archive_of(place, {LOADER: b"l"})
    elif kind == "other folder":
        folder_of(place, {"a.txt": b""})
    found, problems = read_runtime(str(place))
    assert found is None and ["ER630"] == [one.code for one in problems]
    assert "npm pack pyodide@" in dict(problems[0].args)["command"]


def test_the_library_is_packed_without_dates():
    """The same files in another order and compression give the same bytes, uncompressed."""
    first, second = stored(library("a.py", "b.py")), stored(library("b.py", "a.py"))
    assert first == second and b"x" * 100 in first
