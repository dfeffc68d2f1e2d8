"""Chromium as tests drive it: by its own driver (Debian: chromium, chromium-driver; PyPI: selenium), without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
)  # fmt: skip

LEAVES_THE_PAGE = """
const width = document.documentElement.clientWidth;
return [...document.body.querySelectorAll("*")].filter(element => {
  const box = element.getBoundingClientRect();
  return box.width && !element.closest(".unseen, .skip, .grid") && (box.right > width + 1 || box.left < -1);
}).map(element => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`);
"""


@contextmanager
def chromium(profile: Path, downloads: Path | None = None) -> Iterator[Any]:
    """A browser with a profile of its own, that notes what pages ask for; files that it downloads lie in `downloads`.

    Its temporary files lie in /tmp: it opens a socket among them, whose path may have 108 characters at most.
    """
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        driver = Chrome(options, Service(str(shutil.which("chromedriver")), env=os.environ | {"TMPDIR": short}))
        if downloads is not None:
            driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
        try:
            yield driver
        finally:
            driver.quit()


def requested(driver: Any) -> list[str]:
    """What pages asked for since the last time this was read, also in their workers."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]


def global_npm(*parts: str) -> Path:
    """A file of a package that npm installed for everybody."""
    found = subprocess.run(["npm", "root", "-g"], check=False, capture_output=True, text=True) if shutil.which("npm") else None
    return Path(found.stdout.strip() if found else "/nowhere").joinpath(*parts)


def axe_violations(driver: Any, axe: Path) -> list[tuple[str, list[Any]]]:
    """What axe finds on the page: the rules that are broken, and where."""
    driver.execute_script(axe.read_text("utf-8"))
    asked = {"resultTypes": ["violations"]}
    found = driver.execute_async_script("axe.run(document, arguments[0]).then(arguments[1], arguments[1])", asked)
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found["violations"]]
