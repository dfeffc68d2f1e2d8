"""The modules of a page are byte code of the Python that runs them, where Node.js is there to make it."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from evalrules.page import compiling
from evalrules.page.compiling import KEPT, compiled
from evalrules.page.release import ARCHIVE, COMMAND, LIBRARY
from evalrules.page.runtime import Runtime, read_runtime, write_zip

MODULES = {
    "evalrules/__init__.py": b'"""What it is."""\nfrom evalrules.inner import answer\n',
    "evalrules/inner.py": b'import json\n\n\ndef answer():\n    """Of all questions."""\n    assert json\n    return 42\n',
    "evalrules/other.py": b"import not_to_be_had\n",
    "evalrules/words.json": b"{}",
}


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    write_zip(out, files)
    return out.getvalue()


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """The Python for browsers, as npm brings it."""
    if not shutil.which("npm"):
        pytest.skip("NOT CHECKED: npm is not installed")
    folder = tmp_path_factory.mktemp("runtime")
    fetched = subprocess.run(COMMAND.split(), check=False, cwd=folder, capture_output=True, text=True, timeout=300)
    if fetched.returncode:
        pytest.skip(f"NOT CHECKED: {COMMAND} failed: {fetched.stderr.strip()[-200:]}")
    found, problems = read_runtime(str(folder / ARCHIVE))
    assert found is not None, problems
    return found


@pytest.mark.real
def test_what_is_imported_is_byte_code_and_the_rest_stays_as_it_is(runtime: Runtime) -> None:
    """Ours and the library's, without docstrings; a module that cannot be imported there stays a source. Twice the same."""
    made = compiled(runtime, archive(MODULES))
    assert made is not None
    packages, library = opened(made[1]), opened(made[0].files[LIBRARY])
    assert sorted(packages) == ["evalrules/__init__.pyc", "evalrules/inner.pyc", "evalrules/other.py", "evalrules/words.json"]
    assert packages["evalrules/other.py"] == MODULES["evalrules/other.py"]
    assert b"Of all questions" not in packages["evalrules/inner.pyc"]
    assert {"json/__init__.pyc", "typing.pyc"} <= set(library) and "json/__init__.py" not in library
    assert any(name.endswith(".py") for name in library)
    kept = made[0].files[KEPT]
    assert opened(kept) == {}, "there are no rulesets in it"
    assert {**made[0].files, LIBRARY: b""} == {**runtime.files, LIBRARY: b"", KEPT: kept}
    assert compiled(runtime, archive(MODULES)) == made


@pytest.mark.parametrize("program", ["no-such-program", sys.executable])
def test_without_a_program_that_can_the_sources_stay(program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """None where Node.js is not there, or is something else; nothing is left behind."""
    monkeypatch.setattr(compiling, "PROGRAM", program)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert compiled(Runtime({LIBRARY: b""}, {}), archive(MODULES)) is None
    assert list(tmp_path.iterdir()) == []
