"""What a call of the command line may import: what it costs is paid only where it is needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAM = """
import sys
before = set(sys.modules)  # of the environment, whatever stands in it
sys.argv = ["evalrules", *{arguments!r}]
from evalrules.cli import main
try:
    main()
except SystemExit as ended:
    code = ended.code or 0
sys.stderr.write("\\n".join(sorted(sys.modules.keys() - before)))
sys.exit(code)
"""
NEVER = {
    "pydantic",
    "openpyxl",
    "sqlglot",
    "duckdb",
    "z3",
    "docx",
    "pygls",
    "lsprotocol",
    "pandas",
    "numpy",
    "requests",
    "urllib3",
    "http.client",
}
HEAVY = {"rich", "rfc8785", "tabulate", "jsonschema", "ruamel.yaml", "_ruamel_yaml", "referencing", "importlib.metadata",
         "evalrules.frontend.build", "evalrules.frontend.lower", "evalrules.frontend.grammar", "evalrules.frontend.shape",
         "evalrules.semantics.coverage", "evalrules.semantics.compiled", "evalrules.readers.yaml_document",
         "evalrules.reporters.page", "evalrules.reporters.text", "evalrules.reporters.markdown", "evalrules.reporters.standard"}  # fmt: skip


OF_THE_COMMAND_LIBRARY = {
    "typer",
    "inspect",
    "subprocess",
    "shellingham",
    "evalrules.cli.app",
    "evalrules.cli.options",
    "tempfile",
    "shutil",
}


@pytest.fixture(scope="module")
def imported(program) -> Callable[..., tuple[int, set[str]]]:
    """The exit code of a command line and the modules that it imported."""

    def run(*arguments: str, **environment: str) -> tuple[int, set[str]]:
        done = program.python("-c", PROGRAM.format(arguments=list(arguments)), text=True, env=environment)
        return done.returncode, set(done.stderr.splitlines())

    return run


@pytest.fixture(scope="module")
def county(imported, examples) -> str:
    path = str(examples / "jiangsu-16" / "county.json")
    assert imported("check", path, "--format", "json")[0] in (0, 1, 3)  # fills the cache
    return path


def test_json_in_and_out_with_a_warm_cache_imports_nothing_heavy(imported, county: str):
    """`check --format json` on JSON evidence needs no YAML, table, schema, page, ruleset builder or command library."""
    _, modules = imported("check", county, "--format", "json")
    assert set() == modules & (HEAVY | NEVER | OF_THE_COMMAND_LIBRARY)
    assert "evalrules.semantics.assess" in modules


def test_yaml_that_is_written_plainly_needs_no_parser(imported, county: str, examples, write):
    """YAML evidence of keys, values and brackets is read without the YAML parser; an escape needs it, and no more."""
    _, modules = imported("check", str(examples / "jiangsu-16" / "county.yaml"), "--format", "json")
    assert "evalrules.readers.plain_yaml" in modules
    assert set() == modules & (HEAVY | NEVER | OF_THE_COMMAND_LIBRARY)
    escaped = write("county.yaml", 'ruleset: jiangsu-16\nsubject: {name: "\\u53bf"}\n')
    _, modules = imported("check", str(escaped), "--format", "json")
    assert "evalrules.readers.yaml_document" in modules
    assert set() == modules & (
        NEVER | {"rich", "tabulate", "jsonschema", "evalrules.frontend.build", "evalrules.reporters.page"}
    )


def test_text_needs_no_library_where_nothing_is_coloured(imported, county: str):
    """A text report that is piped loads neither rich nor tabulate nor jsonschema; one in colours loads rich."""
    _, modules = imported("check", county)
    assert set() == modules & (
        NEVER | OF_THE_COMMAND_LIBRARY | {"rich", "tabulate", "jsonschema", "evalrules.frontend.build"}
    )
    _, modules = imported("check", county, FORCE_COLOR="1")
    assert "rich.console" in modules
    assert set() == modules & (NEVER | {"tabulate", "jsonschema", "evalrules.frontend.build"})


OF_WAYS_NOT_TAKEN = {
    "rows": {"semantics.rows", "semantics.row_parts", "semantics.row_figures", "semantics.relations", "semantics.plain_rows",
             "semantics.peers", "semantics.twins", "semantics.weights", "semantics.spreads", "frontend.bind_tables", "frontend.totals"},
    "what leads to a better level": {"semantics.advice", "semantics.level_gaps", "semantics.mends", "semantics.row_levers",
                                     "semantics.spread_mends", "semantics.fixed_facts", "semantics.carried"},
    "what is open": {"semantics.trials", "semantics.jointly", "semantics.leads", "semantics.turning"},
    "what was given before, set, confirmed, waived": {"semantics.last_year", "semantics.later_readings", "semantics.answers",
                                                     "frontend.set_values", "frontend.bind_confirmed", "frontend.bind_waivers", "frontend.bind_members"},
    "words for conditions": {"words.conditions", "semantics.prose", "semantics.relation_words"},
}  # fmt: skip
"""Rooms that a check of facts and grades at the best level does not enter, by the way on which they lie."""

OF_THE_STANDARD_LIBRARY = {
    "_hashlib",
    "calendar",
    "locale",
    "threading",
    "dataclasses",
    "inspect",
    "pathlib",
    "subprocess",
    "logging",
}
"""What costs more than what it would be used for."""

MOST_MODULES = 140
"""Of ours for a check in JSON; it was 200, and each is a quarter of a millisecond."""


def test_a_check_enters_no_room_of_a_way_that_it_does_not_take(imported, county: str):
    """A county of facts and grades at the best level loads few modules, and none for rows, gaps or open questions."""
    _, modules = imported("check", county, "--format", "json")
    ours = {name.removeprefix("evalrules.") for name in modules if name.startswith("evalrules.")}
    assert {way: found for way, rooms in OF_WAYS_NOT_TAKEN.items() if (found := rooms & ours)} == {}
    assert set() == modules & OF_THE_STANDARD_LIBRARY
    assert len(ours) <= MOST_MODULES


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help")])
def test_version_and_help_do_not_load_the_engine(imported, arguments: tuple[str, ...]):
    """--version and --help import neither pipeline nor semantics nor readers."""
    code, modules = imported(*arguments)
    assert 0 == code
    assert set() == {
        name for name in modules if name.startswith(("evalrules.pipeline", "evalrules.semantics", "evalrules.readers"))
    }
    assert set() == modules & (HEAVY | NEVER)


def test_importing_the_package_is_free(program):
    """`import evalrules` loads nothing else."""
    code = "import sys, evalrules; print(sorted(name for name in sys.modules if name.startswith('evalrules')))"
    done = program.python("-c", code, check=True, text=True)
    assert "['evalrules']" == done.stdout.strip()


def test_a_check_of_one_subject_looks_for_no_garbage(program, county: str):
    """Neither while it runs nor when it ends is the collector of garbage sent through what a single check makes."""
    code = f"""
