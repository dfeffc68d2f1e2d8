"""A ruleset document to a typed ruleset: every name resolved, every condition understood.

Enters: a document of the right shape (evalrules.frontend.shape), overlays already merged in
(evalrules.frontend.overlay). Leaves: the ruleset, or every problem found. Whether its bands cover
every case is a separate question (evalrules.semantics.coverage).
"""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.numbers import parse_number
from evalrules.base.source import Record, Scalar
from evalrules.frontend.checks import checks_of
from evalrules.frontend.derivations import check_derivations, check_shown
from evalrules.frontend.digest import ruleset_digest
from evalrules.frontend.draft import Draft
from evalrules.frontend.fields import (
    entries_of,
    in_force_of,
    label_from,
    label_of,
    named_items,
    record_of,
    records_of,
    scalar_of,
    scalars_of,
    text_of,
)
from evalrules.frontend.indicators import indicators_of, points_measures, scores_of
from evalrules.frontend.labels import check_labels
from evalrules.frontend.names import GRADE_CHOICE, GROUP_CHOICE, INDICATOR_CHOICE, KIND_OF_TYPE
from evalrules.frontend.quantities import measures_of, members_of, tables_of, value_of
from evalrules.frontend.ungraded import ungraded_looks
from evalrules.model.ruleset import Gate, Label, Obligation, Panel, Rule, Ruleset, Veto


def build_ruleset(root: Record, ancestors: tuple[str, ...] = ()) -> tuple[Ruleset | None, list[Diagnostic]]:
    """A merged document to a ruleset; None where a problem makes it unusable. Warnings come along."""
    draft = Draft(root)
    ruleset = _built(draft, ancestors)
    if not has_errors(draft.problems):
        draft.problems.extend(ungraded_looks(ruleset))
    return (None if has_errors(draft.problems) else ruleset), draft.problems


def _built(draft: Draft, ancestors: tuple[str, ...]) -> Ruleset:
    root = draft.root
    _check_ids(draft)
    draft.problems.extend(check_labels(root))
    _check_levels(draft)
    values = {key.text: value_of(draft, key, item) for key, item in entries_of(root, "values")}
    measures = measures_of(draft)
    indicators = indicators_of(draft, values)
    measures |= points_measures(indicators, values)
    draft.problems.extend(check_derivations(measures))
    draft.problems.extend(check_shown(measures))
    draft.names = draft.names._replace(scores=scores_of(draft, indicators))
    _check_choices(draft)
    if not indicators:
        draft.problems.append(error("ER308", (root.key("indicators") or root).span))
    return Ruleset(
        id=text_of(root, "id"),
        edition=text_of(root, "edition"),
        revision=int(parse_number(text_of(root, "revision")) or 0),
        title=label_from(root.get("title")) or Label(text_of(root, "id"), text_of(root, "id")),
        document=text_of(root, "document"),
        authority=label_from(root.get("authority")),
        in_force=in_force_of(record_of(draft.root, "in_force"), draft.problems),
        subject=text_of(root, "subject"),
        extends=text_of(root, "extends"),
        ancestors=ancestors,
        sources=draft.sources,
        levels=draft.levels,
        grades=draft.grades,
        grade_labels=draft.grade_labels,
        groups=draft.groups,
        choices=draft.choices,
        values=values,
        measures=measures,
        tables=tables_of(draft),
        members=members_of(draft),
        indicators=indicators,
        gates=tuple(gate_of(draft, item) for item in records_of(root, "gates")),
        vetoes=tuple(veto_of(draft, item) for item in records_of(root, "vetoes")),
        verdict=tuple(rules_of(draft)),
        obligations=tuple(obligation_of(draft, item) for item in records_of(root, "conditions")),
        panel=_panel(draft),
        checks=checks_of(draft, root),
        assessments={own.text: label for own, label in named_items(root, "assessments")},
        digest=ruleset_digest(root),
        note=label_from(root.get("note")),
    )


# -- ids -------------------------------------------------------------------------------------------------------------


