"""What a killed run leaves is known by the next one, which moves back what was moved and removes the rest."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from evalrules.bundles.seal import Wish, seal
from evalrules.bundles.staging import (
    COPY,
    INTENT,
    NEW,
    OLD,
    PREFIX,
    Intent,
    carried_through,
    clear_leftovers,
    intend,
    staging,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no locks on folders")

KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from evalrules.bundles.bag import verify_bag
from evalrules.bundles.seal import Wish, open_bundle, seal

os.fsync = lambda handle: None  # a kill takes nothing from what was written
root, steps = Path(sys.argv[1]), ("mkdir", "rename", "replace", "fsync", "chmod", "remove", "unlink", "rmdir")

def payload(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.name in ("evidence.yaml", "a.txt")}

def made(kind):
    shutil.rmtree(root, ignore_errors=True)
    bundle = root / "kunshan"
    (bundle / "papers").mkdir(parents=True)
    (bundle / "evidence.yaml").write_bytes(b"format: evidence/1\\n")
    (bundle / "papers" / "a.txt").write_bytes(b"a")
    if kind in ("again", "data"):
        seal(str(bundle), Wish(), shown="b")
        (bundle / "data" / "papers" / "a.txt").write_bytes(b"changed")
    if kind == "data":
        for path in list(bundle.glob("*.txt")):
            path.unlink()
    output = {"folder": "out", "zip": "out.zip"}.get(kind)
    return bundle, Wish(str(root / output) if output else None, again=kind == "again")

def killed_at(step, bundle, wish):
    '''Whether the run was killed; else it came to its end.'''
    child = os.fork()
    if child == 0:
        count = 0
        def counting(real):
            def call(*arguments, **named):
                nonlocal count
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **named)
            return call
        for name in steps:
            setattr(os, name, counting(getattr(os, name)))
        seal(str(bundle), wish, shown="b")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])

seen = {}
for kind in ("root", "data", "again", "folder", "zip"):
    for step in range(1, 200):
        bundle, wish = made(kind)
        before = payload(bundle)
        was_killed = killed_at(step, bundle, wish)
        left = [name for name in os.listdir(root) if name.startswith(".")]
        found, problems = seal(str(bundle), wish, shown="b")
        target = Path(wish.output) if wish.output else bundle
        codes = [one.code for one in problems]
        assert found is not None or codes in (["ER025"], ["ER007"]), (kind, step, codes)  # it was done before the kill
        names = sorted(os.listdir(root))
        assert names == sorted({"kunshan", target.name}), (kind, step, names)
        assert payload(root / "kunshan") == before, (kind, step)
        storage, _ = open_bundle(str(target), shown="b")
        _, problems = verify_bag(storage, shown="b")
        assert not problems, (kind, step, problems)
        if kind == "zip":
            storage.close()
        seen.setdefault(kind, []).append(bool(left))
        if not was_killed:
            assert not left, (kind, step)
            break
    else:
        raise AssertionError(kind)
print({kind: (len(found), any(found)) for kind, found in seen.items()})
"""


@pytest.mark.real
def test_a_run_killed_at_any_step_leaves_nothing_that_the_next_one_does_not_clear(program, tmp_path: Path):
    """SIGKILL before every call that changes a file, in all ways of sealing: afterwards the bundle is sealed and whole,
    nothing is lost, and nothing lies beside it.
    """
    done = program.python("-c", KILLED, tmp_path / "work", text=True, timeout=600)
    assert (0, "") == (done.returncode, done.stderr)
    killed = eval(done.stdout)
    assert {"root", "data", "again", "folder", "zip"} == set(killed)
    assert all(steps > 5 and has_left for steps, has_left in killed.values()), killed


STOPPED = """
import os, signal, sys
from evalrules.cli import main
wanted, sys.argv = getattr(signal, sys.argv[1]), ["evalrules", *sys.argv[2:]]
os.fsync = lambda handle: os.kill(os.getpid(), wanted)
main()
"""


@pytest.mark.parametrize(
    ("name", "output"),
    [("SIGTERM", []), ("SIGTERM", ["-o", "out.zip"]), ("SIGTERM", ["-o", "out"]), ("SIGINT", []), ("SIGHUP", [])],
)
def test_a_run_that_is_asked_to_stop_cleans_up_itself(name: str, output: list[str], program, tmp_path: Path):
    """Exit code 130, everything as it was, nothing beside it."""
    (tmp_path / "kunshan").mkdir()
    (tmp_path / "kunshan" / "evidence.yaml").write_bytes(b"format: evidence/1\n")
    done = program.python("-c", STOPPED, name, "bundle", "seal", "kunshan", *output, cwd=tmp_path, text=True)
    assert (130, ["kunshan"]) == (done.returncode, os.listdir(tmp_path)), done.stderr
    assert ["evidence.yaml"] == os.listdir(tmp_path / "kunshan")


