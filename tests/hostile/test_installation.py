"""An installation that a full disk has damaged: Python's own files of byte code, cut short where it wrote them.

Each is tried in a copy of its own. The modules are tried in forks of one process that has loaded the libraries.
"""

from __future__ import annotations

import importlib.util
import json
import py_compile
import resource
import shutil
import sys
from pathlib import Path

import pytest
from selection import one_in
from surroundings import Program, copy_of_installation

COUNTY = 'format: evidence/1\nruleset: jiangsu-16\ngrades: {"9": C}\n'
ENTRIES = {"evalrules", "evalrules.__main__", "evalrules.cli"}
"""What Python loads before a line of ours runs: a traceback, and exit code 1, are Python's own."""

EVERY = """
import io, json, os, sys, tempfile
import importlib.util, jsonschema, rfc8785, rich.console, ruamel.yaml, tabulate, typer

folder, county = sys.argv[1:]

def run():
    from evalrules.cli import main
    sys.argv = ["evalrules", "check", county]
    try:
        main()
    except SystemExit as ended:
        return ended.code or 0

def forked(work):
    with tempfile.TemporaryFile() as said:
        pid = os.fork()
        if pid == 0:
            for stream in (1, 2):
                os.dup2(said.fileno(), stream)
            code = 99
            try:
                code = work()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        said.seek(0)
        return code, said.read().decode()

def listed():
    code = run()
    sys.stdout.write(chr(0) + json.dumps([name for name in sys.modules if name.split(".")[0] == "evalrules"]))
    return code

code, said = forked(listed)
names = json.loads(said.partition(chr(0))[2])
found = {"": [code, ""]}
for name in names[::3]:  # every third: the way they are loaded is the same
    source = os.path.join(folder, *name.split("."))
    source = os.path.join(source, "__init__.py") if os.path.isdir(source) else source + ".py"
    path = importlib.util.cache_from_source(source)
    with open(path, "rb") as file:
        whole = file.read()
    with open(path, "wb") as file:
        file.write(whole[:100])
    code, said = forked(run)
    with open(path, "wb") as file:
        file.write(whole)
    found[name] = [code, said, path]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def damaged(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A copy to be damaged."""
    return program._replace(installation=copy_of_installation(tmp_path_factory.mktemp("damaged")))


@pytest.mark.real
def test_cut_off_byte_code_of_any_module_ends_in_words(damaged: Program, write):
    """Whichever module a check loads: exit 70, the file to delete by its path, in both languages, and no traceback."""
    county = write("county.yaml", COUNTY)
    done = damaged.python("-c", EVERY, damaged.installation, county, text=True, env={"EVALRULES_CACHE": ""})  # all is loaded
    assert "" == done.stderr
    found = json.loads(done.stdout)
    assert 1 == found.pop("")[0]  # whole, it is a verdict
    assert len(found) > 25
    wrong = {
        name: (code, said)
        for name, (code, said, path) in found.items()
        if name not in ENTRIES
        and (code != 70 or path not in said or "安装已损坏" not in said or "delete that file" not in said or "Traceback" in said)
    }
    assert {} == wrong


@pytest.mark.parametrize("size", one_in(3, [0, 10, 16, 17, 100, -1]))
@pytest.mark.real
def test_byte_code_cut_anywhere_is_read_anew_or_told(size: int, damaged: Program, write):
    """Python makes anew what lacks its head; what was cut behind it is named, also where a library is concerned."""
    library = Path(damaged.installation, "rfc8785")
    if not library.exists():
        shutil.copytree(Path(importlib.util.find_spec("rfc8785").origin).parent, library)
    compiled = Path(py_compile.compile(str(library / "_impl.py"), doraise=True))
    whole = compiled.read_bytes()
    compiled.write_bytes(whole[:size])
    rare = f"{COUNTY}subject: {{name: 𠮷县}}\n"  # a name with a character for which that library is taken
    done = damaged.run("check", write("county.yaml", rare), "-f", "json", text=True)
    if 0 <= size < 16:
        assert (1, "") == (done.returncode, done.stderr)
    else:
        assert (70, "") == (done.returncode, done.stdout)
        assert str(compiled) in done.stderr
        assert "Traceback" not in done.stderr
    compiled.write_bytes(whole)
    assert 1 == damaged.run("check", write("county.yaml", COUNTY)).returncode


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="whether later versions of Python keep a file cut short is not known")
@pytest.mark.real
def test_a_full_disk_does_leave_byte_code_cut_short(program: Program, tmp_path):
    """Why all this: a process that may write 100 bytes damages an installation that is not compiled yet."""
    installation = copy_of_installation(tmp_path)
    shutil.rmtree(installation / "evalrules" / "cli" / "__pycache__")
    own = program._replace(installation=installation)
    own.run("--version", env={"PYTHONDONTWRITEBYTECODE": ""}, limits={resource.RLIMIT_FSIZE: 100})
    left = [path.stat().st_size for path in (installation / "evalrules" / "cli" / "__pycache__").iterdir()]
    assert left
    assert set(left) == {100}
