"""The answers of the service are those of the command line, byte for byte, and tell what is wrong in both languages."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from asking import Heard, ask, folder_of, service_here
from selection import one_in

from evalrules.service import answers

ROOT = Path(__file__).resolve().parents[3]
COUNTY = ROOT / "examples" / "jiangsu-16" / "county.yaml"
FAILING = COUNTY.with_name("failing.yaml")
FOLDERS = sorted({path.parent for path in (ROOT / "examples").glob("*/*.yaml")} - {path.parent for path in (ROOT / "examples").glob("*/ruleset.yaml")})


@pytest.fixture
def service(tmp_path: Path) -> Any:
    return service_here(tmp_path / "own")


@pytest.fixture
def post(service):
    """Ask with files: by their paths, or by part, name and bytes."""

    def asked(target: str, *files: Path | tuple[str, str, bytes], **more: str) -> Heard:
        given = [one if isinstance(one, tuple) else ("file", one.name, one.read_bytes()) for one in files]
        return ask(service, "POST", target, files=given, **more)

    return asked


@pytest.mark.parametrize("folder", one_in(9, FOLDERS), ids=lambda path: path.name)
def test_one_truth(folder: Path, service, cli, monkeypatch):
    """A folder of evidence gives the bytes that the command line gives in it; where it is wrong, they stand in the problems."""
    monkeypatch.chdir(folder)
    run = cli("check", ".", "-f", "json")
    heard = ask(service, "POST", "/api/assess", files=folder_of(folder))
    assert heard.headers["evalrules-exit-code"] == str(run.code)
    if run.code == 2:
        assert heard.status == 422 and run.out.rstrip().encode() in heard.body
    else:
        assert (heard.status, heard.body.decode()) == (200, run.out)


@pytest.mark.parametrize("form", one_in(2, ["html", "markdown", "junit", "sarif", "github", "text", "table", "tap"]))
def test_every_text_format_is_that_of_the_command_line(form: str, post, cli, tmp_path, monkeypatch):
    """The same bytes as a file that the command writes, in the language that is asked for."""
    monkeypatch.chdir(FAILING.parent)
    run = cli("check", FAILING.name, "-o", f"{form}={tmp_path / 'out'}", "--lang", "zh")
    heard = post(f"/api/assess?format={form}&lang=zh", FAILING)
    assert (heard.headers["evalrules-exit-code"], heard.status) == (str(run.code), 200)
    assert heard.body == (tmp_path / "out").read_bytes()


@pytest.mark.parametrize("form", one_in(3, ["xlsx", "docx", "self-report"]))
def test_files_come_with_a_name(form: str, post):
    """Workbooks and Word documents are files to be kept."""
    heard = post(f"/api/assess?format={form}", FAILING)
    assert heard.status == 200 and heard.body.startswith(b"PK")
    assert heard.headers["content-disposition"].startswith("attachment; filename*=UTF-8''report.")


def test_options_are_those_of_check(post, cli, monkeypatch):
    """The ruleset, the date, the level and the steps are asked for by parameters."""
    monkeypatch.chdir(FAILING.parent)
    run = cli("check", FAILING.name, "-f", "json", "-r", "jiangsu-16@2007", "--as-of", "2007-11-30", "--require", "pass", "--explain")
    heard = post("/api/assess?ruleset=jiangsu-16@2007&as_of=2007-11-30&require=pass&explain=true", FAILING)
    assert heard.body.decode() == run.out
    assert post("/api/assess?as_of=yesterday", FAILING).codes == {"ER011"}
    assert post("/api/assess?require=best", FAILING).codes == {"ER009"}


def test_what_is_wrong_is_told_in_both_languages(post, cli, tmp_path, monkeypatch):
    """422, every problem with its code, its place and both sentences, and the result as the command line has it."""
    (tmp_path / "county.yaml").write_text("format: evidence/1\nruleset: jiangsu-16\nfacts: {graduate_teachers: abc}\n")
    heard = post("/api/assess", tmp_path / "county.yaml")
    assert (heard.status, heard.json["format"]) == (422, "problems/1")
    problem = next(one for one in heard.json["diagnostics"] if one["code"] == "ER402")
    assert problem["place"].startswith("county.yaml:3") and all(problem["says"].values()) and all(problem["hint"].values())
    assert problem["says"]["zh"] != problem["says"]["en"]
    monkeypatch.chdir(tmp_path)
    assert cli("check", "county.yaml", "-f", "json").out.rstrip().encode() in heard.body


def test_the_strict_refuse_warnings(post):
    """A warning is an error where that is asked for."""
    assert post("/api/assess", COUNTY).status == 200
    heard = post("/api/assess?strict=true", COUNTY)
    assert (heard.status, heard.codes) == (422, {"ER414"})


def test_a_ruleset_is_named_and_never_read_from_a_path(post, tmp_path):
    """Neither a parameter nor a kept result makes the service read a file of its machine as a ruleset."""
    path = tmp_path / "ruleset.yaml"
    path.write_text("secret: 1\n")
    assert post(f"/api/assess?ruleset={path}", FAILING).codes == {"ER681"}
    kept = post("/api/assess", FAILING).json
    kept["results"][0]["ruleset"]["id"] = "other"
    kept["options"]["ruleset"] = str(path)
    heard = post("/api/verify", ("result", "r.json", json.dumps(kept).encode()), FAILING)
    assert b"secret" not in heard.body and heard.status in (200, 422)


def test_a_ruleset_of_ones_own_can_be_brought(post, cli, tmp_path, monkeypatch):
    """A file that is read with the evidence and kept nowhere; the result is that of the command line, and verified."""
    own = (ROOT / "rulesets" / "jiangsu-16" / "2007" / "ruleset.yaml").read_text("utf-8").replace("id: jiangsu-16", "id: our-16", 1)
    (tmp_path / "ours.yaml").write_text(own)
    (tmp_path / "county.yaml").write_bytes(FAILING.read_bytes().replace(b"jiangsu-16", b"our-16"))
    monkeypatch.chdir(tmp_path)
    run = cli("check", "county.yaml", "-r", "ours.yaml", "-f", "json")
    rules = ("ruleset", "ours.yaml", own.encode())
    kept = len(list(Path(os.environ["EVALRULES_CACHE"]).rglob("*")))
    heard = post("/api/assess", tmp_path / "county.yaml", rules)
    assert (heard.status, heard.body.decode()) == (200, run.out)
    assert kept == len(list(Path(os.environ["EVALRULES_CACHE"]).rglob("*")))
    assert post("/api/verify", ("result", "r.json", heard.body), tmp_path / "county.yaml", rules).json["true"] is True
    assert post("/api/what-if?set=grades.8=A", tmp_path / "county.yaml", rules).status == 200
    assert post("/api/plan", tmp_path / "county.yaml", rules).status == 200
    assert post("/api/assess?ruleset=jiangsu-16", tmp_path / "county.yaml", rules).codes == {"ER057"}
    assert post("/api/assess", tmp_path / "county.yaml").codes == {"ER501"}


def test_what_if_is_that_of_set(post, cli, monkeypatch):
    """Both verdicts beside each other, as JSON or in words."""
    monkeypatch.chdir(FAILING.parent)
    for form in ("json", "markdown"):
        run = cli("check", FAILING.name, "--set", "grades.8=A", "--set", "facts.graduate_teachers=40", "-f", form, "--lang", "zh")
        heard = post(f"/api/what-if?set=grades.8=A&set=facts.graduate_teachers=40&format={form}&lang=zh", FAILING)
        assert (heard.body.decode(), heard.headers["evalrules-exit-code"]) == (run.out, str(run.code))


def test_what_if_says_what_is_wrong(post):
    """A path that is none, a value that is none, the same path twice, and nothing at all."""
    assert post("/api/what-if?set=nonsense", FAILING).codes == {"ER011"}
    assert post("/api/what-if?set=grades.8=A&set=grades.8=B", FAILING).codes == {"ER011"}
    assert post("/api/what-if", FAILING).codes == {"ER011"}
    heard = post("/api/what-if?set=grades.8=Q", FAILING)
    assert heard.status == 422 and heard.json["diagnostics"][0]["code"].startswith("ER4")


def test_plans_are_those_of_the_command(post, cli, monkeypatch, tmp_path):
    """The fewest changes, with prices the cheapest, in every format."""
    monkeypatch.chdir(FAILING.parent)
    (tmp_path / "costs.yaml").write_text("costs: {grades.8: {fixed: 100}}\nothers: free\n")
    costs = ("costs", "costs.yaml", (tmp_path / "costs.yaml").read_bytes())
    for form in ("json", "html"):
        run = cli("plan", FAILING.name, "--costs", tmp_path / "costs.yaml", "-o", f"{form}={tmp_path / 'plan'}", "--lang", "en")
        heard = post(f"/api/plan?format={form}&lang=en", FAILING, costs)
        assert (heard.status, heard.headers["evalrules-exit-code"]) == (200, str(run.code)), heard.body
        assert heard.body == (tmp_path / "plan").read_bytes()
    assert post("/api/plan?format=xlsx", FAILING).body.startswith(b"PK")


def test_a_plan_is_for_one_subject(post):
    """Several are told so."""
    assert post("/api/plan", FAILING, COUNTY).codes == {"ER625"}


def test_a_kept_result_is_rendered(post, cli, tmp_path):
    """As `evalrules report` renders it; what is no result is told."""
    kept = post("/api/assess", FAILING).body
    (tmp_path / "r.json").write_bytes(kept)
    run = cli("report", tmp_path / "r.json", "-o", f"html={tmp_path / 'out'}", "--lang", "zh")
    heard = post("/api/report?lang=zh", ("result", "r.json", kept))
    assert (heard.body, heard.headers["evalrules-exit-code"]) == ((tmp_path / "out").read_bytes(), str(run.code))
    assert post("/api/report", ("result", "r.json", b"{}")).status == 422


def test_a_kept_result_is_verified(post):
    """True as it was given; not so where somebody wrote another level."""
    kept = post("/api/assess", FAILING).json
    text = post("/api/assess", FAILING).body
    heard = post("/api/verify", ("result", "r.json", text), FAILING)
    assert (heard.status, heard.json["true"]) == (200, True), heard.body
    kept["results"][0]["verdict"] |= {"level": "pass", "possible": ["pass"]}
    heard = post("/api/verify", ("result", "r.json", json.dumps(kept).encode()), FAILING)
    assert (heard.status, heard.json["true"], heard.headers["evalrules-exit-code"]) == (200, False, "1")
    heard = post("/api/verify", ("result", "r.json", text), ("file", "a.yaml", b"x: 1"), ("file", "b.yaml", b"x: 1"))
    assert heard.status == 422 and heard.json["result"]["true"] is None


@pytest.mark.real
def test_rulesets_are_listed_and_found(service, cli):
    """As the command lists and finds them; a form is a workbook where nothing else is asked for."""
    assert ask(service, "GET", "/api/rulesets/jiangsu-16/template").body.startswith(b"PK")
    assert ask(service, "GET", "/api/rulesets").body.decode() == cli("rulesets", "-f", "json").out
    found = ask(service, "GET", "/api/rulesets?words=江苏&words=教育现代化").json
    assert "jiangsu-16" in {one["id"] for one in found}


def test_a_ruleset_is_shown_and_asked_for(service, cli):
    """A standard in words, its form and the schemas are those of the commands."""
    shown = ask(service, "GET", "/api/rulesets/jiangsu-16?format=markdown&lang=zh")
    assert shown.body.decode() == cli("show", "jiangsu-16", "-f", "markdown", "--lang", "zh").out
    empty = ask(service, "GET", "/api/rulesets/jiangsu-16/template?format=yaml&lang=zh")
    assert empty.body.decode() == cli("template", "jiangsu-16", "-f", "yaml", "--lang", "zh").out
    assert ask(service, "GET", "/api/schemas/result").body.decode() == cli("schema", "result").out


def test_an_unknown_ruleset_is_not_found(service):
    """With its code, and what was probably meant."""
    heard = ask(service, "GET", "/api/rulesets/jiangsu-61")
    assert (heard.status, heard.codes) == (404, {"ER501"})


def test_the_page_is_answered_by_the_desk(post):
    """What the page asks gets what the page in a browser gets; nonsense is refused."""
    asked = ("request", "request.json", json.dumps({"do": "check", "lang": "zh"}).encode())
    told = post("/desk", asked, FAILING).json
    assert told["verdicts"][0]["tone"] == "bad"
    asked = ("request", "request.json", json.dumps({"do": "result", "part": "json", "lang": "zh"}).encode())
    assert post("/desk", asked, FAILING).json["json"] == post("/api/assess", FAILING).body.decode()
    for wrong in (b"{", b"[]", b'{"do": "x", "lang": "zh"}', b'{"do": "check", "lang": "fr"}', b"[" * 100_000):
        heard = post("/desk", ("request", "request.json", wrong))
        assert (heard.status, heard.codes) == (400, {"ER680"})


def test_a_fault_of_ours_is_told_without_its_innards(post, monkeypatch, capsys):
    """500 with ER901; what happened is told to whoever runs the service."""
    monkeypatch.setattr(answers, "_ANSWERS", {"assess": lambda asked: 1 // 0})
    heard = post("/api/assess", FAILING)
    assert (heard.status, heard.codes) == (500, {"ER901"})
    assert "traceback" not in heard.body.decode().lower() and "Traceback" in capsys.readouterr().err


def test_nothing_is_left_of_a_request(post, tmp_path):
    """The folder for files is empty after every answer, whatever it was."""
    post("/api/assess", FAILING)
    post("/api/assess", ("file", "a/b/c.yaml", b"x"), ("file", "a/b", b"y"))
    assert [path for path in (tmp_path / "own").rglob("*") if path.is_file()] == []
