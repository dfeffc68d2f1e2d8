"""Measures the budgets: what users run, from a wheel in a fresh environment, as ratios in one run on one machine.

python benchmarks/run.py [--long | --quick] [--peers] [--write]

--quick shows in a minute that everything runs, and no more;
--long takes ten times as many schools and subjects; --peers measures other engines on the same counties
(benchmarks/peers.py), with the same verdicts and shortfalls; --write puts the table into the README. Ends with 0
whether or not every budget is kept: each line says which is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from budgets import BUDGETS, EMPTY, YAMLLINT

ROOT = Path(__file__).resolve().parent.parent
PEERS = ("datalogic-py", "common-expression-language", "zen-engine", "rule-engine", "openfisca-core", "yamllint")
BEGIN, END = "<!-- figures: python benchmarks/run.py --write -->\n", "<!-- end of figures -->"


def fresh_environment(folder: Path, *, with_peers: bool) -> Path:
    """The Python of a new environment into which a wheel of what is committed here was installed, as a user does."""
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    source = folder / "source"
    git = ["git", "clone", "-q", str(ROOT), str(source)]
    subprocess.run(git, check=True)
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, str(source), *(PEERS if with_peers else ())], check=True)
    return python


def asked(python: Path, script: str, *options: str) -> dict[str, float]:
    """The figures that a script prints."""
    command = [str(python), str(ROOT / "benchmarks" / script), *options]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment, cwd=python.parent)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table(figures: dict[str, float], peers: dict[str, float]) -> str:
    """The table of the README."""
    lines = ["| what | measured | budget | |", "|---|---|---|---|"]
    for name, budget in BUDGETS.items():
        kept = "" if figures[name] <= budget.most else "over"
        most = f"≤ {budget.most:g} {budget.unit}".strip()
        lines.append(f"| {name} | {budget.shown(figures[name])} | {most} | {kept} |")
    if YAMLLINT in figures:
        lines.append(f"| {YAMLLINT} | {figures[YAMLLINT]:.1f} {EMPTY} | | |")
    lines += [f"| {name}, verdict and gaps of the same counties | {ratio:,.0f} × by hand | | |"
              for name, ratio in sorted(peers.items(), key=lambda one: one[1])]  # fmt: skip
    return "\n".join(lines) + "\n"


def main(options: list[str]) -> int:
    """Print the table, and write it where that is asked."""
    with tempfile.TemporaryDirectory() as name:
        python = fresh_environment(Path(name), with_peers="--peers" in options)
        how = [one for one in options if one in ("--long", "--quick")]
        figures = asked(python, "door.py", *how) | asked(python, "processes.py", *how)
        peers = asked(python, "peers.py") if "--peers" in options else {}
    text = table(figures, peers)
    print(text)
    if "--write" in options:
        readme = ROOT / "README.md"
        before = readme.read_text(encoding="utf-8")
        after = re.sub(f"(?s)(?<={re.escape(BEGIN)}).*?(?={re.escape(END)})", lambda _: text, before)
        readme.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
