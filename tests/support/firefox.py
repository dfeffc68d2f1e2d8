"""Firefox as tests drive it (Debian: firefox-esr): by Marionette, which it speaks itself; there is no driver in Debian."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BINARY = shutil.which("firefox-esr") or shutil.which("firefox")
PREFERENCES = {
    "marionette.port": 0,  # a free one, which it writes into its profile
    "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9, "app.update.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
}  # fmt: skip
"""A proxy that is not there: nothing of the network is reached."""
STARTING = 60


class Marionette:
    """A browser that takes commands, one after the other."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.held, self.number = b"", 0
        self._received()  # it greets
        self.command("WebDriver:NewSession", capabilities={})
        self.command("WebDriver:SetTimeouts", script=100_000, pageLoad=60_000)

    def command(self, name: str, **asked: Any) -> Any:
        """What a command gives; RuntimeError where it fails."""
        self.number += 1
        data = json.dumps([0, self.number, name, asked]).encode()
        self.socket.sendall(b"%d:%s" % (len(data), data))
        _, _, problem, found = self._received()
        if problem:
            raise RuntimeError(problem["message"])
        return found

    def script(self, body: str) -> Any:
        """The value that a script hands to `done`."""
        return self.command("WebDriver:ExecuteAsyncScript", script=f"const done = arguments[0];\n{body}", args=[])[
            "value"
        ]

    def _received(self) -> Any:
        while b":" not in self.held:
            self._more()
        length, _, self.held = self.held.partition(b":")
        while len(self.held) < int(length):
            self._more()
        message, self.held = self.held[: int(length)], self.held[int(length) :]
        return json.loads(message)

    def _more(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise RuntimeError("Firefox is gone")
        self.held += data


@contextmanager
def firefox(profile: Path, downloads: Path | None = None) -> Iterator[Marionette]:
    """A browser with a profile of its own and without a network; files that it downloads lie in `downloads`."""
    profile.mkdir(parents=True)
    kept = {"browser.download.folderList": 2, "browser.download.dir": str(downloads)} if downloads else {}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in (PREFERENCES | kept).items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(
        [str(BINARY), "--headless", "--marionette", "--no-remote", "--profile", str(profile)], **quiet
    )
    browser = None
    try:
        browser = Marionette(_port(profile / "MarionetteActivePort"))
        yield browser
    finally:
        if browser is not None:
            browser.socket.close()
        process.terminate()
        process.wait(timeout=60)


def _port(path: Path) -> int:
    end = time.monotonic() + STARTING
    while time.monotonic() < end:
        if path.exists() and path.read_text().strip():
            return int(path.read_text())
        time.sleep(0.1)
    raise RuntimeError("Firefox did not start")
