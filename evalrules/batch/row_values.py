"""Columns as a database gives them, and facts of subjects, as the numbers, truths and options of many rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm
from typing import Any, TypeAlias

import numpy as np

from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.ruleset import Measure
from evalrules.semantics import vectors
from evalrules.semantics.scope import Scope
from evalrules.semantics.vector_rows import Cells, Words
from evalrules.semantics.vectors import Column, End, Numbers, Truths

Facts: TypeAlias = Mapping[str, FactValue]
"""What is known of a subject, by measure."""


def values_of(found: Any, count: int) -> tuple[Column, Column]:  # noqa: ANN401 - an array, masked or not
    """What the database gives of a column, and where it gives something."""
    if isinstance(found, np.ma.MaskedArray):
        is_known = ~np.ma.getmaskarray(found)
        data = found.data
    else:
        data, is_known = np.asarray(found), np.ones(count, bool)
    if data.dtype == object:
        return data, np.array([one is not None for one in data], bool) & is_known
    if data.dtype.kind == "f":
        return np.where(is_known & np.isfinite(data), data, 0).astype(np.int64), is_known & np.isfinite(data)
    return np.where(is_known, data, 0).astype(np.int64), is_known


def narrowed(values: Column, divisor: int) -> tuple[Column, int]:
    """The same numbers over the smallest power of ten that they need."""
    while divisor > 1 and not (values % 10).any():
        values, divisor = values // 10, divisor // 10
    return values, divisor


def fill_none(
    measure: Measure, is_kind: Column, known: dict[str, Column], whole: dict[str, tuple[Column, int]]
) -> None:
    """Nothing is 0 where a row of its kind has none of a column."""
    own = measure.id
    values, divisor = whole.get(own, (np.zeros(is_kind.shape, np.int64), 1))
    before = known.get(own, np.zeros(is_kind.shape, bool))
    whole[own] = (np.where(before, values, 0), divisor)
    known[own] = before | is_kind


def numbers_of(values: Column, divisor: int, known: Column, measure: Measure) -> Numbers:
    """Numbers that are given; where they are not, whatever the measure may be."""
    given = End(values, divisor)
    if known.all():
        return vectors.both(given)
    bounds = vectors.within(measure.low, measure.high)
    return Numbers(vectors.selected(known, given, bounds.low), vectors.selected(known, given, bounds.high))


def cells_of_subjects(facts: Sequence[Facts | None], nobody: Scope, places: Column, words: Words) -> Cells:
    """What is known of the subject of each row; a fact that is the same of all of them is one value."""
    names = dict.fromkeys(name for one in facts if one for name in one)
    numbers: dict[str, Numbers] = {}
    flags: dict[str, Truths] = {}
    options: dict[str, Column] = {}
    for name in names:
        values = [None if one is None else one.get(name) for one in facts]
        measure = nobody.ruleset.measures.get(name)
        if measure is None or measure.value is not None:
            continue
        if measure.type == "yesno":
            flags[name] = Truths(*(np.array([one is wanted for one in values])[places] for wanted in (True, False)))
        elif measure.type in nobody.ruleset.choices:
            every = words.bits(nobody.ruleset.choices[measure.type].options)
            options[name] = np.array([words.bit(one) if isinstance(one, str) else every for one in values])[places]
        elif measure.type in ("count", "number", "percent"):
            numbers[name] = _bounds(values, measure, places)
    return Cells(numbers, flags, options)


def _bounds(values: Sequence[FactValue], measure: Measure, places: Column) -> Numbers:
    """Facts that are numbers, within the bounds that are known."""
    ends = []
    for side, declared in enumerate((measure.low, measure.high)):
        found = [one[side] if isinstance(one, Bounds) else declared for one in values]
        divisor = lcm(*{one.denominator for one in found if one is not None})
        above = [0 if one is None else one.numerator * (divisor // one.denominator) for one in found]
        kind = np.int64 if all(abs(one) < 1 << 62 for one in above) else object
        is_open = np.array([one is None for one in found], bool)[places]
        ends.append(End(np.array(above, kind)[places], divisor, is_open if is_open.any() else None))
    return Numbers(ends[0], ends[1])
