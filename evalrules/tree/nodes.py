"""The nodes of a condition: small, frozen, typed, each with the place it was written.

The checker (evalrules.frontend.check) is the only maker of nodes; it has already resolved
names, types and units, pulled divisions outwards (so that `a / b * 100` is one ratio) and
lowered `share(x, c)` to a ratio of two counts. Every reading (exact evaluation, gaps, prose,
generated code) is a table from node type to function; a new shape is a new node and one line
in each table.

Nodes are named tuples because a dataclass costs eight times as much at import
(docs/decisions/0002-named-tuples.md). Compare them only with nodes of the same type.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, dataclass_transform

from evalrules.base.numbers import Rounding
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span

if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True)
    class Node:
        """A named tuple for the program; for a type checker a class known by its name, not by what it holds.

        As tuples the nodes are types that contain one another without end: comparing two of them costs a checker
        minutes (docs/decisions/0002-named-tuples.md).
        """

        _fields: ClassVar[tuple[str, ...]]

        def _replace(self, **changes: Any) -> Self: ...  # noqa: ANN401 - any field of any node

        def __iter__(self) -> Iterator[Any]: ...
else:
    Node = NamedTuple


class Number(Node):
    """A number written in the condition; `unit` is "" where it takes the unit of what it stands beside."""

    value: Fraction
    unit: str
    span: Span


class Text(Node):
    """A text, or an option of a choice, such as "south" or "C"; `choice` is "" for a text that is no option."""

    value: str
    choice: str
    span: Span


class Flag(Node):
    """True or False as written; only the literal mode of the grammar and `otherwise` make it."""

    value: bool
    span: Span


class Fact(Node):
    """The value of a measure, or of a column of the row (`table.column`); `kind` is number, flag, option or date."""

    measure: str
    kind: str
    unit: str
    span: Span


class Parameter(Node):
    """A number of the standard, by its id; `key` is the option that picks it (None: an attribute of the subject)."""

    value: str
    key: Expression | None
    unit: str
    span: Span


class Attribute(Node):
    """An attribute of the subject, such as its region."""

    name: str
    span: Span


class Own(Node):
    """Something of the indicator that a tally looks at: grade, met, group, id, must."""

    name: str
    kind: str
    span: Span


class GradeOf(Node):
    """The grade of one indicator, by its id."""

    indicator: str
    span: Span


class MetOf(Node):
    """Whether one indicator is met, by its id."""

    indicator: str
    span: Span


class Arithmetic(Node):
    """`+ - *` or `/` of two numbers."""

    op: str
    left: Expression
    right: Expression
    unit: str
    span: Span


class Converted(Node):
    """A number in another unit: multiplied by the exact factor, written as it was."""

    item: Expression
    factor: Fraction
    unit: str
    span: Span


class Extreme(Node):
    """The least or the greatest of several numbers; `op` is min or max."""

    op: str
    items: tuple[Expression, ...]
    unit: str
    span: Span


class Compare(Node):
    """One comparison; `op` is one of `< <= > >= == !=`."""

    op: str
    left: Expression
    right: Expression
    span: Span


class Among(Node):
    """Whether an option, or a text (`choice` is ""), is one of those listed."""

    item: Expression
    options: tuple[str, ...]
    choice: str
    span: Span


class AllOf(Node):
    """Every condition holds; `chained` where it was written as one chain `a <= b <= c`."""

    items: tuple[Expression, ...]
    chained: bool
    span: Span


class AnyOf(Node):
    """At least one condition holds."""

    items: tuple[Expression, ...]
    span: Span


class AtLeast(Node):
    """At least `needed` of the conditions hold."""

    needed: int
    items: tuple[Expression, ...]
    span: Span


class Not(Node):
    """The condition does not hold."""

    item: Expression
    span: Span


class Choose(Node):
    """`yes if condition else no`, for numbers, options or conditions."""

    condition: Expression
    yes: Expression
    no: Expression
    unit: str
    span: Span


class Tally(Node):
    """A look at every indicator: how many hold (`count`), whether every one or any one does."""

    op: str
    over: str
    body: Expression
    span: Span


class Rounded(Node):
    """A number rounded before it is compared."""

    item: Expression
    rounding: Rounding
    unit: str
    span: Span


class Curve(Node):
    """A number read from a table of the standard at `item`; `method` is step or linear, clamped at both ends."""

    value: str
    method: str
    item: Expression
    unit: str
    span: Span


class YearsSince(Node):
    """The whole years from a date to the date of the assessment."""

    item: Expression
    span: Span


class Score(Node):
    """The points (or the full points) of the indicators added up that `where` chooses; `text` is as written."""

    items: tuple[Expression, ...]
    of: str
    where: Expression | None
    text: str
    span: Span


class RowTally(Node):
    """A look at the rows of a table that are as `only` and `where` say: how many hold, whether every or any does."""

    op: str
    table: str
    body: Expression
    only: tuple[tuple[str, str], ...]
    where: Expression | None
    span: Span


class RowStatistic(Node):
    """A number over rows (sum, cv, …); `weight` counts each so many times, `about` stands for their mean."""

    op: str
    table: str
    item: Expression
    weight: Expression | None
    about: Expression | None
    only: tuple[tuple[str, str], ...]
    where: Expression | None
    unit: str
    span: Span


class Worst(Node):
    """The worst grade in a column of a table."""

    table: str
    item: Expression
    only: tuple[tuple[str, str], ...]
    where: Expression | None
    span: Span


class Matched(Node):
    """What `item`, a look at the rows of a table, says of those rows whose `other` is the `own` of the row at hand."""

    item: RowTally | RowStatistic
    own: str
    other: str
    span: Span


class Listed(Node):
    """Whether a row of the table has in its column `other` what the row at hand has in `own`."""

    table: str
    own: str
    other: str
    span: Span


class Agrees(Node):
    """Whether `item` of the row at hand is the `other` of the table's rows that are matched like those of `Matched`."""

    item: Fact
    other: Fact
    table: str
    matched: tuple[str, str]
    span: Span


Expression: TypeAlias = (
    Number | Text | Flag | Fact | Parameter | Attribute | Own | GradeOf | MetOf | Arithmetic | Converted
    | Extreme
    | Compare | Among | AllOf | AnyOf | AtLeast | Not | Choose | Tally
    | Rounded | Curve | YearsSince | Score | RowTally | RowStatistic | Worst | Matched | Listed | Agrees
)  # fmt: skip

NODE_TYPES: tuple[type, ...] = (
    Number, Text, Flag, Fact, Parameter, Attribute, Own, GradeOf, MetOf, Arithmetic, Converted, Extreme,
    Compare, Among, AllOf, AnyOf, AtLeast, Not, Choose, Tally, Rounded, Curve, YearsSince, Score, RowTally,
    RowStatistic, Worst, Matched, Listed, Agrees,
)  # fmt: skip


ROW_NODES = (RowTally, RowStatistic, Worst)
"""The nodes that look at every row of a table; what they hold is evaluated row by row."""


class Condition(NamedTuple):
    """A condition as its author wrote it (with its place) and as it was understood."""

    text: str
    root: Expression
    span: Span
