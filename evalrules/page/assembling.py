"""The page put together: one HTML file that holds its program, its looks, its words and everything that runs in it.

The same installation gives the same bytes: names are sorted and nothing has a date.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files as resources
from typing import Any

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.languages import tag_of
from evalrules.model.ruleset import Ruleset
from evalrules.page.compiling import compiled
from evalrules.page.packages import Packed, pack
from evalrules.page.release import VERSION as RUNTIME_VERSION
from evalrules.page.runtime import Runtime, read_runtime
from evalrules.reporters.html.style import BAR, PAIRS
from evalrules.version import VERSION

POLICY = (
    "default-src 'none'; connect-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
)
"""What the page may do: run what it holds, and ask the network for nothing."""

POLICY_OF_SITE = POLICY.replace("connect-src 'none'", "connect-src 'self'")
"""What the page of a site may do: as much, and fetch its own files."""

PROGRAM = (
    "words.js",
    "elements.js",
    "latest.js",
    "engine.js",
    "works.js",
    "fields.js",
    "history.js",
    "sight.js",
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
    made, problems = _made(runtime, rulesets, is_compiled=is_compiled)
    return None if made is None else assembled(*made, language).encode(), problems


def site(
    runtime: str, rulesets: Sequence[str], language: str, *, is_compiled: bool = True
) -> tuple[dict[str, bytes] | None, list[Diagnostic]]:
    """The page as files by name, for a web server: `index.html`, and what it fetches from beside it.

    Everything as for `page`. A file that is fetched carries its digest in its name, so that a browser may keep it.
    """
    made, problems = _made(runtime, rulesets, is_compiled=is_compiled)
    return None if made is None else laid_out(*made, language), problems


def _made(
    runtime: str, rulesets: Sequence[str], *, is_compiled: bool
) -> tuple[tuple[Runtime, Packed] | None, list[Diagnostic]]:
    """What a page is made of."""
    found, problems = read_runtime(runtime)
    packed, more = pack(rulesets)
    if found is None or packed is None:
        return None, [*problems, *more]
    done = compiled(found, packed.archive) if is_compiled else None
    return (found, packed) if done is None else (done[0], packed._replace(archive=done[1])), more


def assembled(runtime: Runtime, packed: Packed, language: str) -> str:
    """The page made of its parts, in one file."""
    parts = sorted(_parts(runtime, packed).items())
    texts = {"parts": "\n".join(_part(name, data) for name, data in parts)}
    return filled_page(_about(runtime, packed, language), words_of_page(), POLICY, _program() | texts)


def laid_out(runtime: Runtime, packed: Packed, language: str) -> dict[str, bytes]:
    """The page made of its parts, each in a file."""
    names, files = {}, {}
    for name, data in sorted(_parts(runtime, packed).items()):
        packed_part = gzip.compress(data, 9, mtime=0)
        # no suffix that a server could take for an encoding, and undo
        names[name] = f"{name}.{hashlib.sha256(packed_part).hexdigest()[:12]}.part"
        files[names[name]] = packed_part
    about = _about(runtime, packed, language) | {"files": names}
    index = filled_page(about, words_of_page(), POLICY_OF_SITE, _program() | {"parts": ""})
    return {"index.html": index.encode(), **files}


def _parts(runtime: Runtime, packed: Packed) -> dict[str, bytes]:
    return {**runtime.files, _PACKAGES: packed.archive}


def _about(runtime: Runtime, packed: Packed, language: str) -> dict[str, Any]:
    holds = [["pyodide", RUNTIME_VERSION], *map(list, packed.versions)]
    return about_page(packed.rulesets, language, holds, lock={"info": runtime.info, "packages": {}})


def _program() -> dict[str, str]:
    return {"worker": web_text("worker.js"), "program": program_of(PROGRAM)}


def filled_page(about: Mapping[str, Any], words: Mapping[str, Any], policy: str, texts: Mapping[str, str]) -> str:
    """The page with what it is told of itself, its words, its policy, and the texts `worker`, `program` and `parts`."""
    filled = {
        **texts,
        "policy": html.escape(policy),
        "language": tag_of(str(about["language"])),
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
    drawn = (f"--bar-{name}: {value};" for name, value in BAR.items())
    return f":root {{ {' '.join([*every, *drawn])} }}\n"
