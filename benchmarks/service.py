"""Measures how many requests a second `evalrules serve` answers, with a client that costs little beside it.

python benchmarks/service.py [EVIDENCE] [--workers N] [--connections N] [--seconds N] [--desk]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

EVIDENCE = Path(__file__).resolve().parents[1] / "examples" / "jiangsu-16" / "county.json"
WARM = 2
"""Seconds before it counts: each process loads the ruleset once."""


class Client(threading.Thread):
    """One connection that asks again as soon as it has its answer."""

    def __init__(self, at: tuple[str, int], request: bytes, end: float) -> None:
        super().__init__()
        self.at, self.request, self.end = at, request, end
        self.took: list[tuple[float, float]] = []
        self.wrong: list[bytes] = []

    def run(self) -> None:
        """Ask until the end."""
        with socket.create_connection(self.at) as own, own.makefile("rb") as answers:
            while time.perf_counter() < self.end:
                begun = time.perf_counter()
                own.sendall(self.request)
                status = answers.readline()
                length = 0
                for line in iter(answers.readline, b"\r\n"):
                    name, _, value = line.partition(b":")
                    length = int(value) if name == b"content-length" else length
                answers.read(length)
                self.took.append((begun, time.perf_counter() - begun))
                if b" 200 " not in status:
                    self.wrong.append(status)


def main() -> None:
    """Start a service, ask it for some seconds, and print one line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("evidence", nargs="?", type=Path, default=EVIDENCE)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--desk", action="store_true", help="what the page asks, in the place of /api/assess")
    given = parser.parse_args()
    command = [
        sys.executable,
        "-m",
        "evalrules",
        "serve",
        "--port",
        "0",
        "--lang",
        "en",
        "--workers",
        str(given.workers),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout is not None
            address = urlsplit(service.stdout.readline().split()[2])
            measure(given, (str(address.hostname), int(address.port or 0)), service.pid)
        finally:
            service.send_signal(signal.SIGTERM)


def measure(given: argparse.Namespace, at: tuple[str, int], service: int) -> None:
    """Ask a service that runs."""
    target, more, body = asked_by_the_page(given.evidence) if given.desk else asked(given.evidence)
    head = f"POST {target} HTTP/1.1\r\nHost: {at[0]}:{at[1]}\r\n{more}"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    begun = time.perf_counter()
    clients = [Client(at, request, begun + WARM + given.seconds) for _ in range(given.connections)]
    for one in clients:
        one.start()
    time.sleep(WARM)
    before = spent(service)
    for one in clients:
        one.join()
    after = spent(service)
    took = sorted(seconds for one in clients for start, seconds in one.took if start >= begun + WARM)
    wrong = sum(len(one.wrong) for one in clients)
    half, most = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.99))
    print(
        f"{given.evidence.name}: {len(took) / given.seconds:.0f} requests a second, {wrong} wrong; "
        f"half within {half:.0f} ms, 99 % within {most:.0f} ms; {given.workers} workers, "
        f"{given.connections} connections, load {os.getloadavg()[0]:.1f}; "
        f"{(after - before) / len(took) * 1000:.1f} ms of CPU each"
    )


def asked(evidence: Path) -> tuple[str, str, bytes]:
    """What another program asks: where, with which headers, and the body."""
    return f"/api/assess?name={evidence.name}", "", evidence.read_bytes()


def asked_by_the_page(evidence: Path) -> tuple[str, str, bytes]:
    """What the page asks for the verdict on a file."""
    request = json.dumps({"do": "check", "lang": "zh", "ruleset": None}).encode()
    parts = (("request", "request.json", request), ("file", evidence.name, evidence.read_bytes()))
    body = b"".join(
        f'--parted\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'.encode()
        + data
        + b"\r\n"
        for name, file, data in parts
    )
    return "/desk", "Content-Type: multipart/form-data; boundary=parted\r\n", body + b"--parted--\r\n"


def spent(service: int) -> float:
    """The seconds of CPU that a service and its processes took so far (Linux)."""
    every = [str(service), *Path(f"/proc/{service}/task/{service}/children").read_text().split()]
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in every]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
