"""The published JSON Schemas (draft-07, as editors know it) of every document that is written or read."""

from __future__ import annotations

import os
from typing import Any, cast

NAMES = ("evidence", "ruleset", "case", "result", "examination", "plan")


def schema_text(name: str) -> str:
    """The JSON text of one of the schemas, also where the package is run from a zip."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.json")
    return bytes(cast("Any", __spec__).loader.get_data(path)).decode()
