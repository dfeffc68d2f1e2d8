"""Folders of counties: good ones, such as fail, are open, are refused, name each other's subject, or are no evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

COUNTY = Path(__file__).resolve().parents[2] / "examples" / "jiangsu-16" / "county.json"


def county(at: int) -> dict[str, Any]:
    """The example of a county that reaches its level, as another county."""
    found: dict[str, Any] = json.loads(COUNTY.read_text(encoding="utf-8"))
    found["subject"] |= {"id": f"32{at:04d}", "name": f"第{at}县"}
    return found


def good_counties(folder: Path, count: int) -> Path:
    """A folder of counties that reach their level."""
    folder.mkdir()
    for at in range(count):
        (folder / f"{at:05d}.json").write_text(json.dumps(county(at), ensure_ascii=False), encoding="utf-8")
    return folder


def all_kinds(folder: Path) -> Path:
    """A folder with a county of every kind, more than once, and with problems of its own."""
    good_counties(folder, 4)
    for at, change in enumerate(("fails", "open", "refused") * 2, 20):
        document = county(at)
        if change == "fails":
            document["grades"]["9"] = "C"
        elif change == "open":
            del document["grades"]["9"]
        else:
            document["facts"][next(iter(document["facts"]))] = "oops"
        (folder / f"{change}-{at}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    twin = json.dumps(county(99))
    nameless = json.dumps({**county(0), "subject": {"kind": "county"}})
    for name, text in {
        "twin-1.json": twin, "twin-2.json": twin, "nameless-1.json": nameless, "nameless-2.json": nameless,
        "broken.json": "{", "empty.yaml": "", "nul.json": json.dumps({**county(5), "subject": {"kind": "county", "name": "a\0\ud800"}}),
    }.items():  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "bundle").mkdir()
    (folder / "bundle" / "evidence.json").write_text(json.dumps(county(50)), encoding="utf-8")
    (folder / "nothing").mkdir()
    (folder / "nothing" / "note.txt").write_text("x", encoding="utf-8")
    return folder
