"""Places for machines: which file, which line or cell, by the path at which a build server finds the file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span, mapping_place

NO_PATHS: Mapping[str, str] = MappingProxyType({})
"""Nothing is known of where the inputs lie: files are named as results name them."""

_LINE = pattern(r"(.+):(\d+):(\d+)", re.DOTALL)
_CELL = pattern(r"(.+?\.(?:xlsx|xls|ods))!(.+)", re.DOTALL | re.IGNORECASE)


class Spot(NamedTuple):
    """A place: the file, line and column (0 where the file as a whole is meant), and in a workbook `表!C4`."""

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    cell: str = ""


def spot_of(place: Span | str) -> Spot:
    """The spot of a span, or of a place as results write it: `county.yaml:12:5`, `自评表.xlsx!自评表!C4`."""
    if not isinstance(place, str):
        if place.sheet:
            return Spot(place.file, cell=str(place).removeprefix(f"{place.file}!"))
        if place.line == 0:
            return Spot(place.file)
        return Spot(place.file, place.line, place.column, place.end_line, place.end_column)
    in_mapping = mapping_place(place)
    if in_mapping is not None:
        return Spot(in_mapping[0])
    line = _LINE.fullmatch(place)
    if line is not None:
        return Spot(line[1], int(line[2]), int(line[3]))
    cell = _CELL.fullmatch(place)
    return Spot(cell[1], cell=cell[2]) if cell is not None else Spot(place)


def path_from_here(file: str, evidence: str, others: Collection[str], paths: Mapping[str, str]) -> str:
    """The path of a file that a result names: that of its evidence, or of one that its evidence names (`others`).

    `paths` are those of the inputs by the names that results give them; other files keep the name that they have.
    """
    path = paths.get(evidence, "")
    if file == evidence or not path:
        return path or file
    folder = posixpath.dirname(evidence)
    if file not in others or not file.startswith(f"{folder}/" if folder else ""):
        return paths.get(file, file)
    if path.lower().endswith(".zip"):
        return path
    return posixpath.join(posixpath.dirname(path), file.removeprefix(f"{folder}/" if folder else ""))
