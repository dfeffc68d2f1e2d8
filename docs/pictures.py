"""The pictures of the manual, taken of what its commands make: `python docs/pictures.py [NAME…]`.

It follows the Chinese page in a folder for temporary files and takes its pictures with LibreOffice, poppler, Chromium
(tests/support/chromium.py drives it) and, for `page`, the Python for browsers, which npm fetches. Extra `docs`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import walkthrough
from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures"
COLOURS = 64
"""Of the palette: what is shown is text and a few fields of colour."""
EDGE, BACKGROUND, FRAME = 12, (255, 255, 255), (208, 213, 220)


def main(names: list[str]) -> None:
    """Take all pictures, or those that are named."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        _follow_the_manual(folder)
        TARGET.mkdir(exist_ok=True)
        for name in names or PICTURES:
            path = TARGET / f"{name}.png"
            _save(PICTURES[name](folder), path)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def _follow_the_manual(folder: Path) -> None:
    """Everything that the reader of the Chinese page has at its end, in a folder."""
    environment = os.environ | {"LC_ALL": "zh_CN.UTF-8", "PYTHONPATH": str(ROOT)}

    def run(line: str) -> walkthrough.Ran:
        command = [sys.executable, "-m", *shlex.split(line)]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        return walkthrough.Ran(done.returncode, done.stdout + done.stderr)

    page = (ROOT / "docs" / "manual" / "zh.md").read_text("utf-8")
    for step, ran in walkthrough.follow(page, folder, run):
        if isinstance(step, walkthrough.Commands):
            different = [one.printed for one in ran if one.code != step.code]
            if different:
                raise SystemExit(f"the manual does not hold: {step.lines}\n{''.join(different)}")


def _form(folder: Path) -> Image.Image:
    """The first sheets of the form, filled in, and that of the schools."""
    pages = _printed(folder / "自评表.xlsx", 110)
    return _above_each_other([_trimmed(pages[at]) for at in (0, 1, 6)])


def _word(folder: Path) -> Image.Image:
    """Cover, conclusion and signatures of the report in Word."""
    pages = _printed(folder / "评估报告书.docx", 62)
    return _beside_each_other([pages[0], pages[1], pages[-1]])


def _ledger(folder: Path) -> Image.Image:
    return _trimmed(_printed(folder / "整改台账.xlsx", 120)[0])


def _report(folder: Path) -> Image.Image:
    """What a browser shows first of the report."""
    with _browser(folder) as driver:
        driver.get((folder / "报告.html").as_uri())
        return _shot(driver, folder, 1000, 900)


def _page(folder: Path) -> Image.Image:
    """The page after a file was given to it."""
    from evalrules.page.release import ARCHIVE, COMMAND

    subprocess.run(COMMAND.split(), cwd=folder, check=True, capture_output=True)
    made = folder / "评估工具.html"
    command = [sys.executable, "-m", "evalrules", "page", "-o", made, "--runtime", folder / ARCHIVE, "--lang", "zh"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with _browser(folder) as driver:
        driver.get(made.as_uri())
        _until(lambda: driver.find_element("id", "engine-state").get_attribute("data-state") == "ready")
        driver.find_element("css selector", "[data-ruleset='jiangsu-16@2007']").click()
        _until(lambda: driver.find_elements("css selector", "[data-id='16']"))
        driver.execute_script(_TYPE, "name", "示例县")
        driver.execute_script(_TYPE, "", "2007")
        for indicator in range(1, 17):
            driver.execute_script(_CHOOSE, str(indicator), 3 if indicator == LOWEST else 1)
        _until(lambda: "不通过" in "".join(one.text for one in driver.find_elements("css selector", ".verdicts .word")))
        _until(lambda: driver.execute_script(_DRAWN))
        driver.execute_script("document.querySelector(`[data-id='7']`).scrollIntoView()")
        return _shot(driver, folder, 1100, 900)


_FIELD = "const field = document.getElementById(document.querySelector(`[data-id='${arguments[0]}'] label`).htmlFor);"
_TYPE = _FIELD + "field.value = arguments[1]; field.dispatchEvent(new Event('input'))"
_CHOOSE = _FIELD + "field.selectedIndex = arguments[1]; field.dispatchEvent(new Event('change'))"
_DRAWN = (
    "const frame = document.querySelector('iframe.report');"
    "return frame && !frame.classList.contains('old') && frame.contentDocument.body.innerText.includes('不通过')"
)
"""Whether the report says what the verdict says: it is drawn after it."""
LOWEST = 9
"""The indicator that the picture of the page shows with the grade C, so that the verdict says why."""

PICTURES: dict[str, Callable[[Path], Image.Image]] = {
    "form": _form,
    "word": _word,
    "ledger": _ledger,
    "report": _report,
    "page": _page,
}


def _browser(folder: Path):  # noqa: ANN202 - the type of the driver comes with selenium, which only this needs
    sys.path.append(str(ROOT / "tests" / "support"))
    from chromium import chromium

    return chromium(folder / "profile")


def _shot(driver, folder: Path, width: int, height: int) -> Image.Image:  # noqa: ANN001 - see above
    """What a window of this size shows."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    time.sleep(1)  # laid out anew
    driver.save_screenshot(str(folder / "shot.png"))
    return Image.open(folder / "shot.png").convert("RGB")


def _until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 90
    while not holds():
        if time.monotonic() > end:
            raise SystemExit("the page did not come to what was waited for")
        time.sleep(0.1)


def _printed(path: Path, dots: int) -> list[Image.Image]:
    """The pages of an office file on paper, at so many dots per inch."""
    office, profile = str(shutil.which("soffice")), f"-env:UserInstallation={(path.parent / 'office').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", path.parent, path]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    drawn = path.parent / f"{path.stem}-page"
    for older in path.parent.glob(f"{drawn.name}-*.png"):  # of a longer paper, or of one with another suffix
        older.unlink()
    command = [str(shutil.which("pdftoppm")), "-r", str(dots), "-png", path.with_suffix(".pdf"), drawn]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [Image.open(one).convert("RGB") for one in sorted(path.parent.glob(f"{drawn.name}-*.png"))]


def _trimmed(page: Image.Image) -> Image.Image:
    """A page without its white edges, and without what stands at its foot."""
    body = page.crop((0, 0, page.width, round(page.height * 0.93)))
    box = ImageChops.difference(body, Image.new("RGB", body.size, BACKGROUND)).getbbox() or (0, 0, *body.size)
    return body.crop((max(0, box[0] - EDGE), max(0, box[1] - EDGE), box[2] + EDGE, box[3] + EDGE))


def _above_each_other(parts: list[Image.Image]) -> Image.Image:
    width = max(part.width for part in parts)
    whole = Image.new("RGB", (width, sum(part.height for part in parts)), BACKGROUND)
    at = 0
    for part in parts:
        whole.paste(part, (0, at))
        at += part.height
    return whole


def _beside_each_other(pages: list[Image.Image]) -> Image.Image:
    """Pages of paper side by side, with a frame around each."""
    high = max(page.height for page in pages)
    whole = Image.new("RGB", (sum(page.width + EDGE for page in pages) - EDGE, high), FRAME)
    at = 0
    for page in pages:
        whole.paste(page.crop((1, 1, page.width - 1, page.height - 1)), (at + 1, 1))
        at += page.width + EDGE
    return whole


def _save(picture: Image.Image, path: Path) -> None:
    """With few colours, and a thin frame, so that a white page has an end on a white page."""
    framed = Image.new("RGB", (picture.width + 2, picture.height + 2), FRAME)
    framed.paste(picture, (1, 1))
    framed.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
