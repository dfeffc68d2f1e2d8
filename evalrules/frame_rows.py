"""The rows of data frames of pandas and polars as records of Python, and a frame of the same library out of answers.

What a frame cannot be is refused here, before anything is judged: ER463 names the argument. Nothing is imported but the
library of a frame that the caller gave, which is there already.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any, TypeVar

from evalrules.base.diagnostics import EvalrulesError, error
from evalrules.base.short_floats import as_meant, is_short

Frame = TypeVar("Frame")

SECTIONS = {"fact": "facts", "grade": "grades", "point": "points", "attribute": "attributes", "member": "members"}
"""What the column `section` of a long frame says, as in evidence that is a table (docs/contract.md)."""

_EXACT_FROM = 2**53
"""From here on a binary number no longer holds every whole one."""


def refused(name: str, found: str, expected: str) -> EvalrulesError:
    """ER463 for an argument of another kind."""
    return EvalrulesError((error("ER463", None, name=name, found=found, expected=expected),))


def library_of(frame: object, name: str) -> str:
    """The library of a data frame; ER463 for anything else, and for a query of polars, which has no rows yet."""
    library, kind = type(frame).__module__.partition(".")[0], type(frame).__name__
    if library not in ("pandas", "polars") or kind == "LazyFrame" or not hasattr(frame, "columns"):
        raise refused(name, kind, "a data frame of pandas or polars")
    return library


def columns_of(frame: Any, name: str = "frame") -> list[str]:  # noqa: ANN401 - a type that is not imported
    """The names of the columns of a frame; ER463 where two have one name."""
    library_of(frame, name)
    names = [str(own) for own in frame.columns]
    twins = [own for own in dict.fromkeys(names) if names.count(own) > 1] if len(set(names)) < len(names) else []
    if twins:
        raise refused(name, ", ".join(twins), "one column of each name")
    return names


def records_of(frame: Any, name: str = "frame") -> Iterator[dict[str, Any]]:  # noqa: ANN401 - as above
    """The rows of a frame one after the other, as mappings."""
    names = columns_of(frame, name)
    rows = frame.iter_rows() if library_of(frame, name) == "polars" else _rows_of_pandas(frame)
    kinds = {own: kind for own, kind in zip(names, frame.dtypes, strict=True) if is_short(kind)}
    records = (dict(zip(names, row, strict=True)) for row in rows)
    return (one | {own: as_meant(one[own], kind) for own, kind in kinds.items()} for one in records)


def _rows_of_pandas(frame: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - a type that is not imported
    """The rows with values of Python, where `iterrows` would make one type of all columns."""
    columns = (frame.iloc[:, at].tolist() for at in range(frame.shape[1]))
    return zip(*columns, strict=True) if frame.shape[1] else iter([()] * len(frame))


def records_of_long(frame: Any, by: str) -> list[dict[str, Any]]:  # noqa: ANN401 - as above
    """One record a subject, from a frame with one value a row."""
    found: dict[Any, dict[str, Any]] = {}
    for one in records_of(frame):
        section = "" if says_nothing(one.get("section")) else str(one["section"])
        year = "" if says_nothing(one.get("year")) else str(exact(one["year"]))
        words = (SECTIONS.get(section, section), str(exact(one["id"])), year)
        name = ".".join(word for word in words if word)
        record = found.setdefault(_named(one[by], by), {by: one[by]})
        if name in record:
            raise refused(f"{by}={one[by]}", name, "one value of each")
        record[name] = one["value"]
    return list(found.values())


def refuse_twins(records: Iterable[Mapping[str, Any]], by: str) -> None:
    """ER463 where two rows are of one subject, or one of none."""
    met: set[Any] = set()
    for record in records:
        if _named(record[by], by) in met:
            raise refused(by, str(record[by]), "one row of each subject")
        met.add(record[by])


def join_rows(records: Sequence[dict[str, Any]], rows: Mapping[str, Any], by: str) -> None:
    """Gives each record the rows of its tables; ER463 where a row belongs to none of them."""
    owners = {record[by]: record for record in records}
    for name, frame in rows.items():
        where = f"rows.{name}"
        need(columns_of(frame, where), [by], where)
        for row in records_of(frame, where):
            own = row.pop(by)
            if says_nothing(own) or own not in owners:
                raise refused(where, "null" if says_nothing(own) else str(own), "a subject of the frame")
            owners[own].setdefault(name, []).append({key: exact(value) for key, value in row.items()})


def _named(value: Any, by: str) -> Any:  # noqa: ANN401 - whatever names a subject
    if says_nothing(value):
        raise refused(by, "null", "the name of a subject in each row")
    try:
        hash(value)
    except TypeError:
        raise refused(by, type(value).__name__, "the name of a subject in each row") from None
    return value


def need(names: Sequence[str], wanted: Sequence[str], where: str) -> None:
    """ER463 where a frame has not the columns that are wanted."""
    lacking = [one for one in wanted if one not in names]
    if lacking:
        raise refused(where, ", ".join(names), f"a column {lacking[0]!r}")


def answered(frame: Frame, kept: Sequence[str], answers: Mapping[str, Sequence[Any]], *, long: bool) -> Frame:
    """A frame of the library of `frame`: the columns that are kept, as they are, then the answers, texts or nothing.

    A column of answers has one type, whatever stands in it, so that frames of two runs can be put together.
    """
    own: Any = frame
    library = library_of(frame, "frame")
    names = [] if long else [name for name in kept if name in columns_of(frame)]
    made: Any = import_module(library)
    if library == "polars":
        texts = {name: made.String for name in answers if name not in kept}
        new = made.DataFrame({name: answers[name] for name in answers if name not in names}, schema_overrides=texts)
        return (own.select(names).hstack(new) if names else new).select(list(answers))  # type: ignore[no-any-return]
    columns = columns_of(frame)
    whole = {} if long else {name: own.iloc[:, columns.index(name)] for name in names}
    index = None if long else own.index
    for name, values in answers.items():
        if name not in whole:
            kind = None if name in kept else object
            whole[name] = made.Series(list(values), index=index, dtype=kind)
    ordered = {name: whole[name] for name in answers}
    return made.DataFrame(ordered, index=index, columns=list(answers))  # type: ignore[no-any-return]


def says_nothing(value: object) -> bool:
    """None, NaN and NA, by which frames say nothing, and an empty text."""
    is_nan = isinstance(value, float) and math.isnan(value)
    return value is None or is_nan or type(value).__name__ in ("NAType", "NaTType") or (value == "") is True


def exact(value: Any) -> Any:  # noqa: ANN401 - whatever stands in a cell
    """A binary number by its shortest decimal text, as evidence takes it; NaN, by which frames say nothing, is None."""
    if type(value) is not float or math.isinf(value):
        return value
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _EXACT_FROM else Decimal(repr(value))
