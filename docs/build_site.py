"""The site of the documentation: `python docs/build_site.py [FOLDER]`, by default build/site (extra `docs`).

Lays out the pages of docs/ and of the checkout, adds a page for every shipped ruleset in both languages and lists of
errors and decisions, and lets Sphinx make HTML of them; a warning is an error. The site works from a folder, without a
network.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from evalrules.loading import list_rulesets, load_ruleset
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.standard import ruleset_page
from evalrules.reporters.standard_page import standard_markdown

ROOT = Path(__file__).resolve().parents[1]
MADE_BY = ".buildinfo"
"""What Sphinx leaves in a folder that it made; no other folder is replaced."""


def main(target: Path) -> None:
    """Build the site into a folder. What is there and is no site is kept, and said."""
    if target.exists() and not (target / MADE_BY).is_file():
        raise SystemExit(f"{target} is no site that was built before: name another folder")
    with tempfile.TemporaryDirectory() as kept:
        source, built = Path(kept, "source"), Path(kept, "site")
        lay_out(source)
        with patch_docutils(str(source)), docutils_namespace():
            app = Sphinx(source, source, built, Path(kept, "trees"), "html", warningiserror=True, status=None)
            app.build()
        if app.statuscode:
            raise SystemExit("the site was not built: see the warnings above")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(built, target)
    print(f"{target / 'index.html'}: {sum(1 for _ in target.rglob('*.html'))} pages")


def lay_out(source: Path) -> None:
    """Everything that is a page, and what pages link to, in a folder."""
    shutil.copytree(ROOT / "docs", source / "docs", ignore=shutil.ignore_patterns("__pycache__", "site"))
    shutil.copytree(ROOT / "docs" / "site", source, dirs_exist_ok=True)
    shutil.copytree(ROOT / "examples", source / "examples", ignore=shutil.ignore_patterns("*.md"))
    for name in ("CHANGELOG.md", "CONTRIBUTING.md", "RELEASING.md", "action.yml", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, source / name)
    rulesets = [load_ruleset(one.entry.name).ruleset for one in list_rulesets()[0] if one.entry.is_shipped]
    _standards([one for one in rulesets if one is not None], source / "standards")
    _errors(source / "docs" / "errors")
    _decisions(source / "docs" / "decisions")


def _standards(rulesets: list[Ruleset], folder: Path) -> None:
    """Each ruleset in words, in both languages, with its sources; and the list of them."""
    folder.mkdir()
    lines = ["# 全部标准 · All standards", "", "| 标准 | standard | 依据 sources |", "|---|---|---|"]
    for one in sorted(rulesets, key=lambda ruleset: ruleset.name):
        page = one.name.replace("@", "-")
        for language in ("zh", "en"):
            _write_leaf(folder / f"{page}.{language}.md", standard_markdown(ruleset_page(one, language)))
        own, _, edition = one.name.partition("@")
        sources = ROOT / "rulesets" / own / edition / "SOURCES.md"
        _write_leaf(folder / f"{page}.sources.en.md", sources.read_text("utf-8"))
        titles = f"[{one.title.zh}]({page}.zh.md) | [{one.title.en}]({page}.en.md)"
        lines.append(f"| {titles} | [{one.name}]({page}.sources.en.md) |")
    _write_list(folder, lines)


def _errors(folder: Path) -> None:
    """The list of the pages of diagnostics, with what each is called in both languages."""
    lines = ["# 提示与错误 · Diagnostics", "", "| 代码 code | 含义 | meaning |", "|---|---|---|"]
    for page in sorted(folder.glob("ER*.md")):
        text = page.read_text("utf-8")
        en, zh = re.findall(r"^# ER\d+: (.+)$", text, re.MULTILINE)
        lines.append(f"| [{page.stem}]({page.name}) | {zh} | {en} |")
        _write_leaf(page, text)
    _write_list(folder, lines)


def _decisions(folder: Path) -> None:
    """The list of decisions."""
    lines = ["# 设计决定 · Decisions", ""]
    for page in sorted(folder.glob("*.md")):
        text = page.read_text("utf-8")
        lines.append(f"- [{text.partition(chr(10))[0].lstrip('# ')}]({page.name})")
        _write_leaf(page, text)
    _write_list(folder, lines)


def _write_leaf(path: Path, text: str) -> None:
    """A page that a list leads to; in the tree beside every page hundreds of them would hide the others."""
    path.write_text(f"---\norphan: true\n---\n\n{text}", "utf-8")


def _write_list(folder: Path, lines: list[str]) -> None:
    (folder / "index.md").write_text("\n".join([*lines, ""]), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site")
