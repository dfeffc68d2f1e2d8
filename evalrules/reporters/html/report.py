"""Reports as one HTML file: nothing to fetch, no script, readable on a telephone, on a desk and on A4 paper."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.languages import tag_of
from evalrules.base.records import NamedTuple
from evalrules.model.report import Report, Result
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.html.markup import Html, element, joined, listed, paragraph, shown
from evalrules.reporters.html.overview import overview_parts
from evalrules.reporters.html.style import style_sheet
from evalrules.reporters.html.subject import Part, SubjectPage, lines, problem_list
from evalrules.reporters.html.words import word
from evalrules.reporters.page import Writer
from evalrules.version import NAME

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class _Sheet(NamedTuple):
    """What a document holds: its title, the head that is seen, the links to its sections, and these."""

    title: str
    head: Html
    links: list[tuple[str, str]]
    content: Html
    class_: str


def render_html(report: Report, language: str) -> str:
    """The report as a whole HTML document in "zh" or "en"; the same bytes for the same report."""
    *_, document = drawn_html(report, language)
    return document


def drawn_html(report: Report, language: str) -> Iterator[str]:
    """The same document as the last that is given, after "" for each part of it that was drawn.

    So that whoever has something more urgent to do can do it in between.
    """
    found = report.results[0].assessment if len(report.results) == 1 else None
    if found is None:
        sheet = _several(report, language)
    else:
        subject, parts = SubjectPage(found, language, _section_id(0), 2), []
        for part in subject.each_part(report.results[0].diagnostics, explain=report.options.explain):
            parts.append(part)
            yield ""
        sheet = _single(report, subject, [part for part in parts if part.content], language)
    document = element(
        "html",
        _head(sheet.title),
        _body(sheet, report, language),
        lang=tag_of(language),
    )
    yield f"<!DOCTYPE html>\n{document}\n"


def _single(report: Report, subject: SubjectPage, parts: list[Part], language: str) -> _Sheet:
    """One subject: its name is the title of the page."""
    label = word("report", language)
    head = joined([paragraph(label, "lead"), element("h1", shown(subject.name())), subject.head()])
    verdict = Part("verdict", word("result", language), subject.verdict())
    shared = list(_shared(report, language))
    links = [(f"o-{part.id}", part.title) for part in shared]
    links += [(subject.id_of(part.id), part.title) for part in (verdict, *parts)]
    sections = [*map(_section, shared), subject.written(verdict, "unseen"), *map(subject.written, parts)]
    return _Sheet(f"{subject.name()} - {label}", head, links, joined(sections), "")


def _several(report: Report, language: str) -> _Sheet:
    """Any other number of inputs: an overview, which leads to the page of each of them."""
    title = word("reports", language)
    parts = [*_shared(report, language), *overview_parts(report, language, _section_id)]
    if not report.results:
        parts.append(Part("none", word("overview", language), paragraph(word("nothing", language))))
    links = [(f"o-{part.id}", part.title) for part in parts]
    inputs = (_input(report, at, language) for at in range(len(report.results)))
    content = joined([*map(_section, parts), *inputs])
    return _Sheet(title, element("h1", shown(title)), links, content, "several")


def _shared(report: Report, language: str) -> Iterator[Part]:
    """What belongs to no single input: problems of the run, and what a baseline makes of it."""
    if report.diagnostics:
        yield Part("problems", word("call_problems", language), problem_list(report.diagnostics, language))
    compared = baseline_section(report, language)
    if compared is not None:
        yield Part("baseline", compared.title, lines(compared.lines))


def _section_id(at: int) -> str:
    return f"s{at + 1}"


def _section(part: Part) -> Html:
    title = element("h2", shown(part.title), id=f"o-{part.id}-title")
    return element("section", title, part.content, id=f"o-{part.id}", aria_labelledby=f"o-{part.id}-title")


def _name(result: Result, language: str) -> str:
    return result.path if result.assessment is None else Writer(result.assessment, language).title()


def _input(report: Report, at: int, language: str) -> Html:
    """The section of one input: a page of its own on the screen and in print, with the ways to those beside it."""
    result = report.results[at]
    title = element("h2", shown(_name(result, language)))
    up = element("p", joined(_ways(report, at, language), " · "), class_="up quiet")
    if result.assessment is None:
        content = _not_evaluated(result, language)
    else:
        subject = SubjectPage(result.assessment, language, _section_id(at), 3)
        parts = subject.parts(result.diagnostics, explain=report.options.explain)
        note = paragraph(word("paper_note", language), "quiet paper")
        content = joined([subject.head(), subject.verdict(), *map(subject.written, parts), note])
    return element("section", title, up, content, id=_section_id(at), class_="subject")


def _ways(report: Report, at: int, language: str) -> Iterator[Html]:
    """To the overview, to the input before and to the next."""
    yield element("a", shown(word("up", language)), href="#main")
    for name, other in (("before", at - 1), ("after", at + 1)):
        if 0 <= other < len(report.results):
            told = word(name, language, name=_name(report.results[other], language))
            yield element("a", shown(told), href=f"#{_section_id(other)}")


def _not_evaluated(result: Result, language: str) -> Html:
    told = element("p", shown(word("not_evaluated", language)), class_="word")
    banner = element("div", told, paragraph(word("no_result", language)), class_="verdict bad")
    return joined([banner, problem_list(result.diagnostics, language)])


def _head(title: str) -> Html:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="format-detection", content="telephone=no"),
        element("title", shown(title)),
        element("style", Html(f"\n{style_sheet()}")),
    )


def _body(sheet: _Sheet, report: Report, language: str) -> Html:
    made = word("made_by", language, name=NAME, version=report.engine.version)
    return element(
        "body",
        element("a", shown(word("to_content", language)), class_="skip", href="#main"),
        element("header", sheet.head),
        _contents(sheet.links, language),
        element("main", sheet.content, id="main", tabindex="-1"),
        element("footer", paragraph(made, "quiet")),
        class_=sheet.class_,
    )


def _contents(links: list[tuple[str, str]], language: str) -> Html:
    title = element("h2", shown(word("contents", language)), id="contents")
    items = (element("a", shown(label), href=f"#{target}") for target, label in links)
    return element("nav", title, listed(items), class_="contents", aria_labelledby="contents")
