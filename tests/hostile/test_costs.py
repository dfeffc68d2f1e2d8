"""What refusals cost a whole process beyond its start, and an accepted workbook with a cell at the end of its sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from surroundings import Program, Spent

from .corpus_bundles import BUNDLES
from .corpus_evidence import EVIDENCE, GOOD

RULESETS = Path(__file__).parent.parent / "cases" / "evidence" / "rulesets"
SECONDS, MEGABYTES = 1, 200
QUIET = 0.4
"""How long `evalrules --version` takes on a machine that is not busy; where it takes longer, all does."""


def deep(folder: Path) -> Path:
    """A zip with evidence and an entry of 32,000 folders, each in the one before."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("evidence.yaml", GOOD)
        archive.writestr("a/" * 32_000 + "x.txt", "x")
    (folder / "e.zip").write_bytes(data.getvalue())
    return folder / "e.zip"


def written(name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        file, data = EVIDENCE[name]
        (folder / file).write_bytes(data if isinstance(data, bytes) else data.encode())
        return folder / file

    return write


DEAREST: Mapping[str, Callable[[Path], Path]] = {
    "folders-in-folders": deep, "z_many.zip": BUNDLES["z_many.zip"], "x_merged.xlsx": BUNDLES["x_merged.xlsx"],
    "x_ole.xls": BUNDLES["x_ole.xls"], "y_deep_flow_10k": written("y_deep_flow_10k"),
}  # fmt: skip
"""Those of the corpus that cost most, and one more of the kind."""


@pytest.fixture(scope="module")
def idle(program: Program) -> Spent:
    """What a process costs that does nothing."""
    return program.measured("--version")[1]


def is_little(spent: Spent, idle: Spent) -> bool:
    """Whether a process cost no more than it may beyond its start."""
    seconds = SECONDS * max(1, idle.seconds / QUIET)
    return spent.seconds - idle.seconds < seconds and spent.megabytes - idle.megabytes < MEGABYTES


@pytest.mark.real
@pytest.mark.parametrize("name", DEAREST)
def test_a_refusal_costs_a_second_and_200_megabytes_at_most(name: str, program: Program, idle: Spent, tmp_path: Path):
    """Exit code 2, whatever the input would grow to."""
    path = DEAREST[name](tmp_path)
    done, spent = program.measured("check", path, "--ruleset", "sample", env={"EVALRULES_PATH": str(RULESETS)})
    assert (2, b"") == (done.returncode, done.stdout)
    assert is_little(spent, idle), spent


@pytest.mark.real
def test_a_blank_cell_at_the_end_of_a_sheet_costs_no_more(program: Program, idle: Spent, tmp_path: Path):
    """Also where a marked copy is made: a format in the last column of row 900,000 is not gone up to."""
    env = {"EVALRULES_PATH": str(RULESETS)}
    program.run("template", "sample", "-o", tmp_path / "t.xlsx", env=env)
    workbook = openpyxl.load_workbook(tmp_path / "t.xlsx")
    workbook["主要"]["XFD900000"].number_format = "0%"
    workbook.save(tmp_path / "far.xlsx")
    costs = []
    for name in ("t.xlsx", "far.xlsx"):
        done, spent = program.measured("check", tmp_path / name, "-o", tmp_path / f"of-{name}", env=env)
        assert (3, True) == (done.returncode, (tmp_path / f"of-{name}").is_file())
        costs.append(spent)
    assert is_little(costs[1], costs[0]), costs
