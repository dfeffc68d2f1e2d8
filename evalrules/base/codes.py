"""The one table of diagnostic codes: how grave, since when, what each says and what to do.

A code is never reused; a removed one stays with the status "removed". The first digit after ER names the
room: 0 files and usage, 1 document shape, 2 conditions, 3 sense of a ruleset, 4 evidence, 5 catalog,
6 evaluation, 7 optional parts, 9 our own fault. Sentences take the arguments of the diagnostic by name;
docs/errors/ has a page for each with a bad and a good example, and a test holds both to this table.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from evalrules.base.diagnostics import Diagnostic


class Code(NamedTuple):
    """One kind of problem: its sentence and its hint in both languages."""

    code: str
    since: str
    zh: str
    en: str
    hint_zh: str
    hint_en: str
    status: str = "stable"


_ALL = (
    # -- files and usage
    Code("ER001", "0.1", "无法读取 {path}：{reason}", "{path} cannot be read: {reason}",
         "检查路径和读取权限", "check the path and the permissions"),
    Code("ER002", "0.1", "不是UTF-8文本：{reason}", "not UTF-8 text: {reason}",
         "用UTF-8编码另存后再试", "save the file again as UTF-8"),
    Code("ER003", "0.1", "文件过大：{size} 字节，上限 {limit} 字节", "the file is too large: {size} bytes, the limit is {limit}",
         "按单位拆分，或去掉不属于评估数据的内容", "split it by subject, or take out what is no evidence"),
    Code("ER004", "0.1", "没有找到评估数据：{where}", "no evidence found in {where}",
         "给出 .yaml 或 .json 文件，或存放它们的文件夹", "name a .yaml or .json file, or a folder that holds some"),
    Code("ER005", "0.1", "不认识的文件类型“{suffix}”", "unknown kind of file {suffix!r}",
         "支持 .yaml .yml .json；标准输入用 -", "known kinds are .yaml .yml .json; - reads standard input"),
    Code("ER006", "0.1", "不是普通文件（{kind}）", "not a regular file ({kind})",
         "给出普通文件；标准输入用 -", "name a regular file; - reads standard input"),
    Code("ER007", "0.1", "报告未能写出到 {path}：{reason}", "the report could not be delivered to {path}: {reason}",
         "原有文件未被改动；检查磁盘空间和权限后重试", "an older file there is unchanged; check space and permissions"),
    Code("ER008", "0.1", "同一单位、同一时段的评估数据重复：{path} 与 {others}",
         "two inputs of one subject and period: {path} and {others}",
         "保留一份；不会自动合并", "keep one of them; they are never merged"),
    Code("ER009", "0.1", "{ruleset} 没有结论“{level}”，可用：{levels}", "{ruleset} has no level {level!r}; it has {levels}",
         "改用列出的结论", "use one of the levels listed"),
    Code("ER010", "0.1", "文件夹 {folder} 中有不止一份评估数据：{found}", "{folder} holds more than one evidence file: {found}",
         "一个资料包只能有一份", "a bundle holds just one"),
    Code("ER011", "0.1", "参数 {option} 的值“{value}”不可用", "{value!r} is no value for {option}",
         "可用：{expected}", "use {expected}"),
    Code("ER012", "0.1", "没有指明评估标准", "no ruleset is named",
         "在数据中写 ruleset: ID，或加 --ruleset ID；evalrules rulesets 列出全部",
         "write ruleset: ID in the evidence or give --ruleset ID; evalrules rulesets lists them"),
    # -- document shape
    Code("ER101", "0.1", "语法错误：{message}", "syntax error: {message}",
         "检查此处的缩进、引号、括号和冒号", "check indentation, quotes, brackets and colons here"),
    Code("ER102", "0.1", "键“{key}”重复（首次在 {first}）", "the key {key!r} stands twice (first at {first})",
         "保留一个", "keep one of them"),
    Code("ER103", "0.1", "此处是“{found}”，应为 {expected}", "found {found}, expected {expected}",
         "按所示形式改写", "write it in the form expected"),
    Code("ER104", "0.1", "格式版本“{found}”不受支持，应为 {expected}", "format {found!r} is not supported, expected {expected}",
         "把 format 改为 {expected}", "write format: {expected}"),
    Code("ER105", "0.1", "不允许的YAML功能：{feature}", "this YAML feature is refused: {feature}",
         "直接写出内容", "write the content out where it stands"),
    Code("ER106", "0.1", "内容过深或过多：超过 {what}", "nested too deeply or too large: more than {what}",
         "减少嵌套", "use less nesting"),
    Code("ER107", "0.1", "不可见字符或控制字符 {character}", "invisible or control character {character}",
         "删除此字符", "remove the character"),
    Code("ER108", "0.1", "不认识的键“{key}”", "unknown key {key!r}",
         "删除它，或改正拼写", "remove it or correct its spelling"),
    Code("ER109", "0.1", "缺少键“{key}”", "the key {key!r} is missing",
         "补上 {key}", "add {key}"),
    Code("ER110", "0.1", "全角引号是内容的一部分：{text}", "full-width quotes are part of the text: {text}",
         '要作引号用时写半角 " "', 'write " " where they are meant to quote'),
    # -- conditions
    Code("ER201", "0.1", "条件有语法错误：{message}", "syntax error in the condition: {message}",
         "形如 rate >= 95 and count <= 3", "write it like rate >= 95 and count <= 3"),
    Code("ER202", "0.1", "条件中不允许：{what}", "not allowed in a condition: {what}",
         "可用写法见 docs/language.md", "docs/language.md lists what a condition may use"),
    Code("ER203", "0.1", "不认识的名称“{name}”", "unknown name {name!r}",
         "先在 measures、values 或 choices 中声明", "declare it under measures, values or choices"),
    Code("ER204", "0.1", "类型不符：此处应为 {expected}，实为 {found}", "wrong type: expected {expected}, found {found}",
         "改用同类的量", "compare things of one type"),
    Code("ER205", "0.1", "单位不能混用：{left} 与 {right}", "units cannot be mixed: {left} and {right}",
         "统一单位；百分比写 percent(a, b)", "use one unit; write percent(a, b) for a percentage"),
    Code("ER206", "0.1", "全角或易混字符“{text}”", "full-width or ambiguous character {text!r}",
         "改用半角 {twin}", "write {twin}"),
    Code("ER207", "0.1", "条件过长或过深：{what} 超过 {limit}", "the condition is too long or too deep: {what}, the limit is {limit}",
         "拆成导出量（measures 的 value）", "split it with derived measures (value under measures)"),
    Code("ER208", "0.1", "{name} 的参数不对", "wrong arguments for {name}",
         "写法：{signature}", "write {signature}"),
    Code("ER209", "0.1", "“{text}”不是普通十进制数", "{text!r} is not a plain decimal number",
         "写成 95 或 0.5 的形式", "write it like 95 or 0.5"),
    # -- sense of a ruleset
    Code("ER301", "0.1", "编号“{id}”重复（首次在 {first}）", "the id {id!r} stands twice (first at {first})",
         "每个编号只用一次", "use each id once"),
    Code("ER302", "0.1", "指标 {indicator} 的档次 {bands} 可同时成立：{witness}", "bands {bands} of {indicator} can hold together: {witness}",
         "改正界限，或写明 when_both: better 或 worse", "correct the bounds, or say when_both: better or worse"),
    Code("ER303", "0.1", "指标 {indicator} 的档次有空缺：{witness}", "the bands of {indicator} leave a hole: {witness}",
         "改正界限，或以 otherwise 收尾", "correct the bounds, or end with otherwise"),
    Code("ER304", "0.1", "引用了不存在的{what}“{id}”", "there is no {what} {id!r}",
         "先声明，或改正拼写", "declare it or correct its spelling"),
    Code("ER305", "0.1", "“{what}”没有注明依据", "{what!r} cites no source",
         "加上 source: 来源 条款", "add source: ID CLAUSE"),
    Code("ER306", "0.1", "永远不会用到：{what}", "can never apply: {what}",
         "删除它，或改正前面的条件", "remove it or correct what stands before it"),
    Code("ER307", "0.1", "叠加规则不得改动“{what}”", "an overlay may not change {what!r}",
         "只能给参数赋值、按编号替换标准值、增加新项", "it may set parameters, replace values by id and add new items"),
    Code("ER308", "0.1", "没有任何指标", "there are no indicators",
         "至少写一项指标", "write at least one"),
    Code("ER309", "0.1", "extends 成环：{path}", "extends goes in a circle: {path}",
         "删去其中一处 extends", "take out one of them"),
    Code("ER310", "0.1", "应恰有一个结论标 required: true，现有 {count} 个", "exactly one level needs required: true, found {count}",
         "在达标结论上标 required: true", "mark the level that counts as reached"),
    Code("ER311", "0.1", "标准值“{id}”缺少选项：{options}", "the value {id!r} lacks the options {options}",
         "每个选项都写；没有文本给出的写 null", "write every option; null where no text gives one"),
    Code("ER312", "0.1", "verdict 的最后一行必须无条件", "the last line of the verdict must hold in every case",
         "最后一行只写 level", "write only level in the last line"),
    Code("ER313", "0.1", "导出量互相依赖：{path}", "derived measures depend on each other: {path}",
         "断开循环", "break the circle"),
    Code("ER314", "0.1", "指标 {id} 应在 assessed、bands、met 中取一，现为：{found}", "indicator {id} needs one of assessed, bands, met; found {found}",
         "只保留一种", "keep just one"),
    Code("ER315", "0.1", "指标 {indicator} 的档次未检查：组合 {cases} 种，上限 {limit}", "the bands of {indicator} were not checked: {cases} cases, the limit is {limit}",
         "把部分条件移到导出量（measures 的 value）或另立指标", "move part of the criteria to derived measures or to indicators of their own"),
    # -- evidence
    Code("ER401", "0.1", "不认识的{what}“{id}”", "unknown {what} {id!r}",
         "改正名称；evalrules template 列出全部名称", "correct the name; evalrules template lists them all"),
    Code("ER402", "0.1", "{zh}（{measure}）是“{found}”，应为 {expected}", "{en} ({measure}) is {found!r}, expected {expected}",
         "按所示形式填写；没有数据写 null", "write it in the form expected; null where there is no figure"),
    Code("ER403", "0.1", "{zh}（{measure}）不可能是 {found}，允许：{expected}", "{en} ({measure}) cannot be {found}, allowed: {expected}",
         "核对原始数据", "check the figure against its source"),
    Code("ER404", "0.1", "{measure} 给了两次（另一处：{first}）", "{measure} is given twice (the other: {first})",
         "保留一处", "keep one of them"),
    Code("ER405", "0.1", "时段“{found}”不可用", "{found!r} is no period",
         "写年份 2007，或 {{from: 2006-09-01, to: 2007-08-31}}", "write a year such as 2007, or {{from: 2006-09-01, to: 2007-08-31}}"),
    Code("ER406", "0.1", "数据指明的标准是 {found}，使用的却是 {used}", "the evidence names {found}, but {used} is used",
         "改用同一标准，或用 extends 它的叠加规则", "use that ruleset, or an overlay that extends it"),
    Code("ER407", "0.1", "指标 {indicator} 的等级“{found}”不存在，可用：{expected}", "indicator {indicator}: no grade {found!r}; use {expected}",
         "改为列出的等级；未评写 null", "use one of these; null where none was given"),
    Code("ER408", "0.1", "指标 {indicator} 的票数“{found}”应为不小于0的整数", "indicator {indicator}: {found!r} is no number of votes",
         "写 {{A: 6, B: 2}} 形式的整数", "write whole numbers from 0, such as {{A: 6, B: 2}}"),
    Code("ER409", "0.1", "指标 {indicator} 的等级 {grade} 与票数不符（{votes}）", "indicator {indicator}: grade {grade} contradicts its votes ({votes})",
         "核对表决记录", "check the record of the vote"),
    Code("ER410", "0.1", "数据自相矛盾：应有 {relation}（见 {places}）", "the evidence contradicts itself: {relation} must hold (see {places})",
         "核对这几处数据", "check the figures at these places"),
    Code("ER411", "0.1", "{id} 写作“{text}”，按没有数据处理", "{id} is written {text!r} and read as not known",
         "有数据时填数字", "write the figure where there is one"),
    Code("ER412", "0.1", "指标 {indicator} 自报等级 {stated}，按数据计算为 {computed}，以计算为准",
         "indicator {indicator}: stated {stated}, computed {computed}; the computed grade counts",
         "核对数据或自报等级", "check the figures or the stated grade"),
    Code("ER413", "0.1", "{measure} 自报 {stated}，由所报数据算得 {derived}，以算得为准",
         "{measure}: stated {stated}, but its own inputs give {derived}, which counts",
         "核对自报数与原始数据", "check the stated figure against its inputs"),
    Code("ER414", "0.1", "指标 {indicator} 表决为 {grade}，因规定事项缺失按 {capped} 计",
         "indicator {indicator}: voted {grade}, lowered to {capped} by a ceiling",
         "补齐该指标要求的事项，见差距一栏", "bring about what the ceiling asks for; see the gaps"),
    Code("ER415", "0.1", "{zh}（{measure}）的单位“{found}”不能换算为 {expected}", "{en} ({measure}): unit {found!r} cannot become {expected}",
         "改用 {expected}", "use {expected}"),
    Code("ER416", "0.1", "属性 {attribute} 没有选项“{found}”，可用：{expected}", "attribute {attribute} has no option {found!r}; use {expected}",
         "改为列出的选项", "use one of the options listed"),
    Code("ER417", "0.1", "{ruleset} 不使用“{section}”一节", "{ruleset} takes nothing under {section!r}",
         "删除这一节", "remove the section"),
    Code("ER418", "0.1", "评估对象类型是“{found}”，该标准评估的是 {expected}", "the subject is a {found!r}, the ruleset is for a {expected}",
         "核对标准是否选对", "check that this is the right ruleset"),
    Code("ER419", "0.1", "{zh}（{measure}）的数“{text}”加了引号", "{en} ({measure}): the number {text!r} is in quotes, which makes it text",
         "去掉引号", "remove the quotes"),
    Code("ER420", "0.1", "{zh}（{measure}）的“{text}”不是普通十进制数", "{en} ({measure}): {text!r} is not a plain decimal number",
         "只写数字，单位和百分号不写", "write the digits only, without unit or percent sign"),
    Code("ER421", "0.1", "{zh}（{measure}）没有选项“{found}”，可用：{expected}", "{en} ({measure}) has no option {found!r}; use {expected}",
         "改为列出的选项", "use one of the options listed"),
    Code("ER422", "0.1", "时段 {period} 晚于评估日期 {as_of}", "the period {period} begins after the date of the assessment, {as_of}",
         "核对时段或 --as-of", "check the period or --as-of"),
    Code("ER424", "0.1", "表 {table} 的行“{key}”重复（首次在 {first}）", "the row {key!r} of table {table} stands twice (first at {first})",
         "保留一行；不会自动合并", "keep one of them; they are never merged"),
    Code("ER425", "0.1", "表 {table} 的这一行缺少键 {columns}", "this row of table {table} lacks its key {columns}",
         "填写用来区分各行的栏目", "fill in the columns that tell one row from another"),
    Code("ER426", "0.1", "表 {table} 有 {found} 行，标准规定为 {expected} 行", "table {table} has {found} rows, the standard has {expected}",
         "删去多出的行", "take out the rows that are too many"),
    Code("ER427", "0.1", "{group}：已列或已达标 {found} 个，多于总数 {total}", "{group}: {found} are listed or hold the title, of {total} in all",
         "核对总数与已达标数", "check the total and the number that hold the title"),
    Code("ER428", "0.1", "下级单位的评估数据 {path} 未能评估", "the evidence {path} of a member could not be evaluated",
         "单独评估该文件，或改为引用其结论", "evaluate that file by itself, or cite its verdict"),
    Code("ER429", "0.1", "年份 {year} 不在评估时段 {period} 及以前", "the year {year} is not within or before the period {period}",
         "填写 period，并核对年份", "fill in the period and check the year"),
    Code("ER430", "0.1", "“{path}”不是数据所在文件夹内的文件", "{path!r} is no file inside the folder of the evidence",
         "写明相对路径；不得指向文件夹之外", "write a relative path; nothing outside the folder is read"),
    Code("ER431", "0.1", "分次评估的数据应写在各自的文件中，此处不应有“{section}”",
         "{section!r} stands beside assessments; it belongs into their files",
         "把数据移到各次评估的文件中", "move it into the files of the assessments"),
    Code("ER432", "0.1", "“{name}”评估的是另一对象或时段：{found}，应为 {expected}",
         "the assessment {name!r} is of another subject or period: {found}, not {expected}",
         "使各次评估的对象与时段一致", "let every assessment be of the same subject and period"),
    Code("ER423", "0.1", "票数合计 {cast} 超过专家组人数 {panel}", "{cast} votes were cast by a panel of {panel}",
         "核对表决记录", "check the record of the vote"),
    # -- catalog
    Code("ER501", "0.1", "没有名为“{name}”的标准", "there is no ruleset {name!r}",
         "evalrules rulesets 列出全部；自己的文件写路径", "evalrules rulesets lists them; give a path for a file of your own"),
    Code("ER502", "0.1", "{name} 由多处提供：{owners}", "{name} is provided more than once: {owners}",
         "卸载其一，或直接写路径", "remove one of them, or name the file by its path"),
    Code("ER503", "0.1", "{name} 在 {date} 有 {count} 个有效年版；现有：{editions}", "{count} editions of {name} are in force on {date}; there are {editions}",
         "写明 ID@年版，或用 --as-of 指定日期", "name ID@EDITION, or give --as-of"),
    Code("ER504", "0.1", "{name} 在 {date} 不在有效期内（{in_force}）", "{name} is not in force on {date} ({in_force})",
         "核对年版与时段", "check edition and period"),
    Code("ER505", "0.1", "文件内是 {name}，所在文件夹却是 {folder}", "the file says {name}, its folder says {folder}",
         "使两者一致", "make them agree"),
    # -- our own fault
    Code("ER901", "0.1", "evalrules 内部错误：{message}", "internal error of evalrules: {message}",
         "请附上命令和输入文件报告此问题", "please report it with the command and the input"),
)  # fmt: skip

CODES: dict[str, Code] = {code.code: code for code in _ALL}

_SUGGESTION = {"zh": "是否想写“{}”？", "en": "did you mean {!r}?"}
_TRY = {"zh": "可写作 {}", "en": "write {}"}


def sentence(found: Diagnostic, language: str) -> str:
    """What a diagnostic says, in "zh" or "en"."""
    code = CODES[found.code]
    return (code.zh if language == "zh" else code.en).format_map(_arguments(found, language))


def hint(found: Diagnostic, language: str) -> str:
    """What to do about it: the nearest known name or spelling where there is one, else the code's hint."""
    arguments = _arguments(found, language)
    suggestion = arguments.get("suggestion", "")
    if suggestion:
        pattern = (_TRY if found.code == "ER420" else _SUGGESTION)[language]
        return pattern.format(suggestion)
    code = CODES[found.code]
    return (code.hint_zh if language == "zh" else code.hint_en).format_map(arguments)


