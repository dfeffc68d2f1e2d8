"""The commands about rulesets themselves: what there is, what it says, what it asks for, whether its cases hold."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import Diagnostic, error, has_errors, note
from evalrules.cli.collecting import Schools, hand_out_school_forms
from evalrules.cli.delivery import NotDelivered, bytes_to_stdout, to_new_file, to_stdout
from evalrules.cli.destinations import Destination
from evalrules.cli.language import bilingual, bilingual_in
from evalrules.cli.options import Language
from evalrules.cli.outputs import console_of_stdout, refuse_terminal
from evalrules.cli.overwriting import STANDARD_OUTPUT, refuse_places
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, not_delivered, say, usage
from evalrules.forms.template import TEMPLATES, template_bytes
from evalrules.model.ruleset import Ruleset
from evalrules.model.ruleset_names import ruleset_name_from
from evalrules.reporters.formats import BINARY, FORMATS

if TYPE_CHECKING:
    from evalrules.model.earlier import Earlier

about_rulesets = typer.Typer(rich_markup_mode=None)


def ruleset_names(incomplete: str) -> list[str]:
    """The names of rulesets that begin so: what a shell offers."""
    from evalrules.catalog import entries

    names = [name for entry in entries() for name in (entry.id, entry.name)]
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]


@about_rulesets.command(
    epilog=bilingual("例：evalrules rulesets 教育强县", "Example: evalrules rulesets kindergarten"),
    help=bilingual(
        "列出可用的标准：编号、年版、名称、有效期、提供者；写了字词的，只列名称或说明中有这些字词的",
        "List the rulesets that can be named, or those that have every WORD in their names or notes",
    ),
)
def rulesets(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORD]...", show_default=False)] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json")] = "table",
    lang: Language = None,
) -> None:
    """List the rulesets that can be named."""
    from evalrules.cli.listing import listing_text
    from evalrules.listing import with_words
    from evalrules.loading import list_rulesets

    language = language_of(lang)
    if form not in ("table", "json"):
        usage("--format", form, "table, json", language)
    listed, problems = list_rulesets()
    if words:
        listed = with_words(listed, words)
        problems = problems if listed else (*problems, error("ER501", None, name=" ".join(words)))
    say(problems, {}, language)
    deliver(listing_text(listed, form, language), language, utf8=form == "json")
    raise typer.Exit(WRONG_INPUT if has_errors(problems) else 0)


@about_rulesets.command(
    epilog=bilingual(
        "例：evalrules show jiangsu-16；evalrules show 教育强镇；evalrules show jiangsu-16 -f html > 标准.html",
        "Example: evalrules show jiangsu-16; evalrules show 'strong town'; evalrules show jiangsu-16 -f html > a.html",
    ),
    help=bilingual(
        "用文字说明一个标准：指标、标准值、一票否决、依据、文本未给出的内容",
        "A ruleset in words: indicators, numbers, vetoes, sources, what no text gives",
    ),
)
def show(
    ruleset: Annotated[
        str,
        typer.Argument(
            help=bilingual("ID、ID@年版、路径，或名称中的字词", "ID, ID@EDITION, a path, or words of its title"),
            autocompletion=ruleset_names,
        ),
    ],
    form: Annotated[str, typer.Option("--format", "-f", help="text, markdown, html")] = "text",
    lang: Language = None,
) -> None:
    """A ruleset in words."""
    from evalrules.reporters.standard import ruleset_page
    from evalrules.reporters.standard_page import FORMS, standard_html, standard_markdown
    from evalrules.reporters.text import render_page

    language = language_of(lang)
    if form not in FORMS:
        usage("--format", form, ", ".join(FORMS), language)
    page = ruleset_page(loaded_ruleset(_meant(ruleset, language), language), language)
    if form == "text":
        deliver(render_page(page, *console_of_stdout()), language)
        return
    deliver(standard_markdown(page) if form == "markdown" else standard_html(page, language), language, utf8=True)


@about_rulesets.command(
    epilog=bilingual(
        "例：evalrules explain ER402；evalrules explain jiangsu-16 11",
        "Example: evalrules explain ER402; evalrules explain jiangsu-16 11",
    ),
    help=bilingual(
        "解释一个问题代码，或标准中的一项指标", "Explain a code of a diagnostic, or one indicator of a ruleset"
    ),
)
def explain(
    what: Annotated[str, typer.Argument(help=bilingual("代码（ER402）或标准编号", "a code (ER402) or a ruleset"))],
    indicator: Annotated[str | None, typer.Argument(help=bilingual("指标编号", "the id of an indicator"))] = None,
    lang: Language = None,
) -> None:
    """Explain a code of a diagnostic, or one indicator of a ruleset."""
    language = language_of(lang)
    if indicator is None:
        deliver(_code_page(what, language), language)
        return
    from evalrules.reporters.standard import indicator_page
    from evalrules.reporters.text import render_page

    found = loaded_ruleset(what, language)
    known = [one.id for one in found.indicators]
    if indicator not in known:
        from evalrules.base.suggestions import nearest

        fail([error("ER401", None, what="indicator", id=indicator, suggestion=nearest(indicator, known))], language)
    deliver(render_page(indicator_page(found, found.indicator(indicator), language), *console_of_stdout()), language)


def _code_page(written: str, language: str) -> str:
    from evalrules.base.codes import CODES
    from evalrules.base.pages import page_text
    from evalrules.base.suggestions import nearest

    code = written.upper()
    if code not in CODES:
        usage(
            "explain", written, ", ".join(dict.fromkeys((nearest(code, CODES) or "ER402", "ER001 … ER901"))), language
        )
    return page_text(code, language)


@about_rulesets.command(
    epilog=bilingual(
        "例：evalrules template jiangsu-16 -o 自评表.xlsx；\n"
        "evalrules template national-basic-balance --each-school --schools 学校名单.csv -o 学校表",
        "Example: evalrules template jiangsu-16 -o county.xlsx; "
        "evalrules template national-basic-balance --each-school --schools schools.csv -o forms",
    ),
    help=bilingual("生成空白的填报表或数据文件", "Write an empty form: a workbook, YAML, JSON or CSV"),
)
def template(
    ruleset: Annotated[
        str,
        typer.Argument(help=bilingual("ID、ID@年版 或路径", "ID, ID@EDITION or a path"), autocompletion=ruleset_names),
    ],
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="county.yaml, county.json, county.csv, county.xlsx")
    ] = None,
    form: Annotated[str | None, typer.Option("--format", "-f", help=", ".join(TEMPLATES))] = None,
    each_school: Annotated[
        bool,
        typer.Option(
            "--each-school",
            help=bilingual(
                "每校一个小工作簿（-o 写文件夹）；不给名单的，一个空白的（-o 写 .xlsx）",
                "a small workbook a school (-o names a folder); without a list one blank workbook (-o names an .xlsx)",
            ),
        ),
    ] = False,
    schools: Schools = None,
    last_year: Annotated[
        str | None,
        typer.Option(
            "--from",
            help=bilingual(
                "上年的数据或保存的结果（JSON）：工作簿中列出上年的数，填好单位和各行的名称",
                "evidence or a kept result (JSON) of last year: its figures beside the cells, its names filled in",
            ),
        ),
    ] = None,
    lang: Language = None,
) -> None:
    """Write an empty evidence file."""
    language = language_of(lang)
    if schools is not None and not each_school:
        usage("--schools", schools, "--each-school --schools FILE", language)
    if each_school:
        if form not in (None, "xlsx") or output is None or output == STANDARD_OUTPUT:
            usage("-o" if form in (None, "xlsx") else "--format", output or form or "", "FOLDER, FILE.xlsx", language)
        hand_out_school_forms(
            loaded_ruleset(ruleset, language), schools, output, language, "zh" if lang is None else language
        )
        return
    suffix = os.path.splitext(output or "")[1].lower().lstrip(".").replace("yml", "yaml")
    chosen = form or suffix or "yaml"
    if chosen not in TEMPLATES or (output is None and chosen in BINARY):
        usage("-o" if form is None else "--format", output or chosen, ", ".join(TEMPLATES), language)
    if last_year is not None and (chosen != "xlsx" or each_school):
        usage("--from", last_year, "-o FILE.xlsx", language)
    place = Destination(output or STANDARD_OUTPUT, chosen)
    refuse_places([place.path], language)
    refuse_terminal([place], language)
    found = loaded_ruleset(ruleset, language)
    # whoever fills in a workbook reads Chinese, whatever the locale of the machine that makes it
    form_language = "zh" if chosen in BINARY and lang is None else language
    earlier = None if last_year is None else _given_earlier(last_year, found, ruleset, language)
    try:
        data = template_bytes(found, chosen, form_language, earlier)
    except ImportError:
        fail([error("ER701", None, what=chosen, extra=FORMATS[chosen].extra)], language)
    _hand_out_form(found, place, data, language)
    say([] if earlier is None else _left_to_name(earlier, last_year or "", found), {}, language)


def _left_to_name(earlier: Earlier, path: str, ruleset: Ruleset) -> list[Diagnostic]:
    """The tables whose rows a kept result does not name (ER061)."""
    if earlier.rows is not None:
        return []
    left = [table for own, table in ruleset.tables.items() if own not in earlier.names]
    zh, en = "、".join(one.label.zh for one in left), ", ".join(one.label.en for one in left)
    return [note("ER061", None, path=path, tables_zh=zh, tables_en=en)] if left else []


def _hand_out_form(ruleset: Ruleset, place: Destination, data: bytes, language: str) -> None:
    """Writes an empty form, and says so; ends the command where there is a file already."""
    try:
        if place.path != STANDARD_OUTPUT:
            to_new_file(place.path, data)
            deliver(_written(ruleset, place.path, language), language)
        elif place.format in BINARY:
            bytes_to_stdout(data)
        else:
            to_stdout(data.decode(), utf8=True)
    except FileExistsError:
        fail([error("ER034", None, path=place.path)], language)
    except NotDelivered as failure:
        not_delivered(failure, language)


def _written(ruleset: Ruleset, path: str, language: str) -> str:
    """What was written, and what to do with it."""
    title = ruleset.title.in_language(language)
    return bilingual_in(
        language,
        f"已写出 {path}：{title}（{ruleset.name}）。填好后运行：evalrules check {path}\n",
        f"Wrote {path}: {title} ({ruleset.name}). When it is filled in: evalrules check {path}\n",
    )


def _given_earlier(path: str, ruleset: Ruleset, reference: str, language: str) -> Earlier:
    """What one subject gave earlier under this ruleset; ends the command where that is not what is there."""
    from evalrules.earlier import read_last_year
    from evalrules.model.report import Options

    before = read_last_year(path, Options())
    if any(one.code == "ER012" for one in before.diagnostics):  # it names no ruleset, so it may be of this one
        before = read_last_year(path, Options(ruleset=reference))
    if has_errors(before.diagnostics) or not before.found:
        fail(before.diagnostics or [error("ER004", None, where=path)], language)
    if len(before.found) > 1:
        usage("--from", path, bilingual_in(language, "一个评估对象的文件", "the file of one subject"), language)
    (earlier,) = before.found
    if earlier.ruleset not in (ruleset.id, *(ruleset_name_from(one)[0] for one in ruleset.ancestors)):
        fail([error("ER050", None, path=path, found=earlier.name, used=ruleset.name)], language)
    return earlier


@about_rulesets.command(
    epilog=bilingual(
        "例：evalrules schema evidence > evidence.schema.json",
        "Example: evalrules schema evidence > evidence.schema.json",
    ),
    help=bilingual(
        "输出 JSON Schema：evidence、ruleset、case、result、examination 或 plan",
        "Print the JSON Schema of evidence, ruleset, case, result, examination or plan",
    ),
)
def schema(
    name: Annotated[str, typer.Argument(help="evidence, ruleset, case, result, examination, plan")],
    lang: Language = None,
) -> None:
    """Print the JSON Schema of evidence, ruleset, case, result, examination or plan."""
    from evalrules.schemas import NAMES, schema_text

    language = language_of(lang)
    if name not in NAMES:
        usage("schema", name, ", ".join(NAMES), language)
    deliver(schema_text(name), language, utf8=True)


def _meant(written: str, language: str) -> str:
    """The ruleset that somebody means: by its id or path, else by words of its title, which the command then lists.

    Ends the command (ER648) where several have them.
    """
    from evalrules.catalog import find
    from evalrules.loading import is_path, list_rulesets

    if is_path(written) or not any(problem.code == "ER501" for problem in find(written)[1]):
        return written  # it is somebody's id: what else is wrong with it is told when it is loaded
    from evalrules.cli.listing import listing_text
    from evalrules.listing import titled

    listed = titled(list_rulesets()[0], written.split())
    if len(listed) > 1:
        deliver(listing_text(listed, "table", language), language)
        names = ", ".join(one.entry.name for one in listed)
        fail([error("ER648", None, name=written, count=str(len(listed)), names=names)], language)
    return listed[0].entry.name if listed else written


def loaded_ruleset(reference: str, language: str) -> Ruleset:
    """The ruleset of a reference; ends the command where it does not load."""
    from evalrules.loading import load_ruleset

    loaded = load_ruleset(reference)
    if loaded.ruleset is None:
        fail(loaded.diagnostics, language, loaded.texts)
    say(loaded.diagnostics, loaded.texts, language)
    return loaded.ruleset
