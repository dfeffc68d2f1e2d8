"""What every request passes first: the host, the site it comes from, the token, the size; and the policy of answers."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from asking import ask, service_here

from evalrules.service.guard import LEAST_TOKEN, POLICY, is_loopback, is_token
from evalrules.service.limits import Limits

TOKEN = "a-token-of-the-office"
FILE = ("file", "county.yaml", b"ruleset: jiangsu-16\n")


@pytest.fixture
def service(tmp_path: Path) -> Any:
    return service_here(tmp_path)


@pytest.fixture
def open_to_others(tmp_path: Path) -> Any:
    return service_here(tmp_path, host="0.0.0.0", token=TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "127.0.0.1"])
def test_this_machine_may_ask(host: str, service):
    """By the names of loopback, at whatever port a tunnel has put it."""
    assert ask(service, "GET", "/api/health", host=host).status == 200


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "example.com:8000", "", "127.0.0.1@example.com", "localhost."])
def test_another_name_of_this_machine_may_not(host: str, service):
    """A site whose name somebody led to 127.0.0.1 learns nothing (DNS rebinding)."""
    heard = ask(service, "GET", "/api/rulesets", host=host)
    assert (heard.status, heard.codes) == (421, {"ER676"})


@pytest.mark.parametrize("origin", ["http://example.com", "null", "http://127.0.0.1:9", "file://", "http://localhost:8000"])
def test_a_page_of_another_site_may_not(origin: str, service):
    """Even a form that it sends is refused; the page of the service itself may ask."""
    heard = ask(service, "POST", "/api/assess", files=[FILE], origin=origin)
    assert (heard.status, heard.codes) == (403, {"ER676"})
    assert ask(service, "POST", "/api/assess", files=[FILE], origin="http://127.0.0.1:8000").status == 200


def test_a_token_is_demanded(open_to_others):
    """As a bearer or as the password of a browser; the name of the host does not matter then."""
    basic = base64.b64encode(f"anyone:{TOKEN}".encode()).decode()
    for given in (f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Basic {basic}"):
        assert ask(open_to_others, "GET", "/api/health", authorization=given, host="office.example").status == 200


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer x", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Basic ====", "Basic " + base64.b64encode(TOKEN.encode()).decode(), f"Digest {TOKEN}", "Bearer \xff"])
def test_no_other_token_will_do(given: str, open_to_others):
    """401, and a browser is told to ask."""
    for target in ("/", "/api/health", "/api/openapi.json", "/nothing"):
        heard = ask(open_to_others, "GET", target, **({"authorization": given} if given else {}))
        assert (heard.status, heard.codes) == (401, {"ER677"})
        assert heard.headers["www-authenticate"].startswith("Basic ")


def test_a_token_is_long_and_visible():
    """So that it is not guessed, and travels in a header."""
    assert is_token("x" * LEAST_TOKEN) and is_token(TOKEN)
    assert not any(map(is_token, ("", "x" * (LEAST_TOKEN - 1), "x" * 20 + " ", "令牌" * 20, "x" * 20 + "\n")))


def test_what_only_this_machine_reaches():
    """An address of loopback, in either family, and its name."""
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.2", "office.example", "")))


def test_a_request_has_its_size(tmp_path):
    """By what it says of itself, and by what comes all the same."""
    service = service_here(tmp_path, limits=Limits(size=1000))
    large = ("file", "county.yaml", b"#" * 2000)
    assert ask(service, "POST", "/api/assess", files=[FILE]).status == 200
    for said in ("2000", "0", "9" * 5000):
        heard = ask(service, "POST", "/api/assess", files=[large], content_length=said)
        assert (heard.status, heard.codes) == (413, {"ER673"})
    assert ask(service, "POST", "/api/assess?name=a.yaml", body=large[2], content_length="1").status == 413


@pytest.mark.parametrize("target", ["/api/health", "/api/rulesets/jiangsu-16?format=html", "/nothing", "/api/rulesets/x"])
def test_every_answer_has_the_policy(target: str, service):
    """Nothing in it runs or is framed, its type is not guessed, and no cache keeps it."""
    headers = ask(service, "GET", target).headers
    assert headers["content-security-policy"] == POLICY and "sandbox" in POLICY and "script" not in POLICY
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert "access-control-allow-origin" not in headers


def test_who_still_sends_hears_the_answer(service):
    """What is left of a request that is refused is read and thrown away, or the answer would be lost with it."""
    heard = ask(service, "POST", "/api/assess?x=1", files=[("file", "a.yaml", b"#" * 1_000_000)])
    assert (heard.status, heard.codes) == (400, {"ER682"}) and "connection" not in heard.headers


def test_it_is_not_read_without_end(tmp_path):
    """Beyond twice the limit the connection is closed."""
    service = service_here(tmp_path, limits=Limits(size=1000))
    heard = ask(service, "POST", "/api/assess", files=[("file", "a.yaml", b"#" * 1_000_000)])
    assert (heard.status, heard.headers["connection"]) == (413, "close")
