"""The Word report: read back, it says what the assessment says, and nothing in it acts."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from selection import one_in

from evalrules.base.diagnostics import error
from evalrules.model.assessment import IN_FORCE, Assessment, WaiverUse
from evalrules.model.evidence import EvidenceFile
from evalrules.model.report import Baseline, Options, Regression, Report, Result
from evalrules.pipeline import check
from evalrules.reporters.numbered import number_of_indicator
from evalrules.reporters.phrases import say
from evalrules.reporters.tally import counts_of
from evalrules.reporters.word import paper as word_paper
from evalrules.reporters.word import report as word
from evalrules.reporters.word.page import chapters_of
from evalrules.reporters.word.report import MAX_PROBLEMS, render_docx

ROOT = Path(__file__).resolve().parents[4]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*/*.yaml") if path.name != "ruleset.yaml")
FIGURES = ("number", "indicator", "outcome", "actual", "asked_for", "distance")
SCORES = ("number", "indicator", "full_score", "awarded_score", "lost_score")
HOSTILE = [
    "\x1b[31m红\x07", "\x1b]52;c;aGFja2Vk\x07", "\x9b31m", "a\rb", "{ INCLUDETEXT c:/x }", '{ HYPERLINK "http://x" }', "{DDEAUTO c cmd}",
    "http://evil.example/", "<w:instrText>PAGE</w:instrText>", "</w:t><w:fldSimple w:instr='DDE'/>", "&amp;&#0;", "\ufffe\uffff\x00", "\ud800",
    "\u202egnp.exe", "\U000e0041", "👩‍👩‍👧", "长" * 5000, "=cmd|' /C calc'!A0", "\\begin{document}", "::error::x", "CON",
]  # fmt: skip


def read(data):
    return docx.Document(io.BytesIO(data))


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return {name: made.read(name).decode() for name in made.namelist()}


def headings(document, level=1):
    return [one.text for one in document.paragraphs if one.style.name == f"Heading {level}"]


def rows_under(document, headers):
    """The rows of the last table that has these headers, bands left out."""
    tables = [table for table in document.tables if [cell.text for cell in table.rows[0].cells] == headers][-1:]  # the one of those that are not met stands before it
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows[1:] if len(row._tr.tc_lst) == len(headers)]


def subtotal(found: Assessment, group: str, language: str) -> str:
    """What the sum of a group is called in the sheet of points."""
    titles = found.titles.groups
    return say("subtotal", language, group=titles[group].in_language(language) if group in titles else "")


@pytest.mark.parametrize("language", one_in(2, ["zh", "en"]))
@pytest.mark.parametrize("path", one_in(24, EXAMPLES, real=4), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_indicator_of_every_example_is_in_the_table_once(path, language):
    """In the order of the ruleset, groups with their sums, with the counts of tally and the chapters in their order."""
    report = check([str(path)], Options(as_of=None))
    found = report.results[0].assessment
    document = read(render_docx(report, language))
    if found is None:
        assert [say("not_evaluated", language).capitalize()] == headings(document)
        return
    for columns, has_points in ((FIGURES, False), (SCORES, True)):
        expected = [one for one in found.findings if (one.points is not None) is has_points]
        has_numbers = any(number_of_indicator(one.id) for one in expected)
        shown = [name for name in columns if name != "number" or has_numbers]
        headers = [word_paper._header(say(name, language), language) for name in shown]
        names = [tuple(row[: 1 + has_numbers]) for row in rows_under(document, headers)]
        rows = [one for one in names if not one[-1].startswith("·")]
        titles = [(number_of_indicator(one.id), one.title.in_language(language)) for one in expected]
        sums = {subtotal(found, one.group, language) for one in expected}
        items = rows[:-1] if has_points and expected else rows
        assert [title[not has_numbers :] for title in titles] == [row for row in items if row[-1] not in sums]
        groups = len({one.group for one in expected})
        assert len(rows) == len(titles) + (has_points and groups > 0) + (groups if has_points and groups > 1 else 0), "the sums"
    counts = rows_under(document, [word_paper._header(say(word, language), language) for word, _ in counts_of(found)])
    assert [[str(count) for _, count in counts_of(found)]] == counts
    assert [*(one.title for one in chapters_of(found, language)), say("opinions", language)] == headings(document)


def test_a_report_says_its_verdict_and_has_places_to_sign(decided):
    """Title, subject, verdict, and four to sign."""
    document = read(render_docx(decided, "zh"))
    assert ["评估报告书", "某县（1）"] == [one.text for one in document.paragraphs[:2]]
    assert "结论：不通过" in [table.rows[0].cells[0].text for table in document.tables]
    signed = [cell.text for row in document.tables[-1].rows for cell in row.cells]
    assert {"评估组组长（签字）：", "评估单位（盖章）：", "被评估单位负责人（签字）：", "被评估单位（盖章）："} <= set(signed)
    assert "某县（1） 评估报告书" == document.core_properties.title


def test_gaps_and_what_is_missing_keep_their_numbers(decided, opened):
    """Every line of the page is in the document as it is."""
    for report in (decided, opened):
        found = report.results[0].assessment
        said = {one.text for one in read(render_docx(report, "zh")).paragraphs}
        lines = [line for chapter in chapters_of(found, "zh") for section in chapter.sections for line in section.lines]
        assert len(lines) > 4
        assert [] == [line for line in lines if line.removeprefix("- ").lstrip() not in said]


@pytest.mark.parametrize(("until", "word"), [("2008-01-01", "C（豁免）"), ("2007-01-01", "C")])
def test_a_waiver_is_told_and_counted(until, word, assess):
    """In force it is a count of its own and changes no level; expired it changes nothing."""
    rules = 'grades: [A, C]\nindicators: [{id: "1", zh: 甲, en: a, source: s 1, assessed: grade}, {id: "2", zh: 乙, en: b, source: s 2, assessed: grade}]\nverdict: [{level: fail, when: \'count(indicators, grade == "C") >= 1\', source: s 3}, {level: pass}]'
    waiver = {"indicator": "1", "reason": "灾后重建", "approver": "市教育局", "until": until}
    found = assess(rules, {"period": 2007, "grades": {"1": "C", "2": "A"}, "waivers": [waiver]}).data
    document = read(render_docx(Report(Options(), (Result("a", found, ()),), (), {}), "zh"))
    rows = rows_under(document, [say(name, "zh") for name in FIGURES])
    assert [["1", "甲", word], ["2", "乙", "A"]] == [row[:3] for row in rows]
    assert "豁免" in headings(document, 2)
    assert any("灾后重建；批准：市教育局" in one.text for one in document.paragraphs)
    assert "结论：不通过" in [table.rows[0].cells[0].text for table in document.tables]


def test_several_subjects_begin_with_the_overview(several):
    """The overview, each subject from a new page with its own chapters, then what could not be evaluated."""
    document = read(render_docx(several, "zh"))
    first = headings(document)
    assert "各评估对象" == first[0]
    assert ["某县（1）", "该县（市、区）", "未能评估"] == first[-3:]
    turned = [one.text for one in document.paragraphs if one.paragraph_format.page_break_before]
    assert ["某县（1）", "该县（市、区）", "未能评估"] == turned
    assert 2 == headings(document, 2).count("一、评估结论")
    assert "bad.yaml" in headings(document, 2)
    assert any(one.text.startswith("ER102 错误：") and "bad.yaml:2:3" in one.text for one in document.paragraphs)


def test_very_many_subjects_are_listed_and_counted(decided, monkeypatch):
    """Beyond the limit the overview alone names them, and the document says how many."""
    limit, count = 5, 2
    monkeypatch.setattr(word, "MAX_SUBJECTS", limit)
    found = decided.results[0].assessment
    small = found._replace(findings=found.findings[:0], gaps=(), verdict=found.verdict._replace(reasons=()), vetoes=(), gates=(), diagnostics=())
    report = decided._replace(options=Options(), results=(Result("a.yaml", small, ()),) * (limit + count))
    document = read(render_docx(report, "en"))
    assert "2 more subjects stand in the overview only" in [one.text for one in document.paragraphs[-3:]]
    assert limit == headings(document, 2).count("1. Conclusion")


def test_a_baseline_is_told_before_the_signatures(decided):
    """What got worse stands in the report that is signed; without a baseline nothing is said of one."""
    worse = decided._replace(baseline=Baseline((), (Regression("county.yaml", "1", "B", "C"),)))
    assert [say("baseline", "zh"), say("opinions", "zh")] == headings(read(render_docx(worse, "zh")))[-2:]
    assert say("baseline", "zh") not in headings(read(render_docx(decided, "zh")))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_inputs_without_a_verdict_tell_their_problems(language, broken):
    """The code, the place and what to do; no chapter of a verdict, nowhere to sign."""
    document = read(render_docx(broken, language))
    assert [say("not_evaluated", language).capitalize()] == headings(document)
    assert [] == document.tables
    assert any("bad.yaml:2:3" in one.text for one in document.paragraphs)


@pytest.mark.real
def test_too_many_problems_are_counted():
    """Errors first, the rest as a number."""
    problems = tuple(error("ER102", None, key=str(number), first="a:1:1") for number in range(MAX_PROBLEMS + 3))
    document = read(render_docx(Report(Options(), (Result("a", None, problems),), problems[:1], {}), "en"))
    assert "3 more problems are not shown" in [one.text for one in document.paragraphs]
    assert "Problems with the data" == headings(document)[-1]


@pytest.mark.parametrize("hostile", one_in(4, HOSTILE), ids=lambda text: ascii(text[:12]))
def test_hostile_texts_are_shown_and_do_nothing(hostile, assess, decided):
    """As the name of a subject, the path of an input, or in a waiver: no field, no link, no forbidden character."""
    found = decided.results[0].assessment
    subject = found.subject._replace(name=hostile, id=hostile)
    waiver = WaiverUse("1", hostile, hostile, "2008-01-01", IN_FORCE, is_needed=True, place="")
    found = found._replace(subject=subject, waivers=(waiver,), evidence_files=(EvidenceFile(hostile, "0" * 64),))
    bad = Result(hostile, None, (error("ER102", None, key=hostile, first=hostile),))
    data = render_docx(Report(Options(), (Result(hostile, found, ()), bad), (), {}), "zh")
    read(data)
    assert_inert(parts_of(data))


def assert_inert(parts):
    """No field but PAGE, nothing outside the file, no script, no object, and no character that is forbidden or hidden."""
    fields = [found for text in parts.values() for found in re.findall(r"<w:(?:fldSimple|fldChar|instrText|hyperlink|object|altChunk)\b[^>]*>", text)]
    assert ['<w:fldSimple w:instr=" PAGE ">'] == fields
    assert not any("TargetMode" in text for name, text in parts.items() if name.endswith(".rels"))
    assert not any(name.endswith((".bin", ".vbs")) for name in parts)
    assert not any(re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\U000e0000-\U000e007f]", text) for text in parts.values())


@pytest.mark.parametrize("language", one_in(2, ["zh", "en"]))
@pytest.mark.real
def test_the_same_report_is_the_same_file(language, several, monkeypatch):
    """Byte by byte, twice in a process; only the date of the source changes it."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = render_docx(several, language)
    assert first == render_docx(several, language)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1190000000")
    other = render_docx(several, language)
    assert first != other
    assert "2007-09-17T03:33:20Z" in parts_of(other)["docProps/core.xml"]


