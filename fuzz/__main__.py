"""The command: every target in turn, each in a process of its own, and a table of what was tried.

python -m fuzz --minutes 30            half an hour over all targets
python -m fuzz --runs 300              the short form: so many inputs for each target
python -m fuzz --only json --minutes 5
python -m fuzz --replay json FILE      one input again, with its traceback
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("yaml", "json", "csv", "workbook", "zip", "condition", "ruleset", "result")
FLAGS = ("-print_final_stats=1", "-timeout=20", "-rss_limit_mb=2048", "-max_len=16384", "-close_fd_mask=0")
_RUNS = re.compile(r"stat::number_of_executed_units: +(\d+)")
_STATE = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")


class Tried(NamedTuple):
    """What one session did: how many inputs, how far they reached, what it kept and what it found."""

    target: str
    runs: int
    edges: int
    features: int
    corpus: int
    findings: tuple[str, ...]


def session(target: str, folder: Path, limits: list[str], seed: int) -> Tried:
    """Fuzz one target; its corpus and findings stay in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "fuzz.session",
        target,
        str(folder),
        *FLAGS,
        *limits,
        f"-artifact_prefix={folder}{os.sep}",
    ]
    if seed:
        command.append(f"-seed={seed}")
    log = folder / "log.txt"
    with log.open("wb") as file:
        ended = subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, check=False)
    text = log.read_text("utf-8", "replace")
    kept = folder / "findings.json"
    findings = tuple(json.loads(kept.read_text("utf-8"))) if kept.exists() else ()
    if ended.returncode or not _RUNS.search(text):
        findings = (*findings, f"ended with {ended.returncode}: {text[-300:]!r}")
    states = _STATE.findall(text)
    edges, features, corpus = map(int, states[-1]) if states else (0, 0, 0)
    runs = _RUNS.search(text)
    return Tried(target, int(runs[1]) if runs else 0, edges, features, corpus, findings)


def table(tried: list[Tried]) -> str:
    """The sessions as a table of Markdown, with the findings below."""
    lines = ["| target | inputs tried | branches | features | corpus | findings |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {one.target} | {one.runs:,} | {one.edges:,} | {one.features:,} | {one.corpus:,} | {len(one.findings)} |"
        for one in tried
    ]
    lines += [f"\n{one.target}: {what}" for one in tried for what in one.findings]
    return "\n".join(lines)


def replay(target: str, path: str) -> None:
    """Try one input again, in this process; whatever it breaks is raised."""
    from fuzz.seeds import environment

    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(cache))
        from fuzz.promises import bounded
        from fuzz.targets import TARGETS

        with bounded():
            TARGETS[target](folder, Path(path).read_bytes())


def main() -> int:
    """Run what the command line asks for; 1 where something was found."""
    parser = argparse.ArgumentParser(
        prog="python -m fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=0, help="for all targets together")
    parser.add_argument("--runs", type=int, default=0, help="inputs for each target")
    parser.add_argument("--only", choices=NAMES, action="append", help="only this target; repeatable")
    parser.add_argument("--seed", type=int, default=0, help="the same draws again")
    parser.add_argument("--folder", help="where corpus, findings and logs stay; a later run goes on from there")
    parser.add_argument("--replay", nargs=2, metavar=("TARGET", "FILE"))
    asked = parser.parse_args()
    if asked.replay:
        replay(*asked.replay)
        return 0
    names = asked.only or NAMES
    limits = (
        [f"-runs={asked.runs}"] if asked.runs else [f"-max_total_time={max(1, int(asked.minutes * 60 / len(names)))}"]
    )
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(asked.folder or scratch).resolve()
        tried = []
        for name in names:
            tried.append(session(name, home / name, limits, asked.seed))
            sys.stderr.write(f"{name}: {tried[-1].runs} inputs, {len(tried[-1].findings)} findings\n")
    sys.stdout.write(table(tried) + "\n")
    return int(any(one.findings for one in tried))


if __name__ == "__main__":
    sys.exit(main())
