"""A standard in words as a file to review: Markdown, or one HTML page."""

from __future__ import annotations

from evalrules.base.languages import tag_of
from evalrules.reporters.html.markup import Html, body, element, joined, listed, paragraph, shown, table
from evalrules.reporters.html.style import style_sheet
from evalrules.reporters.inert import inert
from evalrules.reporters.markdown import section_markdown
from evalrules.reporters.page import Page
from evalrules.reporters.sections import Section

FORMS = ("text", "markdown", "html")


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
    """Lines as a list; those that begin with a dash belong to the one above."""
    items: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("- ") and items:
            items[-1][1].append(line[2:])
        else:
            items.append((line, []))
    return listed(joined((shown(line), listed(shown(own) for own in below))) for line, below in items)
