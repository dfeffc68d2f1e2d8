"""Data questioned without a verdict: by input and by school, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.bundles.discovery import discover
from evalrules.examining import examine_inputs
from evalrules.model.examination import Examination
from evalrules.model.report import Options
from evalrules.pipeline import new_run

RULESET = """
format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures:
  rate: {type: percent, zh: 达标率, en: rate, range: [0, 100]}
  part: {type: count, zh: 部分, en: part}
  whole: {type: count, zh: 全体, en: whole}
tables:
  units:
    zh: 学校
    en: schools
    key: [school, stage]
    columns:
      school: {type: text, zh: 校名, en: school}
      stage: {type: stage, zh: 学段, en: stage}
      pupils: {type: count, zh: 学生数, en: pupils, unit: 人}
      area: {type: number, zh: 面积, en: area, unit: m2, range: [0, null]}
checks: [part <= whole]
assessments: [self, onsite]
indicators:
  - {id: "1", zh: 一, en: one, met: 'rate >= 1 and part >= 1 and whole >= 1', source: s 1}
  - {id: "2", zh: 二, en: two, met: 'every(units, area >= 4 * pupils)', source: s 2}
verdict:
  - {level: pass, when: 'every(indicators, met)'}
  - {level: fail}
""".replace("area >= 4 * pupils", "area >= 4 and pupils >= 1")
HEAD = "format: evidence/1\nruleset: sample\nsubject: {kind: county, id: '1', name: 某县}\nperiod: 2007\n"
PUPILS = (100, 150, 200, 300, 400, 600, 900)


def rows(**changes: str) -> str:
    """Seven primary schools of 6 m2 a pupil; `s3="area: 1"` changes what one of them says."""
    lines = []
    for at, pupils in enumerate(PUPILS):
        cells = {"pupils": str(pupils), "area": str(6 * pupils)}
        cells |= dict([changes[f"s{at}"].split(": ")]) if f"s{at}" in changes else {}
        said = ", ".join(f"{key}: {value}" for key, value in cells.items())
        lines.append(f"    - {{school: s{at}, stage: primary, {said}}}")
    return "tables:\n  units:\n" + "\n".join(lines) + "\n"


@pytest.fixture
def examined(tmp_path: Path):
    """The examination of some files of evidence under the sample."""
    (tmp_path / "sample.yaml").write_text(RULESET, encoding="utf-8")

    def examine(*texts: str, **others: str) -> Examination:
        for name, text in others.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        paths = []
        for at, text in enumerate(texts):
            paths.append(str(tmp_path / f"county{at}.yaml"))
            Path(paths[-1]).write_text(text, encoding="utf-8")
        inputs, problems = discover(paths)
        return examine_inputs(inputs, problems, new_run(Options(ruleset=str(tmp_path / "sample.yaml"))))

    return examine


def test_clean_data_have_nothing_to_correct_or_confirm(examined) -> None:
    """Whatever the verdict would be."""
    found = examined(HEAD + "facts: {rate: 2, part: 1, whole: 2}\n" + rows())
    assert found.exit_code == 0
    assert [tuple(one.counts) for one in found.results] == [(0, 0, 0, 0, 0)]


def test_errors_and_questions_are_told_in_one_run_by_school(examined) -> None:
    """A cell that is no number beside a zero too many, and the subject's own figures first."""
    found = examined(HEAD + "facts: {rate: 0.5, part: x1}\n" + rows(s2="pupils: 2x0", s4="area: 24000"))
    (one,) = found.results
    told = {unit: [(each.problem.code, each.path) for each in every] for unit, every in one.units.items()}
    assert told == {
        "": [("ER494", "facts.rate"), ("ER402", "facts.part")],
        "s2": [("ER402", "tables.units[s2, primary].pupils")],
        "s4": [("ER511", "tables.units[s4, primary].area")],
    }
    assert (found.exit_code, tuple(one.counts)) == (1, (2, 2, 0, 0, 0))
    assert one.units["s4"][0].row.zh == "s4 小学"
    assert one.units["s4"][0].item.zh == "面积"
    assert one.units["s4"][0].table_label.en == "schools"


def test_what_contradicts_itself_is_told_too(examined) -> None:
    """By the first of the places."""
    found = examined(HEAD + "facts: {rate: 2, part: 3, whole: 2}\n")
    (one,) = found.results[0].located
    assert (one.problem.code, one.path, found.exit_code) == ("ER410", "facts.part", 1)


def test_what_is_confirmed_is_listed_and_settled(examined) -> None:
    """A question that is answered leaves nothing to do."""
    confirmed = "confirmed: [{path: facts.rate, by: 张三}, {path: 'tables.units[s4, primary]', by: 李四}]\n"
    found = examined(HEAD + "facts: {rate: 0.5, part: 1, whole: 2}\n" + rows(s4="area: 24000") + confirmed)
    assert (found.exit_code, tuple(found.results[0].counts)) == (0, (0, 0, 2, 0, 0))
    assert [one.problem.confirmed.by for one in found.results[0].located if one.problem.confirmed] == ["张三", "李四"]


@pytest.mark.parametrize("text", ["facts: [", "- 1\n", ""])
def test_what_cannot_be_read_is_no_finding(examined, text: str) -> None:
    """It ends with 2, and the other inputs are examined all the same."""
    found = examined(text, HEAD + "facts: {rate: 0.5}\n")
    assert found.exit_code == 2
    assert tuple(found.results[1].counts) == (0, 1, 0, 0, 0)


def test_one_subject_given_twice_is_an_error_of_both(examined) -> None:
    """As in a check."""
    found = examined(HEAD, HEAD)
    assert [[one.problem.code for one in result.located] for result in found.results] == [["ER008"], ["ER008"]]
    assert found.exit_code == 1


def test_each_of_several_assessments_is_examined(examined) -> None:
    """The file that names them holds no figures."""
    own = HEAD + "facts: {rate: 0.5}\n"
    found = examined(HEAD + "assessments: {self: self.yaml, onsite: onsite.yaml}\n", self=own, onsite=HEAD)
    assert [(one.path, one.counts.questions) for one in found.results] == [
        ("county0.yaml", 0), ("self.yaml", 1), ("onsite.yaml", 0)
    ]  # fmt: skip
