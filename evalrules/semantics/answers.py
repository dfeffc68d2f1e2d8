"""Questions about the data, and the confirmations of the evidence that answer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalrules.base.diagnostics import CONFIRMED, Diagnostic, error, has_errors, warning
from evalrules.base.forms import CONFIRMED as CONFIRMED_COLUMN
from evalrules.base.questions import Confirmation
from evalrules.base.source import Span
from evalrules.model.evidence import Confirmed, Evidence, Row
from evalrules.model.evidence_paths import evidence_path
from evalrules.model.refs import CellRef, PlaceRef, RowRef, cell_of, measure_from
from evalrules.model.ruleset import Ruleset
from evalrules.model.schools import row_label


def answered(problems: Sequence[Diagnostic], evidence: Evidence, ruleset: Ruleset) -> list[Diagnostic]:
    """The problems of evidence, each question that it confirms with the answer and no longer a warning.

    A confirmation that answers nothing is a problem itself (ER515), unless errors may have kept its question back; it
    is an error (ER550) where it stands in a row without figures, which was left out as one that is no more.
    """
    if not evidence.confirmed:
        return list(problems)
    rows = _rows_confirmed(evidence)
    meant: dict[str | Span, list[int]] = {}
    for at, one in enumerate(evidence.confirmed):
        for what in _meant(one, evidence, rows):
            meant.setdefault(what, []).append(at)
    used: set[int] = set()
    found: list[Diagnostic] = []
    for problem in problems:
        answers = [at for what in _asked_of(problem) for at in meant.get(what, ())] if problem.is_question else []
        if answers:
            one = evidence.confirmed[min(answers)]
            used.update(answers)
            confirmation = Confirmation(one.by, one.note, one.place)
            found.append(problem._replace(severity=CONFIRMED, confirmed=confirmation))
        else:
            found.append(problem)
    if not has_errors(found):
        idle = [one for at, one in enumerate(evidence.confirmed) if at not in used]
        found += [_idle(one, rows, ruleset) for one in idle]
    return found


def _idle(one: Confirmed, rows: Mapping[RowRef, Row], ruleset: Ruleset) -> Diagnostic:
    """What is wrong with a confirmation that answers nothing."""
    if one.path != CONFIRMED_COLUMN or not isinstance(one.of, RowRef) or one.of in rows:
        return warning("ER515", one.place, path=one.path)
    table = ruleset.tables[one.of.table]
    row = row_label(one.of.key, table, ruleset)
    return error("ER550", one.place, zh=table.label.zh, en=table.label.en, row_zh=row.zh, row_en=row.en)


def _asked_of(problem: Diagnostic) -> Iterator[str | Span]:
    """What a question is about: its place, in every way that people write it, and the path that it names."""
    place = problem.place
    if place is not None:
        yield place
        yield str(place)
        if place.sheet and place.line:
            yield str(place).removeprefix(f"{place.file}!")
        if place.path:
            yield place.path
    path = dict(problem.args).get("path")
    if path:
        yield path


def _meant(one: Confirmed, evidence: Evidence, rows: Mapping[RowRef, Row]) -> Iterator[str | Span]:
    """What a confirmation answers for: what stands at a place, a value, or every value of a row."""
    if one.of is None:
        yield one.at
        return
    last_year = evidence.period.end.year if evidence.period is not None else 0
    for ref, place in _values(one.of, evidence, rows):
        path = evidence_path(ref, last_year)
        yield from () if path is None else (path.text,)
        yield from () if place is None else (place,)


def _values(of: PlaceRef, evidence: Evidence, rows: Mapping[RowRef, Row]) -> Iterator[tuple[PlaceRef, Span | None]]:
    """The value itself, or of a row also each of its cells, and where it stands; None where the evidence lacks it."""
    if isinstance(of, CellRef):
        row = rows.get(RowRef(of.table, of.key))
        cell = None if row is None else row.cells.get(of.measure.text)
        yield of, None if cell is None else cell.place
    elif isinstance(of, RowRef):
        row = rows.get(of)
        yield of, None if row is None else row.place
        if row is not None:
            yield from ((cell_of(column, row.key), cell.place) for column, cell in row.cells.items())
    else:
        facts: dict[PlaceRef, Span] = {measure_from(own): fact.place for own, fact in evidence.facts.items()}
        yield of, facts.get(of)


def _rows_confirmed(evidence: Evidence) -> dict[RowRef, Row]:
    """The rows that some confirmation is about."""
    wanted = {RowRef(one.of.table, one.of.key) for one in evidence.confirmed if isinstance(one.of, CellRef | RowRef)}
    tables = dict.fromkeys(ref.table for ref in wanted)
    return {
        ref: row
        for table in tables
        for row in (evidence.tables[table].rows if table in evidence.tables else ())
        if (ref := RowRef(table, row.key)) in wanted
    }
