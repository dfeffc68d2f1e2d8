"""A standard in words as a file to review: Markdown, or one HTML page."""

from __future__ import annotations

from evalrules.base.languages import LANGUAGES, tag_of
from evalrules.base.patterns import pattern
from evalrules.reporters.html.markup import NOTHING, Html, body, element, joined, listed, paragraph, shown, table
from evalrules.reporters.html.style import style_sheet
from evalrules.reporters.inert import inert
from evalrules.reporters.markdown import section_markdown
from evalrules.reporters.page import Page
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section

FORMS = ("text", "markdown", "html")
_NUMBER = pattern(r"\(([^()\s]{1,30})\) ")
_UNSURE = tuple(say(word, language) for word in ("partial", "assumed", "office") for language in ("zh", "en"))
_SURE = (*_UNSURE, say("read", "zh"), say("read", "en"))
"""How sure a source is, as it ends."""
_NOT_GIVEN = ("文本未给出，待设定", "no text gives it; to be set")
_BRACKETS = {"〕": "〔", "]": "["}
_TOLD = (
    "灰色的是依据；标出的是只部分读到、推定、本单位设定，或没有文本给出的。",
    "Grey is the source; marked is what was read in part only, assumed, set by an office, or what no text gives.",
)


def standard_markdown(page: Page) -> str:
    """The page as Markdown."""
    lines = [f"# {inert(page.title)}", "", inert(page.subtitle), ""]
    lines += [f"- {inert(reason)}" for reason in page.reasons]
    return "\n".join([*lines, *(line for section in page.sections for line in section_markdown(section))]) + "\n"


def standard_html(page: Page, language: str) -> str:
    """The page as one HTML file that needs no other."""
    head = joined(
        (
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", shown(page.title)),
            element("style", Html(style_sheet())),
        )
    )
    parts = [element("h1", shown(page.title)), paragraph(page.subtitle), listed(shown(one) for one in page.reasons)]
    parts.append(paragraph(_TOLD[LANGUAGES.index(language)], class_="quiet"))
    parts += [part for section in page.sections for part in _section(section)]
    found = element(
        "html",
        element("head", head),
        element("body", element("main", *parts)),
        lang=tag_of(language),
    )
    return f"<!DOCTYPE html>\n{found}\n"


def _section(section: Section) -> list[Html]:
    parts = [element("h2", shown(section.title)), _lines(section.lines)]
    if section.table is not None:
        rows = [[shown(cell) for cell in row] for row in section.table.rows]
        parts.append(table(section.title, section.table.headers, [body(rows)]))
    return parts


def _lines(lines: tuple[str, ...]) -> Html:
    """Lines as lists in one another: what is numbered, or stands behind more blanks, belongs to the line above."""
    items = [_depth(line) for line in lines]
    return _nested([(depth, _said(text)) for depth, text in items])


def _depth(line: str) -> tuple[int, str]:
    """How deep a line stands, and its text: dashes and blanks before it, then the parts of its number."""
    text = line.removeprefix("- ")
    inner = text.lstrip(" ")
    depth = (text != line) + (len(text) - len(inner) + 1) // 2
    number = _NUMBER.match(inner)
    return depth + (number[1].count(".") + 1 if number else 0), inner


def _nested(items: list[tuple[int, Html]]) -> Html:
    """A list of what stands least deep, with the others below it."""
    if not items:
        return NOTHING
    least = min(depth for depth, _ in items)
    found: list[tuple[Html, list[tuple[int, Html]]]] = []
    for depth, text in items:
        if depth > least and found:
            found[-1][1].append((depth, text))
        else:
            found.append((text, []))
    return listed(joined((text, _nested(below))) for text, below in found)


def _said(text: str) -> Html:
    """A line in which the source stands apart, and what was not read, or is taken for granted, is marked."""
    told, source = _parted(text)
    sure = next((word for word in _UNSURE if source[:-1].endswith(word)), "")
    parts = [_marked(told, _NOT_GIVEN)]
    return joined([*parts, element("span", _marked(source, (sure,)), class_="quiet")] if source else parts)


def _parted(text: str) -> tuple[str, str]:
    """What a line says, and the source in brackets behind it; nothing where it has none."""
    close = text[-1:]
    depth, at = 0, len(text)
    while close in _BRACKETS and at > 0:
        at -= 1
        depth += (text[at] == close) - (text[at] == _BRACKETS[close])
        if depth == 0:
            return (text[:at], text[at:]) if text[:-1].endswith(_SURE) else (text, "")
    return text, ""


def _marked(text: str, words: tuple[str, ...]) -> Html:
    """Text in which these words are marked, wherever they stand."""
    word = next((one for one in words if one and one in text), "")
    if not word:
        return shown(text)
    before, _, after = text.rpartition(word)
    return joined((_marked(before, words), element("mark", shown(word)), shown(after)))
