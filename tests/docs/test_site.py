"""The site of the documentation: built by its command without a warning, every link leads somewhere, nothing comes from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from lxml import html
from manual import DOCS

pytest.importorskip("sphinx", reason="NOT CHECKED: the extra docs is not installed")
pytestmark = pytest.mark.real

ROOT = DOCS.parent
COMMAND = [sys.executable, DOCS / "build_site.py"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command made, which printed nothing but that."""
    target = tmp_path_factory.mktemp("site") / "site"
    done = subprocess.run([*COMMAND, target], cwd=target.parent, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(rf"{target}/index.html: \d+ pages\n", done.stdout)
    return target


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, html.HtmlElement]:
    """Every page as lxml reads it."""
    return {path: html.parse(path, html.HTMLParser(encoding="utf-8")).getroot() for path in site.rglob("*.html")}


def broken_links(pages: dict[Path, html.HtmlElement]) -> tuple[list[str], int]:
    """Links within a site whose page or anchor is not there, and how many were looked at."""
    anchors = {path: {*page.xpath("//@id"), *page.xpath("//a/@name"), ""} for path, page in pages.items()}
    broken, count = [], 0
    for path, page in pages.items():
        for link in page.xpath("//@href | //@src"):
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            address, anchor = urldefrag(link)
            target = (path.parent / unquote(urlsplit(address).path)).resolve() if address else path
            count += 1
            if not target.is_file() or unquote(anchor) not in anchors.get(target, {unquote(anchor)}):
                broken.append(f"{path.name}: {link}")
    return broken, count


def test_every_link_leads_somewhere(pages: dict[Path, html.HtmlElement]):
    """Each link and each anchor within the site, of every page, is there."""
    broken, count = broken_links(pages)
    assert [] == broken
    assert count > 10_000


def test_a_broken_link_is_noticed(tmp_path: Path):
    """A page that is not there, and an anchor that no heading has, in the page itself or in another."""
    texts = {"a.html": '<p id="x"><a href="#x">1</a><a href="#y">2</a><a href="b.html#z">3</a><a href="c.html">4</a>', "b.html": "<p id='w'>"}
    pages = {tmp_path / name: html.fromstring(text) for name, text in texts.items()}
    for path in pages:
        path.write_text(texts[path.name], "utf-8")
    assert broken_links(pages) == (["a.html: #y", "a.html: b.html#z", "a.html: c.html"], 4)


def loaded(path: Path, page: html.HtmlElement) -> Iterator[str]:
    """Addresses that a browser fetches by itself for a page."""
    yield from page.xpath("//script/@src | //img/@src | //iframe/@src | //source/@src | //object/@data | //img/@srcset")
    yield from page.xpath("//link[not(@rel='canonical' or @rel='author')]/@href")
    for style in page.xpath("//style/text() | //@style"):
        yield from re.findall(r"url\(([^)]+)\)|@import\s+([^;]+)", style)


def test_nothing_comes_from_elsewhere(site: Path, pages: dict[Path, html.HtmlElement]):
    """No page and no style sheet names a font, a script, a style or a picture of another machine."""
    elsewhere = re.compile(r"""^\W*(https?:)?//""")
    named = [f"{path.name}: {one}" for path, page in pages.items() for one in loaded(path, page) if elsewhere.match(str(one))]
    for sheet in site.rglob("*.css"):
        found = re.findall(r"(?:url\(|@import\s+)\s*['\"]?([^'\")\s]+)", sheet.read_text("utf-8"))
        named += [f"{sheet.name}: {one}" for one in found if elsewhere.match(one)]
    assert [] == named


def test_everything_has_its_page(site: Path):
    """Every shipped ruleset in both languages with its sources, every diagnostic, every decision and every page of docs."""
    rulesets = [f"standards/{path.parts[-3]}-{path.parts[-2]}" for path in ROOT.glob("rulesets/*/*/ruleset.yaml")]
    wanted = [f"{one}.{kind}.html" for one in rulesets for kind in ("zh", "en", "sources.en")]
    wanted += [str(path.relative_to(ROOT).with_suffix(".html")) for path in DOCS.rglob("*.md") if path.parent != DOCS / "site"]
    assert len(rulesets) > 30
    assert [] == [name for name in wanted if not (site / name).is_file()]


def test_a_folder_of_somebody_else_is_kept(tmp_path: Path):
    """The command replaces only a site; it says so before it builds anything."""
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    done = subprocess.run([*COMMAND, tmp_path], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "is no site" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(not shutil.which("chromium"), reason="NOT CHECKED: chromium is not installed")
@pytest.mark.skipif(not shutil.which("chromedriver"), reason="NOT CHECKED: chromium-driver is not installed")
def test_it_works_from_a_folder(site: Path, tmp_path: Path):
    """In a browser, from files: two Chinese signs find the standards that are called so, and no page asks for what is not in the folder."""
    pytest.importorskip("selenium", reason="NOT CHECKED: the extra browser is not installed")
    from chromium import chromium, requested

    with chromium(tmp_path / "profile") as driver:
        driver.get("about:blank")
        requested(driver)
        for page in ("index.html", "docs/manual/zh.html", "standards/index.html"):
            driver.get((site / page).as_uri())
        driver.get(f"{(site / 'search.html').as_uri()}?q=普惠")
        end = time.monotonic() + 20
        while not (found := driver.find_elements("css selector", "#search-results li a")) and time.monotonic() < end:
            time.sleep(0.1)
        assert "县域学前教育普及普惠督导评估（国家）" in [one.text for one in found]
        assert {"file", "data"} >= {urlsplit(one).scheme for one in requested(driver)}
        assert [] == driver.get_log("browser")
        assert driver.execute_script("return document.documentElement.lang") == "zh-CN"
