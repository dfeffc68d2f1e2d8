"""Floor 6, the roof: the command line. Options become values, results become exit codes (docs/contract.md)."""

from __future__ import annotations

import sys

INTERNAL_ERROR = 70
INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit; an unexpected error never looks like a verdict."""
    try:
        from evalrules.cli.app import app

        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except SystemExit:
        raise
    except Exception as problem:  # noqa: BLE001 - the last door: Python's own exit code 1 would say "not passed"
        _report(problem)
        sys.exit(INTERNAL_ERROR)


def _report(problem: Exception) -> None:
    import traceback

    from evalrules.version import VERSION

    last = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{last.name} ({last.filename.rsplit('/', 1)[-1]}:{last.lineno})"
    lines = (
        f"ER901: evalrules 内部错误 / internal error: {type(problem).__name__}: {problem}",
        f"  evalrules {VERSION}, Python {sys.version.split()[0]}, {where}",
        "  请附上命令和输入文件报告此问题 / please report this with the command and the input file",
    )
    sys.stderr.write("\n".join(lines) + "\n")
