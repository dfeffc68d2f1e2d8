"""A table of figures as every format has it, in HTML: numbers stand to the right, under headings that do too."""

from __future__ import annotations

from evalrules.base.patterns import pattern
from evalrules.reporters.html.markup import Html, element, shown, table
from evalrules.reporters.sections import Table

_FIGURE = pattern(r"(?:[▼▲≥≤<>＞＜=] ?)?-?[0-9][0-9.,/…]*(?: ?[%²³/\w]{1,8})?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""A number with its mark, sign or unit; or a date."""


def figure_table(caption: str, found: Table, *, numbered: bool = False) -> Html:
    """The table, which is moved in its own frame where it is wider than the screen.

    With `numbered` the first column is the number of what the second names.
    """
    width, head = len(found.headers), 1 if numbered else 0
    right = _to_the_right(found, head)
    rows = (
        element("tr", element("th", shown(cells[0]), class_="group-name", colspan=str(width), scope="rowgroup"))
        if len(cells) < width
        else element("tr", *_cells(cells, head, right), class_="sum" if at in found.sums else "")
        for at, cells in enumerate(found.rows)
    )
    listing = table(caption, found.headers, [element("tbody", *rows)], "plain figures", right)
    return element("div", listing, class_="frame", tabindex="0", role="group", aria_label=caption)


def _to_the_right(found: Table, head: int) -> frozenset[int]:
    """The columns, behind that which names the row, in which most of what is said is a number."""
    rows = [cells for cells in found.rows if len(cells) == len(found.headers)]
    said = {at: [cells[at] for cells in rows if cells[at] != "—"] for at in range(head + 1, len(found.headers))}
    return frozenset(at for at, texts in said.items() if 2 * sum(map(_is_figure, texts)) > len(texts))


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None


def _cells(cells: tuple[str, ...], head: int, right: frozenset[int]) -> list[Html]:
    """The cells of a row: the number of an indicator on one line, its name, then figures and words."""
    before = [element("td", shown(text), class_="own") for text in cells[:head]]
    after = (
        element("td", shown(text), class_="number" if at in right else "")
        for at, text in enumerate(cells[head + 1 :], head + 1)
    )
    return [*before, element("th", shown(cells[head]), scope="row"), *after]
