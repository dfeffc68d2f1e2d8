"""Help and usage errors in the language of the reader: what typer says in English, said as the rest of the program.

Pages of help go through a formatter of our own; what is wrong with a call becomes a diagnostic (ER649).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NoReturn

import typer

from evalrules.base.diagnostics import error
from evalrules.base.languages import spoken
from evalrules.base.patterns import pattern
from evalrules.cli.language import language_of_call, preferred_language
from evalrules.cli.saying import fail

_Context: Any = typer.core.TyperGroup.context_class
_Formatter: Any = _Context.formatter_class
USAGE_ERROR: Any = typer.BadParameter.__mro__[1]
"""What typer raises where a call is wrong; it publishes the class below it only."""

_WORDS = {
    "Usage: ": "用法：", "Options": "选项", "Arguments": "参数", "Commands": "命令", "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...", "Show this message and exit.": "显示本说明",
    "Install completion for the current shell.": "为当前的命令行安装自动补全",
    "Show completion for the current shell, to copy it or customize the installation.":
        "显示自动补全的脚本，可复制或改动后安装",
    "<str>": "<值>", "<int>": "<整数>", "<float>": "<数>", "<int range>": "<整数>", "<float range>": "<数>",
    "PATH=VALUE": "路径=值", "FILE": "文件", "[WORD]...": "[字词]...",
}  # fmt: skip
_NAMES = {
    "evidence": "数据", "ruleset": "标准", "rulesets": "标准", "workbook": "设定表", "what": "代码或标准",
    "indicator": "指标", "name": "名称", "folder": "文件夹", "result": "结果", "old": "旧结果", "new": "新结果",
    "paths": "资料包", "path": "资料包", "words": "字词", "tables": "数据表", "before": "标准", "after": "另一标准",
}  # fmt: skip
"""What the arguments of commands are called."""
_NAME = pattern(r"(?<![\w-])(" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")(?![\w-])")
_EXTRAS = {"[required]": "（必填）", "[default: ": "（默认："}
_RANGES = {
    r"; (\S+?)<=x<=([^\s）]+)": r"，\1 至 \2",
    r"; x>=([^\s）]+)": r"，至少 \1",
    r"; x<=([^\s）]+)": r"，至多 \1",
    r"\s*\[(\S+?)<=x<=([^\s\]]+)\]": r"（\1 至 \2）",
    r"\s*\[x>=([^\s\]]+)\]": r"（至少 \1）",
    r"\s*\[x<=([^\s\]]+)\]": r"（至多 \1）",
}
"""How the library tells the limits of a number, and how we do."""

_TEXT = {
    "option": ("没有“{name}”这个选项{near}", "there is no option {name}{near}"),
    "command": ("没有“{name}”这个命令{near}", "there is no command {name!r}{near}"),
    "near": ("，是否想写“{near}”？", ", did you mean {near}?"),
    "missing_argument": ("没有写明{name}", "{name} is missing"),
    "missing_option": ("缺少选项 {name}", "the option {name} is missing"),
    "no_value": ("选项 {name} 后面缺少值", "the option {name} needs a value"),
    "no_flag": ("选项 {name} 不带值", "the option {name} takes no value"),
    "extra": ("多写了“{name}”", "{name!r} is too much"), "no_command": ("没有写明命令", "a command is missing"),
    "other": ("命令写法有误：{name}", "the call is wrong: {name}"),
}  # fmt: skip


class SpokenFormatter(_Formatter):  # type: ignore[misc]  # typer keeps the type to itself
    """Writes help in Chinese where the reader's language is Chinese; in columns that fit Chinese characters too."""

    names_arguments = False

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of usage."""
        super().write_usage(prog, _named(said(args)), said(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        self.names_arguments = heading == "Arguments"
        colon = spoken(("：", ":"), preferred_language())
        self.write(f"{'':>{self.current_indent}}{said(heading)}{colon}\n")

    def write_text(self, text: str) -> None:
        """A paragraph, or several of them."""
        from evalrules.reporters.workbook.sheets import wrapped

        indent = " " * self.current_indent
        parts = text.split("\n\n")
        for at, part in enumerate(parts):
            lines = [line for given in part.split("\n") for line in wrapped(given, self.width - len(indent))]
            self.write("\n".join(f"{indent}{line}" for line in lines) + "\n" + ("\n" if at < len(parts) - 1 else ""))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options, arguments or commands beside what they are."""
        from evalrules.reporters.workbook.sheets import width_of, wrapped

        listed = [
            (_named(said(first)) if self.names_arguments else said(first), said(second)) for first, second in rows
        ]
        first_width = min(max((width_of(first) for first, _ in listed), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in listed:
            lines = wrapped(second, max(self.width - first_width - len(indent), 20)) if second else []
            gap = first_width - width_of(first)
            is_alone = gap < col_spacing and bool(lines)  # too long to have anything beside it
            beside = "" if is_alone or not lines else " " * gap + lines[0]
            self.write(f"{indent}{first}{beside}\n")
            for line in lines if is_alone else lines[1:]:
                self.write(f"{indent}{' ' * first_width}{line}\n")


class SpokenContext(_Context):  # type: ignore[misc]  # as above
    """The context of a command, with this formatter."""

    formatter_class = SpokenFormatter


def said(text: str) -> str:
    """What typer says, in the language of the reader."""
    if preferred_language() != "zh":
        return text
    if text in _WORDS:
        return _WORDS[text]
    for english, chinese in _EXTRAS.items():
        text = text.replace(f"  {english}", chinese)
    if "（默认：" in text:
        text = re.sub(r"(（默认：[^\]]*)\]", r"\1）", text)
    if "x<=" in text or "x>=" in text:
        for english, chinese in _RANGES.items():
            text = re.sub(english, chinese, text)
    for english, chinese in _WORDS.items():
        if english.startswith(("[", "<", "COMMAND", "PATH", "FILE")):
            text = text.replace(english, chinese)
    return text


def _named(text: str) -> str:
    """A piece of the usage with the names of arguments in the language of the reader."""
    return spoken((_NAME.sub(lambda found: _NAMES[found[1]], text), text), preferred_language())


def refuse_call(problem: Any, arguments: Sequence[str]) -> NoReturn:  # noqa: ANN401 - typer keeps the type to itself
    """End the command with what is wrong with the call, in words, and where its usage is told (ER649)."""
    command = problem.ctx.command_path if getattr(problem, "ctx", None) is not None else "evalrules"
    zh, en = _sentence(problem, 0), _sentence(problem, 1)
    fail([error("ER649", None, zh=zh, en=en, command=f"{command} -h")], language_of_call(arguments))


def _sentence(problem: Any, at: int) -> str:  # noqa: ANN401 - as above
    name, near, kind = _parts(problem, at)
    shown = _TEXT["near"][at].format(near=near) if near else ""
    return _TEXT[kind][at].format(name=name, near=shown)


def _parts(problem: Any, at: int) -> tuple[str, str, str]:  # noqa: ANN401 - as above
    """What is named, what may be meant, and which sentence says so."""
    message = str(getattr(problem, "message", ""))
    kind = type(problem).__name__
    if kind == "NoSuchOption":
        return problem.option_name, ("、" if at == 0 else " or ").join(problem.possibilities or ()), "option"
    if kind == "MissingParameter" and problem.param is not None:
        return _missing(problem.param, at)
    if kind == "BadOptionUsage":
        return problem.option_name, "", "no_flag" if "does not take" in message else "no_value"
    quoted = re.findall(r"'([^']*)'", message)
    if message.startswith("No such command"):
        return quoted[0] if quoted else "", ("、" if at == 0 else " or ").join(quoted[1:]), "command"
    if message.startswith("Missing command"):
        return "", "", "no_command"
    if message.startswith("Missing argument"):
        return _argument("".join(quoted[:1]), at), "", "missing_argument"
    extra = re.search(r"extra argument\S* \((.*)\)", message)
    if extra is not None:
        return extra[1], "", "extra"
    return problem.format_message() if kind != "UsageError" else message, "", "other"


def _missing(parameter: Any, at: int) -> tuple[str, str, str]:  # noqa: ANN401 - as above
    if parameter.param_type_name == "option":
        return " / ".join(parameter.opts), "", "missing_option"
    return _argument(str(parameter.name), at), "", "missing_argument"


def _argument(name: str, at: int) -> str:
    """What an argument is called."""
    return f"“{_NAMES.get(name, name)}”" if at == 0 else name.upper()
