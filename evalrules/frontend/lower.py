"""Syntax tree to typed tree: names, types and units are settled here, when a ruleset is loaded.

Enters: a parsed condition and the names it may use. Leaves: the typed tree, with divisions pulled
outwards so that a ratio against a limit can be cross-multiplied, or every problem found (ER203 name,
ER204 type, ER205 unit, ER208 arguments).

What arithmetic does to divisions and units: evalrules.frontend.arithmetic.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.numbers import parse_number
from evalrules.base.source import Span
from evalrules.base.suggestions import nearest
from evalrules.base.units import conversion, is_counted
from evalrules.frontend.arithmetic import Typed, converted, divided, multiplied, product, quotient
from evalrules.frontend.grammar import Parsed, Places, source_of
from evalrules.frontend.names import (
    DATE,
    FLAG,
    GRADE_CHOICE,
    GROUP_CHOICE,
    INDICATOR_CHOICE,
    NUMBER,
    OPTION,
    Names,
)
from evalrules.tree.functions import FUNCTIONS
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Condition,
    Expression,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    MetOf,
    Not,
    Number,
    Own,
    Parameter,
    Tally,
    Text,
)

INDICATORS = "indicators"
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_OWN = {
    "grade": (OPTION, GRADE_CHOICE), "met": (FLAG, ""), "group": (OPTION, GROUP_CHOICE),
    "id": (OPTION, INDICATOR_CHOICE), "must": (FLAG, ""),
}  # fmt: skip


def lower_condition(parsed: Parsed, names: Names, *, wanted: str = FLAG) -> tuple[Condition | None, list[Diagnostic]]:
    """A parsed condition to its typed tree; `wanted` is flag for conditions, number for derived measures."""
    lowering = _Lowering(names, parsed.places)
    typed = lowering.lower(parsed.root)
    if typed is not None and typed.kind != wanted:
        lowering.refuse("ER204", parsed.root, expected=wanted, found=typed.kind)
    if typed is None or lowering.problems:
        return None, lowering.problems
    return Condition(parsed.text, typed.node, parsed.places.scalar), []


def lower_number(parsed: Parsed, names: Names, unit: str) -> tuple[Condition | None, list[Diagnostic]]:
    """A parsed derived measure to its typed tree, converted to the measure's unit."""
    lowering = _Lowering(names, parsed.places)
    typed = lowering.lower(parsed.root)
    if typed is not None and typed.kind != NUMBER:
        lowering.refuse("ER204", parsed.root, expected=NUMBER, found=typed.kind)
    elif typed is not None:
        typed = lowering.in_unit_of(typed, Typed(typed.node, NUMBER, unit, is_counted(unit)), parsed.root)
    if typed is None or lowering.problems:
        return None, lowering.problems
    return Condition(parsed.text, typed.node, parsed.places.scalar), []


