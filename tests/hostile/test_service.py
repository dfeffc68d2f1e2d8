"""The hostile corpus sent to the service: what the command line refuses gets 4xx with its code, and never 5xx."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from asking import ask, service_here
from selection import one_in

from evalrules.service import answers

from .corpus_evidence import EVIDENCE
from .test_corpus import MADE, Row, command, rulesets  # noqa: F401 - the folders of rulesets are a fixture


@pytest.fixture
def service(tmp_path: Path, rulesets: str, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: F811 - the fixture
    monkeypatch.setenv("EVALRULES_PATH", rulesets)
    answers._load.cache_clear()
    yield service_here(tmp_path / "own")
    answers._load.cache_clear()


def sent(path: Path) -> list[tuple[str, str, bytes]]:
    """The files of an input as a program sends them: a link in a folder would be sent as what it leads to."""
    if path.is_file():
        return [("file", path.name, path.read_bytes())]
    every = sorted(one for one in path.rglob("*") if one.is_file())
    return [("file", one.relative_to(path.parent).as_posix(), one.read_bytes()) for one in every]


@pytest.mark.parametrize("row", one_in(18, MADE), ids=lambda row: row.case)
def test_the_row_is_answered_as_it_says(row: Row, service, tmp_path: Path):
    """200 for what is evidence; 422 with the code and the place for what is not."""
    (tmp_path / "in").mkdir()
    path, *options = command(row, tmp_path / "in")
    given = dict(zip(options[::2], options[1::2], strict=True)).get("--ruleset")
    files = sent(path)
    if isinstance(given, Path):
        files.append(("ruleset", given.name, given.read_bytes()))
    if any(one.is_symlink() for one in path.rglob("*")):
        pytest.skip("a link does not travel in a request: what it leads to does")
    heard = ask(service, "POST", "/api/assess" + (f"?ruleset={given}" if isinstance(given, str) else ""), files=files)
    assert heard.status in (200, 422), heard.body
    assert b"Traceback" not in heard.body and b"ER9" not in heard.body and str(tmp_path).encode() not in heard.body
    assert not Path("/tmp/owned").exists()
    if row.outcome == "refused":
        assert heard.status == 422 and row.code in heard.codes, heard.body
        places = [one["place"] or "" for one in heard.json["diagnostics"] if one["code"] == row.code]
        assert not row.place or row.place in places
    else:
        assert (heard.status, heard.headers["evalrules-exit-code"]) == (200, {"accepted": "0", "fails": "1", "undetermined": "3"}[row.outcome])
        assert not row.code or row.code in heard.body.decode()


@pytest.mark.parametrize("name", one_in(24, EVIDENCE))
def test_no_operation_fails_at_it(name: str, service, tmp_path: Path):
    """What is hostile as evidence is answered with 200 or 4xx wherever a file can be sent."""
    own, data = EVIDENCE[name]
    data = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    for target in ("/api/what-if?set=facts.enrolment=98", "/api/plan", "/api/report", "/api/assess?name=" + os.path.basename(own)):
        role = "result" if target == "/api/report" else "file"
        heard = ask(service, "POST", target, body=data) if "name=" in target else ask(service, "POST", target, files=[(role, own, data)])
        assert heard.status == 200 or 400 <= heard.status < 500, (target, heard.body)
    for files in ([("result", "r.json", data), ("file", own, data)], [("file", own, b"x: 1"), ("costs", own, data)]):
        target = "/api/verify" if files[0][0] == "result" else "/api/plan"
        assert 400 <= ask(service, "POST", target, files=files).status < 500
    heard = ask(service, "POST", "/desk", files=[("request", "r", b'{"do": "check", "lang": "zh"}'), ("file", own, data)])
    assert heard.status in (200, 400) and "failed" not in heard.json, heard.body
