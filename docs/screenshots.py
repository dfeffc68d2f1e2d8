"""Every report and form in both languages as people see them: `python docs/screenshots.py FOLDER [NAME…]`.

HTML on a telephone, on a desk and on A4; Word, workbooks and forms on A4. Every picture shows as much as can be read
at once: three pages of paper, or four columns of a screen that is scrolled. They are looked at before a release, and
docs/looked-at.md says when and what was seen. Chromium, LibreOffice, poppler; extra `docs`.
"""

from __future__ import annotations

import base64
import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

from pictures import ROOT, _beside_each_other, _browser, _printed
from PIL import Image

LANGUAGES = ("zh", "en")
MOST_PAGES, DOTS, ABREAST = 15, 75, 3
"""So many pages are taken of a paper, at so many dots per inch, and so many stand in a picture."""
SCREENS = {"phone": (360, 1.0), "desktop": (1280, 0.5)}
"""The width of each screen in pixels, and how large it is shown."""
HIGH, COLUMNS, MOST_COLUMNS = 1_500, {"phone": 4, "desktop": 2}, 24
"""A screen that is scrolled stands in columns so high, so many in a picture, and so many at most."""

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
        for name, (width, scale) in SCREENS.items():
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": name == "phone"}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            driver.get(paper.as_uri())
            high = driver.execute_script("return document.documentElement.scrollHeight")
            step = round(HIGH / scale)
            columns = []
            for top in range(0, min(high, step * MOST_COLUMNS), step):
                clip = {"x": 0, "y": top, "width": width, "height": min(step, high - top), "scale": scale}
                taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
                columns.append(Image.open(io.BytesIO(base64.b64decode(taken["data"]))).convert("RGB"))
            _write(columns, COLUMNS[name], paper, name)
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        printed = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = paper.with_name(f"{paper.name}.pdf")
    pdf.write_bytes(base64.b64decode(printed["data"]))
    drawn = paper.with_suffix("")
    command = [str(shutil.which("pdftoppm")), "-r", str(DOTS), "-l", str(MOST_PAGES), "-png", str(pdf), str(drawn)]
    subprocess.run(command, check=True)
    pages = sorted(paper.parent.glob(f"{drawn.name}-[0-9]*.png"))
    _write([Image.open(one).convert("RGB") for one in pages], ABREAST, paper, "a4")
    for one in pages:
        one.unlink()


def take_pages(paper: Path) -> None:
    """An office file as it is printed."""
    pages = _printed(paper, DOTS)[:MOST_PAGES]
    _write(pages, ABREAST, paper, "a4")
    for one in paper.parent.glob(f"{paper.stem}-page-*.png"):
        one.unlink()


def _write(parts: list[Image.Image], abreast: int, paper: Path, name: str) -> None:
    """Pictures of so many pages or columns each, numbered where there are several."""
    for older in paper.parent.glob(f"{paper.name}.{name}*.png"):
        older.unlink()
    for number, first in enumerate(range(0, len(parts), abreast), start=1):
        ending = f"-{number}" if len(parts) > abreast else ""
        _beside_each_other(parts[first : first + abreast]).save(paper.with_name(f"{paper.name}.{name}{ending}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
