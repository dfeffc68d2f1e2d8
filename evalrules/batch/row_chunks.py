"""The rows of some subjects read at once: what each subject's come to, and of whom a row has to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from evalrules.base.ordering import natural_key
from evalrules.batch.row_given import Given, rows_at
from evalrules.batch.row_peers import asked_with_peers
from evalrules.batch.row_screens import Figures, Peers, floats_of, may_be_alike, may_hold_totals
from evalrules.batch.row_tables import FLAG, NAME, OPTION, RowTable
from evalrules.batch.row_values import Facts, cells_of_subjects, fill_none, narrowed, numbers_of, values_of
from evalrules.model.evidence import Rows as GivenRows
from evalrules.model.ruleset import Measure
from evalrules.plan.nodes import Plan
from evalrules.semantics import other_units, peers, vectors
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.interval import Interval
from evalrules.semantics.row_parts import Gathered, Inputs, Tallied
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.summed_rows import NeedsRows, RowsBesideSums
from evalrules.semantics.vector_groups import Groups, Sums, Tallies, Totals, sums, tallies, totals
from evalrules.semantics.vector_matches import Named, Schools
from evalrules.semantics.vector_rows import Cells, RowVectors, Words
from evalrules.semantics.vector_subjects import Attributes, Rows, SubjectVectors
from evalrules.semantics.vectors import Column, Truths
from evalrules.tree.nodes import RowStatistic, RowTally

_ADDS_UP = frozenset(("count", "number"))


class RowChunk:
    """The rows of the subjects from `first` on, whose facts are given, by table. `nobody` is the scope of a subject of
    whom nothing is known.

    `suspect` are those of whom a row has to be looked at. `unsaid` gathers what columns could not say.
    """

    def __init__(
        self,
        found: Sequence[tuple[RowTable, Mapping[str, Any]]],
        first: int,
        facts: Sequence[Facts | None],
        plan: Plan,
        nobody: Scope,
    ) -> None:
        self._first = first
        self._facts = facts
        self._plan = plan
        self._nobody = nobody
        self._words = Words()
        self._numbers: dict[str, int] = {}
        self.unsaid: dict[str, None] = {}
        self._tables = {one.table.id: self._given(one, arrays) for one, arrays in found if len(arrays["o"])}
        self._schools = Schools({own: Named(one.rows, one.names, one.owners) for own, one in self._tables.items()})
        self._found: dict[int, tuple[object, Any]] = {}
        self.suspect = np.array([one is None for one in facts], bool)

    def look_through(self) -> None:
        """Find who is suspect."""
        for given in self._tables.values():
            self._look_through(given)

    def of(self, subject: int) -> SumsOfSubject:
        """What the rows of a subject come to, by its place."""
        own = {table for table, one in self._tables.items() if one.groups.places(np.array([subject]))[0] >= 0}
        return SumsOfSubject(self, subject, frozenset(own), self._facts[subject - self._first] or {})

    def subjects(self, attributes: Sequence[Attributes]) -> SubjectVectors:
        """The subjects, to be read together, with their attributes."""
        places = np.arange(len(self._facts))
        cells = cells_of_subjects(self._facts, self._nobody, places, self._words)
        tables = {
            own: Rows(one.rows, one.groups, one.groups.places(places + self._first))
            for own, one in self._tables.items()
        }
        return SubjectVectors(attributes, cells, self._nobody, self._words, tables)

    def asked(self, node: RowTally | RowStatistic, what: str) -> Any:  # noqa: ANN401 - by what is asked
        """What the rows of each subject come to; found once."""
        known = self._found.get(id(node))
        if known is None:
            given = self._tables[node.table]
            try:
                found: Any = _ASKED[what](node, given.rows, given.groups)
            except NotInColumns as unsaid:
                self.unsaid[f"{node.table}: {unsaid}"] = None
                found = NeedsRows(f"{node.table}: {unsaid}")
            known = self._found[id(node)] = (node, found)
        if isinstance(known[1], NeedsRows):
            raise known[1]
        return known[1]

    def place(self, table: str, subject: int) -> int:
        """Where a subject stands among those that have rows of a table."""
        return int(self._tables[table].groups.places(np.array([subject]))[0])

    def rows_of(self, table: str, subject: int) -> GivenRows:
        """The rows of a subject, with what their cells say."""
        given = self._tables[table]
        at = self.place(table, subject)
        start = int(given.groups.starts[at])
        listed = rows_at(given, start, start + int(given.groups.sizes[at]))
        listed.sort(key=lambda row: [natural_key(part) for part in row.key])
        return GivenRows(table, tuple(listed), True, given.source.table.span)

    # -- what is given ---------------------------------------------------------------------------------------------

    def _given(self, source: RowTable, arrays: Mapping[str, Any]) -> Given:
        owners = np.asarray(arrays["o"])
        count = len(owners)
        odd = np.asarray(arrays["odd"]).astype(bool)
        known: dict[str, Column] = {}
        whole: dict[str, tuple[Column, int]] = {}
        codes: dict[str, Column] = {}
        flags: dict[str, Truths] = {}
        names: dict[str, Column] = {}
        texts: dict[str, Column] = {}
        for cell in source.cells:
            values, is_known = values_of(arrays[cell.name], count)
            if cell.kind == NAME:
                texts[cell.measure] = np.asarray(arrays[cell.name], object)
                names[cell.measure] = self._codes_of(texts[cell.measure], is_known, owners)
            elif cell.kind == FLAG:
                flags[cell.measure] = Truths(is_known & (values != 0), is_known & (values == 0))
            elif cell.kind == OPTION:
                codes[cell.measure] = np.where(is_known, values, -1)
            else:
                whole[cell.measure] = narrowed(values, cell.divisor)
            known[cell.measure] = is_known
        declared = {own: self._nobody.ruleset.measures[own] for own in source.table.columns}
        listed = {cell.measure: cell.options for cell in source.cells if cell.kind == OPTION}
        for measure in declared.values():
            if measure.none_for is not None and measure.none_for.column in codes:
                rule = measure.none_for
                kinds = [listed[rule.column].index(one) for one in rule.options]
                fill_none(measure, np.isin(codes[rule.column], kinds), known, whole)
        numbers = {
            own: numbers_of(values, divisor, known[own], declared[own]) for own, (values, divisor) in whole.items()
        }
        options = {own: self._bits(codes[own], listed[own]) for own in codes}
        mine = cells_of_subjects(self._facts, self._nobody, owners - self._first, self._words)
        cells = Cells({**mine.numbers, **numbers}, {**mine.flags, **flags}, {**mine.options, **options})
        rows = RowVectors(source.table, count, cells, self._nobody, self._words)
        return Given(source, rows, owners, Groups(owners), odd, known, whole, codes, flags, names, texts)

    def _codes_of(self, texts: Column, is_known: Column, owners: Column) -> Column:
        """A number for each name of each subject, the same in all of its tables; 0 for none."""
        numbers = self._numbers
        of_name = np.array([numbers.setdefault(text, len(numbers) + 1) for text in texts.tolist()], np.int64)
        return np.where(is_known, (owners << 32) + of_name, 0)

    def _bits(self, codes: Column, options: tuple[str, ...]) -> Column:
        bits = [self._words.bit(one) for one in options]
        found: Column = np.array([*bits, self._words.bits(options)], np.int64)[codes]  # the last is that of -1
        return found

    # -- what has to be looked at ----------------------------------------------------------------------------------

    def _look_through(self, given: Given) -> None:
        table = given.source.table
        screens = (
            lambda: given.odd | self._is_key_odd(given),
            lambda: self._may_be_asked(given),
            lambda: self._may_be_far(given),
            lambda: self._may_be_of_others(given),
        )
        for screen in screens:
            self._suspect(given, screen)
        for check in table.checks:
            self._suspect(given, lambda root=check.condition.root: self._schools.may_break(table.id, root))
        for own in table.columns:
            self._suspect(given, lambda own=own: given.rows.impossible(own))
        for limit, tally in other_units.limits_of_rows(self._plan):
            if tally.table == table.id:
                self._suspect(given, lambda limit=limit, tally=tally: self._may_be_in_other_unit(given, limit, tally))

    def _suspect(self, given: Given, screen: Any) -> None:  # noqa: ANN401 - a function of a screen
        try:
            found = np.broadcast_to(screen(), given.owners.shape)
        except NotInColumns as unsaid:
            self.unsaid[f"{given.source.table.id}: {unsaid}"] = None
            found = np.ones(given.owners.shape, bool)
        self.suspect[np.unique(given.owners[found]) - self._first] = True

    def _keys(self, given: Given) -> list[Column] | None:
        parts = []
        for own in given.source.table.key:
            found = given.names.get(own, given.codes.get(own))
            if found is None and own in given.whole:
                found = given.whole[own][0]
            if found is None:
                return None
            parts.append(found)
        return parts

    def _is_key_odd(self, given: Given) -> Column:
        """Rows without a key, and several of one key."""
        parts = self._keys(given)
        if parts is None:
            return np.ones(given.owners.shape, bool)
        known = np.logical_and.reduce([given.known[own] for own in given.source.table.key])
        order = np.lexsort([*parts, given.owners])
        is_same = np.logical_and.reduce([one[order][1:] == one[order][:-1] for one in (given.owners, *parts)])
        found: Column = ~known
        found[order[1:][is_same]] = found[order[:-1][is_same]] = True
        return found

    def _figures(self, given: Given, columns: Sequence[str]) -> Figures:
        measures = self._nobody.ruleset.measures
        values = [np.where(given.known[own], given.whole[own][0], 0) for own in columns]
        stacked = np.stack(values, axis=1) if values else np.zeros((len(given.owners), 0), np.int64)
        adds_up = np.array([measures[own].type in _ADDS_UP for own in columns], bool)
        codes = [given.codes[own] for own in given.source.table.columns if own in given.codes]
        return Figures(given.owners, stacked, [given.whole[own][1] for own in columns], adds_up, codes)

    def _may_be_asked(self, given: Given) -> Column:
        """Rows that may be the totals of others, or say the same as another."""
        numbers = [own for own in given.source.table.columns if own in given.whole]
        if any(measure.choice and measure.value is not None for measure in self._measures(given)):
            raise NotInColumns("totals by an option that is derived")
        found = may_hold_totals(self._figures(given, numbers))
        telling = [own for own in numbers if own not in given.source.table.key]
        known = (
            np.stack([given.known[own] for own in telling], axis=1)
            if telling
            else np.zeros((len(given.owners), 0), bool)
        )
        parts = self._keys(given)
        return found | may_be_alike(self._figures(given, telling), known, (parts or [])[1:])

    def _measures(self, given: Given) -> list[Measure]:
        return [self._nobody.ruleset.measures[own] for own in given.source.table.columns]

    def _may_be_of_others(self, given: Given) -> Column:
        """Figures in columns that rows of their kind do not have."""
        found = np.zeros(given.owners.shape, bool)
        for measure in self._measures(given):
            if measure.none_for is not None and measure.id in given.whole and measure.none_for.column in given.codes:
                is_kind = _is_of(given, measure)
                found |= given.known[measure.id] & (given.whole[measure.id][0] > 0) & is_kind
        return found

    def _may_be_far(self, given: Given) -> Column:
        """Figures that may be far from those of their peers."""
        columns = [one for one in self._measures(given) if one.id in given.whole and peers.is_asked(one)]
        found = np.zeros(given.owners.shape, bool)
        if not columns:
            return found
        figures = self._figures(given, [one.id for one in columns])
        amounts = floats_of(figures.values, figures.divisors)
        if amounts is None:
            return ~found
        look = Peers(amounts, np.array([peers.is_scaling(one) for one in columns], bool))
        every = list(asked_with_peers(given))
        for one, is_far in zip(every, look.have_far(every), strict=True):
            if is_far:
                found[one.asked] = True
        return found

    def _may_be_in_other_unit(self, given: Given, limit: Any, tally: RowTally) -> Column:  # noqa: ANN401 - a comparison
        """The rows of a subject whose figures may all be as if in another unit."""
        _, sure = given.rows.counting(tally.only, tally.where)
        left, right = given.rows.number(limit.left), given.rows.number(limit.right)
        zero = vectors.point(0)
        held = sure & vectors.exact_in(left) & vectors.exact_in(right)
        held = held & vectors.compare(">", left, zero).yes & vectors.compare(">", right, zero).yes
        below = vectors.compare("<=", vectors.multiply(left, vectors.point(other_units.FAR)), right).yes
        above = vectors.compare(">=", left, vectors.multiply(right, vectors.point(other_units.FAR_ABOVE))).yes
        far = given.groups.counts(held & (below | above))
        held_rows, chosen = given.groups.counts(np.broadcast_to(held, sure.shape)), given.groups.counts(sure)
        is_far = (held_rows >= other_units.LEAST_ROWS) & (far > 0)
        is_far &= (far == held_rows) | (chosen >= 2 * other_units.MOST_ROWS)
        return np.repeat(is_far, given.groups.sizes)


class SumsOfSubject:
    """What was found for one subject of a chunk."""

    def __init__(self, chunk: RowChunk, subject: int, tables: frozenset[str], facts: Facts) -> None:
        self._chunk = chunk
        self._subject = subject
        self._at = {table: chunk.place(table, subject) for table in tables}
        self.tables = tables
        self.facts = facts

    def tallied(self, node: RowTally) -> Tallied:
        """What the rows give to a count."""
        found: Tallies = self._chunk.asked(node, "tallies")
        at = self._at[node.table]
        return Tallied(*(int(column[at]) for column in found))

    def gathered(self, node: RowStatistic) -> Gathered:
        """What the rows give to a statistic of moments."""
        found: Sums = self._chunk.asked(node, "sums")
        at = self._at[node.table]
        return Gathered(found.moments[at], int(found.open[at]))

    def total(self, node: RowStatistic) -> Interval:
        """Every sum that they can come to."""
        found: Totals = self._chunk.asked(node, "totals")
        at = self._at[node.table]
        low = -float("inf") if found.has_no_low[at] else Fraction(int(found.low[at]), found.below[0])
        high = float("inf") if found.has_no_high[at] else Fraction(int(found.high[at]), found.below[1])
        return low, high

    def rows(
        self, tables: Mapping[str, GivenRows], *, makes_more_indicators: bool = False, inputs: Inputs | None = None
    ) -> TableReadings:
        """The rows themselves, with what their cells say and not where it stands."""
        given = _RowsOfOne(self._chunk, self._subject, self.tables, tables)
        return RowsBesideSums(given, self, makes_more_indicators=makes_more_indicators, inputs=inputs)


class _RowsOfOne(Mapping[str, GivenRows]):
    """The rows of a subject by table, each made when it is asked for."""

    def __init__(self, chunk: RowChunk, subject: int, own: frozenset[str], others: Mapping[str, GivenRows]) -> None:
        self._chunk = chunk
        self._subject = subject
        self._own = own
        self._made = dict(others)

    def __getitem__(self, table: str) -> GivenRows:
        if table not in self._made and table in self._own:
            self._made[table] = self._chunk.rows_of(table, self._subject)
        return self._made[table]

    def __contains__(self, table: object) -> bool:
        return table in self._own or table in self._made

    def __iter__(self) -> Iterator[str]:
        return iter({**self._made, **dict.fromkeys(self._own)})

    def __len__(self) -> int:
        return len(self._own | self._made.keys())


_ASKED: Mapping[str, Any] = {"tallies": tallies, "sums": sums, "totals": totals}


def _is_of(given: Given, measure: Measure) -> Column:
    assert measure.none_for is not None
    listed = next(cell.options for cell in given.source.cells if cell.measure == measure.none_for.column)
    wanted = [listed.index(option) for option in measure.none_for.options]
    found: Column = np.isin(given.codes[measure.none_for.column], wanted)
    return found
