"""Parts of a report, kept in a file until all of them are known: texts that are read as often as they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from typing import IO

IN_MEMORY = 4 * 1024 * 1024
"""Bytes of parts that are kept before they go into a file."""


class NotKept(Exception):
    """Why the parts of a report could not be kept until all inputs are known."""


class Parts(Collection[str]):
    """The parts of all inputs for one target, kept in a file and read as often as they are asked for."""

    def __init__(self) -> None:
        self._file: IO[bytes] = BytesIO()
        self._is_on_disk = False
        self._starts, self._ends = array("Q"), array("Q")
        self._size = 0
        self._left_out: set[int] = set()
        self._order: Sequence[int] | None = None

    def add(self, part: str) -> None:
        """The part of one more input."""
        self._starts.append(self._size)
        self._ends.append(self._write(part))

    def put(self, at: int, part: str | None) -> None:
        """Another part for an input, or none at all."""
        if part is None:
            self._left_out.add(at)
        else:
            self._starts[at], self._ends[at] = self._size, self._write(part)

    def _write(self, part: str) -> int:
        try:
            self._file.seek(self._size)
            self._size += self._file.write(part.encode("utf-8", "surrogatepass"))
            if self._size > IN_MEMORY and not self._is_on_disk:
                self._go_to_disk()
        except OSError as problem:
            raise NotKept(problem.strerror or str(problem)) from None
        return self._size

    def _go_to_disk(self) -> None:
        from tempfile import TemporaryFile  # a few inputs need none

        so_far = self._file
        so_far.seek(0)
        self._file, self._is_on_disk = TemporaryFile(), True  # noqa: SIM115 - it ends with the parts
        self._file.write(so_far.read())

    def __len__(self) -> int:
        return len(self._starts) - len(self._left_out)

    def __contains__(self, part: object) -> bool:
        return any(part == one for one in self)

    def sort(self, order: Sequence[int]) -> None:
        """From now on the parts come in that order: their numbers among those that are there."""
        self._order = order

    def __iter__(self) -> Iterator[str]:
        there = [at for at in range(len(self._starts)) if at not in self._left_out]
        for at in there if self._order is None else (there[one] for one in self._order):
            start, end = self._starts[at], self._ends[at]
            self._file.seek(start)
            yield self._file.read(end - start).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Give back what the parts took."""
        self._file.close()
