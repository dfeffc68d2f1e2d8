"""Rulesets as JSON text and back: data only, so that a cached ruleset can never run anything.

Every named tuple of the model and the tree is written as a list that begins with its name.
"""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from typing import Any

from evalrules.base.numbers import Rounding
from evalrules.base.source import Span
from evalrules.model import refs
from evalrules.model import ruleset as nouns
from evalrules.tree import nodes

_CLASSES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        Span, nodes.Condition, *nodes.NODE_TYPES, nouns.Label, nouns.Source, nouns.Citation, nouns.Choice, nouns.Value,
        nouns.NoneFor, nouns.Measure, nouns.Band, nouns.Indicator, nouns.Group, nouns.Gate, nouns.Veto, nouns.Level,
        nouns.Rule, nouns.Panel, nouns.Check, nouns.InForce, nouns.RowCount, nouns.Table, nouns.MemberGroup,
        nouns.Obligation, Rounding, nouns.Ruleset, refs.OwnRef, refs.ColumnRef, refs.YearRef, refs.OptionRef,
        refs.MembersRef, refs.PointsRef,
    )
}  # fmt: skip


def ruleset_to_json(ruleset: nouns.Ruleset) -> str:
    """A ruleset as JSON text."""
    return json.dumps(encoded(ruleset), ensure_ascii=False, separators=(",", ":"))


def ruleset_from_json(text: str) -> nouns.Ruleset:
    """A ruleset from its JSON text; ValueError, KeyError or TypeError where the text is not one."""
    found = decoded(json.loads(text))
    if not isinstance(found, nouns.Ruleset):
        raise TypeError(type(found).__name__)
    return found


def encoded(value: Any) -> Any:  # noqa: ANN401 - any field of the model
    """What a value of the model or the tree is in JSON."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Fraction):
        return ["/", value.numerator, value.denominator]
    if isinstance(value, datetime.date):
        return ["@", value.toordinal()]
    if isinstance(value, dict):
        return {key: encoded(item) for key, item in value.items()}
    name = type(value).__name__
    return [name if name in _CLASSES else "()", *[encoded(item) for item in value]]


def decoded(value: Any) -> Any:  # noqa: ANN401 - any field of the model
    """The value again; ValueError, KeyError or TypeError for what is none."""
    if type(value) is list:
        name = value[0]
        if name == "Span":
            return Span(*value[1:])
        if name == "/":
            return Fraction(value[1], value[2])
        if name == "@":
            return datetime.date.fromordinal(value[1])
        items = [decoded(item) if type(item) in _NESTED else item for item in value[1:]]
        return tuple(items) if name == "()" else _CLASSES[name](*items)
    if type(value) is dict:
        return {key: decoded(item) if type(item) in _NESTED else item for key, item in value.items()}
    return value


_NESTED = frozenset((list, dict))
"""What json makes of lists and mappings, the very types: it is asked of each of some thousand items."""
