"""A failing ruleset with its evidence made smaller, one part at a time, as long as it still fails."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

from .drawn_evidence import leaves
from .evidence_forms import Number

Documents = tuple[dict[str, Any], ...]
"""The ruleset, then one or two documents of evidence: the one with less in it first."""

_CONDITIONS = ("when", "need", "met", "bands", "ceiling", "applies", "must", "leave_out", "grade", "awarded", "value", "checks")


def shrunk(documents: Documents, fails: Callable[[Documents], bool], limit: int = 3000) -> Documents:
    """The smallest documents found that still fail."""
    tried = 0
    found = True
    while found:
        found = False
        for smaller in _smaller(documents):
            tried += 1
            if tried > limit:
                return documents
            if _fails(fails, smaller):
                documents, found = smaller, True
                break
    return documents


def _fails(fails: Callable[[Documents], bool], documents: Documents) -> bool:
    """Whether they fail as documents; a ruleset that is no longer one may end anyhow."""
    try:
        return fails(documents)
    except Exception:  # noqa: BLE001
        return False


def _smaller(documents: Documents) -> Iterator[Documents]:
    ruleset, *evidence = documents
    for path in sorted(leaves(ruleset), key=len):
        without = _without(ruleset, path)
        if without is not None:
            yield (without, *evidence)
    for path in leaves(evidence[0]):
        yield (ruleset, *(found if (found := _without(one, path)) is not None else one for one in evidence))
    if len(evidence) == 2:
        for path in leaves(evidence[1]):
            filled = _filled(evidence[0], evidence[1], path)
            if filled is not None:
                yield (ruleset, filled, evidence[1])
        for path in leaves(evidence[1]):
            without = _without(evidence[1], path)
            if without is not None and not _has(evidence[0], path):
                yield (ruleset, evidence[0], without)
    for path in leaves(ruleset):
        for simpler in _simpler(path, _at(ruleset, path)):
            yield (_with(ruleset, path, simpler), *evidence)


def _simpler(path: tuple[Any, ...], value: object) -> Iterator[str]:
    """The parts of a condition that may stand in its place."""
    if not isinstance(value, str) or isinstance(value, Number) or not set(_CONDITIONS) & set(path):
        return
    try:
        root = ast.parse(value, mode="eval").body
    except SyntaxError:
        return
    for node in ast.walk(root):
        for name, part in ast.iter_fields(node):
            parts = part if isinstance(part, list) else [part]
            for at, one in enumerate(parts):
                if isinstance(one, ast.expr):
                    yield from _replaced(root, node, name, at if isinstance(part, list) else None, one)


def _replaced(root: ast.expr, node: ast.AST, name: str, at: int | None, one: ast.expr) -> Iterator[str]:
    """The condition as the part alone, and with the part's own parts in its place."""
    yield ast.unparse(one)
    for inner in ast.iter_child_nodes(one):
        if isinstance(inner, ast.expr):
            before = getattr(node, name)
            changed = inner if at is None else [*before[:at], inner, *before[at + 1 :]]
            setattr(node, name, changed)
            yield ast.unparse(root)
            setattr(node, name, before)


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def _has(document: Any, path: tuple[Any, ...]) -> bool:
    try:
        return _at(document, path) is not None
    except (KeyError, IndexError, TypeError):
        return False


def _without(document: Any, path: tuple[Any, ...]) -> Any:
    """The document without what stands at the path; None where nothing does."""
    try:
        _at(document, path)
    except (KeyError, IndexError, TypeError):
        return None
    found = copy.deepcopy(document)
    del _at(found, path[:-1])[path[-1]]
    return found


def _filled(less: Any, more: Any, path: tuple[Any, ...]) -> Any:
    """The less of two documents with what the other has at the path."""
    if not isinstance(path[-1], str) or not (_has(less, path[:-1]) if path[:-1] else True):
        return None
    value = _at(more, path)
    try:
        if _at(less, path) == value:
            return None
    except (KeyError, IndexError, TypeError):
        pass
    try:
        return _with(less, path, value)
    except (KeyError, IndexError, TypeError):
        return None


def _with(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    found = copy.deepcopy(document)
    _at(found, path[:-1])[path[-1]] = value
    return found
