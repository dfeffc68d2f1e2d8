"""The commands about bundles: sealing one as a BagIt bag, and verifying what was sealed."""

from __future__ import annotations

import datetime
import json
import os
from typing import Annotated

import typer

from evalrules.base.diagnostics import Diagnostic, has_errors, in_order
from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple
from evalrules.cli.commands import Commands
from evalrules.cli.interruption import ended_cleanly
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, say, usage

bundles = typer.Typer(
    name="bundle",
    cls=Commands,
    help=bilingual("封装资料包（BagIt，RFC 8493）并核对", "Seal bundles as BagIt bags (RFC 8493) and verify them"),
    epilog=bilingual("例：evalrules bundle seal 资料包", "Example: evalrules bundle seal kunshan"),
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_RESERVED = ("bag-software-agent", "payload-oxum")
_EPOCH = "SOURCE_DATE_EPOCH"
_TEXT = {
    "sealed": ("已封装 {path}：{files} 个文件", "{path} is sealed: {files} files"),
    "valid": (
        "{path} 完好：{files} 个文件，{algorithms}",
        "{path} is whole and unchanged: {files} files, {algorithms}",
    ),
}


class Checked(NamedTuple):
    """One bundle that was verified: its path, the files of its payload, the algorithms, every problem."""

    path: str
    files: int
    algorithms: tuple[str, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def is_valid(self) -> bool:
        """Whether it is sealed, whole and unchanged."""
        return not has_errors(self.problems)


@bundles.command(
    epilog=bilingual(
        "退出码：0 已封装，2 未封装，原样未动。例：evalrules bundle seal 昆山市 -o 昆山市.zip --info Contact-Name=张三",
        "Exit codes: 0 sealed, 2 not sealed and nothing changed. "
        "Example: evalrules bundle seal kunshan -o kunshan.zip --info Contact-Name=Zhang",
    ),
    help=bilingual(
        "封装资料包：记录每个文件的摘要，此后的任何改动都能发现",
        "Seal a bundle: the digest of every file is kept, so that any later change shows",
    ),
)
def seal(
    path: Annotated[str, typer.Argument(help=bilingual("文件夹或 zip", "a folder or a zip"))],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help=bilingual("写到新的文件夹或 .zip（默认就地封装）", "a new folder or a .zip (default: in place)"),
        ),
    ] = None,
    info: Annotated[
        list[str] | None,
        typer.Option(
            "--info", help=bilingual("写入 bag-info.txt 的 名称=值，可重复", "KEY=VALUE for bag-info.txt, repeatable")
        ),
    ] = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help=bilingual("内容改动后重新封装", "seal a sealed bundle anew after a change"))
    ] = False,
    lang: Language = None,
) -> None:
    """Seal a bundle."""
    language = language_of(lang)
    lines = (*_date_lines(language), *(_info_line(written, language) for written in info or ()))
    from evalrules.bundles.seal import Wish
    from evalrules.bundles.seal import seal as seal_bundle

    with ended_cleanly():
        made, problems = seal_bundle(path, Wish(output, lines, again), shown=_shown(path))
    if made is None:
        fail(in_order(problems), language)
    say(in_order(problems), {}, language)
    deliver(_line("sealed", language, path=made.path, files=str(made.files)), language)


@bundles.command(
    epilog=bilingual(
        "退出码：0 全部完好，2 有缺少、改动、多余的文件，或尚未封装。例：evalrules bundle verify 昆山市.zip",
        "Exit codes: 0 all whole and unchanged, 2 files missing, changed or added, or not sealed. "
        "Example: evalrules bundle verify kunshan.zip",
    ),
    help=bilingual("核对封装的资料包是否完整、未改动", "Verify that sealed bundles are whole and unchanged"),
)
def verify(
    paths: Annotated[list[str], typer.Argument(help=bilingual("文件夹或 zip", "folders or zips"))],
    form: Annotated[str, typer.Option("--format", "-f", help="text, json")] = "text",
    lang: Language = None,
) -> None:
    """Verify sealed bundles."""
    language = language_of(lang)
    if form not in ("text", "json"):
        usage("--format", form, "text, json", language)
    checked = [check_bundle(path) for path in paths]
    say([problem for one in checked for problem in one.problems], {}, language)
    deliver(checked_text(checked, form, language), language, utf8=form == "json")
    raise typer.Exit(0 if all(one.is_valid for one in checked) else WRONG_INPUT)


def check_bundle(path: str) -> Checked:
    """A folder or a zip verified; ER026 where it is not sealed, else as open_bundle and verify_bag say."""
    from evalrules.bundles.archive import Archive
    from evalrules.bundles.bag import algorithms_of, is_bag, payload_of, verify_bag
    from evalrules.bundles.seal import open_bundle
    from evalrules.bundles.seal_marks import unsealed, weaknesses

    shown = _shown(path)
    storage, problems = open_bundle(path, shown=shown)
    if storage is None:
        return Checked(path, 0, (), in_order(problems))
    if is_bag(storage):
        verified, found = verify_bag(storage, shown=shown)
        found += [] if has_errors(found) else weaknesses(verified, storage.names(), shown)
    else:
        verified, found = {}, unsealed(storage.names(), path, shown, is_demanded=True)
    if isinstance(storage, Archive):
        storage.close()
    return Checked(path, len(payload_of(verified)), tuple(algorithms_of(verified)), in_order(problems + found))


def checked_text(checked: list[Checked], form: str, language: str) -> str:
    """A line for each bundle that is whole, or each bundle as JSON."""
    if form == "json":
        return json.dumps([_document(one) for one in checked], ensure_ascii=False, indent=1) + "\n"
    return "".join(
        _line("valid", language, path=one.path, files=str(one.files), algorithms=", ".join(one.algorithms))
        for one in checked
        if one.is_valid
    )


def _document(one: Checked) -> dict[str, object]:
    return {
        "path": one.path,
        "valid": one.is_valid,
        "files": one.files,
        "algorithms": list(one.algorithms),
        "diagnostics": [_diagnostic(found) for found in one.problems],
    }


def _diagnostic(found: Diagnostic) -> dict[str, object]:
    """A problem as the JSON report of `check` has it."""
    place = str(found.place) if found.place else None
    return {"code": found.code, "severity": found.severity, "place": place, "args": dict(found.args)}


def _line(phrase: str, language: str, **values: str) -> str:
    from evalrules.reporters.inert import inert

    zh, en = _TEXT[phrase]
    return inert(spoken((zh, en), language, **values)) + "\n"


def _info_line(written: str, language: str) -> tuple[str, str]:
    label, sign, value = (part.strip() for part in written.partition("="))
    is_line = bool(label and sign and value) and written.isprintable() and ":" not in label
    if not is_line or label.lower() in _RESERVED:
        usage("--info", written, "KEY=VALUE on one line", language)
    return label, value


def _date_lines(language: str) -> list[tuple[str, str]]:
    """The date of the bag where the environment fixes one (reproducible-builds.org); the clock is never asked."""
    written = os.environ.get(_EPOCH)
    if not written:
        return []
    try:
        moment = datetime.datetime.fromtimestamp(int(written), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        usage(_EPOCH, written, "a number of seconds", language)
    return [("Bagging-Date", moment.date().isoformat())]


def _shown(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")
