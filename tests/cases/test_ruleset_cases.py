"""Every ruleset under tests/cases/ruleset: the good load in silence, the bad give one problem at one place.

A bad file says in its first line what is expected: `# expect: ER303 at 14:5`, line and column from 1. A new
case is a new file; nothing else has to be changed.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from selection import one_in

from evalrules.base.codes import CODES
from evalrules.base.diagnostics import ERROR, WARNING
from evalrules.base.sentences import hint, sentence
from evalrules.loading import Loaded, load_ruleset

FOLDER = Path(__file__).parent / "ruleset"
GOOD = sorted((FOLDER / "good").glob("*.yaml"))
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
EXPECTED = re.compile(r"# expect: (ER\d{3}) at (\d+):(\d+)\n")

WARNINGS = frozenset(("ER315-ten-quantities", "ER305-indicator", "ER305-value", "ER306-inverted-bands", "ER306-otherwise-never",
                      "ER330-never-broken", "ER330-row-never-broken"))
"""The bad files that still load: their one problem is a warning."""

ROOMS = re.compile("ER[123]")
OF_THE_READERS = frozenset(("ER101", "ER102", "ER105", "ER106", "ER107"))
OF_EVIDENCE = frozenset(("ER110",))
OF_RESULTS = frozenset(("ER111",))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache and no rulesets but the shipped ones and the parents beside the cases."""
    monkeypatch.setenv("EVALRULES_CACHE", "")
    monkeypatch.setenv("EVALRULES_PATH", str(FOLDER / "parents"))


def found_in(loaded: Loaded) -> list[str]:
    """What was found, as the first line of a bad file writes it."""
    return [f"{one.code} at {one.place.line}:{one.place.column}" for one in loaded.diagnostics if one.place]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_ruleset_loads_in_silence(path: Path):
    """A good ruleset loads without an error, a warning or a note."""
    loaded = load_ruleset(str(path))
    assert [] == found_in(loaded)
    assert loaded.ruleset is not None


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_ruleset_gives_its_one_problem_at_its_place(path: Path):
    """A bad ruleset gives just its one problem, at the line and column it says, within a second."""
    expected = EXPECTED.match(path.read_text(encoding="utf-8"))
    assert expected is not None, "the first line must say what to expect"
    code, line, column = expected.groups()
    assert path.stem.startswith(code)
    begun = time.process_time()
    loaded = load_ruleset(str(path))
    assert time.process_time() - begun < 1
    assert [f"{code} at {line}:{column}"] == found_in(loaded)
    assert (WARNING if path.stem in WARNINGS else ERROR) == loaded.diagnostics[0].severity
    assert (path.stem in WARNINGS) == (loaded.ruleset is not None)


@pytest.mark.parametrize("path", one_in(4, BAD), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_sentence_has_every_argument(path: Path, language: str):
    """Sentence and hint of every problem are whole in both languages: no argument is missing from them."""
    for found in load_ruleset(str(path)).diagnostics:
        assert not re.search("<[a-z]+>", sentence(found, language) + hint(found, language))


def test_every_code_of_conditions_and_rulesets_has_a_case():
    """Each code of the rooms 1 to 3 that the frontend can give has at least one bad ruleset."""
    wanted = {code for code in CODES if ROOMS.match(code)} - OF_THE_READERS - OF_EVIDENCE - OF_RESULTS
    assert set() == wanted - {path.stem[:5] for path in BAD}
