"""What was given last year, read from evidence in any of its forms or from a kept result."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.bundles.discovery import Input, discover
from evalrules.bundles.opening import opened
from evalrules.evaluation import Bound
from evalrules.frontend.digest import digest_of
from evalrules.frontend.fields import first_day, last_day
from evalrules.kept import kept_report_from
from evalrules.model.assessment import Assessment, FactUse, Finding, GateFinding, VetoFinding
from evalrules.model.earlier import Earlier, Former, FormerRow
from evalrules.model.evidence import Bounds, Evidence, Fact, FactValue, Period
from evalrules.model.refs import MeasureRef, OwnRef, YearRef, measure_from
from evalrules.model.report import Options
from evalrules.model.ruleset import Ruleset
from evalrules.pipeline import Run, bind, evaluate_below, new_run, read_file
from evalrules.readers.files import read_bytes
from evalrules.results.plain_values import LIMIT
from evalrules.semantics.last_year import NO_YEAR, matching

_RESULT = b'"result/1"'
_HEAD = 200
"""A kept result says what it is in its first line."""
_NUMBER = pattern(r"-?[0-9]{1,4300}(\.[0-9]{1,4300}|/[1-9][0-9]{0,4299})?", re.ASCII)


class LastYear(NamedTuple):
    """Every subject that was found, and what is wrong with what was not."""

    found: tuple[Earlier, ...]
    diagnostics: tuple[Diagnostic, ...]
    inputs: tuple[Input, ...] = ()
    run: Run | None = None

    @property
    def digest(self) -> str:
        """What a result says of what it was held against, whatever form that had."""
        return digest_of(sorted(one.digest for one in self.found))


def read_last_year(path: str, options: Options, beside: Sequence[str] = ()) -> LastYear:
    """What is given by evidence, a folder of it, or a kept result; `beside` are the inputs that it must not be taken
    for, so that places say which file they are in. Problems are those of reading and binding; no verdict is made.
    """
    if path.lower().endswith(".json") and os.path.isfile(path):
        data, problems = read_bytes(path, name=path, limit=LIMIT)
        if data is not None and _RESULT in data[:_HEAD]:
            return _from_result(path, data)
        if data is None:
            return LastYear((), tuple(problems))
    every, problems = discover([*beside, path])
    own, others = discover([path])[0], {os.path.abspath(one) for one in beside}
    named = [one for one in every if os.path.abspath(one.path) not in others and one.path in {one.path for one in own}]
    run = new_run(Options(ruleset=options.ruleset))
    if not own:
        return LastYear((), tuple(problems or [error("ER004", None, where=path)]))
    found: list[Earlier] = []
    wrong: list[Diagnostic] = []
    for one in named or own:
        earlier, more = _from_input(one, run)
        found += [] if earlier is None else [earlier]
        wrong += [problem for problem in more if problem.is_error]
    return LastYear(tuple(found), tuple(wrong), tuple(own), run)


def held_against(before: LastYear, bound: Bound, run: Run) -> tuple[Bound, Run]:
    """Bound evidence beside what its subject gave earlier, and the run that holds later ones against it too."""
    if bound.evidence is None or bound.ruleset is None:
        return bound, run
    earlier, wrong = matching(before.found, bound.evidence, bound.ruleset)
    bound = bound._replace(diagnostics=(*bound.diagnostics, *wrong), earlier=earlier)
    return bound, run._replace(earlier=before.found)


# -- from evidence -----------------------------------------------------------------------------------------------------


def _from_input(one: Input, run: Run) -> tuple[Earlier | None, list[Diagnostic]]:
    with opened(one) as (file, problems):
        if file is None or has_errors(problems):
            return None, list(problems)
        document, found = read_file(file, run)
        if document.root is None or has_errors(found):
            return None, found
        bound = bind(document, run, file, evaluate_below(file, document, run))
        if bound.ruleset is None or bound.evidence is None:
            return None, list(bound.diagnostics)
        return earlier_of(bound.evidence, bound.ruleset), []


def earlier_of(evidence: Evidence, ruleset: Ruleset) -> Earlier:
    """What evidence gave, to be held against later evidence."""
    measures = ruleset.measures
    last_year = evidence.period.end.year if evidence.period is not None else NO_YEAR

    def former(own: str, fact: Fact) -> Former:
        return Former(fact.value, measures[own].unit, str(fact.place), fact.place)

    rows = {
        table: {
            row.key: FormerRow({own: former(own, cell) for own, cell in row.cells.items()}, row.place)
            for row in given.rows
        }
        for table, given in evidence.tables.items()
    }
    facts = {_dated(measures[own].ref, last_year): former(own, fact) for own, fact in evidence.facts.items()}
    return Earlier(
        evidence.path, ruleset.id, ruleset.name, evidence.subject, evidence.period, facts, rows, evidence.digest
    )


def _dated(ref: MeasureRef, last_year: int) -> tuple[str, int]:
    """A measure as `Earlier` knows it: a series by the calendar year."""
    if isinstance(ref, YearRef):
        return OwnRef(ref.measure).text, last_year - ref.back
    return ref.text, NO_YEAR


# -- from a kept result ------------------------------------------------------------------------------------------------


def _from_result(path: str, data: bytes) -> LastYear:
    report, problems = kept_report_from(data, path)
    if report is None:
        return LastYear((), tuple(problems))
    found = [_of_assessment(path, one.assessment) for one in report.results if one.assessment is not None]
    return LastYear(tuple(found), ())


def _of_assessment(path: str, found: Assessment) -> Earlier:
    shown = os.path.basename(path)
    period = _period(found.period)
    last_year = period.end.year if period is not None else NO_YEAR
    rules: list[Finding | GateFinding | VetoFinding] = [*found.findings, *found.gates, *found.vetoes]
    uses = {use.measure: use for rule in rules for use in rule.facts}
    facts = {
        _dated(measure_from(own), last_year): Former(_value(use), use.unit, f"{shown} {use.place}".rstrip())
        for own, use in uses.items()
    }
    name, digest = found.ruleset.name, found.evidence_digest
    return Earlier(shown, found.ruleset.id, name, found.subject, period, facts, None, digest, _names(found))


def _names(found: Assessment) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The keys of the rows of each table; none where the result was kept without its tables."""
    names: dict[str, dict[tuple[str, ...], None]] = {}
    for one in found.tables:
        names.setdefault(one.table, {}).update(dict.fromkeys(row.key for row in one.rows))
    return {table: tuple(keys) for table, keys in names.items()}


def _period(text: str | None) -> Period | None:
    """A period as results write it: a year, or two days."""
    first, _, last = (text or "").partition("..")
    start, end = first_day(first), last_day(last or first)
    return None if text is None or start is None or end is None else Period(text, start, end)


def _value(use: FactUse) -> FactValue:
    """A value as results write it; what is a number with roots, or within bounds, is not compared."""
    if isinstance(use.value, bool) or use.value is None:
        return use.value
    if not isinstance(use.value, str):
        return None
    if _NUMBER.fullmatch(use.value) is None:
        return None if ".." in use.value else use.value
    number = Fraction(use.value)
    return Bounds(number, number)
