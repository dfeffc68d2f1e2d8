"""One target, fuzzed in this process by atheris: inputs that break a promise are kept, and looking goes on.

`python -m fuzz.session TARGET FOLDER [flags of libFuzzer]`. Ends with 1 where something was found.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import pkgutil
import random
import shutil
import sys
import tempfile
import traceback
from types import TracebackType

import atheris


def _import_all() -> None:
    """Every module of the project, so that each is watched; later imports would not be."""
    import evalrules

    for found in pkgutil.walk_packages(evalrules.__path__, "evalrules."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    importlib.import_module("jsonschema")  # imported late, at no input's expense: with its checkers it takes seconds


def signature(problem: BaseException) -> str:
    """What tells one finding from another: the exception, and where in the project it came from."""
    last = "".join(
        f" {frame.filename.rpartition('evalrules')[2]}:{frame.lineno}" for frame in _ours(problem.__traceback__)[-1:]
    )
    words = str(problem).split(":")[0][:60] if isinstance(problem, AssertionError) else ""
    return f"{type(problem).__name__} {words}{last}".strip()


def _ours(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    every = traceback.extract_tb(trace)
    return [frame for frame in every if f"{os.sep}evalrules{os.sep}" in frame.filename] or every


class Session:
    """Tries inputs, keeps those that break something, each kind once."""

    def __init__(self, target: str, folder: str) -> None:
        from fuzz.promises import bounded
        from fuzz.targets import TARGETS

        self.run = TARGETS[target]
        self.bounded = bounded
        self.folder = folder
        self.found: dict[str, str] = {}
        self.scratch = tempfile.mkdtemp(dir=folder)

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        try:
            with self.bounded():
                self.run(self.scratch, data)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is a finding
            self._keep(data, problem)
        finally:
            for name in os.listdir(self.scratch):
                os.unlink(os.path.join(self.scratch, name))

    def _keep(self, data: bytes, problem: Exception) -> None:
        what = signature(problem)
        if what in self.found:
            return
        name = hashlib.sha256(data).hexdigest()[:12]
        self.found[what] = name
        os.makedirs(os.path.join(self.folder, "findings"), exist_ok=True)
        path = os.path.join(self.folder, "findings", name)
        with open(path, "wb") as file:
            file.write(data)
        with open(f"{path}.txt", "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(what + "\n\n" + "".join(traceback.format_exception(problem)))
        with open(os.path.join(self.folder, "findings.json"), "w", encoding="utf-8") as file:
            json.dump(self.found, file, indent=1)


def main() -> None:
    """Fuzz the target named on the command line."""
    target, folder = sys.argv[1:3]
    from fuzz.seeds import environment, seeds_of

    cache = os.path.join(folder, "cache")
    os.environ.update(environment(cache))
    with atheris.instrument_imports(include=["evalrules"]):
        _import_all()
    from fuzz.changes import changed

    session = Session(target, folder)
    seeds = os.path.join(folder, "seeds")
    os.makedirs(seeds, exist_ok=True)
    for seed in seeds_of(target):
        with open(os.path.join(seeds, hashlib.sha256(seed).hexdigest()[:12]), "wb") as file:
            file.write(seed)
        session(seed)  # the first of each kind pays for what is loaded once

    def change(data: bytes, limit: int, seed: int) -> bytes:
        draw = random.Random(seed)  # noqa: S311 - not for secrets
        found = changed(data, draw) if draw.random() < 0.7 else b""
        return found if 0 < len(found) <= limit else atheris.Mutate(data, limit)

    corpus = os.path.join(folder, "corpus")
    os.makedirs(corpus, exist_ok=True)
    atheris.Setup(["fuzz", *sys.argv[3:], corpus, seeds], session, custom_mutator=change)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(session.scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
