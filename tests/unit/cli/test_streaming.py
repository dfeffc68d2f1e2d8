"""`check` over many inputs."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from many_counties import all_kinds, good_counties
from surroundings import Program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")


def of_session(session: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            state, _, _, own = (entry / "stat").read_text().rpartition(")")[2].split()[:4] if entry.name.isdigit() else ("", 0, 0, 0)
        except OSError:
            continue
        if state not in ("", "Z") and int(own) == session:
            found.append(int(entry.name))
    return found


def until(condition, seconds: float = 20) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


def test_files_and_standard_output_are_the_same_for_any_number_of_processes(tmp_path: Path, cli) -> None:
    """Reports in files, what is said of them, and the exit code."""
    folder = all_kinds(tmp_path / "kinds")
    found = []
    for jobs in ("1", "2", "3"):
        outputs = [tmp_path / f"{jobs}.{form}" for form in ("json", "md", "tap")]
        run = cli("check", folder, "--jobs", jobs, "-o", "table=-", *(word for path in outputs for word in ("-o", path)))
        found.append((*run, *(path.read_bytes() for path in outputs)))
    assert found[0] == found[1] == found[2]
    assert found[0][0] == 2
    assert all(found[0])


@pytest.mark.parametrize("order", ["code", "result"])
def test_an_order_is_the_same_whether_results_are_kept_or_let_go(tmp_path: Path, cli, order: str) -> None:
    """What streams, and what holds every result because a format asks for it; what is no order is refused."""
    folder = all_kinds(tmp_path / "kinds")
    streamed = cli("check", folder, "--sort", order, "-f", "json")
    kept = cli("check", folder, "--sort", order, "-o", "json=-", "-o", tmp_path / "a.html")
    assert streamed[1] == kept[1] != cli("check", folder, "-f", "json")[1]
    assert cli("check", folder, "--sort", "name")[0] == 2


def test_a_fault_of_our_own_is_none_of_the_evidence(tmp_path: Path, program: Program) -> None:
    """An error in another process ends the run as one in this process does."""
    folder = good_counties(tmp_path / "counties", 4)
    (tmp_path / "sitecustomize.py").write_text("from evalrules import evaluation\nevaluation.assess = lambda *a, **k: 1 // 0\n", encoding="utf-8")
    for jobs in ("1", "2"):
        path = os.pathsep.join((str(tmp_path), str(program.installation)))
        run = program.run("check", folder, "--jobs", jobs, "-f", "json", env={"PYTHONPATH": path})
        assert (run.returncode, run.stdout) == (70, b"")
        assert b"ER901" in run.stderr
        assert b"ZeroDivisionError" in run.stderr


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interruption_leaves_no_process(tmp_path: Path, program: Program, ended: signal.Signals) -> None:
    """Ctrl-C, which reaches all of them; a request to end; and an end without a word. No output is begun."""
    folder = good_counties(tmp_path / "counties", 40)
    for at in range(2000):
        os.link(folder / f"{at % 40:05d}.json", folder / f"x{at}.json")
    report = tmp_path / "report.json"
    with program.begin("check", folder, "--jobs", "3", "-o", report, start_new_session=True) as run:
        assert until(lambda: len(of_session(run.pid)) == 4)
        time.sleep(0.3)
        if ended == signal.SIGINT:
            os.killpg(run.pid, ended)
        else:
            run.send_signal(ended)
        out, err = run.communicate(timeout=30)
        assert run.returncode == (-9 if ended == signal.SIGKILL else 130)
        assert (out, b"Traceback" in err) == (b"", False)
        assert until(lambda: not of_session(run.pid))
    assert [path.name for path in tmp_path.iterdir()] == ["counties"]
