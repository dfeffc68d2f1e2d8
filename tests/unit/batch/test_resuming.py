"""A run that was broken off goes on: what is kept of it is whole, of the same tables, and makes the same result."""

from __future__ import annotations

import io
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evalrules
from evalrules.batch import resuming
from evalrules.batch.resuming import JOURNAL, Resumed
from evalrules.batch.run import Batch

RULESET = evalrules.load_ruleset("jiangsu-16@2007").data
LINES = ["编号,年份,grades.1,grades.2", *(f"a{at:03d},2007,{'ABCZ'[at % 4]},{'BA?'[at % 3]}" for at in range(60)), "a003,2007,A,A"]


def table(folder: Path, lines: list[str] = LINES) -> str:
    (folder / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder / "t.csv")


def made(path: str, kept: Any = None, told: Callable[[int, int], None] | None = None) -> tuple[Batch, bytes]:
    batch, out = Batch(RULESET, [path]), io.BytesIO()
    if kept is not None:
        batch.kept = kept
    try:
        batch.write(out, ".csv", told)
    finally:
        batch.kept.close()
    return batch, out.getvalue()


def break_at(number: int) -> Callable[[int, int], None]:
    def progress(done: int, _: int) -> None:
        if done == number:
            raise KeyboardInterrupt

    return progress


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A table of which 35 rows are kept, in parts of ten."""
    monkeypatch.setattr(resuming, "_MOST_ROWS", 10)
    with pytest.raises(KeyboardInterrupt):
        made(table(tmp_path), Resumed(str(tmp_path / "parts"), {"of": 1}), break_at(35))
    return str(tmp_path / "t.csv")


def test_a_broken_run_goes_on_to_the_same_result(broken: str, tmp_path: Path):
    """Bytes, counts, problems and who is nearest are those of one run, and rows that are kept are not concluded again."""
    kept = Resumed(str(tmp_path / "parts"), {"of": 1})
    (whole, expected), (batch, found) = made(broken), made(broken, kept)
    assert expected == found and 35 == kept.taken and not kept.is_anew
    for own in ("counts", "levels", "standings", "barred", "inputs"):
        assert getattr(whole, own) == getattr(batch, own), own
    assert whole.told == batch.told and whole.below.nearest() == batch.below.nearest()
    kept.done()
    assert ["t.csv"] == [one.name for one in tmp_path.iterdir() if one.name != "parts"] and not (tmp_path / "parts" / JOURNAL).exists()


@pytest.mark.parametrize(("harm", "taken"), [("cut", 10), ("changed", 10), ("gone", 10), ("line", 30), ("other", 0)])
def test_what_is_not_whole_is_concluded_again(broken: str, tmp_path: Path, harm: str, taken: int):
    """A part that was cut off, changed or removed, a line of the journal cut off, parts of something else."""
    part = tmp_path / "parts" / "rows-10-20.jsonl"
    if harm == "cut":
        part.write_bytes(part.read_bytes()[:-9])
    elif harm == "changed":
        part.write_bytes(part.read_bytes().replace(b"decided", b"refused").replace(b"undetermined", b"decided"))
    elif harm == "gone":
        part.unlink()
    elif harm == "line":
        journal = tmp_path / "parts" / JOURNAL
        journal.write_bytes(journal.read_bytes()[:-9])
    kept = Resumed(str(tmp_path / "parts"), {"of": 2 if harm == "other" else 1})
    assert made(broken)[1] == made(broken, kept)[1]
    assert (taken, harm == "other") == (kept.taken, kept.is_anew)


def test_the_command_goes_on_and_says_so(tmp_path: Path, cli, monkeypatch: pytest.MonkeyPatch):
    """The result is that of a run that was never broken off, its parts are gone, and a table that was changed begins anew."""
    monkeypatch.setattr(resuming, "_MOST_ROWS", 10)
    path, out, common = table(tmp_path), tmp_path / "out.csv", ["-r", "jiangsu-16", "--lang", "en", "-q"]
    cli("batch", path, *common, "-o", str(tmp_path / "whole.csv"))
    with monkeypatch.context() as patch:
        patch.setattr("evalrules.cli.batching.counting_on", lambda *_: break_at(35))
        assert 130 == cli("batch", path, *common, "-o", str(out), "--resume").code
    assert not out.exists() and (tmp_path / "out.csv.parts").is_dir()
    ended = cli("batch", path, *common, "-o", str(out), "--resume")
    assert "35 rows were known from before" in ended.out and not (tmp_path / "out.csv.parts").exists()
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("evalrules.cli.batching.counting_on", lambda *_: break_at(35))
        cli("batch", path, *common, "-o", str(out), "--resume")
    table(tmp_path, LINES[:-1])
    assert "begun anew" in cli("batch", path, *common, "-o", str(out), "--resume").out


@pytest.mark.real
@pytest.mark.parametrize("engine", ["duckdb", pytest.param("exact", marks=pytest.mark.long)])
def test_a_killed_process_goes_on(tmp_path: Path, program, engine: str):
    """It is killed once a part is written, as often as there is another, and ends with the bytes of an unbroken run."""
    if engine == "duckdb":
        pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")
    facts = [one.id for one in evalrules.load_ruleset("guangxi-basic-balance@2012").data.facts]
    for name, odd in (("t.csv", "1e2"), ("u.csv", "九成")):
        lines = [f"编号,年份,{','.join(facts[:3])}", *(f"{name}{at},2015,{odd if at % 2 else 97},9{at % 10}," for at in range(5_500))]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    call = ["batch", str(tmp_path / "t.csv"), str(tmp_path / "u.csv"), "-r", "guangxi-basic-balance", "--engine", engine, "--nearest", "0", "-q", "--lang", "en"]
    assert 2 == program.run(*call, "-o", tmp_path / "whole.csv", timeout=600).returncode, "cells that are no values refuse their rows"
    journal, kills = tmp_path / "out.csv.parts" / JOURNAL, 0

    def parts() -> int:
        return journal.read_text(encoding="utf-8").count('"file"') if journal.exists() else 0

    while True:
        before = parts()
        running = program.begin(*call, "-o", tmp_path / "out.csv", "--resume")
        while running.poll() is None and parts() <= before:
            time.sleep(0.01)
        if running.poll() is not None:
            break
        running.send_signal(signal.SIGKILL)
        running.communicate()
        kills += 1
        assert not (tmp_path / "out.csv").exists(), "whole or not at all"
    out, err = running.communicate()
    assert 2 == running.returncode and b"were known from before" in out, err[-300:]
    assert kills > 1 and (tmp_path / "whole.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()
    manifest = (tmp_path / "out.csv.manifest.json").read_bytes().replace(b"out.csv", b"whole.csv")
    assert manifest == (tmp_path / "whole.csv.manifest.json").read_bytes() and not journal.parent.exists()
