"""Two results as plain values, held against each other: every part that differs, named as a reader knows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from evalrules.base.records import NamedTuple

_WORDS: Mapping[str, str] = {
    "verdict": "verdict", "gates": "gate", "vetoes": "veto", "indicators": "indicator", "gaps": "gap",
    "missing": "what is missing", "members": "member", "claims": "claim", "waivers": "waiver",
    "diagnostics": "diagnostic", "titles": "titles", "beside": "assessment beside", "counts": "counts",
    "scores": "sums of points",
    "attributes": "attributes", "scales": "scales", "subject": "subject", "period": "period", "evidence": "evidence",
    "ruleset": "ruleset", "assessment": "assessment", "options": "options", "summary": "summary",
    "baseline": "baseline", "engine": "engine", "format": "format",
}  # fmt: skip
_ABSENT: Any = object()
_LENGTH = 60


class Difference(NamedTuple):
    """A part that differs: what it is, its id where it has one, the path to the first value in it that differs, and
    that value as stated and as found, each as JSON and cut where it is long.
    """

    what: str
    id: str
    at: str
    stated: str
    found: str


def differences(stated: Any, found: Any, path: str) -> Iterator[Difference]:  # noqa: ANN401 - any JSON value
    """The parts in which two results differ, in the order of the second; `path` leads to them in their document.

    In a list each entry is a part of its own: indicator 9 and indicator 12 are two.
    """
    if not (isinstance(stated, dict) and isinstance(found, dict)):
        if stated != found:
            yield _difference("part", "", path, stated, found)
        return
    for key in dict.fromkeys((*found, *stated)):
        mine, other = stated.get(key, _ABSENT), found.get(key, _ABSENT)
        what = _WORDS.get(key, "part")
        if isinstance(mine, list) and isinstance(other, list):
            for own, at, one, another in _paired(mine, other):
                if _differ(one, another):
                    yield _difference(what, own, f"{path}.{key}[{at}]", one, another)
        elif _differ(mine, other):
            yield _difference(what, "", f"{path}.{key}", mine, other)


def _differ(one: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether two values are written otherwise: true is no 1, and null is not the same as nothing."""
    return one is not other and (_ABSENT in (one, other) or _text(one) != _text(other))


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, sort_keys=True)


def _paired(stated: list[Any], found: list[Any]) -> Iterator[tuple[str, int, Any, Any]]:
    """The entries of two lists side by side, by their ids where all have one of their own, else by their places."""
    mine, others = _by_id(stated), _by_id(found)
    if mine is None or others is None:
        for at, (one, other) in enumerate(zip_longest(stated, found, fillvalue=_ABSENT)):
            yield "", at, one, other
        return
    for own in dict.fromkeys((*others, *mine)):
        at, one = mine.get(own, (len(stated), _ABSENT))
        yield own, at, one, others.get(own, (0, _ABSENT))[1]
    if list(mine) != list(others) and set(mine) == set(others):
        yield "", 0, list(mine), list(others)


def _by_id(entries: list[Any]) -> dict[str, tuple[int, Any]] | None:
    found = {
        one["id"]: (at, one)
        for at, one in enumerate(entries)
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    }
    return found if len(found) == len(entries) else None


def _difference(what: str, own: str, path: str, stated: Any, found: Any) -> Difference:  # noqa: ANN401 - any JSON value
    path, stated, found = _first_leaf(path, stated, found)
    return Difference(what, own, path, _shown(stated), _shown(found))


def _first_leaf(path: str, stated: Any, found: Any) -> tuple[str, Any, Any]:  # noqa: ANN401 - any JSON value
    """The first value inside that differs; a part that is there only once is shown whole."""
    if isinstance(stated, dict) and isinstance(found, dict):
        pairs = [(f"{path}.{key}", stated.get(key, _ABSENT), found.get(key, _ABSENT)) for key in {**found, **stated}]
    elif isinstance(stated, list) and isinstance(found, list):
        both = zip_longest(stated, found, fillvalue=_ABSENT)
        pairs = [(f"{path}[{at}]", one, other) for at, (one, other) in enumerate(both)]
    else:
        return path, stated, found
    return next((_first_leaf(*pair) for pair in pairs if _differ(*pair[1:])), (path, stated, found))


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if value is _ABSENT:
        return "—"
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LENGTH else written[:_LENGTH] + "…"
