"""Typed access to the fields of a raw record whose shape was checked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.languages import LANGUAGES
from evalrules.base.patterns import pattern
from evalrules.base.source import Listing, Node, Pair, Record, Scalar, is_null
from evalrules.model.ruleset import Citation, InForce, Label, Source

_DATE = pattern(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?", re.ASCII)


def text_of(record: Record, key: str, default: str = "") -> str:
    """The text under a key exactly as written (`1.10` keeps its digits), or the default."""
    node = record.get(key)
    return node.text if isinstance(node, Scalar) and not is_null(node) else default


def scalar_of(record: Record, key: str) -> Scalar | None:
    """The scalar under a key, or None."""
    node = record.get(key)
    return node if isinstance(node, Scalar) and not is_null(node) else None


def record_of(record: Record, key: str) -> Record | None:
    """The mapping under a key, or None."""
    node = record.get(key)
    return node if isinstance(node, Record) else None


def flag_of(record: Record, key: str) -> bool:
    """Whether a key says true."""
    return text_of(record, key) == "true"


def records_of(record: Record, key: str) -> Iterator[Record]:
    """The mappings listed under a key."""
    node = record.get(key)
    if isinstance(node, Listing):
        yield from (item for item in node.items if isinstance(item, Record))


def scalars_of(record: Record, key: str) -> Iterator[Scalar]:
    """The scalars listed under a key."""
    node = record.get(key)
    if isinstance(node, Listing):
        yield from (item for item in node.items if isinstance(item, Scalar))


def entries_of(record: Record, key: str) -> Iterator[tuple[Scalar, Record]]:
    """The named mappings under a key: `values`, `measures`, `sources`."""
    node = record.get(key)
    if isinstance(node, Record):
        for pair in node.pairs:
            if isinstance(pair.value, Record):
                yield pair.key, pair.value


def label_of(record: Record, fallback: str) -> Label:
    """The name in both languages; one language stands in for the other, the id for both."""
    zh, en = text_of(record, "zh"), text_of(record, "en")
    return Label(zh or en or fallback, en or zh or fallback)


def label_from(node: Node | None) -> Label | None:
    """A label written as text or as {zh, en}."""
    if isinstance(node, Record):
        return label_of(node, "")
    if isinstance(node, Scalar) and not is_null(node):
        return Label(node.text, node.text)
    return None


def options_of(choice: Node) -> tuple[Pair, ...]:
    """The options that a choice declares: everything but `zh` and `en`, which name the choice itself."""
    pairs = choice.pairs if isinstance(choice, Record) else ()
    return tuple(pair for pair in pairs if pair.key.text not in LANGUAGES)


def named_items(record: Record, key: str) -> Iterator[tuple[Scalar, Label]]:
    """The ids that are listed under a key, each alone or beside its names, with their names."""
    node = record.get(key)
    for item in node.items if isinstance(node, Listing) else ():
        own = scalar_of(item, "id") if isinstance(item, Record) else item
        if isinstance(own, Scalar):
            yield own, label_of(item, own.text) if isinstance(item, Record) else Label(own.text, own.text)


def citation_of(record: Record, sources: dict[str, Source], key: str = "source") -> Citation | None:
    """The citation under a key: the id of a source, then the clause; None where absent."""
    words = text_of(record, key).split(None, 1)
    if not words:
        return None
    source = sources.get(words[0])
    return Citation(words[0], words[1] if len(words) > 1 else "", source.confidence if source else "assumed")


def first_day(text: str) -> datetime.date | None:
    """The first day of a year, a month or a day; None where the text is none of them."""
    parts = _date_parts(text)
    if parts is None:
        return None
    year, month, day = parts
    return _day(year, 1 if month is None else month, 1 if day is None else day)


def last_day(text: str) -> datetime.date | None:
    """The last day of a year, a month or a day; None where the text is none of them."""
    parts = _date_parts(text)
    if parts is None:
        return None
    year, month, day = parts
    month = 12 if month is None else month
    if not 1 <= month <= 12 or year < 1:
        return None
    days = (31, 30, 29, 28) if day is None else (day,)  # the last that the month has
    return next((found for one in days if (found := _day(year, month, one)) is not None), None)


def _date_parts(text: str) -> tuple[int, int | None, int | None] | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    return int(year), None if month is None else int(month), None if day is None else int(day)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def in_force_of(item: Node | None, problems: list[Diagnostic]) -> InForce:
    """From when until when something applies, as `from` and `until` say; dates that are none are refused."""
    if not isinstance(item, Record):
        return InForce(None, None, "")
    start, until = text_of(item, "from"), text_of(item, "until")
    for key in ("from", "until"):
        written = scalar_of(item, key)
        if written is not None and first_day(written.text) is None:
            expected = "a year, a month or a day, such as 2017-05"
            problems.append(error("ER103", written.span, found=written.text, expected=expected))
    first, last = first_day(start), first_day(until)
    written = scalar_of(item, "until")
    if written is not None and first is not None and last is not None and last <= first:
        problems.append(error("ER322", written.span, start=start, until=until))
    return InForce(first, last, f"{start}..{until}" if start or until else "")
