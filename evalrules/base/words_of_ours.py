"""The words of the program that stand as arguments in sentences, and what they are called in Chinese."""

from __future__ import annotations

import re

from evalrules.base.forms import COLUMNS
from evalrules.base.patterns import pattern
from evalrules.base.syntax_words import FULL_WIDTH_SIGN, FULL_WIDTH_SIGN_ZH, SYNTAX


def is_ours(code: str, name: str, value: str) -> bool:
    """Whether an argument is a word of the program; ids, keys and values of the file stay as they were written."""
    if name == "found":
        return " " in value or code == "ER204"
    is_from_the_file = name == "what" and code in _WHAT_FROM_THE_FILE and not (" " in value and value in _CHINESE)
    return name in _OUR_ARGUMENTS and not is_from_the_file


def in_chinese(value: str, *, is_table: bool) -> str:
    """A word of the program in Chinese; as it is where there is none, with `is_table` for who fills in a table."""
    if is_table and value in _CHINESE_IN_TABLE:
        return _CHINESE_IN_TABLE[value]
    if value in _CHINESE:
        return _CHINESE[value]
    counted = _COUNTED.fullmatch(value)
    if counted is not None:
        return f"{'超过 ' if counted[1] else ''}{counted[2]} {_COUNTS[counted[3]]}"
    byte = _BYTE.fullmatch(value)
    if byte is not None:
        return f"第 {byte[3]} 行之后的字节 {byte[1]}" if byte[3] else f"第 {int(byte[2]) + 1} 个字节为 {byte[1]}"
    if value.startswith(_LACKING):
        named = re.findall(r"\w+", value.removeprefix(_LACKING))
        return "缺少栏目" + "".join(f"“{COLUMNS.get(column, column)}”" for column in named)
    for english, chinese in _CHINESE_BEGINNINGS.items():
        if value.startswith(english):
            return chinese + value[len(english) :]
    return value


_BYTE = pattern(r"byte (0x[0-9A-F]+) (?:at offset ([0-9]+)|after line ([0-9]+))")
_LACKING = "no columns "
_OUR_ARGUMENTS = frozenset(("what", "expected", "kind", "reason", "feature", "limit", "message", "left", "right"))
_WHAT_FROM_THE_FILE = frozenset(("ER305", "ER306", "ER307"))

_COUNTS = {
    "levels": "层",
    "characters": "个字符",
    "values": "个值",
    "files": "个文件",
    "lines": "行",
    "rows": "行",
    "folders deep": "层文件夹",
    "ranges": "个区域",
    "merged or linked cells": "个合并或带链接的单元格",
}
_COUNTED = pattern(f"(more than )?([0-9]+) ({'|'.join(_COUNTS)})")

