"""What a review found is a case beside its ruleset or a test, or it is answered.

reviewed.csv has lines for each row of the review: a ruleset and its case, a test, or an answer.
The review itself is not part of this repository: with it (EVALRULES_SHARED, else ../shared beside it) no row may be missing.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest
from selection import one_in

from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.sections import Section
from evalrules.reporters.standard import ruleset_page

ROOT = Path(__file__).resolve().parents[2]
REVIEW = Path(os.environ.get("EVALRULES_SHARED") or ROOT.parent / "shared") / "standards" / "review.md"
with (Path(__file__).parent / "reviewed.csv").open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file))


NAMES = sorted(f"{path.parents[1].name}@{path.parent.name}" for path in (ROOT / "rulesets").glob("*/*/ruleset.yaml"))
OF_THE_ENCODING = re.compile(r"已读原文|per100|yesno|school_kind|half_up|更高的结论不成立|sum\(|(?<![A-Za-z])m2|(?<![A-Za-z0-9])[a-z]+_[a-z_]+")
"""Words that the review found in what an official was to read aloud, and ids of two words."""


def shown(name: str) -> tuple[Ruleset, dict[str, Section]]:
    """A ruleset and the sections of its page in Chinese, by their titles; what stands above them is named "head"."""
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    page = ruleset_page(ruleset, "zh")
    return ruleset, {"head": Section("head", page.reasons)} | {section.title: section for section in page.sections}


def numbered(text: str) -> str:
    """A text in which only citations stand in 〔〕: the year of a document is put into other brackets."""
    return re.sub(r"〔(\d{4})〕", r"[\1]", text)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['line']} {line['case'] or line['test'].split('::')[-1] or 'answered'}")
def test_a_line_of_the_review_is_a_case_or_a_test_or_answered(line: dict[str, str]):
    """The case lies beside its ruleset, the test in its file; without either there is an answer."""
    assert sum(bool(line[column]) for column in ("case", "test", "answer")) == 1
    if line["case"]:
        assert (ROOT / "rulesets" / line["ruleset"].replace("@", "/") / "cases" / f"{line['case']}.yaml").is_file()
    if line["test"]:
        file, test = line["test"].split("::")
        assert f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", one_in(12, NAMES))
def test_conditions_of_a_shipped_standard_have_no_word_of_the_encoding(name: str):
    """T: the rule that decides and every indicator in Chinese words, units too; only numbers of the standard are Latin."""
    _, sections = shown(name)
    for line in (*sections["head"].lines, *sections["结论规则"].lines, *sections["各项指标"].lines):
        said = re.sub(r"^\S+  ", "", line.split("〔")[0])  # an indicator is called by its id, too
        assert OF_THE_ENCODING.findall(said) == [], line


@pytest.mark.parametrize("name", one_in(12, NAMES))
def test_a_source_is_called_by_its_title_and_how_it_was_seen(name: str):
    """F: behind each citation stand the title of a source and how sure it is, never its id."""
    ruleset, sections = shown(name)
    titles = {numbered(source.label.in_language("zh")) for source in ruleset.sources.values()}
    sure = ("见公开副本", "部分读到", "推定")
    lines = [numbered(line) for section in sections.values() for line in section.lines]
    cited = [text for line in lines for text in re.findall("〔([^〔〕]*)〕", line)]
    cited = [text for text in cited if not text.startswith("文本未给出")]
    assert cited
    assert [text for text in cited if not text.startswith(tuple(titles)) or not text.endswith(sure)] == []


def test_the_assumed_mode_of_rounding_is_cited_where_a_standard_is_shown():
    """F: 四舍五入 is our assumption, and each coefficient of quality balance says so."""
    _, sections = shown("national-quality-balance@2017")
    said = [line for line in sections["所用数据"].lines if "比较时取 3 位小数" in line]
    assert len(said) == 7
    assert all("四舍五入〔文本未写明进舍方式" in line and line.endswith("推定〕") for line in said)


def test_what_was_read_is_labelled_read():
    """The floor area of primary schools and the three limits of Guangxi cite sources that were read."""
    form, guangxi = (shown(name)[0] for name in ("guangdong-school-form@2015", "guangxi-basic-balance@2012"))
    cited = [form.values["building_least_primary"].source, *(value.source for value in guangxi.values.values())]
    assert len(cited) == 4
    assert {one.confidence for one in cited if one is not None} == {"read"}


@pytest.mark.skipif(not REVIEW.is_file(), reason="the review is not part of this repository")
def test_no_line_of_the_review_is_passed_over():
    """Every row of its table has lines here, and no line is of another row."""
    rows = re.findall(r"^\| ([A-Za-z0-9/]+) \|", REVIEW.read_text(encoding="utf-8"), re.MULTILINE)
    assert {line["line"] for line in LINES} == set(rows) - {"#"}