def _arguments(found: Diagnostic, language: str) -> _Arguments:
    """The arguments as the reader's language says them: words of ours are translated, words of the file are not."""
    if language != "zh":
        return _Arguments(found.args)
    return _Arguments(
        (name, _in_chinese(value) if _is_ours(found.code, name, value) else value) for name, value in found.args
    )


def _is_ours(code: str, name: str, value: str) -> bool:
    """Whether an argument is a word of the program; ids, keys and values of the file stay as they were written."""
    if name == "found":
        return " " in value or code == "ER204"
    return name in _OUR_ARGUMENTS and not (name == "what" and code in _WHAT_FROM_THE_FILE)


def _in_chinese(value: str) -> str:
    if value in _CHINESE:
        return _CHINESE[value]
    counted = _COUNTED.fullmatch(value)
    if counted is not None:
        return f"{counted[1]} {_COUNTS[counted[2]]}"
    for english, chinese in _CHINESE_BEGINNINGS.items():
        if value.startswith(english):
            return chinese + value[len(english) :]
    return value


_OUR_ARGUMENTS = frozenset(("what", "expected", "kind", "reason", "feature", "limit", "message", "left", "right"))
_WHAT_FROM_THE_FILE = frozenset(("ER305", "ER306", "ER307"))

_COUNTS = {"levels": "层", "characters": "个字符", "values": "个值"}
_COUNTED = re.compile(f"([0-9]+) ({'|'.join(_COUNTS)})")

