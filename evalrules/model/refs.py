"""What figures, decisions, cells and rules are known by: one type for each kind of thing, one way to text and back.

No other module puts such a text together or takes one apart. Parts are written as they are where that is plain, as a
JSON string where it is not, so that no two things are one text:

    rate  "x.y"               a measure of the subject
    units.books               a column of a table
    retention:2               a series, two years before the period
    retention:primary  m:"2"  a measure for an option
    towns:total               the members of a group
    points:1.1.3              the points of an indicator
    units.books[一小, "a, b"]  the cell of a row
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, TypeAlias, TypeVar

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple

OWN, COLUMN, SERIES, OPTION, MEMBER, POINTS = "own", "column", "series", "option", "member", "points"
"""The kinds of measures: of the subject itself, a column of a table, a year of a series, a measure for an option of its
choice, members of a group, points of an indicator."""

TOTAL: Literal["total"] = "total"
HOLDING: Literal["holding"] = "holding"
Members: TypeAlias = Literal["total", "holding"]

_NOT_PLAIN_IN_NAMES = pattern(r'[.:,"\[\]\x00-\x1f]|^\s|\s$')
_NOT_PLAIN_IN_KEYS = pattern(r'[,"\[\]\x00-\x1f]|^\s|\s$')
_NUMBER = pattern(r"0|[1-9][0-9]*", re.ASCII)
_NAME = pattern(r'[^.:,"\[\]\x00-\x1f]+')
_KEY = pattern(r'[^,"\[\]\x00-\x1f]+')
_JSON = json.JSONDecoder()


# -- what a figure is of -----------------------------------------------------------------------------------------------


class OwnRef(NamedTuple):
    """A measure of the subject itself."""

    measure: str
    kind: Literal["own"] = "own"

    @property
    def text(self) -> str:
        """Its id in the ruleset, in evidence and in results."""
        return _name(self.measure)


class ColumnRef(NamedTuple):
    """A column of a table."""

    table: str
    column: str
    kind: Literal["column"] = "column"

    @property
    def text(self) -> str:
        """`table.column`."""
        return f"{_name(self.table)}.{_name(self.column)}"


class YearRef(NamedTuple):
    """A series in the year that is so many before the end of the period."""

    measure: str
    back: int
    kind: Literal["series"] = "series"

    @property
    def text(self) -> str:
        """`series:back`."""
        return f"{_owner(self.measure)}:{self.back}"


class OptionRef(NamedTuple):
    """A measure that has a value for each option of its choice, for one of them."""

    measure: str
    option: str
    kind: Literal["option"] = "option"

    @property
    def text(self) -> str:
        """`measure:option`."""
        is_taken = self.option in (TOTAL, HOLDING) or _NUMBER.fullmatch(self.option) is not None
        return f"{_owner(self.measure)}:{_last(self.option, is_taken=is_taken)}"


class MembersRef(NamedTuple):
    """How many members a group has, or how many of them hold the title."""

    group: str
    which: Members
    kind: Literal["member"] = "member"

    @property
    def text(self) -> str:
        """`group:total` or `group:holding`."""
        return f"{_owner(self.group)}:{self.which}"


class PointsRef(NamedTuple):
    """The points that assessors award for an indicator."""

    indicator: str
    kind: Literal["points"] = "points"

    @property
    def text(self) -> str:
        """`points:indicator`."""
        return f"{POINTS}:{_last(self.indicator)}"


MeasureRef: TypeAlias = OwnRef | ColumnRef | YearRef | OptionRef | MembersRef | PointsRef
"""What one figure of the evidence is of."""


@lru_cache(maxsize=4096)
def measure_from(text: str) -> MeasureRef:
    """What was written as a text; ValueError where no measure is written so."""
    return _read_whole(text, _measure)


def column_from(text: str) -> ColumnRef:
    """The column that was written as a text; ValueError where no column is written so."""
    found = measure_from(text)
    if not isinstance(found, ColumnRef):
        raise ValueError(f"{text} is no column")  # noqa: TRY004 - of another kind, not of another type
    return found


def measure_of_year(series: str, back: int) -> str:
    """A series, as text, so many years before the end of the period, as text."""
    return YearRef(_bare(series), back).text


def measure_of_option(measure: str, option: str) -> str:
    """A measure that has a value for each option, as text, for one of them, as text."""
    return OptionRef(_bare(measure), option).text


def _bare(measure: str) -> str:
    own = measure_from(measure)
    if not isinstance(own, OwnRef):
        raise ValueError(f"{measure} is a part already")  # noqa: TRY004 - of another kind, not of another type
    return own.measure


def is_column(measure: str) -> bool:
    """Whether the text of a measure is that of a column of a table."""
    return measure_from(measure).kind == COLUMN


# -- what stands in evidence besides -----------------------------------------------------------------------------------


class DecisionRef(NamedTuple):
    """What assessors decided on an indicator: a grade, votes, met or not met."""

    indicator: str
    kind: Literal["decision"] = "decision"


class AttributeRef(NamedTuple):
    """An attribute of the subject."""

    name: str
    kind: Literal["attribute"] = "attribute"


class TableRef(NamedTuple):
    """The rows of a table, all together."""

    table: str
    kind: Literal["table"] = "table"


class RowRef(NamedTuple):
    """A row of a table, by the texts of its key."""

    table: str
    key: tuple[str, ...]
    kind: Literal["row"] = "row"


class CellRef(NamedTuple):
    """A column of a row."""

    table: str
    key: tuple[str, ...]
    column: str
    kind: Literal["cell"] = "cell"

    @property
    def measure(self) -> ColumnRef:
        """The column that the cell is of."""
        return ColumnRef(self.table, self.column)

    @property
    def text(self) -> str:
        """`table.column[key, key]`."""
        keys = ", ".join(_quoted(part) if _NOT_PLAIN_IN_KEYS.search(part) or not part else part for part in self.key)
        return f"{self.measure.text}[{keys}]"


PlaceRef: TypeAlias = MeasureRef | DecisionRef | AttributeRef | RowRef | CellRef
"""Whatever has a place of its own in evidence."""


def cell_of(column: str, key: tuple[str, ...]) -> CellRef:
    """The cell of a row in a column, which is given as the text of its measure."""
    own = column_from(column)
    return CellRef(own.table, key, own.column)


def cell_from(text: str) -> CellRef:
    """The cell that was written as a text; ValueError where no cell is written so."""
    return _read_whole(text, _cell)


# -- what decides ------------------------------------------------------------------------------------------------------


class RuleRef(NamedTuple):
    """A gate or a veto."""

    kind: Literal["gate", "veto"]
    id: str

    @property
    def text(self) -> str:
        """`gate:id` or `veto:id`."""
        return f"{self.kind}:{self.id}"


def rule_from(text: str) -> RuleRef:
    """The gate or veto that was written as a text; ValueError where none is written so."""
    kind, colon, own = text.partition(":")
    if kind == "gate" and colon:
        return RuleRef("gate", own)
    if kind == "veto" and colon:
        return RuleRef("veto", own)
    raise ValueError(f"no gate or veto is written {text!r}")


VALUE = "value"
_WORDS = ("met", "applies", "grade", "points", VALUE)
_WITH_ID = ("ceiling", "gate", "veto", "band")


class Purpose(NamedTuple):
    """What a condition decides: `kind` is band or ceiling (`id` is the grade), gate or veto (`id` is the rule), met,
    applies, grade, points, or value (of a derived measure).
    """

    kind: Literal["band", "ceiling", "gate", "veto", "met", "applies", "grade", "points", "value"]
    id: str = ""

    @property
    def text(self) -> str:
        """The grade of a band, `ceiling:A`, `gate:id`, `veto:id`, or the word alone."""
        if self.kind in _WORDS:
            return self.kind
        is_plain = self.kind == "band" and self.id not in _WORDS and self.id.partition(":")[0] not in _WITH_ID
        return self.id if is_plain else f"{self.kind}:{self.id}"


# -- lines of evidence as a table --------------------------------------------------------------------------------------


def pair_text(name: str, part: str, *words: str) -> str:
    """The id of a line about a part, such as `INDICATOR:GRADE`; `words` stand there too, and mean something else."""
    is_plain = part and part not in words and ":" not in part and not part.startswith(_QUOTE)
    return f"{name}:{part if is_plain else _quoted(part)}"


class LineId(NamedTuple):
    """The id of a line: what it is about, and which part of it ("" for the whole).

    A part that is quoted is a name, and never one of the words that stand there.
    """

    name: str
    part: str = ""
    is_quoted: bool = False


def line_from(text: str) -> LineId:
    """`NAME:PART`, each plain or quoted, such as a measure and its option; a plain name ends at the first colon."""
    if text.startswith(_QUOTE):
        try:
            name, at = _JSON.raw_decode(text)
        except ValueError:
            return LineId(text)
        return LineId(str(name), *_part_of_line(text[at + 1 :])) if text[at : at + 1] in (":", "") else LineId(text)
    name, _, rest = text.partition(":")
    return LineId(name, *_part_of_line(rest))


def pair_from(text: str) -> LineId:
    """`NAME:PART`, such as an indicator and a grade, where the name is plain and may hold colons itself."""
    match = _QUOTED_END.search(text)
    if match is not None:
        part, is_quoted = _part_of_line(match[1])
        return LineId(text[: match.start()], part, is_quoted)
    name, colon, part = text.rpartition(":")
    return LineId(name, part) if colon else LineId(text)


def _part_of_line(rest: str) -> tuple[str, bool]:
    try:
        return (str(json.loads(rest)), True) if rest.startswith(_QUOTE) else (rest, False)
    except ValueError:
        return rest, False


_QUOTE = '"'
_QUOTED_END = pattern(r':("(?:[^"\\]|\\.)*")$', re.DOTALL)


# -- parts of texts ----------------------------------------------------------------------------------------------------

T = TypeVar("T", bound=MeasureRef | CellRef)


def _quoted(part: str) -> str:
    return json.dumps(part, ensure_ascii=False)


def _name(part: str) -> str:
    return _quoted(part) if not part or _NOT_PLAIN_IN_NAMES.search(part) else part


def _owner(part: str) -> str:
    """A name with a colon behind it: `points` there would be taken for the points of an indicator."""
    return _quoted(part) if part == POINTS else _name(part)


def _last(part: str, *, is_taken: bool = False) -> str:
    """What stands behind the last colon, to the end."""
    return _quoted(part) if is_taken or not part or part.startswith(_QUOTE) else part


def _read_whole(text: str, read: Callable[[str], T]) -> T:
    """What is read from a text, which must be just as it would be written."""
    found = read(text)
    if found.text != text:
        raise ValueError(f"nothing is written {text!r}")
    return found


def _measure(text: str) -> MeasureRef:
    first, at = _part(text, 0, _NAME)
    mark, rest = text[at : at + 1], text[at + 1 :]
    if not mark:
        return OwnRef(first)
    if mark == ".":
        return ColumnRef(first, _part(rest, 0, _NAME)[0])
    if text.startswith(f"{POINTS}:"):
        return PointsRef(_behind_colon(rest))
    if rest == TOTAL:
        return MembersRef(first, TOTAL)
    if rest == HOLDING:
        return MembersRef(first, HOLDING)
    return YearRef(first, int(rest)) if _NUMBER.fullmatch(rest) else OptionRef(first, _behind_colon(rest))


def _behind_colon(rest: str) -> str:
    return _part(rest, 0, _NAME)[0] if rest.startswith(_QUOTE) else rest


def _cell(text: str) -> CellRef:
    table, at = _part(text, 0, _NAME)
    column, at = _part(text, at + 1, _NAME)
    keys: list[str] = []
    at += 1
    while text[at : at + 1] not in ("]", ""):
        part, at = _part(text, at, _KEY)
        keys.append(part)
        at += 2 if text[at : at + 2] == ", " else 0
    return CellRef(table, tuple(keys), column)


def _part(text: str, at: int, plain: re.Pattern[str]) -> tuple[str, int]:
    """The quoted or plain part that begins at a place, and where it ends."""
    if text[at : at + 1] == _QUOTE:
        part, end = _JSON.raw_decode(text, at)
        return str(part), end
    match = plain.match(text, at)
    if match is None:
        raise ValueError(f"nothing is written {text!r}")
    return match[0], match.end()
