"""An overlay laid over its parent: one merged document, every node keeping its own place.

An overlay (`extends: id@edition`) may give a parameter a value, replace a value by id with its own source, name
indicators that no text names, and add values, measures, tables, indicators, groups, choices, vetoes, checks (also below
a table) and sources. It may not remove anything, nor change an id, type, unit, level or grade (ER307).
"""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.source import Listing, Node, Pair, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.sections import (
    ADDS,
    APPENDS,
    ENTERS,
    FILLED,
    KEPT,
    NAMED_BY,
    NAMES,
    OWN,
    ROOT,
    SETS,
    VALUE,
    Key,
    key_at,
)

_ABOUT_VALUE = frozenset(key.name for key in VALUE.keys if key.name != "value")
_A_VALUE, _A_TABLE = key_at(("values", "")), key_at(("tables", ""))


def merge_overlay(parent: Record, child: Record) -> tuple[Record, list[Diagnostic]]:
    """The parent's document with the overlay laid over it, and every change it may not make."""
    problems: list[Diagnostic] = []
    merged = {pair.key.text: pair for pair in parent.pairs if pair.key.text != "extends"}
    for pair in child.pairs:
        if _may(ROOT, pair.key.text) != NAMES:
            merged[pair.key.text] = _merged_section(merged.get(pair.key.text), pair, problems)
    names, indicators = child.get("names"), merged.get("indicators")
    if isinstance(names, Record) and indicators is not None:
        merged["indicators"] = indicators._replace(value=_named(indicators.value, names, problems))
    return Record(tuple(merged.values()), child.span), problems


def _may(key: Key | None, name: str) -> str:
    """What an overlay may do with a key below this one; "" for nothing."""
    own = None if key is None else key.below(name)
    return "" if own is None else own.overlay


def _merged_section(old: Pair | None, new: Pair, problems: list[Diagnostic]) -> Pair:
    section = new.key.text
    may = _may(ROOT, section)
    if may == OWN or (old is None and may):
        return new
    if old is not None and may == SETS:
        return _joined(new.key, old.value, _values(old.value, new.value, problems))
    if old is not None and may == ADDS:
        if isinstance(old.value, Listing):
            return Pair(new.key, _added_items(old.value, new.value, problems))
        return _joined(new.key, old.value, _added_names(old.value, new.value, problems))
    if old is not None and may == APPENDS:
        return _more_items(old, new)
    if old is not None and may == ENTERS:
        return _joined(new.key, old.value, _checked_tables(old.value, new.value, problems))
    problems.append(_refusal(new.key.span, section, old.key.span if old else None))
    return old or new


def _refusal(place: Span, what: str, first: Span | None) -> Diagnostic:
    related = (Related("first", first),) if first else ()
    return error("ER307", place, *related, what=what)


def _joined(key: Scalar, old: Node, added: tuple[Pair, ...]) -> Pair:
    kept = {pair.key.text: pair for pair in old.pairs} if isinstance(old, Record) else {}
    for pair in added:
        kept[pair.key.text] = pair
    return Pair(key, Record(tuple(kept.values()), old.span))


def _values(old: Node, new: Node, problems: list[Diagnostic]) -> tuple[Pair, ...]:
    if not (isinstance(old, Record) and isinstance(new, Record)):
        return ()
    return tuple(_value(old.get(pair.key.text), pair, problems) for pair in new.pairs)


def _value(old: Node | None, new: Pair, problems: list[Diagnostic]) -> Pair:
    """One value: new, or the old one with other numbers and its own source."""
    if not (isinstance(old, Record) and isinstance(new.value, Record)):
        return new
    if new.value.get("source") is None:
        problems.append(error("ER305", new.key.span, what=new.key.text))
    fields = {pair.key.text: pair for pair in old.pairs}
    for pair in new.value.pairs:
        before = old.get(pair.key.text)
        taken_away = before is not None and not is_null(before) and is_null(pair.value)
        if taken_away or (_may(_A_VALUE, pair.key.text) == KEPT and not _same_text(before, pair.value)):
            problems.append(_refusal(pair.key.span, f"{new.key.text}.{pair.key.text}", old.span))
        fields[pair.key.text] = pair
    _cite_filled(fields, old, new.value)
    return Pair(new.key, Record(tuple(fields.values()), new.value.span))


