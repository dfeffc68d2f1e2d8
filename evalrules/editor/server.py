"""The language server: what an editor asks in its own protocol, answered by the rooms below; nothing is judged here.

Lines and columns of the protocol begin at 0, and columns count units of the encoding that both sides agreed upon.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import ServerTextPosition, ServerTextRange, TextDocument

from evalrules.base.diagnostics import ERROR, WARNING
from evalrules.base.languages import spoken
from evalrules.base.source import Span
from evalrules.editor.desk import Desk, text_in_file
from evalrules.editor.finding import Finding, findings
from evalrules.editor.meaning import function_meaning, meaning
from evalrules.editor.mending import mends
from evalrules.editor.names import at
from evalrules.editor.offers import FUNCTION, KEY, NAME, Offer, offers
from evalrules.editor.renaming import Edit, NotRenamed, references, renamed
from evalrules.version import NAME as PROGRAM
from evalrules.version import VERSION

PAUSE = 0.2
"""So many seconds after the last key a document is looked through."""

_REQUEST_FAILED = -32803
_SEVERITIES = {ERROR: types.DiagnosticSeverity.Error, WARNING: types.DiagnosticSeverity.Warning}
_KINDS = {
    NAME: types.CompletionItemKind.Variable, FUNCTION: types.CompletionItemKind.Function,
    KEY: types.CompletionItemKind.Property,
}  # fmt: skip


class Server(LanguageServer):
    """One editor's server; it speaks `language`, else as the editor does, else `otherwise`."""

    def __init__(self, language: str | None, otherwise: str, pause: float = PAUSE) -> None:
        super().__init__(PROGRAM, VERSION)
        self.pause = pause
        self.locale = ""
        self.desk = Desk(self._text)
        self._language = language
        self._otherwise = otherwise
        self._uris: dict[str, str] = {}

    @property
    def tongue(self) -> str:
        """Chinese or English."""
        if self._language is not None:
            return self._language
        if not self.locale:
            return self._otherwise
        return "zh" if self.locale.lower().startswith("zh") else "en"

    def path_of(self, uri: str) -> str:
        """The file of a document; the name that the editor has for one that is in none."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        path = path or uri
        self._uris[path] = uri
        return path

    def uri_of(self, path: str) -> str:
        """How the editor calls a file."""
        return self._uris.get(path) or from_fs_path(path) or path

    def document(self, path: str) -> TextDocument:
        """A document that is open, or the file."""
        return self.workspace.get_text_document(self.uri_of(path))

    def is_open(self, path: str) -> bool:
        """Whether the editor shows a file."""
        return self.uri_of(path) in self.workspace.text_documents

    def _text(self, path: str) -> str | None:
        return self.document(path).source if self.is_open(path) else text_in_file(path)

    # -- places ------------------------------------------------------------------------------------------------------

    def place(self, path: str, position: types.Position) -> tuple[int, int]:
        """Line and column from 1."""
        found = self.document(path).position_from_client_units(position)
        return found.line + 1, found.character + 1

    def range_of(self, path: str, span: Span) -> types.Range:
        """A span as the editor counts."""
        start = ServerTextPosition(span.line - 1, span.column - 1)
        end = ServerTextPosition(span.end_line - 1, span.end_column - 1)
        return self.document(path).range_to_client_units(ServerTextRange(start, end))

    def edits(self, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Edits by document."""
        found: dict[str, list[types.TextEdit]] = {}
        for one in edits:
            edit = types.TextEdit(self.range_of(one.path, one.span), one.text)
            found.setdefault(self.uri_of(one.path), []).append(edit)
        return types.WorkspaceEdit(changes=dict(found))

    # -- what is wrong -----------------------------------------------------------------------------------------------

    def publish(self, path: str) -> None:
        """Tell the editor what is wrong with a document, and with those that are open and belong to it."""
        every = [self.path_of(uri) for uri in self.workspace.text_documents]
        below = [one for one in every if one != path and self.desk.ruleset_path(self.desk.page(one)) == path]
        for one in (path, *below):
            told = [self.diagnostic(one, found) for found in findings(self.desk, one, self.tongue)]
            version = self.document(one).version
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(self.uri_of(one), told, version))

    def diagnostic(self, path: str, found: Finding) -> types.Diagnostic:
        """A finding in the words of the protocol."""
        severity = _SEVERITIES.get(found.severity, types.DiagnosticSeverity.Information)
        return types.Diagnostic(
            self.range_of(path, found.span), found.message, severity, found.code or None, source=PROGRAM
        )