_CHINESE = {
    "(none)": "（无单位）", "comment": "注释", "line break": "换行", "backslash": "反斜杠", "semicolon": "分号",
    "a whole number from 1": "不小于1的整数", "attribute access": "取属性", "indexing": "取下标", "comprehension": "推导式",
    "power **": "乘方 **", "remainder %": "取余 %", "assignment": "赋值", "a tally inside a tally": "统计中再统计",
    "chain of different comparisons": "方向不同的连续比较", "joined or prefixed text": "拼接或带前缀的文本",
    "call of something that is not a named function": "调用不是函数名的东西", "star argument": "星号参数",
    "this construct": "这种写法", "number or date": "数或日期", "a single = compares nothing; write ==": "单个 = 不是比较，应写 ==",
    "a mapping or a list": "映射或列表", "a mapping": "映射", "a list": "列表", "not a mapping": "不是映射",
    "a number": "数字", "text": "文本", "null": "null", "an option": "选项之一", "a series of years": "按年份的序列",
    "a whole number from 0": "不小于0的整数", "是/否 or true/false": "是/否 或 true/false", "not a number": "不是数字",
    "a day such as 2007-09-01": "日期，如 2007-09-01", "a number or 1:19": "数字或 1:19", "a day of the calendar": "日历上有的日子",
    "the text ID or ID@EDITION, no path": "标准编号 ID 或 ID@年版，不能是路径", "low <= high": "下限不大于上限",
    "a mapping with ruleset, facts, grades": "含 ruleset、facts、grades 的映射", "a plain key": "普通的键",
    "{kind, id, name, attributes}": "{kind, id, name, attributes}", "a mapping of attributes": "属性的映射",
    "a mapping of facts": "数据的映射", "a mapping of grades": "等级的映射", "no unit": "无单位",
    "fact": "数据项", "indicator": "指标", "level": "结论", "grade": "等级", "source": "依据", "choice": "选项表",
    "type": "类型", "group": "板块", "number": "数", "flag": "是非", "option": "选项", "date": "日期", "panel": "专家组人数",
    "folder": "文件夹", "device": "设备", "FIFO": "管道", "socket": "套接字", "device or pipe": "设备或管道",
    "binary": "二进制文件", "looks like GB18030": "像是GB18030编码", "UTF-16": "UTF-16编码",
    "the document is empty": "文件为空", "the condition is empty": "条件为空", "nothing": "没有",
    "No such file or directory": "没有这个文件", "Permission denied": "没有权限", "No space left on device": "磁盘已满",
    "second document ---": "第二个文档 ---", "merge key <<": "合并键 <<", "directive %YAML or %TAG": "%YAML 或 %TAG 指令",
    "brackets": "括号", "operators": "运算层数", "derived measures in a row": "连续的导出量",
    "table": "表", "column": "栏目", "assessment": "评估", "indicator with points": "计分指标",
    "group of members": "下级单位", "value": "标准值", "table by column": "表 by 栏目", "none": "没有",
    "a look at rows inside another": "统计中再统计各行", "a column of type grade": "类型为 grade 的栏目",
    "indicators with points": "计分指标", "another condition": "其他条件",
    "a list of rows": "各行的列表", "not a path": "不是路径",
    "the path of a file": "文件路径", "a row: column and value": "一行：栏目和值", "a mapping of tables": "各表的映射",
    "a mapping of groups": "各类下级单位的映射", "not a list": "不是列表", "a mapping of points": "得分的映射",
    "a mapping of assessments": "各次评估的映射", "pairs that do not rise": "没有递增的数对",
    "pairs [at, number], each `at` above the one before": "递增的数对 [自变量, 数]",
    "a list of {name, verdict} or {evidence}": "{name, verdict} 或 {evidence} 的列表",
    "{total, holding} or {total, list}": "{total, holding} 或 {total, list}", "a table of numbers": "数值表",
    "a value for each year, such as {2005: 99.1, 2006: 99.4}": "按年填写，如 {2005: 99.1, 2006: 99.4}",
    "half_up or half_even": "half_up 或 half_even", "a number or null": "数字或 null", "mapping": "映射", "range [low, high]": "[下限, 上限]",
}  # fmt: skip

_CHINESE_BEGINNINGS = {
    "alias *": "别名 *", "anchor &": "锚点 &", "tag ": "标签 ", "option of ": "选项表 ", "at most ": "至多 ",
    "a value for each of ": "按选项填写：", "a value for each ": "按选项取值：",
}  # fmt: skip


class _Arguments(dict[str, str]):
    """The arguments of a diagnostic; one that is absent shows as its name instead of raising."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"
