"""The README says what the program does: its commands run, its reports are the real ones."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_reports_shown_are_the_reports_printed(program):
    """The first command's report, in Chinese first and then in English, is byte for byte what the command prints."""
    for shown, language in zip(blocks("text"), ("zh", "en"), strict=True):
        done = program.run("check", "examples/jiangsu-16/county.yaml", "--lang", language, cwd=ROOT, encoding="utf-8")

        assert shown == done.stdout
        assert done.returncode == 0


def test_windows_has_the_first_command_too():
    """The lines for Windows are the first command, in the folders that Windows has."""
    (windows,) = blocks("bat")
    told = windows.strip().replace("\n", " && ").replace("py -m venv", "python3 -m venv").replace("\\", "/")

    assert told.replace("/Scripts/python -m pip", "/bin/pip").replace("/Scripts/", "/bin/") == blocks("sh")[0].strip()


def test_there_are_two_set_up_commands():
    """One command installs and prints a verdict, one installs and passes the tests."""
    commands = [block.strip() for block in blocks("sh")]

    assert [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/evalrules check examples/jiangsu-16/county.yaml",
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/python -m pytest -q",
    ] == commands


def test_the_python_example_prints_what_it_says(program):
    """The Python example of the README runs and prints the line beside it."""
    code = blocks("python")[0]
    done = program.python("-c", code, cwd=ROOT, encoding="utf-8")

    assert re.findall(r"# (.+)", code)[-1] == done.stdout.strip(), done.stderr


def test_every_link_leads_somewhere():
    """Every relative link in the README, CONTRIBUTING and docs names a file of the project."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert [] == broken


def test_every_page_stands_in_the_site():
    """The index of the site names every page of docs/, without which the site is not built."""
    named = re.findall(r"^(docs/[\w-]+)$", (ROOT / "docs" / "site" / "index.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(named) == sorted(f"docs/{page.stem}" for page in (ROOT / "docs").glob("*.md"))


def test_every_shipped_ruleset_stands_in_the_readme():
    """The table of rulesets names every ruleset that ships, and no other."""
    shipped = sorted(f"{path.parents[1].name}@{path.parent.name}" for path in (ROOT / "rulesets").glob("*/*/ruleset.yaml"))

    assert shipped == sorted(re.findall(r"^\| `([^`]+@[^`]+)` \|", README, re.MULTILINE))


def test_the_budgets_shown_are_the_budgets_measured():
    """Every row of the speed table stands in the benchmark with the same budget, and says where it is not kept."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        budgets = importlib.import_module("budgets").BUDGETS
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    shown = re.search("(?s)<!-- figures: python benchmarks/run.py --write -->\n(.*?)<!-- end of figures -->", README)
    assert shown is not None
    rows = [[cell.strip() for cell in row.strip("|\n").split("|")] for row in shown[1].splitlines()[2:]]
    assert list(budgets) == [name for name, _, budget, _ in rows if budget]
    for name, figure, most, kept in rows:
        if most:
            measured = float(figure.split()[0].replace(",", ""))
            assert most == f"≤ {budgets[name].most:g} {budgets[name].unit}".strip()
            assert kept == ("over" if measured > budgets[name].most else "")
