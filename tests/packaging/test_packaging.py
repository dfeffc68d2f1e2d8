"""What is shipped: built once, installed in clean environments, and run there as a user would."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from installing import Environment, Ran, pip

from evalrules.version import VERSION

pytestmark = [pytest.mark.packaging, pytest.mark.real]  # minutes, and a package index

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

COMMANDS = {
    "rulesets": ("rulesets",),
    "rulesets-json": ("rulesets", "--format", "json"),
    "check": ("check", "examples/jiangsu-16/county.yaml", "--explain"),
    "check-zh": ("check", "examples/jiangsu-16/county.json", "--lang", "zh"),
    "check-json": ("check", "examples/jiangsu-16/county.yaml", "examples/jiangsu-16/open.yaml", "--format", "json"),
    "check-markdown": ("check", "examples/jiangsu-16/passing.yaml", "--format", "markdown"),
    "check-overlay": (
        "check",
        "examples/jiangsu-16-office/county.yaml",
        "-r",
        "examples/jiangsu-16-office/ruleset.yaml",
        "-f",
        "json",
    ),
    "show": ("show", "jiangsu-16"),
    "explain": ("explain", "ER402"),
    "template": ("template", "jiangsu-16"),
    "schema-evidence": ("schema", "evidence"),
    "schema-ruleset": ("schema", "ruleset"),
    "schema-result": ("schema", "result"),
}


@pytest.fixture(scope="session")
def wheel_of_sdist(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution."""
    folder = tmp_path_factory.mktemp("sdist")
    pip(sys.executable, "-m", "build", "--outdir", folder, source)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def from_wheel(wheel: Path, environment: Callable[..., Environment]) -> Environment:
    return environment(wheel)


@pytest.fixture(scope="session")
def from_sdist(wheel_of_sdist: Path, environment: Callable[..., Environment]) -> Environment:
    return environment(wheel_of_sdist)


@pytest.fixture(scope="session")
def editable(source: Path, environment: Callable[..., Environment]) -> Environment:
    return environment("--editable", source)


@pytest.fixture(scope="session")
def at_minimum(wheel: Path, environment: Callable[..., Environment]) -> Environment:
    """The wheel with the least versions of its dependencies that it says it works with."""
    return environment(wheel, *least_versions())


def least_versions() -> list[str]:
    """Each dependency pinned to its lower bound; every one has such a bound."""
    bounds = [re.fullmatch(r"([\w.\[\]-]+)>=([\w.]+)(?:,.*)?", one) for one in PROJECT["dependencies"]]
    assert None not in bounds, PROJECT["dependencies"]
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


# -- the same everywhere -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def expected(from_wheel: Environment) -> dict[str, Ran]:
    """What each command gives where the wheel is installed."""
    return {name: from_wheel.evalrules(*arguments) for name, arguments in COMMANDS.items()}


def test_the_installed_command_works(expected: dict[str, Ran]) -> None:
    """Every command gives its output and the exit code of the verdict; only a check has warnings to tell."""
    codes = {name: ran.code for name, ran in expected.items()}
    assert {0} == {code for name, code in codes.items() if not name.startswith("check")}, expected
    assert {0, 1, 3} >= {code for name, code in codes.items() if name.startswith("check")}, expected
    assert 0 == codes["check-markdown"]
    assert {""} == {ran.err for name, ran in expected.items() if not name.startswith("check")}
    assert [] == [line for ran in expected.values() for line in ran.err.splitlines() if " error: " in line]
    assert all(ran.out for ran in expected.values())
    assert b"jiangsu-16@2007" in expected["rulesets"].out


@pytest.mark.parametrize("way", ["from_sdist", pytest.param("editable", marks=pytest.mark.long), "at_minimum"])
def test_the_same_bytes_however_installed(way: str, expected: dict[str, Ran], request: pytest.FixtureRequest) -> None:
    """Installed from the source distribution, as editable, or beside the oldest dependencies: the same bytes."""
    installed = request.getfixturevalue(way)
    assert expected == {name: installed.evalrules(*arguments) for name, arguments in COMMANDS.items()}


def test_a_second_run_gives_the_same_bytes(from_wheel: Environment, expected: dict[str, Ran]) -> None:
    """From the cache, and as `python -m evalrules`, come the same bytes."""
    assert expected["check-json"] == from_wheel.evalrules(*COMMANDS["check-json"])
    assert expected["check-json"] == from_wheel.python("-m", "evalrules", *COMMANDS["check-json"])


