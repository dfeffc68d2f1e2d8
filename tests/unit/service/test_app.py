"""The routes: every operation at its path, and an answer with its code where there is nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from asking import ask, service_here

from evalrules.service.openapi import openapi_document
from evalrules.version import VERSION


@pytest.fixture
def service(tmp_path: Path) -> Any:
    return service_here(tmp_path)


@pytest.mark.parametrize("target", ["/nothing", "/api", "/api/", "/api/rulesets/", "/desk/x", "/api/rulesets/a/b/c"])
def test_there_is_nothing_else(target: str, service):
    """404 with its code."""
    heard = ask(service, "GET", target)
    assert (heard.status, heard.codes) == (404, {"ER675"})


def test_another_method_is_told(service):
    """405, and which there is."""
    heard = ask(service, "GET", "/api/assess")
    assert (heard.status, heard.codes, heard.headers["allow"]) == (405, {"ER675"}, "POST")
    assert ask(service, "DELETE", "/api/rulesets").status == 405


def test_a_service_that_is_well_says_its_version(service):
    """For whoever watches over it."""
    assert ask(service, "GET", "/api/health").json == {"version": VERSION}


def test_the_document_is_served(service):
    """As the table makes it."""
    assert ask(service, "GET", "/api/openapi.json").json == openapi_document()


@pytest.mark.real
def test_the_page_may_run_itself_and_nothing_else(service):
    """Its policy names its own program by its digest, and this service as all that it may ask."""
    heard = ask(service, "GET", "/?lang=zh")
    policy = heard.headers["content-security-policy"]
    assert heard.headers["content-type"].startswith("text/html") and b'lang="zh-CN"' in heard.body
    assert re.search(r"script-src 'sha256-[\w+/=]+';", policy) and "connect-src 'self'" in policy
    assert "'unsafe-eval'" not in policy and "frame-ancestors 'none'" in policy
