"""Floor 6, the roof: the command line. Options become values, results become exit codes (docs/contract.md).

Everything else is imported within `main`, so that an installation that is damaged is told in words, too.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # what checkers take for true: typing is loaded after the collector is told to wait

if TYPE_CHECKING:
    from typing import NoReturn

INTERNAL_ERROR = 70
INTERRUPTED = 130

COLLECTED_AFTER = 100_000
"""So many records more than are let go, before the garbage collector looks for cycles among them: a check of one
subject makes half of that, and none of them is garbage before it ends.
"""


def command() -> NoReturn:
    """`main`, and the process ends with it: what it holds goes at once, and is not taken apart piece by piece before.

    That is a twentieth of a check. What others asked to be called at the end is called, and all that was written
    arrives. Python's own way is left to it where threads may run, where somebody watches, and where writing fails.
    """
    code: str | int | None = None
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    if not isinstance(code, str) and not _is_awaited():
        import atexit

        atexit._run_exitfuncs()  # noqa: SLF001 - what Python itself calls next
        if _is_written():
            os._exit(code or 0)
    sys.exit(code)


def _is_awaited() -> bool:
    """Whether somebody may have something to do after the last line: a thread, a debugger, a profiler, `python -i`."""
    monitoring = getattr(sys, "monitoring", None)
    tools = () if monitoring is None else map(monitoring.get_tool, range(6))
    watching = (sys.gettrace(), sys.getprofile(), *tools)
    return "threading" in sys.modules or bool(sys.flags.inspect) or any(one is not None for one in watching)


def _is_written() -> bool:
    """Whether both streams took what was written to them."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True


def main() -> None:
    """Run the command line and exit; an unexpected error never looks like a verdict."""
    gc.set_threshold(COLLECTED_AFTER, *gc.get_threshold()[1:])
    try:
        _run()
    finally:
        gc.freeze()  # all that there is goes with the process: nobody needs to look through it for cycles


def _run() -> None:
    try:
        from evalrules.cli.check_call import plain_call

        call = plain_call(sys.argv[1:])
        if call is not None:
            from evalrules.cli.checking import run_check

            run_check(call)
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
    damaged = _damaged_byte_code(problem)
    sys.stderr.write("\n".join(_about_installation(damaged) if damaged else _about_fault(problem)) + "\n")


def _damaged_byte_code(problem: BaseException | None) -> str:
    """The file of byte code that Python could not load, "" where that is not what happened.

    Where the disk was full while Python kept a compiled module, the file that it left is cut short.
    """
    while problem is not None:
        path = getattr(problem, "path", None)  # of an ImportError: what was loaded is no code
        if isinstance(problem, ImportError) and isinstance(path, str) and path.endswith(".pyc"):
            return path
        caller, step = None, problem.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_name == "_compile_bytecode" and caller is not None:
                return str(caller.f_locals.get("bytecode_path") or "")
            caller, step = step.tb_frame, step.tb_next
        problem = problem.__cause__ or problem.__context__
    return ""


def _about_installation(damaged: str) -> tuple[str, ...]:
    return (
        "ER901: evalrules 的安装已损坏：Python 编译缓存文件不完整，多因写入时磁盘已满",
        "  the installation of evalrules is damaged: a file that Python compiled is cut short, since the disk was full",
        f"  {damaged}",
        "  删除该文件（Python 会重新生成）后再试；您的数据文件没有问题",
        "  delete that file (Python makes it again) and run the command again; your own files are not to blame",
    )


def _about_fault(problem: Exception) -> tuple[str, ...]:
    import traceback

    from evalrules.version import VERSION

    last = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{last.name} ({last.filename.rsplit('/', 1)[-1]}:{last.lineno})"
    return (
        f"ER901: evalrules 内部错误 / internal error: {type(problem).__name__}: {problem}",
        f"  evalrules {VERSION}, Python {sys.version.split()[0]}, {where}",
        "  请附上命令和输入文件报告此问题 / please report this with the command and the input file",
    )
