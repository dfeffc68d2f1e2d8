"""The formats whose results need not all be at hand: what each result gives, and how that is joined, to the same bytes.

A part rests on its result alone, and on what was asked; some formats write it as it is, others go through it. Each
format is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from evalrules.base.records import NamedTuple
from evalrules.model.brief import Whole
from evalrules.model.report import Report, Result
from evalrules.reporters.formats import View


class Streamed(NamedTuple):
    """What makes a part of a result, and what joins the parts of a run, gone through as often as that takes.

    `is_in_words`: it shows a line for each subject.
    """

    part: Callable[[Result, Report, View], str]
    joined: Callable[[Whole, Collection[str], View], Iterable[str]]
    is_in_words: bool = False


def _text() -> Streamed:
    from evalrules.reporters.text import joined_text, text_page

    return Streamed(
        lambda result, report, view: text_page(result, report, view.language, width=view.width, color=view.color),
        lambda whole, parts, view: joined_text(whole, parts, view.language, width=view.width, color=view.color),
        is_in_words=True,
    )


def _json() -> Streamed:
    from evalrules.reporters.machine import joined_results, result_text

    return Streamed(
        lambda result, report, _: result_text(result, report), lambda whole, parts, _: joined_results(whole, parts)
    )


def _markdown() -> Streamed:
    from evalrules.reporters.markdown import joined_markdown, markdown_page

    return Streamed(
        lambda result, report, view: markdown_page(result, report, view.language),
        lambda whole, parts, view: joined_markdown(whole, parts, view.language),
        is_in_words=True,
    )


def _table() -> Streamed:
    from evalrules.reporters.markdown import table_of

    return Streamed(
        lambda result, report, view: "", lambda whole, parts, view: (table_of(whole, view.language),), is_in_words=True
    )


def _junit() -> Streamed:
    from evalrules.reporters.ci.junit import joined_suites, suite_text

    return Streamed(
        lambda result, report, view: suite_text(result, report, view.language, view.paths),
        lambda whole, parts, view: joined_suites(whole.report, parts, view.language),
    )


def _sarif() -> Streamed:
    from evalrules.reporters.ci.sarif import joined_log, sarif_part

    return Streamed(
        lambda result, report, view: sarif_part(result, report, view.language, view.paths),
        lambda whole, parts, view: joined_log(whole, parts, view.language),
    )


def _alerts() -> Streamed:
    from evalrules.reporters.ci.sarif import alerts_part, joined_alerts

    return Streamed(
        lambda result, report, view: alerts_part(result, report, view.language, view.paths),
        lambda whole, parts, view: joined_alerts(whole, parts, view.language),
    )


def _gitlab() -> Streamed:
    from evalrules.reporters.ci.gitlab import issues_text, joined_issues

    return Streamed(
        lambda result, report, view: issues_text(result, report, view.language, view.paths),
        lambda whole, parts, view: joined_issues(whole.report, parts, view.language),
    )


def _tap() -> Streamed:
    from evalrules.reporters.ci.tap import joined_points, tap_points

    return Streamed(
        lambda result, report, view: tap_points(result, report, view.language, view.paths),
        lambda whole, parts, view: joined_points(whole.report, parts, view.language),
    )


STREAMED: Mapping[str, Callable[[], Streamed]] = MappingProxyType(
    {
        "text": _text,
        "json": _json,
        "markdown": _markdown,
        "table": _table,
        "junit": _junit,
        "sarif": _sarif,
        "code-scanning": _alerts,
        "gitlab": _gitlab,
        "tap": _tap,
    }
)
"""By the name of the format. Of the others every result is at hand until the end: html, xlsx, docx and self-report are
one document with links from page to page, and github shows the ten worst of all.
"""
