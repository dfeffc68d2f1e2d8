"""Results of several times in words, before they are laid out: levels of all subjects, and the indicators of each."""

from __future__ import annotations

from collections import Counter

from evalrules.base.languages import punctuation
from evalrules.model.assessment import Assessment
from evalrules.reporters.comparison.compared import BETTER, NOT_COMPARABLE, SAME, WORSE
from evalrules.reporters.comparison.trend import Course, IndicatorCourse, Trend
from evalrules.reporters.comparison.trend_spreads import Figure, SpreadCourse
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.tally import tally_of
from evalrules.reporters.wording import relation

NONE = "—"
_WORDS, _TIME, _DIRECTION = 58, 24, 18


def title(found: Trend, language: str) -> str:
    """What the paper is called."""
    return say("trend", language, first=found.times[0], last=found.times[-1])


def summary(found: Trend, language: str) -> str:
    """How many subjects became better, worse, stayed, and whether anything got worse on the way."""
    counted = Counter(one.direction for one in found.courses)
    counts = {word: str(counted[word]) for word in (BETTER, WORSE, SAME)}
    line = say("compared", language, total=str(len(found.courses)), other=str(counted[NOT_COMPARABLE]), **counts)
    worse = say("something_worse" if found.got_worse else "nothing_worse", language)
    return f"{line}{punctuation(language).semicolon}{worse}"


def levels(found: Trend, language: str) -> Section:
    """The level of each subject at each time, with how many indicators are not met."""
    headers = (say("subject", language), *found.times, say("direction", language))
    rows = tuple(
        (name_of(one, language), *(_level(each, language) for each in one.found), say(one.direction, language))
        for one in found.courses
    )
    return Section(
        say("levels_over_time", language), (summary(found, language),), Table(headers, rows, _shares(found.times))
    )


def name_of(found: Course, language: str) -> str:
    """The subject as it is called last."""
    return Writer(found.latest, language).subject()


def _level(found: Assessment | None, language: str) -> str:
    if found is None:
        return NONE
    tally = tally_of(found)
    failing = tally.not_met + tally.zero
    more = say("so_many_fail", language, count=str(failing)) if failing else ""
    return Writer(found, language).verdict() + more


def indicators(found: Course, times: tuple[str, ...], language: str) -> Section:
    """What each indicator of a subject came to at each time, with its figure."""
    headers = (say("indicator", language), *times, say("direction", language))
    rows = tuple(
        (one.title.in_language(language), *outcomes(found, one, language), say(one.direction, language))
        for one in found.indicators
    )
    return Section(name_of(found, language), (), Table(headers, rows, _shares(times)))


def coefficients(found: Course, times: tuple[str, ...], language: str) -> Section | None:
    """The coefficients of a subject at each time beside what is asked of them; None where it has none."""
    if not found.spreads:
        return None
    headers = (say("quantity", language), *times, say("asked_for", language))
    rows = tuple(
        (one.title.in_language(language), *(_coefficient(each, language) for each in one.figures), _limits(one))
        for one in found.spreads
    )
    name = name_of(found, language) + punctuation(language).colon + say("figures", language)
    return Section(name, (), Table(headers, rows, _shares(times)))


def _coefficient(one: Figure | None, language: str) -> str:
    if one is None:
        return NONE
    return one.shown + (punctuation(language).bracketed(say("not_met", language)) if one.holds is False else "")


def _limits(one: SpreadCourse) -> str:
    """What is asked of a coefficient; where that changed, one after the other."""
    asked = (f"{relation(each.op)} {each.asked}" for each in one.figures if each is not None and each.need is not None)
    return " → ".join(dict.fromkeys(asked)) or NONE


def _shares(times: tuple[str, ...]) -> tuple[int, ...]:
    """How the columns share the paper: the words of a line have the most room, every time as much as the others."""
    return (_WORDS, *(_TIME for _ in times), _DIRECTION)


def outcomes(found: Course, one: IndicatorCourse, language: str) -> tuple[str, ...]:
    """What an indicator came to at each time, with its figure where it has one."""
    return tuple(_outcome(one, each, language) for each in found.found)


def _outcome(one: IndicatorCourse, found: Assessment | None, language: str) -> str:
    writer = None if found is None else Writer(found, language)
    if writer is None or one.id not in writer.by_id:
        return NONE
    finding = writer.by_id[one.id]
    (_, _, result, have, *_), *_ = writer.rows_of(finding, full=False)
    if have in (NONE, result):
        return result
    is_figure = finding.points is not None or len(writer.figure_lines(finding)) == 1
    return f"{result} {have}" if is_figure else result + punctuation(language).bracketed(have)


def trend_sections(found: Trend, language: str) -> tuple[Section, ...]:
    """The levels of all subjects, then each subject: its indicators, and its coefficients where it has some."""
    each = ((indicators(one, found.times, language), coefficients(one, found.times, language)) for one in found.courses)
    return (levels(found, language), *(section for sections in each for section in sections if section is not None))
