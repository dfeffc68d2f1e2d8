"""The core nodes of a plan: what every meaning of a ruleset reads. No subject is in it.

An indicator is an ordered list of guards with outcomes, limited by ceilings; a verdict is bars and an ordered list of
guards with levels, over counts. Whatever is said about a condition (what it reads, which numbers it may lack) is found
once and stands beside it. docs/decisions/0015-plan.md says what is lowered to what.
"""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple
from evalrules.model.outcome import Outcome
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Indicator, Ruleset
from evalrules.tree.nodes import Condition, Expression, RowStatistic, Tally


class NumberUse(NamedTuple):
    """A number of the standard as a condition uses it.

    `key` is what picks it among the numbers by option (None: an attribute of the subject, or nothing);
    `is_of_rows` where a column does, so that every option may be needed; `is_curve` where it is read from a table.
    """

    value: str
    key: Expression | None
    is_of_rows: bool
    is_curve: bool


class Reads(NamedTuple):
    """What a condition rests on, also through derived measures, each once and in reading order.

    `measures` hold columns too, each derived one before its inputs; `names` are the measures and attributes; `tables`
    those whose rows are looked at, `own_tables` without the derived measures; `numbers` are those of the standard.
    """

    measures: tuple[str, ...]
    names: tuple[str, ...]
    tables: tuple[str, ...]
    own_tables: tuple[str, ...]
    numbers: tuple[NumberUse, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The measures of the subject itself."""
        return tuple(own for own in self.measures if not is_column(own))


class Guard(NamedTuple):
    """A condition (or a formula) with what it rests on.

    `lacking` are those of its numbers that no text gives, at least for some subjects.
    """

    condition: Condition
    reads: Reads
    lacking: tuple[NumberUse, ...]

    @property
    def root(self) -> Expression:
        """The condition as it was understood."""
        return self.condition.root


class Arm(NamedTuple):
    """One line of an ordered list: the outcome where the guard holds and none before it did (None: in any case)."""

    guard: Guard | None
    outcome: Outcome


class Cap(NamedTuple):
    """A ceiling: `rank` is that of the outcome that its guard bars, `limit` of the best left where it does not hold."""

    guard: Guard
    rank: int
    limit: int


class IndicatorPlan(NamedTuple):
    """What an indicator comes to.

    `every` is all it can be where it applies, best first. The first of `arms` that holds gives the outcome, or
    `chosen` names the grade; `points` are a number. A panel decides where the indicator is assessed, and where one of
    the numbers in `lacking` is not given. `caps` limit from above, best first. `facts`, `own_tables` and `numbers` are
    what all its conditions together read.
    """

    indicator: Indicator
    every: tuple[Outcome, ...]
    applies: Guard | None
    arms: tuple[Arm, ...]
    chosen: Guard | None
    points: Guard | None
    caps: tuple[Cap, ...]
    must_when: Guard | None
    lacking: tuple[NumberUse, ...]
    criteria: tuple[Guard, ...]
    guards: tuple[Guard, ...]
    facts: tuple[str, ...]
    own_tables: tuple[str, ...]
    numbers: tuple[NumberUse, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables whose rows its conditions look at, also through derived measures."""
        return tuple(dict.fromkeys(table for guard in self.guards for table in guard.reads.tables))


class Count(NamedTuple):
    """How many indicators the body of a tally holds for, and how many it does not.

    `holding` and `failing` are the numbers from which on more of them makes no difference to any condition of the
    ruleset (None: each one may).
    """

    tally: Tally
    holding: int | None
    failing: int | None


class Looked(NamedTuple):
    """A tally as it is written, and which of the counts it looks at."""

    tally: Tally
    number: int


class Resting(NamedTuple):
    """For each measure and attribute the indicators that rest on it, and what the verdict itself names."""

    indicators: Mapping[str, tuple[str, ...]]
    verdict: frozenset[str]


class Plan(NamedTuple):
    """A ruleset lowered. `gates`, `vetoes`, `levels` and `obligations` stand in the order of the ruleset.

    A level without a guard is given in every other case. `left_out` says by table which rows are; `weighted` are the
    statistics that weigh their rows. `counts` are what these conditions ask of all indicators together, `looked` which
    of their tallies looks at which count, `named` the indicators that they name.
    """

    ruleset: Ruleset
    indicators: tuple[IndicatorPlan, ...]
    gates: tuple[Guard, ...]
    vetoes: tuple[Guard, ...]
    levels: tuple[Guard | None, ...]
    obligations: tuple[Guard, ...]
    left_out: Mapping[str, Guard]
    weighted: tuple[RowStatistic, ...]
    counts: tuple[Count, ...]
    looked: tuple[Looked, ...]
    named: tuple[str, ...]
    resting: Resting

    @property
    def verdict(self) -> tuple[Guard, ...]:
        """The guards of gates, vetoes and levels."""
        return (*self.gates, *self.vetoes, *(guard for guard in self.levels if guard is not None))
