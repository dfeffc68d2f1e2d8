"""The overview over many subjects as sections of a page, before it is laid out in any format."""

from __future__ import annotations

from evalrules.model.report import Report
from evalrules.reporters.overview import Near, Overview, overview_of, weak_words
from evalrules.reporters.page import SUBJECT_HEADERS, Writer, subject_row, summary_line
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table

MOST_LISTED = 20


def overview_sections(report: Report, language: str) -> tuple[Section, ...]:
    """The overview in words: a line for each subject with the count, the weakest indicators, the nearest subjects."""
    found = overview_of(report)
    headers = tuple(say(name, language) for name in SUBJECT_HEADERS)
    rows = tuple(subject_row(result, language) for result in report.results)
    sections = [Section(say("subjects", language), (summary_line(report, language),), Table(headers, rows))]
    if found.weakest:
        sections.append(_weak_section(found, language))
    if found.nearest:
        sections.append(_near_section(report, found, language))
    return tuple(sections)


def _weak_section(found: Overview, language: str) -> Section:
    words = weak_words(found.weakest)
    headers = tuple(say(name, language) for name in ("ruleset_name", "number", "indicator", *words))
    rows = tuple(
        (one.ruleset, one.indicator, one.title.in_language(language), *(str(getattr(one, word)) for word in words))
        for one in found.weakest[:MOST_LISTED]
    )
    return Section(say("weakest", language), _more(len(found.weakest), language), Table(headers, rows))


def _near_section(report: Report, found: Overview, language: str) -> Section:
    headers = tuple(say(name, language) for name in ("subject", "changes_needed", "what_to_change"))
    rows = tuple(_near_row(report, one, language) for one in found.nearest[:MOST_LISTED])
    return Section(say("nearest", language), _more(len(found.nearest), language), Table(headers, rows))


def _near_row(report: Report, one: Near, language: str) -> tuple[str, ...]:
    assessment = report.results[one.at].assessment
    if assessment is None:
        return ()
    writer = Writer(assessment, language)
    gap = next(gap for gap in assessment.gaps if gap.kind == "level" and gap.to == assessment.required)
    joined = ("；" if language == "zh" else "; ").join(writer.change(change) for change in gap.changes)
    return (writer.title(), str(one.changes), joined)


def _more(count: int, language: str) -> tuple[str, ...]:
    return (say("first_listed", language, most=str(MOST_LISTED), total=str(count)),) if count > MOST_LISTED else ()
