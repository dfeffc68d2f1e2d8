"""The user manual as tests read it: its pages by language, and `docs/walkthrough.py`, which knows what they ask for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {language: (DOCS / "manual" / f"{language}.md").read_text("utf-8") for language in ("zh", "en")}


def tool_of_docs(name: str) -> ModuleType:
    """A tool of the documentation by the name of its file."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


walkthrough = tool_of_docs("walkthrough")


def squeezed(text: str) -> str:
    """Text without spaces and line ends, which depend on where lines break and how wide columns are."""
    return "".join(text.split())
