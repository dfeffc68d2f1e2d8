"""The service as a process, over sockets: the bytes of the command line, a clean end, and the page in a browser."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asking import folder_of
from chromium import chromium
from ruamel.yaml import YAML
from serving import PATIENCE, Served, served

from evalrules.bundles.discovery import discover
from evalrules.loading import load_ruleset
from evalrules.model.report import Options
from evalrules.pipeline import check_inputs, new_run
from evalrules.reporters.machine import render_json

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
COUNTY = ROOT / "examples" / "jiangsu-16" / "county.yaml"
EXAMPLES = sorted({path.parent for path in (ROOT / "examples").glob("*/*.yaml")})
CASES = sorted((ROOT / "rulesets").glob("*/*/cases/*.yaml"))
SHARE = 1 if "EVALRULES_ALL" in os.environ else 8
"""One in so many of the cases is drawn for a run, others each time: all of them take more than a minute of each side."""


@pytest.fixture(scope="module")
def service(program) -> Iterator[Served]:
    """A service that lives through the tests of this file, as one in an office does."""
    with served(program, "--workers", "2") as found:
        yield found


def assert_same(service: Served, code: int, text: str, files: list[tuple[str, str, bytes]], of: Path) -> None:
    """The answer has the exit code and the bytes of a result; where it has problems, they stand in them."""
    status, headers, body = service.ask("POST", "/api/assess", files)
    assert headers["evalrules-exit-code"] == str(code), (of, body)
    if code == 2:
        assert status == 422 and text.rstrip().encode() in body, of
    else:
        assert (status, body.decode()) == (200, text), of


def test_one_truth_for_every_example(service, cli, monkeypatch):
    """Also for those that bring a ruleset of their own."""
    for folder in EXAMPLES:
        monkeypatch.chdir(folder)
        own = folder / "ruleset.yaml"
        if own.exists():
            evidence = [one for one in folder_of(folder) if one[1] != own.name]
            for one in evidence:
                run = cli("check", one[1], "-f", "json", "-r", own.name)
                _, _, body = service.ask("POST", "/api/assess", [one, ("ruleset", own.name, own.read_bytes())])
                assert run.out.rstrip().encode() in body, one
        else:
            run = cli("check", ".", "-f", "json")
            assert_same(service, run.code, run.out, folder_of(folder), folder)


def test_one_truth_for_every_case(service, tmp_path, monkeypatch):
    """The evidence of cases beside the shipped rulesets; the command line prints what the corridor gives."""
    monkeypatch.chdir(tmp_path)
    yaml, tried, load = YAML(typ="safe"), 0, cache(load_ruleset)
    for path in random.sample(CASES, len(CASES) // SHARE):
        case = yaml.load(path)
        if isinstance(case, list):  # which mutants are let live
            continue
        evidence = case["evidence"]
        target = tmp_path / "evidence.json"
        target.write_text(json.dumps(evidence, ensure_ascii=False, default=str), "utf-8")
        report = check_inputs(*discover([target.name]), new_run(Options(), load))
        assert_same(service, report.exit_code, render_json(report), [("file", target.name, target.read_bytes())], path)
        tried += 1
    assert tried > 400 // SHARE


def test_many_ask_at_once(service):
    """More than there are processes: every one is answered, each with its own."""
    names = [f"{at}.yaml" for at in range(60)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda name: service.ask("POST", "/api/assess", [("file", name, COUNTY.read_bytes())]), names))
    assert {status for status, _, _ in answers} == {200}
    assert [json.loads(body)["results"][0]["evidence"]["path"] for _, _, body in answers] == names


def test_a_request_that_is_too_large_hears_why(program):
    """Before it was read, over a real socket; the next request is answered."""
    with served(program, "--size-limit", "1") as found:
        status, _, body = found.ask("POST", "/api/assess", [("file", "a.yaml", b"#" * 3_000_000)])
        assert status == 413 and b"ER673" in body
        assert found.ask("POST", "/api/assess", [("file", "county.yaml", COUNTY.read_bytes())])[0] == 200


def test_who_sends_nothing_is_not_waited_for(program):
    """408 after the time of a request; nobody else waits for it."""
    with served(program, "--time-limit", "1", "--workers", "1") as found, socket.create_connection((found.host, found.port), PATIENCE) as slow:
        head = f"POST /api/assess?name=a.yaml HTTP/1.1\r\nHost: 127.0.0.1:{found.port}\r\nContent-Length: 1000\r\n\r\nx"
        slow.sendall(head.encode())
        assert found.ask("GET", "/api/health")[0] == 200
        assert slow.recv(20).startswith(b"HTTP/1.1 408")


def test_others_need_the_token(program, tmp_path):
    """From the file or from the environment."""
    token = "a-token-of-the-office"
    (tmp_path / "token").write_text(token + "\n")
    for options, env in ((("--token-file", str(tmp_path / "token")), None), ((), {"EVALRULES_TOKEN": token})):
        with served(program, "--host", "0.0.0.0", *options, env=env) as found:
            assert found.ask("GET", "/api/health")[0] == 401
            assert found.ask("GET", "/api/health", authorization=f"Bearer {token}")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_was_begun_is_answered_before_the_end(number: int, program):
    """A signal while requests are under way: they get their answers, the service ends with 0 and leaves nothing."""
    before = left(program)
    with served(program, "--workers", "1") as found, ThreadPoolExecutor(4) as pool:
        found.ask("POST", "/api/assess", [("file", "county.yaml", COUNTY.read_bytes())])
        many = [("file", f"{at}.yaml", COUNTY.read_bytes()) for at in range(100)]
        waiting = [pool.submit(found.ask, "POST", "/api/assess", many) for _ in range(3)]
        time.sleep(0.5)
        found.process.send_signal(number)
        assert [one.result()[0] for one in waiting] == [422] * 3  # the same subject a hundred times
        assert found.process.wait(PATIENCE) == 0
        assert found.process.stderr.read() == b""
    assert left(program) == before


def left(program: Any) -> set[str]:
    """What services left among temporary files."""
    return {name for name in os.listdir(program.environment()["TMPDIR"]) if name.startswith("evalrules-serve-")}


def test_workers_end_with_the_service(program, tmp_path):
    """Also where it is killed and can tell them nothing."""
    with served(program, "--workers", "2", env={"TMPDIR": str(tmp_path)}) as found:
        found.ask("GET", "/api/schemas/plan")
        children = [int(one) for one in Path(f"/proc/{found.process.pid}/task/{found.process.pid}/children").read_text().split()]
        assert len(children) >= 2
        found.process.kill()
        end = time.monotonic() + PATIENCE
        while any(is_running(one) for one in children) and time.monotonic() < end:
            time.sleep(0.05)
        assert [one for one in children if is_running(one)] == []


def is_running(pid: int) -> bool:
    """Whether a process is there, and no mere entry that nobody has asked for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not shutil.which("chromium") or not shutil.which("chromedriver"), reason="NOT CHECKED: chromium is not installed")
