"""Mistakes that offices make, each planted into clean data: every one is refused or questioned at its cell.

planted/RULESET holds clean data of each shipped ruleset with tables; planted/mistakes.csv lists what is done to them:

    edit       北关小学.班数=1             a cell of a row, found by the beginning of its key (南关学校/初中)
               -西河小学                   the row left out
               +北关小学 [as 北关小学校]    the row a second time, under another name
               line …  sum KEY             a line more, written out or the sum of all others
               heading OLD=NEW             another heading
               OLD -> NEW                  other text in YAML
    expected   the code of the diagnostic that says so, with `last year` where it takes the clean data as those of the
               year before; `missing` where the result names it among what is missing; `nothing` where no one can know
    cell       where: 北关小学.班数 as it stands then, a row by its key, a fact, `line N`, `heading NAME`; FILE: before it for another file

What is marked `nothing` draws nothing today. Once something questions it, the row fails here, and its code is written in.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.bundles.discovery import discover
from evalrules.earlier import LastYear, read_last_year
from evalrules.loading import load_ruleset
from evalrules.model.report import Options
from evalrules.pipeline import check_inputs, new_run

FOLDER = Path(__file__).parent / "planted"
NOTHING, MISSING, LAST_YEAR = "nothing", "missing", " last year"
LEAST = 25

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


def answer(folder: Path, mistake: Mistake, before: LastYear) -> tuple[str, bool, str]:
    """What is said of a mistake: the codes, whether one of the expected code is at the cell, and its sentence."""
    expected, *year = mistake.expected.split(LAST_YEAR)
    found, missing = assessed(folder, before if year else None)
    codes = ", ".join(sorted({one.code for one in found})) or ("missing" if missing else "")
    if mistake.expected == NOTHING:
        return codes, not found, found[0].sentence("zh") if found else ""
    if mistake.expected == MISSING:
        return codes, mistake.cell in missing, ", ".join(missing)
    file, line, column = place_of(folder, mistake)
    for one in (one for one in found if one.code == expected):
        places = [place for place in (one.place, *(other.place for other in one.related)) if place is not None]
        if any((place.file, place.line) == (file, line) and column in (0, place.column) for place in places):
            return codes, True, one.sentence("zh")
    return codes, False, "; ".join(str(one) for one in found)


@pytest.fixture(params=RULESETS)
def data(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """The clean data of a ruleset in a folder of their own."""
    return request.param, Path(shutil.copytree(FOLDER / request.param, tmp_path / "data"))


def test_clean_data_draw_nothing(data: tuple[str, Path]):
    """Without a mistake there is no error, no warning and no note, also beside last year's, and nothing is missing."""
    assert assessed(data[1]) == ([], [])
    assert assessed(data[1], year_before(data[1], data[1].parent / "year-before")) == ([], [])


def test_every_planted_mistake_is_refused_or_questioned(data: tuple[str, Path]):
    """The table of the mistakes, with what is said of each: the expected code stands at the cell."""
    ruleset, folder = data
    before = year_before(folder, folder.parent / "year-before")
    table, wrong = [ruleset], []
    for mistake in (one for one in MISTAKES if one.ruleset == ruleset):
        file = folder / mistake.file
        clean = file.read_text(encoding="utf-8")
        file.write_text(planted(clean, mistake.edit), encoding="utf-8")
        codes, is_found, said = answer(folder, mistake, before)
        file.write_text(clean, encoding="utf-8")
        table.append(f"{'ok' if is_found else 'NO'} {mistake.expected:15} {mistake.kind} | {mistake.mistake} | {said}")
        if not is_found:
            wrong.append(f"{mistake.mistake}: {mistake.expected} at {mistake.cell}, found {codes or 'nothing'}: {said}")
    print("\n".join(table))
    assert [] == wrong


@pytest.mark.parametrize("ruleset", RULESETS)
def test_the_list_is_long_enough(ruleset: str):
    """At least 25 mistakes of each ruleset are refused or questioned by what the data themselves say."""
    kinds = Counter(one.expected for one in MISTAKES if one.ruleset == ruleset)
    assert sum(kinds.values()) - kinds[NOTHING] >= LEAST
