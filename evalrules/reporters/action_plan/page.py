"""An action plan as one self-contained HTML file."""

from __future__ import annotations

from evalrules.base.languages import spoken, tag_of
from evalrules.model.action_plan import Action, ActionPlan
from evalrules.reporters.action_plan.words import PlanWords
from evalrules.reporters.html.markup import Html, body, element, joined, listed, paragraph, shown, table
from evalrules.reporters.html.style import style_sheet
from evalrules.reporters.inert import inert

HEADS = {
    "number": ("序号", "no."), "thing": ("项目", "what"), "have": ("现状", "now"), "need": ("目标", "to be"),
    "measure": ("措施", "what to do"), "problem": ("关系到的指标", "for the indicators"), "basis": ("依据", "source"),
    "cost": ("费用", "cost"), "by": ("时限", "by"),
}  # fmt: skip
"""The heads of the columns."""


def render_plan_html(plan: ActionPlan, language: str) -> str:
    """The page: what is to be reached, what came of the search, and a line for each action."""
    words = PlanWords(plan, language)
    head = joined(
        (
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", shown(words.title())),
            element("style", Html(style_sheet())),
        )
    )
    parts = [element("h1", shown(words.title())), paragraph(words.standard()), paragraph(words.aim())]
    parts.append(listed(shown(line) for line in words.summary()))
    if plan.actions:
        names = [
            name
            for name in HEADS
            if name not in ("cost", "by") or any(_cell(name, 0, one, words) for one in plan.actions)
        ]
        rows = ((_shown(name, at, one, words) for name in names) for at, one in enumerate(plan.actions, start=1))
        parts.append(table(words.aim(), [spoken(HEADS[name], language) for name in names], [body(rows)]))
    parts.append(listed(shown(inert(line)) for line in words.since()))
    page = element(
        "html",
        element("head", head),
        element("body", element("main", *parts)),
        lang=tag_of(language),
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _shown(name: str, at: int, action: Action, words: PlanWords) -> Html:
    lines = _cell(name, at, action, words).split("\n")
    return joined((shown(inert(line)) for line in lines), "<br>")


def _cell(name: str, at: int, action: Action, words: PlanWords) -> str:
    """The text of one cell."""
    match name:
        case "number":
            return str(at)
        case "cost":
            return words.money(action.cost) if action.cost is not None else ""
        case "by":
            return action.by
        case _:
            found: str = getattr(words, name)(action)
            return found
