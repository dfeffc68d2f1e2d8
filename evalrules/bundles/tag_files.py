"""The tag files that sealing makes: declaration, metadata and manifests (RFC 8493, sections 2.1 and 2.2)."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Sequence

from evalrules.base.diagnostics import Diagnostic
from evalrules.bundles.archive import Archive
from evalrules.bundles.bag import BAGIT, INFO, PAYLOAD, declaration_of, is_bag
from evalrules.bundles.manifest import lines_of, manifest_text, read_text
from evalrules.bundles.plan import ALGORITHMS, Taken
from evalrules.bundles.storage import Folder
from evalrules.version import VERSION

AGENT, OXUM, DATE = "Bag-Software-Agent", "Payload-Oxum", "Bagging-Date"
"""The lines of bag-info.txt that are made anew; the last one only where a date is given."""

_BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def tag_files(files: Sequence[Taken], info: str) -> dict[str, bytes]:
    """Every tag file that is made, by name (RFC 8493, sections 2.1 and 2.2)."""
    made = {BAGIT: _BAGIT_TEXT, INFO[0]: info.encode()}
    payload = {file.target: file.digests for file in files if file.target.startswith(PAYLOAD)}
    for algorithm in ALGORITHMS:
        digests = {path: found[algorithm] for path, found in payload.items()}
        made[f"manifest-{algorithm}.txt"] = manifest_text(digests).encode()
    kept = {file.target: file.digests for file in files if file.target not in payload}
    tags = list(kept.items()) + [(path, _digests(data)) for path, data in made.items()]
    for algorithm in ALGORITHMS:
        digests = {path: found[algorithm] for path, found in tags}
        made[f"tagmanifest-{algorithm}.txt"] = manifest_text(digests).encode()
    return made


def _digests(data: bytes) -> dict[str, str]:
    return {algorithm: hashlib.new(algorithm, data).hexdigest() for algorithm in ALGORITHMS}


def info_text(
    storage: Folder | Archive, files: Sequence[Taken], info: Sequence[tuple[str, str]], shown: str
) -> tuple[str, list[Diagnostic]]:
    """bag-info.txt: who sealed, the size of the payload, then what stood there before and what is given."""
    kept, problems = _kept_info(storage, shown)
    payload = [file for file in files if file.target.startswith(PAYLOAD)]
    lines = [
        f"{AGENT}: evalrules {VERSION}",
        f"{OXUM}: {sum(file.size for file in payload)}.{len(payload)}",
        *kept,
        *(f"{label}: {value}" for label, value in info),
    ]
    return "".join(f"{line}\n" for line in dict.fromkeys(lines)), problems


def _kept_info(storage: Folder | Archive, shown: str) -> tuple[list[str], list[Diagnostic]]:
    """The lines of an older bag-info.txt that are not made anew; a line that goes on belongs to the one above."""
    if not storage.holds(INFO[0]) or not is_bag(storage):
        return [], []
    declared, _ = declaration_of(storage, shown)
    place = posixpath.join(shown, INFO[0])
    text, problems = read_text(storage, INFO[0], shown=place, encoding=declared.encoding)
    entries: list[str] = []
    for line in lines_of(text or ""):
        if line.text[0].isspace() and entries:
            entries[-1] += f"\n{line.text}"
        else:
            entries.append(line.text)
    ours = (AGENT.lower(), OXUM.lower(), DATE.lower())
    return [entry for entry in entries if entry.partition(":")[0].strip().lower() not in ours], problems
