"""A call of `check` that is read plainly is the call that the library of the command line reads, or is left to it."""

from __future__ import annotations

from pathlib import Path
from random import Random, getrandbits

import pytest
import typer

from evalrules.cli import check_call, checking
from evalrules.cli.app import app
from evalrules.cli.check_call import FLAGS, NAMES, REPEATED, CheckCall, plain_call

DRAWS = 300
WORDS = ("county.yaml", "县.xlsx", "-", "text", "json=out.json", "facts.rate=95", "2007-12-31", "--", "-x", "--nothing", "", "a=b", "-qR", "-fjson")


@pytest.fixture
def read_by_the_library(monkeypatch):
    """`read(arguments)`: the call that the library makes of them, None where it refuses them."""
    command = typer.main.get_command(app)

    def read(arguments: list[str]) -> CheckCall | None:
        found: list[CheckCall] = []

        def keep(call: CheckCall) -> None:
            found.append(call)
            raise SystemExit(0)

        monkeypatch.setattr(checking, "run_check", keep)
        try:
            command.main(list(arguments), prog_name="evalrules")
        except SystemExit:
            return found[0] if found else None
        return None

    return read


def a_call(random: Random) -> list[str]:
    """Arguments, most of them sensible."""
    options = [name for field, names in NAMES.items() if field not in ("config", "show_config") for name in names]
    drawn = ["check"]
    for _ in range(random.randint(1, 5)):
        option = random.choice(options)
        is_flag = any(option in NAMES[field] for field in FLAGS)
        value = random.choice(WORDS)
        written = [option] if is_flag else [f"{option}={value}"] if option.startswith("--") and random.random() < 0.4 else [option, value]
        drawn += random.choice((written, written, [random.choice(WORDS)]))
    return drawn if random.random() < 0.2 else [*drawn, "county.yaml"]


def test_both_read_the_same(read_by_the_library, tmp_path: Path, monkeypatch, capfd):
    """Whatever is read plainly, the library reads so; and most calls that it takes are read plainly."""
    monkeypatch.chdir(tmp_path)
    random, taken, plain = Random(getrandbits(32)), 0, 0
    for _ in range(DRAWS):
        arguments = a_call(random)
        ours, theirs = plain_call(arguments), read_by_the_library(arguments)
        assert ours is None or ours == theirs, arguments
        taken, plain = taken + (theirs is not None), plain + (ours is not None)
    capfd.readouterr()
    assert plain > taken / 4 > 10  # about half of them, drawn afresh


def test_every_option_is_in_the_table():
    """Names, flags and options that may stand several times are those that the library declares."""
    declared = {one.name: one for one in typer.main.get_command(app).commands["check"].params if one.name not in ("evidence", "help")}
    assert {name: set(one.opts) for name, one in declared.items()} == {field: set(names) for field, names in NAMES.items()}
    assert {name for name, one in declared.items() if one.is_flag} == FLAGS | {"show_config"}
    assert {name for name, one in declared.items() if one.multiple} == REPEATED
    assert set(NAMES) - {"show_config"} | {"evidence"} == set(CheckCall._fields)


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["check"], ["rulesets"], ["check", "--help"], ["check", "a", "--nothing"], ["check", "a", "-f"], ["check", "-qR", "a"],
        ["check", "a", "--format", "json", "-f", "text"], ["check", "a", "--quiet=1"], ["check", "--", "-a"], ["check", "a", "--as-of", "-1"],
        ["check", "a", "--show-config"], ["check", "a", "--config", "b.toml"], ["check", "-q"], ["check", "a", "-fjson"],
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_library(arguments: list[str], tmp_path: Path, monkeypatch):
    """Help, mistakes, clusters and a configuration are answered by it alone."""
    monkeypatch.chdir(tmp_path)
    assert plain_call(arguments) is None


def test_a_file_of_the_project_has_its_say(tmp_path: Path, monkeypatch):
    """Where there is a configuration, the library reads it together with the call."""
    monkeypatch.chdir(tmp_path)
    assert CheckCall(("a",), quiet=True) == plain_call(["check", "-q", "a"])
    (tmp_path / "evalrules.toml").write_text("lang = 'zh'\n", encoding="utf-8")
    assert plain_call(["check", "-q", "a"]) is None


def test_completion_and_patterns_are_left_to_the_library(tmp_path: Path, monkeypatch):
    """A shell that asks for completions, and patterns that Windows does not expand itself."""
    monkeypatch.chdir(tmp_path)
    assert CheckCall(("*.yaml",)) == plain_call(["check", "*.yaml"])
    monkeypatch.setattr(check_call.os, "name", "nt")
    assert plain_call(["check", "*.yaml"]) is None
    monkeypatch.setattr(check_call.os, "name", "posix")
    monkeypatch.setenv("_EVALRULES_COMPLETE", "complete_bash")
    assert plain_call(["check", "a"]) is None
