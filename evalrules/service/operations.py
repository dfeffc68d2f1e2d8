"""The operations of the service: one table, from which requests are read and the OpenAPI document is made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evalrules.base.records import NamedTuple
from evalrules.forms.template import TEMPLATES
from evalrules.reporters.action_plan.formats import PLAN_FORMATS
from evalrules.reporters.comparison.formats import COMPARISON_FORMATS
from evalrules.reporters.formats import FORMATS
from evalrules.reporters.standard_page import FORMS as PAGES
from evalrules.schemas import NAMES as SCHEMAS

_OFFICE = "application/vnd.openxmlformats-officedocument"
JSON, BINARY = "application/json", "application/octet-stream"
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text": "text/plain; charset=utf-8", "markdown": "text/markdown; charset=utf-8",
        "table": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8", "json": JSON,
        "junit": "application/xml; charset=utf-8", "sarif": "application/sarif+json",
        "code-scanning": "application/sarif+json", "github": "text/plain; charset=utf-8", "gitlab": JSON,
        "tap": "text/plain; charset=utf-8", "yaml": "application/yaml; charset=utf-8",
        "csv": "text/csv; charset=utf-8", "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
        "docx": f"{_OFFICE}.wordprocessingml.document", "self-report": f"{_OFFICE}.wordprocessingml.document",
    }
)  # fmt: skip
"""The media type of every format."""

ENDINGS: Mapping[str, str] = MappingProxyType(
    {"text": ".txt", "markdown": ".md", "table": ".md", "junit": ".junit.xml", "code-scanning": ".sarif",
     "github": ".txt", "gitlab": ".json", "self-report": ".docx"}
)  # fmt: skip
"""How the name of a file in a format ends, where it is not the format itself."""

ALONE: Mapping[str, str] = MappingProxyType(
    {
        JSON: "evidence.json", "application/yaml": "evidence.yaml", "application/x-yaml": "evidence.yaml",
        "text/yaml": "evidence.yaml", "text/x-yaml": "evidence.yaml", "text/csv": "evidence.csv",
        TYPES["xlsx"]: "evidence.xlsx", "application/zip": "evidence.zip",
    }
)  # fmt: skip
"""What a file that is the whole body of a request is called, by its media type, where no parameter names it."""

FLAG = ("true", "false")


class Parameter(NamedTuple):
    """A parameter: what it is in both languages, the values that it has (none: any text), an example, its place.

    `is_repeated`: it may stand several times. `place` is "query" or "path"; what stands in the path is always given.
    """

    name: str
    zh: str
    en: str
    choices: tuple[str, ...] = ()
    example: str = ""
    is_repeated: bool = False
    place: str = "query"


class Part(NamedTuple):
    """Files of a request that play one part: how many there may be."""

    role: str
    zh: str
    en: str
    least: int = 1
    most: int | None = None


class Operation(NamedTuple):
    """An operation: its name, method and path, what it does, what it takes.

    `formats` are those in which it answers, the first where none is asked for.
    """

    name: str
    method: str
    path: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...] = ()
    parts: tuple[Part, ...] = ()
    formats: tuple[str, ...] = ("json",)

    @property
    def known(self) -> Mapping[str, Parameter]:
        """Its parameters by name."""
        return {one.name: one for one in self.parameters}


LANG = Parameter("lang", "语言", "the language", ("zh", "en"), "zh")
_RULESET = Parameter("ruleset", "标准：ID 或 ID@年版", "the ruleset: ID or ID@EDITION", example="jiangsu-16")
_NAMED = _RULESET._replace(place="path")
_AS_OF = Parameter("as_of", "评估日期", "date of the assessment", example="2007-12-31")
_NAME = Parameter(
    "name", "请求体即一个文件时的文件名", "the name of the file that is the whole body", example="county.yaml"
)
_FILES = Part(
    "file", "数据文件、表格、佐证材料或资料包（zip）", "evidence, and the tables and papers that it names, or a bundle"
)
_RULES = Part(
    "ruleset",
    "本单位的标准（YAML），代替按编号的标准",
    "a ruleset of your own (YAML) in the place of a named one",
    0,
    1,
)
_RESULT = Part("result", "保存的结果（JSON）", "a kept result (JSON)", most=1)
_SEALED = Parameter("sealed", "只核定已封装的资料包", "assess sealed bundles only", FLAG, "false")
_RECURSIVE = Parameter("recursive", "文件夹逐层查找", "search folders at every depth", FLAG, "false")
_REQUIRE = Parameter("require", "须达到的结论", "the level that counts as reached", example="pass")


def _format(*names: str) -> Parameter:
    return Parameter("format", "格式", "the format", names, names[0])


_REPORTS = ("json", *(name for name in FORMATS if name != "json"))
_PLANS = ("json", *(name for name in PLAN_FORMATS if name != "json"))
_COMPARISONS = ("json", *(name for name in COMPARISON_FORMATS if name != "json"))
_PAGES, _TEMPLATES = tuple(PAGES), ("xlsx", *(name for name in TEMPLATES if name != "xlsx"))

_ALL = (
    Operation("rulesets", "GET", "/api/rulesets", "列出可用的标准", "List the rulesets",
              (Parameter("words", "名称或说明中的字词", "words of names and notes", example="教育强县", is_repeated=True), LANG)),
    Operation("show", "GET", "/api/rulesets/{ruleset}", "用文字说明一个标准", "A ruleset in words",
              (_NAMED, _format(*_PAGES), LANG), formats=_PAGES),
    Operation("template", "GET", "/api/rulesets/{ruleset}/template", "空白的填报表", "An empty form",
              (_NAMED, _format(*_TEMPLATES), LANG), formats=_TEMPLATES),
    Operation("assess", "POST", "/api/assess", "核定一个或多个评估对象的数据", "Assess the evidence of one or more subjects",
              (_RULESET, _AS_OF, _REQUIRE, Parameter("explain", "列出每一步比较", "list every comparison", FLAG, "false"),
               Parameter("strict", "警告按错误处理", "a warning counts as an error", FLAG, "false"), _SEALED, _RECURSIVE,
               _format(*_REPORTS), _NAME, LANG), (_FILES, _RULES), _REPORTS),
    Operation("what-if", "POST", "/api/what-if", "假如换几个数，结论会怎样", "Both verdicts: as it is, and with other values",
              (Parameter("set", "路径=值", "PATH=VALUE", example="grades.9=A", is_repeated=True), _RULESET, _AS_OF, _REQUIRE,
               _SEALED, _RECURSIVE, _format(*_COMPARISONS), _NAME, LANG), (_FILES, _RULES), _COMPARISONS),
    Operation("plan", "POST", "/api/plan", "达到某一结论的最少（或最省）的改变", "The fewest, or cheapest, changes that reach a level",
              (_RULESET, _AS_OF, Parameter("to", "要达到的结论", "the level to reach", example="pass"), _format(*_PLANS), _NAME, LANG),
              (_FILES, _RULES, Part("costs", "各项改变的价格和限度（YAML）", "prices and limits of changes (YAML)", 0, 1),
               Part("follow", "以前的整改台账（xlsx）", "an earlier ledger (xlsx)", 0, 1)), _PLANS),
    Operation("report", "POST", "/api/report", "把保存的结果输出为各种格式", "A kept result in any format",
              (_format("html", *(name for name in _REPORTS if name != "html")), LANG), (_RESULT,),
              ("html", *(name for name in _REPORTS if name != "html"))),
    Operation("verify", "POST", "/api/verify", "用原来的数据重新评估，核对保存的结果", "Evaluate the evidence of a kept result anew and compare",
              (LANG,), (_RESULT, _FILES, _RULES)),
    Operation("schema", "GET", "/api/schemas/{name}", "JSON Schema", "A JSON Schema",
              (Parameter("name", "名称", "its name", SCHEMAS, "evidence", place="path"),)),
)  # fmt: skip

OPERATIONS: Mapping[str, Operation] = MappingProxyType({one.name: one for one in _ALL})
"""Every operation by its name, in the order in which the document lists them."""

DESK = Operation(
    "desk", "POST", "/desk", "网页的请求", "what the page asks", (),
    (Part("request", "网页的请求（JSON）", "what the page asks (JSON)", most=1), Part("file", "打开的文件", "files that were opened", 0)),
)  # fmt: skip
"""What the page of the service asks: no part of the published operations."""

FRONT = Operation("front", "GET", "/", "网页", "the page", (LANG,), formats=("html",))
"""The page of the service."""


def type_of(form: str) -> str:
    """The media type of a format."""
    return TYPES[form]


def file_name(stem: str, form: str) -> str:
    """The name of a file in a format."""
    return f"{stem}{ENDINGS.get(form, f'.{form}')}"
