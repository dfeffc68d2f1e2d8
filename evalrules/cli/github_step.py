"""What a step of GitHub Actions needs beside the report: its summary."""

from __future__ import annotations

import os

from evalrules.cli.delivery import to_end_of_file
from evalrules.model.report import Report

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file to which a step may append Markdown."""


def append_summary(report: Report, language: str) -> None:
    """Append the summary to the file that GitHub names; nothing where it names none. Raises NotDelivered."""
    path = os.environ.get(SUMMARY)
    if path:
        from evalrules.reporters.ci.github import step_summary

        to_end_of_file(path, step_summary(report, language).encode())
