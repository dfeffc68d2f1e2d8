"""The way to schools and back: a form for each of them, and their forms gathered into that of the county."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.languages import spoken
from evalrules.base.patterns import pattern
from evalrules.cli.delivery import NotDelivered, to_new_file, to_new_folder
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.overwriting import refuse_places
from evalrules.cli.progress import counting_on
from evalrules.cli.saying import deliver, fail, language_of, not_delivered, say, usage

if TYPE_CHECKING:
    from evalrules.collecting.expected import Expected
    from evalrules.collecting.gathering import Gathered
    from evalrules.forms.schools import SchoolRows
    from evalrules.model.ruleset import Ruleset, Table
    from evalrules.readers.handed_in import HandedIn

collecting = typer.Typer()

Schools = Annotated[
    str | None,
    typer.Option(
        "--schools",
        help=bilingual(
            "学校名单：有校名一栏的表格，或已有的数据文件",
            "the list of schools: a table with their names, or evidence",
        ),
    ),
]
"""The option --schools of the commands about forms of schools."""

_UNSAFE = pattern(r'[\x00-\x1f<>:"/\\|?*\x7f]')
_RESERVED = pattern(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 60

_TEXT = {
    "forms": ("已生成 {count} 个学校的表：{path}", "{count} forms of schools: {path}"),
    "blank": ("已生成一个空白的学校表：{path}", "a blank form of a school: {path}"),
    "collected": ("已汇总 {schools} 所学校、{rows} 行：{path}", "{schools} schools, {rows} rows: {path}"),
    "complete": ("名单上的学校已交齐", "every school of the list is here"),
    "incomplete": ("没有交齐或有问题：见上，也见其中的“汇总情况”",
                   "something is missing or wrong: see above, and the sheet “What was gathered”"),
}  # fmt: skip


@collecting.command(
    epilog=bilingual(
        "退出码：0 全部汇总，1 已汇总，但有缺少、重复或有误的，2 未写出。"
        "例：evalrules collect 学校表 --schools 学校名单.csv -o 汇总.xlsx",
        "Exit codes: 0 all gathered, 1 gathered, but something is missing, doubled or wrong, 2 nothing written. "
        "Example: evalrules collect forms --schools schools.csv -o county.xlsx",
    ),
    help=bilingual(
        "把各校交回的表汇总成一个填报表，注明每个数的来源",
        "Gather what schools handed in into one form, with its sources",
    ),
)
def collect(
    folder: Annotated[
        str,
        typer.Argument(
            help=bilingual("存放各校表格的文件夹（含子文件夹）", "the folder with the files of the schools")
        ),
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", help=bilingual("新的工作簿，如 汇总.xlsx", "a new workbook"))
    ],
    schools: Schools = None,
    ruleset: Annotated[
        str | None,
        typer.Option(
            "--ruleset",
            "-r",
            help=bilingual("标准（默认为各校的表所写明的）", "the ruleset (default: what the forms name)"),
        ),
    ] = None,
    lang: Language = None,
) -> None:
    """Gather what schools handed in into one form."""
    from evalrules.collecting.files import find_files, read_files
    from evalrules.collecting.gathering import gather

    language = language_of(lang)
    if not output.lower().endswith(".xlsx"):
        usage("-o", output, "FILE.xlsx", language)
    refuse_places([output], language)
    if os.path.lexists(output):
        fail([error("ER056", None, path=output)], language)
    if not os.path.isdir(folder):
        fail([error("ER001", None, path=folder, reason="No such file or directory")], language)
    read = read_files(find_files(folder, [one for one in (schools, ruleset) if one]), counting_on(sys.stderr, language))
    found = _ruleset_of(ruleset, read.files, read.problems, language)
    tables = _tables_of(found, language)
    gathered = gather(read, found, tables, _expected(schools, found, tables, language))
    say(gathered.problems, {}, language)
    if not any(gathered.rows.values()):
        fail([] if has_errors(gathered.problems) else [error("ER004", None, where=folder)], language)
    data = _form_of(gathered, language, "zh" if lang is None else language)
    _deliver_file(output, data, language)
    lines = [_line("collected", language, schools=str(gathered.schools), rows=str(_count(gathered)), path=output)]
    if gathered.is_complete is not None:
        lines.append(_line("complete" if gathered.is_complete else "incomplete", language))
    deliver("".join(lines), language)
    raise typer.Exit(1 if has_errors(gathered.problems) else 0)


def _ruleset_of(asked: str | None, files: Iterable[HandedIn], problems: Sequence[Diagnostic], language: str) -> Ruleset:
    """The ruleset that was asked for, else the one that all forms name (ER012 for none, ER055 for several)."""
    from evalrules.collecting.files import rulesets_named
    from evalrules.loading import load_ruleset

    named = [asked] if asked is not None else rulesets_named(files)
    if len(named) != 1:
        shown = error("ER055", None, found=", ".join(named)) if named else error("ER012", None)
        fail([*problems, shown], language)
    loaded = load_ruleset(named[0])
    if loaded.ruleset is None:
        fail(loaded.diagnostics, language, loaded.texts)
    say(loaded.diagnostics, loaded.texts, language)
    return loaded.ruleset


def _tables_of(ruleset: Ruleset, language: str) -> tuple[Table, ...]:
    from evalrules.model.schools import school_tables

    tables = school_tables(ruleset)
    if not tables:
        fail([error("ER529", None, ruleset=ruleset.name)], language)
    return tables


def _expected(path: str | None, ruleset: Ruleset, tables: Sequence[Table], language: str) -> Expected | None:
    if path is None:
        return None
    from evalrules.collecting.expected import read_expected

    listed = read_expected(path, ruleset, tables)
    if listed.expected is None:
        fail(listed.problems, language, listed.texts)
    say(listed.problems, listed.texts, language)
    return listed.expected


def _form_of(gathered: Gathered, language: str, form_language: str) -> bytes:
    from evalrules.forms.collected import Collected, collected_form

    content = Collected(gathered.rows, gathered.files, gathered.problems, gathered.is_complete)
    try:
        return collected_form(gathered.ruleset, content, form_language)
    except ImportError:
        fail([error("ER701", None, what=".xlsx", extra="excel")], language)


def _count(gathered: Gathered) -> int:
    return sum(len(rows) for rows in gathered.rows.values())


# -- the forms ---------------------------------------------------------------------------------------------------------


def hand_out_school_forms(
    ruleset: Ruleset, schools: str | None, output: str, language: str, form_language: str
) -> None:
    """Write a form for each school of a list into a new folder, or one blank form; ends the command where it cannot."""
    from evalrules.forms.schools import BLANK, SchoolForms

    tables = _tables_of(ruleset, language)
    forms = SchoolForms(ruleset, tables, form_language)
    if schools is None and not output.lower().endswith(".xlsx"):
        usage("-o", output, "FILE.xlsx", language)
    refuse_places([output] if schools is None else [], language)
    expected = _expected(schools, ruleset, tables, language)
    show = counting_on(sys.stderr, language)
    try:
        if expected is None:
            _deliver_file(output, forms.form(BLANK), language)
            deliver(_line("blank", language, path=output), language)
            return
        files: dict[str, bytes] = {}
        for at, school in enumerate(_rows_of_schools(expected, ruleset, tables, form_language)):
            if show is not None:
                show(at, len(expected.schools))
            files[_file_name(school.name, files)] = forms.form(school)
    except ImportError:
        fail([error("ER701", None, what=".xlsx", extra="excel")], language)
    try:
        to_new_folder(output, files)
    except FileExistsError:
        fail([error("ER056", None, path=output)], language)
    except NotDelivered as failure:
        not_delivered(failure, language)
    deliver(_line("forms", language, count=str(len(files)), path=output), language)


def _rows_of_schools(
    expected: Expected, ruleset: Ruleset, tables: Sequence[Table], language: str
) -> Iterable[SchoolRows]:
    """Each school with the keys of its rows, as people read them."""
    from evalrules.forms.schools import SchoolRows
    from evalrules.model.schools import shown_key

    for school in expected.schools:
        keys = {}
        for table in tables:
            listed = expected.keys_of(table.id, school) or (((school,),) if len(table.key) == 1 else ())
            keys[table.id] = tuple(shown_key(key, table, ruleset, language) for key in listed)
        yield SchoolRows(school, keys)


def _file_name(school: str, taken: Iterable[str]) -> str:
    """The name of a school as the name of a file on any system, no two alike whatever the case."""
    plain = _UNSAFE.sub("_", school).strip(" .")[:_LONGEST_NAME].strip(" .") or "_"
    plain = f"_{plain}" if _RESERVED.fullmatch(plain) or plain.startswith(("~$", "._")) else plain
    used = {name.lower() for name in taken}
    number, name = 1, f"{plain}.xlsx"
    while name.lower() in used:
        number += 1
        name = f"{plain} ({number}).xlsx"
    return name


def _deliver_file(path: str, data: bytes, language: str) -> None:
    try:
        to_new_file(path, data)
    except FileExistsError:
        fail([error("ER056", None, path=path)], language)
    except NotDelivered as failure:
        not_delivered(failure, language)


def _line(phrase: str, language: str, **values: str) -> str:
    from evalrules.reporters.inert import inert

    zh, en = _TEXT[phrase]
    return inert(spoken((zh, en), language, **values)) + "\n"
