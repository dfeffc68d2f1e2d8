"""Plans as text and back: the ruleset, and what its conditions read. The rest of a plan only regroups these."""

from __future__ import annotations

import json
from typing import Any

from evalrules.model.codec import decoded, encoded, ruleset_from_json, ruleset_to_json
from evalrules.plan.lower import lowered, reads_in
from evalrules.plan.nodes import NumberUse, Plan, Reads


def plan_to_text(plan: Plan) -> str:
    """A plan as two lines of JSON."""
    reads = [[*one[:-1], [_number(number) for number in one.numbers]] for one in reads_in(plan)]
    return f"{ruleset_to_json(plan.ruleset)}\n{json.dumps(reads, ensure_ascii=False, separators=(',', ':'))}"


def plan_from_text(text: str) -> Plan:
    """A plan from its text; ValueError, KeyError, TypeError or IndexError where the text is none."""
    ruleset, _, reads = text.partition("\n")
    return _rebuilt(ruleset, [_reads(one) for one in json.loads(reads)])


def _rebuilt(ruleset: str, reads: list[Reads]) -> Plan:
    plan = lowered(ruleset_from_json(ruleset), reads)
    if len(reads_in(plan)) != len(reads):
        raise ValueError("what was kept is of a larger plan")
    return plan


def _number(number: NumberUse) -> list[Any]:
    return [number.value, encoded(number.key), number.is_of_rows, number.is_curve]


def _reads(kept: list[Any]) -> Reads:
    measures, names, tables, own_tables, numbers = kept
    uses = tuple(NumberUse(value, decoded(key), *how) for value, key, *how in numbers)
    return Reads(tuple(measures), tuple(names), tuple(tables), tuple(own_tables), uses)
