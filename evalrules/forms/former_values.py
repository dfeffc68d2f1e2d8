"""What a subject gave last year, as a form shows it beside what is to be filled in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.model.earlier import Earlier, Former
from evalrules.model.evidence import Bounds
from evalrules.model.ruleset import Ruleset


class FormerValues(NamedTuple):
    """The values of last year by section and id of a line, and the keys of the rows of each table, in words."""

    by_line: Mapping[tuple[str, str], str]
    keys: Mapping[str, tuple[tuple[str, ...], ...]]

    def shown(self, section: str, own: str) -> str:
        """The value of a line, "" where it is not known."""
        return self.by_line.get((section, own), "")


def former_values(earlier: Earlier, ruleset: Ruleset, language: str) -> FormerValues:
    """What is known of an earlier period, in the units and words of the form of this ruleset.

    A value in another unit than the form has is left out, and so is one of a series, which has years of its own.
    """
    subject = earlier.subject
    found: dict[tuple[str, str], str] = {("subject", "name"): subject.name, ("subject", "id"): subject.id}
    for choice, option in subject.attributes.items():
        if choice in ruleset.choices and option in ruleset.choices[choice].options:
            found["subject", choice] = ruleset.choices[choice].options[option].in_language(language)
    for (own, year), former in earlier.facts.items():
        measure = ruleset.measures.get(own)
        if measure is not None and year == 0 and former.unit == measure.unit:
            text = _text(former, ruleset, measure.choice, language)
            found.update({(section, own): text for section in ("fact", "member")})
    given = earlier.names if earlier.rows is None else earlier.rows
    rows = {table: found for table, found in given.items() if table in ruleset.tables}
    keys = {table: tuple(_key(key, table, ruleset, language) for key in found) for table, found in rows.items()}
    return FormerValues({line: text for line, text in found.items() if text}, keys)


def _key(key: tuple[str, ...], table: str, ruleset: Ruleset, language: str) -> tuple[str, ...]:
    """The key of a row, each part as people read it."""
    columns = ruleset.tables[table].key
    return tuple(_part(part, own, ruleset, language) for part, own in zip(key, columns, strict=False))


def _part(text: str, column: str, ruleset: Ruleset, language: str) -> str:
    """A part of a key: an option by its label."""
    choice = ruleset.choices.get(ruleset.measures[column].type)
    return text if choice is None or text not in choice.options else choice.options[text].in_language(language)


def _text(former: Former, ruleset: Ruleset, choice: str, language: str) -> str:
    value = former.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("false", "true")}[language][value]
    if isinstance(value, Bounds):
        if value.exact is not None:
            return number_text(value.exact)
        return "..".join("" if end is None else number_text(end) for end in (value.low, value.high))
    if isinstance(value, datetime.date):
        return value.isoformat()
    known = ruleset.choices.get(choice)
    return value if known is None or value not in known.options else known.options[value].in_language(language)
