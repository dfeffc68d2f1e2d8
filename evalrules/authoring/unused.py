"""What a ruleset declares and never uses, and what it leaves out that people need: names, groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.base.diagnostics import Diagnostic, Related, note
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.frontend.fields import entries_of, records_of, text_of
from evalrules.model.refs import MembersRef, OptionRef, OwnRef, YearRef, column_from, measure_from
from evalrules.model.ruleset import Ruleset
from evalrules.tree.nodes import (
    Agrees,
    Attribute,
    Curve,
    Expression,
    Fact,
    Listed,
    Matched,
    Own,
    Parameter,
    RowStatistic,
    RowTally,
    Tally,
    Worst,
)
from evalrules.tree.walk import walk

_NAMED = ("levels", "groups", "indicators", "gates", "vetoes")
_KEYED = ("measures", "tables", "members", "sources")
_TOLD_APART = ("groups", "indicators", "gates", "vetoes", "values", "sources")
"""What people tell apart by its name alone; that measures and levels share none is asked when a ruleset is loaded."""


def unused(root: Record, ruleset: Ruleset) -> Iterator[Diagnostic]:
    """An ER651 for each measure, column, value, choice, table, group and source that nothing rests on.

    `root` is what the file itself writes; of an overlay that is what it adds.
    """
    used = _used(ruleset)
    cited = {scalar.text.split(" ")[0] for scalar in _citations(root)}
    declared: Mapping[str, set[str]] = {
        "measure": used["measure"], "value": used["value"], "choice": used["choice"], "table": used["table"],
        "source": {*cited, *_cited_in(ruleset)},
    }  # fmt: skip
    for what, names in declared.items():
        for key, _ in _declared(root, f"{what}s"):
            if key.text not in names:
                yield note("ER651", key.span, what=what, id=key.text)
    grouped = {one.group for one in ruleset.indicators} | used["group"]
    for item in records_of(root, "groups"):
        if text_of(item, "id") not in grouped:
            yield note("ER651", item.span, what="group", id=text_of(item, "id"))


def left_out(root: Record, ruleset: Ruleset) -> Iterator[Diagnostic]:
    """An ER652 where a name in Chinese or English lacks, an ER653 where an indicator is in none of the groups.

    And an ER662 where two things have one name.
    """
    for section in _NAMED:
        for item in records_of(root, section):
            yield from _languages(item, text_of(item, "id"))
            if section == "indicators" and ruleset.groups and not text_of(item, "group"):
                yield note("ER653", item.span, id=text_of(item, "id"))
    for section in _KEYED:
        for key, item in entries_of(root, section):
            yield from _languages(item, key.text, key)
            for column, field in entries_of(item, "columns") if section == "tables" else ():
                yield from _languages(field, f"{key.text}.{column.text}", column)
    for section in _TOLD_APART:
        yield from _equal_labels(root, section)


def _equal_labels(root: Record, section: str) -> Iterator[Diagnostic]:
    """An ER662 where two have one name; indicators where they are of one group, too."""
    keyed = [(key.text, item) for key, item in entries_of(root, section)]
    seen: dict[tuple[str, str], tuple[str, Record]] = {}
    for own, item in keyed or [(text_of(item, "id"), item) for item in records_of(root, section)]:
        group = text_of(item, "group") if section == "indicators" else ""
        for label in {text_of(item, language): None for language in ("zh", "en")}:
            other, first = seen.setdefault((group, label), (own, item))
            if label and first is not item:
                yield note("ER662", item.span, Related("first", first.span), id=own, other=other, label=label)
                break


def _languages(item: Record, own: str, key: Scalar | None = None) -> Iterator[Diagnostic]:
    lacking = [language for language in ("zh", "en") if not text_of(item, language)]
    if lacking:
        yield note("ER652", (key or item).span, id=own, languages=", ".join(lacking))


def _declared(root: Record, section: str) -> Iterator[tuple[Scalar, Node]]:
    node = root.get(section)
    for pair in node.pairs if isinstance(node, Record) else ():
        yield pair.key, pair.value


def _citations(node: Node) -> Iterator[Scalar]:
    """Everything that names a source."""
    if isinstance(node, Record):
        for pair in node.pairs:
            if pair.key.text.endswith("source") and isinstance(pair.value, Scalar):
                yield pair.value
            elif pair.key.text != "sources":
                yield from _citations(pair.value)
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _citations(item)


def _cited_in(ruleset: Ruleset) -> Iterator[str]:
    """The sources that the ruleset cites, also what an overlay extends."""
    cited = [one.source for one in ruleset.indicators] + [one.source for one in ruleset.values.values()]
    cited += [one.source for one in ruleset.measures.values()] + [one.source for one in ruleset.tables.values()]
    cited += [one.source for one in ruleset.members.values()] + [one.source for one in ruleset.gates]
    cited += [one.source for one in ruleset.vetoes] + [one.source for one in ruleset.verdict]
    cited += [one.source for one in ruleset.obligations] + [ruleset.panel.source]
    yield from (one.cite for one in cited if one is not None)


def _used(ruleset: Ruleset) -> dict[str, set[str]]:
    """The names that conditions and declarations rest on, by what they are of."""
    found: dict[str, set[str]] = {what: set() for what in ("measure", "value", "choice", "table", "group")}
    full = [one.full for one in ruleset.indicators if one.full is not None]
    for root in (*(one.root for one in ruleset.conditions), *full):
        for node in walk(root):
            _note(node, ruleset, found)
    shown = (one.ref for one in ruleset.measures.values() if one.is_shown)  # papers print it, nothing else rests on it
    found["measure"] |= {ref.measure for ref in shown if isinstance(ref, OwnRef | OptionRef)}
    found["choice"] |= {value.by for value in ruleset.values.values()}
    found["choice"] |= {name for one in ruleset.measures.values() for name in (one.type, one.each, one.choice)}
    found["table"] |= {column_from(one.each_row).table for one in ruleset.indicators if one.each_row}
    return found


def _note(node: Expression, ruleset: Ruleset, found: dict[str, set[str]]) -> None:
    match node:
        case Fact():
            ref = measure_from(node.measure)
            if isinstance(ref, OwnRef | YearRef | OptionRef):
                found["measure"].add(ref.measure)
            elif not isinstance(ref, MembersRef) and node.measure in ruleset.measures:
                found["measure"].add(node.measure)
        case Parameter() | Curve():
            found["value"].add(node.value)
        case Attribute():
            found["choice"].add(node.name)
        case RowTally() | RowStatistic() | Worst() | Listed() | Agrees():
            found["table"].add(node.table)
        case Matched():
            found["table"].add(node.item.table)
        case Tally():
            found["group"] |= {getattr(part, "value", "") for part in walk(node.body) if not isinstance(part, Own)} | {
                option for part in walk(node.body) for option in getattr(part, "options", ())
            }
        case _:  # no other node names anything that is declared
            return
