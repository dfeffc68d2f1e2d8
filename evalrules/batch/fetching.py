"""Tables that are no files: those on a server are read into the folder of the result before anything else begins."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from evalrules.base.records import NamedTuple
from evalrules.readers.postgres import Fetched, Served, connected, fetched, is_address, served, split_address


class Source(NamedTuple):
    """A table on a server, and how it was read."""

    table: Served
    fetched: Fetched


class Local(NamedTuple):
    """Tables as files: those that were files already, and copies of the others, with where these come from.

    `sources` have them by the number of the table, or by the id of the table of rows.
    """

    tables: tuple[str, ...]
    rows: dict[str, str]
    sources: Mapping[int | str, Source]


@contextmanager
def local_tables(tables: Sequence[str], rows: Mapping[str, str], folder: str) -> Iterator[Local]:
    """The tables as files, for as long as it is open; the transactions in which they were read stay open, too.

    Raises Unreadable as `evalrules.readers.postgres` does.
    """
    named: list[tuple[int | str, str]] = [*enumerate(tables), *rows.items()]
    if not any(is_address(written) for _, written in named):
        yield Local(tuple(tables), dict(rows), {})
        return
    with ExitStack() as opened:
        home = opened.enter_context(tempfile.TemporaryDirectory(dir=folder, prefix=".batch-"))
        connections: dict[str, object] = {}
        sources: dict[int | str, Source] = {}
        paths = dict(named)
        for at, (own, written) in enumerate(named):
            if not is_address(written):
                continue
            server, _ = split_address(written)
            if server not in connections:
                connections[server] = connected(server)
                opened.callback(connections[server].close)  # type: ignore[attr-defined]
            table = served(connections[server], written)
            place = os.path.join(home, str(at))
            os.mkdir(place)
            sources[own] = Source(table, fetched(table, server, place))
            paths[own] = sources[own].fetched.path
        yield Local(tuple(paths[at] for at in range(len(tables))), {own: paths[own] for own in rows}, sources)
