"""HTML reports in a real browser: nothing is cut off, nothing is fetched, and paper has it all.

Chromium is driven by its own driver (Debian: chromium, chromium-driver; PyPI: selenium). axe-core and html-validate are
npm packages installed with `npm install -g`.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from chromium import axe_violations, chromium, global_npm, requested

from evalrules.model.report import Options, Report
from evalrules.pipeline import check
from evalrules.reporters.html.report import render_html

selenium = pytest.importorskip("selenium", reason="NOT CHECKED: selenium (PyPI) is not installed")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not shutil.which("chromium"), reason="NOT CHECKED: chromium is not installed"),
    pytest.mark.skipif(not shutil.which("chromedriver"), reason="NOT CHECKED: chromium-driver is not installed"),
]

ROOT = Path(__file__).parents[2]
MOST_SHEETS = 30
"""So many sheets of paper a county of fifteen schools prints with every step of its calculation, and less every other
subject; without the steps it is a third (tests/real/test_many_counties.py counts those of many)."""
WIDTHS = {"phone": (360, "screen"), "desktop": (1280, "screen"), "paper": (794, "print")}
LANGUAGES = ["zh", "en"]
CASES = {
    "county": ["examples/jiangsu-16/county.yaml"],
    "open": ["examples/jiangsu-16/open.yaml"],
    "failing": ["examples/jiangsu-16/failing.yaml"],
    "foshan": ["examples/foshan/june-year2.yaml"],
    "points": ["examples/fushan-town/self-score.yaml"],
    "balance": ["rulesets/national-quality-balance/2017/cases/just-below.yaml"],
    "schools": ["rulesets/national-quality-balance/2017/cases/two-below-the-standard.yaml"],
    "several": ["examples/jiangsu-16", "examples/districts", "examples/huansheng/school.yaml", "examples/jiujiang/county.yaml"],
}  # fmt: skip

OVERFLOWS = """
// what a reader can move in its frame is not cut off; on paper no frame moves
const found = [], tell = (element, why) => found.push(
  `${element.tagName}.${element.getAttribute("class") || ""} ${why}: ${element.textContent.slice(0, 60)}`);
