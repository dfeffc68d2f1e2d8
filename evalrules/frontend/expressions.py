"""Operators, names and comparisons of a condition to typed nodes; functions are looked up in a table it is given."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.numbers import Rounding, parse_number
from evalrules.base.source import Span
from evalrules.base.suggestions import nearest
from evalrules.base.units import conversion
from evalrules.frontend.arithmetic import Typed, converted, divided, multiplied, product
from evalrules.frontend.grammar import Places, source_of
from evalrules.frontend.meant import comparison_meant
from evalrules.frontend.names import (
    DATE,
    FLAG,
    GRADE_CHOICE,
    GROUP_CHOICE,
    INDICATOR_CHOICE,
    NUMBER,
    OPTION,
    MeasureName,
    Names,
)
from evalrules.model.refs import ColumnRef, OptionRef, OwnRef
from evalrules.tree.functions import FUNCTIONS
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    Attribute,
    Choose,
    Compare,
    Expression,
    Fact,
    Flag,
    Not,
    Number,
    Own,
    Parameter,
    Rounded,
    Text,
)
from evalrules.tree.walk import facts_in, tables_in

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_OWN = {
    "grade": (OPTION, GRADE_CHOICE), "met": (FLAG, ""), "group": (OPTION, GROUP_CHOICE),
    "id": (OPTION, INDICATOR_CHOICE), "must": (FLAG, ""),
}  # fmt: skip

Call: TypeAlias = "Callable[[Lowering, str, ast.Call], Typed | None]"


class Lowering:
    """One pass over one condition; collects every problem instead of stopping at the first.

    `table` is the table whose row the condition is about, "" for none; `rounding` rounds the computed side of
    every comparison; `is_raw` leaves columns and derived measures unrounded (in statistics and in formulas).
    `is_check` where it is a check below that table, which may look at the rows of the same school.
    """

    def __init__(  # noqa: PLR0913 - how a condition is understood, side by side
        self,
        names: Names,
        places: Places,
        functions: Mapping[str, Call],
        *,
        table: str = "",
        rounding: Rounding | None = None,
        is_raw: bool = False,
        is_check: bool = False,
    ) -> None:
        self.names = names
        self.places = places
        self.functions = functions
        self.table = table
        self.rounding = rounding
        self.is_raw = is_raw
        self.problems: list[Diagnostic] = []
        self.in_tally = False
        self.is_check = is_check
        self.is_matched = False

    def refuse(self, code: str, node: ast.AST, **args: str) -> None:
        """Note a problem at the place of a syntax node."""
        self.problems.append(error(code, self.places.of(node), **args))

    def lower(self, node: ast.expr) -> Typed | None:
        """A syntax node as a typed one, or None where it has a problem."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.BoolOp():
                return self._logic(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.IfExp():
                return self._choose(node)
            case ast.Call():
                return self._call(node)
            case _:
                self.refuse("ER202", node, what="tuple outside of in")
                return None

    def _constant(self, node: ast.Constant) -> Typed:
        span = self.places.of(node)
        if isinstance(node.value, bool):
            return Typed(Flag(node.value, span), FLAG)
        if isinstance(node.value, str):
            return Typed(Text(node.value, "", span), OPTION)
        value = parse_number(source_of(node, self.places))
        return Typed(Number(value if value is not None else Fraction(0), "", span), NUMBER)

    def _name(self, node: ast.Name) -> Typed | None:
        name, span = node.id, self.places.of(node)
        if self.in_tally and name in _OWN:
            kind, choice = _OWN[name]
            return Typed(Own(name, kind, span), kind, choice=choice)
        if self.in_tally and name in self.names.measures:
            self.refuse("ER204", node, expected="grade, met, group, id, must", found=f"measure {name}")
            return None
        if name in self.columns:
            return self.measured(ColumnRef(self.table, name).text, self.columns[name], span)
        if name in self.names.measures:
            return self._measure(node, name)
        if name in self.names.values:
            return self._value(node, name)
        if self.names.each is not None and name == self.names.each.choice:
            return Typed(Text(self.names.each.option, name, span), OPTION, choice=name)
        if name in self.names.choices:
            return Typed(Attribute(name, span), OPTION, choice=name)
        self._unknown_name(node, name)
        return None

    def _measure(self, node: ast.Name, name: str) -> Typed | None:
        measure, each = self.names.measures[name], self.names.each
        if measure.series:
            self.refuse("ER204", node, expected=f"rising({name}, 3), previous({name}, 0)", found="a series of years")
            return None
        if not measure.each:
            return self.measured(OwnRef(name).text, measure, self.places.of(node))
        if each is None or each.choice != measure.each:
            self.refuse("ER204", node, expected=f"of({name}, …)", found=f"a value for each {measure.each}")
            return None
        return self.measured(OptionRef(name, each.option).text, measure, self.places.of(node))

    @property
    def columns(self) -> Mapping[str, MeasureName]:
        """The columns of the row that the condition is about."""
        return self.names.tables.get(self.table, {})

    def measured(self, own: str, measure: MeasureName, span: Span) -> Typed:
        """The value of a measure or column, rounded where it is compared and the standard says how."""
        node: Expression = Fact(own, measure.kind, measure.unit, span)
        if measure.rounding is not None and not self.is_raw:
            node = Rounded(node, measure.rounding, measure.unit, span)
        return Typed(node, measure.kind, measure.unit, measure.counted, measure.choice)

    def _value(self, node: ast.Name, name: str) -> Typed | None:
        value, span = self.names.values[name], self.places.of(node)
        if value.is_curve:
            self.refuse(
                "ER204", node, expected=f"step({name}, …) or interpolate({name}, …)", found="a table of numbers"
            )
            return None
        return Typed(Parameter(name, self._key_of(value.by, span), value.unit, span), NUMBER, value.unit or None)

    def _key_of(self, by: str, span: Span) -> Expression | None:
        """What picks the number of a value: the option at hand, the column of the row, else the subject (None)."""
        if not by:
            return None
        if self.names.each is not None and self.names.each.choice == by:
            return Text(self.names.each.option, by, span)
        found = [column for column, declared in self.columns.items() if declared.choice == by]
        return Fact(ColumnRef(self.table, found[0]).text, OPTION, "", span) if found else None

    def _unknown_name(self, node: ast.Name, name: str) -> None:
        known = [
            *self.columns, *self.names.measures, *self.names.values, *self.names.choices,
            *(_OWN if self.in_tally else ()),
        ]  # fmt: skip
        labels = self.names.labels
        meant = labels.get(name) or comparison_meant(name, labels) or nearest(name, known)
        self.refuse("ER203", node, name=name, suggestion=meant)

    def _unary(self, node: ast.UnaryOp) -> Typed | None:
        item = self.lower(node.operand)
        if item is None:
            return None
        span = self.places.of(node)
        if isinstance(node.op, ast.Not):
            return Typed(Not(item.node, span), FLAG) if self.needs(item, FLAG, node.operand) else None
        if not self.needs(item, NUMBER, node.operand):
            return None
        if isinstance(node.op, ast.UAdd):
            return item
        if isinstance(item.node, Number):
            return item._replace(node=item.node._replace(value=-item.node.value, span=span))
        return item._replace(node=product(Number(Fraction(-1), "", span), item.node, item.unit or "", span))

    def needs(self, item: Typed, kind: str, node: ast.AST) -> bool:
        """Whether the item is of the kind; a problem where it is not."""
        if item.kind != kind:
            self.refuse("ER204", node, expected=kind, found=item.kind)
        return item.kind == kind

    def _arithmetic(self, node: ast.BinOp) -> Typed | None:
        left, right = self.lower(node.left), self.lower(node.right)
        if left is None or right is None:
            return None
        if not (self.needs(left, NUMBER, node.left) & self.needs(right, NUMBER, node.right)):
            return None
        op, span = _ARITHMETIC[type(node.op)], self.places.of(node)
        if op in "+-":
            return self._sum(op, left, right, node)
        if op == "*":
            return multiplied(left, right, span)
        return divided(left, right, span)

    def _sum(self, op: str, left: Typed, right: Typed, node: ast.BinOp) -> Typed | None:
        right_converted = self.in_unit_of(right, left, node)
        if right_converted is None:
            return None
        unit = left.unit if left.unit is not None else right.unit
        total = Arithmetic(op, left.node, right_converted.node, unit or "", self.places.of(node))
        return Typed(total, NUMBER, unit, _both_counted(left, right))

    def in_unit_of(self, item: Typed, target: Typed, node: ast.AST) -> Typed | None:
        """The item in the unit of the target; a unit that cannot be converted is a problem."""
        if item.unit is None or target.unit is None or item.unit == target.unit:
            return item
        if item.counted and target.counted and "" in (item.unit, target.unit):
            return item
        factor = conversion(item.unit, target.unit)
        if factor is None:
            shown = [unit or "(none)" for unit in (target.unit, item.unit)]
            self.refuse("ER205", node, left=shown[0], right=shown[1])
            return None
        return item._replace(node=converted(item.node, factor, target.unit), unit=target.unit)

    def _logic(self, node: ast.BoolOp) -> Typed | None:
        items = self.flags(node.values)
        if items is None:
            return None
        span = self.places.of(node)
        return Typed(AllOf(items, False, span) if isinstance(node.op, ast.And) else AnyOf(items, span), FLAG)

    def flags(self, nodes: list[ast.expr]) -> tuple[Expression, ...] | None:
        """Every node as a condition, or None where one is not."""
        items = [(self.lower(node), node) for node in nodes]
        good = [item.node for item, node in items if item is not None and self.needs(item, FLAG, node)]
        return tuple(good) if len(good) == len(nodes) else None

    def _comparison(self, node: ast.Compare) -> Typed | None:
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._among(node)
        sides = [node.left, *node.comparators]
        parts: list[Expression] = []
        for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
            part = self._compare(_COMPARISONS[type(op)], left, right)
            if part is not None:
                parts.append(part)
        if len(parts) < len(node.ops):
            return None
        span = self.places.of(node)
        return Typed(parts[0] if len(parts) == 1 else AllOf(tuple(parts), True, span), FLAG)

    def _compare(self, op: str, left_node: ast.expr, right_node: ast.expr) -> Expression | None:
        left, right = self.lower(left_node), self.lower(right_node)
        if left is None or right is None:
            return None
        if left.kind != right.kind:
            self.refuse("ER204", right_node, expected=left.kind, found=right.kind)
            return None
        if left.kind in (FLAG, OPTION) and op not in ("==", "!="):
            self.refuse("ER204", left_node, expected=f"{NUMBER} or {DATE}", found=left.kind)
            return None
        span = joined(self.places.of(left_node), self.places.of(right_node))
        if left.kind == OPTION:
            return self._compare_options(op, left, right, right_node, span)
        if left.kind == NUMBER:
            other = self.in_unit_of(right, left, right_node)
            return None if other is None else Compare(op, self._rounded(left.node), self._rounded(other.node), span)
        return Compare(op, left.node, right.node, span)

    def _rounded(self, node: Expression) -> Expression:
        """The computed side of a comparison, rounded where the indicator says so."""
        if self.rounding is None or not (facts_in(node) or tables_in(node)):
            return node
        return Rounded(node, self.rounding, getattr(node, "unit", ""), node.span)

    def _compare_options(
        self, op: str, left: Typed, right: Typed, right_node: ast.expr, span: Span
    ) -> Expression | None:
        if not _are_of_one_choice(left, right):
            self.refuse("ER204", right_node, expected=left.choice or "text", found=right.choice or "text")
            return None
        choice = left.choice or right.choice
        first, second = self.option(left.node, choice), self.option(right.node, choice)
        return None if first is None or second is None else Compare(op, first, second, span)

    def option(self, node: Expression, choice: str) -> Expression | None:
        """An option as the id it stands for (`"苏南"` and `"south"` are one), also inside `if`; None where unknown."""
        if isinstance(node, Choose):
            yes, no = self.option(node.yes, choice), self.option(node.no, choice)
            return None if yes is None or no is None else node._replace(yes=yes, no=no)
        known = self.names.options(choice)
        if not isinstance(node, Text) or known is None:
            return node
        if node.value in known:
            return node._replace(choice=choice)
        if choice in self.names.choices:
            for option, label in self.names.choices[choice].options.items():
                if node.value in (label.zh, label.en):
                    return node._replace(value=option, choice=choice)
        self.problems.append(error("ER203", node.span, name=node.value, suggestion=nearest(node.value, known)))
        return None

    def _among(self, node: ast.Compare) -> Typed | None:
        item = self.lower(node.left)
        listed = node.comparators[0]
        if not isinstance(listed, ast.Tuple) or not listed.elts:
            self.refuse("ER204", listed, expected='options in brackets, such as ("A", "B")', found="something else")
            return None
        if item is None or not self.needs(item, OPTION, node.left):
            return None
        options: list[str] = []
        for element in listed.elts:
            option = self.lower(element)
            if option is None or not self.needs(option, OPTION, element):
                continue
            if not isinstance(option.node, Text) or not _are_of_one_choice(item, option):
                expected = f"an option of {item.choice}" if item.choice else "a text"
                self.refuse("ER204", element, expected=expected, found=option.choice or "text")
                continue
            known = self.option(option.node, item.choice)
            if isinstance(known, Text):
                options.append(known.value)
        among = Among(item.node, tuple(options), item.choice, self.places.of(node))
        negated = isinstance(node.ops[0], ast.NotIn)
        return Typed(Not(among, among.span) if negated else among, FLAG)

    def _choose(self, node: ast.IfExp) -> Typed | None:
        condition, yes, no = self.lower(node.test), self.lower(node.body), self.lower(node.orelse)
        if condition is None or yes is None or no is None or not self.needs(condition, FLAG, node.test):
            return None
        if not self.needs(no, yes.kind, node.orelse):
            return None
        if yes.kind == OPTION and not _are_of_one_choice(yes, no):
            self.refuse("ER204", node.orelse, expected=yes.choice or "text", found=no.choice or "text")
            return None
        other = self.in_unit_of(no, yes, node.orelse) if yes.kind == NUMBER else no
        if other is None:
            return None
        unit = yes.unit if yes.unit is not None else no.unit
        chosen = Choose(condition.node, yes.node, other.node, unit or "", self.places.of(node))
        return Typed(chosen, yes.kind, unit, _both_counted(yes, no), yes.choice or no.choice)

    def _call(self, node: ast.Call) -> Typed | None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            self.refuse("ER203", node.func, name=name, suggestion=nearest(name, FUNCTIONS))
            return None
        if [word.arg for word in node.keywords if word.arg not in FUNCTIONS[name].keywords]:
            self.wrong_arguments(name, node)
            return None
        return self.functions[name](self, name, node)

    def wrong_arguments(self, name: str, node: ast.Call) -> None:
        """Note that a function was called with other arguments than it takes."""
        self.refuse("ER208", node, name=name, signature=FUNCTIONS[name].signature)


def _are_of_one_choice(first: Typed, second: Typed) -> bool:
    """Whether two options can be one: a text that is written out is of the choice that it stands beside."""
    return first.choice == second.choice or is_written_out(first.node) or is_written_out(second.node)


def is_written_out(node: Expression) -> bool:
    """Whether an option stands in the condition as a text, also inside `if`."""
    if isinstance(node, Choose):
        return is_written_out(node.yes) and is_written_out(node.no)
    return isinstance(node, Text) and not node.choice


def _both_counted(first: Typed, second: Typed) -> bool:
    """Whether two numbers together count things; a written number counts what it stands beside."""
    countable = all(side.counted or side.unit is None for side in (first, second))
    return countable and (first.counted or second.counted)


def joined(first: Span, last: Span) -> Span:
    """The place from the start of one to the end of the other."""
    return Span(first.file, first.line, first.column, last.end_line, last.end_column)
