"""Many subjects at once: a row of conclusions for each row of a data frame, or for each of a stream of records.

A column is a fact or a grade by its id or its name, `facts.ID` or `grades.ID` where one name means both, `ID.OPTION`
for a fact with a value for each, `ID.YEAR` for a fact of several years beside a column `period`; `points.ID` what
assessors award, `attributes.ID` a choice about the subject. A table of rows, such as schools, is a column of lists in a
record and a frame of its own beside a data frame. A row that is wrong is told in its own row, and changes no other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any, TypeAlias, TypeVar

from evalrules.api import Evaluator, Ruleset, evidence_from
from evalrules.arguments import needed
from evalrules.base.diagnostics import EvalrulesError, error
from evalrules.base.records import NamedTuple
from evalrules.base.short_floats import as_meant, is_short
from evalrules.base.suggestions import nearest
from evalrules.forms.asked import attributes, awarded, graded
from evalrules.model.outcome import MET
from evalrules.model.refs import HOLDING, TOTAL
from evalrules.model.ruleset import Measure
from evalrules.semantics.compiled import Judgement

Frame = TypeVar("Frame")

REFUSED = "refused"
"""The status of a row that is wrong; its `problems` say why."""

FACTS, GRADES, POINTS, TABLES = "facts", "grades", "points", "tables"
ATTRIBUTES, PERIOD, MEMBERS = "attributes", "period", "members"

BESIDE = frozenset((POINTS, TABLES, ATTRIBUTES, PERIOD, MEMBERS))
"""The sections of evidence that no record of facts and grades alone has."""

SECTIONS = {"fact": FACTS, "grade": GRADES, "point": POINTS, "attribute": ATTRIBUTES, "member": MEMBERS}
"""What the column `section` of a long frame says, as in evidence that is a table (docs/contract.md)."""

_EXACT_FROM = 2**53
"""From here on a binary number no longer holds every whole one."""


_LIST = "list"
_VERDICT = ("level", "ruleset", "date", "source", "note")
"""The columns of a row about a member that are of its verdict."""

_TRUTHS = {"是": True, "否": False}


class _Place(NamedTuple):
    """Where the value of a column belongs in evidence: the section, the id, and the option ("" for none)."""

    section: str
    id: str
    part: str = ""
    is_yes_or_no: bool = False
    needs_period: bool = False


_Places: TypeAlias = Mapping[str, _Place]


def assess_records(
    records: Iterable[Mapping[str, Any]], ruleset: Ruleset, *, keep: Sequence[str] = (), lang: str = "en"
) -> Iterator[dict[str, Any]]:
    """The conclusion on each record, one after the other: whatever their number, little memory is used.

    Each is a mapping with the columns of `keep` as they are, `level` (None where undetermined), `status` (decided,
    undetermined, refused), `possible` (the levels that it may still be), `grade.ID` for each indicator (None where it
    is open), `gaps` (the changes that lead to better grades) and `problems`, both in words, "" for none.

    A table of the ruleset is a list of mappings under its id or its name, `{"units": [{"school": …}, …]}`; one that is
    left out is not known. Members stand there likewise, `{"districts": [{"name": …, "level": …, "ruleset": …}, …]}`,
    each with the verdict that it has; how many there are says `members.districts.total`. Raises EvalrulesError for
    columns of the first record that the ruleset does not know (ER401).
    """
    columns = _Columns(needed(ruleset, Ruleset, "ruleset"), keep, lang)
    return map(columns.concluded, records)


def assess_frame(  # noqa: PLR0913 - one word for each form that data come in
    frame: Frame,
    ruleset: Ruleset,
    *,
    keep: Sequence[str] = (),
    lang: str = "en",
    by: str = "",
    rows: Mapping[str, Frame] | None = None,
    long: bool = False,
) -> Frame:
    """The conclusions on each row of a data frame of pandas or polars, as a frame of the same library and length.

    `by` is the column that names the subject, and is kept. `rows` are frames of the rows of tables, or of members, by
    the id or name of the table or group: each row belongs to the subject that its own column `by` names, and its other
    columns are those of the table, or the `name` of a member and its `level` and `ruleset`. A `long` frame has one
    value a row, in columns `by`, `id`, `value`, and where they are needed `section` (fact, grade, point, attribute,
    member) and `year` (or option, or total and holding); there is then a row of conclusions for each subject, in the
    order in which they come.

    Columns and errors: as `assess_records`; ER463 for a frame of another kind, without a column that is named here,
    with one subject twice, or with rows of a subject that it does not have. A frame of pandas keeps its index, but not
    a long one.
    """
    columns = _Columns(needed(ruleset, Ruleset, "ruleset"), (*([by] if by else []), *keep), lang)
    library = library_of(frame, "frame")
    given = records_of(frame)
    if (rows or long) and not by:
        raise _refused("by", '""', "the name of a column")
    if by or long:
        _need(columns_of(frame), [by, *(("id", "value") if long else ())], "frame")
    if long or rows:
        whole_records = list(_from_long(given, by) if long else given)
        _join(whole_records, rows or {}, by)
        given = iter(whole_records)
        columns.place(dict.fromkeys(name for one in whole_records for name in one))
    columns.place((*(() if long else columns_of(frame)), *(rows or ())))
    concluded = [columns.concluded(one) for one in given]
    whole = {name: [one[name] for one in concluded] for name in columns.given}
    found: Any = frame
    index = {"index": found.index} if library == "pandas" and not long else {}
    return import_module(library).DataFrame(whole, **index)  # type: ignore[no-any-return]  # of the class that was given


def library_of(frame: object, name: str) -> str:
    """The library of a data frame; ER463 for anything else."""
    library = type(frame).__module__.partition(".")[0]
    if library not in ("pandas", "polars") or not hasattr(frame, "columns"):
        raise _refused(name, type(frame).__name__, "a data frame of pandas or polars")
    return library


def columns_of(frame: Any) -> list[str]:  # noqa: ANN401 - a type that is not imported
    """The names of the columns of a frame."""
    return [str(name) for name in frame.columns]


def records_of(frame: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - as above
    """The rows of a frame one after the other, as mappings."""
    names = columns_of(frame)
    rows = frame.iter_rows() if library_of(frame, "frame") == "polars" else _rows_of_pandas(frame)
    kinds = {name: kind for name, kind in zip(names, frame.dtypes, strict=True) if is_short(kind)}
    records = (dict(zip(names, row, strict=True)) for row in rows)
    return (one | {own: as_meant(one[own], kind) for own, kind in kinds.items()} for one in records)


def _refused(name: str, found: str, expected: str) -> EvalrulesError:
    return EvalrulesError((error("ER463", None, name=name, found=found, expected=expected),))


def _need(names: Sequence[str], wanted: Sequence[str], where: str) -> None:
    lacking = [one for one in wanted if one not in names]
    if lacking:
        raise _refused(where, ", ".join(names), f"a column {lacking[0]!r}")


def _from_long(given: Iterable[Mapping[str, Any]], by: str) -> Iterator[dict[str, Any]]:
    """One record a subject, from records of one value."""
    found: dict[Any, dict[str, Any]] = {}
    for one in given:
        section = "" if _says_nothing(one.get("section")) else str(one["section"])
        year = "" if _says_nothing(one.get("year")) else str(_exact(one["year"]))
        words = (SECTIONS.get(section, section), str(one["id"]), year)
        name = ".".join(word for word in words if word)
        record = found.setdefault(one[by], {by: one[by]})
        if name in record:
            raise _refused(f"{by}={one[by]}", name, "one value")
        record[name] = one["value"]
    return iter(found.values())


def _join(records: Sequence[dict[str, Any]], rows: Mapping[str, Any], by: str) -> None:
    """Gives each record the rows of its tables; ER463 where a row belongs to none of them, or to two."""
    owners: dict[Any, dict[str, Any]] = {}
    for record in records:
        if record[by] in owners:
            raise _refused(by, str(record[by]), "one row of each subject")
        owners[record[by]] = record
    for name, frame in rows.items():
        library_of(frame, f"rows.{name}")
        _need(columns_of(frame), [by], f"rows.{name}")
        for row in records_of(frame):
            own = row.pop(by)
            if own not in owners:
                raise _refused(f"rows.{name}", str(own), f"what stands in the column {by!r} of the frame")
            owners[own].setdefault(name, []).append({key: _exact(value) for key, value in row.items()})


def _says_nothing(value: object) -> bool:
    """None, NaN and NA, by which frames say nothing, and an empty text."""
    is_nan = isinstance(value, float) and math.isnan(value)
    return value is None or is_nan or type(value).__name__ in ("NAType", "NaTType") or value == ""


def _rows_of_pandas(frame: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - a type that is not imported
    """The rows with values of Python, where `iterrows` would make one type of all columns."""
    columns = (frame.iloc[:, at].tolist() for at in range(frame.shape[1]))
    return zip(*columns, strict=True) if frame.shape[1] else iter([()] * len(frame))


class _Columns:
    """What the columns of records mean, and what is concluded from each record."""

    def __init__(self, ruleset: Ruleset, keep: Sequence[str], lang: str) -> None:
        self.keep = tuple(dict.fromkeys(keep))
        self.given = (
            *self.keep, "level", "status", "possible", *(f"grade.{one.id}" for one in ruleset.data.indicators),
            "gaps", "problems",
        )  # fmt: skip
        self._ruleset = ruleset
        self._lang = lang
        self._evaluator: Evaluator = ruleset.compile()
        self._known = _known(ruleset)
        self._places: dict[str, _Place] = {}
        self._is_whole = bool(ruleset.data.tables)

    def place(self, names: Iterable[str]) -> _Places:
        """Where the values of columns belong; EvalrulesError with all that mean nothing, or more than one thing."""
        new = [name for name in names if name not in self._places and name not in self.keep]
        wrong = []
        for name in new:
            meant = self._known.get(name) or self._of_a_year(name)
            if len(meant) == 1:
                self._places[name] = meant[0]
                self._is_whole |= meant[0].section in BESIDE or meant[0].needs_period
            else:
                suggestion = f"{meant[0].section}.{meant[0].id}" if meant else nearest(name, self._known)
                wrong.append(error("ER401", None, what="column", id=name, suggestion=suggestion))
        if wrong:
            raise EvalrulesError(tuple(wrong))
        return self._places

    def _of_a_year(self, name: str) -> list[_Place]:
        """A fact of several years in one of them, `ID.2007`."""
        own, _, year = name.removeprefix(f"{FACTS}.").rpartition(".")
        measure = next((one for one in self._ruleset.data.facts if one.series and one.id == own), None)
        is_year = len(year) == len("2007") and year.isdecimal()
        return [_Place(FACTS, own, year, needs_period=True)] if measure is not None and is_year else []

    def concluded(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The conclusion on one record."""
        stated = self._stated(record)
        kept = {name: record.get(name) for name in self.keep}
        try:
            found = self._judged(stated)
        except EvalrulesError as refused:
            told = "; ".join(f"{one.path}: {one.sentence(self._lang)}" for one in refused.diagnostics if one.is_error)
            return dict.fromkeys(self.given) | kept | {"status": REFUSED, "possible": "", "gaps": "", "problems": told}
        return kept | self._row(found)

    def _judged(self, stated: dict[str, dict[str, Any]]) -> Judgement:
        """The judgement of what a record states: of facts and grades alone without the way over evidence."""
        if not self._is_whole:
            return self._evaluator.judge(stated[FACTS], stated[GRADES])
        period = stated.pop(PERIOD, {})
        subject = {"kind": self._ruleset.data.subject, ATTRIBUTES: stated.pop(ATTRIBUTES, {})}
        evidence = evidence_from({"subject": subject, **period, **stated}, self._ruleset, name="<record>")
        return self._evaluator.judge_evidence(evidence)

    def _stated(self, record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """What a record states, by the sections of evidence."""
        stated: dict[str, dict[str, Any]] = {FACTS: {}, GRADES: {}}
        for name, place in self.place(record).items():
            if name not in record:
                continue
            value = _exact(record[name])
            if place.is_yes_or_no and type(value) is str:
                value = _TRUTHS.get(value, value)
            section = stated.setdefault(place.section, {})
            if place.section == MEMBERS and place.part == _LIST and isinstance(value, list):
                value = [_member(one) for one in value]
            if place.section == MEMBERS and _says_nothing(value):
                continue
            if place.part:
                section.setdefault(place.id, {})[place.part] = value
            elif place.section not in BESIDE or not _says_nothing(value):
                section[place.id] = value
        return stated

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
        known |= _options(ruleset, measure)
    for one in graded(ruleset.data):
        add(_Place(GRADES, one.id, is_yes_or_no=one.kind == MET.kind), one.id, one.label.zh, one.label.en)
    for own in awarded(ruleset.data):
        add(_Place(POINTS, own))
    for own in attributes(ruleset.data):
        add(_Place(ATTRIBUTES, own))
    for table in ruleset.data.tables.values():
        add(_Place(TABLES, table.id), table.id, table.label.zh, table.label.en)
    for group in ruleset.data.members.values():
        add(_Place(MEMBERS, group.id, _LIST), group.id, group.label.zh, group.label.en)
    known |= _counts_of_members(ruleset)
    known.setdefault(PERIOD, [_Place(PERIOD, PERIOD)])
    return known


def _options(ruleset: Ruleset, measure: Measure) -> dict[str, list[_Place]]:
    """The columns of a fact with a value for each option."""
    options = ruleset.data.choices[measure.each].options if measure.each else ()
    names = ((f"{start}{measure.id}.{option}", option) for option in options for start in ("", f"{FACTS}."))
    return {name: [_Place(FACTS, measure.id, option)] for name, option in names}


def _counts_of_members(ruleset: Ruleset) -> dict[str, list[_Place]]:
    """The columns that say how many members there are, and how many hold their title."""
    groups = ruleset.data.members
    return {f"{MEMBERS}.{own}.{part}": [_Place(MEMBERS, own, part)] for own in groups for part in (TOTAL, HOLDING)}


def _member(row: Any) -> Any:  # noqa: ANN401 - whatever stands in a list
    """A member as evidence states it, from a row with its verdict beside its name; another form stays as it is."""
    if not isinstance(row, Mapping) or "verdict" in row:
        return row
    given = {name: value for name, value in row.items() if not _says_nothing(value)}
    verdict = {name: given.pop(name) for name in _VERDICT if name in given}
    return given | ({"verdict": verdict} if verdict else {})


def _exact(value: Any) -> Any:  # noqa: ANN401 - whatever stands in a cell
    """A binary number by its shortest decimal text, as evidence takes it; NaN, by which frames say nothing, is None."""
    if type(value) is not float or math.isinf(value):
        return value
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _EXACT_FROM else Decimal(repr(value))
