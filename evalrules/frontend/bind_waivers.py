"""Waivers of the evidence: each with its justification, who approved it and until when; anything less is none."""

from __future__ import annotations

import datetime

from evalrules.base.diagnostics import Related, error
from evalrules.base.source import Listing, Node, Record, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.fields import first_day, scalar_of
from evalrules.frontend.opening import unknown_keys
from evalrules.frontend.spellings import says_nothing
from evalrules.model.evidence import Waiver
from evalrules.model.ruleset import Indicator

_KEYS = ("indicator", "reason", "approver", "until")
_DAY_LENGTH = len("2008-12-31")


def bind_waivers(node: Node | None, facts: Facts) -> tuple[Waiver, ...]:
    """The section `waivers`, in the order of the ruleset.

    ER401 unknown indicators, ER404 one waived twice, ER438 what a waiver lacks, ER439 indicators with points.
    """
    if node is None or is_null(node):
        return ()
    if not isinstance(node, Listing):
        facts.problems.append(error("ER103", node.span, found=_kind_of(node), expected="a list of waivers"))
        return ()
    found: dict[str, Waiver] = {}
    for item in node.items:
        waiver = _bind_waiver(item, facts) if isinstance(item, Record) else None
        if not isinstance(item, Record):
            expected = "{indicator, reason, approver, until}"
            facts.problems.append(error("ER103", item.span, found="not a mapping", expected=expected))
        elif waiver is not None and waiver.indicator in found:
            _refuse_twin(waiver, found[waiver.indicator].place, facts)
        elif waiver is not None:
            found[waiver.indicator] = waiver
    order = [indicator.id for indicator in facts.ruleset.indicators]
    return tuple(sorted(found.values(), key=lambda one: order.index(one.indicator)))


def _kind_of(node: Node) -> str:
    return "a mapping" if isinstance(node, Record) else "not a list"


def _bind_waiver(item: Record, facts: Facts) -> Waiver | None:
    facts.problems.extend(unknown_keys(item, _KEYS))
    texts = {key: _text(item, key) for key in _KEYS}
    until = _day(texts["until"])
    lacking = [key for key in _KEYS if not texts[key] or (key == "until" and until is None)]
    for key in lacking:
        written = scalar_of(item, key)
        place: Span = written.span if written is not None else item.span
        facts.problems.append(error("ER438", place, key=key))
    indicator = _indicator(item, texts["indicator"], facts) if "indicator" not in lacking else None
    if lacking or indicator is None or until is None:
        return None
    return Waiver(indicator.id, texts["reason"], texts["approver"], until, item.span)


def _text(item: Record, key: str) -> str:
    written = scalar_of(item, key)
    return "" if written is None or says_nothing(written) else written.text.strip()


def _day(written: str) -> datetime.date | None:
    """A whole day, and nothing shorter: a waiver ends on a day that everybody knows."""
    return first_day(written) if len(written) == _DAY_LENGTH else None


def _indicator(item: Record, written: str, facts: Facts) -> Indicator | None:
    known = {indicator.id: indicator for indicator in facts.ruleset.indicators}
    place = (scalar_of(item, "indicator") or item).span
    if written not in known:
        suggestion = nearest(written, known)
        facts.problems.append(error("ER401", place, what="indicator", id=written, suggestion=suggestion))
        return None
    if known[written].kind == "scored":
        facts.problems.append(error("ER439", place, indicator=written))
        return None
    return known[written]


def _refuse_twin(waiver: Waiver, first: Span, facts: Facts) -> None:
    args = {"measure": waiver.indicator, "first": str(first)}
    facts.problems.append(error("ER404", waiver.place, Related("first", first), **args))
