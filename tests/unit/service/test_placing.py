"""Files of a request lie in a private folder while they are read, named as in a folder of one's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalrules.service.messages import Upload
from evalrules.service.placing import inputs, is_name, path_beside, placed
from evalrules.service.problems import Refused


def upload(name: str, data: bytes = b"x", role: str = "file") -> Upload:
    return Upload(role, name, data)


def test_they_are_there_and_gone(tmp_path: Path):
    """In the working directory, the others beside it; afterwards nothing is left and one is where one was."""
    here = os.getcwd()
    costs = upload("costs.yaml", b"c", "costs")
    with placed(str(tmp_path), [upload("a/b.yaml", b"1"), costs]):
        assert Path("a/b.yaml").read_bytes() == b"1" and Path(path_beside(costs)).read_bytes() == b"c"
        assert os.listdir() == ["a"]
    assert os.getcwd() == here
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_one_name_is_one_file(tmp_path: Path):
    """The same name twice, and a file that would have to be a folder, are refused; nothing is left of the others."""
    for names in (["a.yaml", "a.yaml"], ["a", "a/b"], ["a/b", "a"]):
        with pytest.raises(Refused) as refused, placed(str(tmp_path), [upload(name) for name in names]):
            pass
        assert [one.code for one in refused.value.found] == ["ER678"]
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_one_file_is_the_input_and_several_are_a_folder(tmp_path: Path):
    """As on the command line: `check county.yaml`, `check counties`, else `check .`; `-` is no standard input."""
    for names, paths in ((["c.yaml"], ["c.yaml"]), (["in/a.yaml", "in/b.yaml"], ["in"]), (["a.yaml", "b.yaml"], ["."]), (["-"], ["."])):
        files = [upload(name, b"format: evidence/1\n") for name in names]
        with placed(str(tmp_path), files):
            found, told, _ = inputs(files)
            assert told == paths and len(found) == sum(name.endswith(".yaml") for name in names)


@pytest.mark.parametrize("name", ["county.yaml", "县/一小.xlsx", "a b.csv", "-", "x*.yaml", ".hidden", "a/b/c/d.pdf"])
def test_what_is_a_name(name: str):
    """Relative paths in any script."""
    assert is_name(name)
