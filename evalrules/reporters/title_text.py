"""The names in a result document, as plain data and as text: in most results of a ruleset they are the same."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Titles
from evalrules.model.ruleset import Label
from evalrules.reporters.document_parts import label_document
from evalrules.reporters.json_text import Encoded, members_text, plain_json_text


def titles_document(titles: Titles) -> dict[str, Any]:
    """The names as plain data."""
    return {
        "levels": _labels(titles.levels),
        "groups": _labels(titles.groups),
        "measures": _labels(titles.measures),
        "grades": _labels(titles.grades),
        "tables": _labels(titles.tables),
        "members": _labels(titles.members),
        "sources": _labels(titles.sources),
        "options": {choice: _labels(labels) for choice, labels in titles.options.items()},
        "choices": dict(titles.choices),
        "keys": {table: list(columns) for table, columns in titles.keys.items()},
        "attributes": _labels(titles.attributes),
        "assessments": _labels(titles.assessments),
        "quantities": _labels(titles.quantities),
        "values": _labels(titles.values),
        "roundings": {own: one._asdict() for own, one in titles.roundings.items()},
        **({"rounded_by": {own: one._asdict() for own, one in titles.rounded_by.items()}} if titles.rounded_by else {}),
    }


def _labels(labels: Mapping[str, Label]) -> dict[str, Any]:
    return {own: label_document(label) for own, label in labels.items()}


class TitlesText(Encoded):
    """The names as text; only the names of quantities belong to one result, and stand between the others."""

    __slots__ = ("_titles",)

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def text(self, margin: str) -> str:
        """The text of `titles_document`."""
        found = _around(self._titles, margin)
        return found.before + plain_json_text(_labels(self._titles.quantities), margin + " ") + found.after


class _Around(NamedTuple):
    """What stands about the names of quantities, with the parts that it was made of."""

    parts: tuple[Any, ...]
    before: str
    after: str


_PARTS = attrgetter(*(field for field in Titles._fields if field != "quantities"))

MOST = 64
"""Of how many sets of names it is remembered; the first is forgotten first."""

_KNOWN: dict[tuple[int, str], _Around] = {}
"""By the identity of the names of measures, which are kept with it, so that nothing else can have it meanwhile."""


def _around(titles: Titles, margin: str) -> _Around:
    own, parts = (id(titles.measures), margin), _PARTS(titles)
    known = _KNOWN.get(own)
    if known is None or any(one is not other for one, other in zip(known.parts, parts, strict=True)):
        while len(_KNOWN) >= MOST:
            _KNOWN.pop(next(iter(_KNOWN), own), None)
        known = _KNOWN[own] = _made(titles, parts, margin)
    return known


def _made(titles: Titles, parts: tuple[Any, ...], margin: str) -> _Around:
    told, inner = titles_document(titles), margin + " "
    at = list(told).index("quantities")
    before, after = (dict(some) for some in (list(told.items())[:at], list(told.items())[at + 1 :]))
    between = f",{inner}"
    return _Around(
        parts,
        f'{{{inner}{members_text(before, inner)}{between}"quantities": ',
        f"{between}{members_text(after, inner)}{margin}}}",
    )
