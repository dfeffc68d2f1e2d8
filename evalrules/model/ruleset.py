"""A ruleset after checking: a published standard as typed data, every condition understood.

Made by evalrules.frontend; read by evalrules.semantics and evalrules.reporters.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from evalrules.base.languages import spoken
from evalrules.base.numbers import Rounding
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.refs import OWN, MeasureRef
from evalrules.model.ruleset_names import RulesetName
from evalrules.tree.named import named_in
from evalrules.tree.nodes import Condition, Expression


class Label(NamedTuple):
    """A name in both languages; `en` falls back to `zh` and the other way round."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The name in "zh" or "en"."""
        return spoken((self.zh, self.en), language)


class Source(NamedTuple):
    """A document that rules cite; `confidence` is read, partial, assumed, or office: set by who uses the ruleset."""

    id: str
    label: Label
    confidence: str
    document: str


class Citation(NamedTuple):
    """Where a rule stands: the id of a source and the clause in it."""

    cite: str
    clause: str
    confidence: str


OFFICE = "office"
"""The confidence of what the office that uses a ruleset has set itself, since no text gives it (本单位设定)."""

ASSUMED = "assumed"
"""The confidence of what the standard does not say and the ruleset takes for granted (推定)."""

GRADES = "grade"
"""The type of measures whose values are grades; it stands for a choice, and no choice may be called so."""


class InForce(NamedTuple):
    """From when (included) until when (excluded) an edition, or an option, applies; None where no text says."""

    start: datetime.date | None
    until: datetime.date | None
    text: str

    def holds_on(self, day: datetime.date) -> bool:
        """Whether a day lies between these dates."""
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)


class Choice(NamedTuple):
    """A declared list of options, each an id with its labels, in the declared order.

    With `dates` the date of the assessment picks the option: the dated one that holds on it, else the one without.
    """

    id: str
    label: Label
    options: Mapping[str, Label]
    dates: Mapping[str, InForce] = MappingProxyType({})

    def on(self, day: datetime.date) -> str:
        """The option of a day, "" where nobody asks for the date."""
        if not self.dates:
            return ""
        dated = next((option for option, dates in self.dates.items() if dates.holds_on(day)), None)
        return dated or next(option for option in self.options if option not in self.dates)


class Value(NamedTuple):
    """A number of the standard; `branches` maps the options of `by` to numbers ("" where it is one number).

    A number that is None is a parameter: no available text gives it, the user sets it. A value with `curve` is a
    table of pairs (at, number), rising, that `step` or `interpolate` reads. `filled` cites the options whose number no
    text gave and an overlay fills in; `source` is that of the others.
    """

    id: str
    label: Label
    unit: str
    by: str
    branches: Mapping[str, Fraction | None]
    curve: tuple[tuple[Fraction, Fraction], ...]
    source: Citation | None
    note: Label | None
    span: Span
    filled: Mapping[str, Citation] = MappingProxyType({})

    @property
    def is_parameter(self) -> bool:
        """Whether at least one of its numbers is not given by any text."""
        return None in self.branches.values()

    def cited_for(self, options: Iterable[str]) -> Citation | None:
        """The source of the numbers for these options: that of what an overlay filled in, where one is among them."""
        return next((self.filled[option] for option in options if option in self.filled), self.source)


class NoneFor(NamedTuple):
    """The rows of a table that have none of a column: those with one of these options in another column."""

    column: str
    options: tuple[str, ...]


