"""The house: every module stands on a floor, imports only what lies below it, and strangers enter by their room.

Read from the source of the modules, so that an import inside a function or under TYPE_CHECKING counts as well.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS: tuple[tuple[str, ...], ...] = (
    ("base", "version", "schemas", "error_pages", "rulesets"),
    ("tree",),
    ("model",),
    ("plan", "words"),
    ("readers", "frontend", "semantics", "reporters", "results", "catalog", "cache"),
    ("forms", "bundles", "loading", "baseline", "kept", "evaluation", "rendering", "planning", "processes", "parts"),
    ("named_evidence",),
    ("pipeline",),
    ("earlier", "examining", "what_if", "under_both", "action_plans", "completing", "proving", "streaming", "batch"),
    ("window", "authoring", "verification", "collecting", "page", "listing"),
    ("service", "editor"),
    ("cli",),
)
"""The rooms from the ground up; those of one floor do not know one another."""

ROOM_OF = dict.fromkeys(
    (
        "evalrules",
        "evalrules.api",
        "evalrules.arguments",
        "evalrules.frame_rows",
        "evalrules.frame_subjects",
        "evalrules.frames",
        "evalrules.kept_results",
    ),
    "window",
) | {"evalrules.__main__": "cli"}
"""The modules whose room has another name than theirs."""

DOORS: Mapping[str, tuple[str, ...]] = {
    "_sha2": ("base",),  # of the standard library from Python 3.12 on
    "_sha256": ("base",),  # of the standard library before
    "ruamel": ("readers",),
    "_ruamel_yaml": ("readers",),
    "jsonschema": ("frontend",),
    "rfc8785": ("frontend",),
    "platformdirs": ("cache",),
    "packaging": ("catalog",),
    "rich": ("reporters", "cli"),
    "tabulate": ("reporters", "cli"),
    "openpyxl": ("readers", "reporters", "forms"),
    "pyarrow": ("readers", "batch"),
    "duckdb": ("readers", "batch"),
    "sqlglot": ("semantics", "batch"),
    "numpy": ("semantics", "batch"),
    "psycopg": ("readers",),
    "pyspark": ("batch",),
    "xlrd": ("readers",),
    "typer": ("cli",),
    "ortools": ("planning",),
    "z3": ("proving",),
    "starlette": ("service",),
    "python_multipart": ("service",),
    "uvicorn": ("service",),
    "pygls": ("editor",),
    "lsprotocol": ("editor",),
}
"""The rooms by which each outside package may enter."""

IMPORTERS = ("import_module", "__import__", "spec_from_file_location", "run_module", "run_path")
"""The functions of the standard library that import what they are told."""

BY_NAME: Mapping[str, str] = {
    "evalrules": "the window opens a room when one of its names is asked for: tests/test_window.py",
    "evalrules.frame_rows": "the library of the data frame that the caller gave, which is imported already",
    "evalrules.reporters.finding_text": "runs the function that was written there of an indicator",
    "evalrules.reporters.shaped": "runs the function that was written there from the declaration of a record",
    "evalrules.semantics.code_lines": "runs the code that was written there",
}
"""The modules that import or run what is not written out in them, and what that is."""

MAPPED = {"evalrules.rulesets": ROOT / "rulesets", "evalrules.error_pages": ROOT / "docs" / "errors"}
"""The packages that pyproject.toml takes from elsewhere in the tree."""


def sources() -> dict[str, str]:
    """The source text of every module by its dotted name."""
    found = {}
    for package, folder in {"evalrules": ROOT / "evalrules", **MAPPED}.items():
        for path in sorted(folder.rglob("*.py") if package not in MAPPED else folder.glob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            name = ".".join((package, *(part for part in parts if part != "__init__")))
            found[name] = path.read_text(encoding="utf-8")
    return found


def imported(name: str, source: str, modules: Mapping[str, str]) -> Iterator[str]:
    """The modules that a module imports, wherever in its text."""
    package = name if any(other.startswith(name + ".") for other in modules) else name.rpartition(".")[0]
    nodes = nodes_of(source)
    importers = importers_of(nodes)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join((*above, node.module)) if node.module else ".".join(above)
            for alias in node.names:
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base
        elif isinstance(node, ast.Call) and last_name(node.func) in importers:
            yield from (word.value for word in node.args[:1] if isinstance(word, ast.Constant))


def last_name(node: ast.expr) -> str:
    """What a name, or the last part of a dotted one, says; "" for any other expression."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@cache
