"""Changes that keep an input looking like its kind: words, lines and JSON values are exchanged, not only bytes."""

from __future__ import annotations

import copy
import json
import random
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from evalrules.tree.functions import FUNCTIONS

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def _keys(schema: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    if isinstance(schema, list):
        return {key for item in schema for key in _keys(item)}
    if not isinstance(schema, dict):
        return set()
    named = schema.get("properties")
    own = set(named) if isinstance(named, dict) else set()
    return own.union(*(_keys(item) for item in schema.values()))


KEYS = tuple(
    sorted(
        key
        for kind in ("evidence", "ruleset", "result")
        for key in _keys(json.loads((files("evalrules.schemas") / f"{kind}.json").read_text("utf-8")))
    )
)
"""Every key of the formats, from their schemas."""

WORDS = (*json.loads((Path(__file__).parent / "words.json").read_text("utf-8")), *KEYS, *FUNCTIONS)
"""Numbers, spellings and signs that mean something to some reader, and the words of the formats and the language."""

LONGEST = 100_000
"""About as many characters one word is made of: of a word repeated twice a thousand times none would be left to try."""


def changed(data: bytes, draw: random.Random) -> bytes:
    """The input with a few words, lines or JSON values exchanged, taken out, doubled or moved."""
    if data[:1] == b"{" and draw.random() < 0.6:
        found = _changed_json(data, draw)
        if found is not None:
            return found
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(draw.randint(1, 4)):
        text = _changed_lines(text, draw) if draw.random() < 0.3 else _changed_words(text, draw)
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate of our own: bytes that no UTF-8 has
        return text.encode("utf-8", "surrogatepass")


def _changed_lines(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    kind = draw.randrange(4)
    if kind == 0:
        del lines[one]
    elif kind == 1:
        lines.insert(other, lines[one])
    elif kind == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = " " * draw.randrange(8) + lines[one].lstrip()
    return "\n".join(lines)


def _changed_words(text: str, draw: random.Random) -> str:
    words = _TOKEN.findall(text) or [""]
    one, other = draw.randrange(len(words)), draw.randrange(len(words))
    kind = draw.randrange(6)
    if kind == 0:
        del words[one : one + draw.choice((1, 1, 1, 2, 5))]
    elif kind == 1:
        words.insert(one, draw.choice(WORDS))
    elif kind in (2, 3):
        words[one] = draw.choice(WORDS)
    elif kind == 4:
        words[one] = words[other]
    else:
        words[one] *= min(draw.choice((2, 3, 50, 1000)), LONGEST // max(1, len(words[one])) + 1)
    return "".join(words)


# -- JSON --------------------------------------------------------------------------------------------------------------


def _changed_json(data: bytes, draw: random.Random) -> bytes | None:
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return None
    for _ in range(draw.randint(1, 3)):
        places = list(_places(root))
        if not places:
            break
        _change(*draw.choice(places), draw.choice(places), draw)
    try:
        return json.dumps(root, ensure_ascii=draw.random() < 0.1, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )
    except (ValueError, RecursionError):
        return None


def _places(root: Any) -> Any:  # noqa: ANN401 - pairs of a container and a key
    pending = [root]
    while pending:
        node = pending.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            yield node, key
            pending.append(node[key])


def _change(node: Any, key: Any, other: tuple[Any, Any], draw: random.Random) -> None:  # noqa: ANN401 - any JSON value
    kind = draw.randrange(6)
    if kind == 0:
        del node[key]
    elif kind == 1 and isinstance(node, dict):
        node[draw.choice(KEYS)] = copy.deepcopy(other[0][other[1]])
    elif kind == 1:
        node.insert(key, copy.deepcopy(other[0][other[1]]))
    elif kind == 2:
        node[key] = copy.deepcopy(other[0][other[1]])
    elif kind == 3 and isinstance(node, dict):
        node[draw.choice(KEYS)] = node.pop(key)
    else:
        node[key] = draw.choice(
            (None, True, False, 0, 1, -1, 10**30, [], {}, "", draw.choice(WORDS), draw.choice(WORDS))
        )
