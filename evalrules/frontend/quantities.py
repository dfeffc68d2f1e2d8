"""The quantities of a ruleset: numbers of the standard, measures, tables of rows, series, members."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise

from evalrules.base.diagnostics import error
from evalrules.base.numbers import parse_number
from evalrules.base.source import Listing, Node, Record, Scalar, Span
from evalrules.base.suggestions import nearest
from evalrules.base.units import canonical_unit
from evalrules.frontend.checks import checks_of
from evalrules.frontend.draft import Draft
from evalrules.frontend.fields import (
    entries_of,
    flag_of,
    label_from,
    label_of,
    record_of,
    scalar_of,
    scalars_of,
    text_of,
)
from evalrules.frontend.names import KIND_OF_TYPE, NUMBER, Each
from evalrules.frontend.sections import FILLED, VALUE
from evalrules.frontend.shape import unknown_entries
from evalrules.model.refs import HOLDING, TOTAL, ColumnRef, MembersRef, OptionRef, OwnRef, YearRef
from evalrules.model.ruleset import Citation, Label, Measure, MemberGroup, NoneFor, RowCount, Table, Value

_TYPES = {
    "百分比": "percent", "百分数": "percent", "数量": "count", "个数": "count", "数": "number", "数值": "number",
    "是否": "yesno", "是非": "yesno", "日期": "date", "文本": "text", "文字": "text", "integer": "count",
    "int": "count", "float": "number", "bool": "yesno", "boolean": "yesno", "string": "text",
}  # fmt: skip
"""What else the types of measures are called."""

_BESIDE_BRANCHES = frozenset(key.name for key in VALUE.keys)


# -- numbers of the standard -----------------------------------------------------------------------------------------


def value_of(draft: Draft, key: Scalar, item: Record) -> Value:
    """One entry under `values`: a number, one for each option, or a table of numbers."""
    by = text_of(item, "by")
    curve = _curve(draft, item)
    ways = [scalar for name in ("by", "points", "value") if (scalar := item.key(name)) is not None]
    if len(ways) > 1:
        found, expected = " and ".join(scalar.text for scalar in ways), "one of value, by, points"
        draft.problems.append(error("ER103", ways[1].span, found=found, expected=expected))
    if not by:
        draft.problems += unknown_entries(item, sorted(_BESIDE_BRANCHES))
    branches = _branches(draft, key, item, by) if by else {} if curve else {"": draft.number(item.get("value"))}
    given = bool(curve) or any(number is not None for number in branches.values())
    return Value(
        id=key.text,
        label=label_of(item, key.text),
        unit=canonical_unit(text_of(item, "unit")),
        by=by,
        branches=branches,
        curve=curve,
        source=draft.source_of(item, key.text, needed=given),
        note=label_from(item.get("note")),
        span=key.span,
        filled=_filled(draft, item),
    )


def _filled(draft: Draft, item: Record) -> dict[str, Citation]:
    """The sources of the options that an overlay filled in."""
    written = record_of(item, FILLED)
    options = [pair.key.text for pair in written.pairs] if written is not None else []
    cited = ((option, draft.source_of(written, option, option)) for option in options if written is not None)
    return {option: source for option, source in cited if source is not None}


def _branches(draft: Draft, key: Scalar, item: Record, by: str) -> dict[str, Fraction | None]:
    choice = draft.choices.get(by)
    if choice is None:
        draft.refer(item, "by", tuple(draft.choices), "choice")
        return {}
    branches: dict[str, Fraction | None] = dict.fromkeys(choice.options)
    for pair in item.pairs:
        if pair.key.text in branches:
            branches[pair.key.text] = draft.number(pair.value)
        elif pair.key.text not in _BESIDE_BRANCHES:
            suggestion = nearest(pair.key.text, choice.options)
            found = error("ER304", pair.key.span, what=f"option of {by}", id=pair.key.text, suggestion=suggestion)
            draft.problems.append(found)
    absent = [option for option in choice.options if item.get(option) is None and item.key(option) is None]
    if absent:
        draft.problems.append(error("ER311", key.span, id=key.text, options=", ".join(absent)))
    return branches


def _curve(draft: Draft, item: Record) -> tuple[tuple[Fraction, Fraction], ...]:
    """The pairs [at, number] of a table of numbers, which must rise."""
    written = item.get("points")
    if not isinstance(written, Listing):
        return ()
    pairs = [_pair(draft, node) for node in written.items]
    found = tuple(pair for pair in pairs if pair is not None)
    if any(first[0] >= second[0] for first, second in pairwise(found)):
        expected = "pairs [at, number], each `at` above the one before"
        draft.problems.append(error("ER103", written.span, found="pairs that do not rise", expected=expected))
    return found


def _pair(draft: Draft, node: Node) -> tuple[Fraction, Fraction] | None:
    numbers = [draft.number(part) for part in node.items] if isinstance(node, Listing) else []
    return (numbers[0], numbers[1]) if len(numbers) == 2 and None not in numbers else None  # type: ignore[return-value]  # no None, just looked at


# -- measures --------------------------------------------------------------------------------------------------------


def measures_of(draft: Draft, known: Collection[int] = ()) -> dict[str, Measure]:
    """Every measure of the subject, each series also year by year, then the columns of tables and the members.

    What is `known`, by the identity of its nodes, is left out.
    """
    found: dict[str, Measure] = {}
    for key, item in entries_of(draft.root, "measures"):
        if id(item) in known:
            continue
        measure = _measure(draft, key, item)
        found[measure.id] = measure
        for back in range(measure.series):
            year = _of_year(measure, key.text, back)
            found[year.id] = year
        found |= _of_options(draft, key, item, measure)
    for table, item in entries_of(draft.root, "tables"):
        for key, field in entries_of(item, "columns"):
            if id(field) in known:
                continue
            column = _measure(draft, key, field, table=table.text)
            found[column.id] = column._replace(none_for=_none_for(draft, table.text, item, field))
    for key, item in entries_of(draft.root, "members"):
        found |= {measure.id: measure for measure in _of_members(key, label_of(item, key.text))}
    return found


def _measure(draft: Draft, key: Scalar, item: Record, *, table: str = "") -> Measure:
    kind, unit = text_of(item, "type"), draft.unit(item)
    if kind not in KIND_OF_TYPE and kind not in draft.choices:
        draft.refer(item, "type", (*KIND_OF_TYPE, *draft.choices), "type", _TYPES)
    low, high = _range(draft, item, kind)
    name = draft.measure_name(item)
    if name.rounding is not None and name.kind != NUMBER:
        draft.problems.append(
            error("ER103", (item.key("round") or key).span, found=f"round of {kind}", expected="a number to round")
        )
    ref = ColumnRef(table, key.text) if table else OwnRef(key.text)
    return Measure(
        id=ref.text,
        type=kind,
        unit=unit,
        label=label_of(item, key.text),
        definition=label_from(item.get("definition")),
        low=low,
        high=high,
        better=text_of(item, "better"),
        choice=name.choice,
        value=None if name.each else draft.formula(scalar_of(item, "value"), unit, table=table),
        rounding=name.rounding,
        series=name.series,
        each=name.each,
        ref=ref,
        source=draft.source_of(item, key.text, needed=False),
        span=key.span,
        is_questioned=item.get("questioned") is None or flag_of(item, "questioned"),
        is_fixed=flag_of(item, "fixed"),
        is_shown=flag_of(item, "shown"),
        rounding_source=draft.rounding_source(item, key.text),
    )


def _none_for(draft: Draft, table: str, item: Record, field: Record) -> NoneFor | None:
    """The rows that have none of a column, as `none_for: {kind: [primary, junior]}` names them."""
    written = record_of(field, "none_for")
    if written is None:
        return None
    kind = text_of(field, "type")
    if kind not in ("count", "number") or field.get("value") is not None:
        wanted = "a number that the evidence gives"
        found = "none_for where the column is a formula or no number"
        draft.problems.append(error("ER103", written.span, found=found, expected=wanted))
    (pair, *_) = written.pairs  # the schema allows just one
    types = {column.text: text_of(other, "type") for column, other in entries_of(item, "columns")}
    chosen = {column: kind for column, kind in types.items() if kind in draft.choices}
    if pair.key.text not in chosen:
        suggestion = nearest(pair.key.text, tuple(chosen))
        draft.problems.append(error("ER304", pair.key.span, what="column", id=pair.key.text, suggestion=suggestion))
        return None
    known = tuple(draft.choices[chosen[pair.key.text]].options)
    options = tuple(scalars_of(written, pair.key.text))
    for option in options:
        if option.text not in known:
            suggestion = nearest(option.text, known)
            draft.problems.append(error("ER304", option.span, what="option", id=option.text, suggestion=suggestion))
    return NoneFor(ColumnRef(table, pair.key.text).text, tuple(option.text for option in options))


def _of_options(draft: Draft, key: Scalar, item: Record, measure: Measure) -> dict[str, Measure]:
    """The measure for each option of the choice it is declared for."""
    choice = draft.choices.get(measure.each)
    if choice is None:
        if measure.each:
            draft.refer(item, "each", tuple(draft.choices), "choice")
        return {}
    found = {}
    for option, name in choice.options.items():
        ref = OptionRef(key.text, option)
        names = draft.names._replace(each=Each(choice.id, option))
        label = Label(f"{measure.label.zh}（{name.zh}）", f"{measure.label.en} ({name.en})")
        value = draft.formula(scalar_of(item, "value"), measure.unit, names=names)
        found[ref.text] = measure._replace(id=ref.text, label=label, value=value, ref=ref, each="")
    return found


def _of_year(measure: Measure, own: str, back: int) -> Measure:
    ref = YearRef(own, back)
    label = Label(
        measure.label.zh + (f"（前{back}年）" if back else "（当年）"),
        measure.label.en + (f" ({back} {'year' if back == 1 else 'years'} before)" if back else " (this year)"),
    )
    return measure._replace(id=ref.text, label=label, ref=ref, series=0)


def _of_members(key: Scalar, label: Label) -> tuple[Measure, Measure]:
    in_all = Label(f"{label.zh}总数", f"{label.en} in all")
    total = _counted(MembersRef(key.text, TOTAL), in_all, "", key.span)
    holding = Label(f"已达标的{label.zh}", f"{label.en} that hold the title")
    return total, _counted(MembersRef(key.text, HOLDING), holding, "higher", key.span)


def _counted(ref: MembersRef, label: Label, better: str, span: Span) -> Measure:
    zero = Fraction(0)
    return Measure(ref.text, "count", "", label, None, zero, None, better, "", None, None, 0, "", ref, None, span)


def _range(draft: Draft, item: Record, kind: str) -> tuple[Fraction | None, Fraction | None]:
    written = item.get("range")
    if not isinstance(written, Listing) or len(written.items) != 2:
        return (Fraction(0) if kind == "count" else None), None
    low, high = draft.number(written.items[0]), draft.number(written.items[1])
    if low is not None and high is not None and low > high:
        draft.problems.append(error("ER103", written.span, found=f"{low} > {high}", expected="range [low, high]"))
    return low, high


# -- tables and members ----------------------------------------------------------------------------------------------


def tables_of(draft: Draft, known: Collection[int] = ()) -> dict[str, Table]:
    """The tables of rows that the evidence may hold, but for those `known` by the identity of their nodes."""
    return {
        key.text: _table(draft, key, item) for key, item in entries_of(draft.root, "tables") if id(item) not in known
    }


def _table(draft: Draft, key: Scalar, item: Record) -> Table:
    columns = tuple(column.text for column, _ in entries_of(item, "columns"))
    derived = [column.text for column, field in entries_of(item, "columns") if field.get("value") is not None]
    for named in scalars_of(item, "key"):
        if named.text not in columns:
            suggestion = nearest(named.text, columns)
            draft.problems.append(error("ER304", named.span, what="column", id=named.text, suggestion=suggestion))
        elif named.text in derived:
            wanted = "a column that the evidence gives"
            draft.problems.append(error("ER103", named.span, found=named.text, expected=wanted))
    return Table(
        id=key.text,
        label=label_of(item, key.text),
        key=tuple(ColumnRef(key.text, named.text).text for named in scalars_of(item, "key")),
        columns=tuple(ColumnRef(key.text, column).text for column in columns),
        leave_out=draft.condition(scalar_of(item, "leave_out"), table=key.text),
        expected=_expected(draft, key.text, item, [column for column in columns if column not in derived]),
        source=draft.source_of(item, key.text, needed=False),
        span=key.span,
        checks=checks_of(draft, item, key.text),
    )


def _expected(draft: Draft, table: str, item: Record, given: list[str]) -> RowCount | None:
    """How many rows there must be: a number, or `{at_least: number, of: a column that the evidence gives}`."""
    exactly, least = scalar_of(item, "rows"), record_of(item, "rows")
    if exactly is not None:
        return RowCount(int(parse_number(exactly.text) or 0))
    if least is None:
        return None
    of = draft.refer(least, "of", tuple(given), "column")
    number = int(parse_number(text_of(least, "at_least")) or 0)
    return RowCount(number, is_least=True, of=ColumnRef(table, of).text if of else "")


def members_of(draft: Draft) -> dict[str, MemberGroup]:
    """The groups of lower subjects with a verdict of their own."""
    return {
        key.text: MemberGroup(
            key.text, label_of(item, key.text), tuple(level.text for level in scalars_of(item, "holds")),
            draft.source_of(item, key.text, needed=False),
        )
        for key, item in entries_of(draft.root, "members")
    }  # fmt: skip
