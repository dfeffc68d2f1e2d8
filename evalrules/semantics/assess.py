"""A ruleset and the evidence bound to it, to an assessment: the one entrance of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evalrules.base.diagnostics import Diagnostic, in_order, warning
from evalrules.base.later import Deferred
from evalrules.base.numbers import number_text
from evalrules.base.remembered import Remembered
from evalrules.model.assessment import (
    CAPPED,
    DECIDED,
    UNDETERMINED,
    Assessment,
    Due,
    RulesetReference,
    Setting,
    Titles,
    Verdict,
)
from evalrules.model.evidence import Evidence, Period
from evalrules.model.outcome import texts_of
from evalrules.model.refs import OptionRef, OwnRef, YearRef
from evalrules.model.ruleset import GRADES, OFFICE, Label, Measure, Ruleset
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.ceilings import possible_if_lowered, with_stand_ins
from evalrules.semantics.claims import claims_of, grade_claims
from evalrules.semantics.findings import fact_uses, findings_of, gates_of, vetoes_of
from evalrules.semantics.gaps import WithReason
from evalrules.semantics.missing import missing_of
from evalrules.semantics.reasons import reasons_of
from evalrules.semantics.seldom import advice_on, row_tables, weightless_rows
from evalrules.semantics.waived import accepted, meets, waiver_diagnostics, waivers_of


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
        gates=paper.later(lambda: gates_of(case, evidence, explain=explain)),
        vetoes=paper.later(lambda: vetoes_of(case, evidence, explain=explain)),
        findings=paper.later(lambda: findings_of(case, evidence, explain=explain)),
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
        shown=paper.later(lambda: fact_uses(case, shown_in(case), evidence)),
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
        reasons=paper.later(lambda: case.by_outcomes("reasons", lambda: reasons_of(case))),
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


def shown_in(case: Case) -> tuple[str, ...]:
    """The measures that papers print although no indicator rests on them."""
    told = [own for own, one in case.ruleset.measures.items() if one.is_shown and one.value is not None]
    asked = {own for standing in case.standings for own in standing.plan.facts} if told else set()
    return tuple(own for own in told if own not in asked)


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