def test_the_page_asks_the_service(service, cli, tmp_path):
    """A file is chosen, assessed at once, another figure tried and the result taken away; only the service is asked."""
    pytest.importorskip("selenium", reason="NOT CHECKED: selenium (PyPI) is not installed")
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    with chromium(tmp_path / "profile", downloads) as driver:
        def until(holds: Any, what: str) -> None:
            end = time.monotonic() + PATIENCE
            while not holds():
                assert time.monotonic() < end, what
                time.sleep(0.02)

        def every(selector: str) -> list[Any]:
            return driver.find_elements("css selector", selector)

        driver.set_window_size(1400, 1000)
        driver.get(f"http://{service.host}:{service.port}/?lang=zh")
        until(lambda: [one.get_attribute("data-state") for one in every("#engine-state")] == ["ready"], "ready")
        assert len(every(".standards li")) > 30
        failing = COUNTY.with_name("failing.yaml")
        every(".drop input[type=file]")[0].send_keys(str(failing))
        until(lambda: "不通过" in "".join(one.text for one in every(".verdicts .word")), "a verdict")
        next(one for one in every(".downloads button") if "JSON" in one.text).click()
        until(lambda: [path for path in downloads.iterdir() if path.suffix == ".json"], "the result")
        (kept,) = downloads.iterdir()
        assert kept.read_text("utf-8") == cli("check", failing, "-f", "json").out
        every("#home")[0].click()
        next(one for one in every(".standards button") if one.get_attribute("data-ruleset") == "jiangsu-16@2007").click()
        until(lambda: every(".field select"), "a form")
        severe = [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE" and "favicon" not in entry["message"]]
        assert severe == []
