"""What is different between two rulesets, and whether it asks for more or for less. No words (evalrules.reporters)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from evalrules.authoring.strictness import EASIER, HARDER, OTHER, SAME, Strictness, bare, together, turned
from evalrules.model.ruleset import Band, Gate, Indicator, Label, Measure, Rule, Ruleset, Value, Veto
from evalrules.model.ruleset_changes import (
    ADDED,
    CHANGED,
    CITED,
    LOOSENED,
    REMOVED,
    RENAMED,
    TIGHTENED,
    Part,
    PartChange,
    RulesetChanges,
)
from evalrules.tree.nodes import Expression
from evalrules.tree.walk import facts_in, parameters_in, tables_in

_WAYS = {HARDER: TIGHTENED, EASIER: LOOSENED, OTHER: CHANGED}

_ASIDE = frozenset(("span", "digest"))
"""Fields that say nothing about a standard."""

_CITATIONS = frozenset(("source", "ceiling_source", "rounding_source", "named_by", "filled"))
_NAMES = frozenset(("label", "note", "definition", "is_unnamed"))


def ruleset_changes(before: Ruleset, after: Ruleset) -> RulesetChanges:
    """Every part in which two rulesets differ, with how."""
    return RulesetChanges(before, after, tuple(_Differences(before, after).found()))


class _Differences:
    def __init__(self, before: Ruleset, after: Ruleset) -> None:
        self.before = before
        self.after = after
        self.strictness = Strictness(before, after)

    def found(self) -> Iterator[PartChange]:
        """The differences, part by part."""
        before, after = self.before, self.after
        yield from self._standard()
        yield from self._of("source", before.sources, after.sources, lambda _a, _b: CHANGED)
        yield from self._of("level", _by_id(before.levels), _by_id(after.levels), lambda _a, _b: CHANGED)
        yield from self._grades()
        yield from self._of("group", _by_id(before.groups), _by_id(after.groups), lambda _a, _b: CHANGED)
        yield from self._of("choice", before.choices, after.choices, lambda _a, _b: CHANGED)
        yield from self._of("gate", _by_id(before.gates), _by_id(after.gates), self._gate)
        yield from self._of("veto", _by_id(before.vetoes), _by_id(after.vetoes), self._veto)
        yield from self._of("verdict", _rules(before), _rules(after), self._rule)
        yield from self._of("indicator", _by_id(before.indicators), _by_id(after.indicators), self._indicator)
        yield from self._of("value", before.values, after.values, self._value)
        yield from self._of("measure", _measures(before), _measures(after), self._measure)
        yield from self._of("table", before.tables, after.tables, lambda _a, _b: CHANGED)
        yield from self._of("members", before.members, after.members, lambda _a, _b: CHANGED)
        yield from self._of("condition", _by_id(before.obligations), _by_id(after.obligations), lambda _a, _b: CHANGED)
        yield from self._of("check", _checks(before), _checks(after), lambda _a, _b: CHANGED)

    def _of(
        self, part: Part, before: Mapping[str, Any], after: Mapping[str, Any], how: Callable[[Any, Any], str]
    ) -> Iterator[PartChange]:
        """The differences of parts of one kind: those that are new or other, in the newer order, then those gone."""
        for own, item in after.items():
            if own not in before:
                yield PartChange(part, own, ADDED)
            else:
                change = self._change(before[own], item, how)
                if change:
                    yield PartChange(part, own, change, self._through(before[own], item))
        yield from (PartChange(part, own, REMOVED) for own in before if own not in after)

    def _change(self, one: Any, other: Any, how: Callable[[Any, Any], str]) -> str:  # noqa: ANN401 - any part
        """How a part is different; "" where it is not."""
        if self._rests_on_other_numbers(one, other):
            return how(one, other)
        if _essence(one, _NAMES | _CITATIONS) != _essence(other, _NAMES | _CITATIONS):
            return how(one, other)
        if _essence(one, _CITATIONS) != _essence(other, _CITATIONS):
            return RENAMED
        return CITED if _essence(one, frozenset()) != _essence(other, frozenset()) else ""

    def _rests_on_other_numbers(self, one: Any, other: Any) -> bool:  # noqa: ANN401 - any part
        """Whether a part is written as before and yet asks for something else, by a number or a formula behind it."""
        roots = list(_roots(other))
        return bool(roots) and any(not self.strictness.is_same(a, b) for a, b in zip(_roots(one), roots, strict=False))

    def _through(self, one: Any, other: Any) -> tuple[str, ...]:  # noqa: ANN401 - any part
        """What is other behind conditions that are written as before: numbers, then derived measures, then tables."""
        had, has = list(_roots(one)), list(_roots(other))
        if bare(tuple(had)) != bare(tuple(has)):
            return ()
        values = [own for root in has for own in parameters_in(root)]
        measures = [own for root in has for own in facts_in(root) if self.after.measures[own].value is not None]
        tables = [own for root in has for own in tables_in(root)]
        found = [own for own in values if _numbers(self.before, own) != _numbers(self.after, own)]
        found += [own for own in measures if self.strictness.measure(own) != SAME]
        found += [own for own in tables if not self.strictness.looks_at_same_rows(own)]
        return tuple(dict.fromkeys(found))

    # -- parts of each kind ----------------------------------------------------------------------------------------

    def _standard(self) -> Iterator[PartChange]:
        """What is said of the standard as a whole."""
        fields = ("edition", "title", "document", "authority", "in_force", "subject", "panel", "assessments", "note")
        for field in fields:
            if bare(getattr(self.before, field)) != bare(getattr(self.after, field)):
                yield PartChange("standard", field, CHANGED)

    def _grades(self) -> Iterator[PartChange]:
        before, after = self.before.grade_labels, self.after.grade_labels
        yield from self._of("grade", before, after, lambda _a, _b: RENAMED)
        if set(before) == set(after) and self.before.grades != self.after.grades:
            yield PartChange("grade", "", CHANGED)

    def _gate(self, one: Gate, other: Gate) -> str:
        return _WAYS[
            together((self.strictness.truth(one.need.root, other.need.root), self._cap(one.otherwise, other.otherwise)))
        ]

    def _veto(self, one: Veto, other: Veto) -> str:
        when = turned(self.strictness.truth(one.when.root, other.when.root))
        return _WAYS[together((when, self._cap(one.level, other.level)))]

    def _cap(self, one: str, other: str) -> str:
        """A worse level where something is not as it has to be asks for more."""
        if one == other:
            return SAME
        ranked = [level.id for level in self.after.levels]
        if one not in ranked or [level.id for level in self.before.levels] != ranked:
            return OTHER
        return HARDER if ranked.index(other) > ranked.index(one) else EASIER

    def _rule(self, one: Rule, other: Rule) -> str:
        return _WAYS[self.strictness.condition(one.when, other.when)]

    def _indicator(self, one: Indicator, other: Indicator) -> str:
        ways = [
            self._criteria(one, other),
            self.strictness.condition(one.met, other.met) if one.met and other.met else _same(one.met, other.met),
            self._ceilings(one, other),
            SAME if one.must == other.must else HARDER if other.must else EASIER if one.must else OTHER,
            SAME if one.advisory == other.advisory else HARDER if one.advisory else EASIER,
            self._points(one, other),
        ]
        rest = ("kind", "grades", "assessed", "when_both", "grade", "each_row", "applies", "must_when", "group")
        ways += [_same(getattr(one, field), getattr(other, field)) for field in rest]
        ways += [
            SAME if self.strictness.is_same(a.root, b.root) else OTHER
            for a, b in ((one.grade, other.grade), (one.applies, other.applies), (one.must_when, other.must_when))
            if a is not None and b is not None
        ]
        return _WAYS[together(ways)] if together(ways) != SAME else CHANGED

    def _criteria(self, one: Indicator, other: Indicator) -> str:
        """Criteria in the order in which they are read: what one of them takes more of, those after it have less of."""
        had, has = self._read(one), self._read(other)
        if [band.grade for band in had] != [band.grade for band in has]:
            return OTHER
        ways = []
        for at, (before, after) in enumerate(zip(had, has, strict=True)):
            way = self._criterion(before, after)
            ranks = {other.grades.index(later.grade) > other.grades.index(after.grade) for later in has[at + 1 :]}
            ways.append(way if way == SAME or ranks == {True} else turned(way) if ranks == {False} else OTHER)
        return together(ways)

    @staticmethod
    def _read(one: Indicator) -> list[Band]:
        stated = [band for band in one.bands if band.condition is not None]
        ordered = stated[::-1] if one.when_both == "worse" else stated
        return [*ordered, *(band for band in one.bands if band.condition is None)]

    def _criterion(self, one: Band, other: Band) -> str:
        if one.condition is None or other.condition is None:
            return SAME if one.condition is other.condition else OTHER
        return self.strictness.truth(one.condition.root, other.condition.root)

    def _ceilings(self, one: Indicator, other: Indicator) -> str:
        """A ceiling that is new asks for more."""
        had, has = ({band.grade: band.condition for band in each.ceiling} for each in (one, other))
        return together(self.strictness.condition(had.get(grade), has.get(grade)) for grade in {**had, **has})

    def _points(self, one: Indicator, other: Indicator) -> str:
        full, awarded = _same(one.full, other.full), SAME
        if one.full is not None and other.full is not None and full == SAME:
            full = SAME if self.strictness.number(one.full, other.full) == SAME else OTHER
        if one.awarded is not None and other.awarded is not None:
            awarded = turned(self.strictness.number(one.awarded.root, other.awarded.root))
        elif one.awarded is not other.awarded:
            awarded = OTHER
        return together((full, awarded))

    def _value(self, _one: Value, _other: Value) -> str:
        return CHANGED

    def _measure(self, _one: Measure, _other: Measure) -> str:
        return CHANGED


def _same(one: object, other: object) -> str:
    return SAME if bare(one) == bare(other) else OTHER


def _essence(item: Any, without: frozenset[str]) -> object:  # noqa: ANN401 - any part of a ruleset
    """A part by what it says, but for some of its fields."""
    if isinstance(item, Label):
        return ("Label",) if "label" in without else bare(item)
    if not hasattr(item, "_fields"):
        return bare(item)
    left = _ASIDE | without
    return tuple(
        (name, _inner(name, value, without)) for name, value in zip(item._fields, item, strict=True) if name not in left
    )


def _inner(name: str, value: object, without: frozenset[str]) -> object:
    """The value of a field; the names of options count as names."""
    if name == "options" and "label" in without and hasattr(value, "keys"):
        return tuple(value.keys())
    return bare(value)


def _roots(item: Any) -> Iterator[Expression]:  # noqa: ANN401 - any part of a ruleset
    """The conditions and formulas of a part, in the order of its fields."""
    if hasattr(item, "root") and hasattr(item, "text"):
        yield item.root
    elif type(item) is tuple or hasattr(item, "_fields"):
        for part in item:
            yield from _roots(part)


def _numbers(ruleset: Ruleset, value: str) -> object:
    found = ruleset.values.get(value)
    return None if found is None else (bare(found.branches), found.curve)


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {one.id: one for one in items}


def _rules(ruleset: Ruleset) -> dict[str, Rule]:
    """The lines of the verdict by their level; of several lines of one level with their number."""
    found: dict[str, Rule] = {}
    for rule in ruleset.verdict:
        own = rule.level if rule.level not in found else f"{rule.level} {len(found) + 1}"
        found[own] = rule
    return found


def _measures(ruleset: Ruleset) -> dict[str, Measure]:
    """The measures that a ruleset declares: those of an option or a year stand under their own."""
    return {own: one for own, one in ruleset.measures.items() if one.ref.kind in ("own", "column")}


def _checks(ruleset: Ruleset) -> dict[str, Any]:
    """What must hold in all evidence, by what it says."""
    every = [("", one) for one in ruleset.checks]
    every += [(table.id, one) for table in ruleset.tables.values() for one in table.checks]
    return {f"{table}: {one.condition.text}" if table else one.condition.text: one for table, one in every}
