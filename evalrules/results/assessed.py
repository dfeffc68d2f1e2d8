"""One assessment of a result document back to the model, part by part in the order in which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.base.numbers import Rounding
from evalrules.model.assessment import (
    AWARDED,
    BY_PANEL,
    CAPPED,
    COMPUTED,
    DECIDED,
    EXPIRED,
    GRADED,
    IN_FORCE,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOT_SAID,
    SCORED,
    UNDATED,
    UNDETERMINED,
    UNKNOWN,
    Assessment,
    Beside,
    Change,
    Claim,
    Difference,
    Due,
    FactUse,
    FailingRow,
    Finding,
    Gap,
    GateFinding,
    Irrational,
    Points,
    Reason,
    RulesetReference,
    Setting,
    StatisticUse,
    Step,
    Titles,
    ValueUse,
    Verdict,
    VetoFinding,
    WaiverUse,
)
from evalrules.model.evidence import EvidenceFile, Member, Subject
from evalrules.model.ruleset import OFFICE, Citation, Label
from evalrules.results.figures import label_of, requirement, rounding, row_table
from evalrules.results.missing_items import OPERATORS, missing_item, outcome_of, outcome_text
from evalrules.results.plain_values import At, is_number
from evalrules.results.problems import diagnostic_from

_OUTCOMES = (MET, NOT_MET, GRADED, UNKNOWN, NOT_APPLICABLE, SCORED)
_CITED = "cited"
_BASES = (COMPUTED, BY_PANEL, CAPPED, AWARDED, _CITED)
_CONFIDENCES = ("read", "partial", "assumed", OFFICE)
_REASONS = ("veto", "gate", "level", "every_completion")


def assessment_from(at: At) -> Assessment:
    """One entry of `results` that has a verdict."""
    evidence, verdict, titles = at.key("evidence"), at.key("verdict"), _titles(at)
    measures = titles.measures
    return Assessment(
        subject=_subject(at),
        period=at.key("period").maybe(At.text),
        ruleset=_ruleset(at.key("ruleset")),
        evidence_path=evidence.key("path").text(),
        evidence_digest=evidence.key("digest").text(),
        evidence_files=evidence.key("files").each(_file),
        required=verdict.key("required").text(),
        verdict=_verdict(verdict),
        gates=at.key("gates").each(_gate),
        vetoes=at.key("vetoes").each(_veto),
        findings=at.key("indicators").each(lambda one: _finding(one, measures)),
        members=at.key("members").each(_member),
        gaps=at.key("gaps").each(_gap),
        missing=at.key("missing").each(missing_item),
        claims=at.key("claims").each(_claim),
        diagnostics=at.key("diagnostics").each(diagnostic_from),
        titles=titles,
        name=at.key("assessment").maybe(At.text),
        beside=at.key("beside").each(_beside),
        waivers=at.key("waivers").each(_waiver),
        accepted=verdict.key("accepted").maybe(At.flag),
        tables=at.key("tables").each(lambda one: row_table(one, measures)) if at.has("tables") else (),
        settings=at.key("settings").each(_setting) if at.has("settings") else (),
    )


def _setting(at: At) -> Setting:
    source = _citation(at.key("source"))
    if source is None or source.confidence != OFFICE:
        raise at.key("source").wrong("what an office has set cites the office")
    title, unit = label_of(at.key("title")), at.key("unit").text()
    return Setting(at.key("id").text(), title, at.key("value").maybe(At.number), unit, source)


def _subject(at: At) -> Subject:
    kind, own, name = (at.key("subject").key(key).text() for key in ("kind", "id", "name"))
    return Subject(kind, own, name, {key: value.text() for key, value in at.key("attributes").pairs()})


def _ruleset(at: At) -> RulesetReference:
    own, edition, digest, document = (at.key(name).text() for name in ("id", "edition", "digest", "document"))
    return RulesetReference(own, edition, at.key("revision").whole(), digest, label_of(at.key("title")), document)


def _file(at: At) -> EvidenceFile:
    return EvidenceFile(at.key("path").text(), at.key("sha256").text())


def _titles(at: At) -> Titles:
    """The names; levels and grades in the order of their scales, whatever became of the order of keys."""
    titles, scales = at.key("titles"), at.key("scales")
    found = {field: _labels(titles.key(field)) for field in _LABELLED}
    for field in ("levels", "grades"):
        order = scales.key(field).texts()
        if set(order) != set(found[field]):
            raise scales.key(field).wrong("it names something that the result does not hold")
        found[field] = {own: found[field][own] for own in order}
    return Titles(
        **found,
        options={choice: _labels(labels) for choice, labels in titles.key("options").pairs()},
        choices={measure: choice.text() for measure, choice in titles.key("choices").pairs()},
        keys={table: columns.texts() for table, columns in titles.key("keys").pairs()},
        **{field: _labels(titles.key(field)) if titles.has(field) else {} for field in _LATER},
        roundings=dict(_roundings(titles.key("roundings"))) if titles.has("roundings") else {},
    )


def _roundings(at: At) -> Iterator[tuple[str, Rounding]]:
    return ((own, rounding(one)) for own, one in at.pairs())


_LATER = ("attributes", "assessments", "quantities", "values")
"""Names that results of earlier versions lack."""


_LABELLED = ("levels", "groups", "measures", "grades", "tables", "members", "sources")


def _labels(at: At) -> dict[str, Label]:
    return {own: label_of(label) for own, label in at.pairs()}


def _verdict(at: At) -> Verdict:
    possible = at.key("possible").texts()
    without = at.key("without_gap") if at.has("without_gap") else None
    return Verdict(
        at.key("level").maybe(At.text),
        at.key("status").word(DECIDED, UNDETERMINED),
        possible,
        at.key("meets_required").maybe(At.flag),
        at.key("reasons").each(_reason),
        at.key("conditions").each(_due),
        at.key("possible_if_lowered").texts() if at.has("possible_if_lowered") else possible,
        "" if without is None else without.key("reason").word("fixed", "open", "not_found"),
        () if without is None else without.key("fixed").texts(),
    )


def _reason(at: At) -> Reason:
    kind, ids = at.key("kind").word(*_REASONS), at.key("ids").texts()
    if not ids and kind != _REASONS[-1]:
        raise at.key("ids").wrong("it is empty")
    alone = at.key("alone").texts() if at.has("alone") else ()
    return Reason(kind, ids, at.key("because").texts(), alone)


def _due(at: At) -> Due:
    within, source = at.key("within").maybe(At.whole), _source(at.key("source"))
    return Due(at.key("id").text(), label_of(at.key("title")), within, at.key("certain").flag(), source)


def _source(at: At) -> Citation | None:
    return at.maybe(_citation)


def _citation(at: At) -> Citation:
    return Citation(at.key("cite").text(), at.key("clause").text(), at.key("confidence").word(*_CONFIDENCES))


def _gate(at: At) -> GateFinding:
    return GateFinding(
        at.key("id").text(), label_of(at.key("title")), at.key("holds").maybe(At.flag), at.key("because").texts(),
        at.key("steps").each(_step), _source(at.key("source")), at.key("facts").each(_fact),
        at.key("else").text() if at.has("else") else "",
    )  # fmt: skip


def _veto(at: At) -> VetoFinding:
    return VetoFinding(
        at.key("id").text(), label_of(at.key("title")), at.key("fired").maybe(At.flag), at.key("because").texts(),
        at.key("level").text(), at.key("steps").each(_step), _source(at.key("source")), at.key("facts").each(_fact),
    )  # fmt: skip


def _step(at: At) -> Step:
    return Step(
        at.key("purpose").text(), at.key("condition").text(), at.key("left").written(),
        at.key("op").word(*OPERATORS, ""), at.key("right").written(), at.key("unit").text(),
        at.key("result").maybe(At.flag), at.key("choice").text(),
        label_of(at.key("said")) if at.has("said") else NOT_SAID,
    )  # fmt: skip


def _fact(at: At) -> FactUse:
    measure, unit, place = (at.key(name).text() for name in ("measure", "unit", "place"))
    return FactUse(measure, at.key("value").written(), unit, place, *_paper(at))


def _paper(at: At) -> tuple[str, str]:
    """The attachment and the page, "" where they are left out."""
    attachment, page = (at.key(name).text() if at.has(name) else "" for name in ("attachment", "page"))
    return attachment, page


def _value(at: At) -> ValueUse:
    value = at.key("value").maybe(At.text)
    return ValueUse(at.key("id").text(), value, at.key("unit").text(), _source(at.key("source")))


def _finding(at: At, measures: Mapping[str, Label]) -> Finding:
    attachment, page = _paper(at)
    outcome, needed = at.key("outcome").word(*_OUTCOMES), {GRADED: "grade", SCORED: "score"}
    if outcome in needed and at.key(needed[outcome]).value is None:
        raise at.key(needed[outcome]).wrong("it is missing")
    return Finding(
        id=at.key("id").text(),
        group=at.key("group").text(),
        title=label_of(at.key("title")),
        outcome=outcome,
        grade=at.key("grade").maybe(At.text),
        possible=at.key("possible").each(outcome_of),
        points=_points(at),
        basis=at.key("basis").maybe(lambda one: one.word(*_BASES)),
        advisory=at.key("advisory").flag(),
        must=at.key("must").maybe(At.flag),
        facts=at.key("facts").each(_fact),
        steps=at.key("steps").each(_step),
        failing_rows=at.key("failing_rows").each(_failing_row),
        failing_rows_total=at.key("failing_rows_total").whole(),
        source=_source(at.key("source")),
        values=at.key("values").each(_value),
        ceiling_source=_source(at.key("ceiling_source")),
        place=at.key("place").text(),
        attachment=attachment,
        page=page,
        statistics=at.key("statistics").each(_statistic) if at.has("statistics") else (),
        requirements=(
            at.key("requirements").each(lambda one: requirement(one, measures)) if at.has("requirements") else ()
        ),
    )


def _statistic(at: At) -> StatisticUse:
    measure = at.key("measure").text() if at.has("measure") else ""
    quantity, table = at.key("quantity").text(), at.key("table").text()
    value, mean, deviation = (at.key(name).written() for name in ("value", "mean", "deviation"))
    for name, one in (("value", value), ("mean", mean), ("deviation", deviation)):
        if not is_number(one) and not isinstance(one, Irrational):
            raise at.key(name).wrong("a number is expected")
    return StatisticUse(measure, quantity, table, value, mean, deviation, at.key("unit").text(), at.key("rows").whole())


def word(at: At) -> str:
    """What an indicator came to in one word: its points, an outcome, or unknown."""
    return UNKNOWN if at.value == UNKNOWN else outcome_text(at)


def _points(at: At) -> Points | None:
    score, value = at.key("score"), at.key("points").maybe(At.number)
    if score.value is None:
        return None
    return Points(value, *(score.key(name).maybe(At.number) for name in ("low", "high", "full")))


def _failing_row(at: At) -> FailingRow:
    return FailingRow(at.key("table").text(), at.key("key").texts(), at.key("gaps").each(_change))


def _member(at: At) -> Member:
    group, name, ruleset = (at.key(key).text() for key in ("group", "name", "ruleset"))
    return Member(group, name, at.key("level").maybe(At.text), at.key("basis").word(_CITED, COMPUTED), ruleset)


def _gap(at: At) -> Gap:
    of = list(at.key("of").pairs())
    if len(of) != 1 or of[0][0] not in ("level", "indicator"):
        raise at.key("of").wrong("a level or an indicator is expected")
    read = At.text if of[0][0] == "level" else outcome_text
    start, to = read(at.key("from")), read(at.key("to"))
    alternatives = at.key("alternatives").each(_changes)
    return Gap(of[0][0], of[0][1].text(), start, to, _changes(at.key("changes")), alternatives)


def _changes(at: At) -> tuple[Change, ...]:
    return at.each(_change)


def _change(at: At) -> Change:
    if at.has("grade"):
        have, need = at.key("have").maybe(outcome_text), outcome_text(at.key("need"))
        return Change(None, at.key("grade").text(), have, "==", need, None, "", None, None)
    found = Change(
        measure=at.key("measure").maybe(At.text),
        grade=None,
        have=at.key("have").written(),
        op=at.key("op").word(*OPERATORS),
        need=at.key("need").written(),
        short=at.key("short").written(),
        unit=at.key("unit").text(),
        how_many=at.key("count").maybe(At.number),
        count_of=at.key("count_of").maybe(At.text),
        row=at.key("row").maybe(At.texts),
        quantity=at.key("quantity").text() if at.has("quantity") else None,
        count_unit=at.key("count_unit").text() if at.has("count_unit") else "",
        fixed=at.has("fixed") and at.key("fixed").flag(),
        gives=at.key("gives").number() if at.has("gives") else None,
    )
    _check_distance(found, at)
    return found


def _check_distance(found: Change, at: At) -> None:
    """A distance is between numbers, and so is a bound that is not an equality."""
    numbers = [("need", found.need)] if found.short is not None or _is_bound(found) else []
    numbers += [("have", found.have), ("short", found.short)] if found.short is not None else []
    for name, value in numbers:
        if not is_number(value) and not (isinstance(value, Irrational) and name != "need"):
            raise at.key(name).wrong("a number is expected")


def _is_bound(found: Change) -> bool:
    return isinstance(found.need, str) and found.op != "=="


def _claim(at: At) -> Claim:
    row, stated = at.key("row").maybe(At.texts), at.key("stated")
    figure = stated.range() if isinstance(stated.value, str) and ".." in stated.value else stated.number()
    return Claim(at.key("measure").text(), figure, at.key("derived").written(), row)


def _waiver(at: At) -> WaiverUse:
    indicator, reason, approver, until = (
        at.key(key).text() for key in ("indicator", "reason", "approver", "until")
    )  # fmt: skip
    state, needed = at.key("state").word(IN_FORCE, EXPIRED, UNDATED), at.key("needed").flag()
    return WaiverUse(indicator, reason, approver, until, state, needed, at.key("place").text())


def _beside(at: At) -> Beside:
    return Beside(
        at.key("assessment").text(), at.key("path").text(), at.key("level").maybe(At.text), at.key("possible").texts(),
        at.key("differences").each(_difference),
    )  # fmt: skip


def _difference(at: At) -> Difference:
    return Difference(at.key("indicator").text(), word(at.key("here")), word(at.key("other")))
