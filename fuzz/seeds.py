"""First inputs of every target, small and of many kinds: the cases and examples of the project."""

from __future__ import annotations

import functools
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

from evalrules.bundles.seal import Wish, seal
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.machine import render_json
from evalrules.tree.functions import FUNCTIONS
from fuzz.parts import text_of

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
RULESETS = (CASES / "evidence" / "rulesets", CASES / "ruleset" / "parents")
FINDINGS = ROOT / "fuzz" / "found"
"""Inputs that once broke a promise, one folder for each target: they must hold for ever."""

LARGEST = 4_000


def _files(*patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.stat().st_size <= LARGEST:
                yield path.read_bytes()


def _yaml() -> Iterator[bytes]:
    yield from _files("tests/cases/evidence/*/*.yaml", "examples/*/*.yaml")


def _json() -> Iterator[bytes]:
    yield from _files("tests/cases/evidence/*/*.json", "examples/*/*.json")


def _csv() -> Iterator[bytes]:
    yield from _files("tests/cases/evidence/*/*.csv", "tests/cases/evidence/*/parts/*.csv")
    yield "学校名称,学段,学生数,图书册数,即将撤并\n一小,小学,300,6200,否\n一中,初中,400,13000,否\n".encode()
    yield "﻿附表：学校\n学校名称\t学段\t学生数（人）\t图书册数（册）\n合计\t\t700\t1\n注：一\t\t\t\n".encode()
    yield "学校名称,学段,学生数\n一小,小学,300\n".encode("gb18030")


@functools.cache
def _workbook_parts() -> dict[bytes, bytes]:
    """An ordinary workbook, by its parts: evidence as lines, and a sheet of rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ["section", "id", "year", "value", "unit", "source", "page", "note"],
        ["subject", "name", None, "甲县", None, None, None, None],
        ["period", "value", None, 2007, None, None, None, None],
        ["fact", "rate", None, 98.5, "%", None, None, "自评"],
        ["fact", "exam", None, "否", None, None, None, None],
        ["grade", "panel", None, "A", None, None, None, None],
        ["vote", "panel", "B", 2, None, None, None, None],
    ):
        sheet.append(line)
    sheet["D4"].number_format = "0%"
    return _unpacked(book)


def _unpacked(book: openpyxl.Workbook) -> dict[bytes, bytes]:
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if "theme" not in name and "docProps" not in name]
        return {name.encode(): archive.read(name) for name in names}


WORKBOOK = _workbook_parts()


def _workbook() -> Iterator[bytes]:
    for name, data in WORKBOOK.items():
        yield text_of({name.decode(): data})
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("A1:E1")
    for line in (
        ["学校名称", "学段", "学生数", "图书册数"],
        ["一小", "小学", 300, "=1+1"],
        ["一中", "初中", None, 0.5],
        ["合计", None, 700, True],
    ):
        sheet.append(line)
    book.create_sheet("底稿").sheet_state = "hidden"
    parts = _unpacked(book)
    yield text_of({name.decode(): parts[name] for name in parts if b"sheet" in name or b"workbook" in name})


def _zip() -> Iterator[bytes]:
    evidence = (CASES / "evidence" / "good" / "passing.yaml").read_bytes()
    yield text_of({"evidence.yaml": evidence, "附件/一.txt": b"a"})
    yield text_of({"甲县/evidence.yaml": evidence, "甲县/a.txt": b"a"})
    rows = (CASES / "evidence" / "good" / "tables-from-files.yaml").read_bytes()
    parts = {f"parts/{path.name}": path.read_bytes() for path in (CASES / "evidence" / "good" / "parts").glob("*.csv")}
    yield text_of({"evidence.yaml": rows} | parts)
    yield (
        b"==== evidence.yaml method=0\n"
        + evidence
        + b"\n==== a.txt mode=a1ff\n../../etc/passwd\n==== \xd2\xbb.txt raw\n1\n==== b.txt flags=1\n1"
    )
    yield _sealed(evidence)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("evidence.yaml", "format: evidence/1\nruleset: sample@1\n")
    yield file.getvalue()


def _sealed(evidence: bytes) -> bytes:
    """A bag whose manifests are written anew for whatever its files become."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bag"
        bundle.mkdir()
        (bundle / "evidence.yaml").write_bytes(evidence)
        (bundle / "a.txt").write_bytes(b"a")
        seal(str(bundle), Wish(), shown="bag")
        names = sorted(path for path in bundle.rglob("*") if path.is_file())
        names.sort(key=lambda path: ("manifest" in path.name, path.name.startswith("tag")))
        text = b""
        for path in names:
            option = b" digests" if "manifest" in path.name else b""
            text += b"==== %s%s\n%s\n" % (path.relative_to(bundle).as_posix().encode(), option, path.read_bytes())
        return text


CONDITIONS = """\
veto
x >= 1000
veto
count(indicators, grade == "C") >= 1 or any(indicators, not met)
veto
sum(indicators, points) < 0.9 * sum(indicators, full)
veto
place == "south" and region not in ("north",) or label == "a b"
met
0.5 <= rate / 100 <= bar or not has
met
share(units, each_pupil >= limit) >= 0.9
met
cv(units, books, weight=pupils) <= 0.5 and median(units, books) > 3
met
every(units, at_least(2, books >= 1, pupils > 2, mark == "A")) if has else rate > 90
band
rate >= 98 and interpolate(area, a) < 6
awarded
10 - 0.5 * x if has else min(a, b, 3)
ceiling
has and rising(funds, 3) and previous(funds, 1) > 2
gate
years_since(recognised_on) >= 3 or share(districts, holding) >= 0.7
check
a <= b
check
fund >= 1
level
all_of(met("2"), any_of(grade("1") == "A", grade("3") != "C"), open > 3)
value
percent(a, b) + x * (1 / 3) - -z
column
books / pupils if pupils > 0 else 0
leave_out
pupils < 50 and mark == "C"
"""


def _condition() -> Iterator[bytes]:
    lines = CONDITIONS.encode().splitlines()
    yield from (b"%s\n%s" % pair for pair in zip(lines[::2], lines[1::2], strict=True))
    for function in FUNCTIONS.values():
        yield b"met\n" + function.example.encode()
        yield b"veto\n" + function.example.encode()


def _ruleset() -> Iterator[bytes]:
    yield from _files("tests/cases/ruleset/*/*.yaml", "tests/cases/evidence/rulesets/*/*/*.yaml", "fuzz/rules.yaml")


def _result() -> Iterator[bytes]:
    few = sorted((CASES / "evidence" / "bad").glob("*.yaml"))[::8]
    for path in [*sorted((CASES / "evidence" / "good").glob("*.yaml")), *few]:
        for explain in (False, True):
            written = render_json(check([str(path)], Options(explain=explain)))
            found = json.dumps(json.loads(written), ensure_ascii=False, separators=(",", ":")).encode()
            if len(found) <= 2 * LARGEST:
                yield found


SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "yaml": _yaml,
    "json": _json,
    "csv": _csv,
    "workbook": _workbook,
    "zip": _zip,
    "condition": _condition,
    "ruleset": _ruleset,
    "result": _result,
}


def found_by(target: str) -> list[bytes]:
    """What once broke a promise of the target."""
    folder = FINDINGS / target
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []


def seeds_of(target: str) -> list[bytes]:
    """The first inputs of a target, with what once broke a promise."""
    return [*dict.fromkeys([*found_by(target), *SEEDS[target]()])]


def environment(folder: str) -> dict[str, str]:
    """The environment in which inputs are tried: the rulesets of the cases, and a cache of its own."""
    return {"EVALRULES_PATH": os.pathsep.join(map(str, RULESETS)), "EVALRULES_CACHE": folder}
