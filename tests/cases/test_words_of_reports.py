"""Reports, help and errors in one language: no word of the program in Chinese ones, no Chinese in English but names.

Allowed is what people wrote (evidence, and the labels, clauses and ids of the standard), files with their places, codes
of messages, digests, and the name of the program.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from read_back import text_of
from selection import one_in

from evalrules.model.assessment import Assessment
from evalrules.model.report import Options, Report
from evalrules.pipeline import check
from evalrules.reporters.comparison.compared import compared
from evalrules.reporters.comparison.formats import (
    COMPARISON_FORMATS,
    TREND_FORMATS,
    rendered_comparison,
    rendered_trend,
)
from evalrules.reporters.comparison.trend import trend_of
from evalrules.reporters.formats import View, rendered

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*/*.yaml") if path.name != "ruleset.yaml")
FORMS = ("text", "markdown", "html", "docx", "self-report", "xlsx")
WORD = {"zh": re.compile(r"[A-Za-z][A-Za-z0-9_]*"), "en": re.compile("[\u4e00-\u9fff]+")}
OURS = {"evalrules", "SHA", "sha256", "yaml", "json", "csv", "xlsx", "p"}


def report_on(path: Path) -> Report:
    ruleset = path.parent / "ruleset.yaml"
    return check([str(path)], Options(ruleset=str(ruleset) if ruleset.exists() else None, explain=True))


def names_in(found: Assessment, language: str) -> str:
    """What the standard itself says in the language, its ids, its clauses and its document."""
    titles = found.titles
    labels = [found.ruleset.title, *(one.title for one in (*found.findings, *found.gates, *found.vetoes))]
    for part in titles:
        labels += [one for one in part.values() if hasattr(one, "in_language")] if part else []
    labels += [one for options in titles.options.values() for one in options.values()]
    cited = [one.source for one in (*found.findings, *found.gates, *found.vetoes)]
    cited += [use.source for finding in found.findings for use in finding.values]
    clauses = [one.clause for one in cited if one is not None]
    ids = [one.id for one in found.findings] if language == "zh" else []
    return " ".join([
        *(one.in_language(language) for one in labels), *clauses, *ids, *titles.grades, *titles.levels,
        found.ruleset.name, found.ruleset.document,
    ])  # fmt: skip


def foreign_words(report: Report, form: str, language: str, written: str) -> set[str]:
    """The words of the other language that nobody wrote."""
    return foreign_in(text_of(form, rendered(form, report, View(language, 120, color=False))), language, written)


def foreign_in(text: str, language: str, written: str) -> set[str]:
    """The same of a text that was read back."""
    text = re.sub(r"[0-9a-f]{64}|ER[0-9]{3}", "", text)
    found = {word for word in WORD[language].findall(text) if word not in written}
    return found - OURS


EVERY_HELP = """
import typer
from evalrules.cli.app import app
def pages(command, name, above=None):
    context = command.context_class(command, info_name=name, parent=above)
    yield command.get_help(context)
    for own in command.list_commands(context) if hasattr(command, "list_commands") else ():
        below = command.get_command(context, own)
        below.context_class = command.context_class
        yield from pages(below, own, context)
print("\\f".join(pages(typer.main.get_command(app), "evalrules")))
"""
"""Prints the help of every command, as the locale has it."""

CALLED = re.compile(
    r"[\w./-]+\.(yaml|toml|xlsx|csv|json|zip|txt|md)|evalrules( -?[\w.@=:/|-]+|[^\S\n]*\n\s+[\w.@=:/|-]+)*"
    r"|--?[A-Za-z][\w-]*(/--[\w-]+)?"
)
"""What is typed as it stands: commands, options, files."""
TYPED = {
    "ID", "IDs", "YAML", "JSON", "CSV", "Schema", "BagIt", "RFC", "zip", "text", "json", "markdown", "table", "junit",
    "sarif", "code", "scanning", "github", "gitlab", "tap", "html", "xlsx", "docx", "self", "report", "zh", "en",
    "evidence", "ruleset", "case", "result", "examination", "plan", "yaml", "csv", "facts", "rate", "grades", "A", "tool", "ER402",
    "Contact", "Name", "f", "o", "check", "HTTP", "http", "curl", "api", "assess", "file", "Ctrl", "MB", "EVALRULES_TOKEN", "schema", "npm", "pack", "pyodide", "tgz", "Python",
    "county", "district", "town", "school", "kindergarten", "wuxi", "undated", "test", "prove", "lint", "PATHS", "NEW", "pip", "install", "auto",
    "tables", "units", "DuckDB", "SQLite", "Parquet", "parquet", "python", "duckdb", "spark", "local", "postgres", "postgresql", "parts", "exact", "cases", "proposed", "lsp", "Node", "js",
}  # fmt: skip
"""Words that are typed into a command, or names of formats: there is nothing else to call them."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_of_every_command_speaks_one_language(language: str, program):
    """Headings, what stands beside options, and examples; only what is typed as it is stays as it is."""
    locale = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language]
    run = program.python("-c", EVERY_HELP, env={"LC_ALL": locale, "PYTHONUTF8": "1", "COLUMNS": "200"}, encoding="utf-8")
    pages = run.stdout.split("\f")
    assert len(pages) > 15
    for page in pages:
        if language == "en":
            assert (page[:40], []) == (page[:40], [word for word in WORD["en"].findall(page) if word not in OFFICE_FILES])
        else:
            names = re.findall(r"(?m)^  ([a-z]+)  ", page)
            rest = CALLED.sub(" ", page)
            assert (page[:40], set()) == (page[:40], set(WORD["zh"].findall(rest)) - TYPED - OURS - set(names))


