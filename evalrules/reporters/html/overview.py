"""The overview of the HTML report over many subjects: totals, a table that leads to each, the weakest, the nearest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from evalrules.base.languages import punctuation
from evalrules.model.assessment import Assessment
from evalrules.model.report import Report, Result
from evalrules.reporters.html.bars import draw_counts
from evalrules.reporters.html.heat import heat_tables
from evalrules.reporters.html.markup import (
    NOTHING,
    Html,
    body,
    element,
    joined,
    listed,
    numbered_name,
    paragraph,
    shown,
    table,
)
from evalrules.reporters.html.subject import Part
from evalrules.reporters.html.words import word
from evalrules.reporters.overview import Near, Overview, Weak, briefs_of, overview_of, weak_words
from evalrules.reporters.overview_page import MOST_CHANGES, MOST_LISTED, region_section
from evalrules.reporters.page import SUBJECT_HEADERS, Writer, subject_row, summary_line
from evalrules.reporters.phrases import say
from evalrules.reporters.short_reasons import short_reason
from evalrules.reporters.tally import tally_of, words_for

_TOTALS = {"total": "panel", "reached": "good", "not_reached": "bad", "undetermined": "open", "not_evaluated": "idle"}
_SIGNS = {"total": "", "reached": "✓", "not_reached": "✗", "undetermined": "?", "not_evaluated": "–"}
_TONES = {True: ("good", "✓"), False: ("bad", "✗"), None: ("open", "?")}
_NOT_COUNTED = ("not_applicable", "waived")
"""The words that the table of subjects has no room for."""

Link = Callable[[int], str]
"""From a subject's place among the results to the id of its section."""


def overview_parts(report: Report, language: str, link: Link) -> list[Part]:
    """The sections of the overview that have something to say."""
    found = overview_of(report)
    parts = [
        Part("subjects", say("subjects", language), _subjects(report, found, language, link)),
        Part("regions", say("by_region", language), _regions(report, language)),
        Part("heat", word("heat", language), heat_tables(report, language, link)),
        Part("weakest", say("weakest", language), _weakest(report, found, language)),
        Part("nearest", say("nearest", language), _nearest(report, found, language, link)),
    ]
    return [part for part in parts if part.content]


def _subjects(report: Report, found: Overview, language: str, link: Link) -> Html:
    return joined([_totals(found, language), _table(report, language, link)])


def _totals(found: Overview, language: str) -> Html:
    totals = found.totals._asdict()
    items = (_total(name, totals[name], language) for name in _TOTALS)
    accepted = word("accepted", language, count=str(found.totals.accepted))
    return joined(
        [
            element("ul", *items, class_="counts"),
            paragraph(accepted) if found.totals.accepted else NOTHING,
        ]
    )


def _total(name: str, count: int, language: str) -> Html:
    sign = element("span", shown(_SIGNS[name]), class_="sign", aria_hidden="true") if _SIGNS[name] else NOTHING
    told = shown(word(name, language))
    return element("li", sign, element("b", shown(str(count))), told, class_=_TOTALS[name] if count else "none")


def _table(report: Report, language: str, link: Link) -> Html:
    assessed = [result.assessment for result in report.results if result.assessment is not None]
    words = tuple(name for name in words_for(assessed) if name not in _NOT_COUNTED)
    headers = [say(SUBJECT_HEADERS[at], language) for at in (1, 3)] + [word(name, language) for name in words]
    is_shared = len({found.ruleset.name for found in assessed}) == 1
    rows = (_row(result, language, link(at), words, is_shared) for at, result in enumerate(report.results))
    return table(summary_line(report, language), headers, [body(rows)], "subjects")


def _row(result: Result, language: str, target: str, words: tuple[str, ...], is_shared: bool) -> list[Html]:  # noqa: FBT001 - of a table
    """A subject with its verdict and counts; its name leads to its section."""
    path, name, ruleset, level, reached = subject_row(result, language)
    found = result.assessment
    title = element("a", shown(path if found is None else name), href=f"#{target}")
    label = joined([title, *(_below(one) for one in (() if found is None or is_shared else (ruleset, path)))])
    colon = punctuation(language).colon
    told = reached if found is None else f"{say('result', language)}{colon}{reached}"
    tone, sign = ("idle", "–") if found is None else _TONES[found.verdict.meets_required]
    signed = element("span", shown(sign), class_="sign", aria_hidden="true")
    verdict = element("span", signed, shown(level), class_=f"mark {tone}")
    counts = _counted(found, words)
    narrow = NOTHING if found is None else _narrow(words, counts, language)
    reason = short_reason(result, language)
    why = _below(f"{say('why', language)}{colon}{reason}") if reason else NOTHING
    return [label, joined([verdict, _below(told), why, narrow]), *map(shown, counts)]


