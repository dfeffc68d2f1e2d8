"""`evalrules plan`: its outputs, its exit codes, and a ledger that comes back."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[3]
COUNTY = (ROOT / "examples" / "jiangsu-16" / "passing.yaml").read_text(encoding="utf-8")


@pytest.fixture
def below(write) -> Path:
    """A county with a B too many and a C."""
    return write("below.yaml", COUNTY.replace('"9": A', '"9": C'))


def test_the_fewest_changes_are_printed(cli, below):
    """One B is allowed, so the C must become an A."""
    run = cli("plan", below, "--lang", "zh")
    assert run.code == 0 and "1. 指标 9 园（校）整体创优第9条：C → A（由评估组评定）" in run.out
    assert "已证明没有更少的改变能够达到" in run.out


BALANCE = """
format: ruleset/1
id: balance
edition: "1"
revision: 1
title: {zh: 均衡样例, en: sample of balance}
subject: county
sources: {s: {zh: 样例, en: sample, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: not passed}]
tables:
  schools:
    zh: 学校
    en: schools
    key: [school]
    columns:
      school: {type: text, zh: 名称, en: name}
      books: {type: count, unit: 册, zh: 图书, en: books}
      pupils: {type: count, fixed: true, unit: 人, zh: 学生数, en: pupils}
indicators:
  - {id: "1", zh: 差异系数, en: coefficient, met: "cv(schools, books / pupils) <= 0.3", source: s 1}
verdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]
"""


@pytest.mark.parametrize(("second", "named"), [("", "乙 图书（未提供）"), (", books: 90, pupils: 0", "图书 ÷ 学生数")])
def test_what_must_be_given_first_is_named(cli, write, second: str, named: str):
    """A cell that is not given, or a figure without a value: nothing can be planned, and that is what stands in the way."""
    rules = write("balance.yaml", BALANCE)
    rows = f"[{{school: 甲, books: 100, pupils: 10}}, {{school: 乙{second or ', pupils: 10'}}}]"
    place = write("county.yaml", f"format: evidence/1\nsubject: {{id: x}}\ntables: {{schools: {rows}}}\n")
    run = cli("plan", place, "--ruleset", rules, "--lang", "zh")
    assert run.code == 3 and "先补齐缺少的材料" in run.out and named in run.out, run.out + run.err
    assert json.loads(cli("plan", place, "--ruleset", rules, "-f", "json").out)["missing"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("先补齐缺少的材料，才能确定要改变什么", "照现有材料，查明 1 项、改变 1 项即可达到", "少于 2 项（连同须查明的）不能确保达到")),
        ("en", ("what is missing must be given first", "reached by 1 to be found out and 1 to be changed", "those to be found out counted in")),
    ],
)  # fmt: skip
def test_a_vote_that_is_still_out_comes_before_what_is_to_be_changed(cli, below, write, language: str, said: tuple[str, ...]):
    """It is asked for first and is no change, and the command ends as where nothing can be planned."""
    place = write("open.yaml", below.read_text(encoding="utf-8").replace('"8": B', '"8": {votes: {A: 3}, panel: 7}'))
    run = cli("plan", place, "--lang", language)
    assert run.code == 3 and all(one in run.out for one in said), run.out
    document = json.loads(cli("plan", place, "-f", "json").out)
    assert document["actions"][0]["have"] is None and [one["id"] for one in document["missing"]] == ["8"]


def test_prices_and_limits_are_kept(cli, below, write):
    """What cannot be changed is left as it is; then two others are not enough, and that is proven."""
    costs = write("costs.yaml", "costs:\n  grades.9: {changeable: false}\n")
    run = cli("plan", below, "--costs", costs, "--lang", "zh")
    assert run.code == 1 and "没有任何改变能够达到" in run.out
    costs = write("costs.yaml", "costs:\n  grades.8: {fixed: 7}\n  grades.9: {fixed: 5, by: 2026-06-30}\n")
    document = json.loads(cli("plan", below, "--costs", costs, "-f", "json").out)
    assert (document["cost"], document["actions"][0]["by"]) == ("5", "2026-06-30")


def test_it_is_written_in_every_format(cli, below, tmp_path):
    """The suffix names the format, or the word before it."""
    places = [tmp_path / name for name in ("p.txt", "p.md", "p.json", "p.html", "p.xlsx")]
    run = cli("plan", below, *(word for place in places for word in ("-o", place)), "-o", f"json={tmp_path / 'x'}")
    assert (0, "") == (run.code, run.out)
    assert all(place.stat().st_size for place in places)
    assert (tmp_path / "x").read_text() == (tmp_path / "p.json").read_text()
    assert "<table" in places[3].read_text() and places[3].read_text().count("<tr>") == 2


def test_what_was_written_is_said(cli, below, tmp_path):
    """Files and what is to be changed, in one line, where people read all of them; a program hears nothing."""
    ledger = tmp_path / "整改台账.xlsx"
    run = cli("plan", below, "-o", ledger, "--lang", "zh")
    assert (0, f"已写出 {ledger}：目标结论：通过（现为不通过）；需改变 1 项\n", "") == run
    assert cli("plan", below, "-o", tmp_path / "p.html").out.count("Wrote ") == 1
    assert "" == cli("plan", below, "-o", tmp_path / "p.xlsx", "-o", tmp_path / "p.json").out


def test_what_was_done_since_is_told(cli, below, write, tmp_path):
    """The ledger comes back, filled in by an office, and the evidence says what is true."""
    ledger = tmp_path / "整改台账.xlsx"
    assert cli("plan", below, "-o", ledger, "--lang", "zh").code == 0
    book = openpyxl.load_workbook(ledger)
    book.active["I6"] = "教育股"
    book.save(ledger)
    not_yet = cli("plan", below, "--follow", ledger, "--lang", "zh")
    assert "上次方案的进展：0/1 项已完成" in not_yet.out and "现为 C：未完成（教育股）" in not_yet.out
    after = write("after.yaml", COUNTY)
    done = cli("plan", after, "--follow", ledger, "--lang", "zh")
    assert done.code == 0 and "1/1 项已完成" in done.out
    document = json.loads(cli("plan", after, "--follow", ledger, "-f", "json").out)
    assert document["since"][0]["state"] == "done" and document["since"][0]["who"] == "教育股"


@pytest.mark.parametrize(("language", "said"), [("zh", "上次的台账没有列出要做的事"), ("en", "lists nothing that was to be done")])
def test_a_ledger_of_what_was_reached_says_so_when_it_comes_back(language: str, said: str, cli, write, tmp_path):
    """Nothing was to be done, and that is said instead of nothing at all."""
    ledger, county = tmp_path / "整改台账.xlsx", write("reached.yaml", COUNTY)
    assert cli("plan", county, "-o", ledger, "--lang", language).code == 0
    again = cli("plan", county, "--follow", ledger, "--lang", language)
    assert again.code == 0 and said in again.out


def test_how_far_a_figure_has_come_is_told(cli, write, tmp_path):
    """Half of the way is half."""
    rules = ('format: ruleset/1\nid: t\nedition: "1"\nrevision: 1\ntitle: {zh: 例}\nsubject: county\n'
             "sources: {s: {confidence: read}}\nlevels: [{id: pass, required: true}, {id: fail}]\n"
             "measures: {rate: {type: percent, better: higher}}\nindicators: [{id: '1', source: s 1, met: rate >= 90}]\n"
             "verdict: [{level: pass, when: 'met(\"1\")', source: s 1}, {level: fail}]\n")  # fmt: skip
    ruleset = write("t.yaml", rules)
    texts = {rate: write(f"{rate}.yaml", f"format: evidence/1\nfacts: {{rate: {rate}}}\n") for rate in (80, 85, 79)}
    ledger = tmp_path / "a.xlsx"
    assert cli("plan", texts[80], "-r", ruleset, "-o", ledger).code == 0
    half = json.loads(cli("plan", texts[85], "-r", ruleset, "--follow", ledger, "-f", "json").out)
    assert [(one["state"], one["part"], one["now"]) for one in half["since"]] == [("partly", "0.5", "85")]
    worse = json.loads(cli("plan", texts[79], "-r", ruleset, "--follow", ledger, "-f", "json").out)
    assert [(one["state"], one["part"]) for one in worse["since"]] == [("not_yet", "0")]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--to", "gold"), 2, "ER009"), (("-f", "docx"), 2, "--format"), (("-o", "plan.docx"), 2, "-o"),
        (("--as-of", "soon"), 2, "--as-of"), (("--costs", "none.yaml"), 2, "ER001"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_call_is_told(cli, below, options, code, told, monkeypatch, tmp_path):
    """With exit code 2, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    run = cli("plan", below, *options)
    assert run.code == code and told in run.err
    assert not list(tmp_path.glob("plan*"))


