"""A real Spark of its own: a master and two workers as processes on loopback, which end with the test."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

MISSING = "NOT CHECKED: pyspark (the extra `spark`) or Java is not installed"
_PATIENCE = 120.0

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
"""For programs that end soon: most of their time would be the compiler's."""

SUBMIT = f"--driver-java-options '{QUICK}' --conf 'spark.executor.extraJavaOptions={QUICK}' --conf spark.sql.shuffle.partitions=2 pyspark-shell"
"""The same for who submits to it, as PYSPARK_SUBMIT_ARGS."""


def is_there() -> bool:
    """Whether a cluster can be started."""
    return find_spec("pyspark") is not None and (shutil.which("java") is not None or "JAVA_HOME" in os.environ)


@contextlib.contextmanager
def cluster(workers: int = 2) -> Iterator[str]:
    """The address of a master with so many workers, each of one core."""
    import pyspark

    home = Path(pyspark.__file__).parent
    with tempfile.TemporaryDirectory(prefix="evalrules-spark-") as name, contextlib.ExitStack() as ending:
        environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": name, "SPARK_WORKER_DIR": name}
        environment |= {"SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": QUICK}

        def start(log: str, *arguments: str) -> Path:
            path = Path(name, log)
            with path.open("wb") as out:
                one = subprocess.Popen([home / "bin" / "spark-class", *arguments], stdout=out, stderr=subprocess.STDOUT, env=environment, preexec_fn=_ends_with_us)  # noqa: PLW1509 - no thread runs yet
            ending.callback(_end, one)
            return path

        deploy = "org.apache.spark.deploy"
        log = start("master.log", f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        address = _found(log, r"Starting Spark master at (spark://\S+)")
        for at in range(workers):
            start(f"worker{at}.log", f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0", address)
        for at in range(workers):
            _found(Path(name, f"worker{at}.log"), r"(Successfully registered with master)")
        yield address


def _ends_with_us() -> None:
    """A process of its own group, which on Linux ends when this one is killed, too."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG; `spark-class` becomes its Java, which keeps it


def _found(log: Path, pattern: str) -> str:
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        found = re.search(pattern, log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def _end(one: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(one.pid, signal.SIGTERM)
    try:
        one.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(one.pid, signal.SIGKILL)
        one.wait()
