"""How long the page takes: opened until it is ready, the first verdict, and the same again.

    python benchmarks/page.py 评估工具.html

Chromium runs without a driver: one attaches a debugger to the page's worker, which makes it several times slower. The
page is copied with a few lines that say the times on its console, from where they are read. The worst of three runs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = {
    "jiangsu-16": ["examples/jiangsu-16/failing.yaml"],
    "quality-balance": [f"examples/quality-balance/{name}" for name in ("county.yaml", "sites.csv", "units.csv")],
}
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-dev-shm-usage", "--enable-logging=stderr", "--remote-debugging-port=0",
)  # fmt: skip
SAYING = """start().then(async () => {
  console.log("TIME ready", performance.now());
  for (const [name, files] of Object.entries(%s)) {
    for (const turn of ["first", "again"]) {
      const begun = performance.now();
      const given = files.map(([name, text]) => ({ name, data: new TextEncoder().encode(text) }));
      const told = await ask({ do: "check", ruleset: null }, given);
      console.log("TIME", name, turn, performance.now() - begun, told.verdicts[0].verdict);
    }
  }
  console.log("TIME end", performance.now());
});
})();"""
PATIENCE = 120


def timed(page: str) -> dict[str, float]:
    """The milliseconds of one run by what they are of."""
    texts = {
        name: [(Path(path).name, (ROOT / path).read_text("utf-8")) for path in paths] for name, paths in CASES.items()
    }
    before, _, after = page.rpartition("start();\n})();")
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "page.html")
        copy.write_text(before + SAYING % json.dumps(texts).replace("<", "\\u003c") + after, encoding="utf-8")
        browser = [shutil.which("chromium") or "chromium", *FLAGS, f"--user-data-dir={folder}/profile", copy.as_uri()]
        with subprocess.Popen(browser, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            for line in process.stderr or ():
                said = re.search(r'"TIME (\D[^"]*?) ([0-9.]+)(?: [^"]*)?"', line)
                if said:
                    found[said[1]] = float(said[2])
                if "end" in found:
                    break
            process.terminate()
            process.wait(PATIENCE)
    return found


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1])
    runs = [timed(path.read_text("utf-8")) for _ in range(3)]
    print(f"{path.stat().st_size / 1e6:.1f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in runs[0]:
        print(f"{name:24} {max(run[name] for run in runs):8.0f} ms")


if __name__ == "__main__":
    main()