_CHINESE = {
    **SYNTAX,
    "the name of an indicator": "指标名称", "points above 0": "大于 0 的分值",
    "an empty path": "空路径", "an absolute path": "绝对路径", "the folder of a user": "用户文件夹", "a backslash": "含有反斜杠",
    "NUL": "含有空字符", "an address": "网址", "a drive": "带盘符", "a path that leads out": "指向包外", "a link": "链接",
    "a link that leads out of the bundle": "指向包外的链接", "a device or pipe": "设备或管道", "a name that is no text": "名称不是文本",
    "an entry that stands twice": "条目重复", "both a file and a folder": "既是文件又是文件夹", "a list of files that lie elsewhere": "列出了存放在别处的文件",
    "damaged": "已损坏", "damaged or cut off": "损坏或不完整", "not a zip archive": "不是zip压缩包", "encrypted": "已加密",
    "not as long as the archive states": "长度与压缩包所记不符", "not a regular file": "不是普通文件", "not what was sealed": "与封装时不同",
    "a name in an unknown encoding": "名称编码不明", "more than 10000 entries": "条目超过10000个", "more than 100000 files": "文件超过100000个",
    "more than 500000000 bytes unpacked": "解压后超过500 000 000字节", "an entry that grows more than 200 times": "有条目解压后增大200倍以上",
    "more than 100000 lines": "超过100000行", "neither a folder nor a zip": "既不是文件夹，也不是zip", "no evidence in it": "其中没有评估数据", "no bagit.txt": "没有 bagit.txt",
    "no payload manifest": "没有 manifest-*.txt", "it begins with a byte order mark": "以字节顺序标记（BOM）开头",
    "bagit.txt states no version": "bagit.txt 未写版本", "bagit.txt states no encoding": "bagit.txt 未写编码",
    "bagit.txt is not the two lines of BagIt 1.0": "bagit.txt 不是BagIt 1.0规定的两行", "a version that is not known": "版本不认识",
    "an encoding that is not known": "编码不认识", "no digest and path": "不是“摘要 路径”", "no address, size and path": "不是“网址 大小 路径”",
    "no label and value": "不是“名称: 值”", "a path marked with * by md5sum": "路径带有 md5sum 的 * 标记", "a path that begins with ./": "路径以 ./ 开头",
    "a path that is not below data/": "路径不在 data/ 之下", "a file listed twice": "文件列出两次",
    "a file listed twice with different digests": "文件列出两次，摘要不同", "a file changed while it was sealed": "封装过程中文件有改动",
    "File exists": "已经存在", "Is a directory": "是文件夹", "Not a directory": "不是文件夹", "Read-only file system": "文件系统只读",
    "Directory not empty": "文件夹不为空", "Input/output error": "读写错误", "embedded null byte": "路径含有空字符", "what it tells of is missing": "缺少所指的内容",
    **{
        f"{call}: embedded null character in {what}": "路径含有空字符"  # as Python from 3.13 on says it
        for call in ("stat", "lstat", "open", "access", "mkdir", "listdir", "scandir", "rename", "replace", "link", "unlink", "remove", "rmdir", "chmod")
        for what in ("path", "src", "dst")
    },
    "Too many levels of symbolic links": "链接循环", "File name too long": "名称过长", "Invalid cross-device link": "不在同一磁盘", "Device or resource busy": "正在使用", "a number of seconds": "秒数",
    "KEY=VALUE on one line": "一行以内的 名称=值",
    "no kind of value that evidence has": "数据没有这种值", "an infinite number": "无穷大", "it has no order": "它没有顺序",
    "a number of more than 600 digits": "超过600位的数", "a fraction whose decimals never end": "小数位无穷无尽的分数",
    "a time of day": "带有时刻，应为日期", "an array; write a list": "这是数组，应写成列表", "give the value of the member": "应给出成员的值",
    "a data frame of pandas or polars": "pandas 或 polars 的数据框（DataFrame）", "one column of each name": "每个名称只有一栏",
    "the name of a column": "一个栏目的名称", "a list of names of columns": "栏目名称的列表", "a name that no answer has": "与结论各栏不同的名称",
    "one value of each": "每项只有一个值", "one row of each subject": "每个评估对象只有一行", "a subject of the frame": "数据框中的评估对象",
    "the name of a subject in each row": "每行都写明评估对象", "data frames by the names of tables": "表的名称到数据框的映射",
    "mappings one after the other": "逐条给出的映射",
    "(none)": "（无单位）", "comment": "注释", "line break": "换行", "backslash": "反斜杠", "semicolon": "分号",
    "a whole number from 1": "不小于1的整数", "attribute access": "取属性", "indexing": "取下标", "comprehension": "推导式",
    "power **": "乘方 **", "remainder %": "取余 %", "assignment": "赋值", "a tally inside a tally": "统计中再统计",
    "chain of different comparisons": "方向不同的连续比较", "joined or prefixed text": "拼接或带前缀的文本",
    "call of something that is not a named function": "调用不是函数名的东西", "star argument": "星号参数",
    "write and for &&": "&& 应写 and", "write or for ||": "|| 应写 or", "write >= for =>": "=> 应写 >=", "write <= for =<": "=< 应写 <=",
    "write != for <>": "<> 应写 !=", "write not for !": "! 应写 not",
    "a number stands without %: its unit is that of the measure": "数后不写 %，单位在指标量中注明",
    "a whole number": "整数", "a year, a month or a day, such as 2017-05": "年、月或日，如 2017-05", "a no-break space": "不间断空格（网页中复制而来）",
    "this construct": "这种写法", "number or date": "数或日期", "a single = compares nothing; write ==": "单个 = 不是比较，应写 ==",
    "dated options": "有起止日期的选项", "none_for where the column is a formula or no number": "公式栏或非数字栏的 none_for",
    "a choice without options": "没有选项的选择项", "a mapping or a list": "映射或列表", "a mapping": "映射", "a list": "列表", "not a mapping": "别的形式",
    "a number": "数字", "text": "文本", "null": "null", "an option": "选项之一", "a series of years": "按年份的序列",
    "a whole number from 0": "不小于0的整数", "是/否 or true/false": "是/否 或 true/false", "not a number": "不是数字",
    "a day such as 2007-09-01": "日期，如 2007-09-01", "a number or 1:19": "数字或 1:19", "a day of the calendar": "日历上有的日子",
    "at most 100 digits and an exponent within ±100": "至多100位数字，指数在±100以内",
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
    "no visible sheet": "没有可见的工作表", "several subjects": "其中有多个评估对象", "a list of waivers": "各项豁免的列表", "a list of confirmations": "各条核实的列表",
    "no standard input": "没有标准输入", "every line of the verdict after this one": "此行之后的各行结论",
    "{id: …} or a list, as docs/language.md has it": "{id: …} 或列表，写法见 docs/language.md",
    "table": "表", "column": "栏目", "section": "类别", "assessment": "评估", "indicator with points": "计分指标",
    "group of members": "下级单位", "measure": "测量项", "value": "标准值", "table by column": "表 by 栏目", "none": "没有",
    "no name": "没有名称", "a kept result": "保存的结果", "an assessment that evalrules.assess gave": "evalrules.assess 得出的评估结果", "the name of the member that has this verdict": "作出这一结论的下级单位的名称",
    "a look at rows inside another": "统计中再统计各行", "a look at the rows of one school outside the checks of a table": "在表的 checks 之外按同一学校取各行",
    "holds": "成立", "fails": "不成立", "outcomes of indicators before there are any": "在各项指标评定之前使用指标结果", "a column of type grade": "类型为 grade 的栏目",
    "indicators with points": "计分指标", "another condition": "其他条件",
    "a list of rows": "各行的列表", "not a path": "别的形式",
    "the path of a file": "文件路径", "a row: column and value": "一行：栏目和值", "a mapping of tables": "各表的映射",
    "a mapping of groups": "各类下级单位的映射", "not a list": "别的形式", "a mapping of points": "得分的映射",
    "a mapping of assessments": "各次评估的映射", "pairs that do not rise": "没有递增的数对",
    "pairs [at, number], each `at` above the one before": "递增的数对 [自变量, 数]",
    "a list of {name, verdict} or {evidence}": "{name, verdict} 或 {evidence} 的列表",
    "{total, holding} or {total, list}": "{total, holding} 或 {total, list}", "a table of numbers": "数值表",
    "a value for each year, such as {2005: 99.1, 2006: 99.4}": "按年填写，如 {2005: 99.1, 2006: 99.4}",
    "half_up or half_even": "half_up 或 half_even", "a number or null": "数字或 null", "mapping": "映射", "range [low, high]": "[下限, 上限]",
    "no worksheet": "没有工作表", "not an xlsx file": "不是xlsx文件", "not an xls file": "不是xls文件", "not an ods file": "不是ods文件", "a table inside a table": "表中套表", "a damaged workbook of the old format (.xls)": "损坏的旧格式（.xls）工作簿", "a workbook of before Excel 97": "Excel 97以前的工作簿", "formulas that refer to other workbooks": "公式引用了其他工作簿", "a document of WPS (.wps)": "WPS文字文档（.wps）", "HTML saved under the name of a workbook": "是以工作簿名称保存的网页（HTML）",
    "a web archive saved under the name of a workbook": "是以工作簿名称保存的网页（MHT）", "XML Spreadsheet 2003": "XML电子表格2003",
    "an encrypted workbook": "加密的工作簿", "a workbook of the old format (.xls)": "旧格式（.xls）工作簿", "a workbook of WPS (.et)": "WPS工作簿（.et）",
    "a file of an old office format (OLE)": "旧格式的办公文件（OLE）", "a workbook with macros": "含有宏", "a binary workbook (.xlsb)": "二进制工作簿（.xlsb）",
    "an OpenDocument spreadsheet (.ods)": "OpenDocument电子表格（.ods）", "an Apple Numbers document": "苹果Numbers表格",
    "a zip without a workbook inside": "压缩包内没有工作簿", "the zip is damaged or cut short": "压缩包损坏或不完整", "an encrypted zip": "加密的压缩包",
    "more than 2000 parts": "超过2000个部件", "more than 100 MB when unpacked": "解压后超过100 MB", "two parts of one name": "有重名的部件",
    "a zip packed by a method that workbooks do not use": "压缩方法不是工作簿所用的", "XML with a document type declaration": "XML带有文档类型声明（DTD）",
    "Strict Open XML": "是“严格的Open XML”格式", "damaged XML": "XML损坏", "too many cells": "单元格过多", "too many ranges": "合并或隐藏的区域过多",
    "two sheets of one name": "工作表重名", "a collected form": "是汇总得到的表，不是一所学校的", "sum": "合计", "mean": "平均数",
    "a number to round": "要修约的数", "a formula of coefficients or deviations": "由差异系数或标准差算出的公式", "full points above 0": "大于0的满分", "a column that the evidence gives": "数据直接给出的栏目",
    "it is missing": "缺少", "it is empty": "为空", "a key that stands twice": "键重复", "an object is expected": "应为对象",
    "a list is expected": "应为列表", "a text is expected": "应为文本", "true or false is expected": "应为 true 或 false",
    "a whole number is expected": "应为整数", "a number is expected": "应为数字", "a day is expected": "应为日期",
    "a place is expected": "应为位置，如 county.yaml:12:5", "a level or an indicator is expected": "应为一个结论或一项指标",
    "a character that no text may hold": "含有不允许的字符", "it is none of the words that stand here": "不是此处可用的词",
    "it names something that the result does not hold": "所指的内容不在结果中",
    "no tag manifest, so that manifests and bag-info.txt can be edited": "没有 tagmanifest，清单和 bag-info.txt 可被改动",
    "an interrupted run left it, and something is in its place": "是中断的封装留下的，原位置已被占用",
    "the data of --last-year are not given": "没有给出 --last-year 的上年数据", "the older result of --baseline is not given": "没有给出 --baseline 的那份结果", "it is not at hand": "不在手边",
    "no evidence for it among what is given": "所给数据中没有它的数据", "it cannot be evaluated": "数据无法评估",
    "verdict": "结论", "gate": "前提条件", "veto": "一票否决", "gap": "差距", "what is missing": "缺少的材料", "member": "下级单位", "claim": "自报数",
    "waiver": "豁免", "diagnostic": "提示", "titles": "名称", "assessment beside": "另一次评估", "counts": "计数", "attributes": "属性", "scales": "等级与结论的次序",
    "subject": "评估对象", "period": "时段", "evidence": "数据", "ruleset": "标准", "options": "选项", "summary": "汇总", "baseline": "基线", "engine": "程序", "format": "格式", "part": "内容",
    "an error stands beside a verdict": "有结论，却又列有错误", "it is no digest": "不是摘要", "something stands in it twice": "其中有重复",
    "it does not go with the level": "与结论不一致", "it is not in the order of the levels, or empty": "为空，或不按结论的高低排列",
    "it does not follow from the levels still possible and the one required": "与仍可能的结论和须达到的结论不一致",
    "without a waiver in force it is as meets_required": "没有生效的豁免，应与 meets_required 相同",
    "it does not go with the levels still possible": "与仍可能的结论不一致", "a better level is possible than this allows": "仍可能的结论高于它所允许的",
    "it is open, but the level that it may give is not possible": "它尚未确定，但它可能导致的结论却不在仍可能的结论中",
    "an open verdict has none": "结论未定时应为空", "a decided verdict has some": "结论已定时不应为空",
    "what it names does not stand so in the result, or does not give this level": "所指的内容在结果中并非如此，或不导致这一结论",
    "they are not all of the gates and vetoes that give this level": "与导致这一结论的前提条件和一票否决不一致",
    "nobody decided, and still it is known": "没有评定依据，却有结果", "it does not go with the rows that are listed": "与列出的行数不一致",
    "rows fail, and still it is met": "有不达标的行，却为达标", "it does not go with the outcome": "与指标的结果不一致",
    "it is not in the order of the grades": "不按等级的高低排列", "the bounds of the points stand the wrong way round": "得分的下限高于上限",
    "it does not go with the bounds of the points": "与得分的上下限不一致", "the numbers compare otherwise": "两数比较的结果不是这样",
    "the same fact stands otherwise elsewhere": "同一数据在别处不同", "it is not what the result says": "与结果的其他部分不一致",
    "it is nothing better": "不是更好的等级或结论", "the verdict is decided without it": "结论已定，不取决于它",
    "it does not follow from its last day and the date of the assessment": "与豁免的到期日和评估日期不一致",
    "there is none, and no error says why": "为空，却没有说明原因的错误", "there is no verdict, and no error says why": "没有结论，却没有说明原因的错误",
    "it is not the level that was asked for": "不是所要求的结论", "the same ruleset stands otherwise elsewhere": "同一标准在别处不同",
    "it is no result that is not accepted": "不是未获认可的结果", "it is not what the rest of the result gives": "与结果的其他部分算出的不一致",
}  # fmt: skip

