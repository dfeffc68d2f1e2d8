"""The indicators of a result document, each with what it asks for, as plain data and as text.

Most of a requirement belongs to the ruleset. As text these members are joined once, and only the figures are put
between them; the text is that of the plain data.
"""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Assessment, Finding, Requirement, Titles, Written
from evalrules.model.result_shapes import FINDING, LABEL
from evalrules.model.ruleset import Label
from evalrules.reporters.figures import Compared, compared
from evalrules.reporters.json_text import Encoded, json_text, members_text
from evalrules.reporters.shaped import document, listed_text, record_text, written

MOST = 8192
"""Of how many requirements the joined members are remembered; those used least lately are forgotten."""


def label_document(label: Label) -> dict[str, str]:
    """A name in both languages."""
    return document(LABEL, label)


def finding_documents(found: Assessment) -> list[dict[str, Any]]:
    """The indicators as plain data."""
    return [_finding(one, found.titles) for one in found.findings]


def _finding(one: Finding, titles: Titles) -> dict[str, Any]:
    asked = [requirement_document(each) for each in compared(one, titles)]
    return document(FINDING, one) | ({"requirements": asked} if asked else {})


class Findings(Encoded):
    """The indicators as a list."""

    __slots__ = ("_found",)

    def __init__(self, found: Assessment) -> None:
        self._found = found

    def text(self, margin: str) -> str:
        """The text of the list of `finding_documents`."""
        titles, inner = self._found.titles, margin + " "
        return listed_text([_finding_text(one, titles, inner) for one in self._found.findings], margin)


def _finding_text(one: Finding, titles: Titles, margin: str) -> str:
    told, asked, inner = record_text(FINDING, one, margin), compared(one, titles), margin + " "
    if not asked:
        return told
    return f'{told[: -len(margin) - 1]},{inner}"requirements": {Requirements(asked).text(inner)}{margin}}}'


def requirement_document(one: Compared) -> dict[str, Any]:
    """A requirement with what there is and the distance; the title where it is of no measure, which would give it."""
    parts = _parts(one.requirement)
    told = {**parts.before, "have": written(one.have), **parts.op, "need": written(one.need), **parts.unit}
    told["holds"] = one.holds
    if one.lacks is not None:
        told["lacks"] = one.lacks
    if one.spare is not None:
        told["spare"] = one.spare
    return told | parts.after


class _Parts(NamedTuple):
    """The members of a requirement that are the same for every subject, as they stand about its figures."""

    before: dict[str, Any]
    op: dict[str, Any]
    unit: dict[str, Any]
    after: dict[str, Any]


def _parts(asked: Requirement) -> _Parts:
    named = {"measure": asked.measure} if asked.measure else {"title": label_document(asked.title)}
    after = {"value": asked.value, "beside": asked.beside, "table": asked.table, "alternative": asked.is_alternative}
    return _Parts(
        {"purpose": asked.purpose, **named}, {"op": asked.op}, {"unit": asked.unit},
        {key: value for key, value in after.items() if value},
    )  # fmt: skip


class Requirements(Encoded):
    """The requirements of an indicator as a list."""

    __slots__ = ("_listed",)

    def __init__(self, listed: tuple[Compared, ...]) -> None:
        self._listed = listed

    def text(self, margin: str) -> str:
        """The text of the list of `requirement_document`."""
        return listed_text([_requirement_text(one, margin + " ") for one in self._listed], margin)


def _requirement_text(one: Compared, margin: str) -> str:
    inner = margin + " "
    before, op, unit, after = _frame(_without_figures(one.requirement), margin)
    have, need = _figure(one.have, inner), _figure(one.need, inner)
    lacks = "" if one.lacks is None else f',{inner}"lacks": {quoted(one.lacks)}'
    spare = "" if one.spare is None else f',{inner}"spare": {quoted(one.spare)}'
    return f"{before}{have}{op}{need}{unit}{_TRUTH[one.holds]}{lacks}{spare}{after}"


def _without_figures(asked: Requirement) -> Requirement:
    """A requirement without what was worked out for one subject; a limit that stands in it is mostly that of all."""
    return asked if asked.have is None else asked._replace(have=None, need=None)


_TRUTH = {True: "true", False: "false", None: "null"}


def _figure(value: Written, inner: str) -> str:
    return quoted(value) if type(value) is str else json_text(written(value), inner)


@lru_cache(maxsize=MOST)
def _frame(asked: Requirement, margin: str) -> tuple[str, str, str, str]:
    """What stands before `have`, between it and `need`, between this and `holds`, and after all of them."""
    inner, parts = margin + " ", _parts(asked)
    comma = f",{inner}"
    after = comma + members_text(parts.after, inner) if parts.after else ""
    return (
        f'{{{inner}{members_text(parts.before, inner)}{comma}"have": ',
        f'{comma}{members_text(parts.op, inner)}{comma}"need": ',
        f'{comma}{members_text(parts.unit, inner)}{comma}"holds": ',
        f"{after}{margin}}}",
    )
