"""Many rows at a glance, in the words of the overview: how they stand, what bars how many, who is nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalrules.model.assessment import Assessment
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.overview import Totals, changes_to_level
from evalrules.reporters.overview_page import near_section, nearest_in_words
from evalrules.reporters.page import totals_line
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section


def rows_in_words(totals: Totals, barred: Mapping[str, int], ruleset: Ruleset, language: str) -> list[str]:
    """How many rows stand how, and each veto and gate (`veto any-c`) with the number of rows whose level it gives."""
    named = {f"veto {one.id}": ("reason_veto_facts", one.label) for one in ruleset.vetoes}
    named |= {f"gate {one.id}": ("reason_gate", one.label) for one in ruleset.gates}
    lines = [totals_line(totals, language)]
    for rule, (phrase, label) in named.items():
        if barred.get(rule):
            told = say(phrase, language, title=label.in_language(language))
            lines.append(say("barred", language, rule=told, count=str(barred[rule])))
    return lines


def nearest_section(nearest: Sequence[Assessment], total: int, language: str) -> Section | None:
    """Those that are nearest of so many that have a way to the level; None where there are none."""
    near = []
    for found in nearest:
        who, what = nearest_in_words(found, language)
        near.append((who, changes_to_level(found), what))
    return near_section(near, total, language) if near else None
