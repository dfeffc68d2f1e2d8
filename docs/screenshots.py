"""Every report and form in both languages as people see them: `python docs/screenshots.py FOLDER [NAME…]`.

HTML on a telephone, on a desk and on A4; Word, workbooks and forms on A4, four pages at most of each. They are looked
at before a release; nothing else is made of them. Chromium, LibreOffice, poppler; extra `docs`.
"""

from __future__ import annotations

import base64
import csv
import shutil
import subprocess
import sys
from pathlib import Path

from pictures import ROOT, _beside_each_other, _browser, _printed
from PIL import Image

LANGUAGES = ("zh", "en")
MOST_PAGES, DOTS = 4, 60
SCREENS = {"phone": 360, "desktop": 1280}
LONGEST = 6_000
"""So much of a page is taken, in pixels."""

BALANCE, TOWN, COUNTIES = "quality-balance/county.yaml", "fushan-town/self-score.yaml", "jiangsu-16/"
PAPERS = {
    "failing.html": ("check", "jiangsu-16/failing.yaml"),
    "balance.html": ("check", BALANCE),
    "points.html": ("check", TOWN),
    "many.html": ("check", COUNTIES),
    "trend.html": ("compare", "0", "1", "2"),
    "strong-county.html": ("check", "strong-county/inspection.yaml"),
    "coefficients.html": ("compare", "earlier", "later"),
    "report.docx": ("check", BALANCE),
    "points.docx": ("check", TOWN),
    "many.docx": ("check", COUNTIES),
    "self-report.docx": ("check", TOWN),
    "trend.docx": ("compare", "0", "1", "2"),
    "coefficients.docx": ("compare", "earlier", "later"),
    "results.xlsx": ("check", COUNTIES),
    "trend.xlsx": ("compare", "0", "1", "2"),
    "ledger.xlsx": ("plan", "jiangsu-16/failing.yaml"),
    "form.xlsx": ("template", "jiangsu-16"),
    "form-of-balance.xlsx": ("template", "national-quality-balance"),
    "form-of-school.xlsx": ("template", "national-basic-balance", "--each-school"),
    "settings.xlsx": ("complete", "guangdong-strong-town"),
}
"""Each paper with the words that make it; 0 to 2 are results of one county at three times, earlier and later those of
one with schools."""


def main(folder: Path, names: list[str]) -> None:
    """Make and take all papers, or those that are named, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        made = folder / language
        made.mkdir(exist_ok=True)
        for name in names or PAPERS:
            paper = make(name, made, language)
            take_screens(paper) if paper.suffix == ".html" else take_pages(paper)
            print(f"{language}/{name}")


def make(name: str, folder: Path, language: str) -> Path:
    """A paper, made anew by its command."""
    command, *words = PAPERS[name]
    paper = folder / name
    paper.unlink(missing_ok=True)
    given = [_given(word, folder) for word in words]
    target = f"self-report={paper}" if name.startswith("self-report") else str(paper)
    _run(command, *given, "-o", target, "--lang", language)
    return paper


def _given(word: str, folder: Path) -> str:
    """A word of a command: an example, one of the results of a county, or as it is."""
    if word in ("0", "1", "2"):
        return str(_result(int(word), folder))
    if word in ("earlier", "later"):
        return str(_with_schools(folder, is_earlier=word == "earlier"))
    return str(ROOT / "examples" / word) if "/" in word else word


def _result(at: int, folder: Path) -> Path:
    """A result of one county: at first it fails, then it is open, then it reaches its level."""
    kept = folder / f"{2005 + at}.json"
    if not kept.exists():
        example = ("failing", "open", "county")[at]
        text = (ROOT / "examples" / "jiangsu-16" / f"{example}.yaml").read_text("utf-8")
        subject = "subject: {kind: county, id: '320599', name: 示例县}"
        lines = [subject if line.startswith("subject:") else line for line in text.splitlines()]
        evidence = folder / f"{example}.yaml"
        evidence.write_text("\n".join(lines), encoding="utf-8")
        _run("check", str(evidence), "-o", str(kept))
    return kept


def _with_schools(folder: Path, *, is_earlier: bool) -> Path:
    """A result of a county with schools: a year before, three of them had half of their equipment."""
    year = 2021 if is_earlier else 2022
    kept, given = folder / f"{year}.json", folder / str(year)
    if kept.exists():
        return kept
    shutil.copytree(ROOT / "examples" / Path(BALANCE).parent, given, dirs_exist_ok=True)
    county, units = given / "county.yaml", given / "units.csv"
    county.write_text(county.read_text("utf-8").replace("period: 2022", f"period: {year}"), encoding="utf-8")
    rows = list(csv.reader(units.read_text("utf-8").splitlines()))
    (at,) = [number for number, name in enumerate(rows[0]) if "教学仪器设备值" in name]
    for row in rows[1:4] if is_earlier else ():
        row[at] = str(int(row[at]) // 2)
    with units.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    _run("check", str(county), "-o", str(kept))
    return kept


def _run(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "evalrules", *words], check=False, capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"evalrules {' '.join(words)}\n{done.stderr}")


def take_screens(paper: Path) -> None:
    """An HTML file at the width of each screen, and printed."""
    with _browser(paper.parent) as driver:
        for name, width in SCREENS.items():
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": name == "phone"}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            driver.get(paper.as_uri())
            high = min(LONGEST, driver.execute_script("return document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": high, "scale": 1}
            taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
            paper.with_suffix(f".{name}.png").write_bytes(base64.b64decode(taken["data"]))
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        printed = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = paper.with_suffix(".pdf")
    pdf.write_bytes(base64.b64decode(printed["data"]))
    drawn = paper.with_suffix("")
    command = [str(shutil.which("pdftoppm")), "-r", str(DOTS), "-l", str(MOST_PAGES), "-png", str(pdf), str(drawn)]
    subprocess.run(command, check=True)
    pages = sorted(paper.parent.glob(f"{drawn.name}-[0-9]*.png"))
    _joined([Image.open(one).convert("RGB") for one in pages], paper)
    for one in pages:
        one.unlink()


def take_pages(paper: Path) -> None:
    """An office file as it is printed."""
    _joined(_printed(paper, DOTS)[:MOST_PAGES], paper)


def _joined(pages: list[Image.Image], paper: Path) -> None:
    _beside_each_other(pages).save(paper.with_name(f"{paper.name}.a4.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
