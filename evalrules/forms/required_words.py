"""What a standard asks of an indicator, as short as a column of a form has room for."""

from __future__ import annotations

from collections.abc import Sequence

from evalrules.base.languages import spoken
from evalrules.model.ruleset import Band, Indicator, Ruleset
from evalrules.words.conditions import Prose
from evalrules.words.outlines import outline

MOST = 240
"""A requirement longer than this is named by its first line; `evalrules explain` tells all of it."""

_TEXT = {
    "grade": ("{}：{}", "{}: {}"), "ceiling": ("评{}须 {}", "{} only if {}"), "full": ("满分 {}", "full points: {}"),
    "more": ("……（共 {} 行，详见标准）", "… ({} lines in all, see the standard)"),
    "applies": ("仅当 {} 时适用", "applies only if {}"),
}  # fmt: skip


def required_of(indicator: Indicator, ruleset: Ruleset, language: str) -> tuple[str, ...]:
    """The lines of what an indicator asks for: its full points, the criterion of each grade, what is to be met.

    Nothing where assessors decide by themselves.
    """
    prose = Prose(ruleset, language)
    lines = [] if indicator.full is None else [_text("full", language, prose.condition(indicator.full))]
    lines += _by_grade("grade", indicator.bands, prose)
    if indicator.kind != "scored":
        told = (outline(prose, one.root) for one in (indicator.met, indicator.grade) if one is not None)
        lines += [line for one in told for line in one]
    lines += _by_grade("ceiling", indicator.ceiling, prose)
    if lines and indicator.applies is not None:
        lines.append(_text("applies", language, prose.condition(indicator.applies.root)))
    if sum(map(len, lines)) <= MOST:
        return tuple(lines)
    return (lines[0][:MOST], _text("more", language, str(len(lines)))) if len(lines) > 1 else (lines[0],)


def _by_grade(name: str, bands: Sequence[Band], prose: Prose) -> list[str]:
    """The criterion of each grade that has one."""
    return [
        _text(name, prose.language, prose.grade(band.grade), prose.condition(band.condition.root))
        for band in bands
        if band.condition is not None
    ]


def _text(name: str, language: str, *values: str) -> str:
    zh, en = _TEXT[name]
    return spoken((zh, en), language, *values)
