"""The commands about rulesets: what there is, what it says, what it asks for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_show_puts_the_standard_into_words(cli):
    """`show` names every indicator and says which numbers no text gives."""
    run = cli("show", "jiangsu-16", "--lang", "zh")
    assert 0 == run.code
    assert all(f"第{number}条" in run.out for number in (1, 7, 9))
    assert "需自行设定" in run.out


def test_explain_a_code_and_an_indicator(cli):
    """`explain` takes a code in any case, or a ruleset and an indicator."""
    assert 0 == cli("explain", "er402").code
    assert "ER402" in cli("explain", "ER402", "--lang", "en").out
    run = cli("explain", "jiangsu-16", "11", "--lang", "en")
    assert (0, True) == (run.code, "senior-high teachers with a graduate degree or diploma as a percentage of senior-high teachers" in " ".join(run.out.split()))


@pytest.mark.parametrize(
    "arguments", [("explain", "ER999"), ("explain", "jiangsu-16", "99"), ("show", "jiangsu-15")]
)
def test_what_cannot_be_explained_gives_a_suggestion(arguments: tuple[str, ...], cli):
    """An unknown code, indicator or ruleset exits 2 with the nearest known one or the ones there are."""
    run = cli(*arguments)
    assert (2, "") == (run.code, run.out)
    assert "hint: " in run.err


def test_a_standard_is_shown_by_words_of_its_title(cli):
    """Where only one has them it is shown, where several have them they are listed, and none is guessed."""
    one = cli("show", "江苏省 小学", "--lang", "zh")
    assert (0, "") == (one.code, one.err)
    assert "jiangsu-primary-conditions@undated" in one.out
    several = cli("show", "江苏", "--lang", "zh")
    count = len(list((ROOT / "rulesets").glob("jiangsu-*/*/ruleset.yaml")))
    assert (2, True) == (several.code, f"“江苏”可指 {count} 个标准" in several.err)
    assert all(own in several.out for own in ("jiangsu-16@2007", "jiangsu-star-school@undated"))
    assert (2, "") == tuple(cli("show", "没有的", "--lang", "zh"))[:2]
    listed = cli("rulesets", "学校", "--lang", "zh")
    assert (0, True) == (listed.code, "anhui-standard-school@2018" in listed.out)


def test_an_id_that_two_provide_is_no_word_of_a_title(cli, tmp_path, monkeypatch):
    """Who names an id that is there is told what is wrong with it, and not which titles have it."""
    shutil.copytree(ROOT / "rulesets" / "care-point", tmp_path / "care-point")
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path))
    run = cli("show", "care-point", "--lang", "en")
    assert (2, True, False) == (run.code, "ER502" in run.err, "ER648" in run.err)


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
def test_a_template_as_it_is_is_undetermined(suffix: str, cli, tmp_path):
    """A template checked as it is exits 3: nothing in it is a value."""
    path = tmp_path / f"county.{suffix}"
    made = cli("template", "jiangsu-16", "-o", path, "--lang", "zh")
    assert (0, "") == (made.code, made.err)
    assert made.out.startswith(f"已写出 {path}：江苏省")
    assert "jiangsu-16@2007" in path.read_text("utf-8")
    assert 3 == cli("check", path).code


@pytest.mark.real
def test_a_form_shows_last_year_beside_what_it_asks_for(cli, examples, tmp_path):
    """From evidence and a result kept with --explain with the names of the rows; from another it says that they lack.

    Another standard is refused.
    """
    county = examples / "basic-balance" / "county.yaml"
    kept, explained = tmp_path / "last.json", tmp_path / "explained.json"
    assert cli("check", county, "-o", kept).code == 0
    assert cli("check", county, "--explain", "-o", explained).code == 0
    for source, has_rows in ((county, True), (kept, False), (explained, True)):
        path = source.with_suffix(".form.xlsx") if source != county else tmp_path / "form.xlsx"
        made = cli("template", "national-basic-balance", "--from", source, "-o", path)
        assert (0, not has_rows) == (made.code, "ER061" in made.err)
        book = openpyxl.load_workbook(path)
        texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {"上年", "示例县", "360400"} <= set(texts)
        assert has_rows == ("北关小学" in texts)
        evidence = cli("check", path, "--format", "json", "--lang", "en")
        assert "ER4" not in evidence.err
    wrong = cli("template", "national-quality-balance", "--from", county, "-o", tmp_path / "c.xlsx", "--lang", "en")
    assert (2, True) == (wrong.code, "ER050" in wrong.err or "ER4" in wrong.err)
    other = cli("template", "national-basic-balance", "--from", county, "-o", tmp_path / "c.yaml", "--lang", "en")
    assert (2, True) == (other.code, "ER011" in other.err)


def test_the_template_goes_to_standard_output_too(cli):
    """Without -o the template is printed, as YAML or as JSON."""
    assert "format: evidence/1" in cli("template", "jiangsu-16").out
    assert "evidence/1" == json.loads(cli("template", "jiangsu-16", "-f", "json").out)["format"]
    assert 2 == cli("template", "jiangsu-16", "-o", "county.pdf").code


def test_rulesets_lists_what_can_be_named(cli):
    """`rulesets` lists the shipped rulesets, for people and as JSON."""
    assert "jiangsu-16@2007" in cli("rulesets").out
    listed = json.loads(cli("rulesets", "-f", "json").out)
    shipped = sorted((path.parent.parent.name, path.parent.name) for path in ROOT.glob("rulesets/*/*/ruleset.yaml"))
    assert shipped == [(one["id"], one["edition"]) for one in listed]
    assert {"evalrules"} == {one["owner"]["name"] for one in listed}
    assert 2 == cli("rulesets", "-f", "xml").code


def test_a_schema_is_json(cli):
    """`schema ruleset` prints a JSON Schema."""
    assert "$schema" in json.loads(cli("schema", "ruleset").out)
