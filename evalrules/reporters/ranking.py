"""In which order many subjects stand, and to which region each belongs: by what is known of them in short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf
from pathlib import PurePosixPath
from typing import TypeAlias

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import NOT_MET, ZERO
from evalrules.model.brief import Brief, Whole
from evalrules.model.report import ORDERS, Report
from evalrules.reporters.overview import Totals, briefs_of, totals_of

CODE, RESULT = ORDERS

OF_CODE, OF_FOLDER = "region_of_code", "region_of_folder"

_STANDING = {True: 0, None: 1, False: 2}
_DIGITS = pattern(r"([0-9]{1,18})", re.ASCII)
_CODE = pattern(r"[0-9]{6}([0-9]{3})?([0-9]{3})?", re.ASCII)
"""A code of an administrative division as GB/T 2260 and its extensions write it: the first four digits are the city."""

_Key: TypeAlias = tuple[object, ...]


class Region(NamedTuple):
    """A city or another region, and how its subjects stand."""

    name: str
    totals: Totals


class Regions(NamedTuple):
    """The regions of all subjects, and by what they were told apart: the code of a subject, or its folder."""

    by: str
    regions: tuple[Region, ...]


def sorted_report(report: Report, by: str) -> Report:
    """A report whose results stand in an order of ORDERS."""
    order = order_of(briefs_of(report), by)
    return report._replace(results=tuple(report.results[at] for at in order))


def sorted_whole(whole: Whole, order: Sequence[int]) -> Whole:
    """A run as a whole whose subjects stand in that order."""
    lines = tuple(whole.lines[at] for at in order) if whole.lines else ()
    return whole._replace(briefs=tuple(whole.briefs[at] for at in order), lines=lines)


def order_of(briefs: Sequence[Brief], by: str) -> list[int]:
    """The places of subjects, the first first: by their codes, or the best first.

    The best reach the level, then come those that are open, those that do not reach it, those that were not evaluated;
    among equals more points, then fewer changes to the level, then fewer indicators that are not met, then the code.
    """
    if by not in ORDERS:
        return list(range(len(briefs)))
    key = _by_result if by == RESULT else _by_code
    return sorted(range(len(briefs)), key=lambda at: key(briefs[at]))


def _by_code(one: Brief) -> _Key:
    return (not one.code, _natural(one.code), _natural(one.path))


def _by_result(one: Brief) -> _Key:
    if not one.is_evaluated:
        return (3, 0, 0, 0, _by_code(one))
    points = -inf if one.points is None else one.points
    failing = sum(word in (NOT_MET, ZERO) for word in one.words)
    return (_STANDING[one.meets_required], -points, one.changes or inf, failing, _by_code(one))


def _natural(text: str) -> _Key:
    """A text by which 9 stands before 10."""
    parts = _DIGITS.split(text)
    return tuple((1, int(one), one) if at % 2 else (0, 0, one) for at, one in enumerate(parts) if one)


def regions_of(briefs: Sequence[Brief]) -> Regions | None:
    """The regions of many subjects; None where neither folders nor codes put several subjects together.

    Folders do where an office has one for each city. A bundle is a folder of its own subject and tells nothing.
    """
    folders = [str(PurePosixPath(one.path.replace("\\", "/")).parent) for one in briefs]
    if _tell(folders):
        return _regions(OF_FOLDER, folders, briefs)
    evaluated = [one for one in briefs if one.is_evaluated]
    cities = [one.code[:4] if _CODE.fullmatch(one.code) else "" for one in evaluated]
    if "" not in cities and _tell(cities):
        return _regions(OF_CODE, cities, evaluated)
    return None


def _tell(names: Sequence[str]) -> bool:
    """Whether there are several regions, and fewer than two thirds as many as subjects."""
    return len(set(names)) > 1 and 3 * len(set(names)) <= 2 * len(names)


def _regions(by: str, names: Sequence[str], briefs: Sequence[Brief]) -> Regions:
    found: dict[str, list[Brief]] = {}
    for name, one in zip(names, briefs, strict=True):
        found.setdefault(name, []).append(one)
    ordered = sorted(found, key=_natural)
    return Regions(by, tuple(Region(name, totals_of(found[name])) for name in ordered))
