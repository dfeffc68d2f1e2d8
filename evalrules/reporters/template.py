"""An empty evidence file for a ruleset: every measure and every assessed indicator named, all null."""

from __future__ import annotations

import json
from typing import Any

from evalrules.model.ruleset import Indicator, Measure, Ruleset
from evalrules.reporters.inert import inert
from evalrules.tree.walk import parameters_in


def template_json(ruleset: Ruleset) -> str:
    """The template as JSON."""
    facts = dict.fromkeys(ruleset.measures)
    grades = {indicator.id: None for indicator in _graded(ruleset)}
    document: dict[str, Any] = {
        "format": "evidence/1", "ruleset": ruleset.name,
        "subject": {"kind": ruleset.subject, "id": None, "name": None, "attributes": dict.fromkeys(ruleset.choices)},
        "period": None, "facts": facts, "grades": grades,
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def template_yaml(ruleset: Ruleset, language: str) -> str:
    """The template as YAML, with what each line means beside it."""
    lines = [
        f"# {inert(ruleset.title.in_language(language))}", "format: evidence/1", f"ruleset: {ruleset.name}", "subject:",
        f"  kind: {ruleset.subject}", "  id: null", "  name: null",
    ]  # fmt: skip
    if ruleset.choices:
        lines.append("  attributes:")
        for choice in ruleset.choices.values():
            shown = "/".join(label.in_language(language) for label in choice.options.values())
            lines.append(f"    {choice.id}: null  # {inert(shown)}")
    lines += ["period: null  # 2007", "facts:"]
    lines += [_line(measure.id, _meaning(measure, language)) for measure in ruleset.measures.values()]
    lines.append("grades:")
    lines += [
        _line(json.dumps(one.id, ensure_ascii=False), _choices_of(one, ruleset, language)) for one in _graded(ruleset)
    ]
    text = "\n".join(lines)
    return text.replace("facts:\ngrades:", "facts: {}\ngrades:") + "\n"


def _graded(ruleset: Ruleset) -> list[Indicator]:
    """Indicators that a panel decides, also those that it decides until a parameter is set."""
    return [indicator for indicator in ruleset.indicators if indicator.assessed or _waits(indicator, ruleset)]


def _waits(indicator: Indicator, ruleset: Ruleset) -> bool:
    conditions = [band.condition for band in indicator.bands if band.condition] + (
        [indicator.met] if indicator.met else []
    )
    return any(ruleset.values[own].is_parameter for condition in conditions for own in parameters_in(condition.root))


def _line(key: str, comment: str) -> str:
    return f"  {key}: null  # {inert(comment)}".rstrip()


def _meaning(measure: Measure, language: str) -> str:
    if measure.value is not None:
        computed = "由以上数据计算，可不填" if language == "zh" else "computed from these figures, may stay empty"
        return f"{measure.label.in_language(language)} ({measure.unit}; {computed})"
    kind = {"yesno": "是/否", "date": "2007-09-01", "ratio": "1:19"}.get(measure.type, measure.unit)
    return measure.label.in_language(language) + (f" ({kind})" if kind else "")


def _choices_of(indicator: Indicator, ruleset: Ruleset, language: str) -> str:
    options = "/".join(ruleset.grades) if indicator.kind == "graded" else "是/否"
    return f"{indicator.label.in_language(language)} ({options})"
