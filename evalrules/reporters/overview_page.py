"""The overview over many subjects as sections of a page, before it is laid out in any format."""

from __future__ import annotations

from evalrules.model.assessment import Assessment
from evalrules.model.brief import Line, Whole
from evalrules.model.report import Report, Result
from evalrules.reporters.overview import Near, Overview, overview_from, weak_words, whole_of
from evalrules.reporters.page import SUBJECT_HEADERS, Writer, counts_line, subject_row
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table

MOST_LISTED = 20


def whole_in_words(report: Report, language: str) -> Whole:
    """A report as a whole, with what the overview says of each of its results."""
    return whole_of(report)._replace(lines=tuple(line_of(result, language) for result in report.results))


def line_of(result: Result, language: str) -> Line:
    """What the overview says of one subject."""
    found = result.assessment
    return Line(subject_row(result, language), ("", "") if found is None else _nearest(found, language))


def _nearest(found: Assessment, language: str) -> tuple[str, str]:
    gap = next((gap for gap in found.gaps if gap.kind == "level" and gap.to == found.required), None)
    if gap is None or not gap.changes:
        return "", ""
    writer = Writer(found, language)
    joined = ("；" if language == "zh" else "; ").join(writer.change(change) for change in gap.changes)
    return writer.title(), joined


def overview_sections(whole: Whole, language: str) -> tuple[Section, ...]:
    """The overview in words: a line for each subject with the count, the weakest indicators, the nearest subjects."""
    found = overview_from(whole.briefs)
    headers = tuple(say(name, language) for name in SUBJECT_HEADERS)
    rows = tuple(line.row for line in whole.lines)
    sections = [Section(say("subjects", language), (counts_line(whole.briefs, language),), Table(headers, rows))]
    if found.weakest:
        sections.append(_weak_section(found, language))
    if found.nearest:
        sections.append(_near_section(whole, found, language))
    return tuple(sections)


def _weak_section(found: Overview, language: str) -> Section:
    words = weak_words(found.weakest)
    headers = tuple(say(name, language) for name in ("ruleset_name", "number", "indicator", *words))
    rows = tuple(
        (one.ruleset, one.indicator, one.title.in_language(language), *(str(getattr(one, word)) for word in words))
        for one in found.weakest[:MOST_LISTED]
    )
    return Section(say("weakest", language), _more(len(found.weakest), language), Table(headers, rows))


def _near_section(whole: Whole, found: Overview, language: str) -> Section:
    headers = tuple(say(name, language) for name in ("subject", "changes_needed", "what_to_change"))
    rows = tuple(_near_row(whole.lines[one.at], one) for one in found.nearest[:MOST_LISTED])
    return Section(say("nearest", language), _more(len(found.nearest), language), Table(headers, rows))


def _near_row(line: Line, one: Near) -> tuple[str, ...]:
    who, changes = line.nearest
    return (who, str(one.changes), changes)


def _more(count: int, language: str) -> tuple[str, ...]:
    return (say("first_listed", language, most=str(MOST_LISTED), total=str(count)),) if count > MOST_LISTED else ()