def nodes_of(source: str) -> tuple[ast.AST, ...]:
    """What of a module can import something."""
    tree = ast.parse(source)
    if any(name in source for name in (*IMPORTERS, "exec(", "eval(")):
        kinds = (ast.Import, ast.ImportFrom, ast.Call, ast.Assign)
        return tuple(node for node in ast.walk(tree) if isinstance(node, kinds))
    return tuple(node for node in statements_of(tree) if isinstance(node, ast.Import | ast.ImportFrom))


def statements_of(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement of a module, without what stands inside of expressions: no import is there."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child
            yield from statements_of(child)


def importers_of(nodes: tuple[ast.AST, ...]) -> set[str]:
    """What the functions that import by name are called in a module: by their own names, or as it calls them."""
    names = set(IMPORTERS)
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname for alias in node.names if alias.name in IMPORTERS and alias.asname}
        elif isinstance(node, ast.Assign) and last_name(node.value) in names:
            names |= {last_name(target) for target in node.targets}
    return names


def hidden(source: str) -> Iterator[str]:
    """The imports whose name is not written out, so that this test cannot follow them."""
    nodes = nodes_of(source)
    importers = importers_of(nodes)
    for node in nodes:
        if isinstance(node, ast.Call) and last_name(node.func) in importers:
            if not isinstance(next(iter(node.args), None), ast.Constant):
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("exec", "eval"):
            yield ast.unparse(node)


def room_of(name: str) -> str | None:
    """The room of a module of ours; None where the plan has none for it."""
    room = ROOM_OF.get(name) or name.removeprefix("evalrules").strip(".").partition(".")[0]
    return room if any(room in floor for floor in FLOORS) else None


def floor_of(room: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if room in floor)


def violations(modules: Mapping[str, str]) -> list[str]:
    """Everything in which modules break the plan."""
    found: list[str] = []
    graph: dict[str, set[str]] = {}
    for name, source in modules.items():
        room = room_of(name)
        if room is None:
            found.append(f"{name} stands on no floor")
            continue
        found += [f"{name} imports by a name it makes: {call}" for call in hidden(source) if name not in BY_NAME]
        for target in sorted(set(imported(name, source, modules)) - {name}):
            top = target.partition(".")[0]
            if top == "evalrules":
                wrong = wrong_import(name, room, target)
                found += wrong
                if not wrong:
                    graph.setdefault(name, set()).add(target)
            elif top not in sys.stdlib_module_names and room not in DOORS.get(top, ()):
                found.append(f"{name} imports {top}, which may not enter {room}")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        found.append("circle: " + " -> ".join(circle.args[1]))
    return found


def wrong_import(name: str, room: str, target: str) -> list[str]:
    other = room_of(target)
    if other is None:
        return [f"{name} imports {target}, which stands on no floor"]
    if other == room or floor_of(other) < floor_of(room):
        return []
    return [f"{name} imports {target}: {'a sibling' if floor_of(other) == floor_of(room) else 'upward'}"]


def test_every_import_goes_down() -> None:
    """The modules of evalrules keep to the plan."""
    modules = sources()
    assert [] == violations(modules)
    assert set(sum(FLOORS, ())) == {room_of(name) for name in modules}, "a room of the plan is empty"


WINGS: Mapping[str, tuple[str, ...]] = {
    "ci": (),
    "html": (),
    "workbook": (),
    "word": ("workbook",),
    "comparison": ("html", "word", "workbook"),
    "action_plan": ("html", "workbook"),
}
"""The wings of `reporters`, and the others that each may use; what all of them say lies in the room itself."""


def test_wings_of_reporters_use_what_is_said_and_few_others() -> None:
    """A format that needs a part of another says so here, and none goes round."""
    modules = sources()
    wings = {
        name: name.split(".")[2] for name in modules if name.count(".") == 3 and name.startswith("evalrules.reporters.")
    }
    found = {
        (wing, target.split(".")[2])
        for name, wing in wings.items()
        for target in imported(name, modules[name], modules)
        if target in wings and wings[target] != wing
    }
    assert set(wings.values()) == set(WINGS)
    assert found == {(wing, other) for wing, others in WINGS.items() for other in others}
    TopologicalSorter(WINGS).prepare()


