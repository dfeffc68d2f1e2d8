"""How long the page takes: opened until it is ready, the first verdict, a changed figure, and its longest stall.

    python benchmarks/page.py 评估工具.html [chromium|firefox] [RUNS]

Both browsers run without a driver: one attaches a debugger to the page's worker, which makes it several times slower.
The page is copied with a few lines that do what a reader does and say the times on its console, from where they are
read. The worst of the runs and, behind it, the best: where other work has the cores, the two are far apart.

A work is opened with what was filled in before, as one that was kept; its rows are pasted into an empty form table by
table. A changed figure counts from the event of its field until the verdict on it stands in the page and is painted.
A stall is the longest time in which the page could do nothing else, seen by a clock that asks to be called all the
time, while figures are changed and reports drawn; Chromium says its longest task, too.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "jiangsu-16": ["examples/jiangsu-16/failing.yaml"],
    "quality-balance": [f"examples/quality-balance/{name}" for name in ("county.yaml", "sites.csv", "units.csv")],
}
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-dev-shm-usage", "--enable-logging=stderr", "--remote-debugging-port=0",
)  # fmt: skip
FIREFOX = {
    "devtools.console.stdout.content": True, "app.update.enabled": False, "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False, "browser.shell.checkDefaultBrowser": False,
    "network.captive-portal-service.enabled": False,
}  # fmt: skip
SCHOOLS = 300
QUALITY = "national-quality-balance@2017"
CHANGES = 8
"""How often each figure is changed; a reader pauses between two of them."""
PATIENCE = 120
LONGEST_RUN = 600
"""Seconds after which a run is given up: the page said no end."""

READER = """start().then(async () => {
  const say = (name, time) => console.log(`TIME ${name} = ${Math.round(time * 10) / 10} ms`);
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const answers = () => Number(document.body.dataset.answered ?? 0);
  let stall = 0, seen = performance.now(), longest = 0;
  const beat = () => {
    const now = performance.now();
    stall = Math.max(stall, now - seen);
    seen = now;
    setTimeout(beat, 0); // some milliseconds later, if nothing else is to be done
  };
  beat();
  const hasTasks = PerformanceObserver.supportedEntryTypes.includes("longtask"); // of more than 50 ms
  const tasks = new PerformanceObserver((list) => {
    longest = Math.max(longest, ...list.getEntries().map((one) => one.duration));
  });
  if (hasTasks) tasks.observe({ type: "longtask" });
  say("ready", performance.now());
  for (const [name, files] of Object.entries(%(files)s)) {
    const begun = performance.now();
    const given = files.map(([name, text]) => ({ name, data: new TextEncoder().encode(text) }));
    const told = await ask({ do: "check", ruleset: null }, given);
    if (!told.verdicts[0].verdict) throw new Error(name);
    say(`${name}, first verdict`, performance.now() - begun);
    if (name === "jiangsu-16") say("opened until the first verdict", performance.now());
  }
  const changed = async (input, value) => {
    const before = answers(), begun = performance.now();
    input.value = value;
    input.dispatchEvent(new Event(input.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
    while (answers() === before) await pause(1);
    await painted();
    return performance.now() - begun;
  };
  const answered = async (begun, before, what) => {
    while (answers() === before) await pause(5);
    await painted();
    say(`${what}, until its verdict`, performance.now() - begun);
    await pause(4000); // the report is drawn
    say(`${what}, longest stall`, stall);
    if (hasTasks) say(`${what}, longest task`, longest);
  };
  const near = async (place, within) => { // of many rows only those near the sight are made
    const found = document.querySelector(place), inner = () => (within ? found.querySelector(within) : found);
    found.scrollIntoView();
    while (!inner()) await pause(5);
    return inner();
  };
  const paste = async (name, ruleset, values, tables) => {
    const work = newWork(ruleset), before = answers();
    Object.assign(work, { values, tables: {} });
    await openWork(work);
    while (answers() === before) await pause(5);
    await pause(2000);
    for (const [own, rows] of Object.entries(tables)) {
      const first = await near(`[data-table="${own}"]`, "tbody input");
      const columns = (await ask({ do: "form", ruleset })).tables.find((one) => one.id === own).columns;
      const text = rows.map((row) => columns.map((column) => row[column.id] ?? "").join("\\t")).join("\\n");
      const event = new Event("paste", { bubbles: true, cancelable: true });
      Object.defineProperty(event, "clipboardData", { value: { getData: () => text } });
      stall = longest = 0;
      first.focus();
      await pause(500);
      const earlier = answers(), begun = performance.now();
      first.dispatchEvent(event);
      await painted();
      say(`${name}, ${rows.length} rows pasted, until they are painted`, performance.now() - begun);
      await answered(begun, earlier, `${name}, ${rows.length} rows pasted`);
    }
    showStart();
  };
  for (const { name, ruleset, values, tables, find, tried } of %(forms)s) {
    const work = newWork(ruleset), before = answers(), begun = performance.now();
    Object.assign(work, { values, tables });
    stall = longest = 0;
    await openWork(work);
    await painted();
    say(`${name}, opened, until it is painted`, performance.now() - begun);
    await answered(begun, before, `${name}, opened`);
    const field = await near(...find);
    await pause(1000);
    stall = longest = 0;
    const times = [];
    for (let at = 0; at < %(changes)d; at += 1) {
      times.push(await changed(field, tried[at %% tried.length]));
      await pause(%(pause)d);
    }
    await pause(4000);
    say(`${name}, a changed figure`, Math.max(...times));
    say(`${name}, a changed figure, half within`, times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
    say(`${name}, longest stall`, stall);
    if (hasTasks) say(`${name}, longest task`, longest);
    if (Object.keys(tables).length) await paste(name, ruleset, values, tables);
    work.values = {}; work.tables = {};
    showStart();
  }
  say("end", performance.now());
});
})();"""


# -- what the reader fills in --------------------------------------------------------------------------------------


def forms() -> list[dict[str, Any]]:
    """What is filled in: the form of jiangsu-16, and quality balance of a county of 300 schools."""
    grades = {f"grade\x1f{at}\x1f1": {"option": 0} for at in range(1, 17)}
    small = {"subject\x1fname\x1f1": {"value": "示例县"}, "period\x1f\x1f1": {"value": "2007"}, **grades}
    share = [".field[data-id='quality_share_7'] input:not(.year)"]
    teachers = ["[data-table='units']", "tr[data-row='3'] td:nth-child(9) input"]
    jiangsu = {"ruleset": "jiangsu-16@2007", "values": small, "tables": {}, "find": share, "tried": ["91", "89.5"]}
    quality = {"ruleset": QUALITY, **county(SCHOOLS), "find": teachers, "tried": ["3", "4"]}
    return [{"name": "jiangsu-16", **jiangsu}, {"name": f"{SCHOOLS} schools", **quality}]


def county(schools: int) -> dict[str, Any]:
    """The form of a county of so many schools: those of the example with other figures, as often as it takes."""
    from ruamel.yaml import YAML

    from evalrules.loading import load_ruleset
    from evalrules.page.form import form_document

    ruleset = load_ruleset(QUALITY).ruleset
    assert ruleset is not None, QUALITY
    form = form_document(ruleset, "zh")
    folder = ROOT / "examples" / "quality-balance"
    document = YAML(typ="safe").load((folder / "county.yaml").read_text("utf-8"))
    facts = {own: value for own, value in document["facts"].items() if not isinstance(value, dict)}
    times = -(-schools // 15)
    facts |= {own: facts[own] * times for own in ("teachers", "trained", "certified")}
    values = {"subject\x1fname\x1f1": {"value": "示例县"}, "period\x1f\x1f1": {"value": "2022"}}
    lines = [one for sheet in form["sheets"] for one in sheet["entries"] if one.get("section") == "fact"]
    for line in lines:
        given = facts.get(line["id"])
        if isinstance(given, bool):
            wanted = "是" if given else "否"
            values[f"fact\x1f{line['id']}\x1f1"] = {"option": line["options"].index(wanted)}
        elif given is not None:
            values[f"fact\x1f{line['id']}\x1f1"] = {"value": str(given)}
    tables = {one["id"]: list(_rows(folder / f"{one['id']}.csv", one, times)) for one in form["tables"][:2]}
    assert len({row["school"] for row in tables["units"]}) == schools, "so many schools"
    return {"values": values, "tables": tables}


def _rows(path: Path, table: dict[str, Any], times: int) -> Iterator[dict[str, str]]:
    """The rows of the example as often as it takes, each with a name and with figures of its own."""
    ids = {column["words"]: column["id"] for column in table["columns"]}
    with path.open(encoding="utf-8") as file:
        given = [{ids[name]: value for name, value in row.items()} for row in csv.DictReader(file)]
    for at in range(times):
        for row in given:
            draw = random.Random(f"{row['school']} {at}")
            more = {own: str(int(int(row[own]) * (1 + draw.random() / 5))) for own in row if at and _is_varied(own)}
            yield {**row, **more, "school": f"{row['school']}{at or ''}"}


def _is_varied(column: str) -> bool:
    return column.endswith(("area", "equipment", "budget")) or column.startswith("smallest_")


# -- browsers --------------------------------------------------------------------------------------------------------


def timed(page: str, browser: str) -> dict[str, float]:
    """The milliseconds of one run by what they are of."""
    texts = {
        name: [(Path(path).name, (ROOT / path).read_text("utf-8")) for path in paths] for name, paths in FILES.items()
    }
    before, _, after = page.rpartition("start();\n})();")
    told = {"files": _json(texts), "forms": _json(forms()), "changes": CHANGES, "pause": 1500}
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "page.html")
        copy.write_text(before + READER % told + after, encoding="utf-8")
        with started(browser, Path(folder), copy.as_uri()) as lines:
            for line in lines:
                assert not re.search("Uncaught|SyntaxError", line), line
                said = re.search(r"TIME (.+) = ([0-9.]+) ms", line)
                if said:
                    found[said[1]] = float(said[2])
                if "end" in found:
                    break
    assert "end" in found, f"{browser}: no end within {LONGEST_RUN} s, but {found}"
    return found


@contextmanager
def started(browser: str, folder: Path, address: str) -> Iterator[Iterator[str]]:
    """What a browser with a new profile says while it shows a page."""
    profile = folder / "profile"
    if browser == "firefox":
        profile.mkdir()
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in FIREFOX.items())
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        program = shutil.which("firefox-esr") or shutil.which("firefox") or "firefox"
        command = [program, "--headless", "--no-remote", "--profile", str(profile), address]
    else:
        command = [shutil.which("chromium") or "chromium", *CHROMIUM, f"--user-data-dir={profile}", address]
    with subprocess.Popen(
        command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        watch = Timer(LONGEST_RUN, process.kill)
        watch.start()
        yield iter(process.stdout or ())
        watch.cancel()
        process.terminate()
        process.wait(PATIENCE)


def _json(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def main() -> None:
    """Print a table for each browser."""
    path, wanted = Path(sys.argv[1]), sys.argv[2:]
    count = next((int(one) for one in wanted if one.isdigit()), 3)
    page = path.read_text("utf-8")
    for browser in [one for one in wanted if not one.isdigit()] or ["chromium", "firefox"]:
        runs = [timed(page, browser) for _ in range(count)]
        print(f"{browser}: {path.stat().st_size / 1e6:.1f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        for name in runs[0]:
            times = [run[name] for run in runs]
            print(f"  {name:40} {max(times):8.0f} ms {min(times):8.0f}")


if __name__ == "__main__":
    main()
