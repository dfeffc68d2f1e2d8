"""What stands under each indicator of a result document: its facts and its requirements, as plain data and as text.

Most of a requirement belongs to the ruleset. As text these members are joined once, and only the figures are put
between them; the text is that of the plain data.
"""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import FactUse, Finding, Irrational, Requirement, Written
from evalrules.model.ruleset import Label
from evalrules.reporters.figures import Compared
from evalrules.reporters.json_text import Encoded, json_text, members_text

MOST = 8192
"""Of how many requirements the joined members are remembered; those used least lately are forgotten."""


def label_document(label: Label) -> dict[str, str]:
    """A name in both languages."""
    return {"zh": label.zh, "en": label.en}


def written(value: Written) -> Any:  # noqa: ANN401 - any JSON value
    """A value as JSON; a number with roots as its square and its first digits."""
    if isinstance(value, Irrational):
        return {"square": value.square or None, "shown": value.shown}
    return value


def paper_document(one: FactUse | Finding) -> dict[str, Any]:
    """The paper that a fact or a decision cites, where it cites one."""
    return {name: text for name, text in (("attachment", one.attachment), ("page", one.page)) if text}


def fact_document(use: FactUse) -> dict[str, Any]:
    """A fact that an indicator rests on."""
    found = {"measure": use.measure, "value": written(use.value), "unit": use.unit, "place": use.place}
    return found | paper_document(use)


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


class Facts(Encoded):
    """The facts of an indicator as a list."""

    __slots__ = ("_uses",)

    def __init__(self, uses: tuple[FactUse, ...]) -> None:
        self._uses = uses

    def text(self, margin: str) -> str:
        """The text of the list of `fact_document`."""
        return _listed([_fact_text(use, margin + " ") for use in self._uses], margin)


def _fact_text(use: FactUse, margin: str) -> str:
    value = use.value
    if use.attachment or use.page or type(value) is not str:
        return json_text(fact_document(use), margin)
    inner = margin + " "
    named = f'{{{inner}"measure": {quoted(use.measure)},{inner}"value": {quoted(value)}'
    return f'{named},{inner}"unit": {quoted(use.unit)},{inner}"place": {quoted(use.place)}{margin}}}'


class Requirements(Encoded):
    """The requirements of an indicator as a list."""

    __slots__ = ("_listed",)

    def __init__(self, listed: tuple[Compared, ...]) -> None:
        self._listed = listed

    def text(self, margin: str) -> str:
        """The text of the list of `requirement_document`."""
        return _listed([_requirement_text(one, margin + " ") for one in self._listed], margin)


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


def _listed(items: list[str], margin: str) -> str:
    inner = margin + " "
    return f"[{inner}{f',{inner}'.join(items)}{margin}]" if items else "[]"