def test_the_mapped_packages_are_those_of_pyproject() -> None:
    """What pyproject.toml maps into the package is read here too."""
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-dir"]
    assert {name: ROOT / folder for name, folder in told.items()} == MAPPED


def test_every_room_is_installed() -> None:
    """A wheel holds each package of the tree: a room that pyproject.toml does not list would be missing there."""
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "evalrules").rglob("__init__.py")}
    assert sorted(told) == sorted({".".join(folder.parts) for folder in folders} | set(MAPPED))


HOUSE = {
    "evalrules": "",
    "evalrules.api": "",
    "evalrules.base": "",
    "evalrules.base.words": "import json",
    "evalrules.model": "",
    "evalrules.model.nouns": "from evalrules.base import words\nfrom ..base.words import x",
    "evalrules.model.verbs": "from evalrules.model.nouns import Noun",
    "evalrules.readers.files": "import ruamel.yaml\nfrom evalrules.model.nouns import Noun",
    "evalrules.frontend.bind": "import jsonschema",
    "evalrules.catalog": "import os",
    "evalrules.pipeline": "from evalrules import catalog\nfrom evalrules.readers.files import read",
}
"""A small house in order."""

PLANTED = {
    "upward": ("evalrules.base.words", "import evalrules.model.nouns", "imports evalrules.model.nouns: upward"),
    "upward-from": ("evalrules.model.nouns", "from evalrules import pipeline", "imports evalrules.pipeline: upward"),
    "upward-relative": ("evalrules.base.words", "from ..model import nouns", "imports evalrules.model.nouns: upward"),
    "window": ("evalrules.pipeline", "from evalrules import load_ruleset", "imports evalrules: upward"),
    "sibling": ("evalrules.readers.files", "from evalrules.frontend import bind", "evalrules.frontend.bind: a sibling"),
    "sibling-file": ("evalrules.frontend.bind", "import evalrules.catalog", "evalrules.catalog: a sibling"),
    "circle": ("evalrules.model.nouns", "import evalrules.model.verbs", "circle: "),
    "stranger": ("evalrules.model.nouns", "import numpy.linalg", "imports numpy, which may not enter model"),
    "wrong-door": ("evalrules.frontend.bind", "from ruamel.yaml import YAML", "ruamel, which may not enter frontend"),
    "no-floor": ("evalrules.helpers", "import os", "evalrules.helpers stands on no floor"),
    "to-no-floor": ("evalrules.pipeline", "import evalrules.utils", "evalrules.utils, which stands on no floor"),
    "deferred": ("evalrules.base.words", "def f():\n    from evalrules.model.nouns import Noun", "nouns: upward"),
    "typing": ("evalrules.base.words", "if TYPE_CHECKING:\n    from evalrules.api import assess", "api: upward"),
    "by-name": ("evalrules.base.words", "importlib.import_module('evalrules.pipeline')", "pipeline: upward"),
    "by-another-name": (
        "evalrules.base.words",
        "from importlib import import_module as load\nload('evalrules.pipeline')",
        "pipeline: upward",
    ),
    "by-a-variable": ("evalrules.base.words", "load = __import__\nload('evalrules.pipeline')", "pipeline: upward"),
    "by-a-made-name": ("evalrules.base.words", "importlib.import_module('evalrules.' + x)", "by a name it makes"),
    "as-code": ("evalrules.base.words", "exec('import evalrules.pipeline')", "by a name it makes"),
}


@pytest.mark.parametrize(("module", "source", "expected"), PLANTED.values(), ids=PLANTED)
def test_a_planted_violation_is_found(module: str, source: str, expected: str) -> None:
    """The checker sees each kind of violation, and nothing wrong in the house without it."""
    assert [] == violations(HOUSE)
    found = violations({**HOUSE, module: HOUSE.get(module, "") + "\n" + source})
    assert 1 == len(found), found
    assert expected in found[0]