def left_by(folder: Path, intent: Intent | None, *names: str) -> Path:
    """A staging folder as a killed run leaves it."""
    path = folder / f"{PREFIX}x"
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(name)
    path.mkdir(exist_ok=True)
    if intent is not None:
        intend(str(path), intent)
    return path


def test_what_somebody_holds_is_left_alone(tmp_path: Path):
    """A run that is at work keeps its folder; once it is at its end nothing is left."""
    with staging(str(tmp_path / "b")) as path:
        assert [] == clear_leftovers(str(tmp_path))
        assert os.path.isdir(path)
    assert [] == os.listdir(tmp_path)


def test_a_payload_is_moved_back(tmp_path: Path):
    """Killed between the two renames: the folder is where it was."""
    left_by(tmp_path, Intent("b"), f"{NEW}/data/evidence.yaml", f"{NEW}/bagit.txt")
    assert [] == clear_leftovers(str(tmp_path))
    assert ["b"] == os.listdir(tmp_path)
    assert ["evidence.yaml"] == os.listdir(tmp_path / "b")


def test_a_payload_whose_place_is_taken_is_never_removed(tmp_path: Path):
    """Something else stands there: everything stays, and sealing says so and changes nothing."""
    path = left_by(tmp_path, Intent("b"), f"{NEW}/data/evidence.yaml")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "evidence.yaml").write_text("format: evidence/1\n")
    assert [str(path)] == clear_leftovers(str(tmp_path))
    made, problems = seal(str(tmp_path / "b"), Wish(), shown="b")
    assert (None, ["ER007"]) == (made, [one.code for one in problems])
    assert (path / NEW / "data" / "evidence.yaml").exists()
    os.rename(tmp_path / "b", tmp_path / "c")
    assert [] == clear_leftovers(str(tmp_path))
    assert {"b", "c"} == set(os.listdir(tmp_path))


@pytest.mark.parametrize("intent", [None, "", "{", "[]", '{"folder": 1}'])
def test_an_intent_that_was_never_written_to_its_end_moves_nothing(intent: str | None, tmp_path: Path):
    """Then nothing had been moved; a payload is not removed even so."""
    path = left_by(tmp_path, None, f"{NEW}/bagit.txt", f"{COPY}/data/evidence.yaml", f"{OLD}/bagit.txt")
    if intent is not None:
        (path / INTENT).write_text(intent)
    assert [] == clear_leftovers(str(tmp_path))
    assert [] == os.listdir(tmp_path)
    path = left_by(tmp_path, None, f"{NEW}/data/evidence.yaml")
    assert [str(path)] == clear_leftovers(str(tmp_path))


def test_tag_files_are_moved_back_until_all_of_them_are_there(tmp_path: Path):
    """An exchange half done is undone, one that was carried through is not."""
    intent = Intent("b", ("bagit.txt", "manifest-sha256.txt"), ("bagit.txt",))
    for is_done in (False, True):
        (tmp_path / "b").mkdir(exist_ok=True)
        (tmp_path / "b" / "bagit.txt").write_text("new")
        path = left_by(tmp_path, intent, f"{OLD}/bagit.txt", f"{NEW}/manifest-sha256.txt")
        if is_done:
            carried_through(str(path))
        assert [] == clear_leftovers(str(tmp_path))
        assert ["b"] == os.listdir(tmp_path)
        assert ("new" if is_done else f"{OLD}/bagit.txt") == (tmp_path / "b" / "bagit.txt").read_text()


def test_an_intent_never_leads_out(tmp_path: Path):
    """The folder in it is a name beside, whatever stands there."""
    (tmp_path / "in").mkdir()
    path = left_by(tmp_path / "in", None, f"{NEW}/data/evidence.yaml")
    (path / INTENT).write_text(json.dumps({"folder": "../../out", "made": [], "outdated": []}))
    assert [] == clear_leftovers(str(tmp_path / "in"))
    assert ["out"] == os.listdir(tmp_path / "in")


def test_what_only_looks_like_it_is_left_alone(tmp_path: Path):
    """A file, a link, another name; a folder that cannot be listed says nothing."""
    (tmp_path / f"{PREFIX}file").write_text("")
    (tmp_path / "real").mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "real")
    (tmp_path / ".evalrules-other").mkdir()
    before = set(os.listdir(tmp_path))
    assert [] == clear_leftovers(str(tmp_path))
    assert before == set(os.listdir(tmp_path))
    assert [] == clear_leftovers(str(tmp_path / "nowhere"))
