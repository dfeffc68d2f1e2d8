"""Many subjects at once: a row of conclusions for each row of a data frame, or for each of a stream of records.

A column is a fact or a grade by its id or its name, `facts.ID` or `grades.ID` where one name means both, `ID.OPTION`
for a fact with a value for each, `ID.YEAR` for a fact of several years beside a column `period`; `points.ID` what
assessors award, `attributes.ID` a choice about the subject. A table of rows, such as schools, is a column of lists in a
record and a frame of its own beside a data frame. A row that is wrong is told in its own row, and changes no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from evalrules.api import Evaluator, Ruleset, evidence_from
from evalrules.arguments import needed
from evalrules.base.diagnostics import EvalrulesError, error
from evalrules.base.languages import LANGUAGES
from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.suggestions import nearest
from evalrules.forms.asked import attributes, awarded, graded
from evalrules.frame_rows import (
    Frame,
    answered,
    columns_of,
    exact,
    join_rows,
    need,
    records_of,
    records_of_long,
    refuse_twins,
    refused,
    says_nothing,
)
from evalrules.frame_subjects import ATTRIBUTES, FACTS, GRADES, PERIOD, POINTS, FrameSubjects, decided
from evalrules.model.outcome import MET
from evalrules.model.refs import HOLDING, TOTAL
from evalrules.model.ruleset import Measure
from evalrules.semantics.compiled import Judgement

REFUSED = "refused"
"""The status of a row that is wrong; its `problems` say why."""

TABLES, MEMBERS = "tables", "members"

BESIDE = frozenset((POINTS, TABLES, ATTRIBUTES, PERIOD, MEMBERS))
"""The sections of evidence that no record of facts and grades alone has."""


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
    is_number: bool = False


_Places: TypeAlias = Mapping[str, _Place | None]


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
    columns of the first record that the ruleset does not know (ER401) or that say one thing twice (ER404), and for
    arguments of another kind (ER463); a later record of which that is true is refused like any that is wrong.
    """
    columns = _Columns(needed(ruleset, Ruleset, "ruleset"), keep, lang)
    if not isinstance(records, Iterable) or isinstance(records, str | bytes | Mapping) or hasattr(records, "columns"):
        raise refused("records", type(records).__name__, "mappings one after the other")
    return columns.stream(records)


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

    A column of `keep` goes along as it is, and counts where its name means something. `by` is the column that names the
    subject, and is kept. `rows` are frames of the rows of tables, or of members, by the id or name of the table or
    group: each row belongs to the subject that its own column `by` names, and its other columns are those of the table,
    or the `name` of a member and its `level` and `ruleset`. A `long` frame has one value a row, in columns `by`, `id`,
    `value` (texts, where grades and figures stand in it), and where they are needed `section` (fact, grade, point,
    attribute, member) and `year` (or option, or total and holding); there is then a row of conclusions for each
    subject, in the order in which they come. The answers are texts, or None.

    Columns and errors: as `assess_records`; ER463 for a frame of another kind, without a column that is named here,
    with one subject twice, or with rows of a subject that it does not have. A frame of pandas keeps its index, but not
    a long one.
    """
    columns = _Columns(needed(ruleset, Ruleset, "ruleset"), keep, lang, needed(by, str, "by"))
    names = columns_of(frame)
    if (rows or long) and not by:
        raise refused("by", '""', "the name of a column")
    if rows is not None and not isinstance(rows, Mapping):
        raise refused("rows", type(rows).__name__, "data frames by the names of tables")
    need(names, [by, *(("id", "value") if long else ())] if by else [], "frame")
    given: Iterable[dict[str, Any]] = records_of_long(frame, by) if long else records_of(frame)
    if by:
        whole = list(given)
        refuse_twins(whole, by)
        join_rows(whole, rows or {}, by)
        names = list(dict.fromkeys((*(() if long else names), *(name for one in whole for name in one), *(rows or ()))))
        given = whole
    need(names, columns.keep, "frame")
    columns.place_all(names)
    concluded = [columns.concluded(one, is_text=long) for one in given]
    answers = {name: [one[name] for one in concluded] for name in columns.given}
    return answered(frame, columns.keep, answers, long=long)


class _Columns:
    """What the columns of records mean, and what is concluded from each record."""

    def __init__(self, ruleset: Ruleset, keep: Sequence[str], lang: str, by: str = "") -> None:
        if not isinstance(keep, Iterable) or isinstance(keep, str) or not all(isinstance(one, str) for one in keep):
            raise refused("keep", type(keep).__name__, "a list of names of columns")
        if lang not in LANGUAGES:
            raise refused("lang", repr(lang), ", ".join(LANGUAGES))
        grades = (f"grade.{one.id}" for one in ruleset.data.indicators)
        answers = ("level", "status", "possible", *grades, "gaps", "problems")
        self.keep = tuple(dict.fromkeys((*([by] if by else []), *keep)))
        for name in self.keep:
            if name in answers:
                raise refused("keep", name, "a name that no answer has")
        self.given = (*self.keep, *answers)
        self._ruleset = ruleset
        self._lang = lang
        self._evaluator: Evaluator = ruleset.compile()
        self._subjects = FrameSubjects(self._evaluator)
        self._known = _known(ruleset)
        self._places: dict[str, _Place | None] = {}
        self._is_whole = bool(ruleset.data.tables)

    def stream(self, records: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The conclusion on each record as it comes; the columns of the first are held to the ruleset."""
        is_first = True
        for record in records:
            if is_first and isinstance(record, Mapping):
                self.place_all(map(str, record))
            is_first = False
            yield self.concluded(record)

    def place_all(self, names: Iterable[str]) -> None:
        """Finds the places of columns that stand beside each other: ER401 and ER404 with all that is wrong."""
        every = list(names)
        self._place(every)
        wrong, owners = [], dict[_Place, str]()
        for name in every:
            place = self._places[name]
            if place is not None:
                first = owners.setdefault(place, name)
                wrong += [] if first == name else [error("ER404", None, measure=name, first=first)]
        if wrong:
            raise EvalrulesError(tuple(wrong))

    def _place(self, names: Iterable[str]) -> _Places:
        """Where the values of columns belong; EvalrulesError with all that mean nothing, or more than one thing."""
        new = [name for name in names if name not in self._places]
        wrong = []
        for name in new:
            meant = self._known.get(name) or self._of_a_year(name)
            if len(meant) == 1:
                self._places[name] = meant[0]
                self._is_whole |= meant[0].section in BESIDE or meant[0].needs_period
            elif name in self.keep and not meant:
                self._places[name] = None  # it goes along, and says nothing of the subject
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
        return [_Place(FACTS, own, year, needs_period=True, is_number=True)] if measure is not None and is_year else []

    def concluded(self, record: Any, *, is_text: bool = False) -> dict[str, Any]:  # noqa: ANN401 - whatever comes
        """The conclusion on one record; `is_text` where figures may be written as texts, beside those that are."""
        kept: dict[str, Any] = {}
        try:
            if not isinstance(record, Mapping):
                raise refused("record", type(record).__name__, "a mapping")
            kept = {name: record.get(name) for name in self.keep}
            found = self._judged(self._stated(record, is_text=is_text))
        except EvalrulesError as wrong:
            told = "; ".join(
                self._told(one.path, one.sentence(self._lang)) for one in wrong.diagnostics if one.is_error
            )
            return dict.fromkeys(self.given) | kept | {"status": REFUSED, "possible": "", "gaps": "", "problems": told}
        return kept | self._row(found)

    @staticmethod
    def _told(path: str, sentence: str) -> str:
        return f"{path}: {sentence}" if path else sentence

    def _judged(self, stated: dict[str, dict[str, Any]]) -> Judgement:
        """The judgement of what a record states: of facts and grades alone without the way over evidence."""
        if not self._is_whole:
            return self._evaluator.judge(stated[FACTS], decided(stated[GRADES]))
        judged = self._subjects.judged(stated)
        if judged is not None:
            return judged
        period = stated.pop(PERIOD, {})
        subject = {"kind": self._ruleset.data.subject, ATTRIBUTES: stated.pop(ATTRIBUTES, {})}
        evidence = evidence_from({"subject": subject, **period, **stated}, self._ruleset, name="<record>")
        return self._evaluator.judge_evidence(evidence)

    def _stated(self, record: Mapping[Any, Any], *, is_text: bool) -> dict[str, dict[str, Any]]:
        """What a record states, by the sections of evidence."""
        own: Mapping[str, Any] = record
        if not all(type(name) is str for name in record):
            own = {str(name): value for name, value in record.items()}
        places = self._place(own)
        stated: dict[str, dict[str, Any]] = {FACTS: {}, GRADES: {}}
        for name, given in own.items():
            place = places.get(name)
            if place is None:
                continue
            value = self._value(given, place, is_text=is_text)
            if place.section in BESIDE and says_nothing(value):
                continue
            section = stated.setdefault(place.section, {})
            key, inner = (place.part, section.setdefault(place.id, {})) if place.part else (place.id, section)
            if key in inner:
                raise EvalrulesError((error("ER404", None, measure=name, first=f"{place.section}.{place.id}"),))
            inner[key] = value
        return stated

    @staticmethod
    def _value(given: Any, place: _Place, *, is_text: bool) -> Any:  # noqa: ANN401 - whatever stands in a cell
        value = exact(given)
        if place.is_yes_or_no and type(value) is str:
            return _TRUTHS.get(value, value)
        if is_text and place.is_number and type(value) is str and parse_number(value) is not None:
            return Decimal(value)
        if place.section == MEMBERS and place.part == _LIST and isinstance(value, list):
            return [_member(one) for one in value]
        return value

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
            _Place(FACTS, measure.id, is_yes_or_no=measure.type == "yesno", is_number=not measure.choice),
            measure.id,
            measure.label.zh,
            measure.label.en,
        )
        known |= _options(ruleset, measure)
    for one in graded(ruleset.data):
        add(_Place(GRADES, one.id, is_yes_or_no=one.kind == MET.kind), one.id, one.label.zh, one.label.en)
    for own in awarded(ruleset.data):
        add(_Place(POINTS, own, is_number=True))
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
    return {name: [_Place(FACTS, measure.id, option, is_number=not measure.choice)] for name, option in names}


def _counts_of_members(ruleset: Ruleset) -> dict[str, list[_Place]]:
    """The columns that say how many members there are, and how many hold their title."""
    groups = ruleset.data.members
    return {
        f"{MEMBERS}.{own}.{part}": [_Place(MEMBERS, own, part, is_number=True)]
        for own in groups
        for part in (TOTAL, HOLDING)
    }


def _member(row: Any) -> Any:  # noqa: ANN401 - whatever stands in a list
    """A member as evidence states it, from a row with its verdict beside its name; another form stays as it is."""
    if not isinstance(row, Mapping) or "verdict" in row:
        return row
    given = {name: value for name, value in row.items() if not says_nothing(value)}
    verdict = {name: given.pop(name) for name in _VERDICT if name in given}
    return given | ({"verdict": verdict} if verdict else {})
