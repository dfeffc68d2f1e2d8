"""What an office set, as an overlay of its ruleset: a file in YAML, one line for each thing that was set."""

from __future__ import annotations

import json
from itertools import groupby

from evalrules.base.languages import spoken
from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.ruleset import OFFICE, Ruleset
from evalrules.model.settings import NAME, NUMBER, Chosen, OfficeSettings

_TEXT = {
    "made": ("# 由“{}”生成：evalrules complete。要改，请改该工作簿后重新生成。",
             "# Made from {} by evalrules complete. To change it, change the workbook and make it again."),
    "title": ("{}（{}设定）", "{} (as set by {})"),
}  # fmt: skip


class OverlayText(NamedTuple):
    """The text of an overlay, and the cells that its lines come from, by their numbers."""

    text: str
    places: dict[int, Span]


def overlay_text(ruleset: Ruleset, settings: OfficeSettings, workbook: str, language: str) -> OverlayText:
    """The overlay that lays what an office set over its ruleset; `workbook` is the name of the file that said it."""
    source = _free_source(ruleset)
    title = ruleset.title
    zh, en = (said.format(name, settings.office) for said, name in zip(_TEXT["title"], title, strict=True))
    cited = f"{settings.office} {settings.document}".strip()
    lines: list[tuple[str, Span | None]] = [
        (line, None)
        for line in (
            spoken(_TEXT["made"], language, workbook), "format: ruleset/1", f"extends: {ruleset.name}",
            f"id: {_quoted(settings.overlay)}", f"edition: {_quoted(ruleset.edition)}", "revision: 1",
            f"title: {{zh: {_quoted(zh)}, en: {_quoted(en)}}}", "sources:",
            f"  {source}: {{zh: {_quoted(cited)}, en: {_quoted(cited)}, confidence: {OFFICE}}}",
        )
    ]  # fmt: skip
    for kind, section in ((NUMBER, "values"), (NAME, "names")):
        chosen = [one for one in settings.chosen if one.point.kind == kind]
        lines += [(f"{section}:", None)] if chosen else []
        for own, group in groupby(chosen, key=lambda one: one.point.id):
            lines += _entry(own, list(group), source)
    places = {number: place for number, (_, place) in enumerate(lines, start=1) if place is not None}
    return OverlayText("\n".join(line for line, _ in lines) + "\n", places)


def _entry(own: str, chosen: list[Chosen], source: str) -> list[tuple[str, Span | None]]:
    """The lines of one value, or of one name; of a value that depends on an option one line each."""
    first = chosen[0]
    clause = "；".join(dict.fromkeys(one.clause for one in chosen if one.clause))
    cited = f"source: {_quoted(f'{source} {clause}'.strip())}"
    if first.point.kind == NAME:
        return [(f"  {_quoted(own)}: {{zh: {_quoted(first.name)}, {cited}}}", first.place)]
    if not first.point.option:
        return [(f"  {own}: {{value: {_number(first)}, {cited}}}", first.place)]
    options = [(f"    {_quoted(one.point.option)}: {_number(one)}", one.place) for one in chosen]
    return [(f"  {own}:", first.place), *options, (f"    {cited}", first.place)]


def _number(chosen: Chosen) -> str:
    return number_text(chosen.number) if chosen.number is not None else "null"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _free_source(ruleset: Ruleset) -> str:
    """An id for the office among the sources that no source has yet."""
    name, number = OFFICE, 1
    while name in ruleset.sources:
        number += 1
        name = f"{OFFICE}{number}"
    return name
