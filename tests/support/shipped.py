"""The shipped rulesets by name, told apart without loading them: every process that collects tests asks."""

from __future__ import annotations

import re
from pathlib import Path

from evalrules import catalog

ROOT = Path(__file__).parents[2]
SHIPPED = [one.name for one in catalog.entries() if one.is_shipped]
_EXTENDS = re.compile(r"^extends: +([\w-]+@[\w.-]+)", re.MULTILINE)


def _has_tables(name: str) -> bool:
    text = Path(ROOT, "rulesets", *name.split("@"), "ruleset.yaml").read_text(encoding="utf-8")
    parent = _EXTENDS.search(text)
    return "\ntables:" in text or (parent is not None and _has_tables(parent[1]))


WITH_ROWS = [one for one in SHIPPED if _has_tables(one)]
WITHOUT_ROWS = [one for one in SHIPPED if one not in WITH_ROWS]
