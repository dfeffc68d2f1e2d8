"""Whether one judgement refines another: what was certain with less evidence stays so with more.

The one exception is that of docs/decisions/0007: facts that arrive later and break a ceiling over a panel's grade
contradict the panel. It is looked for indicator by indicator and excuses nothing else.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from evalrules.base.diagnostics import has_errors
from evalrules.base.source import Document as Read
from evalrules.base.source import Record
from evalrules.frontend.bind import bind_evidence
from evalrules.frontend.build import build_ruleset
from evalrules.frontend.shape import check_shape
from evalrules.model.evidence import Evidence
from evalrules.model.refs import ColumnRef
from evalrules.model.ruleset import Ruleset
from evalrules.readers import json_document, yaml_document
from evalrules.schemas import schema_text
from evalrules.semantics.assess import assess
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.claims import contradictions
from evalrules.semantics.conditions import number
from evalrules.semantics.coverage import check_bands
from evalrules.semantics.interval import exact_value
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.semantics.waived import accepted, waivers_of

from .evidence_forms import as_json

EXCUSED = "excused"
_SCHEMA = schema_text("ruleset")


class Judged(NamedTuple):
    """Evidence as the engine sees it."""

    case: Case
    evidence: Evidence

    @property
    def assessment(self):
        """The whole assessment."""
        return assess(self.case.ruleset, self.evidence, case=self.case)


def loaded(text: str, *, shape: bool = True) -> tuple[Ruleset | None, list[Any]]:
    """A ruleset by the frontend, from its text; None with the errors where it has any."""
    root, problems = yaml_document.read("ruleset.yaml", text)
    if shape and root is not None:
        problems = [*problems, *check_shape(root, _SCHEMA)]
    if not isinstance(root, Record) or has_errors(problems):
        return None, list(problems)
    ruleset, found = build_ruleset(root)
    if ruleset is not None and not has_errors(found):
        found += check_bands(ruleset)
    return (None if has_errors(found) else ruleset), [one for one in found if one.is_error]


class Illegal(NamedTuple):
    """Evidence that is refused, with the codes."""

    codes: tuple[str, ...]
    problems: tuple[Any, ...] = ()


def judged(ruleset: Ruleset, document: dict[str, Any]) -> Judged | Illegal:
    """Evidence bound and judged, or why it is refused."""
    text = as_json({"format": "evidence/1", **document})
    root, _ = json_document.read("drawn.json", text)
    evidence, problems = bind_evidence(Read("drawn.json", text, "", root), ruleset)
    if evidence is None:
        return Illegal(tuple(one.code for one in problems if one.is_error), tuple(problems))
    case = case_of(ruleset, evidence)
    broken = contradictions(case, evidence)
    if broken:
        return Illegal(tuple(one.code for one in broken))
    return Illegal(("derived",)) if _is_out_of_range(case) else Judged(case, evidence)


def _is_out_of_range(case: Case) -> bool:
    """Whether a derived measure comes to what its declaration says it cannot be."""
    scopes = [("", case.scope)]
    scopes += [(table, row.scope) for table in case.ruleset.tables for row in case.scope.rows.rows(table, case.scope)]
    for measure in case.ruleset.measures.values():
        if measure.value is None:
            continue
        for table, scope in scopes:
            own = measure.ref.table if isinstance(measure.ref, ColumnRef) else ""
            if own == table:
                low, high = number(measure.value.root, scope)
                least, most = scope.declared(measure.id)
                if high < least or low > most:
                    return True
    return False


def derived_values(judged: Judged) -> dict[str, Fraction]:
    """The derived measures of the subject that are known."""
    case = judged.case
    found = {one.id: exact_value(number(one.value.root, case.scope)) for one in case.ruleset.facts if one.value is not None and not one.each}
    return {own: value for own, value in found.items() if value is not None}


def contradiction(less: Judged, more: Judged) -> str:
    """What was certain with less evidence and is not with more; "" where nothing is, EXCUSED for the exception."""
    excused = False
    now = {standing.indicator.id: standing for standing in more.case.standings}
    for before in less.case.standings:
        after = now.get(before.indicator.id)
        if after is None:
            return f"indicator {before.indicator.id} is gone"
        if not set(after.possible) <= set(before.possible):
            if not _contradicts_the_panel(before, after, less.case, more.case):
                return f"indicator {before.indicator.id}: {before.possible} -> {after.possible}"
            excused = True
        if before.points is not None and after.points is not None and not _within(after.points, before.points):
            return f"points of {before.indicator.id}: {before.points} -> {after.points}"
        if before.indicator.must is not None and after.indicator.must is not before.indicator.must:
            return f"must of {before.indicator.id}: {before.indicator.must} -> {after.indicator.must}"
    return EXCUSED if excused else _of_verdict(less, more)


def _within(inner: tuple[Any, Any], outer: tuple[Any, Any]) -> bool:
    return bool(outer[0] <= inner[0] and inner[1] <= outer[1])


def _contradicts_the_panel(before: Standing, after: Standing, less: Case, more: Case) -> bool:
    """Whether a panel's own grade is what it may be, and only a ceiling that was unknown then lowers it now."""
    by_panel = is_assessed(before.plan, less.scope) and is_assessed(after.plan, more.scope)
    as_decided = set(after.before_ceiling) <= set(before.before_ceiling)
    return by_panel and as_decided and after.basis == "capped" and bool(before.indicator.ceiling)


def _of_verdict(less: Judged, more: Judged) -> str:
    """What of gates, vetoes, levels, conditions and waivers was certain and is not."""
    first, second = less.case, more.case
    if not set(second.possible_levels) <= set(first.possible_levels):
        return f"levels: {first.possible_levels} -> {second.possible_levels}"
    rules = [(gate.id, gate.need) for gate in first.ruleset.gates] + [(veto.id, veto.when) for veto in first.ruleset.vetoes]
    for own, condition in rules:
        was = first.holds(condition)
        if was is not None and second.holds(condition) is not was:
            return f"{own}: {was} -> {second.holds(condition)}"
    required = first.ruleset.required
    was = accepted(first, waivers_of(first, less.evidence), required)
    now = accepted(second, waivers_of(second, more.evidence), required)
    if was is not None and less.evidence.as_of == more.evidence.as_of and now is not was:
        return f"accepted: {was} -> {now}"
    return _of_dues(less, more)


def _of_dues(less: Judged, more: Judged) -> str:
    from evalrules.semantics.assess import _dues

    before, after = ({due.id: due.certain for due in _dues(one.case)} for one in (less, more))
    if not set(after) <= set(before):
        return f"conditions: {before} -> {after}"
    lost = [own for own, certain in before.items() if certain and after.get(own) is False]
    return f"conditions: {before} -> {after}" if lost else ""
