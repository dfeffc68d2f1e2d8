"""The expression language against google/cel-spec: 301 public cases, every difference named and counted.

A difference is deliberate: what is refused at load time cannot surprise at run time. Any change of the
grammar, the lowering or the evaluation that changes an answer changes a count here.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Scalar, Span
from evalrules.frontend.calls import CALLS
from evalrules.frontend.expressions import Lowering
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.names import FLAG, NUMBER, Names
from evalrules.model.ruleset import InForce, Label, Panel, Ruleset
from evalrules.semantics.conditions import number, options, truth
from evalrules.semantics.interval import exact_value
from evalrules.semantics.scope import Scope

SHARED = Path(os.environ.get("EVALRULES_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
SUITE = SHARED / "suites" / "cel_subset.json"
CASES = json.loads(SUITE.read_text(encoding="utf-8")) if SUITE.is_file() else []

AGREEING = 162

DIFFERENCES = {
    "no lists, also after in: write (a, b)": 33,
    "no None: unknown is no value to compare with": 5,
    "no backslash escapes in texts": 25,
    "no names but declared ones: the suite binds x elsewhere": 5,
    "texts have no order": 25,
    "flags have no order": 12,
    "no concatenation of texts": 8,
    "no remainder %": 4,
    "both branches of a choice have one type": 1,
    "and / or take conditions only, also where the other side decides": 4,
    "a decimal starts with a digit": 1,
    "numbers stay within 1e±100": 3,
    "no NaN: 0/0 is unknown": 3,
    "no infinity: 1/0 is unknown": 1,
    "integers have no limit of 64 bits": 9,
}

REFUSED = {
    ("ER202", "list"): "no lists, also after in: write (a, b)",
    ("ER202", "constant None"): "no None: unknown is no value to compare with",
    ("ER202", "backslash"): "no backslash escapes in texts",
    ("ER202", "remainder %"): "no remainder %",
    ("ER203", "x"): "no names but declared ones: the suite binds x elsewhere",
    ("ER204", "number or date", "option"): "texts have no order",
    ("ER204", "number or date", "flag"): "flags have no order",
    ("ER204", "number", "option"): "no concatenation of texts",
    ("ER204", "option", "number"): "both branches of a choice have one type",
    ("ER204", "flag", "number"): "and / or take conditions only, also where the other side decides",
    ("ER204", "flag", "option"): "and / or take conditions only, also where the other side decides",
    ("ER209", ".99"): "a decimal starts with a digit",
    ("ER209", "8.988466e+307"): "numbers stay within 1e±100",
    ("ER209", "1e-324"): "numbers stay within 1e±100",
}

NAMES = Names({}, {}, {}, (), (), {})
EMPTY = Ruleset(
    id="cel",
    edition="1",
    revision=1,
    title=Label("cel", "cel"),
    document="",
    authority=None,
    in_force=InForce(None, None, ""),
    subject="case",
    extends="",
    ancestors=(),
    sources={},
    levels=(),
    grades=(),
    grade_labels={},
    groups=(),
    choices={},
    values={},
    measures={},
    tables={},
    members={},
    indicators=(),
    gates=(),
    vetoes=(),
    verdict=(),
    obligations=(),
    panel=Panel("plurality", None, "assumed"),
    checks=(),
    assessments=(),
    digest="",
    note=None,
)


class Answer(NamedTuple):
    """What our reading gives: a text as the suite writes it (None for unknown), or the first refusal."""

    value: str | Fraction | None
    refusal: Diagnostic | None = None


def answer(text: str) -> Answer:
    scalar = Scalar(text, True, Span("cel", 1, 1, 1, len(text) + 3))
    parsed, problems = parse_condition(scalar, literal=True)
    if parsed is None:
        return Answer(None, problems[0])
    lowering = Lowering(NAMES, parsed.places, CALLS)
    typed = lowering.lower(parsed.root)
    if typed is None or lowering.problems:
        return Answer(None, lowering.problems[0])
    scope = Scope(EMPTY, {}, {})
    if typed.kind == FLAG:
        known = truth(typed.node, scope)
        return Answer(None if known is None else str(known))
    if typed.kind == NUMBER:
        return Answer(exact_value(number(typed.node, scope)))
    found = options(typed.node, scope)
    return Answer(next(iter(found)) if found and len(found) == 1 else None)


def agrees(want: str, got: Answer) -> bool:
    """Whether both say the same; an error of theirs is a refusal or an unknown of ours."""
    if want == "ERR":
        return got.value is None
    if isinstance(got.value, Fraction):
        return want not in ("Infinity", "-Infinity") and Fraction(want) == got.value
    return got.value == want


def difference(case: dict[str, str], got: Answer) -> str:
    """The class a difference belongs to; one without a class shows by its own name."""
    if got.refusal is not None:
        return REFUSED.get(
            (got.refusal.code, *(value for _, value in got.refusal.args if value)), f"? {case['py']}"
        )
    if got.value is None and "0.0/0.0" in case["py"]:
        return "no NaN: 0/0 is unknown"
    if got.value is None and case["want"] == "Infinity":
        return "no infinity: 1/0 is unknown"
    if isinstance(got.value, Fraction) and case["want"] == "ERR" and abs(got.value) >= 2**63 - 1:
        return "integers have no limit of 64 bits"
    return f"? {case['py']} is {got.value}, not {case['want']}"


needs_suite = pytest.mark.skipif(
    not CASES, reason=f"{SUITE} is not here: set EVALRULES_SHARED to the shared folder"
)


@needs_suite
def test_every_case_agrees_or_differs_in_a_named_class():
    """Every public case agrees, or differs in a class that is named and counted here."""
    answers = [(case, answer(case["py"])) for case in CASES]
    found = Counter(difference(case, got) for case, got in answers if not agrees(case["want"], got))
    assert dict(found) == DIFFERENCES
    assert len(CASES) - found.total() == AGREEING


@needs_suite
def test_the_suite_is_whole():
    """All 301 cases are read, and the classes account for every one that does not agree."""
    assert len(CASES) == 301
    assert AGREEING + sum(DIFFERENCES.values()) == 301


@needs_suite
def test_no_value_of_ours_contradicts_theirs():
    """Where both give a value it is the same one, integers beyond 64 bits excepted."""
    wrong = [
        case["py"]
        for case in CASES
        for got in [answer(case["py"])]
        if got.value is not None and not agrees(case["want"], got) and case["want"] != "ERR"
    ]
    assert wrong == []
