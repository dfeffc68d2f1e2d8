"""The rows whose figures are held against those of their peers, subject by subject, as the questions have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evalrules.base.ordering import natural_key
from evalrules.base.records import NamedTuple
from evalrules.batch.row_given import Given
from evalrules.semantics import middles, peers
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.vectors import Column


class Asked(NamedTuple):
    """Rows that are asked about, a sample of their peers, and whether these are of several kinds."""

    asked: Column
    sample: Column
    is_mixed: bool


def asked_with_peers(given: Given) -> Iterator[Asked]:
    """The rows that are asked about, with their peers."""
    choices = [own for own in given.source.table.columns if own in given.codes]
    in_key = [own for own in choices if own in given.source.table.key]
    alike, of_key = _combined(given, choices), _combined(given, in_key)
    looked_at, _ = given.rows.counting(())
    least = middles.LEAST_ROWS if in_key or not choices else peers.ENOUGH_ROWS
    order = _Order(given)
    for start, size in zip(given.groups.starts.tolist(), given.groups.sizes.tolist(), strict=True):
        if size < middles.LEAST_ROWS:
            continue
        rows = np.arange(start, start + size)
        few = np.zeros(size, bool)
        for some in _parted(rows, alike):
            if len(some) >= peers.ENOUGH_ROWS:
                yield Asked(some, order.sample(some), False)
            else:
                few[some - start] = True
        if few.any():
            for some in _parted(rows[looked_at[rows]], of_key):
                asked = some[few[some - start]]
                if len(asked) and len(some) >= least:
                    yield Asked(asked, order.sample(some), not in_key and bool(choices))


class _Order:
    """The order of rows by their keys."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._ranks: list[Column] | None = None

    def sample(self, rows: Column) -> Column:
        """Some of many peers, at even distances in the order of their keys."""
        if len(rows) <= peers.MOST_PEERS:
            return rows
        if self._ranks is None:
            self._ranks = [self._ranked(own) for own in self._given.source.table.key]
        ordered = rows[np.lexsort([ranks[rows] for ranks in reversed(self._ranks)])]
        found: Column = ordered[np.arange(peers.MOST_PEERS) * len(rows) // peers.MOST_PEERS]
        return found

    def _ranked(self, own: str) -> Column:
        """A number for each text of a column, in their order."""
        given = self._given
        if own in given.texts:
            texts: Sequence[str] = [str(one) for one in given.texts[own].tolist()]
        elif own in given.codes:
            options = next(cell.options for cell in given.source.cells if cell.measure == own)
            texts = [options[code] for code in given.codes[own].tolist()]
        else:
            raise NotInColumns("many rows ordered by a number")
        keys = {text: natural_key(text) for text in dict.fromkeys(texts)}
        ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values())))}
        places = {text: ranks[key] for text, key in keys.items()}
        return np.array([places[text] for text in texts], np.int64)


def _combined(given: Given, columns: Sequence[str]) -> Column:
    """A number for each set of options."""
    found = np.zeros(given.owners.shape, np.int64)
    for own in columns:
        found = found * (int(given.codes[own].max(initial=0)) + 2) + given.codes[own] + 1
    return found


def _parted(rows: Column, codes: Column) -> list[Column]:
    """Rows by their code."""
    mine = codes[rows]
    return [rows[mine == code] for code in np.unique(mine)]
