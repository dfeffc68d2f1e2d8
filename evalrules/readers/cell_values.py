"""What a stored cell says: text, a number without binary rounding, a day, yes or no, and what it may not say."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, error, note
from evalrules.base.numbers import number_text, parse_number
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Pair, Record, Scalar, Span
from evalrules.readers.sheet_xml import StoredCell, Unusable
from evalrules.readers.text import code_point

KEPT_DIGITS = 15
"""How many significant digits a spreadsheet keeps and shows."""

_SHOWN_FORMULA = 80
_ERRORS = frozenset(("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
                     "#GETTING_DATA"))  # fmt: skip
_NO_DAY = "#####"
"""What a spreadsheet shows for a day that its calendar does not have."""

_WHOLE = pattern(r"[+-]?[0-9]{1,100}", re.ASCII)
_DECIMAL = pattern(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?", re.ASCII)
_ESCAPED = pattern(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")

_FORMAT_LITERALS = pattern(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)

_QUOTED = pattern(r""""(?:[^"]|"")*+"|'(?:[^']|'')*+'[!#]?""")
_OTHER_BOOK = pattern(r"\[[^\[\]]+\][^\s+\-*/^&=<>(),;:{}\[\]'\"!]*!")
_REACHING = pattern(
    r"\b(?:WEBSERVICE|IMAGE|STOCKHISTORY|RTD|DDE|CALL|REGISTER(?:\.ID)?|SQL\.REQUEST|CUBE[A-Z]+|IMPORT[A-Z]+)\s*\("
    r'|\bHYPERLINK\s*\(\s*(?!"#")',
    re.IGNORECASE,
)
_INDIRECT = pattern(r"\bINDIRECT\s*\(", re.IGNORECASE)
_NAME = pattern(r"[^\W\d][\w.\\]*")


class Shared(NamedTuple):
    """What the cells of one workbook share: strings, how many styles and what they mean by number, the calendar.

    `foreign_names` are the defined names (in lower case) that stand for something outside the workbook. With
    `is_uncalculated` the program that wrote the file asks for its formulas to be calculated.
    """

    strings: Sequence[str]
    styles: int
    percents: frozenset[int]
    days: frozenset[int]
    durations: frozenset[int]
    epoch: datetime.datetime
    foreign_names: frozenset[str]
    is_uncalculated: bool


class Reading(NamedTuple):
    """What a cell says, None where it says nothing, and what there is to report."""

    node: Node | None
    problems: tuple[Diagnostic, ...] = ()


NOTHING = Reading(None)


def read_cell(cell: StoredCell, place: Span, shared: Shared) -> Reading:
    """One cell as a scalar, a percent cell as a record {value, unit}, a blank one as nothing.

    ER440 a formula without a value, ER441 an error value, ER446 a formula that reaches out of the workbook, ER107 a
    control character; notes ER444 and ER445 say how a number was read.
    """
    if cell.formula is not None:
        if reaches_out(cell.formula, shared.foreign_names):
            return Reading(None, (error("ER446", place, formula=_shown_formula(cell.formula)),))
        if _is_pending(cell, shared):
            return Reading(None, (error("ER440", place),))
    if not cell.value:
        return NOTHING
    if cell.style >= shared.styles:  # else a percent cell might pass for its stored number
        raise Unusable(f"there is no style {cell.style}")
    return _BY_KIND.get(cell.kind, _number)(cell.value, _Cell(cell.style, place, shared))


class _Cell(NamedTuple):
    """A cell apart from its stored value."""

    style: int
    place: Span
    shared: Shared


def _is_pending(cell: StoredCell, shared: Shared) -> bool:
    """Whether a formula has no result yet. Some writers put 0 there and ask the office program to calculate it."""
    if cell.kind == "str" and cell.value is not None:
        return False
    return not cell.value or (shared.is_uncalculated and cell.value == "0")


def _shown_formula(formula: str) -> str:
    return f"={formula}" if len(formula) <= _SHOWN_FORMULA else f"={formula[:_SHOWN_FORMULA]}…"


# -- kinds of values ---------------------------------------------------------------------------------------------------


def _text(value: str, cell: _Cell) -> Reading:
    text = _ESCAPED.sub(_unescaped, value).strip() if "_x" in value else value.strip()
    if text in _ERRORS:
        return Reading(None, (error("ER441", cell.place, value=text),))
    control = _CONTROL.search(text)
    if control is not None:
        return Reading(None, (error("ER107", cell.place, character=code_point(control[0])),))
    return _scalar(text, cell) if text else NOTHING


def _unescaped(match: re.Match[str]) -> str:
    r"""`_x000D_` is a character that XML has no place for, `_x005F_` the underscore that keeps such text as it is."""
    return chr(int(match[1], 16))


def _shared_text(value: str, cell: _Cell) -> Reading:
    strings = cell.shared.strings
    if not value.isdecimal() or len(value) > len(str(len(strings))) or int(value) >= len(strings):
        raise Unusable(f"there is no shared string {value[:20]}")
    return _text(strings[int(value)], cell)


