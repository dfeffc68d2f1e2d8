"""Checked rulesets kept between runs, by the digest of their source, in the user's cache folder.

Only data is kept (evalrules.model.codec). A cache that is missing, unreadable, damaged or not writable
changes nothing but the time it takes; EVALRULES_CACHE names another folder, or "" for none.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import NamedTuple

from evalrules.model.ruleset import Ruleset

VARIABLE = "EVALRULES_CACHE"
CHECKING_ROOMS = ("base", "tree", "model", "frontend", "semantics")


class Kept(NamedTuple):
    """A checked ruleset and the digests of the parents it was made with."""

    ruleset: Ruleset
    parents: tuple[tuple[str, str], ...]


def key_of(shown: str, data: bytes, version: str) -> str:
    """The key of a source file: its bytes, the name its places show, and the version and age of what checked it."""
    stamp = f"{version}\0{_checkers()}\0{shown}\0".encode()
    return hashlib.sha256(stamp + data).hexdigest()


def _checkers() -> str:
    """When the code that checks rulesets last changed: whoever works on it must not meet its older results."""
    home = os.path.dirname(os.path.abspath(__file__))
    newest = 0
    for room in CHECKING_ROOMS:
        for entry in os.scandir(os.path.join(home, room)):
            if entry.name.endswith(".py"):
                newest = max(newest, entry.stat().st_mtime_ns)
    return str(newest)


def fetch(key: str) -> Kept | None:
    """What was kept under a key, or None."""
    from evalrules.model.codec import ruleset_from_json

    folder = _folder()
    if not folder:
        return None
    try:
        with open(os.path.join(folder, key + ".json"), encoding="utf-8") as file:
            head, _, body = file.read().partition("\n")
        parents = tuple((str(name), str(digest)) for name, digest in json.loads(head))
        return Kept(ruleset_from_json(body), parents)
    except (OSError, ValueError, KeyError, TypeError, IndexError, ArithmeticError, RecursionError):
        return None


def keep(key: str, kept: Kept) -> None:
    """Keep a checked ruleset, whole or not at all; say nothing where that cannot be done."""
    from evalrules.model.codec import ruleset_to_json

    folder = _folder()
    if not folder:
        return
    partial = os.path.join(folder, f"{key}.{os.getpid()}.partial")
    try:
        os.makedirs(folder, exist_ok=True)
        with open(partial, "w", encoding="utf-8") as file:
            file.write(json.dumps(kept.parents) + "\n" + ruleset_to_json(kept.ruleset))
        os.replace(partial, os.path.join(folder, key + ".json"))
    except OSError:
        _remove(partial)


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return


def _folder() -> str:
    named = os.environ.get(VARIABLE)
    if named is not None:
        return named
    from platformdirs import user_cache_dir

    return user_cache_dir("evalrules", appauthor=False)