class Measure(NamedTuple):
    """A defined quantity: what a fact, or a cell of a table, may say.

    `range` bounds it (None: no bound on that side). A derived measure has `value`, the condition text
    that computes it from other measures; `better` is "higher", "lower" or "". `series` is how many years a fact
    is kept for (0: it has no years), `each` the choice that it has a value for each option of.

    `ref` says what it is of: the subject itself, a column of a table, a year of a series, an option of a measure that
    has a value for each, the members of a group, the points of an indicator. `id` is the text of `ref`.
    `is_questioned` says whether a value is held against those of its peers, and of last year. `none_for` are the rows
    that have none of it: left empty there it is 0. `is_fixed` says that nobody can change it: no gap asks for another.
    `is_shown` says that papers print it although nothing asks for it. `rounding_source` is what says how it is rounded.
    """

    id: str
    type: str
    unit: str
    label: Label
    definition: Label | None
    low: Fraction | None
    high: Fraction | None
    better: str
    choice: str
    value: Condition | None
    rounding: Rounding | None
    series: int
    each: str
    ref: MeasureRef
    source: Citation | None
    span: Span
    is_questioned: bool = True
    none_for: NoneFor | None = None
    rounding_source: Citation | None = None
    is_fixed: bool = False
    is_shown: bool = False


