"""A package of rulesets with one to begin with: it builds, is found without running its code, and tests itself."""

from __future__ import annotations

import keyword
import sys
from collections.abc import Mapping

from evalrules.authoring.skeleton import skeleton
from evalrules.base.patterns import pattern
from evalrules.version import NAME, VERSION

_PACK = pattern(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "0.1.0" # 每次发布改动；标准内容的修订另见各标准的 CHANGELOG.md / the version of the package
description = "Rulesets for evalrules: {own}"
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["evalrules>={least}"] # 低于此版的 evalrules 会拒绝使用这些标准（ER518）/ an older one refuses them

# evalrules 由此找到标准，不运行本软件包的任何代码 / found through this line, and none of the code here is run
[project.entry-points."evalrules.rulesets"]
rules = "{package}"

[tool.setuptools]
packages = ["{package}"]

[tool.setuptools.package-data]
{package} = ["**/*.yaml", "**/*.md", "**/*.json"]
"""

_INIT = '''"""Rulesets for evalrules, found without importing this."""
'''

_README = """\
# {name}

标准软件包，供 evalrules 使用。安装后，其中的标准可以按编号使用，不运行任何代码。
A package of rulesets for evalrules: installed, they can be named, and no code is run.

```sh
{commands}
```

| 文件 file | 用途 what for |
|---|---|
| `{package}/{own}/{edition}/ruleset.yaml` | 标准 the standard |
| `{package}/{own}/{edition}/cases/` | 案例 cases that it must get right |
| `{package}/{own}/{edition}/SOURCES.md` | 依据 what was read, and what was not |
| `{package}/{own}/{edition}/CHANGELOG.md` | 修订记录 which periods a revision affects |
| `.github/workflows/rulesets.yml`, `.gitlab-ci.yml` | 每次提交运行上面各行 the lines above for every commit |

再加一个标准 / another ruleset: `evalrules new ID -o {package}`.
"""

_GITHUB = """\
# 每次提交：标准无疑问，案例都符合，每处改动都被案例发现，装得上、找得到
# every commit: lint, cases and mutants, and what is installed is found
name: rulesets
on: [push, pull_request]
permissions: {{contents: read}}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {{python-version: "3.12"}}
{steps}
"""

_GITLAB = """\
# 与 .github/workflows/rulesets.yml 相同 / the same as there
rulesets:
  image: python:3.12
  script:
{steps}
"""

_GITIGNORE = """\
build/
dist/
*.egg-info/
__pycache__/
.venv/
"""


def pack_commands(package: str, own: str, edition: str) -> tuple[str, ...]:
    """The lines by which a package tests itself."""
    return (
        "pip install .",
        f"evalrules lint {package} --strict",
        f"evalrules test {package}",
        f"evalrules show {own}@{edition}",
    )


def package_of(name: str) -> str:
    """The Python package of a pack: its name with underscores."""
    return name.replace("-", "_")


def is_pack_name(name: str) -> bool:
    """Whether a package can be called so: lower-case words with hyphens, and no name that Python or we have taken."""
    package = package_of(name)
    taken = keyword.iskeyword(package) or package in sys.stdlib_module_names or package == NAME
    return _PACK.fullmatch(name) is not None and not taken


def pack(name: str, own: str, edition: str, subject: str) -> dict[str, str]:
    """The files of a new package of rulesets by their paths within its folder."""
    package, commands = package_of(name), pack_commands(package_of(name), own, edition)
    words: Mapping[str, str] = {
        "name": name, "package": package, "own": own, "edition": edition,
        "least": ".".join(VERSION.split(".")[:2]), "commands": "\n".join(commands),
    }  # fmt: skip
    return {
        "pyproject.toml": _PYPROJECT.format(**words),
        "README.md": _README.format(**words),
        ".gitignore": _GITIGNORE,
        ".github/workflows/rulesets.yml": _GITHUB.format(steps="\n".join(f"      - run: {one}" for one in commands)),
        ".gitlab-ci.yml": _GITLAB.format(steps="\n".join(f"    - {one}" for one in commands)),
        f"{package}/__init__.py": _INIT,
        **{f"{package}/{own}/{edition}/{path}": text for path, text in skeleton(own, edition, subject).items()},
    }
