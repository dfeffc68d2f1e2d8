"""What a step of GitHub Actions needs beside the report: where the inputs lie in the checkout, and its summary."""

from __future__ import annotations

import os
from collections.abc import Iterable

from evalrules.bundles.discovery import FOLDER, ZIP, Input
from evalrules.cli.delivery import to_end_of_file
from evalrules.model.report import Report

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file to which a step may append Markdown."""


def paths_from_here(inputs: Iterable[Input]) -> dict[str, str]:
    """The path of each input from the working directory, by how results name it; those outside of it have none."""
    found = {one.shown: _path_from_here(one) for one in inputs}
    return {shown: path for shown, path in found.items() if path}


def _path_from_here(one: Input) -> str:
    if one.kind == ZIP:
        return _relative(one.path)
    return _relative(os.path.join(one.path, one.inside) if one.kind == FOLDER else one.path)


def _relative(path: str) -> str:
    """The path below the working directory with slashes, "" where it is not below."""
    try:
        path = os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return ""
    return "" if path.startswith("../") or path in ("..", "-") else path


def append_summary(report: Report, language: str) -> None:
    """Append the summary to the file that GitHub names; nothing where it names none. Raises NotDelivered."""
    path = os.environ.get(SUMMARY)
    if path:
        from evalrules.reporters.github import step_summary

        to_end_of_file(path, step_summary(report, language).encode())
