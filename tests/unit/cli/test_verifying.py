"""`evalrules verify`: what it says, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest


@pytest.fixture
def here(tmp_path: Path, examples: Path, cli, monkeypatch) -> Path:
    """A county, its result, and that of somebody who wrote that it passes."""
    monkeypatch.chdir(tmp_path)
    Path("county.yaml").write_bytes((examples / "jiangsu-16" / "failing.yaml").read_bytes())
    assert 1 == cli("check", "county.yaml", "-o", "result.json").code
    Path("forged.json").write_text(Path("result.json").read_text("utf-8").replace('"level": "fail"', '"level": "pass"'), "utf-8")
    return tmp_path


def codes(text: str) -> set[str]:
    return set(re.findall(r"ER\d{3}(?= error| 错误)", text))


def test_a_true_result_is_said_to_be_true(here: Path, cli):
    """Exit code 0 and a line, in both languages."""
    assert (0, "county.yaml: true\n", "") == tuple(cli("verify", "result.json", "county.yaml"))
    assert (0, "county.yaml：属实\n", "") == tuple(cli("verify", "result.json", "county.yaml", "--lang", "zh"))


def test_a_forged_result_is_said_not_to_be_as_it_says(here: Path, cli):
    """Exit code 1; the part, what stands there and what should, in words of the reader."""
    run = cli("verify", "forged.json", "county.yaml")
    assert (1, "county.yaml: not as it says\n") == tuple(run)[:2]
    assert 'verdict is not what the evidence gives ($.results[0].verdict.level): "pass" should be "fail"' in run.err
    run = cli("verify", "forged.json", "county.yaml", "--lang", "zh")
    assert (1, "county.yaml：不符\n") == tuple(run)[:2]
    assert '结论（$.results[0].verdict.level）与重新评估不符：写的是 "pass"，应为 "fail"' in run.err


def test_what_cannot_be_found_out_ends_with_2(here: Path, cli):
    """No evidence, no result, no such format."""
    run = cli("verify", "result.json", "nowhere.yaml")
    assert (2, "county.yaml: could not be verified\n", {"ER044"}) == (run.code, run.out, codes(run.err))
    assert (2, {"ER001"}) == (cli("verify", "nowhere.json", "county.yaml").code, codes(cli("verify", "none.json", "x").err))
    assert (2, {"ER011"}) == (cli("verify", "result.json", "county.yaml", "-f", "xml").code,
                              codes(cli("verify", "result.json", "county.yaml", "-f", "xml").err))  # fmt: skip
    assert (2, "result.json: could not be verified\n") == tuple(
        cli("verify", "result.json", "county.yaml", "--ruleset", "nowhere.yaml")
    )[:2]


def test_the_document_has_a_line_where_it_is_wrong_as_a_whole(here: Path, cli):
    """A result that was reformatted is true, and the file is not as it was written."""
    Path("result.json").write_text(json.dumps(json.loads(Path("result.json").read_text("utf-8"))), "utf-8")
    run = cli("verify", "result.json", "county.yaml")
    assert (1, "county.yaml: true\nresult.json: not as it says\n", {"ER045"}) == (run.code, run.out, codes(run.err))


def test_it_can_be_read_by_programs(here: Path, cli):
    """--format json, on standard output alone."""
    run = cli("verify", "forged.json", "county.yaml", "--format", "json")
    found = json.loads(run.out)
    assert (1, False, "ER042") == (run.code, found["true"], found["results"][0]["diagnostics"][0]["code"])
    assert True is json.loads(cli("verify", "-", "county.yaml", "-f", "json", stdin=Path("result.json").read_bytes()).out)["true"]


def test_a_baseline_is_given_again(here: Path, cli):
    """A result of check --baseline is verified with the same older result."""
    assert 0 == cli("check", "county.yaml", "--baseline", "result.json", "-o", "held.json").code
    assert 0 == cli("verify", "held.json", "county.yaml", "--baseline", "result.json").code
    assert (2, {"ER044"}) == (cli("verify", "held.json", "county.yaml").code, codes(cli("verify", "held.json", "county.yaml").err))


