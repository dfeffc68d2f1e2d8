"""Every evidence file under tests/cases/evidence with its expected console in both languages.

Beside NAME.yaml (or NAME.json, NAME.csv) stand NAME.zh.txt and NAME.en.txt: `exit N`, then what `evalrules check` prints
on standard output and on standard error. A new case is a new file. `EVALRULES_UPDATE=1 pytest tests/cases`
writes the expected consoles anew; read the difference before it is kept. The rulesets of the cases are in
evidence/rulesets; a bad case is named after the code it gives.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from selection import one_in

from evalrules.base.codes import CODES

FOLDER = Path(__file__).parent / "evidence"
SUFFIXES = (".yaml", ".json", ".csv")
CASES = sorted(path for path in FOLDER.glob("*/*") if path.suffix in SUFFIXES)
BAD = [path for path in CASES if path.parent.name == "bad"]
UPDATE = os.environ.get("EVALRULES_UPDATE") == "1"

NOT_FROM_A_FILE_ALONE = frozenset(("ER406", "ER422", "ER590"))
"""Codes that an option of the command gives; tests/unit/cli has them."""

FROM_MAPPINGS = frozenset(("ER461", "ER462", "ER463", "ER464"))
"""What only a program can hand in wrong: tests/unit/test_api.py."""

FROM_RESULTS = frozenset(("ER111",))
"""What only a kept result can have wrong: tests/unit/results."""

FROM_WORKBOOKS = frozenset(("ER591", "ER440", "ER441", "ER442", "ER443", "ER444", "ER445", "ER446", "ER447", "ER450", "ER475"))
"""Codes of cells and sheets; tests/unit/readers has them, with real workbooks."""


@pytest.fixture(autouse=True)
def _rulesets_of_the_cases(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EVALRULES_PATH", str(FOLDER / "rulesets"))


def shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


CONSOLES = [pytest.param(path, language, id=f"{shown(path)}-{language}") for path in CASES for language in ("zh", "en")]


def expected_of(path: Path, language: str) -> Path:
    other = any(twin != path and twin.stem == path.stem for twin in CASES if twin.parent == path.parent)
    return path.with_name(f"{path.name if other and path.suffix == '.json' else path.stem}.{language}.txt")


@pytest.mark.parametrize(("path", "language"), one_in(5, CONSOLES))
def test_the_console_is_as_expected(path: Path, language: str, cli):
    """`evalrules check FILE --lang LANG` prints the expected console and exits as it says (EVALRULES_UPDATE=1 rewrites)."""
    run = cli("check", path, "--lang", language)
    console = f"exit {run.code}\n{run.out}{run.err}"
    expected = expected_of(path, language)
    if UPDATE:
        expected.write_text(console, encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == console


@pytest.mark.parametrize("path", one_in(2, BAD), ids=shown)
def test_a_bad_case_gives_its_code_and_no_verdict(path: Path, cli):
    """A bad file exits 2 with the code of its name and no verdict, and says where, why and what to do."""
    run = cli("check", path, "--lang", "en")
    assert (2, "") == (run.code, run.out)
    code = re.match(r"ER\d{3}", path.name)
    if code is not None:
        assert {code[0]} == set(re.findall(r"\b(ER\d{3}) (?:error|warning)", run.err))
        assert re.search(rf"^({re.escape(path.name)}|parts/[a-z.]+):\d+:\d+: {code[0]} error: .+", run.err)
    assert "hint: " in run.err
    assert f"see: evalrules explain {code[0] if code else 'ER'}" in run.err


@pytest.mark.parametrize("path", [path for path in CASES if path.parent.name == "good"], ids=shown)
def test_a_good_case_gives_a_verdict(path: Path, cli):
    """A good file gives a verdict, and nothing on standard error but warnings that no report holds."""
    run = cli("check", path, "--lang", "en")
    assert run.code in (0, 1, 3)
    assert "Verdict: " in run.out
    assert "error" not in run.err


def test_every_code_of_evidence_has_a_case():
    """Each code of rooms 1 and 4 that a single evidence file can give stands in at least one expected console."""
    wanted = {code for code in CODES if code.startswith(("ER1", "ER4"))} - NOT_FROM_A_FILE_ALONE - FROM_WORKBOOKS - FROM_RESULTS - FROM_MAPPINGS
    seen = {
        code for path in FOLDER.glob("*/*.en.txt") for code in re.findall(r"ER\d{3}", path.read_text("utf-8"))
    }
    assert set() == wanted - seen


def test_no_expected_console_is_left_behind():
    """Every expected console belongs to a case, in both languages."""
    wanted = {expected_of(path, language) for path in CASES for language in ("zh", "en")}
    assert wanted == set(FOLDER.glob("*/*.txt"))
