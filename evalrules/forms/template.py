"""An empty evidence file for a ruleset: every measure and every assessed indicator named, all null."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from evalrules.base.languages import punctuation, spoken
from evalrules.base.numbers import number_text
from evalrules.forms.asked import awarded, columns, graded
from evalrules.model.ruleset import Indicator, Measure, Ruleset
from evalrules.reporters.inert import inert

if TYPE_CHECKING:
    from evalrules.model.earlier import Earlier

TEMPLATES = ("yaml", "json", "csv", "xlsx")
"""The forms that an empty evidence file can have."""


def template_bytes(ruleset: Ruleset, form: str, language: str, earlier: Earlier | None = None) -> bytes:
    """The empty evidence file of a ruleset, a workbook with what was given `earlier` beside what is asked for.

    ImportError where an optional part is not installed.
    """
    if form == "xlsx":
        from evalrules.forms.former_values import former_values
        from evalrules.forms.workbook import form_workbook

        return form_workbook(ruleset, language, earlier and former_values(earlier, ruleset, language))
    if form == "csv":
        from evalrules.forms.table import template_csv

        return template_csv(ruleset, language).encode("utf-8-sig")  # so that spreadsheets read it as UTF-8
    return (template_json(ruleset) if form == "json" else template_yaml(ruleset, language)).encode()


def template_json(ruleset: Ruleset) -> str:
    """The template as JSON."""
    facts = {measure.id: _empty_fact(measure, ruleset) for measure in ruleset.facts}
    grades = {indicator.id: None for indicator in graded(ruleset)}
    document: dict[str, Any] = {
        "format": "evidence/1", "ruleset": ruleset.name,
        "subject": {"kind": ruleset.subject, "id": None, "name": None, "attributes": dict.fromkeys(ruleset.choices)},
        "period": None, "facts": facts, "grades": grades,
    }  # fmt: skip
    if awarded(ruleset):
        document["points"] = dict.fromkeys(awarded(ruleset))
    if ruleset.tables:
        document["tables"] = {
            table.id: {"rows": [dict.fromkeys(columns(table))], "complete": None} for table in ruleset.tables.values()
        }
    if ruleset.members:
        document["members"] = {own: {"total": None, "holding": None, "list": None} for own in ruleset.members}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _empty_fact(measure: Measure, ruleset: Ruleset) -> dict[str, None] | None:
    """Null, or a null for each option."""
    return dict.fromkeys(ruleset.choices[measure.each].options) if measure.each else None


def template_yaml(ruleset: Ruleset, language: str) -> str:
    """The template as YAML, with what each line means beside it."""
    lines = [
        f"# {inert(ruleset.title.in_language(language))}", "format: evidence/1", f"ruleset: {ruleset.name}", "subject:",
        f"  kind: {ruleset.subject}", "  id: null", "  name: null",
    ]  # fmt: skip
    if ruleset.choices:
        lines.append("  attributes:")
        colon = punctuation(language).colon
        for choice in ruleset.choices.values():
            shown = "/".join(label.in_language(language) for label in choice.options.values())
            label = choice.label.in_language(language)
            lines.append(f"    {choice.id}: null  # {inert(shown if label == choice.id else label + colon + shown)}")
    lines += ["period: null  # 2007", "facts:"]
    for measure in ruleset.facts:
        lines.append(_line(measure.id, _meaning(measure, language)))
        if measure.each:
            options = ruleset.choices[measure.each].options
            lines[-1] = lines[-1].replace(": null", ":", 1)
            lines += [f"  {_line(option, label.in_language(language))}" for option, label in options.items()]
    lines.append("grades:")
    lines += [
        _line(json.dumps(one.id, ensure_ascii=False), _choices_of(one, ruleset, language)) for one in graded(ruleset)
    ]
    lines += _sections(ruleset, language)
    text = "\n".join(lines) + "\n"
    for section in ("facts", "grades"):
        text = re.sub(rf"^{section}:\n(?! )", f"{section}: {{}}\n", text, flags=re.MULTILINE)
    return text


def _sections(ruleset: Ruleset, language: str) -> list[str]:
    """Points, tables and members, where the standard has any."""
    lines: list[str] = []
    points = awarded(ruleset)
    if points:
        lines.append("points:")
        lines += [_line(json.dumps(of, ensure_ascii=False), _points(one, language)) for of, one in points.items()]
    if ruleset.tables:
        lines.append("tables:")
    for table in ruleset.tables.values():
        lines += [f"  {table.id}:  # {inert(table.label.in_language(language))}", "    complete: null", "    rows:"]
        for at, (column, own) in enumerate(zip(columns(table), table.columns, strict=True)):
            measure = ruleset.measures[own]
            lines.append(f"      {'- ' if at == 0 else '  '}{_line(column, _meaning(measure, language)).strip()}")
    if ruleset.members:
        lines.append("members:")
    for group in ruleset.members.values():
        lines += [
            f"  {group.id}:  # {inert(group.label.in_language(language))}",
            "    total: null",
            "    holding: null",
        ]
    return lines


def _points(measure: Measure, language: str) -> str:
    full = "" if measure.high is None else f" (0..{number_text(measure.high)})"
    return measure.label.in_language(language) + full


def _line(key: str, comment: str) -> str:
    return f"  {key}: null  # {inert(comment)}".rstrip()


def _meaning(measure: Measure, language: str) -> str:
    if measure.value is not None:
        computed = spoken(("由以上数据计算，可不填", "computed from these figures, may stay empty"), language)
        return f"{measure.label.in_language(language)} ({measure.unit}; {computed})"
    kind = {"yesno": "是/否", "date": "2007-09-01", "ratio": "1:19"}.get(measure.type, measure.unit)
    return measure.label.in_language(language) + (f" ({kind})" if kind else "")


def _choices_of(indicator: Indicator, ruleset: Ruleset, language: str) -> str:
    labels = [ruleset.grade_labels[grade] for grade in indicator.grades]
    options = "/".join(label.in_language(language) for label in labels) if indicator.kind == "graded" else "是/否"
    return f"{indicator.label.in_language(language)} ({options})"
