"""docs/serve.md is true: its examples are run against a service, and its tables hold what the service has."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from serving import served

from evalrules.base.codes import CODES
from evalrules.service.operations import OPERATIONS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "serve.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_operation_is_told():
    """In the table, with its path; and every code of the service stands on the page or beside the option that it is about."""
    told = set(re.findall(r"^\| `(GET|POST) (/api/\S+)`", PAGE, re.MULTILINE))
    own = {(one.method, re.sub(r"\{\w+\}", lambda found: "NAME" if "name" in found[0] else "ID", one.path)) for one in OPERATIONS.values()}
    assert told == own | {("GET", "/api/health")}
    codes = {code for code in CODES if "ER673" <= code <= "ER682"}
    assert codes - set(re.findall(r"ER\d{3}", PAGE)) == {"ER681"}  # a ruleset by its path is told in words


@pytest.mark.real
def test_the_examples_do_what_they_say(program, tmp_path):
    """Line by line in one folder, against a service at another port."""
    if shutil.which("curl") is None:
        pytest.skip("NOT CHECKED: curl is not installed")
    (tmp_path / "county.yaml").write_bytes((ROOT / "examples" / "jiangsu-16" / "county.yaml").read_bytes())
    with served(program, "--workers", "1") as service:
        at = f"http://{service.host}:{service.port}"
        for line in "".join(blocks("sh")).splitlines():
            run = program.shell(line.replace(ADDRESS, at).replace("curl -s", "curl -s -S --fail-with-body"), cwd=tmp_path, text=True)
            assert (run.returncode, run.stderr) == (0, ""), (line, run.stdout)
            name = line.rpartition("> ")[2] if "> " in line else ""
            assert (tmp_path / name).read_bytes() if name else run.stdout, line
        assert b"PK" == (tmp_path / "整改台账.xlsx").read_bytes()[:2] == (tmp_path / "评估报告书.docx").read_bytes()[:2]
        (script,) = blocks("python")
        for text, expected in (("", "pass\n"), ("facts: {graduate_teachers: abc}\n", "ValueError: county.yaml:")):
            with (tmp_path / "county.yaml").open("a") as file:
                file.write(text)
            run = program.python("-c", script.replace(ADDRESS, at), cwd=tmp_path, text=True)
            assert expected in run.stdout + run.stderr, run
