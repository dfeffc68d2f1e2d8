"""Results as a stream of the Test Anything Protocol."""

from __future__ import annotations

from pathlib import Path

from tap.parser import Parser

from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.ci.tap import render_tap

EXAMPLES = Path(__file__).resolve().parents[4] / "examples" / "jiangsu-16"


def points(*names: str, language: str = "zh"):
    text = render_tap(check([str(EXAMPLES / name) for name in names], Options(None)), language)
    return text, [one for one in Parser().parse_text(text) if one.category == "test"]


def test_every_case_is_a_point_with_its_file_and_name():
    """A passing county: nothing is not ok, and the numbers are those of the plan."""
    text, found = points("passing.yaml")
    assert text.startswith("TAP version 14\n1..")
    assert [True] * len(found) == [one.ok for one in found]
    assert list(range(1, len(found) + 1)) == [one.number for one in found]
    assert "passing.yaml: 结论" in found[0].description


def test_what_fails_and_what_is_open_are_not_ok():
    """No directive makes them green; the block says what and where."""
    text, found = points("failing.yaml", "open.yaml")
    wrong = [one for one in found if not one.ok]
    assert {"failing.yaml", "open.yaml"} == {name for one in wrong for name in ("failing.yaml", "open.yaml") if f" {name}: " in one.description}
    assert not any(one.skip or one.todo for one in wrong)
    assert '  type: "not_reached"' in text and '  type: "undetermined"' in text
    assert 'at: "failing.yaml:' in text


def test_a_title_begins_no_directive(tmp_path):
    """A hash in a name is no hash of the protocol, and a name has one line."""
    path = tmp_path / "a#SKIP.yaml"
    path.write_text((EXAMPLES / "failing.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    text = render_tap(check([str(path)], Options(None)), "en")
    found = [one for one in Parser().parse_text(text) if one.category == "test"]
    assert not any(one.skip for one in found if not one.ok)
    assert "a＃SKIP.yaml" in text


def test_an_input_that_cannot_be_evaluated_is_a_point_for_each_error(tmp_path):
    """With the code as its type."""
    path = tmp_path / "county.yaml"
    path.write_text("format: evidence/1\nruleset: jiangsu-16\nfacts: {a: 1, b: 2}\n", encoding="utf-8")
    text = render_tap(check([str(path)], Options(None)), "en")
    assert 2 == text.count('type: "ER401"') == sum(not one.ok for one in Parser().parse_text(text) if one.category == "test")
