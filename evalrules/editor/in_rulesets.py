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
from evalrules.frontend.sections import Key, key_at


def uses_in_ruleset(root: Record, lines: Sequence[str], known: Known) -> Iterator[Use]:
    """Every declaration and every use of a name that is known."""
    yield from declared_in(root)
    walker = _Walker(lines, known)
    for pair in root.pairs:
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
        key = key_at(path)
        if key is None:
            return
        if isinstance(node, Listing):
            for item in node.items:
                yield from self.walk(item, (*path, ""))
        elif isinstance(node, Record):
            for pair in node.pairs:
                if key.kind.names and key.below(pair.key.text) is not None:
                    yield Use(Name(key.kind.names, pair.key.text, _table(path, key)), bare(pair.key))
                yield from self.walk(pair.value, (*path, pair.key.text))
            if path[0] == "values" and len(path) == 2:
                yield from self._by(node)
        elif key.is_condition:
            yield from in_condition(node, self.lines, self.known, path[1] if path[0] == "tables" else "")
        elif key.kind.names:
            yield from self._named(node, key, path)

    def _by(self, node: Record) -> Iterator[Use]:
        """The options of a value that is given for each of them."""
        choice = text_of(node, "by")
        for pair in node.pairs:
            if pair.key.text in self.known.options.get(choice, ()):
                yield Use(Name(OPTION, pair.key.text, choice), bare(pair.key))

    def _named(self, node: Scalar, key: Key, path: tuple[str, ...]) -> Iterator[Use]:
        """What a reference names: its first word of a citation, TABLE by COLUMN of what stands for each row."""
        names, place, known = key.kind.names, bare(node), self.known
        if names == SOURCE:
            first = node.text.split(" ")[0]
            yield Use(Name(SOURCE, first), place._replace(end_column=place.column + len(first)))
        elif names == CHOICE and " by " in node.text:
            yield from self._rows(node)
        elif names == CHOICE and path[0] != "values" and node.text not in known.options:
            return  # a type of the language
        elif names == VALUE and known.globals.get(node.text) != VALUE:
            return  # points as a number
        else:
            yield Use(Name(names, node.text, within(path, names, known)), place)

    def _rows(self, node: Scalar) -> Iterator[Use]:
        """TABLE by COLUMN."""
        table, _, column = node.text.partition(" by ")
        place = bare(node)
        yield Use(Name(TABLE, table), place._replace(end_column=place.column + len(table)))
        yield Use(Name(COLUMN, column, table), place._replace(column=place.end_column - len(column)))


def _table(path: tuple[str, ...], key: Key) -> str:
    return path[1] if key.kind.names == COLUMN else ""


def within(path: tuple[str, ...], names: str, known: Known) -> str:
    """What a name at a place lies in: the table of a column, the choice of an option; "" for others."""
    if names == COLUMN:
        return path[1]
    return known.types.get(f"{path[1]}.{path[-2]}", "") if names == OPTION else ""
