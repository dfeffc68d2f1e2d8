"""Cases that would notice the changes which no case notices, for the author to confirm (decision 35).

Each is evidence that the prover found, with what the engine makes of it under the ruleset as it is. That the standard
means so is for the author to say: a proposal lies in `cases/proposed`, where no trial runs it, until he moves it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from evalrules.authoring.case_text import case_text
from evalrules.authoring.cases import (
    FOLDER,
    PROPOSED,
    CaseFile,
    disagreements,
    names_of_cases,
    observed,
    read_case,
    read_cases,
    with_values,
)
from evalrules.authoring.mutants import Mutant
from evalrules.authoring.trial import ALIKE, KEPT, NEW, NOT_FOUND, Proposal
from evalrules.base.diagnostics import has_errors
from evalrules.base.numbers import number_text
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.frontend.build import build_ruleset
from evalrules.model.refs import PointsRef
from evalrules.model.ruleset import Ruleset
from evalrules.proving.pairs import Supposed
from evalrules.proving.prover import Bounds
from evalrules.proving.telling import Telling
from evalrules.readers.files import document_of

A_MUTANT = Bounds(seconds=20.0, each=5.0)
"""How long one change is thought about."""

A_SHARE, A_NUMBER = "50", "1"
"""What is supposed of a number that no text gives."""

_UNSAFE = pattern(r"[^\w.-]+")
_MOST_CHARACTERS = 60


def proposals(path: str, ruleset: Ruleset, mutants: Sequence[Mutant], bounds: Bounds = A_MUTANT) -> Iterator[Proposal]:
    """For each mutant, in turn, the case that would notice it. One case may do for several."""
    folder = os.path.dirname(path)
    waiting, taken = list(read_cases(folder, PROPOSED)[0]), set(names_of_cases(folder, PROPOSED))
    for mutant in mutants:
        changed, problems = build_ruleset(mutant.root)
        if changed is None or has_errors(problems):
            continue  # it does not load, so it did not survive
        kept = next((one for one in waiting if _notices(one, ruleset, changed)), None)
        if kept is not None:
            yield Proposal(mutant.name, KEPT, f"{FOLDER}/{PROPOSED}/{kept.name}")
            continue
        name = _free_name(mutant.name, taken)
        found, outcome = _searched(mutant, name, ruleset, changed, bounds)
        if found is None:
            yield Proposal(mutant.name, outcome)
            continue
        case, text = found
        waiting.append(case)
        taken.add(name)
        yield Proposal(mutant.name, NEW, f"{FOLDER}/{PROPOSED}/{case.name}", text)


def _notices(case: CaseFile, ruleset: Ruleset, changed: Ruleset) -> bool:
    """Whether a case holds of the ruleset and not of the changed one."""
    return next(disagreements(case, ruleset), None) is None and next(disagreements(case, changed), None) is not None


def _searched(
    mutant: Mutant, name: str, ruleset: Ruleset, changed: Ruleset, bounds: Bounds
) -> tuple[tuple[CaseFile, str] | None, str]:
    """A case with its text, else why there is none.

    Where no text gives a number, assessors decide, and what hangs on it makes no difference: then some number is
    supposed, as an office would set one, and of no number is said what holds for all of them.
    """
    for text in _beyond(ruleset, changed):
        draft = _Draft(name, text, mutant)
        found = _noticing(draft, ruleset, changed, {})
        if found is not None:
            return found, NEW
    numbers = _some_numbers(ruleset)
    is_alike = not numbers and ranges_of(ruleset) == ranges_of(changed) and _is_of_all_rows(ruleset)
    for supposed in ({}, numbers) if numbers else ({},):
        telling = Telling(with_values(ruleset, supposed), with_values(changed, supposed), bounds)
        for told in telling.candidates():
            values = {**supposed, **_values(told.supposed)}
            found = _noticing(_Draft(name, told.text, mutant), ruleset, changed, values)
            if found is not None:
                return _with_fewer(found, _Draft(name, told.text, mutant), ruleset, changed), NEW
        is_alike = is_alike and telling.is_alike
    return None, ALIKE if is_alike else NOT_FOUND


def _is_of_all_rows(ruleset: Ruleset) -> bool:
    """Whether the solver looks at as many rows as there can be: with more, what looked alike may come out otherwise."""
    return not ruleset.tables


def ranges_of(ruleset: Ruleset) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    """The least and the greatest that each value of evidence can be."""
    return {own: (one.low, one.high) for own, one in ruleset.measures.items()}


def _beyond(ruleset: Ruleset, changed: Ruleset) -> Iterator[str]:
    """Evidence with points above the full points of one of two rulesets, which that one refuses."""
    after = ranges_of(changed)
    for own, (_, high) in ranges_of(ruleset).items():
        ref, other = ruleset.measures[own].ref, after.get(own, (None, None))[1]
        if isinstance(ref, PointsRef) and high is not None and other is not None and high != other:
            points = f"  {json.dumps(ref.indicator)}: {number_text(max(high, other))}"
            yield f'format: evidence/1\nruleset: "{ruleset.name}"\npoints:\n{points}\n'


def _some_numbers(ruleset: Ruleset) -> dict[str, Any]:
    """Numbers for what no text gives."""
    found: dict[str, Any] = {}
    for own, value in ruleset.values.items():
        number = A_SHARE if value.unit == "%" else A_NUMBER
        lacking = {option: number for option, given in value.branches.items() if given is None}
        if lacking:
            found[own] = lacking.get("", lacking)
    return found


class _Draft(NamedTuple):
    """What a case is made of."""

    name: str
    evidence: str
    mutant: Mutant


def _noticing(
    draft: _Draft, ruleset: Ruleset, changed: Ruleset, values: Mapping[str, Any]
) -> tuple[CaseFile, str] | None:
    """The case on this evidence with these numbers, where it notices the change."""
    text = _case_of(draft, values, ruleset, changed)
    case = None if text is None else read_case(document_of(draft.name, text.encode(), name=draft.name), draft.name)[0]
    return (case, text) if text is not None and case is not None and _notices(case, ruleset, changed) else None


def _with_fewer(found: tuple[CaseFile, str], draft: _Draft, ruleset: Ruleset, changed: Ruleset) -> tuple[CaseFile, str]:
    """The same without the numbers that it does not need."""
    for own in found[0].values:
        fewer = {other: number for other, number in found[0].values.items() if other != own}
        found = _noticing(draft, ruleset, changed, fewer) or found
    return found


def _free_name(mutant: str, taken: Collection[str]) -> str:
    """A name for a file that is not taken: where the change is, and what tells it from others there."""
    where = _UNSAFE.sub("_", mutant.partition(": ")[0])[:_MOST_CHARACTERS]
    stem = f"{where}-{hashlib.sha256(mutant.encode()).hexdigest()[:6]}"
    names = (f"{stem}.yaml", *(f"{stem}-{number}.yaml" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _case_of(draft: _Draft, values: Mapping[str, Any], ruleset: Ruleset, changed: Ruleset) -> str | None:
    """The text of a case on this evidence; None where the two rulesets see it alike, or the first refuses it."""
    document, _ = document_of(draft.name, draft.evidence.encode(), name=draft.name)
    before, after = (observed(document, one, values) for one in (ruleset, changed))
    expect = _different(before, after)
    remarks = [
        "建议的案例，尚未确认：对照标准原文，expect 是否正确？正确的移入 cases 文件夹；不正确的，标准写错了",
        "a proposed case, not confirmed: does the standard say what expect says? If so, move it to the folder cases;",
        "if not, the ruleset is wrong",
        f"改动 / change: {draft.mutant.name}",
        f"改动后 / with the change: {_shown(expect, after)}",
    ]
    return case_text(document, values, expect, remarks) if expect else None


def _values(supposed: Supposed) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (value, option), number in supposed.items():
        if option:
            found.setdefault(value, {})[option] = number_text(number)
        else:
            found[value] = number_text(number)
    return found


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The level where it is known, and what of the rest comes out otherwise; of refused evidence the errors."""
    if before == after or "errors" in before:
        return {} if before == after else {"errors": before["errors"]}
    found: dict[str, Any] = {}
    if before["level"] is not None or after.get("level") is not None:
        found["level"] = before["level"]
    for key in ("outcomes", "gates", "vetoes"):
        was = after.get(key, {})
        own = {one: own for one, own in before[key].items() if was.get(one, "unknown") != own}
        if own:
            found[key] = own
    if "errors" not in after and after["conditions"] != before["conditions"]:
        found["conditions"] = before["conditions"]
    return found


def _shown(expect: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What the changed ruleset makes of what is expected, on one line."""
    if "errors" in after:
        return f"errors: {', '.join(after['errors'])}"
    if "errors" in expect:
        return "没有错误 / no error"
    parts = []
    for key, wanted in expect.items():
        if isinstance(wanted, dict) and key != "conditions":
            parts += [f"{key} {own}: {_word(after[key].get(own, '-'))}" for own in wanted]
        elif wanted != after[key]:
            parts.append(f"{key}: {_word(after[key])}")
    return "; ".join(parts)


def _word(value: object) -> str:
    """A value as cases write it."""
    return {"True": "true", "False": "false", "None": "null"}.get(str(value), str(value))