const width = document.documentElement.clientWidth;
for (const element of document.body.querySelectorAll("*")) {
  const box = element.getBoundingClientRect();
  if (element.closest(".unseen, .skip, .plain caption") || !box.width) continue;
  const frame = element.closest(".frame");
  if (frame && /auto|scroll/.test(getComputedStyle(frame).overflowX) && !(element === frame && box.right > width + 1)) continue;
  if (element.closest("svg")) {
    const frame = element.closest("svg").getBoundingClientRect();
    if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2) tell(element, "leaves its bar");
  } else {
    if (element.clientWidth && element.scrollWidth > element.clientWidth + 1) tell(element, "is cut off");
    if (element.clientHeight && element.scrollHeight > element.clientHeight + 1) tell(element, "is cut off below");
    if (box.right > width + 1 || box.left < -1) tell(element, "leaves the page");
  }
}
return found;
"""

FOLDED = """
// a name or a number of a row that stands a letter or two a line, and words of a figure that stand apart
const found = [];
for (const cell of document.querySelectorAll(".figures tbody th:not(.group-name), .figures .own, .figures td.number")) {
  const range = document.createRange(), text = cell.textContent, style = getComputedStyle(cell);
  range.selectNodeContents(cell);
  const lines = range.getBoundingClientRect().height / parseFloat(style.lineHeight);
  if (text.length > 3 && Math.round(lines) > Math.max(1, text.length / (cell.tagName === "TH" ? 3 : 12))) found.push(text);
}
return found;
"""

OVERLAPS = """
const found = [];
for (const bar of document.querySelectorAll("svg.bar")) {
  const boxes = [...bar.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
  boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 4) found.push(`${one} / ${other}`);
  }));
}
return found;
"""


def case_as_evidence(path: Path, folder: Path) -> Path:
    """The evidence of a case beside a ruleset, as a file of its own."""
    lines = path.read_text("utf-8").split("\nevidence:\n")[-1].split("\nexpect:")[0]
    text = textwrap.dedent(lines.partition("evidence:\n")[2] or lines)
    named = text if "\nsubject:" in text else f"subject: {{name: 某县}}\n{text}"
    made = folder / path.name
    made.write_text(f"format: evidence/1\n{named}", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """`report("failing")`: the report of a case, assessed once."""
    folder = tmp_path_factory.mktemp("cases")

    @cache
    def make(name: str) -> Report:
        paths = [ROOT / path for path in CASES[name]]
        paths = [case_as_evidence(path, folder) if "cases" in path.parts else path for path in paths]
        every = [str(one) for path in paths for one in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
        return check(every, Options(explain=name == "balance", record=True))

    return make


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator[object]:
    """A browser without a network of its own, that notes what pages ask for."""
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def shown(browser, report, tmp_path):
    """`shown("failing", "zh", "phone")`: the browser with that report opened at that width."""

    def show(name: str, language: str, width: str):
        pixels, media = WIDTHS[width]
        path = tmp_path / f"{name}.html"
        path.write_text(render_html(report(name), language), encoding="utf-8")
        metrics = {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": width == "phone"}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media})
        for kind in ("browser", "performance"):
            browser.get_log(kind)  # what pages before this one left
        browser.get(path.as_uri())
        return browser

    return show


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off(name, language, width, shown):
    """On a telephone, on a desk and on paper: every element holds its text, no label lies on another, no name is folded."""
    page = shown(name, language, width)
    assert page.execute_script("return document.documentElement.clientWidth") == WIDTHS[width][0]
    assert [] == page.execute_script(OVERFLOWS)
    assert [] == page.execute_script(OVERLAPS)
    assert [] == page.execute_script(FOLDED)


def test_what_is_cut_off_is_noticed(shown):
    """A box that is too narrow, and a label pushed out of its bar, are found."""
    page = shown("balance", "zh", "phone")
    page.execute_script("document.querySelector('.word').style.cssText = 'width: 3rem; white-space: nowrap; overflow: hidden'")
    page.execute_script("document.querySelector('svg text').setAttribute('x', '150%')")
    found = page.execute_script(OVERFLOWS)
    assert any("is cut off" in one for one in found)
    assert any("leaves its bar" in one for one in found)


NARROW_CAPTIONS = "return [...document.querySelectorAll('caption')].map(one => one.clientWidth).filter(wide => wide > 1 && wide < 200)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_above_cards_have_the_width_of_the_page(language, shown):
    """On a telephone, where the rows of a table are cards, its caption is no column of single letters."""
    page = shown("balance", language, "phone")
    assert [] == page.execute_script(NARROW_CAPTIONS)
    page.execute_script("document.querySelector('.indicators caption').style.display = 'table-caption'")
    assert 1 == len(page.execute_script(NARROW_CAPTIONS)), "what a caption among cards is without it"


@pytest.mark.parametrize("name", ["failing", "several"])
def test_a_page_asks_for_nothing(name, shown):
    """The file itself is the only request, and the console stays empty."""
    page = shown(name, "zh", "desktop")
    assert [page.current_url] == requested(page)
    assert [] == page.get_log("browser")


def test_a_page_that_asks_would_be_stopped(shown):
    """The policy of the page keeps even an injected picture from being fetched."""
    page = shown("county", "zh", "desktop")
    page.execute_script("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))")
    page.execute_async_script("setTimeout(arguments[0], 300)")
    assert any("Content Security Policy" in entry["message"] for entry in page.get_log("browser"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["failing", "open", "balance", "several"])
def test_axe_finds_nothing(name, width, shown):
    """No violation of WCAG 2.2 AA or of good practice: names, headings, landmarks, tables, contrast, sizes to touch."""
    axe = global_npm("axe-core", "axe.min.js")
    if not axe.exists():
        pytest.skip("NOT CHECKED: axe-core (npm install -g axe-core) is not installed")
    page = shown(name, "zh" if name != "open" else "en", width)
    assert [] == axe_violations(page, axe)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_paper_has_everything(name, language, shown, report, tmp_path):
    """The PDF is A4 and has the label of every indicator, every verdict and, for several subjects, a page for each."""
    if not shutil.which("pdftotext"):
        pytest.skip("NOT CHECKED: pdftotext (poppler-utils) is not installed")
    page = shown(name, language, "paper")
    printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    path = tmp_path / "a.pdf"
    path.write_bytes(base64.b64decode(printed["data"]))
    text = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, timeout=600).stdout.decode()
    flowing = "".join(text.split())
    found = [result.assessment for result in report(name).results if result.assessment is not None]
    labels = [finding.title.in_language(language) for one in found for finding in one.findings]
    assert [] == [label for label in labels if "".join(label.split()) not in flowing]
    info = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True, timeout=600).stdout
    assert "(A4)" in info
    assert text.count("\f") <= MOST_SHEETS * len(report(name).results)
    if len(report(name).results) > 1:
        assert text.count("\f") >= 1 + len(report(name).results)
    else:
        assert "SHA-256" in text.split("\f")[-2]  # the line that names the program is not alone on its sheet


def test_a_validator_finds_nothing(report, tmp_path):
    """html-validate with its recommended rules and those for accessibility."""
    if not shutil.which("html-validate"):
        pytest.skip("NOT CHECKED: html-validate (npm install -g html-validate) is not installed")
    rules = {"root": True, "extends": ["html-validate:recommended", "html-validate:a11y", "html-validate:document"]}
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(rules))
    for name in CASES:
        for language in LANGUAGES:
            (tmp_path / f"{name}-{language}.html").write_text(render_html(report(name), language), encoding="utf-8")
    done = subprocess.run(["html-validate", "*.html"], check=False, capture_output=True, text=True, cwd=tmp_path, timeout=600)
    assert (0, "") == (done.returncode, done.stdout[:2_000])
