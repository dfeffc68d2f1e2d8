"""What no text of a standard gives, set by an office: its workbook to the overlay that it is assessed with."""

from __future__ import annotations

import os
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, Related, error, has_errors
from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record, Scalar
from evalrules.base.units import canonical_unit
from evalrules.loading import ruleset_from_text
from evalrules.model.ruleset import Ruleset, conditions_of
from evalrules.model.settings import (
    DOCUMENT,
    FORM,
    NAME,
    NUMBER,
    OFFICE_NAME,
    OVERLAY_ID,
    RULESET,
    Chosen,
    OfficeSettings,
    OpenPoint,
    open_points,
)
from evalrules.readers.settings import SettingLine, read_settings
from evalrules.reporters.overlay_text import OverlayText, overlay_text
from evalrules.tree.walk import parameters_in

_PERCENT, _MOST_PERCENT = "%", 100


class Completed(NamedTuple):
    """The text of an overlay (None with errors), the ruleset that it is, how much was set, and what is still open."""

    text: str | None
    ruleset: Ruleset | None
    chosen: tuple[Chosen, ...]
    still_open: int
    diagnostics: tuple[Diagnostic, ...]


def complete(ruleset: Ruleset, workbook: str, overlay_name: str, language: str) -> Completed:
    """The overlay of a ruleset that a workbook of settings makes; it is loaded, so that it certainly can be used.

    ER640 where the ruleset leaves nothing open, ER641 no such workbook, ER642 one of another ruleset, ER643 a cell that
    is no number, ER644 nothing filled in, ER645 no office, ER647 limits that contradict one another; or whatever else
    is wrong with the ruleset that comes out, in the cell that made it.
    """
    points = open_points(ruleset)
    shown = os.path.basename(workbook)
    lines, problems = read_settings(workbook, shown) if points else ((), [error("ER640", None, name=ruleset.name)])
    if has_errors(problems) or not lines:
        return Completed(None, None, (), len(points), tuple(problems))
    settings, found = _settings(ruleset, points, lines)
    problems += found
    if has_errors(problems):
        return Completed(None, None, settings.chosen, len(points), tuple(problems))
    written = overlay_text(ruleset, settings, shown, language)
    loaded = ruleset_from_text(written.text, overlay_name)
    told = (_in_workbook(one, ruleset, settings, written) for one in loaded.diagnostics)
    problems += list(dict.fromkeys(told))
    text = None if loaded.ruleset is None or has_errors(problems) else written.text
    return Completed(text, loaded.ruleset, settings.chosen, len(points) - len(settings.chosen), tuple(problems))


def _in_workbook(found: Diagnostic, ruleset: Ruleset, settings: OfficeSettings, written: OverlayText) -> Diagnostic:
    """A problem of the overlay in the cell that its line comes from: nobody has seen the overlay yet.

    One of an indicator of the standard, which had none before, comes from the numbers that were set for it (ER647).
    """
    place = found.place
    about = next((one for one in ruleset.indicators if one.span == place), None)
    if about is not None:
        roots = [one.root for one in conditions_of(about)]
        numbers = {own for root in roots for own in parameters_in(root)}
        cells = [one.place for one in settings.chosen if one.point.kind == NUMBER and one.point.id in numbers]
        if cells:
            return error("ER647", cells[0], *(Related("also", cell) for cell in cells[1:]), id=about.id)
    cell = None if place is None or place.sheet else written.places.get(place.line)
    return found if cell is None else found._replace(place=cell)


def _settings(
    ruleset: Ruleset, points: tuple[OpenPoint, ...], lines: tuple[SettingLine, ...]
) -> tuple[OfficeSettings, list[Diagnostic]]:
    about = {line.kind: line for line in lines if line.kind not in (NUMBER, NAME)}
    problems = _of_another(ruleset, about)
    chosen: list[Chosen] = []
    for line in lines:
        if line.kind in (NUMBER, NAME) and line.text and not problems[:1]:
            point = OpenPoint(line.kind, line.id, line.option)
            chosen.append(_chosen(point, line))
    by_line = {line.place: line for line in lines}
    wrong = [_refusal(ruleset, points, one, by_line[one.place]) for one in chosen]
    problems += [one for one in wrong if one is not None]
    texts = {kind: about[kind].text if kind in about else "" for kind in (OFFICE_NAME, DOCUMENT, OVERLAY_ID)}
    office, document, overlay = (" ".join(text.split()) for text in texts.values())
    if not problems and not chosen:
        problems.append(error("ER644", lines[0].place._replace(line=0)))
    if not office and not problems:
        place = about[OFFICE_NAME].place if OFFICE_NAME in about else lines[0].place
        problems.append(error("ER645", place))
    return OfficeSettings(office, document, overlay or f"{ruleset.id}-office", tuple(chosen)), problems


def _of_another(ruleset: Ruleset, about: dict[str, SettingLine]) -> list[Diagnostic]:
    """ER642 for a workbook that was made for another ruleset, or for a revision with another meaning."""
    made_for, digest = (about[kind].text if kind in about else "" for kind in (RULESET, FORM))
    if made_for == ruleset.name and digest == ruleset.digest:
        return []
    place = about[RULESET].place if RULESET in about else None
    return [error("ER642", place, found=made_for or "?", used=ruleset.name)]


def _chosen(point: OpenPoint, line: SettingLine) -> Chosen:
    number = _number_of(line) if point.kind == NUMBER else None
    return Chosen(point, number, "" if point.kind == NUMBER else " ".join(line.text.split()), line.clause, line.place)


def _number_of(line: SettingLine) -> Fraction | None:
    return parse_number(line.text)


def _refusal(ruleset: Ruleset, points: tuple[OpenPoint, ...], one: Chosen, line: SettingLine) -> Diagnostic | None:
    """Why something cannot be set so: it is not open (ER641), or no number that it can be (ER643)."""
    if one.point not in points:
        return error("ER641", one.place)
    if one.point.kind == NAME:
        return None
    unit = ruleset.values[one.point.id].unit
    most = _MOST_PERCENT if unit == _PERCENT else None
    own_unit = _unit_of(line)
    if (
        one.number is None
        or one.number < 0
        or (most is not None and one.number > most)
        or (own_unit and canonical_unit(own_unit) != unit)
    ):
        return error("ER643", one.place, text=line.text, expected="0..100" if most is not None else "0..")
    return None


def _unit_of(line: SettingLine) -> str:
    """The unit that the cell itself shows: % of a percent cell."""
    unit = line.value.get("unit") if isinstance(line.value, Record) else None
    return unit.text if isinstance(unit, Scalar) else ""
