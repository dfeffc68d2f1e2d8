"""A ruleset while it is built: its document, what its names stand for, and every problem found so far."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.numbers import Rounding, parse_number
from evalrules.base.source import Node, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.base.units import canonical_unit, is_counted
from evalrules.frontend.fields import (
    citation_of,
    entries_of,
    flag_of,
    in_force_of,
    label_from,
    label_of,
    named_items,
    options_of,
    record_of,
    records_of,
    scalar_of,
    text_of,
)
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition, lower_number
from evalrules.frontend.meant import ids_by_label
from evalrules.frontend.names import FLAG, KIND_OF_TYPE, OPTION, MeasureName, Names, ValueName
from evalrules.model.ruleset import Choice, Citation, Group, InForce, Label, Level, Source
from evalrules.tree.nodes import Condition, GradeOf, MetOf, Tally
from evalrules.tree.walk import walk

GRADED, MET, SCORED = "graded", "met", "scored"


class Draft:
    """What every part of a ruleset is built with."""

    def __init__(self, root: Record) -> None:
        self.root = root
        self.problems: list[Diagnostic] = []
        self.sources = {key.text: _source(key.text, item) for key, item in entries_of(root, "sources")}
        self.grade_labels = {own.text: label for own, label in named_items(root, "grades")}
        self.grades = tuple(self.grade_labels)
        self.choices = _choices(record_of(root, "choices"), self.problems)
        self.levels = tuple(
            Level(text_of(item, "id"), label_of(item, text_of(item, "id")), flag_of(item, "required"))
            for item in records_of(root, "levels")
        )
        self.groups = tuple(
            Group(text_of(item, "id"), label_of(item, text_of(item, "id"))) for item in records_of(root, "groups")
        )
        self.names = self._names()

    def _names(self) -> Names:
        return Names(
            measures={key.text: self.measure_name(item) for key, item in entries_of(self.root, "measures")},
            values={
                key.text: ValueName(
                    canonical_unit(text_of(item, "unit")), text_of(item, "by"), item.get("points") is not None
                )
                for key, item in entries_of(self.root, "values")
            },
            choices=self.choices,
            grades=self.grades,
            groups=tuple(group.id for group in self.groups),
            indicators={
                own: counted_as(item) for item in records_of(self.root, "indicators") for own in self.ids_of(item)
            },
            tables={
                key.text: {column.text: self.measure_name(field) for column, field in entries_of(item, "columns")}
                for key, item in entries_of(self.root, "tables")
            },
            members=tuple(key.text for key, _ in entries_of(self.root, "members")),
            not_applicable=text_of(self.root, "not_applicable"),
            labels=ids_by_label(
                (key.text, label_of(item, ""))
                for part in ("measures", "values")
                for key, item in entries_of(self.root, part)
            ),
        )

    def ids_of(self, item: Record) -> tuple[str, ...]:
        """The ids of the indicators that an entry makes: one, one for each option, none known before the rows."""
        own, each = text_of(item, "id"), text_of(item, "each")
        if not each:
            return (own,)
        choice = self.choices.get(each)
        return tuple(f"{own}:{option}" for option in choice.options) if choice is not None else ()

    def measure_name(self, item: Record) -> MeasureName:
        """What conditions need to know of a measure or a column."""
        kind, unit = text_of(item, "type"), self.unit(item)
        choice = kind if kind in self.choices else "grade" if kind == "grade" else ""
        series = int(parse_number(text_of(item, "series")) or 0)
        counted = kind == "count" or is_counted(unit)
        each = text_of(item, "each")
        return MeasureName(KIND_OF_TYPE.get(kind, OPTION), unit, counted, choice, self.rounding(item), series, each)

    def unit(self, item: Record) -> str:
        """The unit of a measure, by its one name."""
        unit = canonical_unit(text_of(item, "unit"))
        return unit or ("%" if text_of(item, "type") == "percent" else "")

    def rounding(self, item: Record) -> Rounding | None:
        """The rounding that a record declares."""
        written = record_of(item, "round")
        if written is None:
            return None
        return Rounding(int(parse_number(text_of(written, "digits")) or 0), text_of(written, "mode"))

    def rounding_source(self, item: Record, own: str) -> Citation | None:
        """What says how the rounding that a record declares is done."""
        written = record_of(item, "round")
        return None if written is None else self.source_of(written, own, needed=False)

    # -- problems ----------------------------------------------------------------------------------------------

    def note_once(self, problem: Diagnostic) -> None:
        """A problem, unless it was met before in the same place."""
        if problem not in self.problems:
            self.problems.append(problem)

    def refuse_twins(self, ids: Iterable[Scalar | None]) -> None:
        """Every id that stands twice among these (ER301)."""
        seen: dict[str, Span] = {}
        for found in ids:
            if found is not None and found.text in seen:
                self.note_once(error("ER301", found.span, id=found.text, first=str(seen[found.text])))
            if found is not None:
                seen.setdefault(found.text, found.span)

    # -- what ids refer to -------------------------------------------------------------------------------------

    def refer(
        self, record: Record, key: str, known: tuple[str, ...], what: str, labels: Mapping[str, str] | None = None
    ) -> str:
        """The id under a key, which must be a known one (ER304); `labels` are the ids by what they are called."""
        written = scalar_of(record, key)
        if written is not None and written.text not in known:
            suggestion = (labels or {}).get(written.text) or nearest(written.text, known)
            self.problems.append(error("ER304", written.span, what=what, id=written.text, suggestion=suggestion))
        return written.text if written else ""

    def level(self, record: Record, key: str) -> str:
        """The level under a key."""
        labels = ids_by_label((level.id, level.label) for level in self.levels)
        return self.refer(record, key, tuple(level.id for level in self.levels), "level", labels)

    def source_of(self, record: Record, what: str, key: str = "source", *, needed: bool = True) -> Citation | None:
        """The citation of a record; a warning (ER305) where one is needed and absent."""
        written = scalar_of(record, key)
        if written is None:
            if needed:
                self.problems.append(warning("ER305", record.span, what=what))
            return None
        citation = citation_of(record, self.sources, key)
        if citation is not None and citation.cite not in self.sources:
            suggestion = nearest(citation.cite, self.sources)
            self.problems.append(error("ER304", written.span, what="source", id=citation.cite, suggestion=suggestion))
        return citation

    # -- numbers and conditions --------------------------------------------------------------------------------

    def number(self, node: Node | None) -> Fraction | None:
        """A written number; None for null, a problem (ER209) for anything else."""
        if not isinstance(node, Scalar) or is_null(node):
            return None
        value = None if node.quoted else parse_number(node.text)
        if value is None:
            self.problems.append(error("ER209", node.span, text=node.text))
        return value

    def condition(  # noqa: PLR0913 - where it stands, side by side
        self,
        written: Scalar | None,
        names: Names | None = None,
        *,
        wanted: str = FLAG,
        table: str = "",
        rounding: Rounding | None = None,
        concludes: bool = False,
        is_check: bool = False,
    ) -> Condition | None:
        """A written condition, understood; None where there is none or it has a problem.

        Only one that `concludes` (a gate, veto, level or obligation) may look at what came out of indicators.
        """
        if written is None:
            return None
        parsed, problems = parse_condition(written)
        self.problems.extend(problems)
        if parsed is None:
            return None
        found, problems = lower_condition(
            parsed, names or self.names, wanted=wanted, table=table, rounding=rounding, is_check=is_check
        )
        self.problems.extend(problems)
        return found if concludes else self._before_outcomes(found)

    def formula(
        self, written: Scalar | None, unit: str, *, table: str = "", names: Names | None = None
    ) -> Condition | None:
        """A written formula of a derived measure or column, in its unit."""
        if written is None:
            return None
        parsed, problems = parse_condition(written)
        self.problems.extend(problems)
        if parsed is None:
            return None
        found, problems = lower_number(parsed, names or self.names, unit, table=table)
        self.problems.extend(problems)
        return self._before_outcomes(found)

    def _before_outcomes(self, found: Condition | None) -> Condition | None:
        """A condition that needs no indicator's outcome; else a problem (ER202): at its time there is none yet."""
        looks = [node for node in walk(found.root) if isinstance(node, (Tally, GradeOf, MetOf))] if found else []
        self.problems += [
            error("ER202", node.span, what="outcomes of indicators before there are any") for node in looks
        ]
        return None if looks else found


