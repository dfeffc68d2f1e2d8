"""The layout of YAML: what it says stays, spaces and indents are as they should be."""

from __future__ import annotations

from pathlib import Path
from random import Random, getrandbits
from typing import Any

import pytest
from selection import one_in

from evalrules.loading import load_ruleset
from evalrules.readers import yaml_layout
from evalrules.readers.yaml_layout import NotLaidOutError, laid_out

ROOT = Path(__file__).resolve().parents[3]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))

PAIRS = {
    "spaces": ("a:   1\nb: {c: 1,d : [ 1,2 ], e: {} }\n", "a: 1\nb: {c: 1, d: [1, 2], e: {}}\n"),
    "indents": ("a:\n    b:\n        c: 1\n    d: 2\n", "a:\n  b:\n    c: 1\n  d: 2\n"),
    "dashes below their key": ("a:\n- b: 1\n  c: 2\n-   d\ne: 1\n", "a:\n  - b: 1\n    c: 2\n  - d\ne: 1\n"),
    "lists in lists": ("a:\n  -   - b\n      - c\n  - d\n", "a:\n  - - b\n    - c\n  - d\n"),
    "a list alone": ("-  a\n-  b: 1\n   c: 2\n", "- a\n- b: 1\n  c: 2\n"),
    "brackets of several lines": ("a:\n  - {b: 1,\n         c: [2,\n   3]}\n", "a:\n  - {b: 1,\n     c: [2,\n         3]}\n"),
    "brackets that hang": ("a: {\n      b: 1,\n      c: 2\n      }\n", "a: {\n  b: 1,\n  c: 2\n}\n"),
    "a value on a line of its own": ("a:\n      {b: 1}\nc:\n      text\n", "a:\n  {b: 1}\nc:\n  text\n"),
    "texts of several lines": ("a: >-\n      b\n        c\n\n      d\n\n\ne: 1\n", "a: >-\n  b\n    c\n\n  d\n\ne: 1\n"),
    "plain and quoted texts of several lines": ('a: b\n     c\nd: "e\n\n f"\n', 'a: b\n  c\nd: "e\n\n  f"\n'),
    "comments": (
        "# top\n\n\n\na:\n    # of b\n    b: 1 # of 1\n    # last of a\n# of c\nc: 2    # far\n#end\n",
        "# top\n\na:\n  # of b\n  b: 1  # of 1\n  # last of a\n# of c\nc: 2    # far\n#end\n",
    ),
    "a comment behind the sign of a text": ("a: >- # why\n   b\n", "a: >-  # why\n  b\n"),
    "signs in texts": ("a: 'b: {c,d}'\ne: \"f # g\"\nh: i#j\n", "a: 'b: {c,d}'\ne: \"f # g\"\nh: i#j\n"),
    "line ends and the mark of bytes": ("\ufeffa: 1 \r\nb: 2\r\n\r\n", "a: 1\nb: 2\n"),
    "no last line end": ("a: >-\n    b", "a: >-\n  b\n"),
    "a start": ("---\na:  1\n", "---\na: 1\n"),
    "Chinese": ("标准:   {名称:  甲,简称: 乙}  #  注\n", "标准: {名称: 甲, 简称: 乙}  #  注\n"),
}


@pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)
def test_it_is_as_it_should_be_and_stays_so(before: str, after: str) -> None:
    """Each kind of layout; a second time changes nothing."""
    assert laid_out("a.yaml", before) == after
    assert laid_out("a.yaml", after) == after


@pytest.mark.parametrize(
    "text",
    ["a: &b 1\n", "a: 1\na: 2\n", "a: {b\n", "", "a: |2\n    b\n", "a: |+\n  b\n\n"],
    ids=["anchor", "twice", "open", "nothing", "indent by number", "empty lines kept"],
)
def test_what_could_lose_its_meaning_is_left_alone(text: str) -> None:
    """No plain YAML, and texts whose own layout is what they say."""
    with pytest.raises(NotLaidOutError):
        laid_out("a.yaml", text)


def test_the_slower_parser_lays_out_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no parser in C."""
    monkeypatch.setattr(yaml_layout, "CParser", None)
    for before, after in PAIRS.values():
        assert laid_out("a.yaml", before) == after


def written(value: Any, random: Random, column: int, step: int) -> str:
    """A value as a careless hand writes it behind its key, with comments in between."""
    spaces = lambda most=2: " " * random.randint(0, most)  # noqa: E731
    if isinstance(value, str):
        return f" {spaces()}{value}{random.choice(['', '', f'  {spaces(4)}# of {value}'])}\n"
    if random.random() < 0.3:
        return f" {spaces()}{flowing(value, spaces)}\n"
    margin, lines = " " * (column + step), []
    for key, one in value.items() if isinstance(value, dict) else (("-", one) for one in value):
        if random.random() < 0.2:
            lines.append(random.choice(["\n", "\n\n\n", f"{margin}# before\n"]))
        lines.append(f"{margin}{key}{'' if key == '-' else ':'}{written(one, random, column + step, step)}")
    return f"{spaces()}\n" + "".join(lines)


def flowing(value: Any, spaces: Any) -> str:
    """A value between brackets, spaces anywhere."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "[" + ",".join(f"{spaces()}{flowing(one, spaces)}{spaces()}" for one in value) + "]"
    return "{" + ",".join(f"{spaces()}{key}: {spaces()}{flowing(one, spaces)}{spaces()}" for key, one in value.items()) + "}"


def drawn(random: Random, depth: int) -> Any:
    """A value of mappings, lists and words."""
    if depth == 0 or random.random() < 0.3:
        return random.choice(["甲", "1", "'a: b'", '"#c"', "d e"])
    inner = [drawn(random, depth - 1) for _ in range(random.randint(1, 3))]
    return inner if random.random() < 0.4 else {f"k{at}": one for at, one in enumerate(inner)}


def comments(text: str) -> list[str]:
    """Every comment in the order of the text."""
    return [line[line.index("# ") :].strip() for line in text.splitlines() if "# of " in line or "# before" in line]


def test_whatever_is_written_keeps_its_values_and_comments() -> None:
    """Drawn anew: the text differs in spaces alone, is laid out again to itself, and does not hang on how it was indented."""
    random = Random(seed := getrandbits(32))
    for _ in range(60):
        value = {f"key{at}": drawn(random, 3) for at in range(3)}
        state = random.getstate()
        texts = []
        for step in (1, 2, 5):
            random.setstate(state)
            text = "".join(f"{key}:{written(one, random, 0, step)}" for key, one in value.items())
            texts.append(found := laid_out("a.yaml", text))
            assert comments(found) == comments(text), (seed, text)
            assert "".join(found.split()) == "".join(text.split()), (seed, text)
            assert laid_out("a.yaml", found) == found, (seed, text)
        assert len(set(texts)) == 1, (seed, texts)


@pytest.mark.parametrize("path", one_in(9, RULESETS), ids=lambda path: path.parent.parent.name)
def test_a_shipped_ruleset_comes_back_from_any_indent(path: Path, tmp_path: Path) -> None:
    """With three spaces more wherever there are some it is laid out to the very text that is shipped, with its digest."""
    text = path.read_text(encoding="utf-8")
    wide = "".join(f"   {line}" if line.startswith(" ") else line for line in text.splitlines(keepends=True))
    assert laid_out("ruleset.yaml", wide) == text
    if "extends:" not in text:  # an overlay is found beside what it extends
        (own := tmp_path / "ruleset.yaml").write_text(wide, encoding="utf-8")
        assert load_ruleset(str(own)).ruleset.digest == load_ruleset(str(path)).ruleset.digest
