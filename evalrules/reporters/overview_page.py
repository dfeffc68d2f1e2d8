"""The overview over many subjects as sections of a page, before it is laid out in any format."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from evalrules.base.languages import punctuation
from evalrules.base.numbers import Rounding, number_text, rounded
from evalrules.model.assessment import Assessment
from evalrules.model.brief import Brief, Line, Whole
from evalrules.model.report import Report, Result
from evalrules.reporters.overview import Overview, Totals, overview_from, weak_words, whole_of
from evalrules.reporters.page import SUBJECT_HEADERS, Writer, counts_line, subject_row
from evalrules.reporters.phrases import say
from evalrules.reporters.ranking import regions_of
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.short_reasons import short_reason

MOST_LISTED = 20
_SUBJECT_SHARES = (24, 34, 28, 22, 18, 64)
"""How the columns of subjects share the paper: the reasons are long."""
_SHARE = Rounding(1, "half_up")
MOST_CHANGES = 3
"""So many changes of a subject are told; how many there are stands beside them."""


def whole_in_words(report: Report, language: str) -> Whole:
    """A report as a whole, with what the overview says of each of its results."""
    return whole_of(report)._replace(lines=tuple(line_of(result, language) for result in report.results))


def line_of(result: Result, language: str) -> Line:
    """What the overview says of one subject."""
    found = result.assessment
    nearest = ("", "") if found is None else nearest_in_words(found, language)
    return Line(subject_row(result, language), nearest, short_reason(result, language))


def nearest_in_words(found: Assessment, language: str) -> tuple[str, str]:
    """Who a subject is, and what would bring it to the level; both empty where that is not known."""
    gap = next((gap for gap in found.gaps if gap.kind == "level" and gap.to == found.required), None)
    if gap is None or not gap.changes:
        return "", ""
    writer = Writer(found, language)
    stop = punctuation(language).semicolon
    joined = stop.join(writer.change(change) for change in gap.changes[:MOST_CHANGES])
    rest = len(gap.changes) - MOST_CHANGES
    more = writer.say("others_to_change", count=str(rest)) if rest > 0 else ""
    return writer.title(), joined + (f"{stop}{more}" if more else "")


def overview_sections(whole: Whole, language: str) -> tuple[Section, ...]:
    """The overview in words: a line for each subject with the count, the weakest indicators, the nearest subjects."""
    found = overview_from(whole.briefs)
    regions = region_section(whole.briefs, language)
    sections = [_subjects(whole, language), *([regions] if regions is not None else [])]
    if found.weakest:
        sections.append(_weak_section(found, language))
    if found.nearest:
        lines = ((whole.lines[one.at].nearest, one.changes) for one in found.nearest)
        near = [(who, count, what) for (who, what), count in lines]
        sections.append(near_section(near[:MOST_LISTED], len(near), language))
    return tuple(sections)


def subject_headers(language: str) -> tuple[str, ...]:
    """The headings over the rows of subjects, the reason last."""
    return tuple(say(name, language) for name in (*SUBJECT_HEADERS, "why"))


def subject_cells(line: Line) -> tuple[str, ...]:
    """The row of a subject, the reason last."""
    return (*line.row, line.reason)


def _subjects(whole: Whole, language: str) -> Section:
    """A row for each subject; a ruleset that all of them share is named once, above them."""
    rulesets = {one.ruleset for one in whole.briefs if one.is_evaluated}
    lines: tuple[str, ...] = (counts_line(whole.briefs, language),)
    headers, rows = subject_headers(language), tuple(map(subject_cells, whole.lines))
    shares: tuple[int, ...] = _SUBJECT_SHARES
    if len(rulesets) == 1:
        at = SUBJECT_HEADERS.index("ruleset_name")
        lines = (*lines, say("one_ruleset", language, ruleset=rulesets.pop()))
        headers, shares = headers[:at] + headers[at + 1 :], shares[:at] + shares[at + 1 :]
        rows = tuple(row[:at] + row[at + 1 :] for row in rows)
    return Section(say("subjects", language), lines, Table(headers, rows, shares))


def region_section(briefs: Sequence[Brief], language: str) -> Section | None:
    """How the subjects of each region stand; None where nothing puts them together."""
    found = regions_of(briefs)
    if found is None:
        return None
    names = (found.by, "of_all", "yes_count", "no_count", "open_count", "not_evaluated", "reached_share")
    rows = tuple((one.name, *_counts(one.totals)) for one in found.regions)
    return Section(say("by_region", language), (), Table(tuple(say(name, language) for name in names), rows))


def _counts(found: Totals) -> tuple[str, ...]:
    """How many there are, how many stand how, and the share that reaches the level."""
    counts = (found.total, found.reached, found.not_reached, found.undetermined, found.not_evaluated)
    return (*map(str, counts), f"{number_text(rounded(Fraction(100 * found.reached, found.total), _SHARE))}%")


def _weak_section(found: Overview, language: str) -> Section:
    words = weak_words(found.weakest)
    headers = tuple(say(name, language) for name in ("ruleset_name", "number", "indicator", *words))
    rows = tuple(
        (one.ruleset, one.indicator, one.title.in_language(language), *(str(getattr(one, word)) for word in words))
        for one in found.weakest[:MOST_LISTED]
    )
    return Section(say("weakest", language), _more(len(found.weakest), MOST_LISTED, language), Table(headers, rows))


def near_section(near: Sequence[tuple[str, int, str]], total: int, language: str) -> Section:
    """The nearest of so many: who, how many changes, and which."""
    headers = tuple(say(name, language) for name in ("subject", "changes_needed", "what_to_change"))
    rows = tuple((who, str(count), what) for who, count, what in near)
    return Section(say("nearest", language), _more(total, len(rows), language), Table(headers, rows))


def _more(total: int, most: int, language: str) -> tuple[str, ...]:
    return (say("first_listed", language, most=str(most), total=str(total)),) if total > most else ()
