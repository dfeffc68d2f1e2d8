"""The user manual does what it says: each command of both pages is run in their order, with what hands do between them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from manual import PAGES, squeezed, walkthrough

ROOT = Path(__file__).resolve().parents[2]
LOCALES = {"zh": "zh_CN.UTF-8", "en": "C.UTF-8"}


@pytest.mark.real  # ten seconds a language
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reader_comes_to_the_end(language: str, cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Every command ends as the page says, and what it shows as an answer stands in the answer, in the reader's language."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", LOCALES[language])

    def run(line: str):
        program, *arguments = shlex.split(line)
        assert program == "evalrules", line
        done = cli(*arguments)
        return walkthrough.Ran(done.code, done.out + done.err)

    printed, count = "", 0
    for step, ran in walkthrough.follow(PAGES[language], tmp_path, run):
        if isinstance(step, walkthrough.Commands):
            assert [(line, step.code) for line in step.lines[: len(ran)]] == [
                (line, one.code) for line, one in zip(step.lines, ran, strict=False)
            ], [one.printed for one in ran]
            printed, count = "".join(one.printed for one in ran), count + len(ran)
        elif isinstance(step, walkthrough.Answer):
            assert [] == [line for line in step.lines if squeezed(line) not in squeezed(printed)], printed
    assert count > 20


def test_both_pages_say_the_same():
    """The English page has the commands of the Chinese one, chapter by chapter, with names of files in its language."""

    def outline(page: str) -> list[str]:
        return re.findall(r"^(?:#+ |```\w* ?.*|!\[|<!-- by hand: \w+)", page, re.MULTILINE)

    def programs(page: str) -> list[list[str]]:
        """The program, its command and its options; an English reader says `--lang en` to get English forms."""
        lines = [line for step in walkthrough.steps_of(page) if isinstance(step, walkthrough.Commands) for line in step.lines]
        words = [shlex.split(line.removesuffix(" --lang en")) for line in lines]
        return [[*line[:2], *(word for word in line[2:] if word.startswith("-"))] for line in words]

    assert outline(PAGES["zh"]) == outline(PAGES["en"])
    assert programs(PAGES["zh"]) == programs(PAGES["en"])


@pytest.mark.parametrize("language", PAGES)
def test_windows_lines_are_those_of_linux(language: str):
    """What is typed on Windows is what is tested on Linux: the same programs, in the folders that Windows has for them."""
    (windows,) = re.findall(r"```bat\n(.*?)```", PAGES[language], re.DOTALL)
    linux = next(step for step in walkthrough.steps_of(PAGES[language]) if isinstance(step, walkthrough.Commands) and step.is_machine)
    same = {"cd /d D:\\evalrules": "cd ~/evalrules", ".venv\\Scripts\\activate": ". .venv/bin/activate"}
    told = [same.get(line, line.replace("py -m", "python3 -m").replace(".venv\\Scripts\\", ".venv/bin/")) for line in windows.splitlines()]

    assert told == list(linux.lines)


def test_what_is_done_by_hand_is_understood():
    """A remark that names no such deed, and a line that no form has, are not passed over."""
    with pytest.raises(ValueError, match="by hand"):
        list(walkthrough.steps_of("<!-- by hand fill a.xlsx -->"))
    with pytest.raises(ValueError, match="weave"):
        walkthrough.do_by_hand(walkthrough.ByHand("weave", ("a",), ()), ROOT)