def _truth(value: str, cell: _Cell) -> Reading:
    return _scalar("true" if value in ("1", "true") else "false", cell)


def _error_value(value: str, cell: _Cell) -> Reading:
    return Reading(None, (error("ER441", cell.place, value=value),))


def _written_day(value: str, cell: _Cell) -> Reading:
    """A day that is stored as ISO text."""
    from openpyxl.utils.datetime import from_ISO8601

    try:
        return _scalar(_moment_text(from_ISO8601(value)), cell)
    except (ValueError, OverflowError):
        return _error_value(_NO_DAY, cell)


def _scalar(text: str, cell: _Cell) -> Reading:
    return Reading(Scalar(text, quoted=False, span=cell.place))


# -- numbers -----------------------------------------------------------------------------------------------------------


def _number(value: str, cell: _Cell) -> Reading:
    if cell.style in cell.shared.days and _DECIMAL.fullmatch(value):
        return _day(value, cell)
    shown, stored = number_of(value)
    is_cut = shown != stored
    problems = (note("ER445", cell.place, stored=stored, value=shown),) if is_cut else ()
    exact = parse_number(shown)
    if cell.style not in cell.shared.percents or exact is None:
        return Reading(Scalar(shown, quoted=False, span=cell.place), problems)
    percent = number_text(exact * 100)
    return Reading(
        _with_unit(percent, "%", cell.place), (*problems, note("ER444", cell.place, stored=shown, value=percent))
    )


def number_of(value: str) -> tuple[str, str]:
    """A stored number as a spreadsheet shows it, and all its digits, both as plain decimal text.

    `0.98499999999999999` is the double 0.985. What is no number, or beyond the limits of numbers, stays as it was.
    """
    if _WHOLE.fullmatch(value):
        return (_plain(value),) * 2
    if not _DECIMAL.fullmatch(value):
        return value, value
    double = float(value)
    if abs(double) == float("inf"):
        return value, value
    return _plain(f"{double:.{KEPT_DIGITS}g}"), _plain(repr(double))


def _plain(text: str) -> str:
    """Decimal text without an exponent; text of a number too large to handle stays, and is refused as that."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    exact = parse_number(sign + (digits.lstrip("0") or "0" if digits.isdecimal() else digits))
    return text if exact is None else number_text(exact)


def _with_unit(text: str, unit: str, place: Span) -> Record:
    pairs = {"value": text, "unit": unit}
    return Record(
        tuple(
            Pair(Scalar(key, quoted=True, span=place), Scalar(part, quoted=False, span=place))
            for key, part in pairs.items()
        ),
        place,
    )


# -- days and times ----------------------------------------------------------------------------------------------------


def _day(value: str, cell: _Cell) -> Reading:
    from openpyxl.utils.datetime import from_excel

    try:
        found = from_excel(float(value), cell.shared.epoch, timedelta=cell.style in cell.shared.durations)
        return _scalar(_moment_text(found), cell)
    except (ValueError, OverflowError):
        return _error_value(_NO_DAY, cell)


def _moment_text(moment: object) -> str:
    """A day, a time, both, or a duration in hours, minutes and seconds."""
    if isinstance(moment, datetime.timedelta):
        minutes, seconds = divmod(round(moment.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(moment, datetime.datetime) and moment.time() == datetime.time():
        return moment.date().isoformat()
    if isinstance(moment, datetime.date | datetime.time):
        return moment.isoformat()
    raise ValueError("no day")


_BY_KIND: Mapping[str, Callable[[str, _Cell], Reading]] = {
    "s": _shared_text, "str": _text, "inlineStr": _text, "b": _truth, "e": _error_value, "d": _written_day,
}  # fmt: skip


# -- formats and formulas ----------------------------------------------------------------------------------------------


def is_percent(number_format: str) -> bool:
    """Whether a number format shows a hundred times the number: a % that is neither quoted nor escaped nor padding."""
    return "%" in _FORMAT_LITERALS.sub("", number_format)


def reaches_out(formula: str, foreign_names: frozenset[str] = frozenset()) -> bool:
    """Whether a formula takes its value from another workbook, another program or the network."""
    quoted = [match[0] for match in _QUOTED.finditer(formula)]
    if any(part.endswith("#") or (part.endswith("!") and "[" in part) for part in quoted if part[0] == "'"):
        return True
    plain = _QUOTED.sub(_emptied, formula)
    if "|" in plain or _OTHER_BOOK.search(plain) or _REACHING.search(plain):
        return True
    if _INDIRECT.search(plain) and any("[" in part for part in quoted):
        return True
    return bool(foreign_names) and any(name.lower() in foreign_names for name in _NAME.findall(plain))


def _emptied(match: re.Match[str]) -> str:
    """Text without what it says, but for a link within the workbook; a quoted sheet keeps the end of its name."""
    if match[0].startswith('"'):
        return '"#"' if match[0].startswith('"#') else '""'
    return match[0][-1].removeprefix("'")
