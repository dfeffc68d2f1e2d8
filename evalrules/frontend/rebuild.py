"""A ruleset from one that differs from it in one entry: only that entry is read again.

Enters: the document of a ruleset, the ruleset, and the document with something changed. Leaves: the changed ruleset as
evalrules.frontend.build makes it, but for its digest, which stays; nothing where the change reaches further than its
entry, and the ruleset has to be built as a whole.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from evalrules.base.diagnostics import Diagnostic, has_errors
from evalrules.base.numbers import Rounding
from evalrules.base.source import Record
from evalrules.frontend.build import gate_of, obligation_of, rules_of, veto_of
from evalrules.frontend.derivations import check_derivations
from evalrules.frontend.draft import Draft
from evalrules.frontend.fields import entries_of, records_of
from evalrules.frontend.indicators import indicator_of, made_of, scores_of
from evalrules.frontend.names import ScoreName
from evalrules.frontend.quantities import measures_of, tables_of, value_of
from evalrules.frontend.ungraded import ungraded_looks
from evalrules.model.ruleset import Indicator, Ruleset, Value
from evalrules.tree.nodes import Fact, Parameter, Rounded

Rebuilt: TypeAlias = tuple[Ruleset | None, list[Diagnostic]]
"""What evalrules.frontend.build gives: the ruleset, None where a problem makes it unusable, and every problem."""


class Rebuilding:
    """A ruleset without errors, and what of it was read that is the same for all that are near it."""

    def __init__(self, root: Record, ruleset: Ruleset) -> None:
        self._sections = {pair.key.text: pair.value for pair in root.pairs}
        self._root = root
        self._ruleset = ruleset
        self._draft = Draft(root)
        self._scores = scores_of(self._draft, ruleset.indicators)
        self._draft.names = self._draft.names._replace(scores=self._scores)
        self._entries = {key.text: item for key, item in entries_of(root, "values")}
        tables = [item for _, item in entries_of(root, "tables")]
        fields = [item for table in tables for _, item in entries_of(table, "columns")]
        self._read = frozenset(
            id(item) for item in (*tables, *fields, *(own for _, own in entries_of(root, "measures")))
        )
        self._ways: dict[str, Callable[[Draft], Ruleset | None]] = {
            "indicators": self._indicators, "values": self._values, "measures": self._formulas,
            "tables": self._formulas, "gates": self._gates, "vetoes": self._vetoes, "verdict": self._verdict,
            "conditions": self._obligations,
        }  # fmt: skip
        self._full = {one.full.value for one in ruleset.indicators if isinstance(one.full, Parameter)}

    def of(self, root: Record) -> Rebuilt | None:
        """The ruleset of a document of which one section has another entry, or lacks one; None for any other."""
        sections = {pair.key.text: pair.value for pair in root.pairs}
        changed = [key for key, node in self._sections.items() if sections.get(key) is not node]
        if len(changed) != 1 or sections.keys() != self._sections.keys() or changed[0] not in self._ways:
            return None
        draft = copy.copy(self._draft)
        draft.root, draft.problems = root, []
        ruleset = self._ways[changed[0]](draft)
        if ruleset is None:
            return None
        return (None if has_errors(draft.problems) else ruleset), draft.problems

    def _indicators(self, draft: Draft) -> Ruleset | None:
        before, after = list(records_of(self._root, "indicators")), list(records_of(draft.root, "indicators"))
        known, found = iter(self._ruleset.indicators), list[Indicator]()
        if len(before) != len(after):
            return None
        for item, other in zip(before, after, strict=True):
            made = made_of(draft, item)
            own = [next(known) for _ in made]
            if item is not other:
                again = [indicator_of(draft, other, one, self._ruleset.values) for one in made]
                if [_seen_by_others(one) for one in own] != [_seen_by_others(one) for one in again]:
                    return None
                own = again
            found += own
        ruleset = self._ruleset._replace(indicators=tuple(found))
        scores = scores_of(draft, ruleset.indicators)
        return ruleset if scores == self._scores else _concluded(draft, ruleset, scores)

    def _values(self, draft: Draft) -> Ruleset | None:
        values = dict(self._ruleset.values)
        for key, item in entries_of(draft.root, "values"):
            if self._entries.get(key.text) is not item:
                values[key.text] = value_of(draft, key, item)
                if key.text in self._full or _unset(values[key.text]) != _unset(self._ruleset.values[key.text]):
                    return None
        return self._ruleset._replace(values=values)

    def _formulas(self, draft: Draft) -> Ruleset | None:
        """Measures and columns of which one has another formula or is rounded otherwise, tables of which one leaves out
        other rows.
        """
        if not _differ_only_in(self._root, draft.root, {"value", "round"}, {"leave_out"}):
            return None
        before = self._ruleset.measures
        found = measures_of(draft, self._read)
        measures = dict(before) | {own: one for own, one in found.items() if one != before[own]}
        draft.problems.extend(check_derivations(measures))
        known = self._ruleset.tables
        others = {own: one for own, one in tables_of(draft, self._read).items() if one != known[own]}
        ruleset = self._ruleset._replace(measures=measures, tables={**known, **others})
        rounded = {own: (before[own].rounding, one.rounding) for own, one in measures.items() if one is not before[own]}
        return _rounded_otherwise(ruleset, {own: pair for own, pair in rounded.items() if pair[0] != pair[1]})

    def _gates(self, draft: Draft) -> Ruleset:
        gates = tuple(gate_of(draft, item) for item in records_of(draft.root, "gates"))
        return _looked_over(draft, self._ruleset._replace(gates=gates))

    def _vetoes(self, draft: Draft) -> Ruleset:
        vetoes = tuple(veto_of(draft, item) for item in records_of(draft.root, "vetoes"))
        return _looked_over(draft, self._ruleset._replace(vetoes=vetoes))

    def _verdict(self, draft: Draft) -> Ruleset:
        return _looked_over(draft, self._ruleset._replace(verdict=tuple(rules_of(draft))))

    def _obligations(self, draft: Draft) -> Ruleset:
        obligations = tuple(obligation_of(draft, item) for item in records_of(draft.root, "conditions"))
        return _looked_over(draft, self._ruleset._replace(obligations=obligations))


def _rounded_otherwise(
    ruleset: Ruleset, roundings: Mapping[str, tuple[Rounding | None, Rounding | None]]
) -> Ruleset | None:
    """The ruleset whose conditions round some measures otherwise; None where one is rounded that was not, or no more.

    Whatever names none of them is the very same.
    """
    now: dict[str, Rounding] = {}
    for own, (before, after) in roundings.items():
        if before is None or after is None:
            return None
        now[own] = after
    return _with_roundings(ruleset, now) if now else ruleset


def _with_roundings(item: Any, now: Mapping[str, Rounding]) -> Any:  # noqa: ANN401 - any part of a ruleset
    if isinstance(item, Rounded) and isinstance(item.item, Fact) and item.item.measure in now:
        return item._replace(rounding=now[item.item.measure])
    if isinstance(item, dict):
        found = {key: _with_roundings(one, now) for key, one in item.items()}
        return found if any(found[key] is not one for key, one in item.items()) else item
    if not isinstance(item, tuple):
        return item
    parts = [_with_roundings(one, now) for one in item]
    if all(one is other for one, other in zip(parts, item, strict=True)):
        return item
    return type(item)._make(parts) if hasattr(item, "_make") else tuple(parts)


def _differ_only_in(before: Record, after: Record, keys: Collection[str], of_tables: Collection[str]) -> bool:
    """Whether measures and columns differ in nothing but these keys, and tables in nothing else but those."""
    fields = [_entries_side_by_side(before, after, "measures")]
    for table, other in _entries_side_by_side(before, after, "tables"):
        if _keys_that_differ(table, other) - {"columns", *of_tables}:
            return False
        fields.append(_entries_side_by_side(table, other, "columns"))
    return all(_keys_that_differ(one, other) <= set(keys) for some in fields for one, other in some)


def _entries_side_by_side(before: Record, after: Record, section: str) -> list[tuple[Record, Record]]:
    pairs = zip(entries_of(before, section), entries_of(after, section), strict=True)
    return [(one, other) for (_, one), (_, other) in pairs if one is not other]


def _keys_that_differ(before: Record, after: Record) -> set[str]:
    keys = {pair.key.text for pair in (*before.pairs, *after.pairs)}
    return {key for key in keys if before.get(key) is not after.get(key)}


def _seen_by_others(one: Indicator) -> tuple[Any, ...]:
    """What the rest of a ruleset, and evidence, know of an indicator."""
    return (one.id, one.group, one.kind, one.grades, one.assessed, one.full, one.each_row, one.advisory, one.must)


def _unset(value: Value) -> list[object]:
    """Which of its numbers no text gives, and whether it is a table of numbers."""
    return [bool(value.curve), value.by, *(option for option, number in value.branches.items() if number is None)]


def _concluded(draft: Draft, ruleset: Ruleset, scores: dict[str, ScoreName]) -> Ruleset:
    """The ruleset whose gates, vetoes, levels and obligations add up other points."""
    draft.names = draft.names._replace(scores=scores)
    return ruleset._replace(
        gates=tuple(gate_of(draft, item) for item in records_of(draft.root, "gates")),
        vetoes=tuple(veto_of(draft, item) for item in records_of(draft.root, "vetoes")),
        verdict=tuple(rules_of(draft)),
        obligations=tuple(obligation_of(draft, item) for item in records_of(draft.root, "conditions")),
    )


def _looked_over(draft: Draft, ruleset: Ruleset) -> Ruleset:
    if not has_errors(draft.problems):
        draft.problems.extend(ungraded_looks(ruleset))
    return ruleset
