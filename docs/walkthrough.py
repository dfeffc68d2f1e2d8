"""The user manual, read as its reader reads it: commands, what they answer, and what is done by hand between them.

The pages stay plain Markdown. A block `sh` holds commands, `sh exit=1` says that they do not end with 0, `sh machine`
that they are about the machine (installing); a block `text` after them is part of their answer. What hands do is told
in prose, and in a comment below it or before its table: `<!-- by hand: copy A B -->` (A of the checkout, or what lies
here), `<!-- by hand: fill FILE -->`, `<!-- by hand: schools FOLDER LIST -->`; `carry FOLDER` to another computer and
`enter FOLDER` are about the machine, too. `write FILE` types what the block below it holds into a file, `change FILE`
the lines of a block `diff`: each line behind a `-` stands once in the file, and those behind `+` take its place.
`confirm FOLDER` moves the proposed cases of a ruleset to its cases, `delete FILE …` deletes.
"""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parents[1]
_FENCE = re.compile(r"```(\w*) ?(.*)")
_BY_HAND = re.compile(r"<!-- by hand: (\w+) (.+) -->")
_EDITED = frozenset(("write", "change", "confirm", "delete"))
_TYPED_IN = frozenset(("write", "change"))
ABOUT_THE_MACHINE = frozenset(("carry", "enter"))
"""What is done by hand between computers and folders: left to who follows the page."""
_FIRST_LINE, _LABELS, _VALUE = 6, (4, 5), 6
"""Of a form: where lines begin, the columns of what they are called, and that of what is typed."""


class Commands(NamedTuple):
    """Lines of a block `sh`, the exit code that each of them gives, and whether they are about the machine."""

    lines: tuple[str, ...]
    code: int
    is_machine: bool


class Answer(NamedTuple):
    """Lines that stand in what the commands before them printed."""

    lines: tuple[str, ...]


class ByHand(NamedTuple):
    """What the reader does, with what; the rows of the table that says what is typed."""

    what: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    block: tuple[str, ...] = ()


Step = Commands | Answer | ByHand


class Ran(NamedTuple):
    """What a command gave: its exit code, and everything that it printed."""

    code: int
    printed: str


def steps_of(page: str) -> Iterator[Step]:
    """What a page of the manual says is done, in its order; a remark `by hand` that is no such is a ValueError."""
    lines = iter(page.splitlines())
    for line in lines:
        fence, by_hand = _FENCE.fullmatch(line), _BY_HAND.fullmatch(line)
        if fence is not None:
            block = tuple(iter(lambda: next(lines), "```"))
            if fence[1] == "sh":
                code = re.search(r"exit=(\d+)", fence[2])
                yield Commands(block, int(code[1]) if code else 0, "machine" in fence[2])
            elif fence[1] == "text":
                yield Answer(block)
        elif by_hand is not None:
            names = tuple(shlex.split(by_hand[2]))
            rows = tuple(_table(lines)) if by_hand[1] == "fill" else ()
            yield ByHand(by_hand[1], names, rows, _block(lines) if by_hand[1] in _TYPED_IN else ())
        elif "by hand" in line:
            raise ValueError(line)


def _block(lines: Iterator[str]) -> tuple[str, ...]:
    """The lines of the block that comes next."""
    for line in lines:
        if _FENCE.fullmatch(line):
            return tuple(iter(lambda: next(lines), "```"))
    return ()


def _table(lines: Iterator[str]) -> Iterator[tuple[str, ...]]:
    """The rows of the table that comes next, without its heading."""
    for line in lines:
        if line:
            next(lines)  # the rule below the heading
            break
    for line in lines:
        if not line:
            return
        yield tuple(cell.strip() for cell in line.strip("|").split("|"))


def do_by_hand(step: ByHand, folder: Path) -> None:
    """Do in a folder what the reader does. What is not there to be filled in is an AssertionError."""
    if step.what == "copy":
        source, target = step.names
        (folder / target).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / source if (ROOT / source).exists() else folder / source, folder / target)
    elif step.what == "fill":
        _fill(folder / step.names[0], step.rows)
    elif step.what == "schools":
        _schools(folder / step.names[0], folder / step.names[1])
    elif step.what in _EDITED:
        _edit(step, folder)
    elif step.what not in ABOUT_THE_MACHINE:
        raise ValueError(step.what)


def _edit(step: ByHand, folder: Path) -> None:
    """What an author does with files."""
    paths = [folder / name for name in step.names]
    if step.what == "write":
        paths[0].write_text("".join(f"{line}\n" for line in step.block), "utf-8")
    elif step.what == "change":
        _change(paths[0], step.block)
    elif step.what == "confirm":
        for path in sorted((paths[0] / "cases" / "proposed").iterdir()):
            path.rename(path.parents[1] / path.name)
    else:
        for path in paths:
            path.unlink()


def _change(path: Path, block: tuple[str, ...]) -> None:
    """Replace lines of a file by others."""
    text = path.read_text("utf-8")
    before = "".join(f"{line[1:]}\n" for line in block if line.startswith("-"))
    after = "".join(f"{line[1:]}\n" for line in block if line.startswith("+"))
    assert text.count(before) == 1, (path.name, before, text.count(before))
    path.write_text(text.replace(before, after), "utf-8")


def _fill(path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    """Type into the lines of a form; each row says the sheet, what the line is called, and what is typed."""
    book = openpyxl.load_workbook(path)
    for title, label, typed in rows:
        found = [line for line in _lines(book[title]) if label in _names(line)]
        assert len(found) == 1, (title, label, len(found))
        found[0][_VALUE - 1].value = _typed(typed)
    book.save(path)


def _lines(sheet: Worksheet) -> list[tuple[Cell, ...]]:
    return [line for line in sheet.iter_rows(min_row=_FIRST_LINE) if line[0].value]


def _names(line: tuple[Cell, ...]) -> set[str]:
    """What a line is called, also without the remark that comes after it."""
    written = [str(line[column - 1].value or "").partition("\n")[0] for column in _LABELS]
    return {name for text in written for name in (text, re.split("[，,（(]", text)[0].strip())}


def _schools(folder: Path, listed: Path) -> None:
    """Each school fills in the workbook that is called as it is, with its rows of the list."""
    with listed.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    for path in folder.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[1]
        for at, row in enumerate((row for row in rows if row[0] == path.stem), start=_FIRST_LINE):
            for column, text in enumerate(row, start=1):
                sheet.cell(at, column).value = _typed(text)
        book.save(path)


def _typed(text: str) -> object:
    """What a spreadsheet makes of typed text: a number where it is one."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def follow(
    page: str, folder: Path, run: Callable[[str], Ran], *, with_machine: bool = False
) -> Iterator[tuple[Step, list[Ran]]]:
    """Do what a page says in a folder, each step with what its commands gave.

    `run` gets one line of a command; those about the machine are run only `with_machine`. What is `ABOUT_THE_MACHINE`
    comes before the commands after it, and is left to the caller.
    """
    for step in steps_of(page):
        ran: list[Ran] = []
        if isinstance(step, ByHand):
            do_by_hand(step, folder)
        elif isinstance(step, Commands) and (with_machine or not step.is_machine):
            ran = [run(line) for line in step.lines]
        yield step, ran
