"""The keys of a ruleset, each declared once: what stands under it, and what the house does with it.

From a declaration follow the digest, what an overlay may say, and the mutants; that the published schema says the same
is held by tests/unit/frontend/test_sections.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evalrules.base.records import NamedTuple

FILLED, NAMED_BY = "(filled)", "(named by)"
"""What a merged document says beside what overlays wrote: the sources of the options of a value that they filled in,
and of the name of an indicator. No file can say it: brackets stand in no key of the schema.
"""


class Kind(NamedTuple):
    """What stands under a key.

    `item` is what a list, or a mapping with keys of the author, is made of; `entry` the mapping with declared keys that
    may stand there; `names` what a reference, or each key of a mapping of the author, names: a kind of name as in
    evalrules.editor.names. What is `told` is for people and decides nothing.
    """

    name: str
    item: Kind | None = None
    entry: Entry | None = None
    names: str = ""
    told: bool = False


class Key(NamedTuple):
    """A key, or what stands below one: its kind and what follows from it.

    Of a list or a mapping of entries all but `overlay` is said of each of them. `must` says that an entry has it,
    `in_order` that the order of a list means something, `alone` which key of an item may stand for the whole, `written`
    that the text means itself, though it may look like a number. `told` is what is left out of the digest; `mutants`
    are how it is changed, `overlay` what an overlay may do with it ("": say nothing).
    """

    name: str
    kind: Kind
    must: bool = False
    told: bool = False
    in_order: bool = False
    alone: str = ""
    written: bool = False
    mutants: tuple[str, ...] = ()
    overlay: str = ""

    @property
    def is_condition(self) -> bool:
        """Whether a condition or an expression of the language may stand there."""
        return self.kind.name == CONDITION.name

    @property
    def is_meant(self) -> bool:
        """Whether it is part of what a ruleset means, and so of its digest."""
        return not (self.told or self.kind.told)

    def below(self, part: str) -> Key | None:
        """What stands below: under a key of a mapping, or in a list (""); None where nothing may."""
        if self.kind.entry is not None and (found := self.kind.entry.key(part)) is not None:
            return found
        return None if self.kind.item is None else self._replace(name=part, kind=self.kind.item, overlay="")


class Entry(NamedTuple):
    """A mapping with declared keys; `name` is that of its definition in the schema, "" where it has none."""

    name: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        """The declaration of one of its keys."""
        return next((key for key in self.keys if key.name == name), None)


LEFT_OUT, TOKENS, NEXT_LEVEL, NEIGHBOURS, SWAPPED = "left out", "tokens", "next level", "neighbours", "swapped"
"""How a mutant changes something: it is not there, one token of a condition is another, another level, a number one
unit lower or higher, the other word.
"""

OWN, ADDS, APPENDS, SETS, ENTERS, NAMES, KEPT = "own", "adds", "appends", "sets", "enters", "names", "kept"
"""What an overlay does: it says its own; adds entries with new ids; adds items; sets entries, or fields of them; adds
entries and says more in those that are there; names what has no name; may repeat a field, as it is.
"""

# -- kinds -----------------------------------------------------------------------------------------------------------

TEXT, NUMBER, FLAG, WORD, DATE, FORMAT = (Kind(name) for name in ("text", "number", "flag", "word", "date", "format"))
SAID = Kind("said", told=True)
CITATION = Kind("citation", names="source", told=True)
CONFIDENCE = Kind("confidence", told=True)
CONDITION = Kind("condition")


def _list(item: Kind) -> Kind:
    return Kind("list", item)


def _by_name(item: Kind, names: str = "") -> Kind:
    return Kind("by name", item, names=names)


def _to(names: str) -> Kind:
    return Kind("reference", names=names)


def _of(entry: Entry) -> Kind:
    return Kind("entry", entry=entry)


_GRADES = Kind("by grade", CONDITION, names="grade")
_NAMES_OF = (Key("zh", SAID), Key("en", SAID))
_LABEL = Kind("label", entry=Entry("label", _NAMES_OF), told=True)
_NOTE, _SOURCE = Key("note", _LABEL), Key("source", CITATION)
_ID = Key("id", TEXT, must=True, written=True)
_ENDS = (Key("from", DATE), Key("until", DATE))


def _condition(name: str, *more: str, must: bool = False) -> Key:
    """A condition that mutants change token by token."""
    return Key(name, CONDITION, must=must, mutants=(TOKENS, *more))


def _level(name: str) -> Key:
    return Key(name, _to("level"), must=True, mutants=(NEXT_LEVEL,))


# -- entries ---------------------------------------------------------------------------------------------------------

_GROUP = Entry("group", (_ID, *_NAMES_OF))
_ASSESSMENT = Entry("assessment", (_ID, *_NAMES_OF))
_LEVEL = Entry("level", (_ID, *_NAMES_OF, Key("required", FLAG)))
_ORIGIN = Entry(
    "source",
    (*_NAMES_OF, Key("confidence", CONFIDENCE, must=True), Key("document", TEXT, told=True), _NOTE),
)
_OPTION = Entry("option", (*_NAMES_OF, *_ENDS))
_CHOICE = Kind("choice", Kind("option", entry=_OPTION), Entry("", _NAMES_OF))
VALUE = Entry(
    "value",
    (
        Key("value", NUMBER, mutants=(NEIGHBOURS,)), Key("by", _to("choice"), overlay=KEPT),
        Key("unit", TEXT, overlay=KEPT), _SOURCE, _NOTE, *_NAMES_OF,
        Key("points", _list(_list(NUMBER)), in_order=True, mutants=(NEIGHBOURS,)),
        Key(FILLED, _by_name(CITATION), told=True),
    ),
)  # fmt: skip
_NUMBERS = Kind("numbers", NUMBER, VALUE)
_ROUNDING = Entry(
    "rounding",
    (
        Key("digits", NUMBER, must=True, mutants=(NEIGHBOURS,)),
        Key("mode", WORD, must=True, mutants=(SWAPPED,)),
        _SOURCE,
    ),
)
_FIGURE = (
    Key("type", _to("choice"), must=True), *_NAMES_OF, Key("unit", TEXT), Key("range", _list(NUMBER), in_order=True),
    Key("better", WORD), _condition("value"), Key("definition", _LABEL), _SOURCE, Key("round", _of(_ROUNDING)),
    Key("questioned", FLAG), Key("fixed", FLAG),
)  # fmt: skip
_MEASURE = Entry("measure", (*_FIGURE, _NOTE, Key("series", NUMBER), Key("shown", FLAG), Key("each", _to("choice"))))
_COLUMN = Entry("column", (*_FIGURE, _NOTE, Key("none_for", _by_name(_list(_to("option")), "column"))))
_ROWS = Entry("", (Key("at_least", NUMBER, must=True, mutants=(NEIGHBOURS,)), Key("of", _to("column"))))
_CHECK = Entry("check", (Key("need", CONDITION, must=True), *_NAMES_OF))
_CHECKS = Key("checks", _list(Kind("condition", entry=_CHECK)), alone="need", overlay=APPENDS)
_TABLE = Entry(
    "table",
    (
        *_NAMES_OF, Key("key", _list(_to("column")), must=True, in_order=True),
        Key("rows", Kind("number", entry=_ROWS), mutants=(NEIGHBOURS,)),
        Key("columns", _by_name(_of(_COLUMN)), must=True), _condition("leave_out", LEFT_OUT), _CHECKS, _SOURCE, _NOTE,
    ),
)  # fmt: skip
_MEMBERS = Entry("members", (*_NAMES_OF, Key("holds", _list(_to("level")), must=True), _SOURCE, _NOTE))
_INDICATOR = Entry(
    "indicator",
    (
        _ID, Key("group", _to("group")), *_NAMES_OF, Key("assessed", WORD), Key("bands", _GRADES, mutants=(TOKENS,)),
        Key("when_both", WORD), _condition("met"), Key("ceiling", _GRADES, mutants=(TOKENS,)),
        Key("ceiling_source", CITATION), _condition("applies", LEFT_OUT), _condition("must"), Key("advisory", FLAG),
        _NOTE, _SOURCE, Key("grades", _list(_to("grade")), in_order=True), _condition("grade"),
        Key("points", Kind("number", names="value"), mutants=(NEIGHBOURS,)), _condition("awarded"),
        Key("each", _to("choice")), Key("round", _of(_ROUNDING)), Key("unnamed", FLAG, told=True),
        Key(NAMED_BY, CITATION),
    ),
)  # fmt: skip
_NAME = Entry("name", (Key("zh", SAID, must=True), Key("en", SAID), Key("source", CITATION, must=True)))
_GATE = Entry("gate", (_ID, *_NAMES_OF, _condition("need", must=True), _level("else"), _SOURCE, _NOTE))
_VETO = Entry("veto", (_ID, *_NAMES_OF, _condition("when", must=True), _level("level"), _SOURCE, _NOTE))
_RULE = Entry("rule", (_level("level"), _condition("when"), _SOURCE))
_OBLIGATION = Entry(
    "obligation",
    (
        _ID, *_NAMES_OF, _condition("when", must=True), Key("within", NUMBER, mutants=(NEIGHBOURS,)), _level("level"),
        _SOURCE, _NOTE,
    ),
)  # fmt: skip
_PANEL = Entry("", (Key("decides", WORD, must=True, mutants=(SWAPPED,)), Key("confidence", CONFIDENCE), _SOURCE))
_DROPPED = (LEFT_OUT,)

RULESET = Entry(
    "",
    (
        Key("format", FORMAT, must=True, overlay=OWN), _ID._replace(overlay=OWN),
        Key("edition", TEXT, must=True, written=True, overlay=OWN), Key("revision", NUMBER, must=True, overlay=OWN),
        Key("title", _LABEL, must=True, overlay=OWN), Key("document", TEXT, told=True, overlay=OWN),
        Key("authority", _LABEL, overlay=OWN), Key("in_force", _of(Entry("", _ENDS)), overlay=OWN),
        Key("subject", TEXT), Key("extends", TEXT, overlay=OWN),
        Key("sources", _by_name(_of(_ORIGIN)), told=True, overlay=ADDS),
        Key("levels", _list(_of(_LEVEL)), in_order=True),
        Key("grades", _list(Kind("text", entry=_GROUP)), in_order=True, alone="id"),
        Key("groups", _list(_of(_GROUP)), overlay=ADDS), Key("choices", _by_name(_CHOICE), overlay=ADDS),
        Key("values", _by_name(_NUMBERS), mutants=(NEIGHBOURS,), overlay=SETS),
        Key("measures", _by_name(_of(_MEASURE)), overlay=ADDS), Key("tables", _by_name(_of(_TABLE)), overlay=ENTERS),
        Key("members", _by_name(_of(_MEMBERS))), Key("indicators", _list(_of(_INDICATOR)), overlay=ADDS),
        Key("names", _by_name(_of(_NAME), "indicator"), overlay=NAMES),
        Key("gates", _list(_of(_GATE)), mutants=_DROPPED),
        Key("vetoes", _list(_of(_VETO)), mutants=_DROPPED, overlay=ADDS),
        Key("verdict", _list(_of(_RULE)), in_order=True, mutants=_DROPPED),
        Key("conditions", _list(_of(_OBLIGATION)), mutants=_DROPPED),
        Key("assessments", _list(Kind("text", entry=_ASSESSMENT)), in_order=True, alone="id"),
        Key("not_applicable", WORD, mutants=(SWAPPED,)), Key("panel", _of(_PANEL)), _CHECKS,
        Key("note", _LABEL, overlay=OWN),
    ),
)  # fmt: skip
"""A ruleset as a whole."""

ROOT = Key("", _of(RULESET))
"""The declaration of the document."""


def _entries(kind: Kind | None) -> Iterator[Entry]:
    if kind is not None:
        yield from _entries(kind.item)
        if kind.entry is not None:
            yield kind.entry
            for key in kind.entry.keys:
                yield from _entries(key.kind)


ENTRIES = tuple(dict.fromkeys(_entries(ROOT.kind)))
"""Every mapping with declared keys."""


def key_at(path: Iterable[str]) -> Key | None:
    """What is declared of a place: keys of mappings, and "" for an item of a list; None where nothing may stand."""
    key: Key | None = ROOT
    for part in path:
        key = None if key is None else key.below(part)
    return key