class _Lowering:
    """One pass over one condition; collects every problem instead of stopping at the first."""

    def __init__(self, names: Names, places: Places) -> None:
        self.names = names
        self.places = places
        self.problems: list[Diagnostic] = []
        self.in_tally = False

    def refuse(self, code: str, node: ast.AST, **args: str) -> None:
        self.problems.append(error(code, self.places.of(node), **args))

    def lower(self, node: ast.expr) -> Typed | None:
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
            return Typed(Text(node.value, span), OPTION)
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
        if name in self.names.measures:
            measure = self.names.measures[name]
            fact = Fact(name, measure.kind, measure.unit, span)
            return Typed(fact, measure.kind, measure.unit, measure.counted, measure.choice)
        if name in self.names.values:
            unit = self.names.values[name]
            return Typed(Parameter(name, unit, span), NUMBER, unit or None)
        if name in self.names.choices:
            return Typed(Attribute(name, span), OPTION, choice=name)
        self._unknown_name(node, name)
        return None

    def _unknown_name(self, node: ast.Name, name: str) -> None:
        known = [*self.names.measures, *self.names.values, *self.names.choices, *(_OWN if self.in_tally else ())]
        self.refuse("ER203", node, name=name, suggestion=nearest(name, known))

    def _unary(self, node: ast.UnaryOp) -> Typed | None:
        item = self.lower(node.operand)
        if item is None:
            return None
        span = self.places.of(node)
        if isinstance(node.op, ast.Not):
            return Typed(Not(item.node, span), FLAG) if self._is(item, FLAG, node.operand) else None
        if not self._is(item, NUMBER, node.operand):
            return None
        if isinstance(node.op, ast.UAdd):
            return item
        if isinstance(item.node, Number):
            return item._replace(node=item.node._replace(value=-item.node.value, span=span))
        return item._replace(node=product(Number(Fraction(-1), "", span), item.node, item.unit or "", span))

    def _is(self, item: Typed, kind: str, node: ast.AST) -> bool:
        if item.kind != kind:
            self.refuse("ER204", node, expected=kind, found=item.kind)
        return item.kind == kind

    def _arithmetic(self, node: ast.BinOp) -> Typed | None:
        left, right = self.lower(node.left), self.lower(node.right)
        if left is None or right is None:
            return None
        if not (self._is(left, NUMBER, node.left) & self._is(right, NUMBER, node.right)):
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
        return Typed(total, NUMBER, unit, left.counted and right.counted)

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
        items = self._flags(node.values)
        if items is None:
            return None
        span = self.places.of(node)
        return Typed(AllOf(items, False, span) if isinstance(node.op, ast.And) else AnyOf(items, span), FLAG)

    def _flags(self, nodes: list[ast.expr]) -> tuple[Expression, ...] | None:
        items = [(self.lower(node), node) for node in nodes]
        good = [item.node for item, node in items if item is not None and self._is(item, FLAG, node)]
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
        span = _joined(self.places.of(left_node), self.places.of(right_node))
        if left.kind == OPTION:
            return self._compare_options(op, left, right, right_node, span)
        if left.kind == NUMBER:
            converted = self.in_unit_of(right, left, right_node)
            return None if converted is None else Compare(op, left.node, converted.node, span)
        return Compare(op, left.node, right.node, span)

    def _compare_options(
        self, op: str, left: Typed, right: Typed, right_node: ast.expr, span: Span
    ) -> Expression | None:
        choice = left.choice or right.choice
        if left.choice and right.choice and left.choice != right.choice:
            self.refuse("ER204", right_node, expected=left.choice, found=right.choice)
            return None
        first, second = self._option(left.node, choice), self._option(right.node, choice)
        return None if first is None or second is None else Compare(op, first, second, span)

    def _option(self, node: Expression, choice: str) -> Expression | None:
        """An option as the id it stands for (`"苏南"` and `"south"` are one), also inside `if`; None where unknown."""
        if isinstance(node, Choose):
            yes, no = self._option(node.yes, choice), self._option(node.no, choice)
            return None if yes is None or no is None else node._replace(yes=yes, no=no)
        known = self.names.options(choice)
        if not isinstance(node, Text) or known is None or node.value in known:
            return node
        if choice in self.names.choices:
            for option, label in self.names.choices[choice].options.items():
                if node.value in (label.zh, label.en):
                    return node._replace(value=option)
        self.problems.append(error("ER203", node.span, name=node.value, suggestion=nearest(node.value, known)))
        return None

    def _among(self, node: ast.Compare) -> Typed | None:
        item = self.lower(node.left)
        listed = node.comparators[0]
        if not isinstance(listed, ast.Tuple) or not listed.elts:
            self.refuse("ER204", listed, expected='options in brackets, such as ("A", "B")', found="something else")
            return None
        if item is None or not self._is(item, OPTION, node.left):
            return None
        options: list[str] = []
        for element in listed.elts:
            option = self.lower(element)
            if option is None or not self._is(option, OPTION, element):
                continue
            known = self._option(option.node, item.choice)
            if isinstance(known, Text):
                options.append(known.value)
        among = Among(item.node, tuple(options), self.places.of(node))
        negated = isinstance(node.ops[0], ast.NotIn)
        return Typed(Not(among, among.span) if negated else among, FLAG)

    def _choose(self, node: ast.IfExp) -> Typed | None:
        condition, yes, no = self.lower(node.test), self.lower(node.body), self.lower(node.orelse)
        if condition is None or yes is None or no is None or not self._is(condition, FLAG, node.test):
            return None
        if not self._is(no, yes.kind, node.orelse):
            return None
        if yes.choice and no.choice and yes.choice != no.choice:
            self.refuse("ER204", node.orelse, expected=yes.choice, found=no.choice)
            return None
        converted = self.in_unit_of(no, yes, node.orelse) if yes.kind == NUMBER else no
        if converted is None:
            return None
        unit = yes.unit if yes.unit is not None else no.unit
        chosen = Choose(condition.node, yes.node, converted.node, unit or "", self.places.of(node))
        return Typed(chosen, yes.kind, unit, yes.counted and no.counted, yes.choice or no.choice)

    def _call(self, node: ast.Call) -> Typed | None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            self.refuse("ER203", node.func, name=name, suggestion=nearest(name, FUNCTIONS))
            return None
        if node.keywords:
            self.refuse("ER208", node, name=name, signature=FUNCTIONS[name].signature)
            return None
        return _CALLS[name](self, name, node)

    def _wrong_arguments(self, name: str, node: ast.Call) -> None:
        self.refuse("ER208", node, name=name, signature=FUNCTIONS[name].signature)

    def call_logic(self, name: str, node: ast.Call) -> Typed | None:
        """all_of, any_of."""
        if not node.args:
            self._wrong_arguments(name, node)
            return None
        items, span = self._flags(node.args), self.places.of(node)
        if items is None:
            return None
        if len(items) == 1:
            return Typed(items[0], FLAG)
        return Typed(AllOf(items, False, span) if name == "all_of" else AnyOf(items, span), FLAG)

    def call_at_least(self, name: str, node: ast.Call) -> Typed | None:
        """at_least(k, …)."""
        needed = self.lower(node.args[0]) if len(node.args) >= 2 else None
        if needed is None or not isinstance(needed.node, Number) or needed.node.value.denominator != 1:
            self._wrong_arguments(name, node)
            return None
        items = self._flags(node.args[1:])
        if items is None:
            return None
        if not 0 < needed.node.value <= len(items):
            self._wrong_arguments(name, node)
            return None
        return Typed(AtLeast(int(needed.node.value), items, self.places.of(node)), FLAG)

    def call_extreme(self, name: str, node: ast.Call) -> Typed | None:
        """min, max."""
        items = [self.lower(argument) for argument in node.args]
        if len(items) < 2:
            self._wrong_arguments(name, node)
            return None
        first = items[0]
        if first is None or not self._is(first, NUMBER, node.args[0]):
            return None
        nodes: list[Expression] = []
        for item, argument in zip(items, node.args, strict=True):
            if item is None or not self._is(item, NUMBER, argument):
                return None
            converted = self.in_unit_of(item, first, argument)
            if converted is None:
                return None
            nodes.append(converted.node)
        extreme = Extreme(name, tuple(nodes), first.unit or "", self.places.of(node))
        return Typed(extreme, NUMBER, first.unit, first.counted)

    def call_percent(self, name: str, node: ast.Call) -> Typed | None:
        """percent(part, whole)."""
        sides = [self.lower(argument) for argument in node.args]
        if len(sides) != 2:
            self._wrong_arguments(name, node)
            return None
        part, whole = sides
        if part is None or whole is None:
            return None
        if not (self._is(part, NUMBER, node.args[0]) & self._is(whole, NUMBER, node.args[1])):
            return None
        same = part if part.counted and whole.counted else self.in_unit_of(part, whole, node)
        if same is None:
            return None
        span = self.places.of(node)
        hundredfold = product(Number(Fraction(100), "", span), same.node, "", span)
        return Typed(quotient(hundredfold, whole.node, "%", span), NUMBER, "%")

    def call_tally(self, name: str, node: ast.Call) -> Typed | None:
        """count, every, any, share over the indicators."""
        over = node.args[0] if node.args else None
        if len(node.args) != 2 or not isinstance(over, ast.Name):
            self._wrong_arguments(name, node)
            return None
        if self.in_tally:
            self.refuse("ER202", node, what="a tally inside a tally")
            return None
        if over.id != INDICATORS:
            self.refuse("ER203", over, name=over.id, suggestion=INDICATORS)
            return None
        self.in_tally = True
        body = self.lower(node.args[1])
        self.in_tally = False
        if body is None or not self._is(body, FLAG, node.args[1]):
            return None
        return self._tallied(name, body.node, self.places.of(node))

    def _tallied(self, name: str, body: Expression, span: Span) -> Typed:
        if name in ("every", "any"):
            return Typed(Tally(name, INDICATORS, body, span), FLAG)
        counted = Tally("count", INDICATORS, body, span)
        if name == "count":
            return Typed(counted, NUMBER, None, True)
        total = Tally("count", INDICATORS, Flag(True, span), span)
        return Typed(quotient(counted, total, "", span), NUMBER)

    def call_of_indicator(self, name: str, node: ast.Call) -> Typed | None:
        """grade("9"), met("9")."""
        given = node.args[0] if len(node.args) == 1 else None
        if not (isinstance(given, ast.Constant) and isinstance(given.value, str)):
            self._wrong_arguments(name, node)
            return None
        if given.value not in self.names.indicators:
            self.refuse("ER203", given, name=given.value, suggestion=nearest(given.value, self.names.indicators))
            return None
        kind = self.names.indicators[given.value]
        if kind != ("graded" if name == "grade" else "met"):
            self.refuse("ER204", given, expected=name, found=kind)
            return None
        span = self.places.of(node)
        if name == "grade":
            return Typed(GradeOf(given.value, span), OPTION, choice=GRADE_CHOICE)
        return Typed(MetOf(given.value, span), FLAG)


_CALLS: dict[str, Callable[[_Lowering, str, ast.Call], Typed | None]] = {
    "all_of": _Lowering.call_logic, "any_of": _Lowering.call_logic, "at_least": _Lowering.call_at_least,
    "min": _Lowering.call_extreme, "max": _Lowering.call_extreme, "percent": _Lowering.call_percent,
    "count": _Lowering.call_tally, "every": _Lowering.call_tally, "any": _Lowering.call_tally,
    "share": _Lowering.call_tally, "grade": _Lowering.call_of_indicator, "met": _Lowering.call_of_indicator,
}  # fmt: skip


def _joined(first: Span, last: Span) -> Span:
    return Span(first.file, first.line, first.column, last.end_line, last.end_column)
