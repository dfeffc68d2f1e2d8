"""The pages of the diagnostic codes: what `evalrules explain ER402` prints."""

from __future__ import annotations

import os

from evalrules.base.shipped import shipped_bytes, shipped_folder


def page_text(code: str, language: str) -> str:
    """The page of one code, in "zh" or "en"; each page holds both, split at a line of dashes."""
    path = os.path.join(shipped_folder("error_pages", "docs/errors"), f"{code}.md")
    english, _, chinese = shipped_bytes(path).decode().replace("\r\n", "\n").partition("\n---\n")
    return (chinese.lstrip("\n") if language == "zh" and chinese else english).rstrip() + "\n"
