"""The page put together: one HTML file that holds its program, its looks, its words and everything that runs in it.

The same installation gives the same bytes: names are sorted and nothing has a date.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files as resources
from typing import Any

from evalrules.base.diagnostics import Diagnostic
from evalrules.model.ruleset import Ruleset
from evalrules.page.compiling import compiled
from evalrules.page.packages import Packed, pack
from evalrules.page.release import VERSION as RUNTIME_VERSION
from evalrules.page.runtime import Runtime, read_runtime
from evalrules.reporters.html.style import PAIRS
from evalrules.version import VERSION

POLICY = (
    "default-src 'none'; connect-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
)
"""What the page may do: run what it holds, and ask the network for nothing."""

PROGRAM = (
    "words.js",
    "elements.js",
    "latest.js",
    "engine.js",
    "works.js",
    "fields.js",
    "tables.js",
    "form.js",
    "opened.js",
    "report.js",
    "what_if.js",
    "work.js",
    "start.js",
    "main.js",
)
"""The files of the program, in the order in which they are read."""

_PACKAGES = "packages.zip"


def page(
    runtime: str, rulesets: Sequence[str], language: str, *, is_compiled: bool = True
) -> tuple[bytes | None, list[Diagnostic]]:
    """The page as the bytes of an HTML file, which opens in "zh" or "en"; `runtime` is where `read_runtime` finds it.

    No rulesets: all that can be named. What is wrong with the runtime, a ruleset or the installation are diagnostics.
    Its modules are compiled where Node.js is there and `is_compiled`.
    """
    found, problems = read_runtime(runtime)
    packed, more = pack(rulesets)
    if found is None or packed is None:
        return None, [*problems, *more]
    done = compiled(found, packed.archive) if is_compiled else None
    if done is not None:
        found, packed = done[0], packed._replace(archive=done[1])
    return assembled(found, packed, language).encode(), more


def assembled(runtime: Runtime, packed: Packed, language: str) -> str:
    """The page made of its parts."""
    parts = {**runtime.files, _PACKAGES: packed.archive}
    holds = [["pyodide", RUNTIME_VERSION], *map(list, packed.versions)]
    about = about_page(packed.rulesets, language, holds, lock={"info": runtime.info, "packages": {}})
    texts = {"worker": web_text("worker.js"), "program": program_of(PROGRAM)}
    texts["parts"] = "\n".join(_part(name, data) for name, data in sorted(parts.items()))
    return filled_page(about, words_of_page(), POLICY, texts)


def filled_page(about: Mapping[str, Any], words: Mapping[str, Any], policy: str, texts: Mapping[str, str]) -> str:
    """The page with what it is told of itself, its words, its policy, and the texts `worker`, `program` and `parts`."""
    filled = {
        **texts,
        "policy": html.escape(policy),
        "language": "zh-CN" if about["language"] == "zh" else "en",
        "style": _colours() + web_text("page.css"),
        "about": _json(about),
        "words": _json(words),
    }
    return re.sub(r"\$(\w+)\$", lambda found: filled[found[1]], web_text("page.html"))


def words_of_page() -> dict[str, dict[str, str]]:
    """What the page says, by language and name."""
    found: dict[str, dict[str, str]] = json.loads(web_text("words.json"))
    return found


def program_of(names: Iterable[str]) -> str:
    """Files of the program as one text, in this order."""
    return "".join(f"// {name}\n{web_text(name)}\n" for name in names)


def about_page(
    rulesets: Iterable[Ruleset], language: str, holds: Sequence[Sequence[str]], **more: object
) -> dict[str, Any]:
    """What the program is told of its page: who made it, what it holds, the standards to choose from, and `more`."""
    standards = [_standard(one) for one in rulesets]
    return {
        "language": language,
        "version": VERSION,
        "holds": [list(one) for one in holds],
        "standards": standards,
        **more,
    }


def _standard(ruleset: Ruleset) -> dict[str, Any]:
    """What is told of a standard where one is chosen by its name."""
    return {
        "ruleset": ruleset.name,
        "title": ruleset.title._asdict(),
        "document": ruleset.document,
        "in_force": ruleset.in_force.text,
        "indicators": len(ruleset.indicators),
    }


def _part(name: str, data: bytes) -> str:
    text = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")
    return f'<script type="text/plain" data-part="{html.escape(name)}">{text}</script>'


def _json(value: object) -> str:
    """JSON that may stand inside a script element: nothing in it can end that."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def web_text(name: str) -> str:
    """A file of the page."""
    return resources("evalrules.page").joinpath("web", name).read_text(encoding="utf-8")


def _colours() -> str:
    """The colours of the reports, so that the page around one looks like it."""
    every = (f"--{name}-{part}: {value};" for name, pair in PAIRS.items() for part, value in pair._asdict().items())
    return f":root {{ {' '.join(every)} }}\n"
