"""The server as an editor has it: a real client of the protocol, over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="NOT CHECKED: the extra `lsp` (pygls) is not installed")

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

from evalrules.editor.server import Server

pytestmark = pytest.mark.real  # a process of its own


class Editor:
    """An editor with one server."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.told: dict[str, types.PublishDiagnosticsParams] = {}
        self.news = asyncio.Event()
        client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self._heard(params))  # noqa: PLW0108 - pygls marks what it is given, and no method can be marked

    def _heard(self, params: types.PublishDiagnosticsParams) -> None:
        self.told[params.uri] = params
        self.news.set()

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    async def open(self, name: str, version: int = 1) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(self.uri(name), "yaml", version, self.text(name))
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics(name, version)

    async def diagnostics(self, name: str, version: int) -> list[types.Diagnostic]:
        while (found := self.told.get(self.uri(name))) is None or found.version != version:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 20)
        return list(found.diagnostics)

    def at(self, name: str, marked: str) -> dict[str, object]:
        """A document and the place of the `|`, as the protocol counts: in units of UTF-16."""
        before, _, after = marked.partition("|")
        text = self.text(name)
        head = text[: text.index(before + after) + len(before)]
        column = len(head.rpartition("\n")[2].encode("utf-16-le")) // 2
        return {"text_document": types.TextDocumentIdentifier(self.uri(name)), "position": types.Position(head.count("\n"), column)}

    async def type(self, name: str, before: str, after: str, version: int) -> list[types.Diagnostic]:
        """Another text, and what is wrong then."""
        text = self.text(name).replace(before, after)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(version, self.uri(name)), [whole]))
        return await self.diagnostics(name, version)


RULESET, CASE = "r/1/ruleset.yaml", "r/1/cases/one.yaml"


async def work(program, folder: Path, locale: str, *options: str) -> None:
    client = LanguageClient("an-editor", "1")
    environment = program.environment(EVALRULES_PATH=str(folder))
    await client.start_io(sys.executable, "-m", "evalrules", "lsp", *options, env=environment, cwd=program.home)
    try:
        begun = await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), locale=locale, root_uri=folder.as_uri()))
        assert begun.server_info is not None and "evalrules" == begun.server_info.name
        client.initialized(types.InitializedParams())
        editor = Editor(client, folder)
        await look(editor, is_chinese=locale.startswith("zh") or "zh" in options)
        await change(editor)
        await client.shutdown_async(None)
    finally:
        client.exit(None)  # without it the server would wait for more
        await client.stop()


async def look(editor: Editor, *, is_chinese: bool) -> None:
    """What is told without a change."""
    assert ["ER660"] == [one.code for one in await editor.open(RULESET)]
    assert [] == await editor.open(CASE)
    assert [] == await editor.open("county.yaml")
    hover = await editor.client.text_document_hover_async(types.HoverParams(**editor.at(RULESET, "met: ra|te >= line")))
    assert hover is not None and isinstance(hover.contents, types.MarkupContent)
    assert ("指标量" if is_chinese else "measure") in hover.contents.value
    told = await editor.client.text_document_hover_async(types.HoverParams(**editor.at(RULESET, "met: eve|ry(schools")))
    assert told is not None and "every(over, condition)" in told.contents.value
    found = await editor.client.text_document_definition_async(types.DefinitionParams(**editor.at("county.yaml", "{ra|te: 94")))
    line = editor.text(RULESET).split("\n").index(next(one for one in editor.text(RULESET).split("\n") if one.startswith("  rate:")))
    assert (editor.uri(RULESET), types.Position(line, 2)) == (found.uri, found.range.start)
    context = types.ReferenceContext(include_declaration=True)
    places = await editor.client.text_document_references_async(types.ReferenceParams(**editor.at(RULESET, "met: ra|te >= line"), context=context))
    assert [editor.uri(RULESET)] * 2 + [editor.uri(CASE)] == [one.uri for one in places]


async def change(editor: Editor) -> None:
    """What is told as one types: in a line with a character of two units, of the ruleset and of its case."""
    wrong = await editor.type(RULESET, "zh: 图书\n    en: books\n    met: every", "zh: 𠮷\n    en: books\n    met: evry", 2)
    assert "ER202" in {one.code for one in wrong} or "ER203" in {one.code for one in wrong}
    await editor.type(RULESET, "zh: 入学率, en: rate, met: rate >= line", "zh: 𠮷率, en: rate, met: rat >= line", 3)
    (unknown,) = [one for one in await editor.diagnostics(RULESET, 3) if one.code == "ER203"]
    line = editor.text(RULESET).replace("zh: 入学率, en: rate, met: rate", "zh: 𠮷率, en: rate, met: rat").split("\n")[unknown.range.start.line]
    units = line.encode("utf-16-le")
    assert "rat" == units[2 * unknown.range.start.character : 2 * unknown.range.end.character].decode("utf-16-le")
    context = types.CodeActionContext([unknown])
    actions = await editor.client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(editor.uri(RULESET)), unknown.range, context)
    )
    assert ["rate"] == [edit.new_text for action in actions for edit in action.edit.changes[editor.uri(RULESET)]]
    offered = await editor.client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(editor.uri(RULESET)), unknown.range.end)
    )
    assert {"rate", "every"} <= {one.label for one in offered.items}
    assert "every(" in {one.insert_text for one in offered.items}
    await editor.type(RULESET, "hills: 90", "hills: 91", 4)
    while not (found := editor.told[editor.uri(CASE)].diagnostics):
        editor.news.clear()
        await asyncio.wait_for(editor.news.wait(), 20)
    assert {"evalrules"} == {one.source for one in found}
    await editor.type(RULESET, "", "", 5)
    await rename(editor)


async def rename(editor: Editor) -> None:
    """A rename edits both files; one that cannot be is refused with the reason."""
    done = await editor.client.text_document_rename_async(types.RenameParams(**editor.at(RULESET, "met: ra|te >= line"), new_name="enrolment"))
    assert {editor.uri(RULESET): 2, editor.uri(CASE): 1} == {uri: len(edits) for uri, edits in done.changes.items()}
    with pytest.raises(JsonRpcException, match="cheated"):
        await editor.client.text_document_rename_async(types.RenameParams(**editor.at(RULESET, "met: ra|te >= line"), new_name="cheated"))


@pytest.mark.parametrize(("locale", "options"), [("en-GB", ()), ("zh-cn", ()), ("en", ("--lang", "zh"))])
def test_an_editor_works_with_it(locale: str, options: tuple[str, ...], folder: Path, program):
    """Diagnostics while one types, meanings, definitions, references, completion, a fix and a rename, in its language."""
    asyncio.run(asyncio.wait_for(work(program, folder, locale, *options), 60))


@pytest.mark.parametrize(("language", "locale", "spoken"), [(None, "zh-TW", "zh"), (None, "de", "en"), (None, "", "zh"), ("en", "zh-cn", "en")])
def test_the_language_is_that_of_the_option_else_of_the_editor(language: str | None, locale: str, spoken: str):
    """Else that of the machine."""
    server = Server(language, "zh")
    server.locale = locale
    assert spoken == server.tongue
