"""`evalrules lsp`: what it is, and what it needs; an editor drives it in tests/unit/editor/test_server.py."""

from __future__ import annotations

import sys

import pytest


@pytest.mark.parametrize(("language", "said"), [("en", "lsp needs"), ("zh", "lsp 需要")])
def test_without_its_extra_it_says_what_to_install(cli, monkeypatch, language: str, said: str):
    """ER701, and nothing on standard output, where the protocol would be."""
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    monkeypatch.delitem(sys.modules, "evalrules.editor.server", raising=False)
    run = cli("lsp", "--lang", language)
    assert (2, "", True, True) == (run.code, run.out, "ER701" in run.err, "evalrules[lsp]" in run.err)


def test_another_language_is_a_slip(cli):
    """Only zh and en are there."""
    assert (2, True) == ((run := cli("lsp", "--lang", "de")).code, "ER011" in run.err)
