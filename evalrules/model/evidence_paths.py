"""The path to a value of evidence, as people write it and as reports print it.

    facts.rate  facts.retention.primary  facts.funds.2007  attributes.region
    grades.9  points."1.1.3"  members.towns.total
    tables.units[一小, primary].books    tables.units[一小, primary]

A name is an id or a label, plain or as a JSON string where it holds a character that means something here. Blanks
beside the keys of a row, and full-width commas between them, are what people type, and are read.
"""

from __future__ import annotations

import json
import re
from typing import Literal, TypeAlias

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.model.refs import CellRef, MembersRef, OptionRef, OwnRef, PlaceRef, PointsRef, RowRef, YearRef

Section: TypeAlias = Literal["facts", "attributes", "grades", "points", "members", "tables"]

_SECTIONS: dict[str, Section] = {
    "facts": "facts", "attributes": "attributes", "grades": "grades", "points": "points", "members": "members",
    "tables": "tables",
}  # fmt: skip
_NAME = pattern(r'[^.,，"\[\]\x00-\x1f]+')
_KEY = pattern(r'[^,，"\[\]\x00-\x1f]+')
_BLANKS = pattern(r"\s*")
_JSON = json.JSONDecoder()


class EvidencePath(NamedTuple):
    """Which value is meant: a name in a section, of it a part (an option, a year, a column), of a table a row."""

    section: Section
    name: str
    part: str = ""
    row: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The path as reports write it."""
        keys = f"[{', '.join(_written(key, _KEY) for key in self.row)}]" if self.row else ""
        part = f".{_written(self.part, _NAME)}" if self.part else ""
        return f"{self.section}.{_written(self.name, _NAME)}{keys}{part}"


def evidence_path(ref: PlaceRef, last_year: int = 0) -> EvidencePath | None:
    """The path to a value; `last_year` is the last year of the period, for series. None for what no path leads to."""
    if isinstance(ref, OwnRef):
        return EvidencePath("facts", ref.measure)
    if isinstance(ref, OptionRef):
        return EvidencePath("facts", ref.measure, ref.option)
    if isinstance(ref, YearRef):
        return EvidencePath("facts", ref.measure, str(last_year - ref.back))
    if isinstance(ref, PointsRef):
        return EvidencePath("points", ref.indicator)
    if isinstance(ref, MembersRef):
        return EvidencePath("members", ref.group, ref.which)
    if isinstance(ref, CellRef):
        return EvidencePath("tables", ref.table, ref.column, ref.key)
    return EvidencePath("tables", ref.table, "", ref.key) if isinstance(ref, RowRef) else None


def evidence_path_from(text: str) -> EvidencePath:
    """The path that was written as a text; ValueError where it is none."""
    reader = _Reader(text.strip())
    section = _SECTIONS.get(reader.taken(_NAME).strip())
    if section is None:
        raise reader.wrong()
    reader.passed(".")
    name = reader.taken(_NAME)
    row = reader.keys() if section == "tables" else ()
    part = ""
    if not reader.is_at_end:
        reader.passed(".")
        part = reader.taken(_NAME)
    if not reader.is_at_end:
        raise reader.wrong()
    return EvidencePath(section, name, part, row)


def _written(part: str, plain: re.Pattern[str]) -> str:
    is_plain = plain.fullmatch(part) is not None and part == part.strip()
    return part if is_plain else json.dumps(part, ensure_ascii=False)


class _Reader:
    """A path on its way from the first character to the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def is_at_end(self) -> bool:
        return self.at == len(self.text)

    def wrong(self) -> ValueError:
        return ValueError(f"no path is written {self.text!r}")

    def passed(self, *marks: str) -> str:
        """The mark that stands here, which must be one of these."""
        found = self.text[self.at : self.at + 1]
        if found not in marks:
            raise self.wrong()
        self.at += 1
        return found

    def taken(self, plain: re.Pattern[str]) -> str:
        """The plain or quoted part that stands here, without the blanks around it."""
        self.at = _end_of(_BLANKS, self.text, self.at)
        if self.text[self.at : self.at + 1] == '"':
            part, self.at = _JSON.raw_decode(self.text, self.at)
            self.at = _end_of(_BLANKS, self.text, self.at)
            return str(part)
        match = plain.match(self.text, self.at)
        if match is None:
            raise self.wrong()
        self.at = match.end()
        return match[0].strip()

    def keys(self) -> tuple[str, ...]:
        """The keys of a row, in brackets."""
        self.passed("[")
        found = [self.taken(_KEY)]
        while self.passed(",", "，", "]") != "]":
            found.append(self.taken(_KEY))
        return tuple(found)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return at if match is None else match.end()
