"""How Sphinx makes the site that docs/build_site.py lays out: strictly, and with nothing of another machine."""

from __future__ import annotations

import re

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

from evalrules.version import VERSION

project = "evalrules"
release = VERSION
language = "zh_CN"
extensions = ["myst_parser"]
myst_heading_anchors = 4
nitpicky = True
html_theme = "furo"
html_title = "evalrules"
html_copy_source = False
html_show_search_summary = False  # it would fetch pages, which browsers refuse to a site that lies in a folder
html_show_copyright = False
html_permalinks_icon = "#"
pygments_style = "default"

_LATIN = re.compile(r"[a-zA-Z0-9_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


class Pairs(SearchLanguage):
    """Chinese by pairs of signs, so that any two signs or more are found, and other words as they are.

    Words would need a dictionary, in which 普及普惠 and 创强 do not stand.
    """

    lang = "pairs"
    language_name = "Chinese by pairs of signs"
    js_splitter_code = """
function splitQuery(query) {
  const pairs = run => run.length < 2 ? [run] : Array.from({length: run.length - 1}, (_, at) => run.slice(at, at + 2));
  return [...(query.match(/[a-zA-Z0-9_]+/g) || []), ...(query.match(/[\\u3400-\\u9fff]+/g) || []).flatMap(pairs)];
}
"""
    js_stemmer_code = "class Stemmer { stemWord(word) { return word; } }"

    def split(self, text: str) -> list[str]:
        """The words of a text, as the script in the page splits what is asked for."""
        pairs = [run[at : at + 2] for run in _CHINESE.findall(text) for at in range(max(1, len(run) - 1))]
        return [*_LATIN.findall(text), *pairs]


html_search_language = Pairs.lang


def setup(app: Sphinx) -> None:
    """The search, and the language of each page: a page says in which it is written (`.en`, or nothing for both)."""
    app.add_search_language(Pairs)
    app.add_lexer("csv", TextLexer)
    app.connect("html-page-context", _say_language)


def _say_language(_app: Sphinx, name: str, _template: str, context: dict[str, object], _tree: object) -> None:
    """English pages are read aloud as such."""
    context["language"] = "en" if name in _ENGLISH or name.endswith((".en", "/en")) else "zh-CN"


_ENGLISH = frozenset(
    f"docs/{page}"
    for page in ("contract", "semantics", "language", "ci", "python", "serve", "reliability", "dependencies")
) | {"CHANGELOG", "CONTRIBUTING"}
