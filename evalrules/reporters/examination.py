"""What was questioned about data, without a verdict: as text, as a table to send back to schools, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tabulate import tabulate

from evalrules.base.diagnostics import HANDED_IN, NOTE, WARNING, Diagnostic
from evalrules.base.languages import punctuation, spoken
from evalrules.base.sentences import hint, sentence
from evalrules.model.examination import Counts, Examination, Examined, Located
from evalrules.reporters.inert import inert, inert_markdown
from evalrules.reporters.machine import diagnostic_document, document_text
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section
from evalrules.reporters.sheet import Sheet
from evalrules.reporters.text import print_section
from evalrules.version import NAME, SEMANTICS, VERSION

FORMAT = "examination/1"

_TEXT = {
    "title": ("数据核查", "Examination of the data"),
    "clean": ("没有发现问题", "nothing was found"),
    "unread": ("未能读取", "could not be read"),
    "whole": ("评估对象本身", "the subject itself"),
    "counts": ("须更正 {} 条，待核实 {} 条，已核实 {} 条，提示 {} 条",
               "{} to be corrected, {} to be answered, {} confirmed, {} warnings"),
    "total": ("共 {} 份数据：{} 份没有须更正或核实的；{}",
              "{} inputs: in {} of them nothing is to be corrected or answered; {}"),
    "file": ("文件", "File"), "subject": ("评估对象", "Subject"), "unit": ("单位", "Unit"), "table": ("表", "Table"),
    "row": ("行", "Row"), "item": ("项目", "Item"), "state": ("类别", "Kind"), "problem": ("问题", "Problem"),
    "hint": ("处理", "What to do"), "place": ("位置", "Place"),
    "error": ("须更正", "to be corrected"), "question": ("待核实", "to be answered"),
    "confirmed": ("已核实", "confirmed"), "warning": ("提示", "warning"), "note": ("说明", "note"),
}  # fmt: skip

COLUMNS = ("file", "subject", "unit", "table", "row", "item", "state", "problem", "hint", "place")
"""The columns of the table, in their order."""


def text(name: str, language: str) -> str:
    """A word of these reports in "zh" or "en"."""
    zh, en = _TEXT[name]
    return spoken((zh, en), language)


def state_of(problem: Diagnostic) -> str:
    """What is to be done about a problem: error, question, confirmed, warning or note."""
    return "question" if problem.severity == WARNING and problem.is_question else problem.severity


def listed(one: Examined) -> Iterator[tuple[str, list[Located]]]:
    """The problems of an input by unit, without notes, which need no action."""
    for unit, every in one.units.items():
        shown = [each for each in every if each.problem.severity != NOTE]
        if shown:
            yield unit, shown


def _head(one: Examined, language: str) -> str:
    subject = "" if one.subject is None else one.subject.name or one.subject.id
    period = "" if one.period is None else say("period", language, period=one.period)
    return "  ".join(filter(None, (one.path, subject, period, one.ruleset)))


def _counted(counts: Counts, language: str) -> str:
    return text("counts", language).format(counts.errors, counts.questions, counts.confirmed, counts.warnings)


def _said(one: Located, language: str) -> str:
    """A problem in a line: what is to be done, the sentence, the place, and what to do about it."""
    problem = one.problem
    marks = punctuation(language)
    places = _places(problem, language)
    place = marks.bracketed(places) if places else ""
    advice = hint(problem, language)
    after = spoken(("。", ". "), language) + advice if advice else ""
    return f"{problem.code} {text(state_of(problem), language)}{marks.colon}{sentence(problem, language)}{place}{after}"


def _places(problem: Diagnostic, language: str) -> str:
    """Where a problem is, and in which files of schools its values were handed in."""
    own = [] if problem.place is None else [str(problem.place)]
    handed_in = [str(one.place) for one in problem.related if one.role == HANDED_IN]
    named = [*own, *(f"{say(HANDED_IN, language)} {place}" for place in handed_in)]
    return punctuation(language).semicolon.join(named)


def total_line(found: Examination, language: str) -> str:
    """How many inputs were examined, how many of them have nothing open, and how much there is in all."""
    counts = [one.counts for one in found.results]
    clean = sum(one.is_read and not any(each.is_open for each in one.located) for one in found.results)
    together = Counts(*(sum(column) for column in zip(*counts, strict=True))) if counts else Counts(0, 0, 0, 0, 0)
    return text("total", language).format(len(counts), clean, _counted(together, language))


def sections(found: Examination, language: str) -> Iterator[Section]:
    """A section for each input: its counts, then each school with what is asked of it."""
    for one in found.results:
        state = _counted(one.counts, language) if one.is_read else text("unread", language)
        lines = [state]
        for unit, every in listed(one):
            lines += [unit or text("whole", language)] if one.is_read else []
            lines += [f"- {_said(each, language)}" for each in every]
        if len(lines) == 1 and one.is_read:
            lines = [text("clean", language)]
        yield Section(_head(one, language), tuple(lines))


def render_text(found: Examination, language: str, *, width: int = 100, color: bool = False) -> str:
    """For a terminal or a pipe: by input, by school, and a count where there are several inputs."""
    sheet = Sheet(width=width, color=color)
    for at, section in enumerate(sections(found, language)):
        if at:
            sheet.line()
        print_section(sheet, section)
    if len(found.results) > 1:
        sheet.line()
        sheet.line(total_line(found, language))
    return sheet.text()


def rows(found: Examination, language: str) -> list[tuple[str, ...]]:
    """One line a problem, without notes: who, what, and what to do."""
    lines = []
    for one in found.results:
        subject = "" if one.subject is None else one.subject.name or one.subject.id
        for unit, every in listed(one):
            for each in every:
                problem = each.problem
                labels = (each.table_label, each.row, each.item)
                lines.append((
                    one.path, subject, unit, *(label.in_language(language) for label in labels),
                    text(state_of(problem), language), f"{problem.code} {sentence(problem, language)}",
                    hint(problem, language), _places(problem, language),
                ))  # fmt: skip
    return lines


def render_table(found: Examination, language: str) -> str:
    """The same as a table aligned under Chinese, and a count."""
    return _tabulated(found, language, "simple", inert) + f"\n\n{total_line(found, language)}\n"


def render_markdown(found: Examination, language: str) -> str:
    """The same as a table in Markdown."""
    title, table = text("title", language), _tabulated(found, language, "github", inert_markdown)
    return f"# {title}\n\n{inert_markdown(total_line(found, language))}\n\n{table}\n"


def _tabulated(found: Examination, language: str, style: str, safe: Any) -> str:  # noqa: ANN401 - a function of texts
    headers = [text(name, language) for name in COLUMNS]
    lines = [[safe(cell) for cell in line] for line in rows(found, language)]
    return str(tabulate(lines, headers=headers, tablefmt=style, disable_numparse=True))


def render_json(found: Examination) -> str:
    """The examination as JSON: the same bytes for the same inputs and options, in no language."""
    together = [one.counts for one in found.results]
    options = found.options
    asked = {"as_of": options.as_of.isoformat() if options.as_of else None}
    document = {
        "format": FORMAT,
        "engine": {"name": NAME, "version": VERSION, "semantics": SEMANTICS},
        "options": {**asked, **({"last_year": options.last_year} if options.last_year else {})},
        "diagnostics": [diagnostic_document(one) for one in found.diagnostics],
        "results": [_result(one) for one in found.results],
        "summary": {
            "inputs": len(found.results),
            "read": sum(one.is_read for one in found.results),
            **{name: sum(getattr(one, name) for one in together) for name in Counts._fields},
        },
    }
    return document_text(document)


def _result(one: Examined) -> dict[str, Any]:
    subject = one.subject
    return {
        "evidence": {"path": one.path},
        "read": one.is_read,
        "subject": None if subject is None else {"kind": subject.kind, "id": subject.id, "name": subject.name},
        "period": one.period,
        "ruleset": one.ruleset or None,
        "counts": one.counts._asdict(),
        "problems": [_located(each) for each in one.located],
    }


def _located(one: Located) -> dict[str, Any]:
    """A problem with the row it is about; `table` and `key` are null for what is about the subject as a whole."""
    row = {"table": one.table or None, "key": list(one.key) or None, "path": one.path or None}
    return {**row, "state": state_of(one.problem), **diagnostic_document(one.problem)}