def kind_of(item: Record) -> str:
    """The kind of an indicator: graded, met or scored."""
    if item.get("awarded") is not None or item.get("points") is not None:
        return SCORED
    return MET if item.get("met") is not None or text_of(item, "assessed") == "yesno" else GRADED


def counted_as(item: Record) -> str:
    """How counts over the indicators see one: its kind; one with points that `must` be reached is met or not."""
    return MET if kind_of(item) == SCORED and is_must(item) else kind_of(item)


def is_must(item: Record) -> bool:
    """Whether an indicator has to be reached, always or under a condition."""
    return text_of(item, "must", "false") != "false"


def _source(own: str, item: Record) -> Source:
    return Source(own, label_of(item, own), text_of(item, "confidence"), text_of(item, "document"))


def _choices(record: Record | None, problems: list[Diagnostic]) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for pair in record.pairs if record else ():
        if isinstance(pair.value, Record):
            options = {
                option.key.text: label_from(option.value) or Label(option.key.text, option.key.text)
                for option in options_of(pair.value)
            }
            dates = {option.key.text: in_force_of(option.value, problems) for option in options_of(pair.value)}
            if not options:
                wanted = "at least one option"
                problems.append(error("ER103", pair.key.span, found="a choice without options", expected=wanted))
            dated = {option: one for option, one in dates.items() if one.text}
            if dated and not _covers_every_day(dated, len(options)):
                wanted = "options whose dates do not overlap, and one without dates for every other day"
                problems.append(error("ER103", pair.key.span, found="dated options", expected=wanted))
                dated = {}
            found[pair.key.text] = Choice(pair.key.text, label_of(pair.value, pair.key.text), options, dated)
    return found


def _covers_every_day(dated: Mapping[str, InForce], options: int) -> bool:
    """Whether every day has just one option: that with its dates, or the only one without any."""
    spans = sorted((one.start or datetime.date.min, one.until or datetime.date.max) for one in dated.values())
    return options == len(dated) + 1 and all(before[1] <= after[0] for before, after in pairwise(spans))
