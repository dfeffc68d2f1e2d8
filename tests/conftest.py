"""What every test shares: the command line in this process, rulesets and evidence from text.

The environment, and the command as a process, are those of support/surroundings.py; support/traces.py guards them.
"""

from __future__ import annotations

import gc
import io
import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from drawing import load_profile

pytest_plugins = ("surroundings", "traces")

ROOT = Path(__file__).parent.parent

load_profile()


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the collector of garbage need not go through it over and over."""
    gc.collect()
    gc.freeze()


class Run(NamedTuple):
    """What one call of the command line gave: the exit code and both streams as text."""

    code: int
    out: str
    err: str


def call(*arguments: str | os.PathLike[str], stdin: bytes = b"") -> Run:
    """`evalrules ARGUMENTS` in this process, through the same door as the installed command."""
    from evalrules.cli import main

    patch = pytest.MonkeyPatch()
    out, err = io.BytesIO(), io.BytesIO()
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"),
        "stdout": io.TextIOWrapper(out, encoding="utf-8", write_through=True),
        "stderr": io.TextIOWrapper(err, encoding="utf-8", write_through=True),
    }
    for name, stream in streams.items():
        patch.setattr(sys, name, stream)
    patch.setattr(sys, "argv", ["evalrules", *map(os.fspath, arguments)])
    patch.setattr(gc, "freeze", lambda: None)  # the process goes on: its garbage is garbage
    thresholds = gc.get_threshold()
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        for name in ("stdout", "stderr"):
            streams[name].flush()
        patch.undo()
        gc.set_threshold(*thresholds)
    assert isinstance(code, int)
    return Run(code, out.getvalue().decode(), err.getvalue().decode())


@pytest.fixture(scope="session")
def cli() -> Callable[..., Run]:
    """The command line in this process: `cli("check", path)` gives code, out and err."""
    return call


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of examples."""
    return ROOT / "examples"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file in the test's own folder: `write("a.yaml", text)` gives its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return path

    return write_file


@pytest.fixture(scope="session")
def ruleset_from(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], object]:
    """A checked ruleset from the sections of its text; the head, a source and two levels are added where absent."""
    import evalrules

    folder = tmp_path_factory.mktemp("rulesets")
    made: dict[str, object] = {}

    def make(text: str) -> object:
        if text not in made:
            path = folder / f"{len(made)}.yaml"
            path.write_text(completed(text), encoding="utf-8")
            made[text] = evalrules.load_ruleset(path)
        return made[text]

    return make


HEAD = {
    "format": "ruleset/1",
    "id": "t",
    "edition": '"1"',
    "revision": "1",
    "title": "{zh: 例, en: sample}",
    "subject": "county",
    "sources": "{s: {zh: 例文, en: sample text, confidence: read}}",
    "levels": "[{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]",
}


def completed(text: str) -> str:
    """The text of a ruleset with every required part that it does not write itself."""
    written = {line.partition(":")[0] for line in text.splitlines()}
    lines = [f"{key}: {value}" for key, value in HEAD.items() if key not in written]
    if "verdict" not in written:
        text += '\nverdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]\n'
    return "\n".join(lines) + "\n" + text


@pytest.fixture(scope="session")
def assess(ruleset_from: Callable[[str], object]) -> Callable[..., object]:
    """`assess(ruleset_text, {"facts": …})`: the assessment of a mapping under a ruleset written as text."""
    import evalrules

    def run(text: str, evidence: dict[str, object], **options: object) -> object:
        ruleset = ruleset_from(text)
        return evalrules.assess(ruleset, evalrules.evidence_from(evidence, ruleset), **options)

    return run


@pytest.fixture(scope="session")
def jiangsu() -> object:
    """The shipped ruleset jiangsu-16@2007."""
    import evalrules

    return evalrules.load_ruleset("jiangsu-16@2007")


@pytest.fixture(scope="session")
def missing_tests() -> Callable[[Iterable[str]], list[str]]:
    """Those of some node ids (`tests/a/test_b.py::test_c`, or a whole file) that are no tests of this project.

    Tables and documents that name tests are held to it, so that no list of promises rots.
    """
    node = re.compile(r"(?P<path>tests/[\w/]+\.py)(::(?P<test>test_\w+)(\[.*\])?)?")

    @cache
    def tests_of(path: str) -> frozenset[str]:
        return frozenset(re.findall(r"^def (test_\w+)", (ROOT / path).read_text("utf-8"), re.MULTILINE))

    def is_there(written: str) -> bool:
        found = node.fullmatch(written)
        if found is None or not (ROOT / found["path"]).is_file():
            return False
        return found["test"] is None or found["test"] in tests_of(found["path"])

    return lambda nodes: [one for one in nodes if not is_there(one)]