def _cite_filled(fields: dict[str, Pair], old: Record, new: Record) -> None:
    """Options that no text gives have the source of the overlay that fills them in, the others keep theirs."""
    source = new.key("source")
    given = [pair for pair in new.pairs if pair.key.text not in _ABOUT_VALUE]
    if source is None or old.get("by") is None or not all(is_null(old.get(pair.key.text)) for pair in given):
        return
    before = old.get(FILLED)
    cited = {pair.key.text: pair for pair in before.pairs} if isinstance(before, Record) else {}
    written = fields.pop("source").value
    if (kept := old.key("source")) is not None:
        fields["source"] = Pair(kept, old.get("source") or written)
    cited |= {pair.key.text: Pair(pair.key, written) for pair in given}
    fields[FILLED] = Pair(source._replace(text=FILLED), Record(tuple(cited.values()), source.span))


def _named(indicators: Node, names: Record, problems: list[Diagnostic]) -> Node:
    """The indicators with the names that an overlay gives to those that no text names (ER646)."""
    if not isinstance(indicators, Listing):
        return indicators
    unnamed = {_id_of(item) for item in indicators.items if isinstance(item, Record) and _is_unnamed(item)}
    problems += [
        error("ER646", pair.key.span, id=pair.key.text, suggestion=nearest(pair.key.text, unnamed))
        for pair in names.pairs
        if pair.key.text not in unnamed
    ]
    return Listing(tuple(_with_name(item, names) for item in indicators.items), indicators.span)


def _is_unnamed(item: Record) -> bool:
    written = item.get("unnamed")
    return isinstance(written, Scalar) and written.text == "true"


def _with_name(item: Node, names: Record) -> Node:
    name = names.get(_id_of(item))
    if not (isinstance(item, Record) and isinstance(name, Record) and _is_unnamed(item)):
        return item
    kept = [pair for pair in item.pairs if pair.key.text not in ("unnamed", "zh", "en")]
    given = [pair for pair in name.pairs if pair.key.text in ("zh", "en")]
    source = [Pair(pair.key._replace(text=NAMED_BY), pair.value) for pair in name.pairs if pair.key.text == "source"]
    return Record((*kept, *given, *source), item.span)


def _same_text(old: Node | None, new: Node) -> bool:
    return isinstance(old, Scalar) and isinstance(new, Scalar) and old.text == new.text


def _added_names(old: Node, new: Node, problems: list[Diagnostic]) -> tuple[Pair, ...]:
    if not (isinstance(old, Record) and isinstance(new, Record)):
        return ()
    added = []
    for pair in new.pairs:
        first = old.key(pair.key.text)
        if first is not None:
            problems.append(_refusal(pair.key.span, pair.key.text, first.span))
        else:
            added.append(pair)
    return tuple(added)


def _added_items(old: Node, new: Node, problems: list[Diagnostic]) -> Node:
    if not (isinstance(old, Listing) and isinstance(new, Listing)):
        return old
    known = {_id_of(item): item for item in old.items}
    added = []
    for item in new.items:
        first = known.get(_id_of(item))
        if first is not None:
            problems.append(_refusal(item.span, _id_of(item), first.span))
        else:
            added.append(item)
    return Listing((*old.items, *added), old.span)


def _more_items(old: Pair | None, new: Pair) -> Pair:
    """The items of the parent, and those that the overlay adds."""
    if old is None or not (isinstance(old.value, Listing) and isinstance(new.value, Listing)):
        return new
    return Pair(new.key, Listing((*old.value.items, *new.value.items), new.value.span))


def _checked_tables(old: Node, new: Node, problems: list[Diagnostic]) -> tuple[Pair, ...]:
    """Tables that the overlay adds, and those of the parent with more checks; it may say nothing else of these."""
    if not (isinstance(old, Record) and isinstance(new, Record)):
        return ()
    found = []
    for pair in new.pairs:
        table, first = old.get(pair.key.text), old.key(pair.key.text)
        if first is None:
            found.append(pair)
            continue
        if not (isinstance(table, Record) and isinstance(pair.value, Record)):
            problems.append(_refusal(pair.key.span, pair.key.text, first.span))
            continue
        fields = {field.key.text: field for field in table.pairs}
        for field in pair.value.pairs:
            if _may(_A_TABLE, field.key.text) == APPENDS:
                fields[field.key.text] = _more_items(fields.get(field.key.text), field)
            else:
                problems.append(_refusal(field.key.span, f"{pair.key.text}.{field.key.text}", first.span))
        found.append(Pair(first, Record(tuple(fields.values()), table.span)))
    return tuple(found)


def _id_of(item: Node) -> str:
    written = item.get("id") if isinstance(item, Record) else None
    return written.text if isinstance(written, Scalar) else ""
