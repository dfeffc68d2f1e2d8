"""The indicators of a ruleset: one for each entry, one for each option, or a pattern for those made from rows."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from evalrules.base.diagnostics import error
from evalrules.base.numbers import Rounding, parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record, Scalar
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_values import full_points
from evalrules.frontend.draft import GRADED, SCORED, Draft, is_must, kind_of
from evalrules.frontend.fields import (
    flag_of,
    label_from,
    label_of,
    record_of,
    records_of,
    scalar_of,
    scalars_of,
    text_of,
)
from evalrules.frontend.meant import ids_by_label
from evalrules.frontend.names import NUMBER, OPTION, Each, Names, ScoreName
from evalrules.frontend.sections import NAMED_BY
from evalrules.model.refs import ColumnRef, PointsRef
from evalrules.model.ruleset import Band, Indicator, Label, Measure, Value
from evalrules.tree.nodes import Compare, Condition, Expression, Extreme, Fact, Number, Parameter

OTHERWISE = "otherwise"
ASSESSOR = "assessor"
_WAYS = ("assessed", "bands", "met", "grade", "awarded")


class Made(NamedTuple):
    """What one entry makes an indicator for: its id, its names, and what is added to its label."""

    id: str
    names: Names
    suffix: Label | None
    row_by: str


def indicators_of(draft: Draft, values: Mapping[str, Value]) -> tuple[Indicator, ...]:
    """Every indicator, in the order of the document."""
    return tuple(
        indicator_of(draft, item, made, values)
        for item in records_of(draft.root, "indicators")
        for made in made_of(draft, item)
    )


def made_of(draft: Draft, item: Record) -> list[Made]:
    """What one entry makes indicators for."""
    own, each = text_of(item, "id"), scalar_of(item, "each")
    if each is None:
        return [Made(own, draft.names, None, "")]
    table, by, column = (part.strip() for part in each.text.partition(" by "))
    if by:
        if column not in draft.names.tables.get(table, {}):
            draft.problems.append(error("ER304", each.span, what="table by column", id=each.text, suggestion=""))
            return []
        row_by = ColumnRef(table, column).text
        return [Made(own, draft.names._replace(row_by=row_by), None, row_by)]
    choice = draft.choices.get(each.text)
    if choice is None:
        draft.refer(item, "each", tuple(draft.choices), "choice")
        return []
    return [
        Made(f"{own}:{option}", draft.names._replace(each=Each(each.text, option)), label, "")
        for option, label in choice.options.items()
    ]


def indicator_of(draft: Draft, item: Record, made: Made, values: Mapping[str, Value]) -> Indicator:
    """One indicator of an entry."""
    kind, rounding, names = kind_of(item), draft.rounding(item), made.names
    ways = [key for key in _WAYS if item.get(key) is not None]
    if len(ways) != 1 or (kind == SCORED and ways != ["awarded"]):
        draft.problems.append(
            error(
                "ER314",
                item.span,
                id=made.id,
                found=", ".join([*ways, *(["points"] if kind == SCORED else [])]) or "nothing",
            )
        )
    if kind == GRADED and not draft.grades:
        draft.problems.append(error("ER109", draft.root.span, key="grades"))
    if draft.groups:
        labels = ids_by_label((group.id, group.label) for group in draft.groups)
        draft.refer(item, "group", tuple(group.id for group in draft.groups), "group", labels)
    full = _full(draft, item, values) if kind == SCORED else None
    points = _points(draft, item, made) if full is not None else None
    met = draft.condition(scalar_of(item, "met"), names, rounding=rounding)
    if points is not None and full is not None and is_must(item):
        met = _has_full_points(points, full)
    must = scalar_of(item, "must")
    must_when = must if must is not None and must.text not in ("true", "false") else None
    return Indicator(
        id=made.id,
        group=text_of(item, "group"),
        label=_label(item, made),
        kind=kind,
        grades=_own_grades(draft, item),
        assessed=bool(text_of(item, "assessed")) or text_of(item, "awarded") == ASSESSOR,
        bands=_bands(draft, item, "bands", names, rounding),
        when_both=text_of(item, "when_both"),
        met=met,
        grade=draft.condition(scalar_of(item, "grade"), names, wanted=OPTION),
        awarded=points if points is None or full is None else _within_limits(points, full),
        full=full,
        each_row=made.row_by,
        ceiling=_bands(draft, item, "ceiling", names, rounding),
        applies=draft.condition(scalar_of(item, "applies"), names),
        must=flag_of(item, "must"),
        must_when=draft.condition(must_when, names),
        advisory=flag_of(item, "advisory"),
        note=label_from(item.get("note")),
        source=draft.source_of(item, made.id),
        ceiling_source=draft.source_of(item, made.id, "ceiling_source", needed=False),
        span=item.span,
        is_unnamed=flag_of(item, "unnamed"),
        named_by=draft.source_of(item, made.id, NAMED_BY, needed=False),
    )


def _label(item: Record, made: Made) -> Label:
    own = label_of(item, made.id)
    return own if made.suffix is None else Label(f"{own.zh}（{made.suffix.zh}）", f"{own.en} ({made.suffix.en})")


def _own_grades(draft: Draft, item: Record) -> tuple[str, ...]:
    """The grades that an indicator can have, best first: all of them, or those it lists."""
    listed = tuple(scalars_of(item, "grades"))
    for grade in listed:
        if grade.text not in draft.grades:
            suggestion = nearest(grade.text, draft.grades)
            draft.problems.append(error("ER304", grade.span, what="grade", id=grade.text, suggestion=suggestion))
    named = {grade.text for grade in listed}
    return tuple(grade for grade in draft.grades if not named or grade in named)


def _bands(draft: Draft, item: Record, section: str, names: Names, rounding: Rounding | None) -> tuple[Band, ...]:
    """The bands of an indicator, best grade first whatever their order in the document."""
    record = record_of(item, section)
    if record is None:
        return ()
    found: dict[str, Band] = {}
    known = _own_grades(draft, item) if item.get("grades") is not None else draft.grades
    for pair in record.pairs:
        grade = pair.key.text
        is_rest = isinstance(pair.value, Scalar) and pair.value.text == OTHERWISE
        if is_rest and (section == "ceiling" or pair is not record.pairs[-1]):
            draft.note_once(error("ER321", pair.value.span, indicator=text_of(item, "id")))
        if grade not in known:
            suggestion = nearest(grade, known)
            draft.problems.append(error("ER304", pair.key.span, what="grade", id=grade, suggestion=suggestion))
        elif is_rest:
            found[grade] = Band(grade, None)
        elif isinstance(pair.value, Scalar):
            condition = draft.condition(pair.value, names, rounding=rounding)
            if condition is not None:
                found[grade] = Band(grade, condition)
    return tuple(found[grade] for grade in known if grade in found)


# -- points ----------------------------------------------------------------------------------------------------------


def _full(draft: Draft, item: Record, values: Mapping[str, Value]) -> Expression | None:
    """The full points: a number, or a number of the standard by its id."""
    written = scalar_of(item, "points")
    if written is None:
        draft.problems.append(error("ER109", item.span, key="points"))
        return None
    number = None if written.quoted else parse_number(written.text)
    given = (
        [number]
        if number is not None
        else list(values[written.text].branches.values())
        if written.text in values
        else []
    )
    if any(points is not None and points <= 0 for points in given):
        draft.note_once(error("ER103", written.span, found=written.text, expected="full points above 0"))
    if number is not None:
        return Number(number, "", written.span)
    draft.refer(item, "points", tuple(values), "value")
    return Parameter(written.text, None, "", written.span) if written.text in values else None


def _points(draft: Draft, item: Record, made: Made) -> Condition | None:
    """What assessors award, or what the standard computes."""
    written = scalar_of(item, "awarded")
    if written is None:
        return None
    if written.text == ASSESSOR:
        return Condition(ASSESSOR, Fact(points_id(made.id), NUMBER, "", written.span), written.span)
    return draft.condition(written, made.names, wanted=NUMBER)


def _within_limits(points: Condition, full: Expression) -> Condition:
    """Computed points, never below none nor above the full ones; what assessors award was checked when it was read."""
    if points.text == ASSESSOR:
        return points
    zero = Number(Fraction(0), "", points.span)
    least = Extreme("min", (points.root, full), "", points.span)
    return points._replace(root=Extreme("max", (zero, least), "", points.span))


def _has_full_points(points: Condition, full: Expression) -> Condition:
    """What an indicator with points that must be reached is met by: full points are above 0, so no limit matters."""
    return Condition(f"{points.text} >= full", Compare(">=", points.root, full, points.span), points.span)


def points_id(indicator: str) -> str:
    """The measure that holds the points which assessors award for an indicator."""
    return PointsRef(indicator).text


def points_measures(indicators: tuple[Indicator, ...], values: Mapping[str, Value]) -> dict[str, Measure]:
    """A measure for the points of each indicator that assessors award, from none to the full points."""
    found = {}
    for one in indicators:
        if one.kind == SCORED and one.assessed:
            own, high = points_id(one.id), full_points(one, values, {})
            found[own] = Measure(
                own, "number", "", one.label, None, Fraction(0), high, "higher", "", None, None, 0, "",
                PointsRef(one.id), one.source, one.span,
            )  # fmt: skip
    return found


def scores_of(draft: Draft, indicators: tuple[Indicator, ...]) -> dict[str, ScoreName]:
    """The points of each scored indicator, for sums over them."""
    found = {
        one.id: ScoreName(one.group, one.awarded.root, one.full, one.applies.root if one.applies else None)
        for one in indicators
        if one.awarded is not None and one.full is not None and not one.advisory
    }
    if any(one.applies is not None for one in found.values()) and not draft.names.not_applicable:
        draft.problems.append(error("ER109", draft.root.span, key="not_applicable"))
    return found
