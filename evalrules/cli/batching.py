"""`batch`: tables with a subject in each row, to a table of conclusions."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.cli.delivery import NotDelivered, new_folder, to_file, to_file_by
from evalrules.cli.interruption import ended_cleanly
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.overwriting import folder_of, refuse_folder, refuse_places
from evalrules.cli.progress import counting_on
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, not_delivered, say, usage

if TYPE_CHECKING:
    from evalrules.batch.resuming import Resumed
    from evalrules.batch.run import Batch
    from evalrules.reporters.overview import Totals
    from evalrules.semantics.columns_plan import Unsaid

batching = typer.Typer()

RESULT, INDEX = "conclusions", "index.html"
"""What a folder holds beside the manifest: the result, and a page with its figures."""

PARTS = ".parts"
"""What stands behind the name of the result in the name of the folder that keeps parts of it."""

MANIFEST = ".manifest.json"
"""What stands behind the name of the result in the name of its manifest."""


@batching.command(
    epilog=bilingual(
        "退出码：0 每一行都已评估，2 有不能评估的行或无法读取的表。"
        "例：evalrules batch 各县.csv --ruleset jiangsu-16 -o 结论.parquet",
        "Exit codes: 0 every row was assessed, 2 some could not be, or a table could not be read. "
        "Example: evalrules batch counties.csv --ruleset jiangsu-16 -o conclusions.parquet",
    ),
    help=bilingual(
        "评估表格，一行一个对象：结论、可能的结论、各指标、差距和每一行的问题，写成一张表，不限行数",
        "Assess tables with a subject in each row: levels, possible levels, grades, gaps and the problems of each row, "
        "as one table, whatever the number of rows",
    ),
)
def batch(  # noqa: PLR0913, PLR0917 - an option each
    tables: Annotated[
        list[str],
        typer.Argument(
            show_default=False,
            help=bilingual(
                "CSV、Parquet、工作簿、DuckDB 或 SQLite 文件，文件!表名 指明其中一个表；postgresql://用户@主机/库#表",
                "CSV, Parquet, workbooks, DuckDB or SQLite files; FILE!NAME names a table in one; "
                "postgresql://USER@HOST/DATABASE#TABLE",
            ),
        ),
    ],
    ruleset: Annotated[
        str, typer.Option("--ruleset", "-r", show_default=False, help=bilingual("标准的 ID 或路径", "ID or path"))
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            show_default=False,
            help=bilingual(
                "写入 .parquet、.csv，给人看的 .xlsx，或新文件夹（另有汇总网页）",
                "a .parquet or .csv, an .xlsx for people, or a new folder with a page of figures beside the result",
            ),
        ),
    ],
    words: Annotated[  # noqa: FBT002 - a switch
        bool,
        typer.Option(
            "--words",
            help=bilingual(
                ".csv 用 --lang 的语言写表头、结论、差距和问题，给人看；.xlsx 总是这样",
                "headings, levels, gaps and problems of a .csv in the language of --lang, for people; an .xlsx has "
                "them always",
            ),
        ),
    ] = False,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            show_default=False,
            help=bilingual("原样带入结果的栏目，可重复", "a column to carry into the result as it is, repeatable"),
        ),
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option(
            "--rows",
            show_default=False,
            help=bilingual(
                "明细表的文件，各行写明所属的对象，可重复：--rows units=学校.csv",
                "a file with the rows of a table, each naming its subject, repeatable: --rows units=schools.csv",
            ),
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            help=bilingual(
                "python 逐行；duckdb 按列，不能按列的行仍逐行；postgres 同 duckdb，由表所在的数据库计算；"
                "spark 同 duckdb，由 --master 计算；exact "
                "逐行且不走快速通道；auto 按大小选择",
                "python row by row; duckdb in columns, and row by row what these cannot say; postgres likewise, by "
                "the server that has the table; spark likewise, by --master; exact row by row without the quick way; "
                "auto by size",
            ),
        ),
    ] = "auto",
    master: Annotated[
        str,
        typer.Option(
            "--master",
            help=bilingual(
                "--engine spark 的主节点，如 spark://主机:7077；表和结果须在各机器看来是同一路径",
                "the master for --engine spark, such as spark://HOST:7077; tables and result lie under paths that all "
                "of its machines share",
            ),
        ),
    ] = "local[*]",
    nearest: Annotated[
        int | None,
        typer.Option(
            "--nearest",
            min=0,
            show_default=False,
            help=bilingual(
                "列出离达标最近的若干行及其需改变的内容；不写时列 20 行，未达标超过 100 行则不查找；0 为不查找",
                "list the N rows nearest to the level with what they would have to change; 20 where it is not given, "
                "and none where more than 100 are below; 0 for none",
            ),
        ),
    ] = None,
    resume: Annotated[  # noqa: FBT002 - a switch
        bool,
        typer.Option(
            "--resume",
            help=bilingual(
                "边做边保留已完成的部分（结果名加 .parts），中断后用同一命令接着做；结果写成后删除",
                "keep what is done beside the result (its name with .parts) until that is written, so that the same "
                "command goes on after a break",
            ),
        ),
    ] = False,
    partition: Annotated[
        int | None,
        typer.Option(
            "--partition",
            min=1,
            max=18,
            show_default=False,
            help=bilingual(
                "按编号的前几位（县 6，市 4，省 2）分文件夹存放，-o 须为新文件夹",
                "the result in folders by the first digits of ids (county 6, city 4, province 2); -o is a new folder",
            ),
        ),
    ] = None,
    quiet: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--quiet", "-q", help=bilingual("只提示错误", "tell of errors alone"))
    ] = False,
    lang: Language = None,
) -> None:
    """Assess tables with a subject in each row."""
    from evalrules.batch.engines import ENGINES, batch_of, is_for
    from evalrules.batch.fetching import local_tables
    from evalrules.cli.ways_in_words import gone_on_in_words
    from evalrules.loading import load_ruleset
    from evalrules.readers.unreadable import Unreadable

    language = language_of(lang)
    goal = _goal(output, words=words, digits=partition or 0, language=language)
    if engine not in ENGINES:
        usage("--engine", engine, ", ".join(ENGINES), language)
    with_rows = _rows_by_table(rows or (), language)
    _refuse_what_is_read(goal, [*tables, *with_rows.values()], language)
    loaded = load_ruleset(ruleset)
    if loaded.ruleset is None or has_errors(loaded.diagnostics):
        fail(loaded.diagnostics, language, loaded.texts)
    if not is_for(engine, loaded.ruleset, tables):
        usage("--engine", engine, "postgresql://…#TABLE" if engine == "postgres" else "auto", language)
    try:
        with (
            ended_cleanly(),
            new_folder(goal.folder) if goal.folder else nullcontext(goal.home) as home,
            local_tables(tables, with_rows, home) as local,
        ):
            found = batch_of(
                loaded.ruleset, local.tables, keep or (), engine, home,
                rows=local.rows, nearest=nearest, sources=local.sources, master=master,
            )  # fmt: skip
            if resume:
                found.kept = _kept(found, goal, [*local.tables, *local.rows.values()])
            unsaid = _write(found, goal, home, language)
    except FileExistsError:
        fail([error("ER034", None, path=goal.folder)], language)
    except Unreadable as wrong:
        fail(wrong.problems, language)
    except NotDelivered as failure:
        not_delivered(failure, language)
    found.kept.done()
    told = found.told
    shown = [one for one in told.shown if one.is_error or not quiet]
    say(shown, {}, language, told.more)
    lines = (
        _closing(found, goal.path, language)
        + gone_on_in_words(found.kept, language)
        + _ways(found, unsaid, language)
        + _nearest(found, language)
    )
    deliver(lines, language)
    raise typer.Exit(WRONG_INPUT if found.counts["refused"] else 0)


class Goal(NamedTuple):
    """Where a result goes: its path, the new folder that holds it ("" for none), whether it is in words, and by how
    many digits of ids it is in folders (0: in none).
    """

    path: str
    folder: str
    is_in_words: bool
    digits: int

    @property
    def suffix(self) -> str:
        """The end of its name, by which it is written."""
        return os.path.splitext(self.path)[1].lower()

    @property
    def home(self) -> str:
        """The folder in which it lies."""
        return os.path.dirname(os.path.abspath(self.path))


def _goal(output: str, *, words: bool, digits: int, language: str) -> Goal:
    """Where the result goes; ends the command where nothing can be written there."""
    from evalrules.batch.writing import SUFFIXES, WORKBOOK

    folder = folder_of(output)
    if folder:
        refuse_folder(folder, language)
        goal = Goal(
            os.path.join(folder, RESULT + (".parquet" if find_spec("pyarrow") else ".csv")), folder, False, digits
        )
    else:
        goal = Goal(output, "", words or output.lower().endswith(WORKBOOK), digits)
    if goal.suffix not in SUFFIXES:
        usage("--output", output, f"{', '.join(SUFFIXES)}, FOLDER/", language)
    if digits and not folder:
        usage("--output", output, "FOLDER/", language)
    if digits and not (find_spec("pyarrow") and find_spec("duckdb")):
        fail([error("ER701", None, what="--partition", extra="batch")], language)
    if words and (folder or goal.suffix == ".parquet"):
        usage("--words", output, ".csv, .xlsx", language)
    return goal


def _refuse_what_is_read(goal: Goal, tables: Sequence[str], language: str) -> None:
    """Ends the command where the result cannot lie there, or would replace a table that is read."""
    from evalrules.readers.wide import split_table

    if goal.folder:
        return  # it is new
    places = [goal.path, goal.path + MANIFEST]
    refuse_places(places, language)
    for read in (split_table(table)[0] for table in tables):
        for place in places:
            if os.path.realpath(read) == os.path.realpath(place):
                fail([error("ER032", None, path=place, read=read)], language)


def _write(found: Batch, goal: Goal, home: str, language: str) -> Sequence[Unsaid]:
    """Write the result into a folder, its manifest beside it, and the page where all of it is a folder; what columns
    could not say.
    """
    from evalrules.batch.manifest import manifest_of
    from evalrules.batch.paper import Paper
    from evalrules.batch.run import digest_of

    paper = Paper(found.layout.names, found.ruleset, found.below, language) if goal.is_in_words else None
    name = os.path.basename(goal.path)
    written = os.path.join(home, name)
    try:
        to_file_by(written, lambda file: found.write(file, goal.suffix, counting_on(sys.stderr, language), paper))
    finally:
        found.kept.close()
    unsaid = found.not_said()
    if goal.folder:
        to_file(os.path.join(home, INDEX), _overview(found, written, language).encode())
    output = {"path": name, "sha256": digest_of(written)}
    if goal.digits:
        from evalrules.batch.partitions import in_folders

        output = in_folders(written, goal.digits, found.layout.names)
    to_file(written + MANIFEST, manifest_of(found, output, unsaid).encode())
    return unsaid


def _kept(found: Batch, goal: Goal, paths: Sequence[str]) -> Resumed:
    """What is kept of a run, or was of one that was broken off."""
    from evalrules.batch.resuming import Resumed, made_of
    from evalrules.batch.run import digest_of
    from evalrules.readers.wide import split_table

    folder = (goal.folder or goal.path) + PARTS
    files = {str(at): [digest_of(split_table(path)[0]), split_table(path)[1]] for at, path in enumerate(paths)}
    try:
        return Resumed(folder, made_of(found.engine, found.ruleset, found.layout.names, files))
    except OSError as problem:
        raise NotDelivered(folder, problem.strerror or str(problem)) from None


def _rows_by_table(written: Sequence[str], language: str) -> dict[str, str]:
    """The files of rows by the ids of their tables; a usage error for what is no pair, and for a table named twice."""
    found: dict[str, str] = {}
    for one in written:
        table, _, file = one.partition("=")
        if not table or not file or table in found:
            usage("--rows", one, "TABLE=FILE", language)
        found[table] = file
    return found


def _closing(found: Batch, output: str, language: str) -> str:
    """How many rows are decided, and then as `check` has it: how they stand, what bars how many of them."""
    from evalrules.reporters.rows_overview import rows_in_words

    names = ("rows", "decided", "undetermined", "refused")
    rows, decided, open_, bad = (found.counts.get(name, 0) for name in names)
    first = f"{rows} rows: {decided} decided, {open_} undetermined, {bad} refused ({output})"
    if language == "zh":
        first = f"{rows} 行：{decided} 已定，{open_} 未定，{bad} 不能评估（{output}）"
    lines = (first, *rows_in_words(_totals(found), found.barred, found.ruleset, language))
    return "".join(f"{line}\n" for line in lines)


def _overview(found: Batch, written: str, language: str) -> str:
    """A page with the figures of a result that was written for programs."""
    from evalrules.batch.exact import nobody
    from evalrules.batch.writing import rows_in
    from evalrules.reporters.rows_overview import nearest_section, rows_in_words
    from evalrules.reporters.rows_page import counted, overview_of_rows

    near = found.below.nearest()
    lines = rows_in_words(_totals(found), found.barred, found.ruleset, language)
    nearest = nearest_section([one.assessment for one in near.rows], near.total, language)
    counts = counted(found.layout.names, rows_in(written), found.ruleset)
    return overview_of_rows(counts, found.ruleset, nobody(found.ruleset), lines, nearest, language)


def _totals(found: Batch) -> Totals:
    from evalrules.reporters.overview import Totals

    stand = found.standings
    return Totals(found.counts["rows"], stand[True], stand[False], stand[None], found.counts["refused"], 0)


def _nearest(found: Batch, language: str) -> str:
    """Who is nearest to the level, as `check` lists it; that it was not searched for, where that is so."""
    from evalrules.reporters.phrases import say as in_words
    from evalrules.reporters.rows_overview import nearest_section
    from evalrules.reporters.sheet import Sheet
    from evalrules.reporters.text import PLAIN_WIDTH, print_section

    near = found.below.nearest()
    if not near.is_searched:
        return in_words("nearest_not_searched", language, most=str(found.below.most_searched)) + "\n"
    section = nearest_section([one.assessment for one in near.rows], near.total, language)
    if section is None:
        return ""
    sheet = Sheet(width=PLAIN_WIDTH, color=False)
    print_section(sheet, section)
    return "\n" + sheet.text()


def _ways(found: Batch, unsaid: Sequence[Unsaid], language: str) -> str:
    """How many rows went in columns and how many by themselves, and what columns could not say."""
    if found.engine in ("python", "exact"):
        return ""
    from evalrules.cli.ways_in_words import ways_in_words

    return ways_in_words(found.counts, unsaid, found.unsaid, found.ruleset, language)
