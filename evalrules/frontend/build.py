"""A ruleset document to a typed ruleset: every name resolved, every condition understood.

Enters: a document of the right shape (evalrules.frontend.shape), overlays already merged in
(evalrules.frontend.overlay). Leaves: the ruleset, or every problem found. Whether its bands cover
every case is a separate question (evalrules.semantics.coverage).
"""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, error, has_errors, warning
from evalrules.base.numbers import parse_number
from evalrules.base.source import Listing, Node, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.base.units import canonical_unit, is_counted
from evalrules.frontend.derivations import check_derivations
from evalrules.frontend.digest import ruleset_digest
from evalrules.frontend.fields import (
    citation_of,
    entries_of,
    first_day,
    flag_of,
    label_from,
    label_of,
    record_of,
    records_of,
    scalar_of,
    scalars_of,
    text_of,
)
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition, lower_number
from evalrules.frontend.names import KIND_OF_TYPE, OPTION, MeasureName, Names
from evalrules.model.ruleset import (
    Band,
    Check,
    Choice,
    Citation,
    Gate,
    Group,
    Indicator,
    InForce,
    Label,
    Level,
    Measure,
    Panel,
    Rule,
    Ruleset,
    Source,
    Value,
    Veto,
)
from evalrules.tree.nodes import Condition

OTHERWISE = "otherwise"
_GRADED, _MET = "graded", "met"


def build_ruleset(root: Record, ancestors: tuple[str, ...] = ()) -> tuple[Ruleset | None, list[Diagnostic]]:
    """A merged document to a ruleset; None where a problem makes it unusable. Warnings come along."""
    builder = _Builder(root)
    ruleset = builder.build(ancestors)
    return (None if has_errors(builder.problems) else ruleset), builder.problems


