"""One fact of the evidence: its value with where it stands and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.base.diagnostics import Diagnostic, error, note
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Pair, Record, Scalar, Span, is_in_table
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_values import bind_bounds, bind_value, named_measure
from evalrules.frontend.fields import scalar_of, text_of
from evalrules.frontend.named_files import NO_FILES, NamedFiles
from evalrules.frontend.opening import unknown_keys
from evalrules.frontend.spellings import is_spelled_null, says_nothing
from evalrules.model.evidence import Bounds, Confirmed, EvidenceFile, Fact, FactValue, Member
from evalrules.model.ruleset import Measure, Ruleset

_FACT_KEYS = ("value", "between", "unit", "source", "page", "note")


class BoundMembers(NamedTuple):
    """The facts on the members of every group, the members that are listed, and the files that were read for them."""

    facts: dict[str, Fact]
    listed: tuple[Member, ...]
    files: tuple[EvidenceFile, ...] = ()


class Facts:
    """Binds facts to their measures; every problem is noted in the list it was given.

    `attached` holds each attachment that was cited and found, once; `confirmed` what rows of tables confirm of
    themselves. `is_of_another_form`: a form was filled in that another revision of the ruleset made; `left_out` is what
    it asked and this revision does not have.
    """

    def __init__(self, ruleset: Ruleset, problems: list[Diagnostic], files: NamedFiles = NO_FILES) -> None:
        self.ruleset = ruleset
        self.problems = problems
        self.files = files
        self.attached: dict[str, EvidenceFile] = {}
        self.confirmed: list[Confirmed] = []
        self.is_of_another_form = False
        self.left_out: dict[str, Span] = {}

    def unknown(self, what: str, pair: Pair, known: Iterable[str]) -> None:
        """A name that the ruleset does not have (ER401), unless the form of another revision asked for it."""
        key = pair.key
        if not self.is_of_another_form or not is_in_table(key.span):
            self.problems.append(error("ER401", key.span, what=what, id=key.text, suggestion=nearest(key.text, known)))
        elif not _is_blank(pair.value):
            self.left_out.setdefault(key.text, key.span)

    def bind(self, node: Node, measure: Measure) -> Fact:
        """A written fact, a value or a mapping with its value, unit and source, to the type of its measure."""
        if isinstance(node, Scalar):
            plain = self._value(node, None, measure)
            return Fact(measure.id, plain, node.text, _cause_of(plain), node.span, "", "", "")
        fields = node if isinstance(node, Record) and is_fields(node) else None
        if fields is not None:
            self.problems.extend(unknown_keys(fields, _FACT_KEYS))
        value = self._value(node if fields is None else fields.get("value"), fields, measure)
        written = fields.get("value") if fields is not None else node
        return Fact(
            measure=measure.id,
            value=value,
            written=written.text if isinstance(written, Scalar) else "",
            cause=_cause_of(value),
            place=(written if isinstance(written, Scalar) else node).span,
            source=self.text(fields, "source"),
            page=self.text(fields, "page"),
            note=self.text(fields, "note"),
        )

    def _value(self, node: Node | None, fields: Record | None, measure: Measure) -> FactValue:
        between = fields.get("between") if fields is not None else None
        unit = scalar_of(fields, "unit") if fields is not None else None
        if fields is not None:
            self.need_scalar(fields, "unit")
        if between is not None and node is not None:
            place = (fields or node).span
            self.problems.append(error("ER404", place, **named_measure(measure), first="value"))
            return None
        if between is not None:
            bound = bind_bounds(between, measure, unit)
        elif node is None or says_nothing(node):
            self.note_null(node, measure.id)
            return None
        else:
            bound = bind_value(node, measure, self.ruleset, unit)
        if bound.problem is not None:
            self.problems.append(bound.problem)
        return bound.value

    def note_null(self, node: Node | None, own: str) -> None:
        """Say in the report that a value is written as a spelling of null."""
        if isinstance(node, Scalar) and is_spelled_null(node):
            self.problems.append(note("ER411", node.span, id=own, text=node.text))

    def need_scalar(self, record: Record, key: str) -> None:
        """A problem where a key does not hold a text."""
        node = record.get(key)
        if node is not None and not isinstance(node, Scalar):
            self.problems.append(error("ER103", node.span, found="a mapping or a list", expected="text"))

    def text(self, fields: Record | None, key: str) -> str:
        """The text under a key, "" where there is none; a source is a file, which must be there."""
        if fields is None:
            return ""
        self.need_scalar(fields, key)
        written = scalar_of(fields, key)
        if key == "source" and written is not None:
            self._attach(written)
        return text_of(fields, key)

    def _attach(self, written: Scalar) -> None:
        found = self.files.attachment(written)
        if found.problem is not None:
            self.problems.append(found.problem)
        if found.file is not None:
            self.attached[found.file.path] = found.file


def _is_blank(node: Node) -> bool:
    """Whether a line of a form was left as it was, whatever the form itself says in it."""
    if isinstance(node, Record):
        return all(says_nothing(node.get(key)) for key in ("value", "between", "grade", "votes"))
    return says_nothing(node)


def is_fields(node: Record) -> bool:
    """Whether a mapping describes one fact, and not a series of years."""
    return any(not (pair.key.text.isdigit() and len(pair.key.text) == 4) for pair in node.pairs) or not node.pairs


def _cause_of(value: FactValue) -> str:
    if value is None:
        return "null"
    return "bounds" if isinstance(value, Bounds) and value.exact is None else ""
