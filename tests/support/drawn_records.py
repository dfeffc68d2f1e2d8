"""Records of a result drawn from their declaration: every key of its kind, with what may be left out and without."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from evalrules.model import result_shapes
from evalrules.model.assessment import Irrational, Points, RowFigure
from evalrules.model.outcome import MET, NOT_APPLICABLE, NOT_MET, SCORED, graded
from evalrules.model.shapes import Key, Kind, Shape

SHAPES = {name: found for name, found in vars(result_shapes).items() if isinstance(found, Shape)}
"""Every declared record, by the name of its declaration."""

KINDS = {
    name: found for name, found in vars(result_shapes).items() if isinstance(found, Kind) and not name.startswith("_")
}
"""Every declared kind, by its name."""

TEXTS = st.sampled_from(("", "甲", 'a"b\\', "a\nb", "%", "grade:met")) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00")
)
NUMBERS = st.sampled_from(("0", "98.5", "-3", "2/3", "100"))
OUTCOMES = st.sampled_from((MET, NOT_MET, NOT_APPLICABLE, SCORED, graded("A"), graded("met")))
WRITTEN = st.none() | st.booleans() | NUMBERS | TEXTS | st.sampled_from((Irrational("2", "1.41…"), Irrational("", "3")))
_ENDS = st.none() | NUMBERS
_POINTS = st.none() | st.builds(Points, _ENDS, _ENDS, _ENDS, _ENDS)
_OWN = {
    "points": _POINTS, "score": _POINTS, "stated": NUMBERS | st.just("1..2"),
    "row_figure": WRITTEN.map(RowFigure)
    | st.builds(RowFigure, WRITTEN, st.sampled_from(result_shapes.OPERATORS), WRITTEN, st.none() | st.booleans()),
}  # fmt: skip
_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS, "flag": st.booleans(), "whole": st.integers(0, 10**6), "number": NUMBERS, "written": WRITTEN,
    "outcome": OUTCOMES, "outcome_text": OUTCOMES.map(str), "standing_text": st.just("unknown") | OUTCOMES.map(str),
}  # fmt: skip


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Values of a kind."""
    match kind.name:
        case "maybe":
            assert kind.part is not None
            return st.none() | values_of(kind.part)
        case "listed":
            assert kind.part is not None
            return st.lists(values_of(kind.part), max_size=2).map(tuple)
        case "word":
            return st.sampled_from(kind.words)
        case "record":
            assert kind.shape is not None
            return records_of(kind.shape)
        case "either":
            assert kind.shape is not None
            assert kind.other is not None
            return records_of(kind.shape) | records_of(kind.other)
        case "own":
            return _OWN[kind.own]
    return _PLAIN[kind.name]


def records_of(shape: Shape) -> st.SearchStrategy[Any]:
    """Records of a shape."""
    fields = {key.field: _values(key) for key in shape.keys}
    return st.fixed_dictionaries(fields).map(lambda drawn: shape.type(**{**shape.fixed, **drawn}))


def _values(key: Key) -> st.SearchStrategy[Any]:
    values = values_of(key.kind)
    return values if key.is_always_written else values | st.just(key.left_out)
