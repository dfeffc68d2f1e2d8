"""A fuzzer driven by the OpenAPI document asks the service: no 5xx, and every answer is as the document says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from serving import served

pytestmark = pytest.mark.real

EXAMPLES = 4
"""How many requests are drawn for each operation; docs/serve.md has the command for many."""
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
SCHEMATHESIS = shutil.which("schemathesis", path=str(Path(sys.prefix) / "bin"))


@pytest.mark.skipif(SCHEMATHESIS is None, reason="NOT CHECKED: schemathesis (PyPI) is not installed")
def test_no_request_makes_the_service_fail(program, tmp_path):
    """Drawn from the document, as it says and otherwise."""
    with served(program, "--workers", "1") as service:
        at = f"http://{service.host}:{service.port}/api/openapi.json"
        asked = ["--checks", ",".join(CHECKS), "--phases", "fuzzing", "--max-examples", str(EXAMPLES), "--workers", "1"]
        options = ["--generation-database", "none", "--no-color", "--continue-on-failure"]
        run = subprocess.run(
            [str(SCHEMATHESIS), "run", at, *asked, *options], cwd=tmp_path, env=program.environment(), check=False,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:]
    tried = re.search(r"(\d+) generated, (\d+) passed", run.stdout)
    assert tried and tried[1] == tried[2] and int(tried[1]) >= 30, run.stdout[-1000:]
