"""A condition printed from its tree, as text of the language: it parses back to an equal tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evalrules.base.numbers import number_text
from evalrules.model.refs import (
    TOTAL,
    ColumnRef,
    MembersRef,
    OptionRef,
    OwnRef,
    PointsRef,
    YearRef,
    column_from,
    measure_from,
)
from evalrules.tree.nodes import (
    Agrees,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Converted,
    Curve,
    Expression,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    Listed,
    Matched,
    MetOf,
    Not,
    Number,
    Own,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
    Score,
    Tally,
    Text,
    Worst,
    YearsSince,
)

_CHOOSE, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _ATOM = range(8)


def expression_text(node: Expression) -> str:
    """The node as a condition would write it, with no more brackets than needed."""
    return _PRINT[type(node)](node)


def _strength(node: Expression) -> int:
    match node:
        case Choose():
            return _CHOOSE
        case AnyOf():
            return _OR
        case AllOf():
            return _COMPARE if node.chained else _AND
        case Not():
            return _COMPARE if isinstance(node.item, Among) else _NOT
        case Compare() | Among():
            return _COMPARE
        case Converted() | Rounded():
            return _strength(node.item)
        case Arithmetic() if _share(node):
            return _ATOM
        case Arithmetic():
            return _SUM if node.op in "+-" else _PRODUCT
        case Number() if node.value.denominator != 1 and "/" in number_text(node.value):
            return _PRODUCT
        case _:  # a name, a literal or a call
            return _ATOM


def _inside(node: Expression, least: int) -> str:
    text = expression_text(node)
    return text if _strength(node) >= least else f"({text})"


def _arithmetic(node: Arithmetic) -> str:
    own = _strength(node)
    return _share(node) or f"{_inside(node.left, own)} {node.op} {_inside(node.right, own + 1)}"


def _share(node: Arithmetic) -> str:
    """`share(…)`, which the checker takes apart into two counts; "" for every other ratio."""
    held, every = node.left, node.right
    if isinstance(held, RowTally) and isinstance(every, RowTally) and isinstance(every.body, Flag) and node.op == "/":
        where = _where(held)
        return "" if isinstance(held.body, Flag) else f"share({held.table}, {expression_text(held.body)}{where})"
    if isinstance(held, Fact) and isinstance(every, Fact) and node.op == "/":
        of_part, of_all = measure_from(held.measure), measure_from(every.measure)
        is_share = isinstance(of_part, MembersRef) and of_all == MembersRef(of_part.group, TOTAL)
        return f"share({of_part.group}, holding)" if isinstance(of_part, MembersRef) and is_share else ""
    if not (node.op == "/" and isinstance(held, Tally) and isinstance(every, Tally) and isinstance(every.body, Flag)):
        return ""
    return f"share({held.over}, {expression_text(held.body)})"


def _all_of(node: AllOf) -> str:
    if not node.chained:
        return _joined(" and ", node.items, _AND + 1) if len(node.items) > 1 else expression_text(node.items[0])
    parts = [item for item in node.items if isinstance(item, Compare)]
    text = _inside(parts[0].left, _SUM)
    return text + "".join(f" {part.op} {_inside(part.right, _SUM)}" for part in parts)


def _joined(word: str, items: tuple[Expression, ...], least: int) -> str:
    return word.join(_inside(item, least) for item in items)


def _compare(node: Compare) -> str:
    return f"{_inside(node.left, _SUM)} {node.op} {_inside(node.right, _SUM)}"


def _among(node: Among, word: str = "in") -> str:
    listed = ", ".join(_quoted(option) for option in node.options) + ("," if len(node.options) == 1 else "")
    return f"{_inside(node.item, _SUM)} {word} ({listed})"


def _not(node: Not) -> str:
    if isinstance(node.item, Among):
        return _among(node.item, "not in")
    return f"not {_inside(node.item, _NOT)}"


def _call(name: str, items: tuple[Expression, ...], *first: str) -> str:
    return f"{name}({', '.join([*first, *(expression_text(item) for item in items)])})"


def _choose(node: Choose) -> str:
    test = _inside(node.condition, _CHOOSE + 1)
    return f"{_inside(node.yes, _CHOOSE + 1)} if {test} else {expression_text(node.no)}"


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'


def _any_of(node: AnyOf) -> str:
    return _joined(" or ", node.items, _OR + 1) if len(node.items) > 1 else expression_text(node.items[0])


_METHODS = {"step": "step", "linear": "interpolate"}


def _fact(node: Fact) -> str:
    """A column by its name, a year of a series and the members of a group as they are asked for."""
    match measure_from(node.measure):
        case ColumnRef() as column:
            return column.column
        case YearRef() as year:
            return f"previous({year.measure}, {year.back})"
        case MembersRef() as members:
            return f"count({members.group})" if members.which == TOTAL else f"count({members.group}, holding)"
        case OptionRef() as part:
            return f"of({part.measure}, {_quoted(part.option)})"
        case OwnRef() as own:
            return own.measure
        case PointsRef():
            return node.measure


def _statistic(node: RowStatistic) -> str:
    words = [("weight", node.weight), ("about", node.about)]
    given = "".join(f", {word}={expression_text(part)}" for word, part in words if part is not None)
    return f"{node.op}({node.table}, {expression_text(node.item)}{given}{_where(node)})"


def _row_tally(node: RowTally) -> str:
    asked = "" if isinstance(node.body, Flag) else f", {expression_text(node.body)}"
    return f"{node.op}({node.table}{asked}{_where(node)})"


def _where(node: RowTally | RowStatistic | Worst) -> str:
    """The rows that a look is kept to; those of a value that is still to come from a row are not said."""
    parts = [f"{column_from(column).column} == {_quoted(option)}" for column, option in node.only if option]
    if node.where is not None:
        parts.append(_inside(node.where, _AND) if parts else expression_text(node.where))
    return f", where={' and '.join(parts)}" if parts else ""


def _matched(node: Matched) -> str:
    return f"{expression_text(node.item)[:-1]}, same={column_from(node.other).column})"


def _agrees(node: Agrees) -> str:
    return f"agrees({node.table}, {_fact(node.item)}, same={column_from(node.matched[1]).column})"


_PRINT: dict[type, Callable[[Any], str]] = {
    Number: lambda node: number_text(node.value).replace("/", " / "),
    Text: lambda node: _quoted(node.value),
    Flag: lambda node: str(node.value),
    Fact: _fact,
    Parameter: lambda node: node.value if node.key is None else f"of({node.value}, {expression_text(node.key)})",
    Attribute: lambda node: node.name,
    Own: lambda node: node.name,
    GradeOf: lambda node: f"grade({_quoted(node.indicator)})",
    MetOf: lambda node: f"met({_quoted(node.indicator)})",
    Arithmetic: _arithmetic,
    Converted: lambda node: expression_text(node.item),
    Extreme: lambda node: _call(node.op, node.items),
    Compare: _compare,
    Among: _among,
    AllOf: _all_of,
    AnyOf: _any_of,
    AtLeast: lambda node: _call("at_least", node.items, str(node.needed)),
    Not: _not,
    Choose: _choose,
    Tally: lambda node: f"{node.op}({node.over}, {expression_text(node.body)})",
    Rounded: lambda node: expression_text(node.item),
    Curve: lambda node: f"{_METHODS[node.method]}({node.value}, {expression_text(node.item)})",
    YearsSince: lambda node: f"years_since({expression_text(node.item)})",
    Score: lambda node: node.text,
    RowTally: _row_tally,
    RowStatistic: _statistic,
    Worst: lambda node: f"worst({node.table}, {expression_text(node.item)}{_where(node)})",
    Matched: _matched,
    Listed: lambda node: f"listed({node.table}, {column_from(node.other).column})",
    Agrees: _agrees,
}
