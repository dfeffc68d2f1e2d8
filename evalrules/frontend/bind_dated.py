"""What the date of the assessment says of a subject: the options of choices that have dates."""

from __future__ import annotations

import datetime

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Record, Span
from evalrules.model.evidence import Subject
from evalrules.model.ruleset import Ruleset


def dated_subject(
    subject: Subject, ruleset: Ruleset, day: datetime.date | None, root: Record, problems: list[Diagnostic]
) -> Subject:
    """The subject with the options that follow from the day; one that is stated otherwise is refused (ER581)."""
    if day is None:
        return subject
    found = {own: choice.on(day) for own, choice in ruleset.choices.items() if choice.dates}
    for own, due in found.items():
        stated = subject.attributes.get(own, due)
        if stated != due:
            said, right = (ruleset.choices[own].options[option] for option in (stated, due))
            args = {"found_zh": said.zh, "found_en": said.en, "due_zh": right.zh, "due_en": right.en}
            problems.append(error("ER581", _place(root, own), attribute=own, as_of=day.isoformat(), **args))
    return subject._replace(attributes={**subject.attributes, **found}) if found else subject


def _place(root: Record, attribute: str) -> Span:
    subject = root.get("subject")
    attributes = subject.get("attributes") if isinstance(subject, Record) else None
    key = attributes.key(attribute) if isinstance(attributes, Record) else None
    return (key or root).span
