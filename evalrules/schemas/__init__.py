"""The published JSON Schemas of evidence, ruleset and result (draft-07, which editors understand)."""

from __future__ import annotations

import os

NAMES = ("evidence", "ruleset", "result")


def schema_text(name: str) -> str:
    """The JSON text of one of the schemas."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.json"), encoding="utf-8") as file:
        return file.read()
