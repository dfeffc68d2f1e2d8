"""The pages of the diagnostic codes, shipped as `evalrules.error_pages`: what `evalrules explain ER402` prints."""

from __future__ import annotations

import os


def page_text(code: str, language: str) -> str:
    """The page of one code, in "zh" or "en"; each page holds both, split at a line of dashes."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{code}.md")
    with open(path, encoding="utf-8") as file:
        english, _, chinese = file.read().partition("\n---\n")
    return (chinese.lstrip("\n") if language == "zh" and chinese else english).rstrip() + "\n"
