"""What was concluded about a subject: findings, gaps, what is missing, and the verdict.

Numbers are canonical text (plain decimal where the number ends, else `p/q`), so that a result is
the same object whatever made it. Sentences are made by the reporters, in either language.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.later import fields_made_later
from evalrules.base.numbers import Rounding
from evalrules.base.records import NamedTuple
from evalrules.model.evidence import EvidenceFile, Member, Subject
from evalrules.model.outcome import Outcome, graded
from evalrules.model.ruleset import Citation, Label
from evalrules.model.ruleset_names import RulesetName


class Irrational(NamedTuple):
    """A number with square roots: `square` where it is the root of one fraction (else ""), and its first digits."""

    square: str
    shown: str


Written: TypeAlias = str | bool | Irrational | None
"""A value in a result: canonical number text, an option, yes or no, or None where there is none."""

DECIDED = "decided"
UNDETERMINED = "undetermined"

MET = "met"
NOT_MET = "not_met"
GRADED = "graded"
UNKNOWN = "unknown"
NOT_APPLICABLE = "not_applicable"
SCORED = "scored"

FULL, PARTLY, ZERO = "full", "partly", "zero"
"""How a scored indicator counts; `UNKNOWN` where its points leave that open."""

COMPUTED = "computed"
BY_PANEL = "panel"
CAPPED = "capped"
AWARDED = "awarded"


NOT_SAID = Label("", "")
"""The words of a step in a result that does not say them."""


class Step(NamedTuple):
    """One comparison or yes/no fact as it was evaluated, to be replayed by hand.

    `purpose` says what it decides (the grade of a band, "ceiling:A", "met", "applies", "gate:ID", "veto:ID",
    "value" for a derived measure);
    `left op right` are the values compared, each a number, a text, or "low..high" where only bounds are known; `choice`
    is what they are options of ("" where they are none). `said` is the condition in words.
    """

    purpose: str
    condition: str
    left: Written
    op: str
    right: Written
    unit: str
    result: bool | None
    choice: str = ""
    said: Label = NOT_SAID


class FactUse(NamedTuple):
    """A fact that an indicator rests on; `value` is None where it is not known, "low..high" within bounds.

    `attachment` and `page` are the paper that it cites, "" where it cites none.
    """

    measure: str
    value: Written
    unit: str
    place: str
    attachment: str = ""
    page: str = ""


class ValueUse(NamedTuple):
    """A number of the standard that an indicator rests on; `value` is None where no text gives it for this subject."""

    id: str
    value: str | None
    unit: str
    source: Citation | None


class Setting(NamedTuple):
    """A number, or the name of an indicator, that the office which uses the ruleset has set itself.

    `id` is that of the value or of the indicator; `value` is None for a name, which is the `title`.
    """

    id: str
    title: Label
    value: str | None
    unit: str
    source: Citation


class StatisticUse(NamedTuple):
    """A statistic of spread behind an indicator, with what it is made of.

    `measure` is the derived measure that it is the value of, "" where a condition names it itself; `quantity` is the
    expression. `mean` and `deviation` are in `unit`; `rows` is how many rows of the table went into it.
    """

    measure: str
    quantity: str
    table: str
    value: Written
    mean: Written
    deviation: Written
    unit: str
    rows: int


class Requirement(NamedTuple):
    """What a criterion of an indicator asks for, beside what there is: `have op need`, in `unit`.

    `purpose` is that of a step. `title` says in words what is asked about, and `measure` which measure that is the
    value of ("" where it is of none); what there is of it stands among the facts then, and `have` is None here, as is
    `need` where `value` names a number of the standard that stands among the values. `beside` is the measure that the
    limit is, "" where it is a number. Of rows (`table`) it is how many of them hold, and should. `is_alternative`
    where others of the same criterion can take its place.
    """

    purpose: str
    title: Label
    measure: str
    have: Written
    op: str
    need: Written
    unit: str
    value: str = ""
    beside: str = ""
    table: str = ""
    is_alternative: bool = False


class RowColumn(NamedTuple):
    """A quantity of each row of a table; `measure` is the column that it is the value of, "" where it is of none."""

    measure: str
    title: Label
    unit: str


class RowFigure(NamedTuple):
    """What a quantity is in one row, and what is asked of it there; without `op` nothing is."""

    have: Written
    op: str = ""
    need: Written = None
    holds: bool | None = None


class RowFigures(NamedTuple):
    """The quantities of one row; `holds` is whether it is as it has to be (None: open, or nothing is asked of it)."""

    key: tuple[str, ...]
    figures: tuple[RowFigure, ...]
    holds: bool | None


class RowTable(NamedTuple):
    """Every row of a table that indicators look at, with each quantity that they ask about or spread.

    `options` are those that its rows have in common, `where` what else holds for each of them, in words;
    `indicators` are those that look at them.
    """

    table: str
    options: tuple[tuple[str, str], ...]
    indicators: tuple[str, ...]
    columns: tuple[RowColumn, ...]
    rows: tuple[RowFigures, ...]
    where: Label | None = None


class FailingRow(NamedTuple):
    """A row for which the condition of an indicator does not hold, and what it lacks."""

    table: str
    key: tuple[str, ...]
    gaps: tuple[Change, ...]


class Points(NamedTuple):
    """The points of an indicator: awarded, the bounds, and the full points; None where not known or left open."""

    value: str | None
    low: str | None
    high: str | None
    full: str | None

    @property
    def scored_as(self) -> str:
        """`FULL`, `PARTLY` or `ZERO`; `UNKNOWN` where the bounds, or full points that are not known, leave it open."""
        if self.high is not None and Fraction(self.high) <= 0:
            return ZERO
        if self.low is None or self.high is None or self.full is None:
            return UNKNOWN
        low, high, full = Fraction(self.low), Fraction(self.high), Fraction(self.full)
        return FULL if low >= full else PARTLY if low > 0 and high < full else UNKNOWN


class Finding(NamedTuple):
    """The conclusion on one indicator; `possible` lists what it can still be, best first.

    `failing_rows` are the first of `failing_rows_total`. `place` is where the evidence speaks of it: what assessors
    decided, else the first fact that it rests on, else the rows; "" where it says nothing. `attachment` and `page` are
    the paper that a decision of assessors cites. `statistics` are those of spread that it rests on and that are known,
    `requirements` what its criteria ask for.
    """

    id: str
    group: str
    title: Label
    outcome: str
    grade: str | None
    possible: tuple[Outcome, ...]
    points: Points | None
    basis: str | None
    advisory: bool
    must: bool | None
    facts: tuple[FactUse, ...]
    steps: tuple[Step, ...]
    failing_rows: tuple[FailingRow, ...]
    failing_rows_total: int
    source: Citation | None
    values: tuple[ValueUse, ...]
    ceiling_source: Citation | None
    place: str = ""
    attachment: str = ""
    page: str = ""
    statistics: tuple[StatisticUse, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    @property
    def in_one_word(self) -> str:
        """What the indicator came to: its points where they are known, else its grade, else its outcome."""
        points = self.points.value if self.points is not None else None
        return points or self.outcome_text

    @property
    def outcome_text(self) -> str:
        """The outcome as a result writes outcomes, or unknown."""
        return self.outcome if self.grade is None else graded(self.grade).text

    @property
    def scored_as(self) -> str | None:
        """How a scored indicator counts: full, partly, zero or unknown, never met; None for every other indicator.

        None too where it does not apply, and unknown where that is not known.
        """
        if self.points is None or self.outcome == NOT_APPLICABLE:
            return None
        return self.points.scored_as if self.outcome == SCORED else UNKNOWN


class GateFinding(NamedTuple):
    """Whether a gate holds; `because` lists the indicators it counts, `facts` what else it rests on.

    `otherwise` is the level that it gives where it does not hold; "" in a result that does not say it.
    """

    id: str
    title: Label
    holds: bool | None
    because: tuple[str, ...]
    steps: tuple[Step, ...]
    source: Citation | None
    facts: tuple[FactUse, ...] = ()
    otherwise: str = ""


class VetoFinding(NamedTuple):
    """Whether a veto fires; `because` lists every indicator that speaks for it, `facts` what else it rests on."""

    id: str
    title: Label
    fired: bool | None
    because: tuple[str, ...]
    level: str
    steps: tuple[Step, ...]
    source: Citation | None
    facts: tuple[FactUse, ...] = ()


class Reason(NamedTuple):
    """One proof of a decided verdict; leaving out any of `because` would break it.

    `kind` is veto, gate, level or every_completion (no single rule decides, yet every completion of the
    open indicators gives this level; `because` then lists the open ones). `alone` are the indicators each of which is
    enough by itself, where there are several.
    """

    kind: str
    ids: tuple[str, ...]
    because: tuple[str, ...]
    alone: tuple[str, ...] = ()


class Due(NamedTuple):
    """A condition that the result carries: what must be done, and within how many years (None: no term is given)."""

    id: str
    title: Label
    within: int | None
    certain: bool
    source: Citation | None


@fields_made_later
class Verdict(NamedTuple):
    """The level reached (None where undetermined), the levels still possible (best first), why, and on what
    conditions.

    `possible_if_lowered` are the levels possible where what is missing under ceilings is not what the panels took it
    for; the same as `possible` where they lack nothing. `without_gap` is why there is no gap to a better level: only
    what nobody changes would reach one (fixed: the measures in `fixed`), what is missing must be given before it can be
    told (open), or nothing was found (not_found).
    """

    level: str | None
    status: str
    possible: tuple[str, ...]
    meets_required: bool | None
    reasons: tuple[Reason, ...]
    conditions: tuple[Due, ...]
    possible_if_lowered: tuple[str, ...] = ()
    without_gap: str = ""
    fixed: tuple[str, ...] = ()


class Change(NamedTuple):
    """One thing to change: a measure (of the row `row`, where there is one) to bring to `need`, the grade of an
    indicator, or a `quantity` that no single measure moves, as the standard writes it.

    `short` is the distance in the unit (against a strict bound more than it is needed); where the measure is
    derived, `how_many` says how many more (or fewer) of `count_of`, in `count_unit`, do it. `fixed` marks what nobody
    changes and nobody has given yet: it must turn out so. `gives` are the points that it gives by itself, where points
    are computed from it.
    """

    measure: str | None
    grade: str | None
    have: Written
    op: str
    need: Written
    short: Written
    unit: str
    how_many: str | None
    count_of: str | None
    row: tuple[str, ...] | None = None
    quantity: str | None = None
    count_unit: str = ""
    fixed: bool = False
    gives: str | None = None


class Gap(NamedTuple):
    """A set of changes that together lead from one grade or level to a better one, with other ways to do it."""

    kind: str
    id: str
    start: str
    to: str
    changes: tuple[Change, ...]
    alternatives: tuple[tuple[Change, ...], ...]


class Needed(NamedTuple):
    """Values of a missing item that decide the verdict for a level: `op value`, or one of `options`.

    `exact` is False where the true end lies a little further on: a statistic turns at a number without end.
    """

    to: str
    op: str
    value: Written
    options: tuple[Written, ...]
    exact: bool = True


class Narrowing(NamedTuple):
    """Values of a missing item that leave fewer levels possible without deciding: `op value`, or one of `options`."""

    levels: tuple[str, ...]
    op: str
    value: Written
    options: tuple[Written, ...]
    exact: bool = True


class Given(NamedTuple):
    """Something else that is missing, with a value of it; None where it is more than one value can say."""

    kind: str
    id: str
    value: Written


class Together(NamedTuple):
    """What decides only with others: with these given so, the values of `needed` decide the verdict."""

    others: tuple[Given, ...]
    needed: tuple[Needed, ...]


class Lowering(NamedTuple):
    """What values of something missing would do to grades of a panel: `op value`, or one of `options`.

    `grades` are the indicators that they would lower, each with what it could still be, best first; `levels` is what
    the verdict could be then.
    """

    op: str
    value: Written
    options: tuple[Written, ...]
    grades: tuple[tuple[str, tuple[str, ...]], ...]
    levels: tuple[str, ...]


DIV_ZERO, EMPTY, NO_MEAN = "div_zero", "empty_set", "mean_not_positive"
UNDEFINED = (DIV_ZERO, EMPTY, NO_MEAN)
"""The causes of a figure that nothing given gives a value: divided by 0, of no row, around a mean not above 0."""


class Missing(NamedTuple):
    """Something not known: a fact, grade, points, members, table, column, cell, parameter or attribute (`kind`).

    It `decides` where some value of it changes which levels are possible: by itself (`needed`, and `narrows` where more
    than one level is left), or `together` with others. `leads` are the levels that a table or a column can lead to,
    for which no single value can be written. Of a column `rows` are the keys of the rows that lack it, out of `of`.

    A `quantity` is an expression of the standard that has no value for these figures. `cause` says why.
    `taken_as_graded` are the indicators whose ceiling waits for it while the panel's grade stands in for it, and
    `lowers` what single values of it would lower.
    """

    kind: str
    id: str
    cause: str
    decides: bool
    needed: tuple[Needed, ...]
    taken_as_graded: tuple[str, ...] = ()
    lowers: tuple[Lowering, ...] = ()
    narrows: tuple[Narrowing, ...] = ()
    together: Together | None = None
    leads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    of: int = 0

    @property
    def how_many(self) -> int:
        """How many things are missing: of a column every cell."""
        return len(self.rows) or 1

    @property
    def is_undefined(self) -> bool:
        """Whether it is a figure that has no value for what is given (5 books of no pupils): no evidence can be it."""
        return self.kind == "quantity" or (self.kind in ("fact", "cell") and self.cause in UNDEFINED)


class Claim(NamedTuple):
    """A stated figure that its own inputs contradict; the derived value counts. `row` where it stands in a table."""

    measure: str
    stated: str
    derived: Written
    row: tuple[str, ...] | None = None


IN_FORCE, EXPIRED, UNDATED = "in_force", "expired", "undated"
"""What a waiver is on the date of the assessment; without a date it has no effect."""


class WaiverUse(NamedTuple):
    """A waiver as it bears on this assessment: `state` on its date, and whether the indicator needs it at all."""

    indicator: str
    reason: str
    approver: str
    until: str
    state: str
    is_needed: bool
    place: str

    @property
    def has_effect(self) -> bool:
        """Whether it takes the indicator out of what counts against the subject."""
        return self.state == IN_FORCE and self.is_needed


class RulesetReference(NamedTuple):
    """Which ruleset was applied, with the digest of its meaning; `document` names the published text."""

    id: str
    edition: str
    revision: int
    digest: str
    title: Label
    document: str = ""

    @property
    def name(self) -> str:
        """`ID@EDITION`."""
        return RulesetName(self.id, self.edition).text


@fields_made_later
class Titles(NamedTuple):
    """The names of what a result mentions, by id, so that it can be shown without its ruleset.

    Options are named by their choice and id: two choices may have options of one id. `choices` says of a measure which
    choice its values are options of (`GRADES` where they are grades), `keys` of a table which columns name its rows,
    `roundings` how a measure is rounded where it is compared, `rounded_by` what says so (of a measure that is given for
    each option, once). `quantities` are the names of expressions of the standard that stand for no measure, by their
    text, `values` those of its numbers.
    """

    levels: Mapping[str, Label]
    groups: Mapping[str, Label]
    measures: Mapping[str, Label]
    options: Mapping[str, Mapping[str, Label]]
    grades: Mapping[str, Label]
    tables: Mapping[str, Label]
    members: Mapping[str, Label]
    sources: Mapping[str, Label]
    choices: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, Label]
    assessments: Mapping[str, Label]
    quantities: Mapping[str, Label]
    roundings: Mapping[str, Rounding] = MappingProxyType({})
    values: Mapping[str, Label] = MappingProxyType({})
    rounded_by: Mapping[str, Citation] = MappingProxyType({})

    def __hash__(self) -> int:
        return hash((frozenset(self.levels.items()), frozenset(self.measures.items()), frozenset(self.tables)))


class Difference(NamedTuple):
    """An indicator on which two assessments differ: what it is here, and in the other."""

    indicator: str
    here: str
    other: str


class Beside(NamedTuple):
    """Another assessment of the same subject: its verdict, and where it differs."""

    name: str
    path: str
    level: str | None
    possible: tuple[str, ...]
    differences: tuple[Difference, ...]


@fields_made_later
class Assessment(NamedTuple):
    """A ruleset applied to the evidence of one subject.

    `name` is which of several assessments it is (None for a single one); `beside` are the others. `accepted` is
    whether the required level is certainly reached if what is waived does not count against the subject (None: open):
    it gives the exit code, and never the level. `tables` are the rows behind indicators, where they were asked for.
    `settings` are what the office that uses the ruleset has set itself, `shown` the figures that nothing asks for and
    papers print.
    """

    subject: Subject
    period: str | None
    ruleset: RulesetReference
    evidence_path: str
    evidence_digest: str
    evidence_files: tuple[EvidenceFile, ...]
    required: str
    verdict: Verdict
    gates: tuple[GateFinding, ...]
    vetoes: tuple[VetoFinding, ...]
    findings: tuple[Finding, ...]
    members: tuple[Member, ...]
    gaps: tuple[Gap, ...]
    missing: tuple[Missing, ...]
    claims: tuple[Claim, ...]
    diagnostics: tuple[Diagnostic, ...]
    titles: Titles
    name: str | None = None
    beside: tuple[Beside, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    accepted: bool | None = None
    tables: tuple[RowTable, ...] = ()
    settings: tuple[Setting, ...] = ()
    shown: tuple[FactUse, ...] = ()
