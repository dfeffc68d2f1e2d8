"""A ruleset and the evidence bound to it, to an assessment: the one entrance of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evalrules.base.diagnostics import Diagnostic, in_order, warning
from evalrules.base.later import Deferred
from evalrules.base.numbers import number_text
from evalrules.base.remembered import Remembered
from evalrules.model.assessment import (
    BY_PANEL,
    CAPPED,
    DECIDED,
    UNDETERMINED,
    UNKNOWN,
    Assessment,
    Due,
    FactUse,
    Finding,
    GateFinding,
    Points,
    RulesetReference,
    Setting,
    Step,
    Titles,
    ValueUse,
    Verdict,
    VetoFinding,
)
from evalrules.model.evidence import Evidence, Period
from evalrules.model.outcome import GRADED, NOT_APPLICABLE, SCORED, Outcome, texts_of
from evalrules.model.refs import OptionRef, OwnRef, Purpose, YearRef
from evalrules.model.ruleset import GRADES, OFFICE, Indicator, Label, Measure, Ruleset
from evalrules.plan.nodes import IndicatorPlan, NumberUse
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.ceilings import possible_if_lowered, with_stand_ins
from evalrules.semantics.claims import claims_of, grade_claims
from evalrules.semantics.conditions import number, options_of_key, value_of
from evalrules.semantics.fact_text import written_fact
from evalrules.semantics.failing import Failing, failing_rows
from evalrules.semantics.gaps import WithReason
from evalrules.semantics.interval import known_value
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.missing import missing_of
from evalrules.semantics.reasons import contributing, reasons_of
from evalrules.semantics.requirements import requirements_of
from evalrules.semantics.seldom import advice_on, row_tables, spreads_of, weightless_rows
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.semantics.steps import shown_end, shown_interval, steps_of
from evalrules.semantics.waived import accepted, meets, waiver_diagnostics, waivers_of
from evalrules.tree.nodes import Condition


def assess(
    ruleset: Ruleset,
    evidence: Evidence,
    *,
    required: str | None = None,
    explain: bool = False,
    diagnostics: Iterable[Diagnostic] = (),
    case: Case | None = None,
) -> Assessment:
    """Apply a ruleset to evidence bound to it.

    `required` is the level that counts as reached (the ruleset's own by default); with `explain` every comparison is
    recorded, and every row behind an indicator. `diagnostics` are the warnings that binding gave, to be kept with the
    result; `case` is that of this evidence where it was made already.
    Raises nothing for any evidence that binding let through. The verdict is there; what it is told with is made when
    somebody asks for it.
    """
    case = case or case_of(ruleset, evidence)
    required, paper, bound = required or ruleset.required, Deferred(), tuple(diagnostics)
    claimed = paper.once(lambda: claims_of(case, evidence))
    advice = paper.once(lambda: advice_on(case))
    waivers = waivers_of(case, evidence)

    def told() -> tuple[Diagnostic, ...]:
        found = [*bound, *claimed()[1], *grade_claims(case), *capped_grades(case)]
        return in_order([*found, *waiver_diagnostics(evidence, waivers), *weightless_rows(case, evidence)])

    return Assessment(
        subject=evidence.subject,
        period=evidence.period.text if evidence.period else None,
        ruleset=_REFERENCE.of(ruleset),
        evidence_path=evidence.path,
        evidence_digest=paper.later(lambda: evidence.digest),  # of many rows it takes its time
        evidence_files=evidence.files,
        required=required,
        verdict=_verdict(case, required, paper, advice),
        gates=paper.later(lambda: tuple(_gates(case, evidence, explain=explain))),
        vetoes=paper.later(lambda: tuple(_vetoes(case, evidence, explain=explain))),
        findings=paper.later(lambda: tuple(_finding(case, one, evidence, explain=explain) for one in case.standings)),
        members=evidence.members,
        gaps=paper.later(lambda: advice().gaps),
        missing=paper.later(lambda: with_stand_ins(case, missing_of(case, evidence))),
        claims=paper.later(lambda: claimed()[0]),
        diagnostics=paper.later(told),
        titles=paper.later(lambda: titles_of(ruleset, evidence.period)),
        waivers=waivers,
        accepted=accepted(case, waivers, required),
        tables=paper.later(lambda: row_tables(case)) if explain else (),
        settings=paper.later(lambda: settings_of(ruleset)),
        shown=paper.later(lambda: tuple(_fact_uses(case, shown_in(case), evidence))),
    )


def reference_of(ruleset: Ruleset) -> RulesetReference:
    """Which ruleset it is, as results name it."""
    return RulesetReference(
        ruleset.id, ruleset.edition, ruleset.revision, ruleset.digest, ruleset.title, ruleset.document
    )


_REFERENCE: Remembered[Ruleset, RulesetReference] = Remembered(reference_of)


def _verdict(case: Case, required: str, paper: Deferred, advice: Callable[[], WithReason]) -> Verdict:
    """The verdict; why it is so, and why there is no gap, when somebody asks."""
    return Verdict(
        level=case.level,
        status=DECIDED if case.level is not None else UNDETERMINED,
        possible=case.possible_levels,
        meets_required=meets(case, case.possible_levels, required),
        reasons=paper.later(lambda: reasons_of(case)),
        conditions=paper.later(lambda: tuple(_dues(case))),
        possible_if_lowered=paper.later(lambda: possible_if_lowered(case)),
        without_gap=paper.later(lambda: advice().without),
        fixed=paper.later(lambda: advice().fixed),
    )


def _dues(case: Case) -> list[Due]:
    """The conditions that the result carries: those that hold or may hold, for a level that is still possible."""
    found = []
    best = min(case.ruleset.level_rank(level) for level in case.possible_levels)
    for one in case.ruleset.obligations:
        known = case.holds(one.when)
        if known is not False and best <= case.ruleset.level_rank(one.level):
            found.append(Due(one.id, one.label, one.within, known is True, one.source))
    return found


def _gates(case: Case, evidence: Evidence, *, explain: bool) -> list[GateFinding]:
    return [
        GateFinding(
            gate.id, gate.label, case.holds(gate.need), contributing(case, gate.need),
            _steps(case, Purpose("gate", gate.id).text, gate.need) if explain else (), gate.source,
            tuple(_fact_uses(case, guard.reads.facts, evidence)), gate.otherwise,
        )
        for gate, guard in zip(case.ruleset.gates, case.plan.gates, strict=True)
    ]  # fmt: skip


def _vetoes(case: Case, evidence: Evidence, *, explain: bool) -> list[VetoFinding]:
    return [
        VetoFinding(
            veto.id, veto.label, case.holds(veto.when), contributing(case, veto.when), veto.level,
            _steps(case, Purpose("veto", veto.id).text, veto.when) if explain else (), veto.source,
            tuple(_fact_uses(case, guard.reads.facts, evidence)),
        )
        for veto, guard in zip(case.ruleset.vetoes, case.plan.vetoes, strict=True)
    ]  # fmt: skip


def _steps(case: Case, purpose: str, condition: Condition) -> tuple[Step, ...]:
    return steps_of(purpose, condition, case.scope.with_board(RangeBoard(case.bench, case.outcomes)))


def _finding(case: Case, standing: Standing, evidence: Evidence, *, explain: bool) -> Finding:
    indicator, decided = standing.indicator, standing.decided
    failing = _failing(case, standing)
    decision = evidence.grades.get(indicator.id)
    uses = tuple(_fact_uses(case, standing.plan.facts, evidence))
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


def settings_of(ruleset: Ruleset) -> tuple[Setting, ...]:
    """What the office that uses a ruleset has set itself: numbers, then names of indicators."""
    found = []
    for value in ruleset.values.values():
        for option, written in value.branches.items():
            source = value.cited_for((option,))
            if source is not None and source.confidence == OFFICE and written is not None:
                title = _of_option(value.label, ruleset.choices[value.by].options[option]) if value.by else value.label
                found.append(Setting(value.id, title, number_text(written), value.unit, source))
    found += [
        Setting(one.id, one.label, None, "", one.named_by)
        for one in ruleset.indicators
        if one.named_by is not None and one.named_by.confidence == OFFICE
    ]
    return tuple(found)


def _of_option(label: Label, option: Label) -> Label:
    return Label(f"{label.zh}（{option.zh}）", f"{label.en} ({option.en})")


def _fact_uses(case: Case, measures: Iterable[str], evidence: Evidence) -> list[FactUse]:
    return [_fact_use(case, measure, evidence) for measure in measures]


def shown_in(case: Case) -> tuple[str, ...]:
    """The measures that papers print although no indicator rests on them."""
    told = [own for own, one in case.ruleset.measures.items() if one.is_shown and one.value is not None]
    asked = {own for standing in case.standings for own in standing.plan.facts} if told else set()
    return tuple(own for own in told if own not in asked)


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


def capped_grades(case: Case) -> list[Diagnostic]:
    """A warning for each grade of a panel that a certain fact lowers."""
    found = []
    for standing in case.standings:
        assessed = case.grades.get(standing.indicator.id)
        if standing.basis == CAPPED and assessed is not None and (assessed.grade or assessed.votes):
            before, after = "/".join(texts_of(standing.before_ceiling)), "/".join(texts_of(standing.possible))
            found.append(warning("ER414", assessed.place, indicator=standing.indicator.id, grade=before, capped=after))
    return found


def titles_of(ruleset: Ruleset, period: Period | None = None) -> Titles:
    """The names a result needs to be shown without its ruleset; a year of a series is named where it is known."""
    has_years, by_year = _TITLES.of(ruleset)
    year = period.end.year if period is not None and has_years else None
    if year not in by_year:
        by_year[year] = _titles_of(ruleset, year)
    return by_year[year]


_TITLES: Remembered[Ruleset, tuple[bool, dict[int | None, Titles]]] = Remembered(
    lambda ruleset: (any(isinstance(one.ref, YearRef) for one in ruleset.measures.values()), {})
)
"""Whether the names of a ruleset hang on the year, and what they are."""


def _measure_title(measure: Measure, ruleset: Ruleset, year: int | None) -> Label:
    if not isinstance(measure.ref, YearRef) or year is None:
        return measure.label
    label, year = ruleset.measures[OwnRef(measure.ref.measure).text].label, year - measure.ref.back
    return Label(f"{label.zh}（{year}年）", f"{label.en} ({year})")


def _titles_of(ruleset: Ruleset, year: int | None) -> Titles:
    return Titles(
        levels={level.id: level.label for level in ruleset.levels},
        groups={group.id: group.label for group in ruleset.groups},
        measures={measure.id: _measure_title(measure, ruleset, year) for measure in ruleset.measures.values()},
        options={choice.id: dict(choice.options) for choice in ruleset.choices.values()},
        grades=dict(ruleset.grade_labels),
        tables={table.id: table.label for table in ruleset.tables.values()},
        members={group.id: group.label for group in ruleset.members.values()},
        sources={source.id: source.label for source in ruleset.sources.values()},
        choices={
            measure.id: measure.type
            for measure in ruleset.measures.values()
            if measure.type == GRADES or measure.type in ruleset.choices
        },
        keys={table.id: table.key for table in ruleset.tables.values()},
        attributes={choice.id: choice.label for choice in ruleset.choices.values()},
        assessments=dict(ruleset.assessments),
        quantities={},
        values={value.id: value.label for value in ruleset.values.values()},
        roundings={
            measure.id: measure.rounding for measure in ruleset.measures.values() if measure.rounding is not None
        },
        rounded_by={
            measure.id: measure.rounding_source
            for measure in ruleset.measures.values()
            if measure.rounding_source is not None and not isinstance(measure.ref, OptionRef)
        },
    )