class _Builder:
    def __init__(self, root: Record) -> None:
        self.root = root
        self.problems: list[Diagnostic] = []
        self.sources = {key.text: _source(key.text, item) for key, item in entries_of(root, "sources")}
        self.grades = tuple(grade.text for grade in scalars_of(root, "grades"))
        self.choices = _choices(record_of(root, "choices"))
        self.levels = tuple(
            Level(text_of(item, "id"), label_of(item, text_of(item, "id")), flag_of(item, "required"))
            for item in records_of(root, "levels")
        )
        self.groups = tuple(
            Group(text_of(item, "id"), label_of(item, text_of(item, "id"))) for item in records_of(root, "groups")
        )
        self.names = self._names()

    def build(self, ancestors: tuple[str, ...]) -> Ruleset:
        self._check_ids()
        self._check_levels()
        values = {key.text: self._value(key, item) for key, item in entries_of(self.root, "values")}
        measures = {key.text: self._measure(key, item) for key, item in entries_of(self.root, "measures")}
        self.problems.extend(check_derivations(measures))
        indicators = tuple(self._indicator(item) for item in records_of(self.root, "indicators"))
        if not indicators:
            self.problems.append(error("ER308", (self.root.key("indicators") or self.root).span))
        return Ruleset(
            id=text_of(self.root, "id"),
            edition=text_of(self.root, "edition"),
            revision=int(parse_number(text_of(self.root, "revision")) or 0),
            title=label_from(self.root.get("title")) or Label(text_of(self.root, "id"), text_of(self.root, "id")),
            document=text_of(self.root, "document"),
            authority=label_from(self.root.get("authority")),
            in_force=self._in_force(),
            subject=text_of(self.root, "subject"),
            extends=text_of(self.root, "extends"),
            ancestors=ancestors,
            sources=self.sources,
            levels=self.levels,
            grades=self.grades,
            groups=self.groups,
            choices=self.choices,
            values=values,
            measures=measures,
            indicators=indicators,
            gates=tuple(self._gate(item) for item in records_of(self.root, "gates")),
            vetoes=tuple(self._veto(item) for item in records_of(self.root, "vetoes")),
            verdict=tuple(self._rules()),
            panel=self._panel(),
            checks=tuple(self._checks()),
            digest=ruleset_digest(self.root),
            note=label_from(self.root.get("note")),
        )

    def _names(self) -> Names:
        indicators = {
            text_of(item, "id"): _MET if item.get("met") or text_of(item, "assessed") == "yesno" else _GRADED
            for item in records_of(self.root, "indicators")
        }
        return Names(
            measures={key.text: self._measure_name(item) for key, item in entries_of(self.root, "measures")},
            values={key.text: canonical_unit(text_of(item, "unit")) for key, item in entries_of(self.root, "values")},
            choices=self.choices,
            grades=self.grades,
            groups=tuple(group.id for group in self.groups),
            indicators=indicators,
        )

    def _measure_name(self, item: Record) -> MeasureName:
        kind, unit = text_of(item, "type"), self._unit(item)
        choice = kind if kind in self.choices else "grade" if kind == "grade" else ""
        return MeasureName(KIND_OF_TYPE.get(kind, OPTION), unit, kind == "count" or is_counted(unit), choice)

    def _unit(self, item: Record) -> str:
        unit = canonical_unit(text_of(item, "unit"))
        return unit or ("%" if text_of(item, "type") == "percent" else "")

    # -- what ids refer to -------------------------------------------------------------------------------------

    def _check_ids(self) -> None:
        for section in ("levels", "groups", "indicators", "gates", "vetoes"):
            self._check_duplicates([scalar_of(item, "id") for item in records_of(self.root, section)])
        self._check_duplicates(list(scalars_of(self.root, "grades")))
        named = [key for section in ("measures", "values", "choices") for key in self._keys(section)]
        self._check_duplicates(list(named))

    def _keys(self, section: str) -> list[Scalar]:
        record = record_of(self.root, section)
        return [pair.key for pair in record.pairs] if record else []

    def _check_duplicates(self, ids: list[Scalar | None]) -> None:
        seen: dict[str, Span] = {}
        for found in ids:
            if found is None:
                continue
            if found.text in seen:
                self.problems.append(error("ER301", found.span, id=found.text, first=str(seen[found.text])))
            seen.setdefault(found.text, found.span)

    def _check_levels(self) -> None:
        required = [level.id for level in self.levels if level.required]
        if len(required) != 1:
            place = (self.root.key("levels") or self.root).span
            self.problems.append(error("ER310", place, count=str(len(required))))

    def _refer(self, record: Record, key: str, known: tuple[str, ...], what: str) -> str:
        written = scalar_of(record, key)
        if written is not None and written.text not in known:
            suggestion = nearest(written.text, known)
            self.problems.append(error("ER304", written.span, what=what, id=written.text, suggestion=suggestion))
        return written.text if written else ""

    def _level(self, record: Record, key: str) -> str:
        return self._refer(record, key, tuple(level.id for level in self.levels), "level")

    def _source_of(self, record: Record, what: str, key: str = "source", *, needed: bool = True) -> Citation | None:
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

    # -- values and measures -----------------------------------------------------------------------------------

    def _value(self, key: Scalar, item: Record) -> Value:
        by = text_of(item, "by")
        branches = self._branches(key, item, by) if by else {"": self._number(item.get("value"))}
        given = any(number is not None for number in branches.values())
        return Value(
            id=key.text,
            label=label_of(item, key.text),
            unit=canonical_unit(text_of(item, "unit")),
            by=by,
            branches=branches,
            source=self._source_of(item, key.text, needed=given),
            note=label_from(item.get("note")),
            span=key.span,
        )

    def _branches(self, key: Scalar, item: Record, by: str) -> dict[str, Fraction | None]:
        choice = self.choices.get(by)
        if choice is None:
            self._refer(item, "by", tuple(self.choices), "choice")
            return {}
        reserved = {"by", "unit", "source", "zh", "en", "note", "value"}
        branches: dict[str, Fraction | None] = dict.fromkeys(choice.options)
        for pair in item.pairs:
            if pair.key.text in branches:
                branches[pair.key.text] = self._number(pair.value)
            elif pair.key.text not in reserved:
                suggestion = nearest(pair.key.text, choice.options)
                found = error("ER304", pair.key.span, what=f"option of {by}", id=pair.key.text, suggestion=suggestion)
                self.problems.append(found)
        absent = [option for option in choice.options if item.get(option) is None and item.key(option) is None]
        if absent:
            self.problems.append(error("ER311", key.span, id=key.text, options=", ".join(absent)))
        return branches

    def _number(self, node: Node | None) -> Fraction | None:
        if not isinstance(node, Scalar) or is_null(node):
            return None
        value = None if node.quoted else parse_number(node.text)
        if value is None:
            self.problems.append(error("ER209", node.span, text=node.text))
        return value

    def _measure(self, key: Scalar, item: Record) -> Measure:
        kind, unit = text_of(item, "type"), self._unit(item)
        if kind not in KIND_OF_TYPE and kind not in self.choices:
            self._refer(item, "type", (*KIND_OF_TYPE, *self.choices), "type")
        low, high = self._range(item, kind)
        written = scalar_of(item, "value")
        value = self._measure_value(written, unit) if written else None
        return Measure(
            id=key.text,
            type=kind,
            unit=unit,
            label=label_of(item, key.text),
            definition=label_from(item.get("definition")),
            low=low,
            high=high,
            better=text_of(item, "better"),
            choice=self.names.measures[key.text].choice,
            value=value,
            source=self._source_of(item, key.text, needed=False),
            span=key.span,
        )

    def _measure_value(self, written: Scalar, unit: str) -> Condition | None:
        parsed, problems = parse_condition(written)
        self.problems.extend(problems)
        if parsed is None:
            return None
        condition, problems = lower_number(parsed, self.names, unit)
        self.problems.extend(problems)
        return condition

    def _range(self, item: Record, kind: str) -> tuple[Fraction | None, Fraction | None]:
        written = item.get("range")
        if not isinstance(written, Listing) or len(written.items) != 2:
            return (Fraction(0) if kind == "count" else None), None
        low, high = self._number(written.items[0]), self._number(written.items[1])
        if low is not None and high is not None and low > high:
            self.problems.append(error("ER103", written.span, found=f"{low} > {high}", expected="range [low, high]"))
        return low, high

    # -- indicators --------------------------------------------------------------------------------------------

    def _indicator(self, item: Record) -> Indicator:
        own = text_of(item, "id")
        kind = self.names.indicators[own]
        ways = [key for key in ("assessed", "bands", "met") if item.get(key) is not None]
        if len(ways) != 1:
            self.problems.append(error("ER314", item.span, id=own, found=", ".join(ways) or "nothing"))
        if kind == _GRADED and not self.grades:
            self.problems.append(error("ER109", self.root.span, key="grades"))
        if self.groups:
            self._refer(item, "group", tuple(group.id for group in self.groups), "group")
        return Indicator(
            id=own,
            group=text_of(item, "group"),
            label=label_of(item, own),
            kind=kind,
            assessed=bool(text_of(item, "assessed")),
            bands=self._bands(item, "bands"),
            when_both=text_of(item, "when_both"),
            met=self._condition(scalar_of(item, "met")),
            ceiling=self._bands(item, "ceiling"),
            applies=self._condition(scalar_of(item, "applies")),
            must=flag_of(item, "must"),
            advisory=flag_of(item, "advisory"),
            note=label_from(item.get("note")),
            source=self._source_of(item, own),
            ceiling_source=self._source_of(item, own, "ceiling_source", needed=False),
            span=item.span,
        )

    def _bands(self, item: Record, section: str) -> tuple[Band, ...]:
        """The bands of an indicator, best grade first whatever their order in the document."""
        record = record_of(item, section)
        if record is None:
            return ()
        found: dict[str, Band] = {}
        for pair in record.pairs:
            grade = pair.key.text
            if grade not in self.grades:
                suggestion = nearest(grade, self.grades)
                self.problems.append(error("ER304", pair.key.span, what="grade", id=grade, suggestion=suggestion))
            elif isinstance(pair.value, Scalar) and pair.value.text == OTHERWISE:
                found[grade] = Band(grade, None)
            elif isinstance(pair.value, Scalar):
                condition = self._condition(pair.value)
                if condition is not None:
                    found[grade] = Band(grade, condition)
        return tuple(found[grade] for grade in self.grades if grade in found)

    def _condition(self, written: Scalar | None) -> Condition | None:
        if written is None:
            return None
        parsed, problems = parse_condition(written)
        self.problems.extend(problems)
        if parsed is None:
            return None
        condition, problems = lower_condition(parsed, self.names)
        self.problems.extend(problems)
        return condition

    # -- the verdict -------------------------------------------------------------------------------------------

    def _gate(self, item: Record) -> Gate:
        own = text_of(item, "id")
        need = self._condition(scalar_of(item, "need"))
        return Gate(own, label_of(item, own), need, self._level(item, "else"), self._source_of(item, own))  # type: ignore[arg-type]  # None only beside an error, and then no ruleset leaves

    def _veto(self, item: Record) -> Veto:
        own = text_of(item, "id")
        when = self._condition(scalar_of(item, "when"))
        return Veto(own, label_of(item, own), when, self._level(item, "level"), self._source_of(item, own))  # type: ignore[arg-type]  # as above

    def _rules(self) -> list[Rule]:
        records = list(records_of(self.root, "verdict"))
        rules = [
            Rule(
                self._level(item, "level"),
                self._condition(scalar_of(item, "when")),
                self._source_of(item, "", needed=False),
            )
            for item in records
        ]
        if records and records[-1].get("when") is not None:
            self.problems.append(error("ER312", records[-1].span))
        for item in records[:-1]:
            if item.get("when") is None:
                self.problems.append(error("ER306", item.span, what="every line of the verdict after this one"))
        return rules

    def _panel(self) -> Panel:
        item = record_of(self.root, "panel")
        if item is None:
            return Panel("plurality", None, "assumed")
        source = self._source_of(item, "panel", needed=False)
        return Panel(
            text_of(item, "decides"),
            source,
            text_of(item, "confidence") or (source.confidence if source else "assumed"),
        )

    def _checks(self) -> list[Check]:
        found = [self._condition(written) for written in scalars_of(self.root, "checks")]
        return [Check(condition) for condition in found if condition is not None]

    def _in_force(self) -> InForce:
        item = record_of(self.root, "in_force")
        if item is None:
            return InForce(None, None, "")
        start, until = text_of(item, "from"), text_of(item, "until")
        for key in ("from", "until"):
            written = scalar_of(item, key)
            if written is not None and first_day(written.text) is None:
                expected = "a year, a month or a day, such as 2017-05"
                self.problems.append(error("ER103", written.span, found=written.text, expected=expected))
        return InForce(first_day(start), first_day(until), f"{start}..{until}" if start or until else "")


def _source(own: str, item: Record) -> Source:
    return Source(own, label_of(item, own), text_of(item, "confidence"), text_of(item, "document"))


def _choices(record: Record | None) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for pair in record.pairs if record else ():
        if isinstance(pair.value, Record):
            options = {
                option.key.text: label_from(option.value) or Label(option.key.text, option.key.text)
                for option in pair.value.pairs
            }
            found[pair.key.text] = Choice(pair.key.text, options)
    return found
