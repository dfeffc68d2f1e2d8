"""A request is read by the table: what it does not say so is told, and nothing is passed over in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asking import BOUNDARY, ask, form_of, service_here

from evalrules.service.limits import MOST_FILES, Limits
from evalrules.service.reading import preferred

COUNTY = Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16" / "county.yaml"
FILE = ("file", "county.yaml", COUNTY.read_bytes())


@pytest.fixture
def service(tmp_path: Path) -> Any:
    return service_here(tmp_path)


@pytest.mark.parametrize(
    ("target", "code", "word"),
    [
        ("/api/assess?rulset=jiangsu-16", "ER682", "ruleset"),
        ("/api/assess?format=pdf", "ER011", "html"),
        ("/api/assess?format=json&format=html", "ER057", "format"),
        ("/api/assess?explain=yes", "ER011", "true, false"),
        ("/api/assess?ruleset=", "ER011", "jiangsu-16"),
        ("/api/assess?lang=fr", "ER011", "zh, en"),
        ("/api/assess?as_of=%00", "ER011", "2007-12-31"),
    ],
)
def test_a_parameter_that_is_none_is_told(target: str, code: str, word: str, service):
    """With what would do in its place."""
    heard = ask(service, "POST", target, files=[FILE])
    assert (heard.status, heard.codes) == (400, {code}), heard.body
    assert word in heard.body.decode()


def test_every_problem_of_the_parameters_is_told_at_once(service):
    """Not one after the other."""
    assert ask(service, "POST", "/api/assess?x=1&format=pdf", files=[FILE]).codes == {"ER682", "ER011"}


def test_a_part_of_the_path_is_no_parameter(service):
    """What stands in the path is not asked for again, and what is no schema is not found."""
    assert ask(service, "GET", "/api/rulesets/jiangsu-16?ruleset=x").codes == {"ER682"}
    heard = ask(service, "GET", "/api/schemas/nothing")
    assert (heard.status, heard.codes) == (404, {"ER011"})


def test_files_are_parts_of_a_form(service):
    """None at all, one of another part, too many of one part."""
    assert ask(service, "POST", "/api/assess", kind=f"multipart/form-data; boundary={BOUNDARY}", body=f"--{BOUNDARY}--\r\n".encode()).codes == {"ER680"}
    assert ask(service, "POST", "/api/assess", files=[("evidence", "county.yaml", b"x")]).codes == {"ER680"}
    assert ask(service, "POST", "/api/assess", files=[FILE, ("costs", "c.yaml", b"x")]).codes == {"ER680"}
    assert ask(service, "POST", "/api/plan", files=[FILE, *[("costs", f"{at}.yaml", b"x") for at in range(2)]]).codes == {"ER680"}


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"\r\n\r\n", f"--{BOUNDARY}\r\n\r\nx".encode(), form_of([FILE])[1][:-60], b"\xff" * 1000],
    ids=["empty", "short", "blank", "no-name", "cut", "bytes"],
)
def test_a_damaged_form_is_told(body: bytes, service):
    """400, and no file is made of what came."""
    heard = ask(service, "POST", "/api/assess", kind=f"multipart/form-data; boundary={BOUNDARY}", body=body)
    assert (heard.status, heard.codes) == (400, {"ER680"})


def test_a_form_without_its_boundary_is_told(service):
    """The media type alone does not say where parts end."""
    assert ask(service, "POST", "/api/assess", kind="multipart/form-data", body=b"x").codes == {"ER680"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("application/yaml", "evidence.yaml"), ("text/csv", "evidence.csv"), ("application/json; charset=utf-8", "evidence.json")],
)
def test_one_file_can_be_the_whole_body(kind: str, name: str, service):
    """Its media type says what it is, and results name it so."""
    data = {"evidence.yaml": COUNTY.read_bytes(), "evidence.csv": b"section,id,value\nruleset,,jiangsu-16\n",
            "evidence.json": b'{"format": "evidence/1", "ruleset": "jiangsu-16"}'}[name]  # fmt: skip
    heard = ask(service, "POST", "/api/assess", kind=kind, body=data)
    assert heard.status == 200 and heard.json["results"][0]["evidence"]["path"] == name


def test_the_whole_body_can_have_a_name(service):
    """Then its media type does not matter; without either it is refused."""
    heard = ask(service, "POST", "/api/assess?name=county.yaml", body=COUNTY.read_bytes())
    assert heard.json["results"][0]["evidence"]["path"] == "county.yaml"
    for kind in ("", "text/plain", "application/x-www-form-urlencoded"):
        heard = ask(service, "POST", "/api/assess", kind=kind, body=COUNTY.read_bytes())
        assert (heard.status, heard.codes) == (400, {"ER680"})
    assert ask(service, "POST", "/api/verify", kind="application/json", body=b"{}").codes == {"ER680"}


@pytest.mark.parametrize(
    "name",
    ["../x.yaml", "/etc/x.yaml", "a/../../x.yaml", "a\\x.yaml", "a//x.yaml", "./x.yaml", "x" * 300, "a\tb.yaml", "a\u202eb.yaml", "a/" * 600 + "x"],
    ids=range(10),
)
def test_a_file_never_leaves_its_folder(name: str, service, tmp_path):
    """Refused before anything is written."""
    heard = ask(service, "POST", "/api/assess", files=[("file", name, b"x")])
    assert (heard.status, heard.codes) == (400, {"ER678"})
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert ask(service, "POST", "/api/assess?name=..%2Fx.yaml", body=b"x").codes == {"ER678"}


def test_too_many_files_are_too_much(service):
    """413, with both limits."""
    heard = ask(service, "POST", "/api/assess", files=[("file", f"{at}.txt", b"") for at in range(MOST_FILES + 1)])
    assert (heard.status, heard.codes) == (413, {"ER673"})


def test_reading_has_its_time(tmp_path):
    """Whoever sends nothing is not waited for."""
    heard = ask(service_here(tmp_path, limits=Limits(seconds=0)), "POST", "/api/assess", files=[FILE])
    assert (heard.status, heard.codes) == (408, {"ER674"})


def test_the_language_is_that_of_who_asks(service):
    """The parameter before the header, the header before the service."""
    html = [ask(service, "POST", f"/api/assess?format=html{lang}", files=[FILE], accept_language=header).body.decode()
            for lang, header in (("&lang=zh", "en"), ("", "zh-CN,zh;q=0.9"), ("", "fr"))]  # fmt: skip
    assert ['lang="zh-CN"' in text for text in html] == [True, True, False]
    assert [preferred(header, "zh") for header in ("en-US", "de, zh-TW;q=0.5, en", "", "*")] == ["en", "zh", "zh", "zh"]
