"""The cells of a table in columns: plain values of the types that the ruleset asks for, or NULL.

A cell in which something stands and of which no plain value comes leaves its row (`Cells.odd`). What is plain here is
plain to the quick way, too (evalrules.batch.plain), with fewer digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlglot import exp

from evalrules.base.numbers import number_text
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.units import written_factor
from evalrules.batch.columns import FACTS, GRADES, PERIOD, SUBJECT, Place, Placed
from evalrules.batch.plain import BLANK, TRUTHS, Quick, words_of
from evalrules.model.outcome import MET
from evalrules.model.ruleset import Measure
from evalrules.semantics.columns_numbers import Digits, NotInColumns, cast_to
from evalrules.semantics.columns_plan import ranks_of_cells
from evalrules.semantics.columns_truth import Tree, called, is_known, is_null, joined, negated, one_of, when

WHOLE, PLACES = 12, 6
"""How many digits a number may have before its point and behind it, where its measure says no less."""

YEARS = range(1900, 2100)
"""The years that are plain."""

WHOLE_TYPES = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
)
_DECIMAL = pattern(r"DECIMAL\((?P<width>[0-9]+),\s*(?P<places>[0-9]+)\)", re.ASCII)
NO_RANK = 99
"""What stands for a grade that is none."""

_SAFE_ID = "[A-Za-z_-]{0,3}[0-9][0-9A-Za-z_-]*"
_SAFE_NAME = "[0-9A-Za-z_-]*[\u4e00-\u9fff][0-9A-Za-z_\u4e00-\u9fff-]*"
_UNSAFE_WORDS = (
    "计|总|均|注|说明|来源|章|签|印|填|报|制表|审|核|经办|负责|主管|校长|园长|联系|截|盖|电话|单位|日期|时间|以下|页|年"
    "|^[全本一二三四五六七八九十]|学校$"
)
"""What stands in the words for lines that are no subject's (evalrules.base.table_words), and in some names."""


class Sign(NamedTuple):
    """What is worked out of a cell before all else, once: its name, and how."""

    name: str
    tree: Tree


class Cells(NamedTuple):
    """What the columns of a table come to: trees over `c0`, `c1` … by the names under which they go on.

    `signs` are worked out before all others, once each. `values` are those of measures and grades, which go on under
    these names; `odd` say of a row that it is left.
    """

    signs: tuple[Sign, ...]
    subject: tuple[Tree, Tree, Tree]
    kept: tuple[Tree, ...]
    facts: Mapping[str, Digits]
    grades: Mapping[str, Tree]
    values: Mapping[str, Tree]
    odd: tuple[Tree, ...]


def column(at: int) -> Tree:
    """A column of the table as it came."""
    return exp.column(f"c{at}")


def cells_of(
    columns: Sequence[Placed],
    types: Sequence[str],
    keep: Sequence[str],
    quick: Quick,
    settled: frozenset[int] = frozenset(),
) -> Cells:
    """The cells of a table with these columns, of which some are settled beforehand.

    Raises NotInColumns with what keeps all of its rows from being plain.
    """
    facts: dict[str, Digits] = {}
    grades: dict[str, Tree] = {}
    values: dict[str, Tree] = {}
    odd: list[Tree] = []
    for one in columns:
        if one.place is None or one.place.section in (SUBJECT, PERIOD) or one.at in settled:
            continue
        found = _value(one, one.place, types[one.at], quick)
        if found is None:
            odd.append(_stands(one.at, types[one.at]))
            continue
        name = f"v{one.at}"
        values[name] = found.tree
        if one.place.section == FACTS:
            facts[one.place.name] = found._replace(tree=exp.column(name))
            if types[one.at] != "BOOLEAN":
                odd.append(joined(exp.And, [_stands(one.at, types[one.at]), is_null(exp.column(name))]))
        else:
            grades[one.place.name] = exp.column(name)
    signs = _signs(columns, types)
    texts = tuple(_subject_text(part, columns, types) for part in ((SUBJECT, "id"), (SUBJECT, "name"), (PERIOD, "")))
    by_name = {one.name: one.at for one in columns}
    kept = tuple(_text(by_name[name], types) if name in by_name else exp.Literal.string("") for name in keep)
    if grades:
        odd.append(exp.GTE(this=called("greatest", *grades.values()), expression=exp.Literal.number(NO_RANK)))
    odd += [*_odd_period(columns, types, quick), *_odd_subject(columns, signs)]
    return Cells(tuple(signs.values()), (texts[0], texts[1], texts[2]), kept, facts, grades, values, tuple(odd))


def _stands(at: int, kind: str) -> Tree:
    """That something stands in a cell."""
    known = is_known(column(at))
    if kind != "VARCHAR":
        return known
    return joined(exp.And, [known, exp.NEQ(this=column(at), expression=exp.Literal.string(""))])


# -- values --------------------------------------------------------------------------------------------------------