def test_nothing_that_is_read_is_replaced(cli, below):
    """Not even by a plan."""
    run = cli("plan", below, "-o", f"json={below}")
    assert run.code == 2 and below.read_text(encoding="utf-8").startswith("# An invented county")


@pytest.mark.parametrize(("better", "met", "op", "done", "short"), [("lower", "<= 45", "≤", 40, 50), ("higher", ">= 45", "≥", 60, 40)])
def test_what_was_found_out_is_done_on_the_right_side(cli, write, tmp_path, better, met, op, done, short):
    """A figure that nobody had given has no way to go: it is done where it is as far as it must be, or further."""
    rules = ('format: ruleset/1\nid: t\nedition: "1"\nrevision: 1\ntitle: {zh: 例}\nsubject: county\n'
             "sources: {s: {confidence: read}}\nlevels: [{id: pass, required: true}, {id: fail}]\n"
             f"measures: {{largest: {{type: count, range: [0, 200], better: {better}, zh: 最大班额}}}}\n"
             f"indicators: [{{id: '1', source: s 1, met: largest {met}}}]\n"
             "verdict: [{level: pass, when: 'met(\"1\")', source: s 1}, {level: fail}]\n")  # fmt: skip
    ruleset, ledger = write("t.yaml", rules), tmp_path / "a.xlsx"
    nothing = write("nothing.yaml", "format: evidence/1\nsubject: {id: x}\n")
    run = cli("plan", nothing, "-r", ruleset, "--lang", "zh")
    assert run.code == 3 and f"最大班额：无数据 → {op} 45；查明后已达到的，不需改变" in run.out
    assert cli("plan", nothing, "-r", ruleset, "-o", ledger).code == 3
    formula = openpyxl.load_workbook(ledger).active["N6"].value
    assert f"$M6{'<=' if op == '≤' else '>='}$Q6" in formula
    for number, state in ((done, "done"), (short, "not_yet")):
        given = write(f"{number}.yaml", f"format: evidence/1\nfacts: {{largest: {number}}}\n")
        found = json.loads(cli("plan", given, "-r", ruleset, "--follow", ledger, "-f", "json").out)
        assert [one["state"] for one in found["since"]] == [state]
