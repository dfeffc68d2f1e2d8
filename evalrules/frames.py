"""Many subjects at once: a row of conclusions for each row of a data frame, or for each of a stream of records.

A column is a fact or a grade by its id or its name, `facts.ID` or `grades.ID` where one name means both, `ID.OPTION`
for a fact with a value for each. Facts of several years have no column, since a row has no period. A row that is wrong
is told in its own row, and changes no other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any, TypeAlias, TypeVar

from evalrules.api import Evaluator, Ruleset
from evalrules.arguments import needed
from evalrules.base.diagnostics import EvalrulesError, error
from evalrules.base.records import NamedTuple
from evalrules.base.suggestions import nearest
from evalrules.model.outcome import MET
from evalrules.reporters.asked import graded
from evalrules.semantics.compiled import Judgement

Frame = TypeVar("Frame")

REFUSED = "refused"
"""The status of a row that is wrong; its `problems` say why."""

FACTS, GRADES = "facts", "grades"

_EXACT_FROM = 2**53
"""From here on a binary number no longer holds every whole one."""


_TRUTHS = {"是": True, "否": False}


class _Place(NamedTuple):
    """Where the value of a column belongs in evidence: the section, the id, and the option ("" for none)."""

    section: str
    id: str
    part: str = ""
    is_yes_or_no: bool = False


_Places: TypeAlias = Mapping[str, _Place]


def assess_records(
    records: Iterable[Mapping[str, Any]], ruleset: Ruleset, *, keep: Sequence[str] = (), lang: str = "en"
) -> Iterator[dict[str, Any]]:
    """The conclusion on each record, one after the other: whatever their number, little memory is used.

    Each is a mapping with the columns of `keep` as they are, `level` (None where undetermined), `status` (decided,
    undetermined, refused), `possible` (the levels that it may still be), `grade.ID` for each indicator (None where it
    is open), `gaps` (the changes that lead to better grades) and `problems`, both in words, "" for none.

    Raises EvalrulesError for columns of the first record that the ruleset does not know (ER401), and for a ruleset with
    tables of rows, which no record can hold (ER463).
    """
    columns = _Columns(needed(ruleset, Ruleset, "ruleset"), keep, lang)
    return map(columns.concluded, records)


def assess_frame(frame: Frame, ruleset: Ruleset, *, keep: Sequence[str] = (), lang: str = "en") -> Frame:
    """The conclusions on each row of a data frame of pandas or polars, as a frame of the same library and length.

    Columns and errors: as `assess_records`. A frame of pandas keeps its index.
    """
    library = type(frame).__module__.partition(".")[0]
    if library not in ("pandas", "polars"):
        expected = "a data frame of pandas or polars"
        raise EvalrulesError((error("ER463", None, name="frame", found=type(frame).__name__, expected=expected),))
    found: Any = frame
    names = [str(name) for name in found.columns]
    rows = found.iter_rows() if library == "polars" else _rows_of_pandas(found)
    columns = _Columns(needed(ruleset, Ruleset, "ruleset"), keep, lang)
    columns.place(names)
    concluded = [columns.concluded(dict(zip(names, row, strict=True))) for row in rows]
    whole = {name: [one[name] for one in concluded] for name in columns.given}
    index = {"index": found.index} if library == "pandas" else {}
    return import_module(library).DataFrame(whole, **index)  # type: ignore[no-any-return]  # of the class that was given


def _rows_of_pandas(frame: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - a type that is not imported
    """The rows with values of Python, where `iterrows` would make one type of all columns."""
    columns = (frame.iloc[:, at].tolist() for at in range(frame.shape[1]))
    return zip(*columns, strict=True) if frame.shape[1] else iter([()] * len(frame))


class _Columns:
    """What the columns of records mean, and what is concluded from each record."""

    def __init__(self, ruleset: Ruleset, keep: Sequence[str], lang: str) -> None:
        if ruleset.data.tables:
            expected = "a ruleset without tables of rows"
            raise EvalrulesError((error("ER463", None, name="ruleset", found=repr(ruleset), expected=expected),))
        self.keep = tuple(keep)
        self.given = (
            *self.keep, "level", "status", "possible", *(f"grade.{one.id}" for one in ruleset.data.indicators),
            "gaps", "problems",
        )  # fmt: skip
        self._ruleset = ruleset
        self._lang = lang
        self._evaluator: Evaluator = ruleset.compile()
        self._known = _known(ruleset)
        self._places: dict[str, _Place] = {}

    def place(self, names: Iterable[str]) -> _Places:
        """Where the values of columns belong; EvalrulesError with all that mean nothing, or more than one thing."""
        new = [name for name in names if name not in self._places and name not in self.keep]
        wrong = []
        for name in new:
            meant = self._known.get(name, [])
            if len(meant) == 1:
                self._places[name] = meant[0]
            else:
                suggestion = f"{meant[0].section}.{meant[0].id}" if meant else nearest(name, self._known)
                wrong.append(error("ER401", None, what="column", id=name, suggestion=suggestion))
        if wrong:
            raise EvalrulesError(tuple(wrong))
        return self._places

    def concluded(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The conclusion on one record."""
        facts, grades = self._stated(record)
        kept = {name: record.get(name) for name in self.keep}
        try:
            found = self._evaluator.judge(facts, grades)
        except EvalrulesError as refused:
            told = "; ".join(f"{one.path}: {one.sentence(self._lang)}" for one in refused.diagnostics if one.is_error)
            return dict.fromkeys(self.given) | kept | {"status": REFUSED, "possible": "", "gaps": "", "problems": told}
        return kept | self._row(found)

    def _stated(self, record: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The facts and the grades of a record, as evidence has them."""
        stated: dict[str, dict[str, Any]] = {FACTS: {}, GRADES: {}}
        for name, place in self.place(record).items():
            if name not in record:
                continue
            value = _exact(record[name])
            if place.is_yes_or_no and type(value) is str:
                value = _TRUTHS.get(value, value)
            if place.part:
                stated[place.section].setdefault(place.id, {})[place.part] = value
            else:
                stated[place.section][place.id] = value
        return stated[FACTS], stated[GRADES]

    def _row(self, found: Judgement) -> dict[str, Any]:
        indicators = self._ruleset.data.indicators
        grades = {
            f"grade.{one.id}": own if isinstance(own, str) else None
            for one, own in zip(indicators, found.grades, strict=True)
        }
        status = "undetermined" if found.level is None else "decided"
        gaps = "; ".join(
            f"{own} {start} → {to}: " + ", ".join(f"{measure} {op} {need}" for measure, _, op, need, _ in changes)
            for own, start, to, changes in found.gaps
        )
        return {"level": found.level, "status": status, "possible": ", ".join(found.possible)} | grades | {
            "gaps": gaps, "problems": "",
        }  # fmt: skip


def _known(ruleset: Ruleset) -> dict[str, list[_Place]]:
    """What each name of a column can mean."""
    known: dict[str, list[_Place]] = {}

    def add(place: _Place, *names: str) -> None:
        for name in dict.fromkeys((*names, f"{place.section}.{place.id}")):
            known.setdefault(name, []).append(place)

    for measure in (one for one in ruleset.data.facts if not one.series):
        add(
            _Place(FACTS, measure.id, is_yes_or_no=measure.type == "yesno"),
            measure.id,
            measure.label.zh,
            measure.label.en,
        )
        for option in ruleset.data.choices[measure.each].options if measure.each else ():
            known[f"{measure.id}.{option}"] = [_Place(FACTS, measure.id, option)]
    for one in graded(ruleset.data):
        add(_Place(GRADES, one.id, is_yes_or_no=one.kind == MET.kind), one.id, one.label.zh, one.label.en)
    return known


def _exact(value: Any) -> Any:  # noqa: ANN401 - whatever stands in a cell
    """A binary number by its shortest decimal text, as evidence takes it; NaN, by which frames say nothing, is None."""
    if type(value) is not float or math.isinf(value):
        return value
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _EXACT_FROM else Decimal(repr(value))
