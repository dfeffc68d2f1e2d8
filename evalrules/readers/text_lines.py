"""Lines of a file of texts that is kept as a whole: each made where somebody asks for it, all of them by column."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from evalrules.base.text_rows import CellPlaces
from evalrules.readers.grid import Line


class TextLines(Sequence[Line], ABC):
    """Lines whose cells are texts; `rows` are the numbers of those meant, `places` say where they stand in the file."""

    def __init__(self, places: CellPlaces, rows: range) -> None:
        self.places = places
        self.rows = rows

    @abstractmethod
    def columns(self) -> Mapping[int, Sequence[str]]:
        """The text of each line by the number of the column, as it stands there; "" where a line ends before it."""

    @abstractmethod
    def line(self, row: int) -> Line:
        """A line by its number."""

    @abstractmethod
    def part(self, rows: range) -> TextLines:
        """The same of other lines of the file."""

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> TextLines: ...

    def __getitem__(self, at: int | slice) -> Line | TextLines:
        return self.part(self.rows[at]) if isinstance(at, slice) else self.line(self.rows[at])

    def __iter__(self) -> Iterator[Line]:
        return map(self.line, self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
