"""`evalrules serve`: what it refuses before it serves, and what it says. The service itself: tests/real/test_service.py."""

from __future__ import annotations

import socket

import pytest


def test_others_need_a_token(cli, monkeypatch):
    """An address that others can reach, and no token: nothing is served."""
    monkeypatch.delenv("EVALRULES_TOKEN", raising=False)
    for host in ("0.0.0.0", "::", "office.example"):
        run = cli("serve", "--host", host, "--lang", "zh")
        assert run.code == 2 and run.out == "" and "ER670" in run.err and "--token-file" in run.err


@pytest.mark.parametrize("text", ["", "short", "a token with blanks in it", "令牌令牌令牌令牌令牌令牌"])
def test_a_token_that_is_none_is_refused(text: str, cli, tmp_path, monkeypatch):
    """From the file as from the environment, also where no token would be needed."""
    (tmp_path / "token").write_text(text)
    run = cli("serve", "--token-file", tmp_path / "token")
    assert run.code == 2 and "ER672" in run.err and "secrets" in run.err
    monkeypatch.setenv("EVALRULES_TOKEN", text)
    assert not text or "ER672" in cli("serve").err


def test_a_token_file_that_is_not_there_is_told(cli, tmp_path):
    """As any file that cannot be read."""
    assert "ER001" in cli("serve", "--token-file", tmp_path / "none").err


def test_an_address_in_use_is_told(cli):
    """With the port, and how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        run = cli("serve", "--port", port)
        assert run.code == 2 and "ER671" in run.err and port in run.err and "--port" in run.err


def test_numbers_have_limits(cli):
    """A port that is none, no worker at all."""
    for option, value in (("--port", "70000"), ("--workers", "0"), ("--time-limit", "0"), ("--size-limit", "0")):
        assert cli("serve", option, value).code == 2


def test_its_help_has_an_example(cli, monkeypatch):
    """How to start it, and how to ask; in Chinese: tests/cases/test_words_of_reports.py."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    told = " ".join(cli("serve", "--help").out.split())
    assert "evalrules serve" in told and "curl -F file=@county.yaml" in told and "nothing is kept" in told
