"""The fuzzer itself: its first inputs keep every promise, what it once found stays mended, and a short session finds nothing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("yaml", "json", "csv", "workbook", "zip", "condition", "ruleset", "result")
FEW = 6


@pytest.fixture
def fuzz(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """`fuzz(target)` gives how a target is tried, what it once found, and a few of its first inputs."""
    monkeypatch.syspath_prepend(str(ROOT))
    from fuzz.seeds import SEEDS, environment, found_by
    from fuzz.targets import TARGETS as attempts

    for name, value in environment(str(tmp_path / "cache")).items():
        monkeypatch.setenv(name, value)

    def make(target: str):
        if target == "result":  # made one by one, by evaluating
            return attempts[target], [*found_by(target), *islice(SEEDS[target](), FEW)]
        every = [*SEEDS[target]()]
        return attempts[target], [*found_by(target), *every[:: max(1, len(every) // FEW)][:FEW]]

    return make


@pytest.mark.parametrize("target", TARGETS)
def test_some_first_inputs_keep_every_promise(target: str, fuzz, tmp_path: Path):
    """What was found once stays mended; of what every session begins with, all is tried by the sessions themselves."""
    attempt, seeds = fuzz(target)
    folder = tmp_path / "folder"
    folder.mkdir()
    for data in seeds:
        attempt(str(folder), data)
        for path in folder.iterdir():
            path.unlink()


def test_a_broken_promise_is_noticed(fuzz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A reader that raises, and a result that says nothing, do not pass: the fuzzer can fail."""
    attempt, (first, *_) = fuzz("yaml")
    from fuzz import promises

    with monkeypatch.context() as patch:
        patch.setattr(promises, "check", lambda paths, options: (_ for _ in ()).throw(KeyError(1)))
        with pytest.raises(KeyError):
            attempt(str(tmp_path), first)
    from evalrules.model.report import Options, Report, Result

    silent = Report(Options(), (Result("e.yaml", None, ()),), (), {})
    with pytest.raises(promises.BrokenPromiseError, match="has no error"):
        promises.holds(silent)


def test_parts_become_the_archive_that_they_describe(monkeypatch: pytest.MonkeyPatch):
    """Names, contents, kinds and the digests of manifests are in the archive as the text says."""
    import hashlib
    import io
    import zipfile

    monkeypatch.syspath_prepend(str(ROOT))
    from fuzz.parts import archive_of, parts_of

    text = b"==== a.txt mode=a1ff\n1==== no head\n==== \xd2\xbb raw\n==== manifest-sha256.txt digests\nx a.txt\nnone\n"
    with zipfile.ZipFile(io.BytesIO(archive_of(parts_of(text)))) as archive:
        names = [info.orig_filename for info in archive.infolist()]
        link = archive.infolist()[0]
        assert ["a.txt", b"\xd2\xbb".decode("cp437"), "manifest-sha256.txt"] == names
        assert (0xA1FF, b"1==== no head\n") == (link.external_attr >> 16, archive.read(link))
        digest = hashlib.sha256(b"1==== no head\n").hexdigest()
        assert f"{digest}  a.txt\nnone\n" == archive.read("manifest-sha256.txt").decode()


@pytest.mark.real
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no build for this platform")
@pytest.mark.parametrize("target", TARGETS)
def test_a_short_session_finds_nothing(target: str):
    """The short form: the first inputs and some hundred changes of them, watched for new branches (`python -m fuzz`)."""
    command = [sys.executable, "-m", "fuzz", "--only", target, "--runs", "150", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert f"| {target} |" in done.stdout