def _below(text: str) -> Html:
    return element("span", shown(text), class_="quiet below")


def _narrow(words: tuple[str, ...], counts: list[str], language: str) -> Html:
    """The counts once more, in a line for screens that have no room for columns."""
    told = " · ".join(f"{word(name, language)} {count}" for name, count in zip(words, counts, strict=True))
    return element("span", shown(told), class_="quiet narrow")


def _counted(found: Assessment | None, words: tuple[str, ...]) -> list[str]:
    if found is None:
        return ["—"] * len(words)
    counts = tally_of(found)._asdict()
    return [str(counts[name]) for name in words]


def _regions(report: Report, language: str) -> Html:
    section = region_section(briefs_of(report), language)
    if section is None or section.table is None:
        return NOTHING
    rows = (map(shown, row) for row in section.table.rows)
    listing = table(section.title, section.table.headers, [body(rows)], "plain figures")
    return element("div", listing, class_="frame", tabindex="0", role="group", aria_label=section.title)


def _weakest(report: Report, found: Overview, language: str) -> Html:
    if not found.weakest:
        return NOTHING
    counts = Counter(_ruleset_of(result.assessment) for result in report.results if result.assessment)
    rows = (
        [_weak_name(one, language), _weak_bar(one, counts[one.ruleset], language)]
        for one in found.weakest[:MOST_LISTED]
    )
    words = weak_words(found.weakest)
    headers = (say("indicator", language), " / ".join(word(name, language) for name in words))
    listing = table(
        _first(len(found.weakest), language) or say("weakest", language),
        headers,
        [body(rows)],
        f"weak {_plain(len(found.weakest))}",
    )
    return joined([paragraph(word("weak_bars", language), "quiet"), listing])


def _ruleset_of(found: Assessment) -> str:
    return found.ruleset.name


def _weak_name(one: Weak, language: str) -> Html:
    return joined([numbered_name(one.indicator, one.title.in_language(language)), _below(one.ruleset)])


def _weak_bar(one: Weak, total: int, language: str) -> Html:
    counts = [say(f"count_{name}", language, count=str(getattr(one, name))) for name in weak_words([one])]
    told = punctuation(language).comma.join((*counts, word("of_subjects", language, total=str(total))))
    return joined([shown(told), draw_counts(one.below, one.unknown, total)])


def _nearest(report: Report, found: Overview, language: str, link: Link) -> Html:
    headers = [say(name, language) for name in ("subject", "changes_needed", "what_to_change")]
    rows = [_near(report, one, language, link, headers) for one in found.nearest[:MOST_LISTED]]
    caption = _first(len(found.nearest), language) or say("nearest", language)
    look = f"near stacked {_plain(len(found.nearest))}".strip()
    return table(caption, headers, [element("tbody", *rows)], look) if rows else NOTHING


def _near(report: Report, one: Near, language: str, link: Link, headers: Sequence[str]) -> Html:
    """A row whose cells know their headings, for screens on which rows are stacked as cards."""
    found = report.results[one.at].assessment
    if found is None:
        return NOTHING
    writer = Writer(found, language)
    gap = next(gap for gap in found.gaps if gap.kind == "level" and gap.to == found.required)
    name = element("a", shown(writer.title()), href=f"#{link(one.at)}")
    changes = [shown(writer.change(change)) for change in gap.changes[:MOST_CHANGES]]
    rest = len(gap.changes) - MOST_CHANGES
    more = [shown(say("others_to_change", language, count=str(rest)))] if rest > 0 else []
    return element(
        "tr",
        element("th", name, scope="row"),
        element("td", shown(str(one.changes)), data_label=headers[1]),
        element("td", listed([*changes, *more])),
    )


def _first(total: int, language: str) -> str:
    return say("first_listed", language, most=str(MOST_LISTED), total=str(total)) if total > MOST_LISTED else ""


def _plain(total: int) -> str:
    """The class of a table whose caption says no more than the heading above it."""
    return "" if total > MOST_LISTED else "plain"