OFFICE_FILES: set[str] = set()
"""Chinese that English help shows as it is typed."""

WRONG = [
    ("check", "--formt", "json", "a"), ("chek",), ("bundle", "foo"), ("show",), ("complete", "x"),
    ("check", "--quiet=1", "a"), ("schema", "evidence", "x"), ("check",), ("explain", "ER999"), ("rulesets", "-f", "x"),
    ("template", "没有"), ("show", "没有"),
]  # fmt: skip


@pytest.mark.parametrize("words", one_in(3, [pytest.param(one, id=" ".join(one)) for one in WRONG]))
def test_what_is_wrong_with_a_call_is_told_in_one_language(words: tuple[str, ...], cli):
    """Whole sentences; only what was typed, and what is to be typed, is not of the language."""
    for language in ("zh", "en"):
        told = cli(*words, "--lang", language).err
        assert told
        typed = " ".join((*words, "evalrules explain", " ".join(TYPED)))
        rest = CALLED.sub(" ", re.sub(r"ER[0-9]{3}", " ", told))
        assert [] == [word for word in WORD[language].findall(rest) if word not in typed and word not in OURS]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", one_in(60, EXAMPLES, real=4), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_report_speaks_one_language(path: Path, language: str):
    """In every format, also where every step is listed."""
    report = report_on(path)
    (result,) = report.results
    if result.assessment is None:
        return
    beside = [one for one in path.parent.rglob("*") if one.suffix in (".yaml", ".csv", ".json")]
    files = [one.read_text("utf-8") for one in beside]
    written = " ".join([*files, *(one.name for one in beside), names_in(result.assessment, language)])
    assert {form: words for form in FORMS if (words := foreign_words(report, form, language, written))} == {}


YEARS = ("failing", "open", "county")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_results_over_time_speak_one_language(language: str, tmp_path: Path):
    """Of two and of three results, in every format but JSON; files are called as people called them."""
    paths = [tmp_path / f"{name}.yaml" for name in YEARS]
    for path in paths:
        text = (ROOT / "examples" / "jiangsu-16" / path.name).read_text("utf-8")
        path.write_text(re.sub("(?m)^subject: .*$", "subject: {kind: county, id: '320599', name: 示例县}", text), encoding="utf-8")
    reports = [report_on(path) for path in paths]
    found = [one for report in reports for result in report.results if (one := result.assessment) is not None]
    assert len(found) == len(paths)
    written = " ".join([*YEARS, *(path.read_text("utf-8") for path in paths), *(names_in(one, language) for one in found)])
    view = View(language, 120, color=False)
    course, both = trend_of(reports, YEARS), compared(reports[0], reports[2])
    assert course.courses, "no subject that all of them have"
    told = {form: text_of(form, rendered_trend(course, form, view)) for form in TREND_FORMATS if form != "json"}
    told |= {f"two {form}": rendered_comparison(both, form, view) for form in COMPARISON_FORMATS if form != "json"}
    assert {form: words for form, text in told.items() if (words := foreign_in(text, language, written))} == {}


def test_a_word_of_the_program_is_noticed():
    """An id among Chinese, and a Chinese word among English, that nobody wrote."""
    assert foreign_in("结论：not_met，evalrules，见 ER402", "zh", "") == {"not_met"}
    assert foreign_in("verdict: 达标, 示例县", "en", "示例县") == {"达标"}