import atexit, gc, sys
sys.argv = ["evalrules", "check", "--quiet", {county!r}]
from evalrules.cli import main
rounds = []
gc.callbacks.append(lambda phase, info: rounds.append(phase))
atexit.register(lambda: print(len(rounds), gc.get_freeze_count() > 10_000, len(gc.get_objects()) < 1_000))
main()
"""
    done = program.python("-c", code, text=True)
    assert "0 True True" == done.stdout.strip(), done


ENDING = """
import atexit, os, sys
sys.argv = ["evalrules", "check", "--quiet", {county!r}]
from evalrules.cli import command
leave = os._exit
os._exit = lambda code: (os.write(1, b"at once"), leave(code))
atexit.register(print, "asked for at the end")
print("before")
{before}
command()
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "at once"), ("import threading", ""), ("sys.setprofile(lambda *_: None)", "")],
)
def test_a_check_ends_at_once_where_nobody_waits_for_more(program, county: str, before: str, after: str):
    """What is registered for the end is done and all that was written arrives; the rest is let go with the process."""
    done = program.python("-c", ENDING.format(county=county, before=before), text=True)
    assert (0, f"before\nasked for at the end\n{after}") == (done.returncode, done.stdout), done


def test_a_check_whose_last_words_do_not_arrive_ends_as_python_ends(program, county: str):
    """What is still to be written to a full disk is told by Python's own exit code, and not lost in silence."""
    code = ENDING.format(county=county, before="sys.stdout = open('/dev/full', 'w'); print('lost')")
    done = program.python("-c", code, text=True)
    assert "No space left on device" in done.stderr, done


WITHOUT_EXTRAS = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {extras!r}:
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Absent())
import evalrules.cli
for module in pkgutil.iter_modules(evalrules.cli.__path__):
    importlib.import_module("evalrules.cli." + module.name)
"""


def test_every_command_loads_without_any_extra(program):
    """A plain install has none of them: what needs one imports it where it is used, and says what to install."""
    extras = sorted(
        {*NEVER, "pyarrow", "polars", "ortools", "starlette", "uvicorn", "psycopg", "pyspark", "lxml"} - {"http.client"}
    )
    done = program.python("-c", WITHOUT_EXTRAS.format(extras=extras), text=True)
    assert (done.returncode, done.stderr) == (0, "")
