"""The pictures of the documents: few, small, each used, and made by one command."""

from __future__ import annotations

import re
import shutil
import struct
from pathlib import Path

import pytest
from manual import DOCS, tool_of_docs

PICTURES = sorted((DOCS / "pictures").iterdir())


def used(page: Path) -> set[Path]:
    """The pictures that a page shows."""
    return {(page.parent / link).resolve() for link in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text("utf-8"))}


def test_every_picture_is_small_and_used():
    """At most eight of them, each a PNG of few colours below 150 kB; every page shows pictures that are there, with words."""
    pages = [DOCS.parent / "README.md", *DOCS.rglob("*.md")]
    assert set(PICTURES) == set().union(*map(used, pages))
    assert len(PICTURES) <= 8
    for picture in PICTURES:
        data = picture.read_bytes()
        (colours,) = struct.unpack(">B", data[25:26])
        assert (data[:8], colours, len(data) < 150_000) == (b"\x89PNG\r\n\x1a\n", 3, True), picture.name


@pytest.mark.real
@pytest.mark.skipif(not shutil.which("soffice"), reason="NOT CHECKED: LibreOffice (soffice) is not installed")
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="NOT CHECKED: pdftoppm (poppler-utils) is not installed")
@pytest.mark.skipif(not shutil.which("chromium"), reason="NOT CHECKED: chromium is not installed")
def test_pictures_are_taken(cli, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What the command takes of a report, its Word paper and its ledger has something on it, and is saved as small as that."""
    image = pytest.importorskip("PIL.Image", reason="NOT CHECKED: the extra docs is not installed")
    pytest.importorskip("selenium", reason="NOT CHECKED: the extra browser is not installed")
    monkeypatch.syspath_prepend(str(DOCS))
    pictures = tool_of_docs("pictures")
    assert {path.stem for path in PICTURES} == set(pictures.PICTURES)
    county = examples / "jiangsu-16" / "failing.yaml"
    assert cli("check", county, "-o", tmp_path / "报告.html", "-o", tmp_path / "评估报告书.docx", "--lang", "zh").code == 1
    assert cli("plan", county, "-o", tmp_path / "整改台账.xlsx", "--lang", "zh").code == 3  # a vote is still out
    for name in ("report", "word", "ledger"):
        path = tmp_path / f"{name}.png"
        pictures._save(pictures.PICTURES[name](tmp_path), path)
        with image.open(path) as taken:
            assert taken.mode == "P"
            assert len(taken.getcolors()) > 8, "nearly empty"
        assert path.stat().st_size < 150_000
