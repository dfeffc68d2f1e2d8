"""What if: values that stand in a document of evidence in the place of its own, before anything is bound.

A value is put where its path leads, under the id or under the label that the evidence uses, and every place in it is
that of the path: what is wrong with it is told as of any other value, by what binds it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.forms import TableForm
from evalrules.base.numbers import number_text, parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Document, Listing, Node, Pair, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_values import option_of
from evalrules.frontend.named_files import NamedFiles, NamedRows
from evalrules.model.evidence_paths import EvidencePath
from evalrules.model.refs import OwnRef, column_from
from evalrules.model.ruleset import Label, Ruleset, Table
from evalrules.model.what_if import Replaced

SET = "--set"
"""How the places of such values name their file."""


class SetValue(NamedTuple):
    """A value to put in the place of another; nothing at all takes that one out."""

    path: EvidencePath
    value: Node


N = TypeVar("N", Record, Listing)


class Changed(NamedTuple, Generic[N]):
    """Evidence with the values: the node itself, what they took the place of, and what has no place in it."""

    node: N
    replaced: tuple[Replaced, ...]
    problems: tuple[Diagnostic, ...] = ()


def set_value(path: EvidencePath, value: Node | None) -> SetValue:
    """A value for a path, all of it placed there; None and an empty text take out what stands there."""
    place = Span(SET, 0, 1, 0, 1, "", path.text)
    return SetValue(path, Scalar("", quoted=False, span=place) if value is None else _placed(value, place))


def _placed(node: Node, place: Span) -> Node:
    if isinstance(node, Scalar):
        return node._replace(span=place)
    if isinstance(node, Listing):
        return Listing(tuple(_placed(item, place) for item in node.items), place)
    pairs = tuple(Pair(pair.key._replace(span=place), _placed(pair.value, place)) for pair in node.pairs)
    return Record(pairs, place)


def with_set(root: Record, values: Sequence[SetValue], ruleset: Ruleset) -> Changed[Record]:
    """A document of evidence with values in the place of its own. Rows that it names a file for are left to `in_rows`.

    ER590 for a cell of a row that is not there.
    """
    return _Setting(ruleset).all(root, values)


def set_in(
    document: Document, files: NamedFiles, values: Sequence[SetValue], ruleset: Ruleset, replaced: list[Replaced]
) -> tuple[Document, NamedFiles, tuple[Diagnostic, ...]]:
    """A document, and the rows that it names files for, with values in the place of their own.

    What they took the place of is added to `replaced`, of rows when they are had.
    """
    if not isinstance(document.root, Record):
        return document, files, ()
    changed = with_set(document.root, values, ruleset)
    replaced += changed.replaced

    def rows(written: Scalar, form: TableForm) -> NamedRows:
        found = files.rows(written, form)
        if found.rows is None:
            return found
        with_cells = in_rows(found.rows, values, form.id, ruleset)
        replaced.extend(with_cells.replaced)
        return found._replace(rows=with_cells.node, problems=(*found.problems, *with_cells.problems))

    return document._replace(root=changed.node), files._replace(rows=rows), changed.problems


def in_rows(rows: Listing, values: Sequence[SetValue], table: str, ruleset: Ruleset) -> Changed[Listing]:
    """The rows of a table with the values for its cells in the place of their own; ER590 where a row is not there."""
    setting = _Setting(ruleset)
    own = ruleset.tables[table]
    node = setting.cells(rows, [one for one in values if setting.is_in(one, own)], own)
    return Changed(node, tuple(setting.replaced), tuple(setting.problems))


class _Setting:
    """Values on their way into one document."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.replaced: list[Replaced] = []
        self.problems: list[Diagnostic] = []

    def all(self, root: Record, values: Sequence[SetValue]) -> Changed[Record]:
        """A document with every value in its place."""
        for one in values:
            root = {
                "facts": self._fact, "attributes": self._attribute, "grades": self._decision, "points": self._decision,
                "members": self._members, "tables": self._cell,
            }[one.path.section](root, one)  # fmt: skip
        return Changed(root, tuple(self.replaced), tuple(self.problems))

    def is_in(self, one: SetValue, table: Table) -> bool:
        """Whether a value is for a cell of a table."""
        return one.path.section == "tables" and one.path.name in (table.id, table.label.zh, table.label.en)

    # -- one section after the other -----------------------------------------------------------------------------------

    def _fact(self, root: Record, one: SetValue) -> Record:
        measures = {measure.ref.measure: measure for measure in self.ruleset.facts if isinstance(measure.ref, OwnRef)}
        own = next((own for own, found in measures.items() if one.path.name in (own, *found.label)), "")
        if not own:
            return _inside(root, "facts", lambda facts: self._put(facts, one, one.path.name, (), Label("", "")))
        label, names = measures[own].label, (own, measures[own].label.zh)
        unit = measures[own].unit or ""
        if not one.path.part:
            return _inside(root, "facts", lambda facts: self._put(facts, one, own, names, label, unit))
        choice = self.ruleset.choices.get(measures[own].each)
        option = option_of(choice, one.path.part) if choice is not None else None
        called = choice.options[option] if choice is not None and option is not None else Label("", "")
        parts = (one.path.part, option or one.path.part, *called)
        title = Label(f"{label.zh}（{called.zh or one.path.part}）", f"{label.en} ({called.en or one.path.part})")

        def with_part(facts: Record) -> Record:
            written = next((pair.key.text for pair in facts.pairs if pair.key.text in names), own)
            key = option or one.path.part
            return _inside(facts, written, lambda fact: self._put(fact, one, key, parts, title, unit))

        return _inside(root, "facts", with_part)

    def _attribute(self, root: Record, one: SetValue) -> Record:
        name = one.path.name

        def with_attribute(who: Record) -> Record:
            return _inside(who, "attributes", lambda it: self._put(it, one, name, (name,), Label(name, name)))

        return _inside(root, "subject", with_attribute)

    def _decision(self, root: Record, one: SetValue) -> Record:
        """A grade or the points that assessors give an indicator."""
        known = {indicator.id: indicator.label for indicator in self.ruleset.indicators}
        own = next((own for own, title in known.items() if one.path.name in (own, title.zh, title.en)), one.path.name)
        title = known.get(own, Label("", ""))
        return _inside(root, one.path.section, lambda it: self._put(it, one, own, (own,), title))

    def _members(self, root: Record, one: SetValue) -> Record:
        groups = self.ruleset.members
        own = next((own for own, found in groups.items() if one.path.name in (own, *found.label)), one.path.name)
        title = groups[own].label if own in groups else Label("", "")
        part = one.path.part
        return _inside(
            root, "members", lambda it: _inside(it, own, lambda group: self._put(group, one, part, (part,), title))
        )

    def _cell(self, root: Record, one: SetValue) -> Record:
        table = next((table for table in self.ruleset.tables.values() if self.is_in(one, table)), None)
        if table is None:
            return _inside(root, "tables", lambda it: self._put(it, one, one.path.name, (), Label("", "")))

        def with_cell(tables: Record) -> Record:
            names = (table.id, table.label.zh)
            written = next((pair.key.text for pair in tables.pairs if pair.key.text in names), "")
            node = tables.get(written)
            listed = node.get("rows") if isinstance(node, Record) else node
            if isinstance(listed, Scalar) and not is_null(listed):
                return tables  # the rows of a file, which are had when they are bound
            rows = listed if isinstance(listed, Listing) else Listing((), tables.span)
            changed = self.cells(rows, [one], table)
            if isinstance(node, Record):
                return _inside(tables, written, lambda it: _with(it, "rows", changed))
            return _with(tables, written, changed) if written else tables

        return _inside(root, "tables", with_cell)

    # -- cells of rows -------------------------------------------------------------------------------------------------

    def cells(self, rows: Listing, values: Sequence[SetValue], table: Table) -> Listing:
        """Rows with the values for their cells."""
        keys = [self._key(item, table) for item in rows.items]
        items = list(rows.items)
        for one in values:
            wanted = tuple(self._spelled(part, own) for part, own in zip(one.path.row, table.key, strict=False))
            found = [at for at, key in enumerate(keys) if key == wanted and len(one.path.row) == len(table.key)]
            if not found or not one.path.part:
                self._say_no_row(one, table, keys)
            for at in found if one.path.part else ():
                items[at] = self._with_cell(items[at], one, table)
        return Listing(tuple(items), rows.span)

    def _key(self, item: Node, table: Table) -> tuple[str, ...]:
        """What a row is called, in each column of the key."""
        found = []
        for own in table.key:
            names = (column_from(own).column, self.ruleset.measures[own].label.zh)
            cells = (item.get(name) for name in names) if isinstance(item, Record) else ()
            cell = next((cell for cell in cells if cell is not None), None)
            written = cell.get("value") if isinstance(cell, Record) else cell
            found.append(self._spelled(written.text, own) if isinstance(written, Scalar) else "")
        return tuple(found)

    def _spelled(self, written: str, column: str) -> str:
        """A cell of a key in the spelling by which rows are compared: an option by its id, a number by its value."""
        measure, text = self.ruleset.measures[column], written.strip()
        if measure.choice:
            return option_of(self.ruleset.choices[measure.choice], text) or text
        number = parse_number(text) if measure.type not in ("text", "date") else None
        return text if number is None else number_text(number)

    def _called(self, written: str, column: str) -> Label:
        """A part of a key as people read it: an option by its name."""
        choice = self.ruleset.choices.get(self.ruleset.measures[column].choice)
        option = option_of(choice, written.strip()) if choice is not None else None
        return Label(written, written) if choice is None or option is None else choice.options[option]

    def _with_cell(self, item: Node, one: SetValue, table: Table) -> Node:
        measures = [self.ruleset.measures[own] for own in table.columns]
        names = {column_from(found.id).column: found.label for found in measures}
        own = next((own for own, label in names.items() if one.path.part in (own, *label)), one.path.part)
        called = names.get(own, Label(own, own))
        parts = [self._called(part, key) for part, key in zip(one.path.row, table.key, strict=False)]
        zh, en = "、".join(part.zh for part in parts), ", ".join(part.en for part in parts)
        title = Label(f"{zh}的{called.zh}", f"{called.en} of {en}")
        known = (own, called.zh)
        unit = next((found.unit or "" for found in measures if column_from(found.id).column == own), "")
        return self._put(item, one, own, known, title, unit) if isinstance(item, Record) else item

    def _say_no_row(self, one: SetValue, table: Table, keys: Sequence[tuple[str, ...]]) -> None:
        written = ", ".join(one.path.row)
        known = [", ".join(key) for key in keys]
        columns = [self.ruleset.measures[own].label for own in table.key]
        args = {
            "zh": table.label.zh, "en": table.label.en, "row": written, "suggestion": nearest(written, known),
            "keys_zh": "、".join(label.zh for label in columns), "keys_en": ", ".join(label.en for label in columns),
            "table": table.id,
        }  # fmt: skip
        self.problems.append(error("ER590", one.value.span, **args))

    def _put(
        self, record: Record, one: SetValue, key: str, names: Collection[str], title: Label, unit: str = ""
    ) -> Record:
        """A record with the value under the key by which it has one, else under a new one."""
        found = next((pair for pair in record.pairs if pair.key.text in names), None)
        before = "" if found is None else written_of(found.value)
        called = title if title.zh else Label(one.path.text, one.path.text)
        units = ("" if found is None else _unit_of(found.value, unit), _unit_of(one.value, unit))
        self.replaced.append(Replaced(one.path.text, called, before, written_of(one.value), units))
        return _with(record, key if found is None else found.key.text, one.value)


