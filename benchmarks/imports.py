"""Measures what each outside package costs at import, as multiples of an empty Python process (CPU time, medians).

python benchmarks/imports.py
"""

from __future__ import annotations

import os
import statistics
import sys

from processes import spent

STATEMENTS = {
    "typer": "import typer",
    "ruamel.yaml.clib": "import _ruamel_yaml",
    "rich": "from rich.console import Console; from rich.table import Table",
    "tabulate with wcwidth": "from tabulate import tabulate",
    "jsonschema": "import jsonschema; jsonschema.Draft7Validator({})",
    "rfc8785": "import rfc8785",
    "platformdirs": "import platformdirs",
    "packaging": "import packaging.requirements, packaging.utils",
    "openpyxl": "import openpyxl",
    "defusedxml": "import defusedxml.ElementTree",
    "xlrd": "import xlrd",
    "pyarrow": "from pyarrow import parquet",
    "starlette with uvicorn": "import starlette.applications, starlette.requests, starlette.responses, uvicorn",
    "pygls": "import pygls.lsp.server",
    "python-multipart": "import python_multipart.multipart",
}
ROUNDS = 11


def main() -> None:
    """Print one line a package."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    python = sys.executable
    ratios: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(ROUNDS):
        base = min(spent([python, "-c", "pass"], environment).seconds for _ in range(3))
        for name, statement in STATEMENTS.items():
            ratios[name].append(spent([python, "-c", statement], environment).seconds / base - 1)
    for name, found in ratios.items():
        print(f"{name:24} {statistics.median(found):4.1f}")


if __name__ == "__main__":
    main()