_CHINESE_IN_TABLE = {
    "是/否 or true/false": "“是”或“否”", "null": "空", "a number or null": "数字，或留空",
    "a number or 1:19": "数字，或 1:19 这样的比",
    "a value for each year, such as {2005: 99.1, 2006: 99.4}": "按年填写，每年一行，写明年份",
}  # fmt: skip
"""What differs for somebody who fills in a table."""

_CHINESE_BEGINNINGS = {
    FULL_WIDTH_SIGN: FULL_WIDTH_SIGN_ZH,
    "round of ": "对数字修约：", "no table such as ": "其中没有这样的表：",
    "no stronger digests of the payload than ": "内容的摘要最强只有 ", "digests of unequal strength: ": "各文件的摘要强弱不一：",
    "a mapping of ": "映射：",
    "compression method ": "压缩方式 ", "unknown algorithm in ": "不认识的摘要算法：", "no digest of ": "不是这种算法的摘要：",
    "not written in ": "编码不是 ", "Payload-Oxum should be ": "Payload-Oxum 应为 ", "not listed in ": "未列入 ",
    "a file that a desktop left behind: ": "系统自动生成的文件：",
    "directive ": "指令 ", "alias *": "别名 *", "anchor &": "锚点 &", "tag ": "标签 ", "option of ": "选项表 ", "at most ": "至多 ",
    "a column ": "栏目 ", "a value for each of ": "按选项填写：", "a value for each ": "按选项取值：",
    "sheet ": "工作表 ", "column ": "列 ", "row ": "行 ", "an .xlsx workbook under the name of ": "内容是 .xlsx，扩展名却是 ",
    "not understood: ": "无法解析：", "no cell of a sheet: ": "不存在的单元格：", "no whole number: ": "不是整数：", "a part is too large: ": "部件过大：",
    "there is no shared string ": "缺少共享字符串 ", "there is no style ": "缺少样式 ", "a part is missing: ": "缺少部件：", "the styles stand in ": "样式位置异常：", "a row twice or outside a sheet: ": "行重复或越界：",
    "a cell outside its row: ": "单元格不在其行内：", "two cells at one place: ": "单元格重复：",
}  # fmt: skip
