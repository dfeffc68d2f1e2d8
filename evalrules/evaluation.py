"""Bound evidence to its assessment: its figures are questioned first, and what contradicts itself is never judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from evalrules.base.collector import collector_paused
from evalrules.base.diagnostics import HANDED_IN, Diagnostic, Related, error, has_errors, in_order
from evalrules.base.later import Deferred
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.assessment import Assessment, Titles
from evalrules.model.evidence import Evidence
from evalrules.model.report import Options
from evalrules.model.ruleset import Label, Ruleset
from evalrules.semantics.assess import assess
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.claims import contradictions
from evalrules.semantics.other_units import of_other_units
from evalrules.tree.nodes import Score
from evalrules.tree.walk import walk

if TYPE_CHECKING:
    from evalrules.model.earlier import Earlier
    from evalrules.semantics.later_readings import Cases


class Bound(NamedTuple):
    """Evidence bound to its ruleset, or None for what could not be had, with the diagnostics that say why.

    `partial` is what could be bound in spite of errors; it is questioned too, and never judged. `earlier` is what its
    subject gave for the period that it is held against.
    """

    ruleset: Ruleset | None
    evidence: Evidence | None
    diagnostics: tuple[Diagnostic, ...]
    partial: Evidence | None = None
    earlier: Earlier | None = None


def evaluate(
    bound: Bound, options: Options, cases: Cases | None = None
) -> tuple[Assessment | None, tuple[Diagnostic, ...]]:
    """Bound evidence to its assessment; contradictions within the evidence are errors.

    `cases` makes its case where the same evidence was seen before, a little other than it is now.
    """
    ruleset, evidence = bound.ruleset, bound.evidence
    case, problems = questioned(bound, cases)
    if ruleset is None or evidence is None or case is None:
        return None, in_order(problems)
    if options.require is not None and options.require not in [level.id for level in ruleset.levels]:
        known = ", ".join(level.id for level in ruleset.levels)
        problems.append(error("ER009", None, level=options.require, levels=known, ruleset=ruleset.name))
    if has_errors(problems):
        return None, in_order(problems)
    assessment = assess(
        ruleset,
        evidence,
        required=options.require,
        explain=options.explain or options.record,
        diagnostics=problems,
        case=case,
    )
    return assessment._replace(titles=Deferred().later(lambda: _with_named_quantities(assessment, ruleset))), ()


def _with_named_quantities(found: Assessment, ruleset: Ruleset) -> Titles:
    """The titles; the names of quantities rest on all that a result says, and are made when they are asked for."""
    return found.titles._replace(quantities=Deferred().later(lambda: _named_quantities(found, ruleset)))


def _named_quantities(found: Assessment, ruleset: Ruleset) -> Mapping[str, Label]:
    """Names for the expressions of the standard that a result mentions."""
    mentioned = {use.quantity for finding in found.findings for use in finding.statistics if not use.measure}
    mentioned |= {item.id for item in found.missing if item.kind == "quantity"}
    ways = [way for gap in found.gaps for way in (gap.changes, *gap.alternatives)]
    ways += [row.gaps for finding in found.findings for row in finding.failing_rows]
    mentioned |= {change.quantity for way in ways for change in way if change.quantity is not None}
    return quantity_names(mentioned, ruleset)


def quantity_names(mentioned: Iterable[str], ruleset: Ruleset) -> Mapping[str, Label]:
    """Names for expressions of the standard that stand for no measure, by their text, as `show` words them."""
    wanted = set(mentioned)
    if not wanted:
        return {}
    from evalrules.semantics.prose import expression_text
    from evalrules.words.conditions import Prose  # words, for the few results that need some

    zh, en = Prose(ruleset, "zh"), Prose(ruleset, "en")
    return {
        text: Label(zh.condition(node), en.condition(node))
        for condition in ruleset.conditions
        for node in walk(condition.root)
        for text in {node.text if isinstance(node, Score) else "", expression_text(node)} & wanted
    }


def questioned(bound: Bound, cases: Cases | None = None) -> tuple[Case | None, list[Diagnostic]]:
    """The case that bound evidence makes, with every problem: also where its figures contradict one another.

    All of it in one round: also beside errors, contradictions between the figures that are known are told, and figures
    far from last year's and from their peers are asked about. What the evidence confirms is answered.
    """
    ruleset, evidence = bound.ruleset, bound.evidence or bound.partial
    if ruleset is None or evidence is None:
        return None, list(bound.diagnostics)
    with collector_paused() if evidence.tables else nullcontext():
        return _questioned(bound, ruleset, evidence, cases)


def _questioned(
    bound: Bound, ruleset: Ruleset, evidence: Evidence, cases: Cases | None
) -> tuple[Case, list[Diagnostic]]:
    case = case_of(ruleset, evidence) if cases is None else cases.case_of(ruleset, evidence)
    problems = [*bound.diagnostics, *contradictions(case, evidence)]
    if bound.earlier is not None:
        from evalrules.semantics.last_year import far_from_last_year

        problems += far_from_last_year(ruleset, evidence, bound.earlier, _told(problems))
    if evidence.tables:
        problems += _about_rows(case, ruleset, evidence, _told(problems), cases)
    problems += of_other_units(case, evidence, _told(problems))
    if evidence.confirmed:
        from evalrules.semantics.answers import answered

        problems = answered(problems, evidence, ruleset)
    return case, [_with_origins(one, evidence.origins) for one in problems]


def _about_rows(
    case: Case, ruleset: Ruleset, evidence: Evidence, told: set[Span], cases: Cases | None
) -> list[Diagnostic]:
    """What is asked about the rows of tables: those that say the same, figures of other kinds, and far from peers'."""
    from evalrules.semantics.kinds_without import figures_of_other_kinds
    from evalrules.semantics.peers import far_from_peers
    from evalrules.semantics.twins import rows_alike

    found = list(_of_rows(cases, "alike", evidence, (told,), lambda one: rows_alike(ruleset, one, told)))
    found += figures_of_other_kinds(ruleset, evidence, told | _told(found))
    among, keys = told | _told(found), () if cases is None else tuple(map(case.keys_looked_at, evidence.tables))
    found += _of_rows(
        cases, "far", evidence, (among, keys), lambda one: far_from_peers(ruleset, one, case.keys_looked_at, among)
    )
    return found


def _of_rows(
    cases: Cases | None,
    what: str,
    evidence: Evidence,
    resting: Sequence[object],
    find: Callable[[Evidence], Iterable[Diagnostic]],
) -> Iterable[Diagnostic]:
    """What is asked about the rows of tables, each by itself; known where the same rows were asked about before."""
    return find(evidence) if cases is None else cases.asked(what, evidence, resting, find)


def _with_origins(problem: Diagnostic, origins: Mapping[Span, Span]) -> Diagnostic:
    """The problem with the places in the files of schools from which its values were gathered."""
    if not origins:
        return problem
    places = [one for one in (problem.place, *(other.place for other in problem.related)) if one in origins]
    handed_in = dict.fromkeys(origins[place] for place in places if place is not None)
    return problem._replace(related=(*problem.related, *(Related(HANDED_IN, place) for place in handed_in)))


def _told(problems: Sequence[Diagnostic]) -> set[Span]:
    """Where something is wrong or asked about already."""
    return {one.place for one in problems if one.place is not None and (one.is_error or one.is_question)}