def test_first_contact_in_the_root_of_a_checkout(from_wheel: Environment, source: Path, wheel: Path) -> None:
    """After README's first command its Python example works in the root of the checkout, where Python takes the
    folder `evalrules` and not what was installed; so it does in any other folder, and with the wheel itself on the path.
    """
    readme = (source / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    promised = re.search(r"# (.+)$", example, re.MULTILINE)
    assert promised is not None
    expected = Ran(0, promised[1].encode() + b"\n", "")
    for cwd in (source, from_wheel.desk):
        assert expected == from_wheel.python("-c", example, cwd=cwd)
    assert expected == from_wheel.python("-c", f"import sys; sys.path.insert(0, {str(wheel)!r})\n{example}")
    listed = from_wheel.evalrules("rulesets")
    assert listed == from_wheel.python("-m", "evalrules", "rulesets", cwd=source)


def test_the_least_versions_are_installed(at_minimum: Environment) -> None:
    """The environment of the least versions holds just these."""
    pins = [re.sub(r"\[.*\]", "", pinned).split("==") for pinned in least_versions()]
    code = "import sys, importlib.metadata as m; print(*map(m.version, sys.argv[1:]))"
    found = at_minimum.python("-c", code, *(name for name, _ in pins)).out.decode().split()
    assert [version for _, version in pins] == [
        version.removesuffix(".0") if version != pinned else version
        for version, (_, pinned) in zip(found, pins, strict=True)
    ]


# -- what is in it -------------------------------------------------------------------------------------------------


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_everything(wheel: Path, source: Path) -> None:
    """Every module, every ruleset with its papers, the schemas, what the page is made of, the pages of the codes, py.typed and the licence."""
    wanted = {str(path.relative_to(source)) for path in (source / "evalrules").rglob("*.py")}
    schemas = {str(path.relative_to(source)) for path in (source / "evalrules" / "schemas").glob("*.json")}
    assert {f"evalrules/schemas/{name}.json" for name in ("evidence", "ruleset", "result")} < schemas
    wanted |= schemas | {"evalrules/py.typed"}
    page = {str(path.relative_to(source)) for path in (source / "evalrules").glob("*/web/*")}
    assert {"evalrules/page/web/page.html", "evalrules/service/web/service.js"} <= page
    wanted |= page
    for suffix in ("py", "yaml", "md"):
        wanted |= {f"evalrules/{path.relative_to(source)}" for path in (source / "rulesets").rglob(f"*.{suffix}")}
    wanted |= {f"evalrules/error_pages/{path.name}" for path in (source / "docs" / "errors").glob("*.md")}
    wanted.add("evalrules/error_pages/__init__.py")
    held = names_in(wheel)
    assert set() == wanted - held
    others = held - wanted
    assert others == {name for name in others if re.match(r"evalrules-[\d.]+\.dist-info/", name)}
    assert any(name.endswith("/licenses/LICENSE") for name in others)


def test_the_source_distribution_gives_the_same_wheel(wheel: Path, wheel_of_sdist: Path) -> None:
    """Nothing is lost on the way through the source distribution."""
    with zipfile.ZipFile(wheel) as direct, zipfile.ZipFile(wheel_of_sdist) as roundabout:
        assert {one.filename: one.CRC for one in direct.infolist()} == {
            one.filename: one.CRC for one in roundabout.infolist()
        }


def test_types_reach_the_user(from_wheel: Environment) -> None:
    """The installed package says that it is typed, and its version is that of its metadata."""
    code = (
        "import evalrules, importlib.metadata as m, importlib.resources as r;"
        "print(evalrules.__version__ == m.version('evalrules'), (r.files('evalrules') / 'py.typed').is_file())"
    )
    assert Ran(0, b"True True\n", "") == from_wheel.python("-c", code)


# -- rulesets of others --------------------------------------------------------------------------------------------

PACK = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[project]
name = "{name}"
version = "3.1"
[project.entry-points."evalrules.rulesets"]
rules = "{package}"
[tool.setuptools]
packages = ["{package}"]
[tool.setuptools.package-data]
{package} = ["**/*.yaml"]
"""
TRAP = 'raise SystemExit("the code of a pack of rulesets was run")\n'


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory, from_wheel: Environment) -> Callable[[str, str, Path], Path]:
    """The folder where a package of YAML, whose own code must never run, was installed."""

    def install(name: str, place: str, ruleset: Path) -> Path:
        package = name.replace("-", "_")
        folder = tmp_path_factory.mktemp(package)
        (folder / package / place).mkdir(parents=True)
        (folder / package / "__init__.py").write_text(TRAP, encoding="utf-8")
        (folder / "pyproject.toml").write_text(PACK.format(name=name, package=package), encoding="utf-8")
        shutil.copy(ruleset, folder / package / place / "ruleset.yaml")
        from_wheel.pip_install("--no-deps", "--target", folder / "installed", folder)
        return folder / "installed"

    return install


@pytest.fixture(scope="session")
def office(pack: Callable[[str, str, Path], Path]) -> Path:
    """A pack with an overlay of an office."""
    overlay = ROOT / "examples" / "jiangsu-16-office" / "ruleset.yaml"
    return pack("wuxi-rules", "example-office-16/2007", overlay)


@pytest.fixture(scope="session")
def rival(pack: Callable[[str, str, Path], Path]) -> Path:
    """A pack that brings a ruleset which evalrules has too."""
    return pack("evalrules-rival", "jiangsu-16/2007", ROOT / "rulesets" / "jiangsu-16" / "2007" / "ruleset.yaml")


def test_a_pack_is_found_beside_ours(from_wheel: Environment, office: Path, expected: dict[str, Ran]) -> None:
    """A package of YAML only is listed with its owner, and its rulesets are used by their names."""
    listed = from_wheel.evalrules("rulesets", plugged_in=(office,))
    assert (0, "") == (listed.code, listed.err)
    lines = listed.out.decode().splitlines()
    owners = {line.split()[0]: line for line in lines[2:]}
    assert owners["example-office-16@2007"].endswith("wuxi-rules 3.1")
    assert owners["jiangsu-16@2007"].endswith(f"evalrules {VERSION}")
    arguments = ("check", "examples/jiangsu-16-office/county.yaml", "-r", "example-office-16", "-f", "json")
    named = from_wheel.evalrules(*arguments, plugged_in=(office,))
    by_path = json.loads(expected["check-overlay"].out)
    assert "ruleset.yaml" == by_path["options"]["ruleset"]
    by_path["options"]["ruleset"] = "example-office-16"  # the one difference: how the run was told
    assert (expected["check-overlay"].code, by_path) == (named.code, json.loads(named.out))


def test_the_code_of_a_pack_is_never_run(from_wheel: Environment, office: Path) -> None:
    """The pack's code would end the program; listing, showing and checking with its rulesets do not run it."""
    assert 1 == from_wheel.python("-c", f"import sys; sys.path.insert(0, {str(office)!r}); import wuxi_rules").code
    for arguments in (("rulesets",), ("show", "example-office-16"), ("template", "example-office-16@2007")):
        ran = from_wheel.evalrules(*arguments, plugged_in=(office,))
        assert (0, "") == (ran.code, ran.err)
        assert b"was run" not in ran.out


def test_two_owners_of_one_name_are_an_error(from_wheel: Environment, rival: Path) -> None:
    """The same id@edition from two owners is ER502 that names both; neither is taken silently."""
    for arguments in (("rulesets",), ("show", "jiangsu-16@2007"), ("check", "examples/jiangsu-16/county.yaml")):
        ran = from_wheel.evalrules(*arguments, plugged_in=(rival,))
        assert 2 == ran.code
        assert "ER502" in ran.err
        assert "evalrules-rival" in ran.err


def test_a_rival_of_one_name_leaves_the_others_usable(from_wheel: Environment, rival: Path, tmp_path: Path) -> None:
    """A ruleset named by its path needs no owner, so it works beside two owners of another name."""
    own = ROOT / "rulesets" / "jiangsu-16" / "2007" / "ruleset.yaml"
    ran = from_wheel.evalrules("check", "examples/jiangsu-16/county.yaml", "--ruleset", own, plugged_in=(rival,))
    assert ran.code in (0, 1, 3)
    assert "ER502" not in ran.err


def test_a_new_pack_builds_is_found_and_tests_itself(from_wheel: Environment, tmp_path: Path) -> None:
    """What `evalrules new --pack` writes: its own lines, as its CI runs them, from building to being named."""
    made = from_wheel.evalrules("new", "wuxi-town", "--edition", "2025", "--pack", "wuxi-rules", "-o", tmp_path)
    assert (0, "") == (made.code, made.err)
    pack = tmp_path / "wuxi-rules"
    lines = re.findall(r"^    - (.+)$", (pack / ".gitlab-ci.yml").read_text("utf-8"), re.MULTILINE)
    assert ["pip install .", *(f"evalrules {one}" for one in ("lint", "test", "show"))] == [
        re.match(r"pip install \.|evalrules \w+", one)[0] for one in lines
    ]
    installed = tmp_path / "installed"
    from_wheel.pip_install("--no-deps", "--target", installed, pack)  # into a folder, so that others do not find it
    assert (installed / "wuxi_rules" / "__init__.py").read_text("utf-8").startswith('"""')
    (installed / "wuxi_rules" / "__init__.py").write_text(TRAP, "utf-8")
    for line in lines[1:]:
        arguments = [str(pack / one) if one == "wuxi_rules" else one for one in line.split()[1:]]
        ran = from_wheel.evalrules(*arguments, plugged_in=(installed,))
        assert (0, "") == (ran.code, ran.err), line
    listed = from_wheel.evalrules("rulesets", "wuxi-town", "--lang", "en", plugged_in=(installed,))
    assert listed.out.decode().splitlines()[-1].endswith("wuxi-rules 0.1.0")
