"""What a result names must stand in it: levels, indicators, measures, rules. The reporters look them all up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from evalrules.model.assessment import (
    Assessment,
    Change,
    Finding,
    GateFinding,
    Missing,
    Reason,
    Titles,
    VetoFinding,
)
from evalrules.model.refs import cell_from
from evalrules.model.ruleset import GRADES, Citation

Mention: TypeAlias = tuple[str, Iterable[str], Collection[str]]
"""A part of a result, the names in it, and those that are known."""


def unknown_mention(found: Assessment) -> str | None:
    """The part of a result that names something which does not stand in it; None where there is none."""
    return next((part for part, names, known in mentions(found) if not set(names) <= set(known)), None)


def mentions(found: Assessment) -> Iterator[Mention]:
    """Every part of a result that names something, the names, and where they must stand."""
    titles, indicators = found.titles, {one.id for one in found.findings}
    verdict = found.verdict
    levels = _given(verdict.level, *verdict.possible, *verdict.possible_if_lowered, found.required)
    yield "verdict.level", levels, titles.levels
    yield from _reasons(verdict.reasons, found, indicators)
    for at, gate in enumerate(found.gates):
        yield f"gates[{at}].because", gate.because, indicators
    for at, veto in enumerate(found.vetoes):
        yield f"vetoes[{at}].because", veto.because, indicators
    yield "vetoes", [veto.level for veto in found.vetoes], titles.levels
    yield "gates", [gate.otherwise for gate in found.gates if gate.otherwise], titles.levels
    yield "verdict.without_gap", found.verdict.fixed, titles.measures
    yield "titles.choices", titles.choices, titles.measures
    yield "titles.choices", titles.choices.values(), (*titles.options, GRADES)
    yield "titles.keys", titles.keys, titles.tables
    yield "titles.keys", [column for columns in titles.keys.values() for column in columns], titles.measures
    yield "titles.roundings", titles.roundings, titles.measures
    yield "titles.rounded_by", titles.rounded_by, titles.roundings
    yield "titles.rounded_by", [one.cite for one in titles.rounded_by.values()], titles.sources
    for at, listed in enumerate(found.tables):
        yield f"tables[{at}].table", [listed.table], titles.tables
        yield f"tables[{at}].options", [column for column, _ in listed.options], titles.measures
        yield f"tables[{at}].indicators", listed.indicators, indicators
    yield from _uses(found)
    yield "settings", [one.source.cite for one in found.settings], titles.sources
    yield "shown", [one.measure for one in found.shown], titles.measures
    yield "members", [one.group for one in found.members], titles.members
    yield "waivers", [one.indicator for one in found.waivers], indicators
    yield "claims", [one.measure for one in found.claims], titles.measures
    for at, other in enumerate(found.beside):
        yield f"beside[{at}]", _given(other.level, *other.possible), titles.levels
        yield f"beside[{at}].differences", [one.indicator for one in other.differences], indicators
    yield from _changes_and_gaps(found, indicators)
    for at, item in enumerate(found.missing):
        yield f"missing[{at}].needed", [one.to for one in item.needed], titles.levels
        yield f"missing[{at}].id", *_missing_name(item, titles, indicators)
        yield f"missing[{at}].narrows", [own for one in item.narrows for own in one.levels], titles.levels
        yield f"missing[{at}].leads", item.leads, titles.levels
        if item.together is not None:
            yield f"missing[{at}].together", [one.to for one in item.together.needed], titles.levels
        yield f"missing[{at}].taken_as_graded", item.taken_as_graded, indicators
        for one in item.lowers:
            yield f"missing[{at}].lowers", [indicator for indicator, _ in one.grades], indicators
            yield f"missing[{at}].lowers", one.levels, titles.levels


def _uses(found: Assessment) -> Iterator[Mention]:
    """The facts, groups, tables and sources behind gates, vetoes and indicators."""
    titles = found.titles
    rules: list[tuple[str, Sequence[GateFinding | VetoFinding | Finding]]] = [
        ("gates", found.gates), ("vetoes", found.vetoes), ("indicators", found.findings),
    ]  # fmt: skip
    for part, listed in rules:
        for at, rule in enumerate(listed):
            yield f"{part}[{at}].facts", [use.measure for use in rule.facts], titles.measures
            yield f"{part}[{at}].source", _cited(rule.source), titles.sources
    for at, finding in enumerate(found.findings):
        yield f"indicators[{at}].group", _given(finding.group or None), titles.groups
        yield f"indicators[{at}].grade", _given(finding.grade), titles.grades
        yield f"indicators[{at}].statistics", [one.table for one in finding.statistics], titles.tables
        named = [one.measure for one in finding.statistics if one.measure]
        yield f"indicators[{at}].statistics", named, titles.measures
        rows = [one.table for one in finding.requirements if one.table]
        yield f"indicators[{at}].requirements", rows, titles.tables
        yield f"indicators[{at}].ceiling_source", _cited(finding.ceiling_source), titles.sources
        yield f"indicators[{at}].values", [own for use in finding.values for own in _cited(use.source)], titles.sources
        yield f"indicators[{at}].failing_rows", [row.table for row in finding.failing_rows], titles.tables


def _cited(source: Citation | None) -> list[str]:
    return [] if source is None else [source.cite]


def _given(*names: str | None) -> list[str]:
    return [name for name in names if name is not None]


def _reasons(reasons: tuple[Reason, ...], found: Assessment, indicators: Collection[str]) -> Iterator[Mention]:
    known: Mapping[str, Collection[str]] = {
        "veto": {one.id for one in found.vetoes}, "gate": {one.id for one in found.gates}, "level": found.titles.levels,
    }  # fmt: skip
    for at, reason in enumerate(reasons):
        yield f"verdict.reasons[{at}].because", reason.because, indicators
        yield f"verdict.reasons[{at}].alone", reason.alone, indicators
        yield f"verdict.reasons[{at}].ids", reason.ids, known.get(reason.kind, ())


def _changes_and_gaps(found: Assessment, indicators: Collection[str]) -> Iterator[Mention]:
    levels = found.titles.levels
    for at, gap in enumerate(found.gaps):
        is_level = gap.kind == "level"
        yield f"gaps[{at}]", [gap.to if is_level else gap.id], levels if is_level else indicators
        yield from _in_changes(f"gaps[{at}]", (*gap.changes, *sum(gap.alternatives, ())), found, indicators)
    for at, finding in enumerate(found.findings):
        rows = sum((row.gaps for row in finding.failing_rows), ())
        yield from _in_changes(f"indicators[{at}].failing_rows", rows, found, indicators)


def _in_changes(
    path: str, changes: tuple[Change, ...], found: Assessment, indicators: Collection[str]
) -> Iterator[Mention]:
    yield path, _given(*(change.grade for change in changes)), indicators
    yield path, _given(*(change.measure for change in changes)), found.titles.measures
    counted = [change.count_of or "" for change in changes if change.how_many is not None]
    yield path, counted, found.titles.measures


def _missing_name(item: Missing, titles: Titles, indicators: Collection[str]) -> tuple[list[str], Collection[str]]:
    if item.kind in ("grade", "points"):
        return [item.id], indicators
    if item.kind == "table":
        return [item.id], titles.tables
    if item.kind == "cell":
        return [_column(item.id)], titles.measures
    return ([item.id], titles.measures) if item.kind in ("fact", "members", "column") else ([], ())


def _column(cell: str) -> str:
    """The column of a cell; what is no cell leads nowhere either."""
    try:
        return cell_from(cell).measure.text
    except ValueError:
        return cell
