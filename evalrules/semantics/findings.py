"""What an assessment says of each indicator, gate and veto, and the facts that they rest on.

What a finding says of every subject that stands alike is made once for a plan; its facts and its place are put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.remembered import Remembered
from evalrules.model.assessment import (
    BY_PANEL,
    UNKNOWN,
    FactUse,
    Finding,
    GateFinding,
    Points,
    Step,
    ValueUse,
    VetoFinding,
)
from evalrules.model.evidence import Evidence, Fact, GivenFacts
from evalrules.model.outcome import GRADED, NOT_APPLICABLE, SCORED, Outcome
from evalrules.model.refs import Purpose
from evalrules.model.ruleset import Indicator
from evalrules.plan.nodes import IndicatorPlan, NumberUse, Plan
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import number, options_of_key, value_of
from evalrules.semantics.failing import Failing, failing_rows
from evalrules.semantics.interval import known_value
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.reasons import contributing
from evalrules.semantics.requirements import are_of_all, requirements_of
from evalrules.semantics.seldom import spreads_of
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.semantics.steps import shown_end, shown_interval, steps_of
from evalrules.semantics.written import written_fact
from evalrules.tree.nodes import Condition


def gates_of(case: Case, evidence: Evidence, *, explain: bool) -> tuple[GateFinding, ...]:
    """Whether each gate holds, in the order of the ruleset."""
    return tuple(
        GateFinding(
            gate.id, gate.label, case.holds(gate.need), contributing(case, gate.need),
            _steps(case, Purpose("gate", gate.id).text, gate.need) if explain else (), gate.source,
            fact_uses(case, guard.reads.facts, evidence), gate.otherwise,
        )
        for gate, guard in zip(case.ruleset.gates, case.plan.gates, strict=True)
    )  # fmt: skip


def vetoes_of(case: Case, evidence: Evidence, *, explain: bool) -> tuple[VetoFinding, ...]:
    """Whether each veto fires, in the order of the ruleset."""
    if explain:
        return _vetoes(case, evidence, explain=True)
    return case.by_outcomes("vetoes", lambda: _vetoes(case, evidence, explain=False))


def _vetoes(case: Case, evidence: Evidence, *, explain: bool) -> tuple[VetoFinding, ...]:
    return tuple(
        VetoFinding(
            veto.id, veto.label, case.holds(veto.when), contributing(case, veto.when), veto.level,
            _steps(case, Purpose("veto", veto.id).text, veto.when) if explain else (), veto.source,
            fact_uses(case, guard.reads.facts, evidence),
        )
        for veto, guard in zip(case.ruleset.vetoes, case.plan.vetoes, strict=True)
    )  # fmt: skip


def _steps(case: Case, purpose: str, condition: Condition) -> tuple[Step, ...]:
    return steps_of(purpose, condition, case.scope.with_board(RangeBoard(case.bench, case.outcomes)))


# -- indicators --------------------------------------------------------------------------------------------------------


class _Alike(NamedTuple):
    """What a finding says of every subject that stands alike: its fields before its facts, between them and its place,
    and behind that; of each fact the measure and its unit.
    """

    head: tuple[object, ...]
    middle: tuple[object, ...]
    tail: tuple[object, ...]
    facts: tuple[tuple[str, str], ...]


_FACTS, _PLACE = Finding._fields.index("facts"), Finding._fields.index("place")

_Known: TypeAlias = dict[tuple[int, tuple[Outcome, ...], str], _Alike | None]
"""By the identity of the plan of an indicator, what it can be, and on what that rests; None where more counts."""

_KNOWN: Remembered[Plan, _Known] = Remembered(lambda _: {})
"""Plans of indicators are those of the plan, which is kept here, so that no others can have their identity."""


def findings_of(case: Case, evidence: Evidence, *, explain: bool) -> tuple[Finding, ...]:
    """The conclusion on each indicator, in the order of the ruleset."""
    answers, plan = case.scope.answers, case.plan
    is_shared = answers is not None and answers.plan is plan and case.ruleset is plan.ruleset
    if explain or not is_shared:
        return tuple(_finding(case, one, evidence, explain=explain) for one in case.standings)
    known = _KNOWN.of(plan)
    return tuple(_told(case, one, evidence, known) for one in case.standings)


def _told(case: Case, standing: Standing, evidence: Evidence, known: _Known) -> Finding:
    own = (id(standing.plan), standing.possible, standing.basis)
    if own not in known:
        whole = _finding(case, standing, evidence, explain=False)
        known[own] = _what_is_alike(case, standing, whole)
        return whole
    alike = known[own]
    if alike is None or standing.indicator.id in evidence.grades:
        return _finding(case, standing, evidence, explain=False)
    facts = evidence.facts
    uses = _given_uses(facts, alike) if isinstance(facts, GivenFacts) else _uses(facts, alike)
    place = uses[0].place if uses else ""
    place = place or next((use.place for use in uses if use.place), "")
    return _new(Finding, (*alike.head, uses, *alike.middle, place, *alike.tail))


def _uses(facts: Mapping[str, Fact], alike: _Alike) -> tuple[FactUse, ...]:
    found = []
    for measure, unit in alike.facts:
        fact = facts.get(measure)
        if fact is None:
            found.append(FactUse(measure, None, unit, ""))
        else:
            value = written_fact(fact.value)
            found.append(FactUse(measure, value, unit, str(fact.place), fact.source, fact.page))
    return tuple(found)


def _given_uses(facts: GivenFacts, alike: _Alike) -> tuple[FactUse, ...]:
    written, place_of, found = facts.as_written(), facts.place_of, []
    for measure, unit in alike.facts:
        if measure in written:
            found.append(_new(FactUse, (measure, written[measure], unit, place_of(measure), "", "")))
        else:
            found.append(_new(FactUse, (measure, None, unit, "", "", "")))
    return tuple(found)


_new = tuple.__new__
"""Makes what its constructor makes, of all its fields: of each subject there are many."""


def _what_is_alike(case: Case, standing: Standing, found: Finding) -> _Alike | None:
    """What a finding says of others that stand alike; None where it says what hangs on more of the subject."""
    plan, ruleset = standing.plan, case.ruleset
    is_stated = all(ruleset.measures[own].value is None for own in plan.facts)
    is_of_all = all(not ruleset.values[one.value].by and not ruleset.values[one.value].curve for one in plan.numbers)
    if not is_stated or not is_of_all or plan.tables or plan.own_tables or standing.points is not None:
        return None
    if not are_of_all(case, standing):
        return None
    return _Alike(
        found[:_FACTS], found[_FACTS + 1 : _PLACE], found[_PLACE + 1 :],
        tuple((own, ruleset.measures[own].unit) for own in plan.facts),
    )  # fmt: skip


def _finding(case: Case, standing: Standing, evidence: Evidence, *, explain: bool) -> Finding:
    indicator, decided = standing.indicator, standing.decided
    failing = _failing(case, standing)
    decision = evidence.grades.get(indicator.id)
    uses = fact_uses(case, standing.plan.facts, evidence)
    return Finding(
        id=indicator.id,
        group=indicator.group,
        title=indicator.label,
        outcome=_outcome(indicator, decided),
        grade=decided.grade if decided is not None and decided.kind == GRADED else None,
        possible=() if indicator.kind == SCORED.kind else standing.possible,
        points=_points(case, standing),
        basis=standing.basis if standing.basis != BY_PANEL or indicator.id in evidence.grades else None,
        advisory=indicator.advisory,
        must=indicator.must,
        facts=uses,
        steps=_indicator_steps(case, standing) if explain else (),
        failing_rows=failing.first,
        failing_rows_total=failing.total,
        source=indicator.source,
        values=tuple(_value_uses(case, standing.plan)),
        ceiling_source=indicator.ceiling_source,
        place=_place_of(standing.plan, uses, evidence),
        attachment=decision.source if decision is not None else "",
        page=decision.page if decision is not None else "",
        statistics=spreads_of(case, standing.plan),
        requirements=requirements_of(case, standing),
    )


def _place_of(plan: IndicatorPlan, uses: tuple[FactUse, ...], evidence: Evidence) -> str:
    if plan.indicator.id in evidence.grades:
        return str(evidence.grades[plan.indicator.id].place)
    if uses and uses[0].place:
        return uses[0].place
    rows = [str(evidence.tables[table].place) for table in plan.own_tables if table in evidence.tables]
    return next((place for place in (*(use.place for use in uses), *rows) if place), "")


def _outcome(indicator: Indicator, decided: Outcome | None) -> str:
    if decided is None:
        return UNKNOWN
    return SCORED.kind if indicator.kind == SCORED.kind and decided != NOT_APPLICABLE else decided.kind


def _failing(case: Case, standing: Standing) -> Failing:
    """The rows that speak against an indicator which is not certainly at its best."""
    looks_at_rows = bool(standing.plan.own_tables)
    is_at_its_best = standing.possible == standing.plan.every[:1]
    if not looks_at_rows or is_at_its_best or is_assessed(standing.plan, case.scope):
        return Failing()
    return failing_rows((guard.root for guard in standing.plan.criteria), case.scope)


def _points(case: Case, standing: Standing) -> Points | None:
    if standing.points is None or standing.indicator.full is None:
        return None
    low, high = (None if isinstance(end, float) else shown_end(end) for end in standing.points)
    full_points = number(standing.indicator.full, case.scope)
    full = shown_interval(full_points) if known_value(full_points) is not None else None  # an option may be open
    return Points(low if low == high else None, low, high, full if isinstance(full, str) else None)


def _value_uses(case: Case, plan: IndicatorPlan) -> list[ValueUse]:
    """The numbers of the standard behind an indicator, as they apply to this subject."""
    if not plan.numbers:
        return []
    uses: dict[str, list[NumberUse]] = {}
    for use in plan.numbers:
        uses.setdefault(use.value, []).append(use)
    return [_value_use(case, own, found) for own, found in uses.items()]


def _value_use(case: Case, own: str, uses: list[NumberUse]) -> ValueUse:
    """A number of the standard as it applies: by the option at hand, or all the numbers that rows may need."""
    value, scope = case.ruleset.values[own], case.scope
    keys = [options_of_key(use.key, scope) for use in uses if not use.is_curve]
    one_key = keys[0] if keys and all(key == keys[0] for key in keys) else None
    if any(use.is_of_rows for use in uses):
        one_key = frozenset(value.branches)
    now = shown_interval(scope.parameter(own, one_key)) if scope.is_given(own, one_key) else None
    options = value.branches if not value.by else scope.attribute(value.by) if one_key is None else one_key
    source = value.cited_for(sorted(options)) if value.filled and options else value.source
    return ValueUse(own, now if isinstance(now, str) else None, value.unit, source)


def fact_uses(case: Case, measures: Iterable[str], evidence: Evidence) -> tuple[FactUse, ...]:
    """Facts as a result says them."""
    return tuple(_fact_use(case, measure, evidence) for measure in measures)


def _fact_use(case: Case, measure: str, evidence: Evidence) -> FactUse:
    declared, fact = case.ruleset.measures[measure], evidence.facts.get(measure)
    place = "" if fact is None else str(fact.place)
    if declared.value is not None:
        numbers = value_of(measure, case.scope).numbers
        if fact is None or numbers != case.scope.stated(measure):
            shown = None if numbers == case.scope.declared(measure) else shown_interval(numbers)
            return FactUse(measure, shown, declared.unit, place)
    if fact is None:
        return FactUse(measure, None, declared.unit, place)
    return FactUse(measure, written_fact(fact.value), declared.unit, place, fact.source, fact.page)


def _indicator_steps(case: Case, standing: Standing) -> tuple[Step, ...]:
    indicator, scope = standing.indicator, case.scope
    named: list[tuple[str, Condition | None]] = [("applies", indicator.applies)]
    if not is_assessed(standing.plan, scope):
        named += [(Purpose("band", band.grade).text, band.condition) for band in indicator.bands]
        named += [("met", indicator.met), ("grade", indicator.grade), ("points", indicator.awarded)]
    named += [(Purpose("ceiling", band.grade).text, band.condition) for band in indicator.ceiling]
    found = [
        step for purpose, condition in named if condition is not None for step in steps_of(purpose, condition, scope)
    ]
    return tuple(dict.fromkeys(found))
