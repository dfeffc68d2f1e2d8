"""Where a ruleset declares and uses its names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evalrules.base.source import Listing, Node, Record, Scalar, Span
from evalrules.editor.in_conditions import Known, in_condition
from evalrules.editor.names import (
    CHOICE,
    COLUMN,
    GRADE,
    GROUP,
    INDICATOR,
    KEYED,
    LEVEL,
    LISTED,
    MEASURE,
    OPTION,
    SOURCE,
    TABLE,
    VALUE,
    Name,
    Use,
)  # fmt: skip
from evalrules.frontend.fields import entries_of, options_of, text_of

CONDITIONS = frozenset(("met", "applies", "awarded", "must", "need", "when", "value", "leave_out", "grade"))
"""The keys under which conditions stand."""

_GRADED = frozenset(("bands", "ceiling"))
_SECTIONS_OF_CONDITIONS = frozenset(
    ("indicators", "gates", "vetoes", "verdict", "conditions", "measures", "tables", "checks")
)
_LEVELS = frozenset(("level", "else"))


def uses_in_ruleset(root: Record, lines: Sequence[str], known: Known) -> Iterator[Use]:
    """Every declaration and every use of a name that is known."""
    yield from declared_in(root)
    walker = _Walker(lines, known)
    for pair in root.pairs:
        if pair.key.text in KEYED or pair.key.text in LISTED or pair.key.text in ("verdict", "checks", "panel"):
            yield from walker.walk(pair.value, (pair.key.text,))


def declared_in(root: Record) -> Iterator[Use]:
    """The declarations of a ruleset."""
    for section, kind in KEYED.items():
        node = root.get(section)
        for pair in node.pairs if isinstance(node, Record) else ():
            yield Use(Name(kind, pair.key.text), bare(pair.key), pair.value)
            for option in options_of(pair.value) if kind == CHOICE and isinstance(pair.value, Record) else ():
                yield Use(Name(OPTION, option.key.text, pair.key.text), bare(option.key), option.value)
            for column, field in entries_of(pair.value, "columns") if isinstance(pair.value, Record) else ():
                yield Use(Name(COLUMN, column.text, pair.key.text), bare(column), field)
    for section, kind in LISTED.items():
        node = root.get(section)
        for item in node.items if isinstance(node, Listing) else ():
            own = item.get("id") if isinstance(item, Record) else item
            if isinstance(own, Scalar):
                yield Use(Name(kind, own.text), bare(own), item)


def known_in(declared: Iterable[Use]) -> Known:
    """What may be named where so much is declared."""
    names = list(declared)
    columns: dict[str, list[str]] = {}
    options: dict[str, list[str]] = {}
    types: dict[str, str] = {}
    for name, _, node in names:
        if name.kind == COLUMN:
            columns.setdefault(name.within, []).append(name.id)
        elif name.kind == OPTION:
            options.setdefault(name.within, []).append(name.id)
        if name.kind in (MEASURE, COLUMN) and isinstance(node, Record):
            types[f"{name.within}.{name.id}" if name.within else name.id] = text_of(node, "type")
    return Known(
        {name.id: name.kind for name, _, _ in names if name.kind in (*KEYED.values(),) and name.kind != SOURCE},
        columns,
        options,
        {own: type_ for own, type_ in types.items() if type_ in options},
        *([name.id for name, _, _ in names if name.kind == kind] for kind in (INDICATOR, GROUP, GRADE)),
    )


def bare(node: Scalar) -> Span:
    """The place of a text without its quotes."""
    span = node.span
    is_wrapped = node.quoted and span.line == span.end_line and span.end_column - span.column == len(node.text) + 2
    return span._replace(column=span.column + 1, end_column=span.end_column - 1) if is_wrapped else span


class _Walker:
    def __init__(self, lines: Sequence[str], known: Known) -> None:
        self.lines = lines
        self.known = known

    def walk(self, node: Node, path: tuple[str, ...]) -> Iterator[Use]:
        if isinstance(node, Listing):
            for item in node.items:
                yield from self.walk(item, (*path, ""))
        elif isinstance(node, Record):
            for pair in node.pairs:
                if path[-1] in _GRADED:
                    yield Use(Name(GRADE, pair.key.text), bare(pair.key))
                yield from self.walk(pair.value, (*path, pair.key.text))
            if path[0] == "values" and len(path) == 2:
                yield from self._by(node)
        else:
            yield from self._scalar(node, path)

    def _by(self, node: Record) -> Iterator[Use]:
        """The options of a value that is given for each of them."""
        choice = text_of(node, "by")
        for pair in node.pairs:
            if pair.key.text in self.known.options.get(choice, ()):
                yield Use(Name(OPTION, pair.key.text, choice), bare(pair.key))

    def _scalar(self, node: Scalar, path: tuple[str, ...]) -> Iterator[Use]:
        section, key, known = path[0], path[-1], self.known
        table = path[1] if section == "tables" and len(path) > 1 else ""
        single = {
            "group": (GROUP, section == "indicators"), "by": (CHOICE, section == "values"),
            "each": (CHOICE, node.text in known.options), "type": (CHOICE, node.text in known.options),
            "points": (VALUE, known.globals.get(node.text) == VALUE),
        }  # fmt: skip
        listed = path[-2] if key == "" and len(path) > 1 else ""
        if key.endswith("source"):
            first = node.text.split(" ")[0]
            place = bare(node)
            yield Use(Name(SOURCE, first), place._replace(end_column=place.column + len(first)))
        elif key in single and single[key][1]:
            yield Use(Name(single[key][0], node.text), bare(node))
        elif key == "each" and " by " in node.text:
            yield from self._rows(node)
        elif key in _LEVELS and section in ("gates", "vetoes", "verdict", "conditions"):
            yield Use(Name(LEVEL, node.text), bare(node))
        elif listed == "key" and table:
            yield Use(Name(COLUMN, node.text, table), bare(node))
        elif listed == "grades" and section == "indicators":
            yield Use(Name(GRADE, node.text), bare(node))
        elif self._is_condition(path, listed):
            yield from in_condition(node, self.lines, known, table)

    def _rows(self, node: Scalar) -> Iterator[Use]:
        """TABLE by COLUMN."""
        table, _, column = node.text.partition(" by ")
        place = bare(node)
        yield Use(Name(TABLE, table), place._replace(end_column=place.column + len(table)))
        yield Use(Name(COLUMN, column, table), place._replace(column=place.end_column - len(column)))

    @staticmethod
    def _is_condition(path: tuple[str, ...], listed: str) -> bool:
        if path[0] not in _SECTIONS_OF_CONDITIONS:
            return False
        return path[-1] in CONDITIONS or listed == "checks" or (len(path) > 2 and path[-2] in _GRADED)
