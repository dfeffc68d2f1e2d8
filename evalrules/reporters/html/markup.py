"""Markup that cannot be broken by data: text becomes HTML in one place only, and the type tells it apart.

A `str` is data, an `Html` is markup; only `shown` makes the one from the other, and mypy sees to it.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable
from typing import NewType

from evalrules.reporters.inert import inert
from evalrules.reporters.numbered import number_of_indicator

Html = NewType("Html", str)
"""Markup that may be put into a page as it is."""

NOTHING = Html("")
_VOID = ("meta", "br", "wbr")


def shown(text: str) -> Html:
    """Data as markup: nothing in it is active, and it is cut where nobody would read on."""
    return Html(html.escape(inert(text)))


def joined(parts: Iterable[Html], between: str = "") -> Html:
    """Parts one after the other."""
    return Html(between.join(parts))


def element(name: str, /, *children: Html, **attributes: str) -> Html:
    """`<name …>children</name>`.

    In the names of attributes `class_` is class and any other underscore a hyphen; an empty value leaves the
    attribute out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{shown(value)}"' for key, value in attributes.items() if value
    )
    return Html(f"<{name}{written}>" if name in _VOID else f"<{name}{written}>{joined(children)}</{name}>")


def paragraph(text: str, class_: str = "") -> Html:
    """A paragraph of plain text."""
    return element("p", shown(text), class_=class_)


def listed(items: Iterable[Html], class_: str = "") -> Html:
    """A list, or nothing where there is no item."""
    found = joined(element("li", item) for item in items)
    return element("ul", found, class_=class_) if found else NOTHING


def table(
    caption: str, headers: Iterable[str], bodies: Iterable[Html], class_: str = "", right: Collection[int] = ()
) -> Html:
    """A table with a caption and a head that is repeated on every printed page; `bodies` are its `<tbody>`.

    `right` are the columns, from 0, whose heading stands to the right as their figures do.
    """
    head = joined(
        element("th", shown(header), scope="col", class_="number" if at in right else "")
        for at, header in enumerate(headers)
    )
    return element(
        "table",
        element("caption", shown(caption)),
        element("thead", element("tr", head)),
        *bodies,
        class_=class_,
    )


def body(rows: Iterable[Iterable[Html]]) -> Html:
    """Rows of a table; the first cell of each is its header."""
    return element("tbody", joined(row(cells) for cells in rows))


def row(cells: Iterable[Html], id_: str = "") -> Html:
    """One row: a header, then cells."""
    first, *rest = cells
    return element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest), id_=id_)


def numbered_name(own: str, title: str) -> Html:
    """An indicator by its number, where the standard has one, and its title."""
    number = number_of_indicator(own)
    return joined([element("span", shown(number), class_="id") if number else NOTHING, shown(title)])
