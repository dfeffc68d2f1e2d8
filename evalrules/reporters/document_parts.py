"""The indicators of a result document, each with what it asks for, as plain data and as text.

Most of a requirement belongs to the ruleset. As text these members are joined once, and only the figures are put
between them; the text is that of the plain data.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Assessment, Finding, Requirement, Titles, Written
from evalrules.model.result_shapes import FINDING, LABEL
from evalrules.model.ruleset import Label
from evalrules.reporters.figures import AT_LEAST, AT_MOST, COMPARES, Compared, compared, decimal_of, distance
from evalrules.reporters.json_text import Encoded, members_text, plain_json_text, quoted_plain
from evalrules.reporters.shaped import document, listed_text, record_text, written

MOST = 8192
"""Of how many requirements, and of how many lists of them, the joined members are remembered."""


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
    told = record_text(FINDING, one, margin)
    if not one.requirements:
        return told
    inner = margin + " "
    asked = _at_once(one, titles, inner) or Requirements(compared(one, titles)).text(inner)
    return f'{told[: -len(margin) - 1]},{inner}"requirements": {asked}{margin}}}'


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
    lacks = "" if one.lacks is None else f',{inner}"lacks": {quoted_plain(one.lacks)}'
    spare = "" if one.spare is None else f',{inner}"spare": {quoted_plain(one.spare)}'
    return f"{before}{have}{op}{need}{unit}{_TRUTH[one.holds]}{lacks}{spare}{after}"


def _without_figures(asked: Requirement) -> Requirement:
    """A requirement without what was worked out for one subject; a limit that stands in it is mostly that of all."""
    return asked if asked.have is None else asked._replace(have=None, need=None)


# -- plain numbers at once ---------------------------------------------------------------------------------------------


class _Limit(NamedTuple):
    """A requirement whose limit is a plain number: all its text but what there is and the distance."""

    measure: str
    compares: Callable[[Decimal, Decimal], bool]
    need: Decimal
    before: str
    reached: str
    not_reached: str
    after: str


def _at_once(one: Finding, titles: Titles, margin: str) -> str | None:
    """The text of requirements all of which compare a plain figure with a plain limit; None for any other."""
    limits = _limits_of(one.requirements, margin + " ")
    if limits is None:
        return None
    facts, rounds, items = {use.measure: use.value for use in one.facts}, titles.roundings, []
    for limit in limits:
        have = facts.get(limit.measure)
        number = decimal_of(have) if type(have) is str else None
        if number is None or limit.measure in rounds:
            return None
        middle = limit.reached if limit.compares(number, limit.need) else limit.not_reached
        items.append(f"{limit.before}{have}{middle}{distance(number, limit.need)}{limit.after}")
    return listed_text(items, margin)


class _Limits(NamedTuple):
    """The limits of requirements, with these; None where one of them is none that can be written at once."""

    of: tuple[Requirement, ...]
    limits: tuple[_Limit, ...] | None


def _limits_of(asked: tuple[Requirement, ...], margin: str) -> tuple[_Limit, ...] | None:
    """The limits of requirements, worked out once for all subjects that a plan is of."""
    own = (id(asked), margin)
    known = _LIMITS.get(own)
    if known is None or known.of is not asked:
        while len(_LIMITS) >= MOST:
            _LIMITS.pop(next(iter(_LIMITS), own), None)
        limits = tuple(filter(None, (_limit(one, margin) for one in asked)))
        known = _LIMITS[own] = _Limits(asked, limits if len(limits) == len(asked) else None)
    return known.limits


_LIMITS: dict[tuple[int, str], _Limits] = {}
"""By the identity of requirements, which are kept with them, so that no others can have it meanwhile."""


def _limit(asked: Requirement, margin: str) -> _Limit | None:
    need = decimal_of(asked.need) if type(asked.need) is str else None
    if need is None or not asked.measure or asked.have is not None or asked.op not in AT_LEAST + AT_MOST:
        return None
    before, op, unit, after = _frame(asked, margin)
    middle, inner = f'"{op}{quoted_plain(str(asked.need))}{unit}', margin + " "
    reached, not_reached = (
        f'{middle}{_TRUTH[holds]},{inner}"{name}": "' for holds, name in ((True, "spare"), (False, "lacks"))
    )
    return _Limit(asked.measure, COMPARES[asked.op], need, before + '"', reached, not_reached, '"' + after)


# -- every other requirement -------------------------------------------------------------------------------------------


_TRUTH = {True: "true", False: "false", None: "null"}


def _figure(value: Written, inner: str) -> str:
    return quoted_plain(value) if type(value) is str else plain_json_text(written(value), inner)


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
