"""The page of the service is the page itself, with the service for its engine."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from importlib.resources import files

import pytest

from evalrules.page.assembling import PROGRAM, web_text, words_of_page
from evalrules.service.front import ENGINE, page_html, policy

WEB = files("evalrules.service").joinpath("web")


@pytest.fixture(scope="module")
def made() -> str:
    return page_html("zh")


def test_every_file_of_the_page_is_in_it(made):
    """All but the engine, in whose place the service stands; no runtime, no worker."""
    for name in PROGRAM:
        assert (web_text(name) in made) == (name != "engine.js")
    assert WEB.joinpath(ENGINE).read_text("utf-8") in made
    assert "data-part=" not in made and "loadPyodide" not in made


def test_the_program_is_the_one_that_the_policy_names(made):
    """Any other script is refused by the browser."""
    (program,) = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(program.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy()
    assert html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', made)[1]) == policy()


def test_it_says_where_data_go(made):
    """Not that they stay in the browser, which is true of the other page alone; both languages have the same words."""
    words = json.loads(re.search(r'id="words">(.*?)</script>', made)[1])
    own = json.loads(WEB.joinpath("words.json").read_text("utf-8"))
    assert list(own["zh"]) == list(own["en"])
    for language in ("zh", "en"):
        assert set(own[language]) <= set(words_of_page()[language]) == set(words[language])
        assert words[language]["lead"] == own[language]["lead"] != words_of_page()[language]["lead"]
        for name, text in own[language].items():
            assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", words_of_page()[language][name])


def test_it_asks_no_other_address():
    """The file of the service asks the service, by a path beside the page."""
    text = WEB.joinpath(ENGINE).read_text("utf-8")
    assert re.findall(r'fetch\("([^"]*)"', text) == ["desk"] and "http" not in text


@pytest.mark.real
def test_all_rulesets_can_be_chosen(made, cli):
    """Those that the command lists."""
    about = json.loads(re.search(r'id="about">(.*?)</script>', made)[1])
    listed = json.loads(cli("rulesets", "-f", "json").out)
    assert {one["ruleset"] for one in about["standards"]} == {f"{one['id']}@{one['edition']}" for one in listed}
