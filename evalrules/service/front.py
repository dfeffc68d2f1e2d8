"""The page of the service: the page that runs by itself (evalrules.page), with the service for its engine."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
import re
from functools import cache
from importlib.resources import files as resources

from evalrules.loading import list_rulesets
from evalrules.page.assembling import PROGRAM, about_page, filled_page, program_of, words_of_page

ENGINE = "service.js"
"""What stands in the place of the engine that the page brings itself."""


def page_html(language: str) -> str:
    """The page, which opens in "zh" or "en", with all rulesets that can be named."""
    rulesets = [one.ruleset for one in list_rulesets()[0] if one.ruleset is not None]
    about = about_page(rulesets, language, [["Python", platform.python_version()]])
    return filled_page(about, _words(), policy(), _texts())


@cache
def policy() -> str:
    """What the page may do: run the program that it is, and ask this service."""
    drawn = filled_page(about_page([], "zh", []), {}, "", _texts())
    (program,) = re.findall(r"<script>(.*?)</script>", drawn, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(program.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; connect-src 'self'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "form-action 'none'; base-uri 'none'"
    )


@cache
def _texts() -> dict[str, str]:
    before, after = PROGRAM[: PROGRAM.index("engine.js")], PROGRAM[PROGRAM.index("engine.js") + 1 :]
    program = f"{program_of(before)}// {ENGINE}\n{_web(ENGINE)}\n{program_of(after)}"
    return {"worker": "", "parts": "", "program": program}


def _words() -> dict[str, dict[str, str]]:
    own = json.loads(_web("words.json"))
    return {language: {**words, **own[language]} for language, words in words_of_page().items()}


def _web(name: str) -> str:
    return resources("evalrules.service").joinpath("web", name).read_text(encoding="utf-8")
