"""Reports in one language: no word of the program in a Chinese report, no Chinese in an English one but names.

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
    text = text_of(form, rendered(form, report, View(language, 120, color=False)))
    text = re.sub(r"[0-9a-f]{64}|ER[0-9]{3}", "", text)
    found = {word for word in WORD[language].findall(text) if word not in written}
    return found - OURS


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", one_in(24, EXAMPLES), ids=lambda path: f"{path.parent.name}/{path.stem}")
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
