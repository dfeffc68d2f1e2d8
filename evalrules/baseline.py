"""A check against an older result: what was no better then is tolerated, what got worse is named.

A subject is known by kind and id (else by its name) and by the id of its ruleset, an indicator by its id; where things
stand in a file does not matter. An input that cannot be evaluated and a waiver that expired are never tolerated.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.model.assessment import EXPIRED, NOT_MET, PARTLY, UNKNOWN, ZERO, Assessment
from evalrules.model.refs import RuleRef
from evalrules.model.report import Baseline, Regression, Report
from evalrules.reporters.comparison.compared import (
    ADDED,
    BEST,
    BETTER,
    SAME,
    SAME_RULESET,
    WORSE,
    indicator_direction,
    level_direction,
    matches,
    rule_changes,
)
from evalrules.reporters.tally import standings_of

_OPEN_OR_FAILED = (NOT_MET, PARTLY, ZERO, UNKNOWN)


def held_against(report: Report, old: Report, digest: str = "") -> Report:
    """The report with what an older one makes of it; its exit code then counts only what is worse, or new.

    `digest` is that of the document with the older one, to be kept with the result.
    """
    before = [result.assessment for result in old.results if result.assessment is not None]
    now = [(result.path, result.assessment) for result in report.results if result.assessment is not None]
    known = matches(before, [found for _, found in now], SAME_RULESET)
    tolerated: list[str] = []
    regressions: list[Regression] = []
    for at, (path, found) in enumerate(now):
        if found.accepted is not True and at in known:
            worse = list(_regressions(path, known[at], found))
            regressions += worse
            tolerated += [] if worse else [path]
    return report._replace(baseline=Baseline(tuple(tolerated), tuple(regressions), digest))


def _regressions(path: str, before: Assessment, after: Assessment) -> Iterator[Regression]:
    """What keeps a subject from being tolerated: its level, gates and vetoes, the indicators that fail or are open."""
    if level_direction(before, after) not in (SAME, BETTER):
        yield Regression(path, None, before.verdict.level, after.verdict.level)
    yield from _worse_rules(path, before, after)
    yield from _worse_indicators(path, before, after)


def _worse_rules(path: str, before: Assessment, after: Assessment) -> Iterator[Regression]:
    for rule in rule_changes(before, after):
        if rule.direction in (WORSE, ADDED) and rule.after != BEST[rule.kind]:
            yield Regression(path, None, rule.before, rule.after, RuleRef(rule.kind, rule.id))


def _worse_indicators(path: str, before: Assessment, after: Assessment) -> Iterator[Regression]:
    old = {finding.id: finding for finding in before.findings}
    words = (standings_of(before), standings_of(after))
    expired = {one.indicator for one in after.waivers if one.state == EXPIRED and one.is_needed}
    grades = (before.titles.grades, after.titles.grades)
    for finding in after.findings:
        if words[1][finding.id].word not in _OPEN_OR_FAILED:
            continue
        then = words[0].get(finding.id)
        known = old.get(finding.id) if then is not None and then.word in _OPEN_OR_FAILED else None
        is_no_worse = known is not None and indicator_direction(known, finding, grades) in (SAME, BETTER)
        if finding.id in expired or not is_no_worse:
            before_it = old[finding.id].in_one_word if finding.id in old else None
            yield Regression(path, finding.id, before_it, finding.in_one_word)
