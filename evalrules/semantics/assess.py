"""A ruleset and the evidence bound to it, to an assessment: the one entrance of this room."""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.base.diagnostics import Diagnostic, in_order, warning
from evalrules.base.numbers import number_text
from evalrules.base.truth import Truth
from evalrules.model.assessment import (
    BY_PANEL,
    CAPPED,
    DECIDED,
    GRADED,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNDETERMINED,
    UNKNOWN,
    Assessment,
    FactUse,
    Finding,
    GateFinding,
    RulesetReference,
    Step,
    Titles,
    ValueUse,
    Verdict,
    VetoFinding,
    Written,
)
from evalrules.model.evidence import Bounds, Evidence, FactValue
from evalrules.model.ruleset import Indicator, Ruleset, measures_behind
from evalrules.semantics.case import Case, all_conditions, case_of, measures_in
from evalrules.semantics.claims import claims_of, grade_claims
from evalrules.semantics.conditions import number
from evalrules.semantics.gaps import gaps_of
from evalrules.semantics.interval import exact_value
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.missing import missing_of
from evalrules.semantics.reasons import contributing, holds, reasons_of
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.semantics.steps import shown_interval, steps_of
from evalrules.tree.nodes import Condition
from evalrules.tree.walk import parameters_in


def assess(
    ruleset: Ruleset,
    evidence: Evidence,
    *,
    required: str | None = None,
    explain: bool = False,
    diagnostics: Iterable[Diagnostic] = (),
) -> Assessment:
    """Apply a ruleset to evidence bound to it.

    `required` is the level that counts as reached (the ruleset's own by default); with `explain` every
    comparison is recorded. `diagnostics` are the warnings that binding gave, to be kept with the result.
    Raises nothing for any evidence that binding let through.
    """
    case = case_of(ruleset, evidence)
    claims, claim_diagnostics = claims_of(case, evidence)
    found = [*diagnostics, *claim_diagnostics, *grade_claims(case), *_capped_grades(case)]
    return Assessment(
        subject=evidence.subject,
        period=evidence.period.text if evidence.period else None,
        ruleset=RulesetReference(ruleset.id, ruleset.edition, ruleset.revision, ruleset.digest, ruleset.title),
        evidence_path=evidence.path,
        evidence_digest=evidence.digest,
        evidence_files=evidence.files,
        required=required or ruleset.required,
        verdict=_verdict(case, required or ruleset.required),
        gates=tuple(_gates(case, explain=explain)),
        vetoes=tuple(_vetoes(case, explain=explain)),
        findings=tuple(_finding(case, standing, evidence, explain=explain) for standing in case.standings),
        gaps=gaps_of(case),
        missing=missing_of(case, evidence),
        claims=claims,
        diagnostics=in_order(found),
        titles=titles_of(ruleset),
    )


def _verdict(case: Case, required: str) -> Verdict:
    ranks = [case.ruleset.level_rank(level) for level in case.possible_levels]
    limit = case.ruleset.level_rank(required)
    meets: Truth = True if max(ranks) <= limit else False if min(ranks) > limit else None
    status = DECIDED if case.level is not None else UNDETERMINED
    return Verdict(case.level, status, case.possible_levels, meets, reasons_of(case))


def _gates(case: Case, *, explain: bool) -> list[GateFinding]:
    return [
        GateFinding(
            gate.id, gate.label, holds(case, gate.need), contributing(case, gate.need),
            _steps(case, f"gate:{gate.id}", gate.need) if explain else (), gate.source,
        )
        for gate in case.ruleset.gates
    ]  # fmt: skip


def _vetoes(case: Case, *, explain: bool) -> list[VetoFinding]:
    return [
        VetoFinding(
            veto.id, veto.label, holds(case, veto.when), contributing(case, veto.when), veto.level,
            _steps(case, f"veto:{veto.id}", veto.when) if explain else (), veto.source,
        )
        for veto in case.ruleset.vetoes
    ]  # fmt: skip


def _steps(case: Case, purpose: str, condition: Condition) -> tuple[Step, ...]:
    return steps_of(purpose, condition, case.scope.with_board(RangeBoard(case.bench, case.outcomes)))


