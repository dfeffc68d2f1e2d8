"""A real Postgres server for one test module, in a folder of its own, on loopback; it never runs as root."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

MISSING = "NOT CHECKED: no PostgreSQL server (initdb, postgres) or no psycopg is installed"
_LOOKED = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")


def programs() -> Path | None:
    """The folder of the programs of a server."""
    named = shutil.which("initdb")
    if named is not None:
        return Path(named).resolve().parent
    found = sorted(one.parent for root in _LOOKED for one in Path(root).glob("**/bin/initdb"))
    return found[-1] if found else None


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a database that is empty, of a server that ends with the test."""
    own = programs()
    assert own is not None
    with tempfile.TemporaryDirectory(prefix="evalrules-postgres-", dir="/tmp" if os.path.isdir("/tmp") else None) as name:
        folder, port = Path(name), free_port()
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "cwd": folder}
        if os.geteuid() == 0:  # the server refuses to be root
            user = pwd.getpwnam("postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody")
            os.chown(folder, user.pw_uid, user.pw_gid)
            given |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        data = folder / "data"
        made = subprocess.run([own / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"], **given)
        assert made.returncode == 0, made.stdout
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        started = subprocess.run([own / "pg_ctl", "-D", data, "-o", settings, "-l", folder / "log", "-w", "start"], **given)
        assert started.returncode == 0, (folder / "log").read_text()
        try:
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([own / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], **given)