@pytest.mark.real
def test_no_hash_and_no_locale_shows_in_the_file(program, tmp_path):
    """Two processes with other hash seeds and locales write the same bytes."""
    written = []
    for seed, locale in (("1", "C.UTF-8"), ("2", "C")):
        target = tmp_path / f"{seed}.docx"
        arguments = ("check", "examples/jiangsu-16/failing.yaml", "--lang", "zh", "-o", target)
        done = program.run(*arguments, cwd=ROOT, env={"PYTHONHASHSEED": seed, "LC_ALL": locale})
        assert 1 == done.returncode, done.stderr
        written.append(target.read_bytes())
    assert written[0] == written[1]


def test_nothing_is_needed_for_it(program, tmp_path):
    """No library of Word, XML or workbooks: the report is written where only evalrules is installed."""
    target = tmp_path / "a.docx"
    without = "import sys; sys.modules.update(dict.fromkeys(('docx', 'lxml', 'openpyxl')))"
    argv = ["evalrules", "check", "examples/jiangsu-16/county.yaml", "--lang", "zh", "-o", str(target)]
    code = f"{without}; sys.argv = {argv!r}; from evalrules.cli import main; main()"
    done = program.python("-c", code, cwd=ROOT, encoding="utf-8")
    assert 0 == done.returncode, done.stderr
    assert "评估报告书" == read(target.read_bytes()).paragraphs[0].text
