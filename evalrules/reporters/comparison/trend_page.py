"""Results of several times as text, Markdown, one HTML file, a Word file and a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from evalrules.reporters.comparison.compared import BETTER, WORSE
from evalrules.reporters.comparison.trend import Course, IndicatorCourse, Trend, composites, measured
from evalrules.reporters.comparison.trend_chart import line_chart
from evalrules.reporters.comparison.trend_spreads import Figure, SpreadCourse
from evalrules.reporters.comparison.trend_words import (
    coefficients,
    indicators,
    levels,
    name_of,
    outcomes,
    title,
    trend_sections,
)
from evalrules.reporters.html.markup import NOTHING, Html, element, joined, paragraph, shown, table
from evalrules.reporters.html.plain_page import plain_page
from evalrules.reporters.markdown import section_markdown
from evalrules.reporters.phrases import say
from evalrules.reporters.result_data import DataTable, Marked, Row
from evalrules.reporters.sections import Section
from evalrules.reporters.sheet import Sheet
from evalrules.reporters.text import PLAIN_WIDTH, print_section

_TONES = {BETTER: "good", WORSE: "bad"}


def render_trend_text(found: Trend, language: str, *, width: int = PLAIN_WIDTH, color: bool = False) -> str:
    """The tables one below the other."""
    sheet = Sheet(width=width, color=color)
    sheet.line(title(found, language), "bold")
    for section in trend_sections(found, language):
        sheet.line()
        print_section(sheet, section)
    return sheet.text()


def render_trend_markdown(found: Trend, language: str) -> str:
    """The same as Markdown."""
    lines = [f"# {title(found, language)}"]
    for section in trend_sections(found, language):
        lines += section_markdown(section)
    return "\n".join(lines) + "\n"


# -- HTML --------------------------------------------------------------------------------------------------------------


def render_trend_html(found: Trend, language: str) -> str:
    """One file without script: the levels, and of each subject its indicators and the course of its figures."""
    name = title(found, language)
    overview = levels(found, language)
    tones = [_TONES.get(one.direction, "") for one in found.courses]
    parts = [_section(overview, tones, "o", paragraph(overview.lines[0]), NOTHING)]
    for at, one in enumerate(found.courses, start=1):
        tones = [_TONES.get(each.direction, "") for each in one.indicators]
        section = indicators(one, found.times, language)
        parts.append(_section(section, tones, f"c{at}", NOTHING, _charts(measured(one), found, language, f"c{at}")))
        beside = coefficients(one, found.times, language)
        if beside is not None:
            drawn = _charts(composites(one), found, language, f"s{at}")
            parts.append(_section(beside, [""] * len(one.spreads), f"s{at}", NOTHING, drawn))
    return plain_page(name, parts, language)


def _charts(courses: Iterable[IndicatorCourse | SpreadCourse], found: Trend, language: str, own: str) -> Html:
    """The course of each figure as a line."""
    charts = [line_chart(each, found.times, language, f"{own}-{number}") for number, each in enumerate(courses, 1)]
    return element("div", *charts, class_="spreads") if charts else NOTHING


def _section(section: Section, tones: Sequence[str], own: str, before: Html, after: Html) -> Html:
    heading = element("h2", shown(section.title), id=f"{own}-title")
    if section.table is None:
        return element("section", heading, id=own)
    headers = section.table.headers
    rows = (_row(row, headers, tone) for row, tone in zip(section.table.rows, tones, strict=True))
    listing = table(section.title, headers, [element("tbody", *rows)], "plain figures stacked trend")
    frame = element("div", listing, class_="frame", tabindex="0", role="group", aria_label=section.title)
    return element("section", joined([heading, before, frame, after]), id=own, aria_labelledby=f"{own}-title")


def _row(cells: Sequence[str], headers: Sequence[str], tone: str) -> Html:
    """A line whose cells know their time, which stands before them where lines are stacked as cards."""
    first, *times, direction = cells
    parts = (element("td", shown(text), data_label=name) for name, text in zip(headers[1:-1], times, strict=True))
    mark = element("span", shown(direction), class_=f"mark {tone}" if tone else "quiet")
    return element("tr", element("th", shown(first), scope="row"), *parts, element("td", mark))


# -- office programs ---------------------------------------------------------------------------------------------------


def render_trend_docx(found: Trend, language: str) -> bytes:
    """A Word file."""
    from evalrules.reporters.word.paper import Paper

    paper = Paper(language, {say("better", language): "good", say("worse", language): "bad"})
    paper.title(title(found, language), say("overview", language))
    for section in trend_sections(found, language):
        table_ = None if section.table is None else section.table._replace(dense=True)
        paper.section(section._replace(table=table_), 1)
    return paper.finished(title(found, language), "")


def render_trend_xlsx(found: Trend, language: str) -> bytes:
    """A workbook of data: the levels, then every indicator, numbers as numbers. ImportError where openpyxl is not."""
    import openpyxl

    from evalrules.reporters.office_zip import fixed_date, settled
    from evalrules.reporters.workbook.data_sheets import write_data

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "evalrules"
    workbook.properties.created = fixed_date()
    for number, data in enumerate(_data(found, language), start=1):
        write_data(workbook, data, number)
    out = io.BytesIO()
    workbook.save(out)
    return settled(out.getvalue())


def _data(found: Trend, language: str) -> Iterator[DataTable]:
    """The sheets; coefficients only where there are some."""
    yield _levels(found, language)
    yield _indicators(found, language)
    if any(one.spreads for one in found.courses):
        yield _coefficients(found, language)


def _levels(found: Trend, language: str) -> DataTable:
    section = levels(found, language)
    table_ = section.table
    rows = () if table_ is None else table_.rows
    names = () if table_ is None else table_.headers
    columns = tuple((name if name in found.times else _capital(name), 30) for name in names)
    marked: list[Row] = [
        (*row[:-1], Marked(row[-1], _TONES.get(one.direction, "idle")))
        for row, one in zip(rows, found.courses, strict=True)
    ]
    return DataTable(say("overview", language), columns, tuple(marked))


def _indicators(found: Trend, language: str) -> DataTable:
    """Every indicator, with its figures as numbers where one of them has some."""
    has_figures = any(each for one in found.courses for own in one.indicators for each in own.figures)
    numbers = tuple((say("figure_of", language, time=time), 14) for time in found.times if has_figures)
    heads = (("subject", 20), ("number", 14), ("indicator", 40))
    columns = (
        *((_capital(say(name, language)), width) for name, width in heads),
        *((time, 20) for time in found.times), *numbers, (_capital(say("direction", language)), 10),
    )  # fmt: skip
    rows = (row for one in found.courses for row in _rows(one, language, has_figures=has_figures))
    return DataTable(say("indicators_sheet", language), columns, tuple(rows))


def _rows(found: Course, language: str, *, has_figures: bool) -> Iterator[Row]:
    name = name_of(found, language)
    for one in found.indicators:
        figures: list[Fraction | None] = [None if each is None else each.have for each in one.figures if has_figures]
        yield (
            name, one.id, one.title.in_language(language), *outcomes(found, one, language), *figures,
            Marked(say(one.direction, language), _TONES.get(one.direction, "idle")),
        )  # fmt: skip


def _coefficients(found: Trend, language: str) -> DataTable:
    heads = (("subject", 20), ("quantity", 40))
    limits = tuple((say("limit_of", language, time=time), 14) for time in found.times)
    columns = (
        *((_capital(say(name, language)), width) for name, width in heads), *((time, 14) for time in found.times),
        *limits,
    )  # fmt: skip
    rows = (
        (
            name_of(course, language), one.title.in_language(language),
            *(None if each is None else _judged(each) for each in one.figures),
            *(None if each is None else each.need for each in one.figures),
        )
        for course in found.courses
        for one in course.spreads
    )  # fmt: skip
    return DataTable(say("figures", language), columns, tuple(rows))


def _judged(one: Figure) -> Marked:
    """A coefficient, coloured by whether it is within its limit."""
    return Marked(one.have, {True: "good", False: "bad", None: "idle"}[one.holds])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- JSON --------------------------------------------------------------------------------------------------------------

FORMAT = "trend/1"


def render_trend_json(found: Trend) -> str:
    """The trend as JSON text (format trend/1); nothing in it depends on a language."""
    from evalrules.reporters.inert import inert_json
    from evalrules.reporters.json_text import json_text

    document = {
        "format": FORMAT,
        "got_worse": found.got_worse,
        "times": list(found.times),
        "subjects": [_document(one) for one in found.courses],
    }
    return inert_json(json_text(document)) + "\n"


def _document(found: Course) -> dict[str, object]:
    subject = found.latest.subject
    return {
        "subject": {"kind": subject.kind, "id": subject.id, "name": subject.name},
        "direction": found.direction,
        "levels": [None if one is None else one.verdict.level for one in found.found],
        "indicators": [
            {
                "id": one.id, "title": one.title._asdict(), "direction": one.direction,
                "outcomes": [_outcome(one.id, each) for each in found.found],
                "figures": [None if each is None else each.shown for each in one.figures],
            }
            for one in found.indicators
        ],
        "coefficients": [
            {
                "id": one.id, "title": one.title._asdict(), "is_composite": one.is_composite,
                "figures": [None if each is None else each.shown for each in one.figures],
            }
            for one in found.spreads
        ],
    }  # fmt: skip


def _outcome(own: str, found: object) -> str | None:
    findings = getattr(found, "findings", ())
    one = next((each for each in findings if each.id == own), None)
    return None if one is None else one.grade or one.outcome
