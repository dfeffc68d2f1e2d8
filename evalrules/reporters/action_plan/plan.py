"""An action plan as text, as Markdown and as data (format plan/1). See docs/contract.md."""

from __future__ import annotations

import json
from typing import Any

from evalrules.model.action_plan import Action, ActionPlan
from evalrules.reporters.action_plan.words import PlanWords
from evalrules.reporters.inert import inert, inert_json, inert_markdown
from evalrules.version import NAME, SEMANTICS, VERSION

FORMAT = "plan/1"


def render_plan_text(plan: ActionPlan, language: str) -> str:
    """The plan in lines, for a terminal."""
    words = PlanWords(plan, language)
    lines = [words.title(), words.standard(), words.aim(), *words.summary()]
    lines += [f"{number}. {words.line(action)}" for number, action in enumerate(plan.actions, start=1)]
    lines += words.since()
    return "\n".join(inert(line) for line in lines) + "\n"


def render_plan_markdown(plan: ActionPlan, language: str) -> str:
    """The plan as Markdown."""
    words = PlanWords(plan, language)
    lines = [f"# {inert_markdown(words.title())}", "", inert_markdown(words.standard()), ""]
    lines += [f"- {inert_markdown(line)}" for line in (words.aim(), *words.summary())]
    lines += ["", *(f"{number}. {inert_markdown(words.line(one))}" for number, one in enumerate(plan.actions, start=1))]
    lines += ["", *(f"- {inert_markdown(line)}" for line in words.since())]
    return "\n".join(lines).rstrip() + "\n"


def render_plan_json(plan: ActionPlan) -> str:
    """The plan as JSON text (format plan/1); nothing in it depends on a language."""
    return inert_json(json.dumps(plan_document(plan), ensure_ascii=False, indent=1)) + "\n"


def plan_document(plan: ActionPlan) -> dict[str, Any]:
    """The plan as plain data."""
    return {
        "format": FORMAT,
        "engine": {"name": NAME, "version": VERSION, "semantics": SEMANTICS},
        "subject": {"kind": plan.subject.kind, "id": plan.subject.id, "name": plan.subject.name},
        "period": plan.period or None,
        "ruleset": {
            "id": plan.ruleset.id, "edition": plan.ruleset.edition, "revision": plan.ruleset.revision,
            "digest": plan.ruleset.digest,
        },
        "evidence": plan.evidence_digest,
        "possible": list(plan.possible),
        "to": plan.to,
        "outcome": plan.outcome,
        "proven": plan.is_least,
        "bound": plan.bound or None,
        "cost": plan.cost,
        "fixed": list(plan.fixed),
        "missing": [{"kind": one.kind, "id": one.id, "cause": one.cause} for one in plan.missing],
        "actions": [_action(one) for one in plan.actions],
        "since": [
            {
                "place": one.place, "start": one.start, "target": one.target, "now": one.now, "state": one.state,
                "part": one.part or None, "who": one.who or None,
            }
            for one in plan.since
        ],
    }  # fmt: skip


def _action(action: Action) -> dict[str, Any]:
    return {
        "place": action.place,
        "measure": action.measure,
        "indicator": action.indicator,
        "row": None if action.row is None else list(action.row),
        "have": action.have,
        "need": action.need,
        "amount": action.amount,
        "unit": action.unit,
        "serves": list(action.serves),
        "cost": action.cost,
        "by": action.by or None,
    }
