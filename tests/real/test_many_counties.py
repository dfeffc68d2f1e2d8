"""Thirty counties with their schools, as a province hands them in: an index for a phone, few sheets of paper, one workbook.

Everything is made once in each language, and rendered once.
"""

from __future__ import annotations

import base64
import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from chromium import chromium

from evalrules.model.report import Options, Report
from evalrules.pipeline import check
from evalrules.reporters.formats import View, rendered

pytest.importorskip("selenium", reason="NOT CHECKED: selenium (PyPI) is not installed")

PROGRAMS = ("chromium", "chromedriver", "soffice", "pdfinfo")
pytestmark = [
    pytest.mark.real,
    *(pytest.mark.skipif(not shutil.which(one), reason=f"NOT CHECKED: {one} is not installed") for one in PROGRAMS),
]

COUNTIES, MOST_SHEETS = 30, 3
EXAMPLE = Path(__file__).parents[2] / "examples" / "quality-balance"


@pytest.fixture(scope="module")
def thirty(tmp_path_factory) -> Report:
    """Thirty counties of fifteen schools: every third has failing figures, every second has failing schools."""
    folder = tmp_path_factory.mktemp("counties")
    text = (EXAMPLE / "county.yaml").read_text("utf-8")
    for at in range(COUNTIES):
        made = folder / f"县{at:02d}"
        made.mkdir()
        own = text.replace('id: "360400", name: 示例县', f'id: "36{1 + at // 6:02d}{21 + at % 6}", name: 第{at}县')
        if at % 3 == 0:
            own = own.replace("rotated: 41", "rotated: 20").replace("stays_high: true", "stays_high: false")
        (made / "evidence.yaml").write_text(own, encoding="utf-8")
        rows = list(csv.reader(io.StringIO((EXAMPLE / "units.csv").read_text("utf-8"))))
        for number, row in enumerate(rows[1:]):
            if at % 2 and number % 2 and row[2] != "九年一贯制学校":
                row[6] = "0"
        with (made / "units.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        shutil.copy(EXAMPLE / "sites.csv", made)
    report = check([str(folder)], Options())
    reached = [one.assessment.verdict.meets_required for one in report.results if one.assessment is not None]
    assert (len(reached), reached.count(True)) == (COUNTIES, 10)
    return report


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request, thirty, tmp_path_factory) -> Path:
    """A folder with the report of the thirty in every paper format of one language."""
    folder = tmp_path_factory.mktemp(request.param)
    for form in ("html", "docx", "xlsx"):
        (folder / f"a.{form}").write_bytes(rendered(form, thirty, View(request.param, 120, color=False)))
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator[object]:
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


def sheets_of(pdf: Path) -> int:
    told = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True, timeout=600).stdout
    assert "(A4)" in told
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pages:"))


NAMED = "return [...document.querySelectorAll('#o-subjects table tbody th a')].map(one => [one.textContent, one.hash])"
WIDE = "return document.documentElement.scrollWidth"
SHOWN = """
return [...document.querySelectorAll(".subject")].filter(one => getComputedStyle(one).display !== "none").map(one => one.id)
"""
SMALL = """
return [...document.querySelectorAll("#o-subjects table a")].map(one => one.getBoundingClientRect())
  .filter(box => box.left < 0 || box.right > 361 || box.height < 18 || box.width < 24).length
"""


def test_the_index_can_be_used_on_a_phone(made, browser):
    """No page is wider than the screen, every county is named and can be touched, and leads to its own page alone."""
    phone = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    page = (made / "a.html").as_uri()
    browser.get(page)
    links = browser.execute_script(NAMED)
    assert COUNTIES == len(links) == len({name for name, _ in links})
    assert (360, 0, []) == (browser.execute_script(WIDE), browser.execute_script(SMALL), browser.execute_script(SHOWN))
    for _, target in links[:: COUNTIES // 4]:
        browser.get(page + target)
        assert (360, [target[1:]]) == (browser.execute_script(WIDE), browser.execute_script(SHOWN))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_page_that_is_too_wide_is_noticed(made, browser):
    """A frame that lets out what is placed in it makes the whole page wider, and a phone shows it smaller."""
    phone = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    browser.get((made / "a.html").as_uri())
    browser.execute_script("document.querySelectorAll('.frame').forEach(one => { one.style.position = 'static'; })")
    assert browser.execute_script(WIDE) > 360
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_browser_prints_few_sheets(made, browser):
    """At most three sheets of A4 a county, with the index."""
    browser.get((made / "a.html").as_uri())
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    (made / "html.pdf").write_bytes(base64.b64decode(printed["data"]))
    assert COUNTIES < sheets_of(made / "html.pdf") <= MOST_SHEETS * COUNTIES


def test_word_has_few_sheets(made, tmp_path):
    """At most three sheets of A4 a county, with the overview."""
    profile = f"-env:UserInstallation={tmp_path.as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", made, made / "a.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    assert COUNTIES < sheets_of(made / "a.pdf") <= MOST_SHEETS * COUNTIES


def test_one_workbook_can_be_filtered(made):
    """Every table has its filter and a heading that stays, and the first names the thirty, a row each."""
    book = openpyxl.load_workbook(made / "a.xlsx")
    filtered = {
        sheet.title: [table for table in sheet.tables.values() if table.autoFilter is not None]
        for sheet in book.worksheets
    }
    assert all(filtered.values()), filtered
    assert all(sheet.freeze_panes for sheet in book.worksheets)
    first = book.worksheets[0]
    (table,) = first.tables.values()
    assert COUNTIES == first[table.ref][-1][0].row - first[table.ref][0][0].row
