"""`serve`: the page and the operations for other programs, over HTTP."""

from __future__ import annotations

import os
from typing import Annotated, NoReturn

import typer

from evalrules.base.diagnostics import error
from evalrules.cli.language import bilingual, bilingual_in
from evalrules.cli.options import Language
from evalrules.cli.saying import deliver, fail, language_of

serving = typer.Typer(rich_markup_mode=None)

TOKEN = "EVALRULES_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variable with the token, where no file names one."""

_MEGABYTE = 1_000_000


@serving.command(
    epilog=bilingual(
        "按 Ctrl-C 停止。例：evalrules serve，然后用浏览器打开 http://127.0.0.1:8000/；"
        "curl -F file=@county.yaml http://127.0.0.1:8000/api/assess",
        "Ctrl-C ends it. Example: evalrules serve, then open http://127.0.0.1:8000/ in a browser; "
        "curl -F file=@county.yaml http://127.0.0.1:8000/api/assess",
    ),
    help=bilingual(
        "在本机提供网页和供其他程序调用的接口（HTTP），不留存数据",
        "Serve the page, and what other programs ask (HTTP), on this machine; nothing is kept",
    ),
)
def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help=bilingual("端口，0 由系统选择", "0: the system chooses"))
    ] = 8000,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help=bilingual("对其他电脑开放时的地址，须有令牌", "the address; one that others can reach needs a token"),
        ),
    ] = "127.0.0.1",
    token_file: Annotated[
        str | None,
        typer.Option(
            "--token-file",
            help=bilingual(f"存放令牌的文件；也可设环境变量 {TOKEN}", f"the file that holds the token; or set {TOKEN}"),
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            max=64,
            show_default=False,
            help=bilingual("同时评估的进程数（默认为处理器数）", "processes that assess (default: one a processor)"),
        ),
    ] = None,
    size_limit: Annotated[
        int,
        typer.Option(
            "--size-limit", min=1, max=1000, help=bilingual("一次请求的上限（MB）", "the most of one request, in MB")
        ),
    ] = 32,
    time_limit: Annotated[
        int,
        typer.Option(
            "--time-limit", min=1, max=3600, help=bilingual("一次请求的时限（秒）", "the longest of one request, in s")
        ),
    ] = 60,
    lang: Language = None,
) -> None:
    """Serve the page and the operations."""
    language = language_of(lang)
    try:
        from evalrules.service.guard import Access, is_loopback
        from evalrules.service.limits import Limits
        from evalrules.service.running import listening
        from evalrules.service.running import serve as run
    except ImportError:
        fail([error("ER683", None)], language)
    token = _token(token_file, language)
    if not token and not is_loopback(host):
        fail([error("ER670", None, host=host)], language)
    try:
        own = listening(host, port)
    except (OSError, UnicodeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        fail([error("ER671", None, address=f"{host}:{port}", reason=reason)], language)
    limits = Limits(size_limit * _MEGABYTE, time_limit, workers or os.cpu_count() or 1)
    run(own, Access(host, token), limits, language, lambda address: _say_where(address, language))


def _say_where(address: str, language: str) -> None:
    deliver(
        bilingual_in(
            language, f"服务已启动：{address}（按 Ctrl-C 停止）\n", f"Serving at {address} (Ctrl-C ends it)\n"
        ),
        language,
    )


def _token(path: str | None, language: str) -> str:
    """The token of the file, else of the environment, "" for none; ends the command where it cannot be used."""
    from evalrules.readers.files import read_bytes
    from evalrules.service.guard import is_token

    if path is None:
        found = os.environ.get(TOKEN, "")
        return found if not found or is_token(found) else _no_token(language)
    data, problems = read_bytes(path, name=path)
    if data is None:
        fail(problems, language)
    found = data.decode("latin-1").strip("\r\n")
    return found if is_token(found) else _no_token(language)


def _no_token(language: str) -> NoReturn:
    from evalrules.service.guard import LEAST_TOKEN

    fail([error("ER672", None, least=str(LEAST_TOKEN))], language)