def _value(one: Placed, place: Place, kind: str, quick: Quick) -> Digits | None:
    """The plain value of a cell; None where no cell of the column has one."""
    ruleset = quick.ruleset
    if place.section == GRADES and place.name in quick.by_panel:
        return _rank(one.at, kind, place.name, quick)
    if place.section != FACTS or place.part:
        return None
    measure, unit = ruleset.measures[place.name], one.head.unit
    if measure.value is not None or measure.series or measure.each:
        return None
    if unit is not None and written_factor(unit.text, measure.unit) != 1:
        return None
    if measure.type == "yesno":
        return _truth(one.at, kind)
    if measure.type in ruleset.choices:
        allowed = quick.admission.words(measure.id)
        return _word(
            one.at, kind, {word: own for word, own in words_of(measure.type, ruleset).items() if own in allowed}
        )
    is_asked = measure.type == "percent" and (unit is None or bool(unit.span.sheet))
    return _number(one.at, kind, measure, quick, is_asked=is_asked) if measure.type in quick.NUMBERS else None


def _rank(at: int, kind: str, own: str, quick: Quick) -> Digits:
    """What a panel says as the rank of an outcome; `NO_RANK` where something else stands there."""
    ranks = ranks_of_cells(quick.compiled.plans[quick.by_panel[own][0]])
    is_of_truths = quick.ruleset.indicator(own).kind == MET.kind
    words: dict[Any, int] = {}
    if kind == "VARCHAR":
        allowed = quick.admission.grades(own)
        words = {word: ranks[is_it] for word, is_it in TRUTHS.items()} if is_of_truths else {
            word: rank for word, rank in ranks.items() if word in allowed}  # fmt: skip
    elif kind == "BOOLEAN" and is_of_truths:
        words = dict(ranks)
    arms: list[tuple[Tree, Tree]] = []
    for word, rank in words.items():
        arms.append((exp.EQ(this=column(at), expression=exp.convert(word)), _small(rank)))
    arms.append((_stands(at, kind), _small(NO_RANK)))
    return Digits(when(arms, exp.Null()), 0, 0)


def _small(value: int) -> Tree:
    """A number that is written, in a byte: what a database works out beforehand, not in each row."""
    return cast_to(exp.Literal.number(value), "TINYINT")


def _truth(at: int, kind: str) -> Digits | None:
    if kind == "BOOLEAN":
        return Digits(column(at), 0, 0)
    return _word(at, kind, TRUTHS)


def _word(at: int, kind: str, words: Mapping[str, str] | Mapping[str, bool]) -> Digits | None:
    if kind != "VARCHAR":
        return None
    if all(word == own for word, own in words.items()):
        return Digits(when(((one_of(column(at), words), column(at)),), exp.Null()), 0, 0)
    arms = [
        (exp.EQ(this=column(at), expression=exp.Literal.string(word)), exp.convert(own)) for word, own in words.items()
    ]
    return Digits(when(arms, exp.Null()), 0, 0)


def _number(at: int, kind: str, measure: Measure, quick: Quick, *, is_asked: bool) -> Digits | None:
    """A number within what its measure may be; a percentage of at most 1 may be a share, which is asked about."""
    bounds = quick.admission.numbers(measure.id)
    if bounds is None:
        return None
    (low, high), has_decimals = bounds
    most = 10**WHOLE - 1
    low, high = max(low, -most), min(high, most)
    read = _read(at, kind, has_decimals=has_decimals)
    if read is None:
        return None
    tests: list[Tree] = [exp.Between(this=read.tree.copy(), low=_plain(low), high=_plain(high))]
    if is_asked:
        share = exp.Between(this=read.tree.copy(), low=exp.convert(0), high=exp.convert(1))
        tests.append(
            exp.Or(this=exp.EQ(this=read.tree.copy(), expression=exp.convert(0)), expression=exp.Not(this=share))
        )
    whole = max(len(str(abs(int(end)))) for end in (low, high))
    found = Digits(exp.Null(), whole, read.places)
    value = cast_to(read.tree.copy(), found.type)
    return found._replace(tree=when(((joined(exp.And, tests), value),), exp.Null()))


def _plain(value: object) -> Tree:
    """An end of a range as it is written."""
    return exp.Literal.number(number_text(Fraction(str(value))))


def _read(at: int, kind: str, *, has_decimals: bool) -> Digits | None:
    """A cell as an exact number or NULL; None where its column has none."""
    if kind in WHOLE_TYPES:
        return Digits(column(at), WHOLE, 0)
    decimal = _DECIMAL.fullmatch(kind)
    if decimal is not None:
        places = int(decimal["places"])
        kept = min(places, PLACES) if has_decimals else 0
        if kept == places:
            return Digits(column(at), WHOLE, places)
        return Digits(when(((_is_exact(column(at), kept), column(at)),), exp.Null()), WHOLE, kept)
    if kind in ("DOUBLE", "VARCHAR"):
        text = column(at) if kind == "VARCHAR" else cast_to(column(at), "VARCHAR")
        digits = f"-?[0-9]{{1,{WHOLE}}}"
        behind = f"([.][0-9]{{1,{PLACES}}})?" if has_decimals else "([.]0)?" if kind == "DOUBLE" else ""
        trimmed = text if kind == "DOUBLE" else _trimmed(text)
        places = PLACES if has_decimals else 0
        is_plain = called("regexp_full_match", trimmed, exp.Literal.string(digits + behind))
        number = exp.TryCast(this=trimmed.copy(), to=exp.DataType.build(f"DECIMAL(18, {places})"))
        return Digits(when(((is_plain, number),), exp.Null()), WHOLE, places)
    return None


