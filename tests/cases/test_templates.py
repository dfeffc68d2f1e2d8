"""The template of every shipped ruleset names everything it takes, and is evidence that decides nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selection import one_in

import evalrules
from evalrules.forms.template import template_json, template_yaml
from evalrules.loading import load_ruleset
from evalrules.model.refs import PointsRef
from evalrules.model.report import Options
from evalrules.pipeline import check

ROOT = Path(__file__).resolve().parents[2]
NAMES = [f"{path.parents[1].name}@{path.parent.name}" for path in sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))]


@pytest.mark.parametrize("name", one_in(12, NAMES))
def test_an_unfilled_template_is_undetermined(name: str, tmp_path: Path):
    """Checked as it is, in either form and language, a template gives no error and no verdict (exit 3)."""
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    texts = {"a.json": template_json(ruleset), "zh.yaml": template_yaml(ruleset, "zh"), "en.yaml": template_yaml(ruleset, "en")}
    for file, text in texts.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
        report = check([str(tmp_path / file)], Options())
        assert (3, ()) == (report.exit_code, report.results[0].diagnostics), file


@pytest.mark.parametrize("name", one_in(4, NAMES))
def test_a_template_names_everything_that_the_ruleset_takes(name: str):
    """Every measure, assessed indicator, awarded indicator, column and group of members stands in it."""
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    document = json.loads(template_json(ruleset))
    assert set(document["facts"]) == {measure.id for measure in ruleset.facts}
    assert {one.id for one in ruleset.indicators if one.assessed and one.kind != "scored"} <= set(document["grades"])
    points = {one.ref.indicator for one in ruleset.measures.values() if isinstance(one.ref, PointsRef)}
    assert set(document.get("points", ())) == points
    columns = {
        f"{table}.{column}" for table, rows in document.get("tables", {}).items() for column in rows["rows"][0]
    }
    assert columns == {column for table in ruleset.tables.values() for column in table.columns}
    assert set(document.get("members", ())) == set(ruleset.members)


@pytest.mark.parametrize("name", one_in(4, NAMES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_ruleset_reads_in_both_languages(name: str, language: str):
    """`show` gives every indicator its name in the language, and every number its source with how sure it is."""
    from evalrules.reporters.standard import ruleset_page

    ruleset = evalrules.load_ruleset(name).data
    page = ruleset_page(ruleset, language)
    lines = [line for section in page.sections for line in section.lines]
    text = "\n".join(lines)
    for indicator in ruleset.indicators:
        assert indicator.label.in_language(language) in text
    for value in ruleset.values.values():
        line = next(line for line in lines if line.startswith(f"- {value.id}: "))
        assert value.is_parameter or ("〔" if language == "zh" else "[") in line
