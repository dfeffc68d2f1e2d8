"""What a baseline makes of a report, as a section of it."""

from __future__ import annotations

from evalrules.model.refs import RuleRef
from evalrules.model.report import Baseline, Regression, Report
from evalrules.model.ruleset import Label
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section


def baseline_section(report: Report, language: str) -> Section | None:
    """How many subjects are tolerated, and what got worse; None for a report without a baseline."""
    found = report.baseline
    if found is None:
        return None
    writers = {result.path: Writer(result.assessment, language) for result in report.results if result.assessment}
    lines = [f"- {_line(one, writers[one.path])}" for one in found.regressions if one.path in writers]
    return Section(say("baseline", language), (*_counts(found, language), *lines))


def _counts(found: Baseline, language: str) -> tuple[str, str]:
    tolerated, regressions = str(len(found.tolerated)), str(len(found.regressions))
    return say("tolerated", language, count=tolerated), say("regressions", language, count=regressions)


def _line(one: Regression, writer: Writer) -> str:
    if one.rule is not None:
        return _rule_line(one, one.rule, writer)
    if one.indicator is None:
        before, after = (_level(level, writer) for level in (one.before, one.after))
        return writer.say("regression_level", subject=writer.subject(), before=before, after=after)
    finding = writer.by_id.get(one.indicator)
    named = one.indicator if finding is None else writer.numbered(one.indicator)
    words = (one.before, one.after)
    before, after = (writer.say("not_given") if word is None else writer.word(finding, word) for word in words)
    shown = {"named": named, "before": before, "after": after}
    return writer.say("regression_indicator", subject=writer.subject(), **shown)


def _rule_line(one: Regression, rule: RuleRef, writer: Writer) -> str:
    titles = {RuleRef("gate", gate.id): gate.title for gate in writer.found.gates}
    titles |= {RuleRef("veto", veto.id): veto.title for veto in writer.found.vetoes}
    before, after = (writer.say(word or "not_given") for word in (one.before, one.after))
    shown = {"kind": writer.say(rule.kind), "title": writer.label(titles.get(rule, Label(rule.id, rule.id)))}
    return writer.say("regression_rule", subject=writer.subject(), **shown, before=before, after=after)


def _level(level: str | None, writer: Writer) -> str:
    if level is None:
        return writer.say("undetermined")
    return writer.level(level) if level in writer.found.titles.levels else level
