"""An HTML file without script, of sections with tables: the frame of everything that is no report on subjects."""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.base.languages import tag_of
from evalrules.reporters.html.markup import NOTHING, Html, element, joined, paragraph, shown, table
from evalrules.reporters.html.style import style_sheet
from evalrules.reporters.sections import Section


def plain_page(name: str, parts: Iterable[Html], language: str) -> str:
    """The file: its name as heading and title, then its parts. It may fetch nothing."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content="default-src 'none'; style-src 'unsafe-inline'"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", shown(name)),
        element("style", Html(f"\n{style_sheet()}")),
    )
    page = element("body", element("header", element("h1", shown(name))), element("main", *parts, id="main"))
    document = element("html", head, page, lang=tag_of(language))
    return f"<!DOCTYPE html>\n{document}\n"


def page_of_sections(name: str, sections: Iterable[Section], language: str) -> str:
    """The file with each section as lines and a table, whose lines a narrow screen shows as cards."""
    return plain_page(name, (_section(one, f"s{at}") for at, one in enumerate(sections, 1)), language)


def _section(section: Section, own: str) -> Html:
    heading = element("h2", shown(section.title), id=f"{own}-title")
    lines = [paragraph(line.removeprefix("- ")) for line in section.lines]
    found = NOTHING
    if section.table is not None:
        headers = section.table.headers
        rows = (_row(cells, headers) for cells in section.table.rows)
        listing = table(section.title, headers, [element("tbody", *rows)], "plain figures stacked trend")
        found = element("div", listing, class_="frame", tabindex="0", role="group", aria_label=section.title)
    return element("section", joined([heading, *lines, found]), id=own, aria_labelledby=f"{own}-title")


def _row(cells: tuple[str, ...], headers: tuple[str, ...]) -> Html:
    """A line whose cells know their heading, which stands before them where lines are cards."""
    first, *others = cells
    parts = (element("td", shown(text), data_label=name) for name, text in zip(headers[1:], others, strict=True))
    return element("tr", element("th", shown(first), scope="row"), *parts)