def _is_exact(value: Tree, places: int) -> Tree:
    """That a number has no more decimals than these."""
    return exp.EQ(this=value.copy(), expression=called("round", value, exp.convert(places)))


# -- whose row it is ---------------------------------------------------------------------------------------------------


def _trimmed(text: Tree) -> Tree:
    return called("trim", text, exp.Literal.string(BLANK))


def _text(at: int, types: Sequence[str]) -> Tree:
    """The text of a cell, "" where nothing stands."""
    if types[at] == "VARCHAR":
        text = _trimmed(column(at))
    elif types[at] in WHOLE_TYPES:
        text = cast_to(column(at), "VARCHAR")
    else:
        raise NotInColumns(f"the text of a column of {types[at]}")
    return exp.Coalesce(this=text, expressions=[exp.Literal.string("")])


def _at(part: tuple[str, str], columns: Sequence[Placed]) -> int | None:
    return next((one.at for one in columns if one.place == Place(*part)), None)


def _subject_text(part: tuple[str, str], columns: Sequence[Placed], types: Sequence[str]) -> Tree:
    at = _at(part, columns)
    if at is None:
        return exp.Literal.string("")
    text, sign = _text(at, types), _signs(columns, types).get(part[1])
    return text if sign is None else when(((exp.column(sign.name), column(at)),), text)


def _signs(columns: Sequence[Placed], types: Sequence[str]) -> dict[str, Sign]:
    """That the id of a subject is a plain code, by "id": nothing need be cut off it, and it is no word."""
    at = _at((SUBJECT, "id"), columns)
    if at is None or types[at] != "VARCHAR":
        return {}
    return {"id": Sign("is_code", called("regexp_full_match", column(at), exp.Literal.string(_SAFE_ID)))}


def _odd_period(columns: Sequence[Placed], types: Sequence[str], quick: Quick) -> list[Tree]:
    """A period that is no plain year; any at all where days matter."""
    at = _at((PERIOD, ""), columns)
    if at is None:
        return []
    stands = _stands(at, types[at])
    if quick.is_dated:
        return [stands]
    if types[at] in WHOLE_TYPES:
        ends = (exp.Literal.number(end) for end in (YEARS[0], YEARS[-1]))
        year: Tree = exp.Between(this=column(at), low=next(ends), high=next(ends))
    else:
        text = cast_to(column(at), "VARCHAR")
        year = called("regexp_full_match", text, exp.Literal.string("(19|20)[0-9]{2}"))
    return [joined(exp.And, [stands, negated(year)])]


def _odd_subject(columns: Sequence[Placed], signs: Mapping[str, Sign]) -> list[Tree]:
    """A row that may be no subject's: of nobody, of a total or a note, or the heading said again."""
    placed = {part: _at((SUBJECT, part), columns) for part in ("id", "name")}
    at = {part: own for part, own in placed.items() if own is not None}
    plain = {part: _is_plain_name(part, next(one.name for one in columns if one.at == own)) for part, own in at.items()}
    for part, sign in signs.items():
        plain[part] = when(((exp.column(sign.name), exp.true()),), plain[part])
    year = exp.NEQ(this=exp.column("period"), expression=exp.Literal.string(""))
    is_first = min(one.at for one in columns)
    found = [joined(exp.And, list(plain.values()))] if len(plain) > 1 else []
    for part, tree in plain.items():
        others = [exp.EQ(this=exp.column(other), expression=exp.Literal.string("")) for other in plain if other != part]
        alone = [tree, *others]
        found.append(joined(exp.And, alone if at[part] == is_first else [*alone, year]))
    return [negated(joined(exp.Or, found))]


def is_safe_name(text: Tree) -> Tree:
    """That a text is a name that has nothing of the words for lines that are no subject's."""
    is_id = called("regexp_full_match", text, exp.Literal.string(_SAFE_ID))
    is_name = called("regexp_full_match", text, exp.Literal.string(_SAFE_NAME))
    is_word = called("regexp_matches", text, exp.Literal.string(_UNSAFE_WORDS))
    return joined(exp.Or, [is_id, joined(exp.And, [is_name, negated(is_word)])])


def _is_plain_name(part: str, heading: str) -> Tree:
    """That an id or a name is given that has nothing of the words for lines that are no subject's."""
    text = exp.column(part)
    is_other = exp.NEQ(this=text, expression=exp.Literal.string(heading))
    is_id = called("regexp_full_match", text, exp.Literal.string(_SAFE_ID))
    is_name = called("regexp_full_match", text, exp.Literal.string(_SAFE_NAME))
    is_word = called("regexp_matches", text, exp.Literal.string(_UNSAFE_WORDS))
    return joined(exp.Or, [is_id, joined(exp.And, [is_name, negated(is_word), is_other])])