def written_of(node: Node) -> str:
    """A value as a line shows it: what stands under `value` where more is said of it."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return f"[{', '.join(written_of(item) for item in node.items)}]"
    value = node.get("value")
    if value is not None:
        return written_of(value)
    return "{" + ", ".join(f"{one.key.text}: {written_of(one.value)}" for one in node.pairs) + "}"


def _unit_of(node: Node, usual: str) -> str:
    """The unit that is stated beside a value, else the usual one."""
    stated = node.get("unit") if isinstance(node, Record) else None
    return stated.text if isinstance(stated, Scalar) else usual


def _inside(record: Record, name: str, change: Callable[[Record], Record]) -> Record:
    """A record with the record under a name changed; where no record stands there, one that was empty."""
    node = record.get(name)
    before = node if isinstance(node, Record) else Record((), record.span)
    after = change(before)
    return record if after is before else _with(record, name, after)


def _with(record: Record, name: str, value: Node) -> Record:
    """A record with a value under a name, at the place where the name stands, else at its end."""
    if any(pair.key.text == name for pair in record.pairs):
        pairs = (pair._replace(value=value) if pair.key.text == name else pair for pair in record.pairs)
        return Record(tuple(pairs), record.span)
    return Record((*record.pairs, Pair(Scalar(name, quoted=True, span=value.span), value)), record.span)
