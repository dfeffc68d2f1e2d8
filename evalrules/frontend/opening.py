"""What must be known of evidence before it is bound: the ruleset it names, and its period."""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.patterns import pattern
from evalrules.base.source import Document, Listing, Node, Record, Scalar, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.fields import first_day, last_day, scalar_of, text_of
from evalrules.frontend.spellings import says_nothing
from evalrules.model.evidence import Period

_RULESET_NAME = pattern(r"(?!.*\.ya?ml$)[^\s/\\:@]+(@[^\s/\\:@]+)?")
"""ID or ID@EDITION; the name of a file is a path, also where it lies in the folder at hand."""
_FULL_WIDTH_QUOTES = frozenset(("“", "”", "‘", "’", "＂", "＇", "「", "『"))


def named_ruleset(root: Node | None) -> tuple[Scalar | None, list[Diagnostic]]:
    """The ruleset that evidence names, before anything else of it is read; None where it names none."""
    if root is not None and not isinstance(root, Record):
        return None, [
            error("ER103", root.span, found="not a mapping", expected="a mapping with ruleset, facts, grades")
        ]
    written = root.get("ruleset") if root is not None else None
    if written is None or is_null(written):
        return None, []
    if isinstance(written, Scalar) and _RULESET_NAME.fullmatch(written.text):
        return written, []
    found = written.text if isinstance(written, Scalar) else "a mapping or a list"
    return None, [error("ER103", written.span, found=found, expected="the text ID or ID@EDITION, no path")]


def unnamed(document: Document) -> Document:
    """Evidence that names neither a ruleset nor the form it was filled in on: it may be held against any ruleset."""
    root = document.root
    if not isinstance(root, Record):
        return document
    pairs = tuple(pair for pair in root.pairs if pair.key.text not in ("ruleset", "form"))
    return document._replace(root=root._replace(pairs=pairs))


def read_period(root: Node | None) -> tuple[Period | None, list[Diagnostic]]:
    """The period of evidence: a year, or {from, to}; None where it is null or absent."""
    node = root.get("period") if isinstance(root, Record) else None
    if node is None or says_nothing(node):
        return None, []
    if isinstance(node, Scalar):
        start, end, text = first_day(node.text), last_day(node.text), node.text
        if start is None or end is None or len(node.text) != 4:
            return None, [error("ER405", node.span, found=node.text)]
        return Period(text, start, end), []
    if not isinstance(node, Record):
        return None, [error("ER405", node.span, found="a list")]
    problems = unknown_keys(node, ("from", "to"))
    start, end = first_day(text_of(node, "from")), last_day(text_of(node, "to"))
    if start is None or end is None or start > end:
        return None, [*problems, error("ER405", node.span, found=f"{text_of(node, 'from')}..{text_of(node, 'to')}")]
    return Period(f"{start}..{end}", start, end), problems


def named_evidence(root: Node | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paths of the evidence that evidence names, before it is bound: of its members, and of its assessments."""
    if not isinstance(root, Record):
        return (), ()
    groups, assessments = root.get("members"), root.get("assessments")
    members: list[str] = []
    for group in groups.pairs if isinstance(groups, Record) else ():
        listed = group.value.get("list") if isinstance(group.value, Record) else None
        for item in listed.items if isinstance(listed, Listing) else ():
            written = scalar_of(item, "evidence") if isinstance(item, Record) else None
            members += [written.text] if written is not None else []
    stated = assessments.pairs if isinstance(assessments, Record) else ()
    return tuple(members), tuple(
        pair.value.text for pair in stated if isinstance(pair.value, Scalar) and not is_null(pair.value)
    )


def named_papers(root: Node | None) -> tuple[str, ...]:
    """The paths that evidence gives as `source` or `rows`, wherever they stand, before it is bound."""
    found: dict[str, None] = {}
    open_nodes: list[Node] = [root] if root is not None else []
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, Listing):
            open_nodes += node.items
        elif isinstance(node, Record):
            open_nodes += [pair.value for pair in node.pairs]
            named = [pair.value for pair in node.pairs if pair.key.text in ("source", "rows")]
            found |= {value.text: None for value in named if isinstance(value, Scalar) and not is_null(value)}
    return tuple(found)


def unknown_keys(record: Record, known: tuple[str, ...]) -> list[Diagnostic]:
    """A problem for each key that is not known, with the nearest one that is."""
    return [
        error("ER108", pair.key.span, key=pair.key.text, suggestion=nearest(pair.key.text, known))
        for pair in record.pairs
        if pair.key.text not in known
    ]


def first_in_full_width(node: Record | Listing) -> Scalar | None:
    """The first value that begins with a full-width quote, which does not quote it."""
    for value in [pair.value for pair in node.pairs] if isinstance(node, Record) else node.items:
        if isinstance(value, Scalar):
            found = value if value.text[:1] in _FULL_WIDTH_QUOTES and not value.quoted else None
        else:
            found = first_in_full_width(value)
        if found is not None:
            return found
    return None
