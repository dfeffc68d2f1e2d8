"""Names under which evidence may call a thing: each stands for one thing only, or a ruleset is refused (ER319).

A fact or a table may be written by its id or its Chinese name, an option or a grade also by its English one. So may a
column, as the heading of a table, where neither blanks nor capital letters make a difference.
Of levels, assessments and groups of members no name binds, but two of one name could not be told apart in any report.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Pair, Record, Scalar
from evalrules.base.table_words import squeezed
from evalrules.frontend.fields import entries_of, options_of, record_of, records_of, scalar_of

BINDING = ("zh",)
EVERY = ("zh", "en")


class Named(NamedTuple):
    """A thing: its id, and every name that it has beside it."""

    id: Scalar
    names: tuple[Scalar, ...]


def check_labels(root: Record) -> list[Diagnostic]:
    """Every name that stands for two things of one kind, also where it is the id of another (ER319)."""
    kinds: list[list[Named]] = [
        [_of_entry(key, item, BINDING) for key, item in entries_of(root, "measures")],
        [_of_entry(key, item, BINDING) for key, item in entries_of(root, "tables")],
        [_of_entry(key, item, EVERY) for key, item in entries_of(root, "members")],
        [named for item in records_of(root, "levels") for named in _of_item(item)],
        *(list(_listed(root, section)) for section in ("grades", "assessments")),
    ]
    columns: list[Diagnostic] = []
    for _, table in entries_of(root, "tables"):
        columns += _shared([_of_entry(key, item, EVERY) for key, item in entries_of(table, "columns")], squeezed)
    choices = record_of(root, "choices")
    kinds += [_options(pair) for pair in (choices.pairs if choices is not None else ())]
    return [problem for kind in kinds for problem in _shared(kind, _plain)] + columns


def _of_entry(key: Scalar, item: Record, languages: Iterable[str]) -> Named:
    written = (scalar_of(item, language) for language in languages)
    return Named(key, tuple(name for name in written if name is not None))


def _of_item(item: Record) -> Iterator[Named]:
    own = scalar_of(item, "id")
    if own is not None:
        yield _of_entry(own, item, EVERY)


def _listed(root: Record, section: str) -> Iterator[Named]:
    listed = root.get(section)
    for item in listed.items if isinstance(listed, Listing) else ():
        if isinstance(item, Record):
            yield from _of_item(item)
        elif isinstance(item, Scalar):
            yield Named(item, ())


def _options(choice: Pair) -> list[Named]:
    return [_option(pair.key, pair.value) for pair in options_of(choice.value)]


def _option(key: Scalar, label: Node) -> Named:
    if isinstance(label, Record):
        return _of_entry(key, label, EVERY)
    return Named(key, (label,) if isinstance(label, Scalar) else ())


def _shared(kind: list[Named], plain: Callable[[str], str]) -> Iterator[Diagnostic]:
    """A problem for each id or name that is the id of another thing, or a name of one before it, made `plain`."""
    taken: dict[str, tuple[Scalar, Named]] = {}
    for name, thing in (*((one.id, one) for one in kind), *((name, one) for one in kind for name in one.names)):
        first, owner = taken.setdefault(plain(name.text), (name, thing))
        if owner.id.text != thing.id.text:
            args = {"label": name.text, "one": owner.id.text, "other": thing.id.text, "first": str(first.span)}
            yield error("ER319", name.span, Related("first", first.span), **args)


def _plain(name: str) -> str:
    """A name as people see it: full-width and half-width letters, and blanks around it, make no other name."""
    return unicodedata.normalize("NFKC", name).strip()
