"""No node of a condition falls through unseen: each `case _` over nodes says why, and which nodes it takes is kept.

A node that is new appears in the list of every function that would take it for one of the rest, and each is looked at.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from official_words import assert_kept

from evalrules.tree.nodes import NODE_TYPES

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "wildcards.txt"
NODES = tuple(node.__name__ for node in NODE_TYPES)


def named(pattern: ast.pattern) -> Iterator[str]:
    """The classes that a pattern names, at its top or deeper."""
    return (ast.unparse(part.cls) for part in ast.walk(pattern) if isinstance(part, ast.MatchClass))


def taken(pattern: ast.pattern) -> Iterator[str]:
    """The classes of which a pattern takes every instance."""
    match pattern:
        case ast.MatchOr():
            for part in pattern.patterns:
                yield from taken(part)
        case ast.MatchAs(pattern=ast.pattern() as inner):
            yield from taken(inner)
        case ast.MatchClass(patterns=[], kwd_patterns=[]):
            yield ast.unparse(pattern.cls)


def wildcards(source: str) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Of each `case _` beside nodes: the function it stands in, its line, and the nodes that come to it."""
    if "case " not in source:
        return
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for match in (node for node in ast.walk(function) if isinstance(node, ast.Match)):
            rest = [case for case in match.cases if isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None]
            if rest and {name for case in match.cases for name in named(case.pattern)} & set(NODES):
                seen = {name for case in match.cases if case.guard is None for name in taken(case.pattern)}
                yield function.name, rest[-1].pattern.lineno, tuple(name for name in NODES if name not in seen)


def test_what_falls_through_is_kept():
    """Which nodes each `case _` takes is as the list says (EVALRULES_UPDATE=1 writes it anew: read the difference)."""
    lines = []
    for path in sorted((ROOT / "evalrules").rglob("*.py")):
        for function, _, nodes in wildcards(path.read_text(encoding="utf-8")):
            lines.append(f"{path.relative_to(ROOT / 'evalrules').as_posix()} {function}: {' '.join(nodes)}")
    assert_kept(KEPT, lines)


def test_each_says_why():
    """Beside each `case _` over nodes stands what the nodes are that come to it."""
    silent = []
    for path in sorted((ROOT / "evalrules").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        silent += [f"{path.name}:{line}" for _, line, _ in wildcards(source) if "case _:  # " not in lines[line - 1]]
    assert not silent


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ("case Not(): 1\n  case _: 0", [("f", 4, tuple(name for name in NODES if name != "Not"))]),
        ("case Not() if node.item: 1\n  case _: 0", [("f", 4, NODES)]),
        ("case Compare(left=Fact()): 1\n  case other: 0", [("f", 4, NODES)]),
        ("case Not(): 1\n  case Flag(): 0", []),
        ("case 'grade': 1\n  case _: 0", []),
    ],
    ids=["a wildcard", "a guard takes only some", "a name is a wildcard", "none", "not over nodes"],
)
def test_it_is_seen(cases: str, expected: list[object]):
    """Of a match over nodes; a case with a guard, or that looks inside, does not take all of its nodes."""
    assert list(wildcards(f"def f(node):\n match node:\n  {cases}\n")) == expected
