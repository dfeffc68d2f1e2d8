"""Mistakes planted into the clean data of tests/cases/planted: the list, how one is planted, what is then said of it."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from evalrules.base.diagnostics import Diagnostic
from evalrules.bundles.discovery import discover
from evalrules.earlier import LastYear, read_last_year
from evalrules.loading import load_ruleset
from evalrules.model.report import Options
from evalrules.pipeline import check_inputs, new_run

FOLDER = Path(__file__).parents[1] / "cases" / "planted"
NOTHING, MISSING, LAST_YEAR = "nothing", "missing", " last year"

loaded = cache(load_ruleset)


class Mistake(NamedTuple):
    """One line of the list."""

    ruleset: str
    kind: str
    mistake: str
    file: str
    edit: str
    expected: str
    cell: str


def listed() -> Iterator[Mistake]:
    """Every mistake of the list."""
    with (FOLDER / "mistakes.csv").open(encoding="utf-8", newline="") as stream:
        yield from (Mistake(**line) for line in csv.DictReader(stream, delimiter="|", quoting=csv.QUOTE_NONE))


MISTAKES = list(listed())
RULESETS = sorted({one.ruleset for one in MISTAKES})


# -- to plant a mistake ------------------------------------------------------------------------------------------------


def row_of(lines: list[list[str]], key: str) -> int:
    """The row whose key begins so."""
    return next(at for at, line in enumerate(lines) if at and line[: key.count("/") + 1] == key.split("/"))


def planted(text: str, edit: str) -> str:
    """The text of a file with the mistake in it."""
    if " -> " in edit:
        old, new = edit.replace("\\n", "\n").split(" -> ")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)
    lines = [line.split(",") for line in text.splitlines()]
    word, _, rest = edit.partition(" ")
    if word == "line":
        lines.append(rest.split(","))
    elif word == "sum":
        key = rest.split("/")
        sums = [str(sum(int(line[at]) for line in lines[1:])) for at in range(len(key), len(lines[0]))]
        lines.append([*key, *sums])
    elif word == "heading":
        old, new = rest.split("=")
        lines[0][lines[0].index(old)] = new
    elif edit.startswith("-"):
        for key in edit.split(" "):
            del lines[row_of(lines, key[1:])]
    elif edit.startswith("+"):
        key, _, name = edit[1:].partition(" as ")
        at = row_of(lines, key)
        lines.insert(at + 1, [name or lines[at][0], *lines[at][1:]])
    else:
        place, value = edit.split("=", 1)
        key, column = place.split(".", 1)
        lines[row_of(lines, key)][lines[0].index(column)] = value
    return "".join(f"{','.join(line)}\n" for line in lines)


def place_of(folder: Path, mistake: Mistake) -> tuple[str, int, int]:
    """File, line and column of the cell as the file stands now; column 0 for a whole line."""
    file, _, cell = mistake.cell.rpartition(":")
    file = file or mistake.file
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    word, _, rest = cell.partition(" ")
    if word == "line":
        return file, int(rest), 0
    if not file.endswith(".csv"):
        at = next(at for at, line in enumerate(lines, 1) if line.startswith(f"  {cell}: "))
        return file, at, len(f"  {cell}: ") + 1
    table = [line.split(",") for line in lines]
    key, _, column = cell.partition(".")
    at = 0 if word == "heading" else row_of(table, key)
    column_at = table[0].index(rest if word == "heading" else column) if column or word == "heading" else 0
    return file, at + 1, len("".join(f"{part}," for part in table[at][:column_at])) + 1


# -- what is found -----------------------------------------------------------------------------------------------------


def assessed(folder: Path, before: LastYear | None = None) -> tuple[list[Diagnostic], list[str]]:
    """The diagnostics of the evidence in a folder, and what the result names as missing."""
    (path,) = folder.glob("*.yaml")
    inputs, problems = discover([str(path)])
    options = Options(None, None, None, explain=False)
    run = new_run(options, loaded)
    if before is not None:
        run = run._replace(options=options._replace(last_year=before.digest), earlier=before.found)
    report = check_inputs(inputs, problems, run)
    found = list(report.diagnostics)
    missing: list[str] = []
    for result in report.results:
        found += result.diagnostics
        if result.assessment is not None:
            found += result.assessment.diagnostics
            missing += [one.id for one in result.assessment.missing]
    return found, missing


def year_before(clean: Path, folder: Path) -> LastYear:
    """The clean data as they were handed in a year earlier."""
    shutil.copytree(clean, folder)
    (path,) = folder.glob("*.yaml")
    text = path.read_text(encoding="utf-8")
    (year,) = re.findall(r"^period: (\d+)$", text, re.MULTILINE)
    path.write_text(text.replace(f"period: {year}", f"period: {int(year) - 1}"), encoding="utf-8")
    found = read_last_year(str(path), Options(None, None, None, explain=False))
    assert [] == [one for one in found.diagnostics if one.is_error]
    return found
