"""Condition text to a syntax tree of the allowed constructs, with places; nothing is executed.

Enters: one scalar of a ruleset. Leaves: the standard library's `ast` expression, and where each of
its nodes stands in the document. Refuses, before parsing, text that is too long, too deeply nested,
not stable under NFKC or full-width (ER206, ER207), and afterwards every construct outside the
grammar (ER202). The typed tree is made from it by evalrules.frontend.lower.
"""

from __future__ import annotations

import ast
import unicodedata
import warnings

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Scalar, Span
from evalrules.frontend.meant import comparison_meant, sign_meant

MAX_LENGTH = 2_000
MAX_NESTING = 50

_TWINS = {
    "≥": ">=", "≤": "<=", "≠": "!=", "＞": ">", "＜": "<", "＝": "==", "（": "(", "）": ")", "，": ",", "＋": "+",
    "－": "-", "×": "*", "÷": "/", "＊": "*", "／": "/", "“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "：": ":",
    "％": "the number without a percent sign", "、": ",", "；": "and",
}  # fmt: skip

_ALLOWED = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Add, ast.Sub, ast.Mult,
    ast.Div, ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.IfExp, ast.Call,
    ast.Name, ast.Load, ast.Constant, ast.Tuple, ast.keyword,
)  # fmt: skip

_WORDS = {
    ast.Attribute: "attribute access", ast.Subscript: "indexing", ast.Lambda: "lambda", ast.ListComp: "comprehension",
    ast.SetComp: "comprehension", ast.DictComp: "comprehension", ast.GeneratorExp: "comprehension",
    ast.JoinedStr: "f-string", ast.Pow: "power **", ast.Mod: "remainder %", ast.FloorDiv: "floor division //",
    ast.List: "list", ast.Dict: "mapping", ast.Set: "set", ast.Starred: "star argument", ast.NamedExpr: "assignment",
    ast.MatMult: "operator @", ast.Is: "is", ast.IsNot: "is not", ast.Await: "await", ast.Yield: "yield",
    ast.BitAnd: "operator &", ast.BitOr: "operator |", ast.BitXor: "operator ^", ast.Invert: "operator ~",
}  # fmt: skip


class Places(NamedTuple):
    """Maps positions inside a condition text to places in the document."""

    text: str
    scalar: Span
    exact: bool
    shift: int

    def of(self, node: ast.AST) -> Span:
        """Where a syntax node stands; the whole scalar where the document folded or escaped the text."""
        start = getattr(node, "col_offset", 0)
        end = getattr(node, "end_col_offset", None)
        return self.between(self._characters(start), len(self.text) if end is None else self._characters(end))

    def between(self, start: int, end: int) -> Span:
        """The place of the characters from `start` up to `end` (0-based) of the condition."""
        if not self.exact:
            return self.scalar
        column = self.scalar.column + self.shift
        return Span(self.scalar.file, self.scalar.line, column + start, self.scalar.line, column + end)

    def _characters(self, offset: int) -> int:
        """`ast` counts UTF-8 bytes; people and editors count characters."""
        return len(self.text.encode()[:offset].decode(errors="ignore"))


class Parsed(NamedTuple):
    """A condition that passed the grammar."""

    text: str
    root: ast.expr
    places: Places


def places_of(scalar: Scalar) -> Places:
    """The place mapper of a scalar: exact where the document holds the text unescaped on one line."""
    span, shift = scalar.span, int(scalar.quoted)
    width = span.end_column - span.column
    exact = span.line == span.end_line and width == len(scalar.text) + 2 * shift
    return Places(scalar.text, span, exact, shift)


def parse_condition(scalar: Scalar, *, literal: bool = False) -> tuple[Parsed | None, list[Diagnostic]]:
    """One scalar to its syntax tree, or every reason why it is not a condition.

    `literal` also allows True and False and long numbers; it exists to run public expression suites.
    """
    places = places_of(scalar._replace(text=scalar.text.rstrip("\n")))  # a block scalar ends with a line break
    problems = _refuse_text(places)
    if problems:
        return None, problems
    root, problems = _parse(places)
    if root is None:
        return None, problems
    problems = _refuse_constructs(root, places, literal=literal)
    return (None, problems) if problems else (Parsed(scalar.text, root, places), [])


def _refuse_text(places: Places) -> list[Diagnostic]:
    text = places.text
    if not text.strip():
        return [error("ER201", places.scalar, message="the condition is empty")]
    if len(text) > MAX_LENGTH:
        return [error("ER207", places.scalar, what=f"{len(text)} characters", limit=f"{MAX_LENGTH} characters")]
    if _nesting(text) > MAX_NESTING:
        return [error("ER207", places.scalar, what="brackets", limit=f"{MAX_NESTING} levels")]
    outside = _outside_strings(text)
    for index in outside:
        character = text[index]
        if character in _TWINS:
            twin = _TWINS[character]
            return [error("ER206", places.between(index, index + 1), text=character, twin=twin)]
        if character in "\n\r\\#;" or not character.isprintable():
            return [error("ER202", places.between(index, index + 1), what=_named(character))]
    plain = "".join(text[index] for index in outside)
    if unicodedata.normalize("NFKC", plain) != plain:
        return [_unstable(places, outside)]
    return []


