"""A row as evidence: bound, questioned and judged like any file that `check` is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, error, has_errors, in_order
from evalrules.base.source import Document, Listing, Node, Pair, Record, Scalar, Span
from evalrules.base.text_rows import in_unit
from evalrules.batch.columns import FACTS, HIGH, LOW, PERIOD, SUBJECT, TABLES, Placed
from evalrules.batch.conclusion import Conclusion, refused
from evalrules.batch.rows_of_subjects import Found
from evalrules.evaluation import Bound, evaluate, questioned
from evalrules.frontend.bind import FORMAT, bind_as_far_as_possible
from evalrules.frontend.spellings import says_nothing
from evalrules.model.assessment import Assessment
from evalrules.model.outcome import NOT_APPLICABLE
from evalrules.model.report import Options
from evalrules.model.ruleset import Ruleset
from evalrules.readers.grid import Line
from evalrules.readers.text import FORBIDDEN, code_point
from evalrules.semantics.assess import assess, capped_grades
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.claims import claims_of, grade_claims
from evalrules.semantics.compiled import judgement_of
from evalrules.semantics.conditions import number
from evalrules.semantics.interval import known_value
from evalrules.semantics.standings import Standing
from evalrules.semantics.steps import shown_interval
from evalrules.semantics.summed_rows import CasesBySums, NeedsRows, SumsOfRows
from evalrules.semantics.why import rules_giving

Rows: TypeAlias = Mapping[str, Found]
"""The rows of a subject by the tables of the ruleset."""

NO_ROWS: Rows = MappingProxyType({})


def concluded_exactly(line: Line, columns: Sequence[Placed], ruleset: Ruleset, rows: Rows = NO_ROWS) -> Conclusion:
    """What `check` concludes of a row with the rows of its tables; refused where it has errors."""
    bound = _bound(line, columns, ruleset, rows)
    whole = bound.evidence
    case, every = questioned(bound)
    if whole is None or case is None or has_errors(every):
        return refused(in_order(every))
    every += [*claims_of(case, whole)[1], *grade_claims(case), *capped_grades(case)]
    return _concluded(case, in_order(every))


class NotBySums(Exception):
    """That the rows of a subject have to be read."""


def bound_row(line: Line, columns: Sequence[Placed], ruleset: Ruleset) -> Bound:
    """A row as evidence, without the rows of its tables."""
    return _bound(line, columns, ruleset, NO_ROWS)


def concluded_by_sums(bound: Bound, sums: SumsOfRows) -> Conclusion:
    """The same of a subject of whose rows it is known what they come to, and that there is nothing to say of them.

    Raises NotBySums where there is something to say of the subject and its rows together.
    """
    whole = bound.evidence
    if whole is None:
        raise NotBySums
    try:
        case, every = questioned(bound, CasesBySums(sums))
        assert case is not None
        if len(every) > len(bound.diagnostics):
            raise NotBySums
        every += [*claims_of(case, whole)[1], *grade_claims(case), *capped_grades(case)]
    except NeedsRows:
        raise NotBySums from None
    try:
        return _concluded(case, in_order(every))
    except NeedsRows:
        return _concluded(case_of(bound.ruleset or case.ruleset, whole, sums.rows), in_order(every))


def assessed_row(line: Line, columns: Sequence[Placed], ruleset: Ruleset, rows: Rows = NO_ROWS) -> Assessment | None:
    """The whole assessment of a row, with the changes to a better level; None where the row is refused."""
    return evaluate(_bound(line, columns, ruleset, rows), Options())[0]


def nobody(ruleset: Ruleset) -> Assessment:
    """The assessment of a subject of whom nothing is known: it holds every name of its ruleset."""
    place = Span("", 1, 1, 1, 1)
    subject = Record((_pair("id", Scalar("0", True, place), place),), place)
    root = Record((_pair("format", Scalar(FORMAT, True, place), place), _pair("subject", subject, place)), place)
    evidence, _ = bind_as_far_as_possible(Document("", "", "", root), ruleset)
    assert evidence is not None
    return assess(ruleset, evidence)


def _bound(line: Line, columns: Sequence[Placed], ruleset: Ruleset, rows: Rows) -> Bound:
    root, problems = _evidence(line, columns)
    root, more = _with_rows(root, rows)
    problems += more
    evidence, found = bind_as_far_as_possible(Document(line.place.file, "", "", root), ruleset)
    problems += found
    return Bound(ruleset, None if has_errors(problems) else evidence, tuple(problems), evidence)


def _concluded(case: Case, problems: tuple[Diagnostic, ...]) -> Conclusion:
    judged = judgement_of(case)
    rules = () if judged.level is None else rules_giving(judged.level, case.ruleset, case.holds)
    scored = [one for one in case.standings if one.points is not None and one.indicator.full is not None]
    counted = [one for one in scored if one.decided != NOT_APPLICABLE]
    return Conclusion(
        judged.level, judged.possible, tuple(rule.text for rule in rules), judged.grades,
        tuple(_points(one) for one in case.standings),
        _sum(_number(one.points) for one in counted), _sum(_full(one, case) for one in counted),
        judged.gaps, problems, is_refused=False, is_exact=True,
    )  # fmt: skip


def _points(standing: Standing) -> str | None:
    shown = None if standing.points is None or standing.decided == NOT_APPLICABLE else shown_interval(standing.points)
    return shown if isinstance(shown, str) else None


def _number(points: object) -> Fraction | None:
    found = known_value(points)  # type: ignore[arg-type]  # of a standing with points
    return found if isinstance(found, Fraction) else None


def _full(standing: Standing, case: Case) -> Fraction | None:
    assert standing.indicator.full is not None
    return _number(number(standing.indicator.full, case.scope))


def _sum(parts: Iterable[Fraction | None]) -> str | None:
    """The sum; None where there is nothing to add up, or a part is not known."""
    from evalrules.base.numbers import number_text

    listed = list(parts)
    known = [one for one in listed if one is not None]
    return number_text(sum(known, Fraction(0))) if listed and len(known) == len(listed) else None


# -- the evidence that a row is ----------------------------------------------------------------------------------------


def _evidence(line: Line, columns: Sequence[Placed]) -> tuple[Record, list[Diagnostic]]:
    """A row as the document that it stands for; what cannot stand in evidence is a problem."""
    place = line.place
    problems = list(_unheaded(line, columns))
    sections: dict[str, dict[str, Node | dict[str, Node]]] = {}
    keys: dict[tuple[str, str], Scalar] = {}
    for one in columns:
        cell = line.cells.get(one.at + 1)
        if cell is None or one.place is None:
            continue
        found = FORBIDDEN.search(cell.text) if isinstance(cell, Scalar) else None
        if found is not None:
            problems.append(error("ER107", cell.span, character=code_point(found[0])))
            continue
        section, name, part = one.place
        keys.setdefault((section, name), one.head.cell._replace(text=name, quoted=True))
        node = in_unit(cell, one.head.unit) if section == FACTS else cell
        if not part:
            sections.setdefault(section, {})[name] = node
            continue
        parts = sections.setdefault(section, {}).setdefault(name, {})
        if isinstance(parts, dict) and not (part in (LOW, HIGH) and says_nothing(cell)):
            parts[part] = node
    pairs = [_pair("format", Scalar(FORMAT, True, place), place)]
    subject = [_pair(own, node, place) for own, node in sections.pop(SUBJECT, {}).items() if isinstance(node, Scalar)]
    attributes = sections.pop("attributes", {})
    if attributes:
        subject.append(_pair("attributes", _section("attributes", attributes, keys, place), place))
    pairs.append(_pair("subject", Record(tuple(subject), place), place))
    period = sections.pop(PERIOD, {}).get("")
    if isinstance(period, Scalar):
        pairs.append(_pair(PERIOD, period_node(period), place))
    pairs += [_pair(name, _section(name, parts, keys, place), place) for name, parts in sections.items()]
    return Record(tuple(pairs), place), problems


def _with_rows(root: Record, rows: Rows) -> tuple[Record, list[Diagnostic]]:
    """The document with the tables of which there are rows."""
    given = [_pair(own, found.rows, found.rows.span) for own, found in rows.items() if found.rows is not None]
    tables = (_pair(TABLES, Record(tuple(given), root.span), root.span),) if given else ()
    return Record((*root.pairs, *tables), root.span), [one for found in rows.values() for one in found.problems]


def _pair(key: str, value: Node, place: Span) -> Pair:
    return Pair(Scalar(key, True, place), value)


def _section(
    section: str, parts: dict[str, Node | dict[str, Node]], keys: dict[tuple[str, str], Scalar], place: Span
) -> Record:
    pairs = []
    for name, node in parts.items():
        whole = node if not isinstance(node, dict) else _of_parts(node, keys[section, name].span)
        pairs.append(Pair(keys[section, name], whole))
    return Record(tuple(pairs), place)


def _of_parts(parts: dict[str, Node], place: Span) -> Node:
    """Years, options or bounds as one value; of bounds both ends stand in a list."""
    if parts and set(parts) <= {LOW, HIGH}:
        ends = [parts[end] for end in (LOW, HIGH) if end in parts]
        units = [end.get("unit") for end in ends if isinstance(end, Record)]
        plain = [end.get("value") or end if isinstance(end, Record) else end for end in ends]
        pairs = [_pair("between", Listing(tuple(plain), plain[0].span), plain[0].span)]
        pairs += [_pair("unit", units[0], place)] if units and units[0] is not None else []
        return Record(tuple(pairs), plain[0].span)
    if not parts:
        return Scalar("null", False, place)
    return Record(tuple(_pair(name, node, node.span) for name, node in parts.items()), place)


def period_node(cell: Scalar) -> Node:
    """A year, or `2006-09-01..2007-08-31`."""
    start, mark, end = cell.text.partition("..")
    if not mark:
        return cell
    ends = (("from", start), ("to", end))
    return Record(tuple(_pair(key, cell._replace(text=text.strip()), cell.span) for key, text in ends), cell.span)


def _unheaded(line: Line, columns: Sequence[Placed]) -> Iterable[Diagnostic]:
    known = {one.at + 1 for one in columns}
    for column, cell in line.cells.items():
        if column not in known:
            yield error("ER449", cell.span, column=str(column))
