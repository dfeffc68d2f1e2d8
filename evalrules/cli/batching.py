"""`batch`: tables with a subject in each row, to a table of conclusions."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.cli.delivery import NotDelivered, to_file, to_file_by
from evalrules.cli.interruption import ended_cleanly
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.overwriting import refuse_places
from evalrules.cli.progress import counting_on
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, not_delivered, say, usage

if TYPE_CHECKING:
    from evalrules.batch.run import Batch
    from evalrules.semantics.columns_plan import Unsaid

batching = typer.Typer()

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
                "CSV、Parquet、工作簿、DuckDB 或 SQLite 文件；文件!表名 指明其中一个表",
                "CSV, Parquet, workbooks, DuckDB or SQLite files; FILE!NAME names a table in one",
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
            help=bilingual("写入 .parquet、.csv，或给人看的 .xlsx", "a .parquet or .csv, or an .xlsx for people"),
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
                "python 逐行；duckdb 按列，不能按列的行仍逐行；exact 逐行且不走快速通道；auto 按大小选择",
                "python row by row; duckdb in columns, and row by row what these cannot say; exact row by row without "
                "the quick way; auto by size",
            ),
        ),
    ] = "auto",
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
    quiet: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--quiet", "-q", help=bilingual("只提示错误", "tell of errors alone"))
    ] = False,
    lang: Language = None,
) -> None:
    """Assess tables with a subject in each row."""
    from evalrules.batch.engines import COLUMNS, ENGINES, batch_of, unsaid_of
    from evalrules.batch.manifest import manifest_of
    from evalrules.batch.paper import Paper
    from evalrules.batch.writing import SUFFIXES, WORKBOOK
    from evalrules.loading import load_ruleset
    from evalrules.readers.unreadable import Unreadable
    from evalrules.readers.wide import split_table

    language = language_of(lang)
    suffix = os.path.splitext(output)[1].lower()
    if suffix not in SUFFIXES:
        usage("--output", output, ", ".join(SUFFIXES), language)
    if words and suffix == ".parquet":
        usage("--words", output, ".csv, .xlsx", language)
    if engine not in ENGINES:
        usage("--engine", engine, ", ".join(ENGINES), language)
    places = [output, output + MANIFEST]
    refuse_places(places, language)
    with_rows = _rows_by_table(rows or (), language)
    for read in (split_table(table)[0] for table in (*tables, *with_rows.values())):
        for place in places:
            if os.path.realpath(read) == os.path.realpath(place):
                fail([error("ER032", None, path=place, read=read)], language)
    loaded = load_ruleset(ruleset)
    if loaded.ruleset is None or has_errors(loaded.diagnostics):
        fail(loaded.diagnostics, language, loaded.texts)
    try:
        with ended_cleanly():
            found = batch_of(
                loaded.ruleset,
                tables,
                keep or (),
                engine,
                os.path.dirname(os.path.abspath(output)),
                rows=with_rows,
                nearest=nearest,
            )
            is_for_people = words or suffix == WORKBOOK
            paper = Paper(found.layout.names, found.ruleset, found.below, language) if is_for_people else None
            to_file_by(output, lambda file: found.write(file, suffix, counting_on(sys.stderr, language), paper))
            unsaid = unsaid_of(loaded.ruleset) if found.engine == COLUMNS else ()
            manifest = manifest_of(found, os.path.basename(output), _digest(output), unsaid)
            to_file(output + MANIFEST, manifest.encode())
    except Unreadable as wrong:
        fail(wrong.problems, language)
    except NotDelivered as failure:
        not_delivered(failure, language)
    told = found.told
    shown = [one for one in told.shown if one.is_error or not quiet]
    say(shown, {}, language, told.more)
    counts = found.counts
    deliver(_closing(found, output, language) + _ways(found, unsaid, language) + _nearest(found, language), language)
    raise typer.Exit(WRONG_INPUT if counts["refused"] else 0)


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
    from evalrules.reporters.overview import Totals
    from evalrules.reporters.rows_overview import rows_in_words

    names = ("rows", "decided", "undetermined", "refused")
    rows, decided, open_, bad = (found.counts.get(name, 0) for name in names)
    first = f"{rows} rows: {decided} decided, {open_} undetermined, {bad} refused ({output})"
    if language == "zh":
        first = f"{rows} 行：{decided} 已定，{open_} 未定，{bad} 不能评估（{output}）"
    stand = found.standings
    totals = Totals(rows, stand[True], stand[False], stand[None], bad, 0)
    return "".join(f"{line}\n" for line in (first, *rows_in_words(totals, found.barred, found.ruleset, language)))


def _nearest(found: Batch, language: str) -> str:
    """Who is nearest to the level, as `check` lists it; that it was not searched for, where that is so."""
    from evalrules.reporters.phrases import say as in_words
    from evalrules.reporters.rows_overview import nearest_section
    from evalrules.reporters.text import PLAIN_WIDTH, console_of, plain_lines, print_section

    near = found.below.nearest()
    if not near.is_searched:
        return in_words("nearest_not_searched", language, most=str(found.below.most_searched)) + "\n"
    section = nearest_section([one.assessment for one in near.rows], near.total, language)
    if section is None:
        return ""
    console, out = console_of(width=PLAIN_WIDTH, color=False)
    print_section(console, section)
    return "\n" + plain_lines(out)


def _ways(found: Batch, unsaid: Sequence[Unsaid], language: str) -> str:
    """How many rows went in columns and how many by themselves, and what columns could not say."""
    if found.engine != "duckdb":
        return ""
    in_columns, by_rows = found.counts["columns"], found.counts["quick"] + found.counts["exact"]
    if language == "zh":
        lines = [f"按列 {in_columns} 行，逐行 {by_rows} 行"]
        lines += [f"不能按列：{one.indicator or '结论'}（{one.what}）" for one in unsaid]
        lines += [f"第 {at + 1} 个表逐行：{why}" for at, why in found.unsaid.items()]
    else:
        lines = [f"{in_columns} rows in columns, {by_rows} by themselves"]
        lines += [f"not in columns: {one.indicator or 'the verdict'} ({one.what})" for one in unsaid]
        lines += [f"table {at + 1} row by row: {why}" for at, why in found.unsaid.items()]
    return "".join(f"{line}\n" for line in lines)


def _digest(path: str) -> str:
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
