"""The HTML report as a document: whole, self-contained, the same bytes each time, and inert whatever the data say."""

from __future__ import annotations

import datetime
import itertools
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from selection import one_in

import evalrules
from evalrules.base.diagnostics import error
from evalrules.model.report import Baseline, Options, Regression, Report
from evalrules.pipeline import check
from evalrules.reporters.html.report import render_html
from evalrules.reporters.tally import counts_of
from evalrules.version import VERSION

ROOT = Path(__file__).parents[4]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*/*.*") if path.name != "ruleset.yaml")
LANGUAGES = ["zh", "en"]
VOID = {"meta", "br"}


class Document(HTMLParser):
    """A page as the standard library reads it; an element that is not closed where it should be is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def attributes(self, name: str) -> list[str]:
        return [found[name] for _, found in self.elements if name in found]

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    def text(self) -> str:
        return " ".join(data for tag, data in self.texts if tag != "style")


@pytest.fixture(scope="module")
def every_example():
    """A report on half of the examples at once: several rulesets, all three verdicts, and inputs that are refused."""
    return check([str(path) for path in EXAMPLES[::2]], Options())


@pytest.fixture(scope="module")
def reports(decided, opened, broken, several, every_example):
    """One report of each kind."""
    empty = Report(Options(), (), (), {})
    return {"decided": decided, "opened": opened, "broken": broken, "several": several, "empty": empty, "all": every_example}


KINDS = ["decided", "opened", "broken", "several", "empty", "all"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", one_in(3, KINDS))
def test_a_document_is_whole(kind, language, reports):
    """Well nested, no fault for a strict parser, ids only once, and every link leads to one of them."""
    text = render_html(reports[kind], language)
    html5lib.HTMLParser(strict=True).parse(text)
    document = Document(text)
    ids = Counter(document.attributes("id"))
    assert set(ids.values()) == {1}
    targets = {target for name in ("href", "aria-labelledby") for target in document.attributes(name)}
    assert {target.removeprefix("#") for target in targets} <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", one_in(2, KINDS))
def test_a_document_can_be_heard(kind, language, reports):
    """Its language, a title, one first heading, no level left out, the landmarks, a way past the contents, table heads."""
    document = Document(render_html(reports[kind], language))
    tags = document.tags()
    assert dict(document.elements)["html"]["lang"] == ("zh-CN" if language == "zh" else "en")
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(tags.count(tag) == 1 for tag in ("title", "header", "nav", "main", "footer"))
    assert document.elements[tags.index("body") + 1] == ("a", {"class": "skip", "href": "#main"})
    assert tags.count("caption") == tags.count("thead") == tags.count("table")
    assert all("scope" in found for tag, found in document.elements if tag == "th")
    assert all(found.get("aria-hidden") == "true" for tag, found in document.elements if tag == "svg")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", one_in(2, KINDS))
def test_a_document_needs_nothing_else(kind, language, reports):
    """No script, no handler, no address but those inside, no inline style; the policy forbids the rest."""
    document = Document(render_html(reports[kind], language))
    allowed = {
        "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "footer", "h1", "h2", "h3", "h4", "p", "ul", "li",
        "dl", "dt", "dd", "div", "span", "a", "b", "br", "code", "table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "rect", "line", "text",
    }  # fmt: skip
    assert set(document.tags()) <= allowed
    names = {name for _, found in document.elements for name in found}
    assert not {name for name in names if name.startswith("on")} | names & {"style", "src", "srcset", "action"}
    assert all(target.startswith("#") for target in document.attributes("href"))
    assert "default-src 'none'; style-src 'unsafe-inline'" in document.attributes("content")


@pytest.mark.parametrize("path", one_in(24, EXAMPLES), ids=lambda path: f"{path.parent.name}-{path.stem}{path.suffix}")
def test_counts_and_labels_are_those_of_the_assessment(path):
    """For each example: the counts of the tally, and the id and title of every indicator, in both languages."""
    report = check([str(path)], Options())
    for language in LANGUAGES:
        text = render_html(report, language)
        for result in report.results:
            if result.assessment is not None:
                counts = re.findall(r"<b>(\d+)</b>", text)
                assert tuple(map(int, counts)) == tuple(count for _, count in counts_of(result.assessment))
                shown = Document(text).text()
                labels = [finding.title.in_language(language) for finding in result.assessment.findings]
                assert [] == [label for label in labels if label not in shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_subjects_have_their_own_counts(language, every_example):
    """The totals, then for each subject that was evaluated the counts of its tally, in the order of the inputs."""
    counts = [int(count) for count in re.findall(r"<b>(\d+)</b>", render_html(every_example, language))]
    assert counts[0] == len(every_example.results) == sum(counts[1:5])
    expected = [count for one in every_example.results if one.assessment for _, count in counts_of(one.assessment)]
    assert counts[5:] == expected


def test_a_report_is_small(jiangsu, every_example):
    """Sixteen indicators with every step stay far below 200 kB; the style sheet is a tenth of that."""
    report = check([str(ROOT / "examples/jiangsu-16/failing.yaml")], Options(explain=True))
    assert len(render_html(report, "zh").encode()) < 60_000
    assert len(render_html(Report(Options(), (), (), {}), "zh").encode()) < 20_000


def test_inputs_that_could_not_be_evaluated_have_their_problems(several, broken):
    """The section of a refused input says so, with code and place; the report of it alone has an overview too."""
    for report in (several, broken):
        text = Document(render_html(report, "en")).text()
        assert "nothing was assessed" in text
        assert "ER102" in text and "bad.yaml:2:3" in text


def test_what_belongs_to_no_input_stands_before_all(decided):
    """Problems of the run and what a baseline makes of it have sections of their own, and only where there are any."""
    path = decided.results[0].path
    found = Baseline((), (Regression(path, "1", "B", "C"),))
    report = decided._replace(diagnostics=(error("ER004", None, where="folder"),), baseline=found)
    text = render_html(report, "en")
    assert text.index('id="o-problems"') < text.index('id="o-baseline"') < text.index('id="s1-verdict"')
    assert "B → C" in text
    assert 'id="o-' not in render_html(decided, "en")


def test_the_engine_of_the_report_is_named(decided):
    """A report made from a kept result names the version that assessed it."""
    assert f"evalrules {VERSION};" in render_html(decided, "en")
    older = decided._replace(engine=decided.engine._replace(version="0.0.9"))
    assert "evalrules 0.0.9;" in render_html(older, "en")


def test_the_overview_leads_to_the_page_of_each_subject(decided):
    """The table has a link to each, the contents only to the parts of the overview; each page leads on and back."""
    page = render_html(decided._replace(results=decided.results * 3), "en")
    nav = re.search(r"<nav.*?</nav>", page, re.DOTALL)[0]
    assert 'href="#s' not in nav
    subjects = page[page.index('id="o-subjects"') : page.index('id="s1"')]
    assert all(f'href="#s{at}"' in subjects for at in (1, 2, 3))
    ways = re.findall(r'<p class="up quiet">(.*?)</p>', page)
    assert [re.findall(r'href="#(\w+)"', one) for one in ways] == [["main", "s2"], ["main", "s1", "s3"], ["main", "s2"]]


def test_paper_has_a_summary_of_each_of_many_subjects(decided):
    """What is not met stands there with its figures, and a note where the rest is; one subject is printed whole."""
    many = render_html(decided._replace(results=decided.results * 2), "en")
    kept = re.findall(r'<section id="s1-([\w-]+)">', many)
    left = re.findall(r'<section id="s1-([\w-]+)" class="long">', many)
    assert {"glance", "short"} <= set(kept)
    assert {"indicators", "gaps", "sources"} <= set(left)
    assert "Paper shows the summary" in many
    alone = render_html(decided, "en")
    assert 'class="long"' not in alone
    assert "Paper shows the summary" not in alone


HOSTILE = {
    "tag": ("<script>alert(1)</script>", "<script>"), "attribute": ('"onmouseover="alert(1)', " onmouseover="), "end": ("</style></title></svg><b>", "<b>x"),
    "link": ("javascript:alert(1)", 'href="javascript'), "entity": ("&lt;b&gt; & &#27;", "&#27;"), "bidi": ("a\u202egnp.exe", "\u202e"),
    "ansi": ("\x1b[31mred\x1b[0m", "\x1b"), "zero-width": ("a\u200bb", "\u200b"), "tags": ("a\U000e0041", "\U000e0041"), "long": ("长" * 1_000_000, "长" * 2_001),
}  # fmt: skip


@pytest.mark.parametrize(("text", "active"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_data_are_shown_and_do_nothing(text, active, rules):
    """The same elements as with harmless data, no new attribute, nothing active, and a page that stays small."""

    def page(word):
        waivers = [{"indicator": "1", "reason": word, "approver": word, "until": "2008-12-31"}]
        document = {"subject": {"name": word, "id": word}, "period": 2007, "facts": {"rate": 62}, "waivers": waivers}
        bound = evalrules.evidence_from(document, rules, name="a.yaml", as_of=datetime.date(2007, 1, 1))
        found = evalrules.assess(rules, bound).data
        found = found._replace(subject=found.subject._replace(name=word, id=f"{word}!"), name=word, evidence_path=word)
        finding = found.findings[0]
        found = found._replace(findings=(finding._replace(title=finding.title._replace(zh=word, en=word)), *found.findings[1:]))
        report = check([str(ROOT / "examples/jiangsu-16/open.yaml")], Options())
        return render_html(report._replace(results=(report.results[0]._replace(assessment=found, path=word),)), "en")

    harmless, attacked = page("harmless"), page(text)
    assert Document(harmless).tags() == Document(attacked).tags()
    assert {name for _, found in Document(harmless).elements for name in found} == {name for _, found in Document(attacked).elements for name in found}
    assert active not in attacked
    assert len(attacked.encode()) < 300_000


PROGRAM = """
import sys
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.html.report import render_html
sys.stdout.buffer.write(render_html(check(sys.argv[1:], Options()), "zh").encode())
"""


@pytest.mark.real
def test_the_bytes_do_not_depend_on_the_process(program):
    """The same report in processes of different hash seeds."""
    paths = [str(ROOT / "examples/jiangsu-16/failing.yaml"), str(ROOT / "examples/jiujiang/county.yaml")]
    runs = [program.python("-c", PROGRAM, *paths, check=True, env={"PYTHONHASHSEED": seed}) for seed in ("0", "1", "2")]
    outputs = {run.stdout for run in runs}
    assert len(outputs) == 1
    assert "样本县" in outputs.pop().decode()


def test_the_command_writes_a_file_and_a_stream(cli, write, tmp_path):
    """`-o a.html`, `-o a.htm` and `--format html` give the same document."""
    path = ROOT / "examples/jiangsu-16/county.yaml"
    run = cli("check", path, "-o", tmp_path / "a.html", "-o", tmp_path / "b.htm")
    assert run.code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.htm").read_bytes()
    assert cli("check", path, "--format", "html").out == (tmp_path / "a.html").read_text("utf-8")


def test_every_threshold_has_its_bar_and_changes_nothing_else(tmp_path, cli):
    """Also one that is reached; the JSON of the same run holds no step that nobody asked for."""
    county, ruleset = ROOT / "examples/jiangsu-16-office/county.yaml", ROOT / "examples/jiangsu-16-office"
    page, result, alone = tmp_path / "a.html", tmp_path / "a.json", tmp_path / "b.json"
    assert cli("check", county, "-r", ruleset, "-o", page, "-o", result, "--lang", "en").code == 1
    assert cli("check", county, "-r", ruleset, "-o", alone).code == 1
    assert result.read_bytes() == alone.read_bytes()
    text = page.read_text("utf-8")
    assert "Distance to each threshold" in text
    distances = text.partition('-thresholds"')[2].partition('-thresholds-title"')[2].partition("</section>")[0]
    assert 4 == distances.count("<svg")
    assert "_share_a" not in text
    explained = cli("check", county, "-r", ruleset, "--format", "html", "--explain", "--lang", "en").out
    assert "Distance to each threshold" not in explained
