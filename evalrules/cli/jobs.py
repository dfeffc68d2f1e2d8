"""How many processes a command may use: the option --jobs; and its work shared out to them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from evalrules.base.diagnostics import error
from evalrules.cli.configuration import AUTO
from evalrules.cli.saying import fail, usage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Item = TypeVar("Item")
    Made = TypeVar("Made")

MOST = 256


def jobs_of(written: str | None, language: str) -> int:
    """The number that --jobs asks for, 1 without it; ends the command (ER011) where it is none."""
    if written is None:
        return 1
    if written in ("0", AUTO):
        from evalrules.processes import processors

        return processors()
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(MOST)) and 0 < int(written) <= MOST):
        usage("--jobs", written, f"1 – {MOST}, 0, {AUTO}", language)
    return int(written)


def shared_out(
    items: Sequence[Item], work: Callable[[Item], Made], count: int, name_of: Callable[[Item], str], language: str
) -> list[Made]:
    """What is made of each item, in their order, by so many processes; ends the command (ER690) where one dies."""
    from evalrules.processes import ProcessDied, in_order

    try:
        with closing(in_order(work, items, count)) as done:
            return list(done)
    except ProcessDied as died:
        name = name_of(items[died.at])
        fail([error("ER690", None, first=name, last=name, how=died.how)], language)