def _unstable(places: Places, outside: list[int]) -> Diagnostic:
    for index in outside:
        character = places.text[index]
        folded = unicodedata.normalize("NFKC", character)
        if folded != character:
            return error("ER206", places.between(index, index + 1), text=character, twin=folded)
    return error("ER206", places.scalar, text=places.text, twin=unicodedata.normalize("NFKC", places.text))


def _named(character: str) -> str:
    return {"\n": "line break", "\r": "line break", "\\": "backslash", "#": "comment", ";": "semicolon"}.get(
        character, "a no-break space" if character == "\xa0" else f"U+{ord(character):04X}"
    )


def _outside_strings(text: str) -> list[int]:
    """The positions that are not inside a quoted text, the quotes themselves included."""
    positions, quote = [], ""
    for index, character in enumerate(text):
        if quote:
            if character == quote:
                quote = ""
                positions.append(index)
            elif character in "\\\n\r":
                positions.append(index)
            continue
        if character in "\"'":
            quote = character
        positions.append(index)
    return positions


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _parse(places: Places) -> tuple[ast.expr | None, list[Diagnostic]]:
    lead = len(places.text) - len(places.text.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # `1 if` and `"a" in 1` warn; the checker says it better
            root = ast.parse(places.text.strip(), mode="eval").body
    except (RecursionError, MemoryError):
        return None, [error("ER207", places.scalar, what="operators", limit=f"{MAX_NESTING} levels")]
    except (SyntaxError, ValueError) as problem:
        offset = (getattr(problem, "offset", None) or 1) - 1 + lead
        place = places.between(min(offset, len(places.text) - 1), min(offset + 1, len(places.text)))
        return None, [error("ER201", place, message=sign_meant(places.text, offset) or _syntax_message(problem))]
    if lead:
        _shift(root, len(places.text[:lead].encode()))
    return root, []


def _shift(root: ast.expr, by: int) -> None:
    for node in ast.walk(root):
        if isinstance(node, ast.expr | ast.keyword):
            node.col_offset += by
            node.end_col_offset = (node.end_col_offset or 0) + by


def _syntax_message(problem: Exception) -> str:
    message: str = getattr(problem, "msg", None) or str(problem)
    return message.splitlines()[0]


def _refuse_constructs(root: ast.expr, places: Places, *, literal: bool) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    pending: list[tuple[ast.AST, Span, int]] = [(root, places.scalar, 1)]
    while pending:
        node, around, depth = pending.pop()
        if depth > 2 * MAX_NESTING:
            return [error("ER207", places.scalar, what="operators", limit=f"{2 * MAX_NESTING} levels")]
        place = places.of(node) if hasattr(node, "col_offset") else around
        refusal = _refusal(node, place, places, literal=literal)
        if refusal is not None:
            problems.append(refusal)
            continue
        pending.extend((child, place, depth + 1) for child in ast.iter_child_nodes(node))
    return problems


def _refusal(node: ast.AST, place: Span, places: Places, *, literal: bool) -> Diagnostic | None:
    if not isinstance(node, _ALLOWED):
        if isinstance(node, ast.Mod):
            meant = comparison_meant(places.text, {})
            return error("ER202", place, what=_WORDS[ast.Mod], **({"suggestion": meant} if meant else {}))
        return error("ER202", place, what=_WORDS.get(type(node), "this construct"))
    if isinstance(node, ast.Constant):
        return _refuse_constant(node, places, literal=literal)
    if isinstance(node, ast.Call) and not isinstance(node.func, ast.Name):
        return error("ER202", places.of(node), what="call of something that is not a named function")
    if isinstance(node, ast.keyword) and node.arg is None:
        return error("ER202", places.of(node), what="star argument")
    if isinstance(node, ast.Compare):
        return _refuse_mixed_chain(node, places)
    return None


def _refuse_constant(node: ast.Constant, places: Places, *, literal: bool) -> Diagnostic | None:
    written = source_of(node, places)
    if isinstance(node.value, bool):
        return None if literal else error("ER202", places.of(node), what=f"constant {node.value}")
    if isinstance(node.value, int | float):
        if parse_number(written) is None:
            return error("ER209", places.of(node), text=written)
        return None
    if isinstance(node.value, str) and written in (f"'{node.value}'", f'"{node.value}"'):
        return None
    what = {"NoneType": "constant None", "ellipsis": "...", "bytes": "bytes", "str": "joined or prefixed text"}
    return error("ER202", places.of(node), what=what.get(type(node.value).__name__, "constant"))


def _refuse_mixed_chain(node: ast.Compare, places: Places) -> Diagnostic | None:
    if len(node.ops) == 1:
        return None
    kinds = {_direction(op) for op in node.ops}
    if len(kinds) == 1 and kinds <= {"up", "down", "same"}:
        return None
    return error("ER202", places.of(node), what="chain of different comparisons")


def _direction(op: ast.cmpop) -> str:
    if isinstance(op, ast.Lt | ast.LtE):
        return "up"
    if isinstance(op, ast.Gt | ast.GtE):
        return "down"
    return "same" if isinstance(op, ast.Eq) else "other"


def source_of(node: ast.expr, places: Places) -> str:
    """The text of a syntax node as it was written; numbers keep their digits this way."""
    data = places.text.encode()
    return data[node.col_offset : node.end_col_offset].decode(errors="ignore")
