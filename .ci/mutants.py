"""Mutants of the engine itself: single changes of its source, drawn at random, each shown to the tests.

`python .ci/mutants.py --count 60 --seed 1` in an environment with the extras test and mutants. Works in a clone of the
last commit and leaves nothing behind. Ends with 1 where a mutant survives; docs/reliability.md has the last run and the
survivors that mean the same. `--only FILE:FUNCTION` tries all mutants of one function.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("evalrules/plan", "evalrules/semantics")
STAGES = (["tests/unit/plan", "tests/unit/semantics"], ["tests/agreement", "tests/properties"], ["tests"])
"""Where a mutant is looked for, after the tests of its own module: what is near first, in the end everything."""

LONGEST = 1200
"""Seconds that a stage may take; a mutant that never ends is noticed, too."""

_NEVER_RUN = ("BitOr", "BitAnd", "BitXor", "LShift", "RShift")
"""Operators that stand in annotations alone, or that the rooms do not use."""


class Mutant(NamedTuple):
    """One change: the operator of the library, and which of its places in the file."""

    path: str
    function: str
    operator: str
    occurrence: int

    def changed(self, source: str) -> str | None:
        """The source with the change."""
        found = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        return found if isinstance(found, str) else None


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every change that the library knows for a file, without those of signatures."""
    tree = get_ast(path.read_text(encoding="utf-8"))
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or any(word in name for word in _NEVER_RUN):
            continue
        places = (node for node in ast_nodes(tree) for _ in operator().mutation_positions(node))
        for at, node in enumerate(places):
            if not _is_in_a_signature(node):
                yield Mutant(str(path.relative_to(ROOT)), ASTQuery(node).get_definition_name() or "", name, at)


def _is_in_a_signature(node: object) -> bool:
    while node is not None:
        if getattr(node, "type", "") in ("parameters", "decorator"):
            return True
        node = getattr(node, "parent", None)
    return False


def environment_of(clone: Path) -> Path:
    """An environment in which the clone is installed, beside it, with the packages of this one; its interpreter."""
    folder = clone.parent / "env"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    own = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    (Path(own.stdout.strip()) / "packages.pth").write_text(
        "\n".join(p for p in sys.path if p.endswith("site-packages"))
    )
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "-e", clone], check=True)
    return python


def killed_by(mutant: Mutant, clone: Path, python: Path) -> str:
    """What noticed a change made in the clone: a test, or words for why there was none; empty where it survives."""
    room, name = mutant.path.split("/")[1], Path(mutant.path).stem
    own = f"tests/unit/{room}/test_{name}.py"
    for stage in ([own] if (clone / own).exists() else [], *STAGES):
        if not stage:
            continue
        command = [str(python), "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
        home = {"HOME": str(clone.parent), "TMPDIR": str(clone.parent)}
        try:
            ended = subprocess.run(
                [*command, *stage], cwd=clone, env={**os.environ, **home, "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True, text=True, timeout=LONGEST, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "it does not end"
        if ended.returncode:
            found = re.search(r"^(?:FAILED|ERROR) (\S+)", ended.stdout, re.MULTILINE)
            return found[1] if found else "nothing can be imported"
    return ""


def shown(before: str, after: str) -> str:
    """The line that changed, before and after."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    number, one, other = next((at, one, other) for at, (one, other) in enumerate(pairs, 1) if one != other)
    return f"{number}: `{one.strip()}` → `{other.strip()}`"


def main() -> int:
    """Draws, tries and tells."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--count", type=int, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", metavar="FILE:FUNCTION")
    options = asked.parse_args()
    every = [one for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) for one in mutants_of(path)]
    if options.only:
        drawn = [one for one in every if f"{one.path}:{one.function}" == options.only]
    else:
        drawn = random.Random(options.seed).sample(every, options.count)
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "evalrules"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        python = environment_of(clone)
        for mutant in drawn:
            source = (clone / mutant.path).read_text(encoding="utf-8")
            changed = mutant.changed(source)
            if changed is None or changed == source:
                continue
            (clone / mutant.path).write_text(changed, encoding="utf-8")
            began = time.monotonic()
            by = killed_by(mutant, clone, python)
            (clone / mutant.path).write_text(source, encoding="utf-8")
            survived += not by
            seconds = time.monotonic() - began
            print(f"{mutant.path}:{shown(source, changed)}: {by or 'SURVIVED'} ({seconds:.0f} s)", flush=True)
    print(f"{len(drawn)} of {len(every)} mutants, seed {options.seed}: {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