def server(language: str | None, otherwise: str, pause: float = PAUSE) -> Server:
    """A server with everything that it answers."""
    made = Server(language, otherwise, pause)
    _checks(made)
    _answers(made)
    _changes(made)
    return made


def _checks(made: Server) -> None:
    @made.feature(types.INITIALIZE)
    def begun(server: Server, params: types.InitializeParams) -> None:
        server.locale = params.locale or ""

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(server: Server, params: types.DidOpenTextDocumentParams) -> None:
        server.publish(server.path_of(params.text_document.uri))

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(server: Server, params: types.DidSaveTextDocumentParams) -> None:
        server.publish(server.path_of(params.text_document.uri))

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(server: Server, params: types.DidChangeTextDocumentParams) -> None:
        path = server.path_of(params.text_document.uri)
        await asyncio.sleep(server.pause)
        if server.is_open(path) and server.document(path).version == params.text_document.version:
            server.publish(path)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(server: Server, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _answers(made: Server) -> None:
    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
        path = server.path_of(params.text_document.uri)
        found = meaning(server.desk, path, *server.place(path, params.position), server.tongue)
        if found is not None:
            content = types.MarkupContent(types.MarkupKind.Markdown, found[1])
            return types.Hover(content, server.range_of(path, found[0].span))
        word = server.document(path).word_at_position(params.position)
        told = function_meaning(word, server.tongue)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, told)) if told else None

    @made.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=list("\"'(:,{ ")))
    def completion(server: Server, params: types.CompletionParams) -> types.CompletionList:
        path = server.path_of(params.text_document.uri)
        found = offers(server.desk, path, *server.place(path, params.position), server.tongue)
        return types.CompletionList(is_incomplete=False, items=[_item(one) for one in found])

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(server: Server, params: types.DefinitionParams) -> types.Location | None:
        path = server.path_of(params.text_document.uri)
        page = server.desk.readable(path)
        use = at(server.desk.uses(page), *server.place(path, params.position))
        found = None if use is None else server.desk.declared(page).get(use.name)
        if found is None:
            return None
        return types.Location(server.uri_of(found.path), server.range_of(found.path, found.use.span))

    @made.feature(types.TEXT_DOCUMENT_REFERENCES)
    def referring(server: Server, params: types.ReferenceParams) -> list[types.Location]:
        path = server.path_of(params.text_document.uri)
        found = references(server.desk, path, *server.place(path, params.position))
        return [types.Location(server.uri_of(one.path), server.range_of(one.path, one.span)) for one in found]


def _changes(made: Server) -> None:
    @made.feature(types.TEXT_DOCUMENT_RENAME)
    def rename(server: Server, params: types.RenameParams) -> types.WorkspaceEdit:
        path = server.path_of(params.text_document.uri)
        try:
            found = renamed(server.desk, path, *server.place(path, params.position), params.new_name)
        except NotRenamed as problem:
            raise JsonRpcException(spoken((problem.zh, problem.en), server.tongue), _REQUEST_FAILED) from problem
        return server.edits(found)

    @made.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def mending(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        path = server.path_of(params.text_document.uri)
        return [
            types.CodeAction(
                one.title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[server.diagnostic(path, one.finding)],
                edit=server.edits(one.edits),
            )
            for one in mends(server.desk, path, server.tongue)
            if _touches(server.range_of(path, one.finding.span), params.range)
        ]


def _touches(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def _item(offer: Offer) -> types.CompletionItem:
    return types.CompletionItem(
        label=offer.text,
        kind=_KINDS.get(offer.kind, types.CompletionItemKind.Keyword),
        detail=offer.told or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, offer.meaning) if offer.meaning else None,
        insert_text=f"{offer.text}(" if offer.kind == FUNCTION else offer.text,
    )