def _check_ids(draft: Draft) -> None:
    root = draft.root
    for section in ("levels", "groups", "gates", "vetoes", "conditions"):
        draft.refuse_twins([scalar_of(item, "id") for item in records_of(root, section)])
    made = [(scalar_of(item, "id"), own) for item in records_of(root, "indicators") for own in draft.ids_of(item)]
    patterns = [scalar_of(item, "id") for item in records_of(root, "indicators") if not draft.ids_of(item)]
    draft.refuse_twins([*(written and written._replace(text=own) for written, own in made), *patterns])
    draft.refuse_twins([own for own, _ in named_items(root, "grades")])
    named = [key for section in ("measures", "values", "choices", "tables", "members") for key in _keys(root, section)]
    draft.refuse_twins(list(named))
    for _, table in entries_of(root, "tables"):
        draft.refuse_twins([*_keys(root, "measures"), *_keys(root, "values"), *_keys(table, "columns")])
        draft.refuse_twins(scalars_of(table, "key"))
    draft.refuse_twins([own for own, _ in named_items(root, "assessments")])
    draft.problems.extend(error("ER646", key.span, id=key.text) for key in _keys(root, "names"))  # of no overlay
    for item in records_of(root, "indicators"):
        draft.refuse_twins(scalars_of(item, "grades"))
    for _, group in entries_of(root, "members"):
        draft.refuse_twins(scalars_of(group, "holds"))


def _check_choices(draft: Draft) -> None:
    """A choice that is called like a type, or like what an indicator has, could not be told from it (ER317)."""
    for key in _keys(draft.root, "choices"):
        if key.text in (*KIND_OF_TYPE, GRADE_CHOICE, GROUP_CHOICE, INDICATOR_CHOICE):
            draft.problems.append(error("ER317", key.span, id=key.text))


def _keys(record: Record, section: str) -> list[Scalar]:
    found = record_of(record, section)
    return [pair.key for pair in found.pairs] if found else []


def _check_levels(draft: Draft) -> None:
    required = [level.id for level in draft.levels if level.required]
    if len(required) != 1:
        place = (draft.root.key("levels") or draft.root).span
        draft.problems.append(error("ER310", place, count=str(len(required))))


# -- the verdict -----------------------------------------------------------------------------------------------------


def gate_of(draft: Draft, item: Record) -> Gate:
    """One entry under `gates`."""
    own = text_of(item, "id")
    need = draft.condition(scalar_of(item, "need"), concludes=True)
    return Gate(own, label_of(item, own), need, draft.level(item, "else"), draft.source_of(item, own))  # type: ignore[arg-type]  # None only beside an error, and then no ruleset leaves


def veto_of(draft: Draft, item: Record) -> Veto:
    """One entry under `vetoes`."""
    own = text_of(item, "id")
    when = draft.condition(scalar_of(item, "when"), concludes=True)
    return Veto(own, label_of(item, own), when, draft.level(item, "level"), draft.source_of(item, own))  # type: ignore[arg-type]  # as above


def obligation_of(draft: Draft, item: Record) -> Obligation:
    """One entry under `conditions`."""
    own, within = text_of(item, "id"), parse_number(text_of(item, "within"))
    when = draft.condition(scalar_of(item, "when"), concludes=True)
    years = None if within is None else int(within)
    return Obligation(own, label_of(item, own), when, years, draft.level(item, "level"), draft.source_of(item, own))  # type: ignore[arg-type]  # as above


def rules_of(draft: Draft) -> list[Rule]:
    """The lines of the verdict, in their order."""
    records = list(records_of(draft.root, "verdict"))
    rules = [
        Rule(
            draft.level(item, "level"),
            draft.condition(scalar_of(item, "when"), concludes=True),
            draft.source_of(item, "", needed=False),
        )
        for item in records
    ]
    if records and records[-1].get("when") is not None:
        draft.problems.append(error("ER312", records[-1].span))
    for item in records[:-1]:
        if item.get("when") is None:
            draft.problems.append(error("ER306", item.span, what="every line of the verdict after this one"))
    return rules


def _panel(draft: Draft) -> Panel:
    item = record_of(draft.root, "panel")
    if item is None:
        return Panel("plurality", None, "assumed")
    source = draft.source_of(item, "panel", needed=False)
    confidence = text_of(item, "confidence") or (source.confidence if source else "assumed")
    return Panel(text_of(item, "decides"), source, confidence)
