"""The programs of somebody else in examples/embedding: from a plain wheel, under two strict type checkers, as they run."""

from __future__ import annotations

import ast
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from installing import Environment

import evalrules

ROOT = Path(__file__).parents[2]
EMBEDDING = ROOT / "examples" / "embedding"
PROGRAMS = sorted(EMBEDDING.glob("*.py"))


def private(source: str) -> list[str]:
    """What a program takes of evalrules that is not in its window."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name.startswith("evalrules.")]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "evalrules":
            found.append(f"from {node.module}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "evalrules":
            found += [node.attr] if node.attr not in evalrules.__all__ else []
        elif (isinstance(node, ast.Attribute) and node.attr.startswith("_")) or (isinstance(node, ast.Attribute) and node.attr == "data"):
            found.append(node.attr)
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_reaches_into_nothing_private(program: Path) -> None:
    """It takes `evalrules` and names of its window, no other module, nothing with an underscore, nothing behind `data`."""
    assert [] == private(program.read_text("utf-8"))


@pytest.mark.parametrize(
    "source", ["import evalrules.api", "from evalrules.api import assess", "evalrules.version", "found._report", "found.data"]
)
def test_a_private_name_is_seen(source: str) -> None:
    """Each way of reaching inside."""
    assert [] != private(source)


@pytest.fixture(scope="module")
def stranger(wheel: Path, environment: Callable[..., Environment]) -> Environment:
    """Where the programs are at home: the wheel, and what they and their checks need."""
    made = environment(wheel, "polars>=1", "pytest>=8", "mypy>=1.11", "pyright>=1.1.400")
    shutil.copytree(EMBEDDING, made.folder / "embedding")
    return made


@pytest.mark.packaging
@pytest.mark.real
def test_the_programs_are_strictly_typed_for_mypy(stranger: Environment) -> None:
    """mypy --strict, and a name that is not there is one error."""
    home = stranger.folder / "embedding"
    ran = stranger.python("-m", "mypy", "--strict", ".", cwd=home)
    assert (0, b"Success") == (ran.code, ran.out[:7]), ran.out.decode()
    (stranger.folder / "wrong").mkdir()
    (stranger.folder / "wrong" / "wrong.py").write_text("import evalrules\n\nevalrules.asess\n")
    ran = stranger.python("-m", "mypy", "--strict", ".", cwd=stranger.folder / "wrong")
    assert (1, 1) == (ran.code, ran.out.count(b"error:"))


@pytest.mark.packaging
@pytest.mark.real
def test_the_programs_are_strictly_typed_for_pyright(stranger: Environment) -> None:
    """pyright in its strict mode, and a name that is not there is one error."""
    home = stranger.folder / "embedding"
    if stranger.python("-m", "pyright", "--version", cwd=home).code:
        pytest.skip("NOT CHECKED: pyright (PyPI) could not fetch itself from npm")
    settings = ["--pythonpath", stranger.folder / "bin" / "python", "--outputjson"]
    ran = stranger.python("-m", "pyright", *settings, "-p", home, cwd=home)
    told = json.loads(ran.out)
    assert [] == [(one["file"], one["message"]) for one in told["generalDiagnostics"]]
    assert (0, len(PROGRAMS)) == (ran.code, told["summary"]["filesAnalyzed"])
    wrong = home / "wrong.py"
    wrong.write_text("import evalrules\n\nprint(evalrules.asess)\n")
    ran = stranger.python("-m", "pyright", *settings, "-p", home, cwd=home)
    wrong.unlink()
    told = [one["message"] for one in json.loads(ran.out)["generalDiagnostics"]]
    assert (1, True) == (ran.code, any('"asess" is not a known attribute' in one for one in told)), told


@pytest.mark.packaging
@pytest.mark.real
def test_the_test_suite_of_somebody_else_passes(stranger: Environment) -> None:
    """With pytest alone."""
    ran = stranger.python("-m", "pytest", "-q", "test_standard.py", cwd=stranger.folder / "embedding")
    assert (0, True) == (ran.code, b"4 passed" in ran.out), ran.out.decode()


@pytest.mark.packaging
@pytest.mark.real
def test_the_job_over_data_frames_gives_what_it_says(stranger: Environment) -> None:
    """As a frame and as a stream, the same answers; wrong figures are told with their place."""
    home = stranger.folder / "embedding"
    framed = stranger.python("counties.py", "counties.csv", "out.csv", cwd=home)
    streamed = stranger.python("counties.py", "counties.csv", "-", cwd=home)
    assert (0, 0, "", "") == (framed.code, streamed.code, framed.err, streamed.err)
    lines = streamed.out.decode().splitlines()
    assert ["undetermined", "decided", "refused"] == [line.split()[1] for line in lines]
    assert "facts.graduate_teachers: “具有研究生学历或学位的高中教师数”" in lines[2]
    assert ["undetermined", "decided", "refused"] == [
        line.split(",")[2] for line in (home / "out.csv").read_text("utf-8").splitlines()[1:]
    ]


CELLS = """
import ast, pathlib
import evalrules
names, shown = {}, []
for cell in pathlib.Path("notebook.py").read_text("utf-8").split("# %%"):
    tree = ast.parse(cell if not cell.startswith(" [markdown]") else "")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        html = getattr(value, "_repr_html_", None)
        shown.append(html()[:8] if html else repr(value)[:30])
print(shown)
"""


@pytest.mark.packaging
@pytest.mark.real
def test_the_notebook_shows_reports(stranger: Environment) -> None:
    """Each cell runs after the last; an assessment and a kept result show themselves as HTML."""
    ran = stranger.python("-c", CELLS, cwd=stranger.folder / "embedding")
    assert (0, "") == (ran.code, ran.err)
    shown = ast.literal_eval(ran.out.decode())
    assert (6, 2) == (len(shown), shown.count("<iframe "))
    assert "(('fail',), ('pass', 'fail')" == shown[2][:28]


def test_the_service_answers_and_threads_share_its_ruleset() -> None:
    """200 with the verdict, 422 with the path of what is wrong, 400 for no JSON; from many threads at once."""
    import io
    import runpy

    service = runpy.run_path(str(EMBEDDING / "service.py"))
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")

    def ask(body: bytes) -> tuple[str, dict]:
        begun: list[str] = []
        environ = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        parts = service["application"](environ, lambda status, headers: begun.append(status), ruleset=ruleset)
        return begun[0], json.loads(b"".join(parts))

    fails = b'{"facts": {"graduate_teachers": 31}, "grades": {"9": "C"}}'
    wrong = b'{"facts": {"graduate_teachers": "31"}}'
    found: list[tuple[str, dict]] = []
    threads = [threading.Thread(target=lambda: found.append(ask(fails))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ["200 OK"] * 4 == [status for status, _ in found]
    assert ["fail"] == sorted({body["level"] for _, body in found})
    status, body = ask(wrong)
    assert ("422 Wrong", ["facts.graduate_teachers"]) == (status, [one["path"] for one in body["problems"]])
    assert "400 Wrong" == ask(b"{")[0]
