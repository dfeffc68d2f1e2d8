"""The formats of an action plan, with the endings of the names of files that mean them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evalrules.model.action_plan import ActionPlan

PLAN_FORMATS: Mapping[str, str] = MappingProxyType(
    {"text": ".txt", "markdown": ".md", "json": ".json", "html": ".html", "xlsx": ".xlsx"}
)
"""The formats of a plan with the suffixes that name them."""


def rendered_plan(found: ActionPlan, form: str, language: str) -> bytes:
    """A plan in one of its formats, as the bytes of a file. ImportError where `xlsx` is not installed."""
    if form == "xlsx":
        from evalrules.reporters.action_plan.ledger import ledger_workbook

        return ledger_workbook(found, language)
    if form == "html":
        from evalrules.reporters.action_plan.page import render_plan_html

        return render_plan_html(found, language).encode()
    from evalrules.reporters.action_plan.plan import render_plan_json, render_plan_markdown, render_plan_text

    if form == "json":
        return render_plan_json(found).encode()
    return (render_plan_markdown if form == "markdown" else render_plan_text)(found, language).encode()