def measures_behind(node: Expression, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The measures an expression rests on, columns too, each once, each derived one followed by its inputs."""
    found: dict[str, None] = {}
    pending = list(reversed(named_in(node).measures))
    while pending:
        own = pending.pop()
        if own not in found:
            found[own] = None
            value = measures[own].value
            pending.extend(reversed(named_in(value.root).measures) if value is not None else ())
    return tuple(found)


class Band(NamedTuple):
    """The criterion of one grade; `condition` is None for `otherwise`."""

    grade: str
    condition: Condition | None


class Indicator(NamedTuple):
    """The thing that is graded or met.

    `kind` is graded (one of `grades`), met (yes or no) or scored (points). `assessed` says that a panel decides;
    else `bands`, `met`, `grade` (an option) or `awarded` (a number) compute it. `ceiling` limits a grade from above,
    best grade first. `full` is the full points, a number or a value of the standard.

    With `each_row` it stands for one indicator a value of that column; `must` is then found from the rows.
    `is_unnamed` where no text at hand gives its name, and the label only says which one it is; `named_by` cites what
    gave it the name that an overlay brought.
    """

    id: str
    group: str
    label: Label
    kind: str
    grades: tuple[str, ...]
    assessed: bool
    bands: tuple[Band, ...]
    when_both: str
    met: Condition | None
    grade: Condition | None
    awarded: Condition | None
    full: Expression | None
    each_row: str
    ceiling: tuple[Band, ...]
    applies: Condition | None
    must: bool | None
    must_when: Condition | None
    advisory: bool
    note: Label | None
    source: Citation | None
    ceiling_source: Citation | None
    span: Span
    is_unnamed: bool = False
    named_by: Citation | None = None


def conditions_of(indicator: Indicator) -> Iterator[Condition]:
    """Every condition and formula that an indicator is written with."""
    bands = (band.condition for band in (*indicator.bands, *indicator.ceiling))
    single = (indicator.met, indicator.grade, indicator.awarded, indicator.must_when, indicator.applies)
    yield from (one for one in (*bands, *single) if one is not None)


class Check(NamedTuple):
    """A relation that must hold in every evidence: between facts, or in each row of the table that it stands below.

    Broken, it names the places and the figures; `label` says it in words where its parts alone do not.
    """

    condition: Condition
    label: Label | None = None


class RowCount(NamedTuple):
    """How many rows a table has: exactly `number`, or at least so many, or rows with so many different values of `of`.

    `of` is the id of a column, "" where rows are counted.
    """

    number: int
    is_least: bool = False
    of: str = ""

    @property
    def exact(self) -> int | None:
        """The number of rows where there may be neither more nor fewer."""
        return None if self.is_least else self.number


class Table(NamedTuple):
    """Rows that are part of the evidence, such as schools.

    `key` names the columns that tell one row from another; `columns` are ids of measures (`table.column`);
    rows for which `leave_out` holds are not looked at; `expected` is how many rows there must be, where the standard
    says so; `checks` must hold in every row that is given.
    """

    id: str
    label: Label
    key: tuple[str, ...]
    columns: tuple[str, ...]
    leave_out: Condition | None
    expected: RowCount | None
    source: Citation | None
    span: Span
    checks: tuple[Check, ...] = ()


class MemberGroup(NamedTuple):
    """Lower subjects with a verdict of their own; `holds` are the levels that count as holding the title."""

    id: str
    label: Label
    holds: tuple[str, ...]
    source: Citation | None


class Obligation(NamedTuple):
    """A condition that a result carries: within so many years, else it is revoked. For `level` and better ones."""

    id: str
    label: Label
    when: Condition
    within: int | None
    level: str
    source: Citation | None


class Group(NamedTuple):
    """A block of indicators."""

    id: str
    label: Label


class Gate(NamedTuple):
    """A condition that must hold to be judged at all; a false one gives the level `otherwise`."""

    id: str
    label: Label
    need: Condition
    otherwise: str
    source: Citation | None


class Veto(NamedTuple):
    """A single condition that caps the level, whatever else holds."""

    id: str
    label: Label
    when: Condition
    level: str
    source: Citation | None


class Level(NamedTuple):
    """One result of the verdict; levels are listed best first."""

    id: str
    label: Label
    required: bool


class Rule(NamedTuple):
    """One line of the verdict: the level and when it holds (None: in every other case)."""

    level: str
    when: Condition | None
    source: Citation | None


class Panel(NamedTuple):
    """How votes decide: plurality or majority, and how sure that is."""

    decides: str
    source: Citation | None
    confidence: str


class Ruleset(NamedTuple):
    """A standard in one edition, with our revision of its encoding."""

    id: str
    edition: str
    revision: int
    title: Label
    document: str
    authority: Label | None
    in_force: InForce
    subject: str
    extends: str
    ancestors: tuple[str, ...]
    sources: Mapping[str, Source]
    levels: tuple[Level, ...]
    grades: tuple[str, ...]
    grade_labels: Mapping[str, Label]
    groups: tuple[Group, ...]
    choices: Mapping[str, Choice]
    values: Mapping[str, Value]
    measures: Mapping[str, Measure]
    tables: Mapping[str, Table]
    members: Mapping[str, MemberGroup]
    indicators: tuple[Indicator, ...]
    gates: tuple[Gate, ...]
    vetoes: tuple[Veto, ...]
    verdict: tuple[Rule, ...]
    obligations: tuple[Obligation, ...]
    panel: Panel
    checks: tuple[Check, ...]
    assessments: Mapping[str, Label]
    digest: str
    note: Label | None

    @property
    def facts(self) -> tuple[Measure, ...]:
        """The measures of the subject itself: what `facts` of the evidence may give."""
        return tuple(measure for measure in self.measures.values() if measure.ref.kind == OWN)

    @property
    def name(self) -> str:
        """`id@edition`."""
        return RulesetName(self.id, self.edition).text

    @property
    def required(self) -> str:
        """The level that counts as reached where the user names none."""
        return next(level.id for level in self.levels if level.required)

    def level_rank(self, level: str) -> int:
        """0 for the best level, rising as levels get worse."""
        return [known.id for known in self.levels].index(level)

    def indicator(self, wanted: str) -> Indicator:
        """The indicator of that id; KeyError where there is none."""
        for indicator in self.indicators:
            if indicator.id == wanted:
                return indicator
        raise KeyError(wanted)

    @property
    def conditions(self) -> Iterator[Condition]:
        """Every condition and formula of the ruleset, wherever it stands."""
        for indicator in self.indicators:
            yield from conditions_of(indicator)
        others = (
            *(one.need for one in self.gates), *(one.when for one in self.vetoes), *(one.when for one in self.verdict),
            *(one.when for one in self.obligations), *(one.condition for one in self.checks),
            *(one.value for one in self.measures.values()), *(one.leave_out for one in self.tables.values()),
            *(one.condition for table in self.tables.values() for one in table.checks),
        )  # fmt: skip
        yield from (one for one in others if one is not None)
