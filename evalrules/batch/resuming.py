"""What is kept of a run that may be broken off: whole files, each with its digest, in a folder beside the result.

The journal of the folder begins with what the parts are made of. Of anything else nothing is taken, nor of a part whose
digest is another; what comes after such rows is concluded again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.batch.conclusion import REFUSED, RULES, Cell, Conclusion, Layout
from evalrules.model.ruleset import Ruleset
from evalrules.version import NAME, SEMANTICS, VERSION

FORMAT = "batch-parts/1"
JOURNAL = "parts.jsonl"

_MOST_ROWS = 5_000
_SECONDS = 20.0
"""A part is closed when it has so many rows, or is so old."""


class KeptRow(NamedTuple):
    """A row of the result, and the way in which it was found."""

    way: str
    cells: list[Cell]


class Nothing:
    """A run of which nothing is kept."""

    taken = 0
    is_anew = False

    def next(self) -> KeptRow | None:
        """The next row that is known from before."""
        return None

    def add(self, way: str, cells: Sequence[Cell]) -> None:
        """Keep a row that comes next."""

    def file(self, folder: str, name: str, make: Callable[[str], None]) -> str:
        """A file that `make` writes under the path that it is given; where it lies."""
        path = os.path.join(folder, name)
        make(path)
        return path

    def close(self) -> None:
        """Keep what is not kept yet."""

    def done(self) -> None:
        """Let go of everything: the result is there."""


class Resumed(Nothing):
    """A run that goes on from what is kept in its folder, and keeps what it finds.

    `taken` counts the rows that were known from before; it `is_anew` where the folder held parts of something else.
    """

    def __init__(self, folder: str, made_of: Mapping[str, Any]) -> None:
        self._folder = folder
        os.makedirs(folder, exist_ok=True)
        self._journal = os.path.join(folder, JOURNAL)
        self._known = self._entries({"format": FORMAT, "of": dict(made_of)})
        self._waiting: list[KeptRow] = []
        self._at = 0
        self._open: list[KeptRow] = []
        self._since = time.monotonic()
        self._is_past = False

    def _entries(self, head: Mapping[str, Any]) -> dict[str, str]:
        """The digests of the parts of the same run by their names; the journal of another one is begun anew."""
        try:
            with open(self._journal, encoding="utf-8") as file:
                first, *lines = file.read().split("\n")
        except (FileNotFoundError, UnicodeDecodeError):
            first, lines = "", []
        if _parsed(first) == head:
            found = [one for one in map(_parsed, lines) if isinstance(one, dict)]
            return {str(one.get("file")): str(one.get("sha256")) for one in found}
        self.is_anew = bool(first)
        self._clear()
        self._write(JOURNAL, (json.dumps(head) + "\n").encode())
        return {}

    # -- rows ----------------------------------------------------------------------------------------------------------

    def next(self) -> KeptRow | None:
        """The next row that is known from before."""
        if not self._waiting and not self._is_past:
            self._waiting = self._read(self._at)[::-1]
            self._is_past = not self._waiting
            self._since = time.monotonic()
        if self._is_past:
            return None
        self._at += 1
        self.taken += 1
        return self._waiting.pop()

    def _read(self, begin: int) -> list[KeptRow]:
        """The rows of the part that begins with this one, where it is whole."""
        for name, sha256 in self._known.items():
            if name.startswith(f"rows-{begin}-"):
                data = self._whole(name, sha256)
                if data is not None:
                    return [KeptRow(way, cells) for way, *cells in map(json.loads, data.splitlines())]
        return []

    def _whole(self, name: str, sha256: str) -> bytes | None:
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                data = file.read()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def add(self, way: str, cells: Sequence[Cell]) -> None:
        """Keep a row that comes next."""
        self._open.append(KeptRow(way, list(cells)))
        if len(self._open) >= _MOST_ROWS or time.monotonic() - self._since > _SECONDS:
            self.close()

    def close(self) -> None:
        """Keep the rows that are not kept yet."""
        if self._open:
            lines = "".join(json.dumps([one.way, *one.cells], separators=(",", ":")) + "\n" for one in self._open)
            end = self._at + len(self._open)
            self._keep(f"rows-{self._at}-{end}.jsonl", lines.encode())
            self._at, self._open = end, []
        self._since = time.monotonic()

    # -- files ---------------------------------------------------------------------------------------------------------

    def file(self, folder: str, name: str, make: Callable[[str], None]) -> str:  # noqa: ARG002 - it has its own
        """A file that is known from before, or that `make` writes under the path that it is given; where it lies."""
        path = os.path.join(self._folder, name)
        if name not in self._known or not os.path.exists(path) or _digest(path) != self._known[name]:
            make(path + ".partial")
            _synced(path + ".partial")
            os.replace(path + ".partial", path)
            self._note(name, _digest(path))
        return path

    def _keep(self, name: str, data: bytes) -> None:
        self._write(name, data)
        self._note(name, hashlib.sha256(data).hexdigest())

    def _write(self, name: str, data: bytes) -> None:
        path = os.path.join(self._folder, name)
        with open(path + ".partial", "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(path + ".partial", path)

    def _note(self, name: str, sha256: str) -> None:
        """A line of the journal; one that a break cuts off is not read."""
        self._known[name] = sha256
        with open(self._journal, "ab") as file:
            file.write(("\n" + json.dumps({"file": name, "sha256": sha256}) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())

    def done(self) -> None:
        """Let go of everything: the result is there."""
        self._clear()
        with suppress(OSError):
            os.rmdir(self._folder)

    def _clear(self) -> None:
        """Remove what is ours; a folder of somebody else's keeps its own."""
        for name in os.listdir(self._folder):
            if name.startswith(("rows-", "part")):
                path = os.path.join(self._folder, name)
                if os.path.isdir(path):
                    shutil.rmtree(path, ignore_errors=True)  # of another program that was broken off
                    continue
                with suppress(OSError):
                    os.remove(path)


NOTHING = Nothing()


def made_of(engine: str, ruleset: Ruleset, names: Sequence[str], files: Mapping[str, Any]) -> dict[str, Any]:
    """What the rows of a batch hang on: its way, its ruleset, the columns of its result; `files` tell what is read."""
    return {
        "engine": {"name": NAME, "version": VERSION, "semantics": SEMANTICS, "batch": engine},
        "ruleset": ruleset.digest,
        "columns": list(names),
        "files": dict(files),
    }


def conclusion_of(cells: Sequence[Cell], layout: Layout) -> Conclusion:
    """What a row of the result says of its level; nothing else of it."""
    said = dict(zip(layout.names, cells, strict=True))
    possible, reason = said["possible"], said["reason"]
    return Conclusion(
        said["level"], tuple(possible.split(",")) if possible else (), tuple(reason.split(RULES)) if reason else (),
        (), (), None, None, (), (), is_refused=said["status"] == REFUSED, is_exact=False,
    )  # fmt: skip


def are_errors(cells: Sequence[Cell]) -> list[bool]:
    """Of each problem in a row of the result whether it is an error."""
    return [one["severity"] == "error" for one in json.loads(cells[-1])] if cells[-1] else []


def _parsed(line: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(line) if line else None
    except ValueError:
        return None


def _digest(path: str) -> str:
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _synced(path: str) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