def _finding(case: Case, standing: Standing, evidence: Evidence, *, explain: bool) -> Finding:
    indicator, decided = standing.indicator, standing.decided
    return Finding(
        id=indicator.id,
        group=indicator.group,
        title=indicator.label,
        outcome=_outcome(decided),
        grade=decided if decided in case.ruleset.grades and indicator.kind == "graded" else None,
        possible=standing.possible,
        basis=standing.basis if standing.basis != BY_PANEL or indicator.id in evidence.grades else None,
        advisory=indicator.advisory,
        must=indicator.must,
        facts=tuple(_fact_uses(case, indicator, evidence)),
        steps=_indicator_steps(case, standing) if explain else (),
        source=indicator.source,
        values=tuple(_value_uses(case, indicator)),
        ceiling_source=indicator.ceiling_source,
    )


def _outcome(decided: str | None) -> str:
    if decided is None:
        return UNKNOWN
    return decided if decided in (MET, NOT_MET, NOT_APPLICABLE) else GRADED


def _value_uses(case: Case, indicator: Indicator) -> list[ValueUse]:
    """The numbers of the standard behind an indicator, as they apply to this subject."""
    used: dict[str, None] = {}
    for condition in all_conditions(indicator):
        measures = measures_behind(condition.root, case.ruleset.measures)
        derived = [case.ruleset.measures[measure].value for measure in measures]
        for part in (condition, *derived):
            used.update(dict.fromkeys(parameters_in(part.root)) if part is not None else {})
    return [_value_use(case, own) for own in used]


def _value_use(case: Case, own: str) -> ValueUse:
    value = case.ruleset.values[own]
    number_now = shown_interval(case.scope.parameter(own)) if case.scope.is_given(own) else None
    return ValueUse(own, number_now, value.unit, value.source)


def _fact_uses(case: Case, indicator: Indicator, evidence: Evidence) -> list[FactUse]:
    used: dict[str, None] = {}
    for condition in all_conditions(indicator):
        used.update(dict.fromkeys(measures_in(condition, case.ruleset)))
    return [_fact_use(case, measure, evidence) for measure in used]


def _fact_use(case: Case, measure: str, evidence: Evidence) -> FactUse:
    declared, fact = case.ruleset.measures[measure], evidence.facts.get(measure)
    place = str(fact.place) if fact is not None else ""
    if declared.value is not None:
        derived = number(declared.value.root, case.scope)
        inputs = measures_behind(declared.value.root, case.ruleset.measures)
        if exact_value(derived) is not None or (fact is None and any(own in evidence.facts for own in inputs)):
            return FactUse(measure, shown_interval(derived), declared.unit, place)
    return FactUse(measure, written(fact.value if fact is not None else None), declared.unit, place)


def written(value: FactValue) -> Written:
    """A fact as a result writes it."""
    if value is None or isinstance(value, bool | str):
        return value
    if not isinstance(value, Bounds):
        return value.isoformat()
    if value.exact is not None:
        return number_text(value.exact)
    low, high = ("" if end is None else number_text(end) for end in value)
    return f"{low}..{high}"


def _indicator_steps(case: Case, standing: Standing) -> tuple[Step, ...]:
    indicator, scope = standing.indicator, case.scope
    named: list[tuple[str, Condition | None]] = [("applies", indicator.applies)]
    if not is_assessed(indicator, scope):
        named += [(band.grade, band.condition) for band in indicator.bands]
        named += [("met", indicator.met)]
    named += [(f"ceiling:{band.grade}", band.condition) for band in indicator.ceiling]
    found = [
        step for purpose, condition in named if condition is not None for step in steps_of(purpose, condition, scope)
    ]
    return tuple(dict.fromkeys(found))


def _capped_grades(case: Case) -> list[Diagnostic]:
    """A warning for each grade of a panel that a certain fact lowers."""
    found = []
    for standing in case.standings:
        assessed = case.grades.get(standing.indicator.id)
        if standing.basis == CAPPED and assessed is not None and (assessed.grade or assessed.votes):
            before, after = "/".join(standing.before_ceiling), "/".join(standing.possible)
            found.append(warning("ER414", assessed.place, indicator=standing.indicator.id, grade=before, capped=after))
    return found


def titles_of(ruleset: Ruleset) -> Titles:
    """The names a result needs to be shown without its ruleset."""
    options = {option: label for choice in ruleset.choices.values() for option, label in choice.options.items()}
    return Titles(
        levels={level.id: level.label for level in ruleset.levels},
        groups={group.id: group.label for group in ruleset.groups},
        measures={measure.id: measure.label for measure in ruleset.measures.values()},
        options=options,
        sources={source.id: source.label for source in ruleset.sources.values()},
    )
