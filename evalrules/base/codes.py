"""The one table of diagnostic codes: how grave, since when, what each says and what to do.

A code is never reused; a removed one stays with the status "removed". The first digit after ER names the
room: 0 files and usage, 1 document shape, 2 conditions, 3 sense of a ruleset, 4 evidence, 5 catalog (from ER510 on
questions about the data), 6 evaluation, 7 optional parts, 9 our own fault. Sentences take the arguments of the diagnostic by name;
docs/errors/ has a page for each with a bad and a good example, and a test holds both to this table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from evalrules.base.form_terms import in_form_terms
from evalrules.base.questions import Confirmation
from evalrules.base.source import Span, is_in_table


class Said(Protocol):
    """What a sentence is made of: a code and the arguments of the diagnostic, by name."""

    @property
    def code(self) -> str:
        """The code, such as "ER402"."""

    @property
    def args(self) -> Sequence[tuple[str, str]]:
        """What the sentence needs to know."""

    @property
    def place(self) -> Span | None:
        """Where it is; None where it has no place."""

    @property
    def confirmed(self) -> Confirmation | None:
        """The answer to a question; None where there is none."""


class Code(NamedTuple):
    """One kind of problem: its sentence and its hint in both languages."""

    code: str
    since: str
    zh: str
    en: str
    hint_zh: str
    hint_en: str
    in_table: tuple[str, str] = ("", "")
    """The hint for somebody who fills in a table or a workbook, where it differs."""
    said_in_table: tuple[str, str] = ("", "")
    """The sentence for somebody who does, where it differs."""
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
         "给出 .yaml .json .csv .xlsx 文件、资料包，或存放它们的文件夹",
         "name a .yaml, .json, .csv or .xlsx file, a bundle, or a folder that holds some"),
    Code("ER005", "0.1", "不认识的文件类型“{suffix}”", "unknown kind of file {suffix!r}",
         "支持 .yaml .yml .json .csv .xlsx .xls .ods、文件夹和 .zip（表格的各行用 .csv .xlsx .xls .ods .parquet）；标准输入用 -",
         "known kinds are .yaml .yml .json .csv .xlsx .xls .ods, a folder and a .zip (for rows of a table .csv .xlsx .xls .ods .parquet); - reads standard input"),
    Code("ER006", "0.1", "不是普通文件（{kind}）", "not a regular file ({kind})",
         "给出普通文件；标准输入用 -", "name a regular file; - reads standard input"),
    Code("ER007", "0.1", "未能写出 {path}：{reason}", "{path} could not be written: {reason}",
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
    Code("ER013", "0.2", "压缩包 {path} 不可用：{reason}", "the archive {path} cannot be used: {reason}",
         "重新压缩为普通的zip文件，不加密", "make it again as a plain zip without encryption"),
    Code("ER014", "0.2", "资料包内不允许“{entry}”：{reason}", "{entry!r} is not allowed in a bundle: {reason}",
         "资料包内的路径须在包内，写作 附件/a.pdf 的形式", "paths stay inside the bundle, written like attachments/a.pdf"),
    Code("ER015", "0.2", "“{first}”与“{second}”在其他系统上会是同一个文件", "{first!r} and {second!r} are one file on other systems",
         "改用不同的名称", "rename one of them"),
    Code("ER016", "0.2", "不是评估数据表：{reason}", "this is no table of evidence: {reason}",
         "用 evalrules template 生成的工作簿，或写明 section,id,value 各列", "use the workbook of evalrules template, or columns section, id, value"),
    Code("ER017", "0.2", "无法读取工作簿：{reason}", "the workbook cannot be read: {reason}",
         "在办公软件中打开并另存为 .xlsx", "open it in an office program and save it as .xlsx"),
    Code("ER018", "0.2", "按 {encoding} 编码读取", "read as {encoding}",
         "如有乱码，另存为UTF-8", "save it as UTF-8 if anything looks wrong"),
    Code("ER019", "0.2", "{path} 不是资料包：{reason}", "{path} is no bundle: {reason}",
         "给出存放评估数据的文件夹或 zip", "name a folder or a zip that holds evidence"),
    Code("ER020", "0.2", "不是有效的BagIt包：{reason}", "not a valid BagIt bag: {reason}",
         "用 evalrules bundle seal 重新封装", "seal it again with evalrules bundle seal"),
    Code("ER021", "0.2", "清单的这一行有误：{reason}", "this line of a manifest is wrong: {reason}",
         "用 evalrules bundle seal 重新封装", "seal it again with evalrules bundle seal"),
    Code("ER022", "0.2", "{path} 与封装时不同（{manifest}）", "{path} is not what was sealed ({manifest})",
         "取回封装时的文件，或核对后重新封装", "bring back the file that was sealed, or check it and seal again"),
    Code("ER023", "0.2", "{manifest} 所列的 {path} 不存在", "{path} is listed in {manifest} but is not there",
         "补上此文件，或重新封装", "add the file, or seal again"),
    Code("ER024", "0.2", "{path} 未列入 {manifest}", "{path} is not listed in {manifest}",
         "移走此文件，或重新封装", "take the file away, or seal again"),
    Code("ER025", "0.2", "资料包 {path} 已经封装", "the bundle {path} is sealed already",
         "内容改动后要重新封装，加 --again", "give --again to seal it anew after a change"),
    Code("ER026", "0.2", "资料包 {path} 尚未封装", "the bundle {path} is not sealed",
         "evalrules bundle seal {path}", "evalrules bundle seal {path}"),
    Code("ER027", "0.2", "资料包可用，但请留意：{reason}", "the bag is valid, but mind this: {reason}",
         "重新封装后不再提示", "seal it again to be rid of this"),
    Code("ER028", "0.2", "两份结果没有共同的评估对象：{before} 与 {after}", "{before} and {after} have no subject in common",
         "核对两份结果；评估对象按 kind 和 id 对应，没有 id 的按 name", "check which results these are; subjects are matched by kind and id, without an id by name"),
    Code("ER032", "0.2", "不写出 {path}：本次运行要读取 {read}", "{path} is not written: this run reads {read}",
         "换一个文件名或文件夹；没有写出任何文件", "name another file or folder; nothing was written"),
    Code("ER033", "0.2", "输出位置 {path} 指定了两次", "the output {path} is named twice",
         "每个 -o 写不同的文件，标准输出（-）只能有一个", "name another file for each -o; standard output (-) takes just one"),
    Code("ER034", "0.2", "{path} 已经存在，不会被空白的表覆盖", "{path} exists already and is not replaced by an empty form",
         "换一个文件名，或先移走原有文件", "name another file, or move the one that is there"),
    Code("ER035", "0.2", "无法写出 {path}：没有文件夹 {folder}", "{path} cannot be written: the folder {folder} does not exist",
         "先建立这个文件夹", "make it first"),
    Code("ER036", "0.2", "无法写出 {path}：它是文件夹", "{path} cannot be written: it is a folder",
         "写明文件夹中的文件名", "name a file in it"),
    Code("ER037", "0.2", "{path} 中有无法复制的部分（{reason}），结果另成一个工作簿", "{path} has a part that cannot be copied ({reason}); the result is a workbook of its own",
         "在办公软件中打开并另存为 .xlsx，再试可得带标记的副本", "open it in an office program and save it as .xlsx to get the copy with marks"),
    Code("ER038", "0.2", "评估结果自相矛盾：{at}：{reason}", "the result contradicts itself: {at}: {reason}",
         "用评估数据重新生成；evalrules verify 会指出与数据不符之处", "make it again from its evidence; evalrules verify tells what is not as the evidence gives it"),
    Code("ER039", "0.2", "{path} 与评估时不同：当时 {stated}，现为 {found}", "{path} is not what was evaluated: {stated} then, {found} now",
         "找回评估时的文件，或重新评估", "bring back the file that was evaluated, or evaluate anew"),
    Code("ER040", "0.2", "{path} 所用的标准是 {stated}，此处是 {found}", "{path} was evaluated under {stated}; here it is {found}",
         "取得同一修订的标准，用 --ruleset 指明；或重新评估", "get that revision of the ruleset and name it by --ruleset, or evaluate anew"),
    Code("ER041", "0.2", "结果由 evalrules {stated} 得出，此处是 {found}（括号内为语义版本）", "the result was made by evalrules {stated}, this is {found} (the version of the semantics in brackets)",
         "用得出结果的版本核对，或重新评估", "verify with the version that made it, or evaluate anew"),
    Code("ER042", "0.2", "{path}：{what}{id}（{at}）与重新评估不符：写的是 {stated}，应为 {found}", "{path}: {what}{id} is not what the evidence gives ({at}): {stated} should be {found}",
         "结果被改动过；以重新评估的为准", "the result was edited; what counts is what check gives"),
    Code("ER043", "0.2", "结果中没有 {path}", "the result says nothing of {path}",
         "只给出结果所评估的数据；若当时也评估了它，则结果被改动过", "name only the evidence that was evaluated; if this was, the result was edited"),
    Code("ER044", "0.2", "{path} 无法核对：{reason}", "{path} cannot be verified: {reason}",
         "备齐评估时的数据、佐证材料和标准后再试", "try again with the evidence, the papers and the ruleset that were evaluated"),
    Code("ER045", "0.2", "{path} 的内容属实，但不是 evalrules 写出的原样", "what {path} says is true, but it is not written as evalrules writes it",
         "保存结果时不要重新排版或转换", "keep results as they were written, neither reformatted nor converted"),
    Code("ER046", "0.2", "{path} 是单个文件，不可能有封装", "{path} is a loose file, which no seal can cover",
         "把数据和佐证材料放进文件夹，用 evalrules bundle seal 封装", "put evidence and papers into a folder and seal it with evalrules bundle seal"),
    Code("ER047", "0.2", "资料包 {path} 没有封装，却留有封装过的痕迹：{found}", "the bundle {path} carries no seal, but traces of one: {found}",
         "找回原来的封装（bagit.txt 和 manifest-*.txt）；核对内容后可重新封装", "bring back bagit.txt and the manifests; or check what is in it and seal it anew"),
    Code("ER048", "0.2", "封装完好，但不牢靠：{reason}", "the seal holds, but is weak: {reason}",
         "确认内容后用 evalrules bundle seal --again 重新封装", "check what is in it, then seal it with evalrules bundle seal --again"),
    Code("ER049", "0.2", "{count} 个文件名含 %、回车或换行，其他程序可能读不出：{names}", "{count} names hold %, CR or LF, which other programs may not read: {names}",
         "改名后再封装", "rename them before sealing"),
    Code("ER050", "0.2", "上年数据 {path} 用的标准是 {found}，这次是 {used}，两者的数不能相比", "the data of last year in {path} are for {found}, this evidence is for {used}: their figures do not compare",
         "给出按同一标准填报的上年数据", "give what was reported under the same ruleset"),
    Code("ER051", "0.2", "上年数据 {path} 中没有“{subject}”", "there is no {subject!r} in the data of last year in {path}",
         "给出同一评估对象的上年数据；按 kind 和 id 对应，没有 id 的按 name", "give those of the same subject; subjects are matched by kind and id, without an id by name"),
    Code("ER052", "0.2", "上年数据 {path} 的时段是 {found}，不早于这次的 {period}", "the data of last year in {path} are of {found}, which is not before {period}",
         "给出更早时段的数据", "give those of an earlier period"),
    Code("ER053", "0.2", "上年数据 {path} 用的是 {found}，这次是 {used}：只比较两者都有、单位相同的数", "the data of last year in {path} are for {found}, this evidence is for {used}: only what both have in one unit is compared",
         "指标口径有变的，差异可能由此而来", "where a definition has changed, that may be the difference"),
    Code("ER054", "0.2", "{path} 是保存的结果，不含各行数据，逐行的数没有与上年比较", "{path} is a kept result, which holds no rows: the figures of rows were not compared",
         "给出上年的评估数据，可逐行比较", "give the evidence of last year to compare row by row"),
    Code("ER055", "0.2", "各校的表用了不止一个标准：{found}", "the forms name more than one ruleset: {found}",
         "用 --ruleset 指明", "say which with --ruleset"),
    Code("ER056", "0.2", "{path} 已经存在，不会被覆盖", "{path} exists already and is not replaced",
         "另起名称，或先把它移走", "give another name, or move it away first"),
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
    Code("ER111", "0.2", "不是 evalrules 的评估结果：{at}：{reason}", "not a result of evalrules: {at}: {reason}",
         "用 evalrules check -o 结果.json 重新生成，保存后不要改动", "make it again with evalrules check -o result.json, and keep it as it was written"),
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
    Code("ER316", "0.2", "此处统计的指标都不评等级，不会有等级“{grade}”", "none of the indicators counted here has a grade, so never {grade!r}",
         "看是否达标写 met 或 not met；看等级，就统计评等级的指标", "ask for met or not met, or count indicators that are graded"),
    Code("ER317", "0.2", "选项表不能叫“{id}”：这个词另有含义", "a choice cannot be called {id!r}: the word means something else",
         "换一个名称，如 {id}_of_subject", "give it another name, such as {id}_of_subject"),
    Code("ER319", "0.2", "“{label}”既指 {one} 又指 {other}（另一处：{first}）", "{label!r} stands for both {one} and {other} (the other: {first})",
         "各用不同的名称", "give each a name of its own"),
    Code("ER320", "0.2", "除数恒为0：{what}", "division by what is always 0: {what}",
         "改正除数", "correct the divisor"),
    Code("ER321", "0.2", "指标 {indicator} 的 otherwise 应是 bands 的最后一行", "indicator {indicator}: otherwise stands before the last line of its bands",
         "otherwise 只写一次，写在 bands 的最后；ceiling 中不用", "write it once, as the last line of bands, and never in a ceiling"),
    Code("ER322", "0.2", "有效期的止日 {until} 不晚于起日 {start}", "in force until {until}, which is not after {start}",
         "until 是失效之日，应晚于 from", "until is the first day on which it is no longer in force; it comes after from"),
    Code("ER323", "0.2", "“{what}”看不到任何指标", "{what} sees no indicator",
         "记分指标标了 must 才计入，仅供参考的从不计入；得分用 sum(indicators, points)", "those with points count only where they are marked must, advisory ones never; add points up with sum(indicators, points)"),
    Code("ER324", "0.2", "统计量无定义：{what}", "this statistic is never defined: {what}",
         "about 应大于0，权重不能恒为0", "about has to be above 0, and a weight not always 0"),
    Code("ER330", "0.2", "核对关系“{text}”不看数据就已经{what}", "the check {text!r} {what} whatever the evidence says",
         "改正它，使填错时才不成立", "correct it, so that it fails where figures are wrong and only there"),
    Code("ER331", "0.2", "“{column}”不是表 {one} 和表 {other} 都有的同类栏目", "{column!r} is no column that the tables {one} and {other} both have, of one type",
         "same 写两表都有的文字或选项栏目，如 same=school", "after same write a column of text or options that both tables have, such as same=school"),
    Code("ER332", "0.2", "表 {table} 的核对关系“{text}”没有用到这一行的栏目", "the check {text!r} below table {table} names no column of its row",
         "移到标准自己的 checks 之下", "move it to the checks of the ruleset itself"),
    # -- evidence
    Code("ER401", "0.1", "不认识的{what}“{id}”", "unknown {what} {id!r}",
         "改正名称；evalrules template 列出全部名称", "correct the name; evalrules template lists them all",
         ("改为填报表中的名称；evalrules template 生成填报表", "give it the name that the form has; evalrules template makes the form")),
    Code("ER402", "0.1", "{item}填的是“{found}”，应为{expected}{in_unit}", "{item} is {found!r}, expected {expected}{in_unit}",
         "按所示形式填写；没有数据写 null", "write it in the form expected; null where there is no figure",
         ("按所示形式填写；不掌握数据的留空，不要填 0", "write it in the form expected; leave the cell empty where it is not known, and write no 0")),
    Code("ER403", "0.1", "{item}不可能是 {found}，应为{expected}{in_unit}", "{item} cannot be {found}, expected {expected}{in_unit}",
         "核对原始数据，改正填错的数", "check the figure against its source and correct it"),
    Code("ER404", "0.1", "{item}给了两次（另一处：{first}）", "{item} is given twice (the other: {first})",
         "保留一处", "keep one of them",
         said_in_table=("同一项目填了两次（另一处：{first}）", "the same item is given twice (the other: {first})")),
    Code("ER405", "0.1", "时段“{found}”不可用", "{found!r} is no period",
         "写年份 2007，或 {{from: 2006-09-01, to: 2007-08-31}}", "write a year such as 2007, or {{from: 2006-09-01, to: 2007-08-31}}",
         ("填四位年份，如 2014；不按年评估的，改填起始日期和截止日期两行", "write a year such as 2014; where it is no year, fill in the lines of its first and last day")),
    Code("ER406", "0.1", "数据指明的标准是 {found}，使用的却是 {used}", "the evidence names {found}, but {used} is used",
         "改用同一标准，或用 extends 它的叠加规则", "use that ruleset, or an overlay that extends it"),
    Code("ER407", "0.1", "指标 {indicator} 的等级“{found}”不存在，可用：{expected}", "indicator {indicator}: no grade {found!r}; use {expected}",
         "改为列出的等级；未评写 null", "use one of these; null where none was given",
         ("改为列出的等级；未评的留空", "use one of these; leave the cell empty where none was given")),
    Code("ER408", "0.1", "指标 {indicator} 的票数“{found}”应为不小于0的整数", "indicator {indicator}: {found!r} is no number of votes",
         "写 {{A: 6, B: 2}} 形式的整数", "write whole numbers from 0, such as {{A: 6, B: 2}}",
         ("填不小于0的整数，没有票的留空", "write whole numbers from 0; leave the cell empty for no vote")),
    Code("ER409", "0.1", "指标 {indicator} 的等级 {grade} 与票数不符（{votes}）", "indicator {indicator}: grade {grade} contradicts its votes ({votes})",
         "核对表决记录", "check the record of the vote"),
    Code("ER410", "0.1", "数据自相矛盾：{zh}（见 {places_zh}）", "the evidence contradicts itself: {en} (see {places_en})",
         "核对这几处，改正填错的一处", "check these places and correct what is wrong"),
    Code("ER411", "0.1", "{id} 写作“{text}”，按没有数据处理", "{id} is written {text!r} and read as not known",
         "有数据时填数字", "write the figure where there is one",
         said_in_table=("这一格写作“{text}”，按没有数据处理", "this cell says {text!r} and is read as not known")),
    Code("ER412", "0.1", "指标 {indicator} 自报等级 {stated}，按数据计算为 {computed}，以计算为准",
         "indicator {indicator}: stated {stated}, computed {computed}; the computed grade counts",
         "核对数据或自报等级", "check the figures or the stated grade"),
    Code("ER413", "0.1", "{item}自报 {stated}，由所报数据算得 {derived}，以算得为准",
         "{item}: stated {stated}, but its own inputs give {derived}, which counts",
         "核对自报数与原始数据", "check the stated figure against its inputs"),
    Code("ER414", "0.1", "指标 {indicator} 表决为 {grade}，因规定事项缺失按 {capped} 计",
         "indicator {indicator}: voted {grade}, lowered to {capped} by a ceiling",
         "补齐该指标要求的事项，见差距一栏", "bring about what the ceiling asks for; see the gaps"),
    Code("ER415", "0.1", "{item}的单位“{found}”不能换算为{to_unit}", "{item}: unit {found!r} cannot become {to_unit}",
         "按{to_unit}填写", "give the figure in {to_unit}"),
    Code("ER416", "0.1", "属性 {attribute} 没有选项“{found}”，可用：{expected_zh}", "attribute {attribute} has no option {found!r}; use {expected_en}",
         "改为列出的选项", "use one of the options listed",
         said_in_table=("评估对象的这一属性没有选项“{found}”，可用：{expected_zh}", "this attribute of the subject has no option {found!r}; use {expected_en}")),
    Code("ER417", "0.1", "{ruleset} 不使用“{section}”一节", "{ruleset} takes nothing under {section!r}",
         "删除这一节", "remove the section",
         ("删去这一类的各行", "delete the lines of this section")),
    Code("ER418", "0.1", "评估对象类型写作“{found}”，该标准评估的是{for_zh}", "the subject is a {found!r}, the ruleset is for a {for_en}",
         "核对标准是否选对；选对了的，类型写作“{for_zh}”", "check that this is the right ruleset; if it is, write {for_en}"),
    Code("ER419", "0.1", "{item}的数“{text}”加了引号，成了文字", "{item}: the number {text!r} is in quotes, which makes it text",
         "去掉引号", "remove the quotes",
         ("改为数字", "write it as a number")),
    Code("ER420", "0.1", "{item}填的是“{text}”，应只有数字{in_unit}", "{item}: {text!r} is not a plain decimal number{in_unit}",
         "只写数字，单位和百分号不写", "write the digits only, without unit or percent sign"),
    Code("ER421", "0.1", "{item}没有选项“{found}”，可用：{expected_zh}", "{item} has no option {found!r}; use {expected_en}",
         "改为列出的选项", "use one of the options listed"),
    Code("ER422", "0.1", "时段 {period} 晚于评估日期 {as_of}", "the period {period} begins after the date of the assessment, {as_of}",
         "核对时段或 --as-of", "check the period or --as-of"),
    Code("ER424", "0.1", "表“{zh}”中“{key_zh}”有两行（首次在 {first}），{differ_zh}", "{key_en!r} stands twice in the table {en!r} (first at {first}), {differ_en}",
         "重复填写的，删去一行；确是同名的两个，把名称写得能够区分（同名学校可加上乡镇名）；不会自动合并",
         "delete one if it was entered twice; two of one name have to be told apart by their names (of schools by their townships); they are never merged"),
    Code("ER425", "0.1", "表“{zh}”的这一行没有填“{columns_zh}”", "this row of the table {en!r} lacks its key: {columns_en}",
         "各行靠它区分，请填写", "fill it in; it tells one row from another"),
    Code("ER426", "0.1", "表“{zh}”有 {found} 行，标准规定为 {expected} 行", "the table {en!r} has {found} rows, the standard has {expected}",
         "删去多出的行", "take out the rows that are too many"),
    Code("ER427", "0.1", "{group}：已列或已达标 {found} 个，多于总数 {total}", "{group}: {found} are listed or hold the title, of {total} in all",
         "核对总数与已达标数", "check the total and the number that hold the title"),
    Code("ER428", "0.1", "下级单位的评估数据 {path} 未能评估", "the evidence {path} of a member could not be evaluated",
         "单独评估该文件，或改为引用其结论", "evaluate that file by itself, or cite its verdict"),
    Code("ER429", "0.1", "年份 {year} 不在评估时段 {period} 及以前", "the year {year} is not within or before the period {period}",
         "填写 period，并核对年份", "fill in the period and check the year"),
    Code("ER430", "0.1", "“{path}”不是数据所在文件夹或资料包内的文件", "{path!r} is no file inside the folder or bundle of the evidence",
         "写明相对路径，不得指向文件夹之外；文字说明写在 note", "write a relative path, nothing outside the folder is read; words belong into note",
         ("写明文件名（如 附件/甲.pdf），文件须放在同一文件夹或资料包内；文字说明写在“备注”", "name a file inside the folder or bundle, such as attachments/a.pdf; words belong under Note")),
    Code("ER431", "0.1", "分次评估的数据应写在各自的文件中，此处不应有“{section}”",
         "{section!r} stands beside assessments; it belongs into their files",
         "把数据移到各次评估的文件中", "move it into the files of the assessments"),
    Code("ER432", "0.1", "“{name}”评估的是另一对象或时段：{found}，应为 {expected}",
         "the assessment {name!r} is of another subject or period: {found}, not {expected}",
         "使各次评估的对象与时段一致", "let every assessment be of the same subject and period"),
    Code("ER423", "0.1", "票数合计 {cast} 超过专家组人数 {panel}", "{cast} votes were cast by a panel of {panel}",
         "核对表决记录", "check the record of the vote"),
    Code("ER433", "0.2", "{item}填的是 {year} 年的数，评估时段为 {period}", "{item} is of {year}, the period is {period}",
         "填写评估时段的数", "give the figure of the period"),
    Code("ER434", "0.2", "{item}的 {year} 年数据不在所需年份之内，未使用", "{item}: the figure of {year} is older than the years that count, and is not used",
         "核对年份", "check the year"),
    Code("ER435", "0.2", "佐证材料“{path}”不在手边，未核对", "the attachment {path!r} is not at hand and was not checked",
         "把它放在数据旁边；资料包内的佐证材料必须齐全", "put it beside the evidence; in a bundle every attachment must be there"),
    Code("ER436", "0.2", "此表是为 {name} 的另一修订制作的，项目可能有增减", "this form was made for another revision of {name}; items may have come or gone",
         "用 evalrules template 重新生成并转填", "make a new one with evalrules template and copy the figures"),
    Code("ER437", "0.2", "下级单位 {path} 的时段是 {found}，本级为 {period}", "the member {path} is of the period {found}, this evidence is of {period}",
         "核对两级数据的年份", "check the years of both"),
    Code("ER438", "0.2", "豁免缺少“{key}”或写法不对", "the waiver lacks {key}, or it is not of its form",
         "写明 indicator、reason、approver、until（日期）", "write indicator, reason, approver and until (a day)"),
    Code("ER439", "0.2", "指标 {indicator} 按得分计，不能豁免", "indicator {indicator} has points and cannot be waived",
         "删去这项豁免", "take the waiver out"),
    Code("ER440", "0.2", "公式尚未计算出结果", "the formula was never calculated",
         "在办公软件中打开并保存一次，或改填数值", "open and save the workbook in an office program, or type the value"),
    Code("ER441", "0.2", "单元格是错误值 {value}", "the cell holds the error {value}",
         "改正公式或改填数值", "correct the formula or type the value"),
    Code("ER442", "0.2", "数据区内有合并单元格 {range}", "merged cells {range} among the values",
         "取消合并，每格各填一值", "unmerge them and fill in each cell"),
    Code("ER443", "0.2", "隐藏的{what}", "hidden: {what}",
         "取消隐藏，核对其中的内容", "unhide it and check what it says"),
    Code("ER444", "0.2", "百分比格式的 {stored} 按 {value}% 读取", "the percent cell {stored} is read as {value}%",
         "核对单位；不是百分数的，改掉单元格格式", "check the unit; change the format of the cell if it is no percentage"),
    Code("ER445", "0.2", "{stored} 按表格软件的15位有效数字读取为 {value}", "{stored} is read as {value}, with the 15 digits that a spreadsheet keeps",
         "要保留更多位数时，以文本填写", "type it as text where more digits matter"),
    Code("ER446", "0.2", "公式引用了其他文件或网络：{formula}", "the formula refers to another file or the network: {formula}",
         "改填数值", "type the value"),
    Code("ER447", "0.2", "工作簿有多个工作表：{sheets}", "the workbook has several sheets: {sheets}",
         "写明是哪一个：文件.xlsx!表名", "name one of them: file.xlsx!sheet"),
    Code("ER448", "0.2", "栏目“{column}”重复（第 {first} 列与第 {second} 列）", "the column {column!r} stands twice (columns {first} and {second})",
         "保留一列", "keep one of them"),
    Code("ER449", "0.2", "这一格在第 {column} 列，表头没有这一列", "this cell is in column {column}, which has no heading",
         "移到该填的栏，或给这一列写上表头；以逗号分隔的文件，也可能多了逗号，含逗号的内容要加引号", "move it to its column, or give the column a heading; in CSV there may be a comma too many, and text that holds one needs quotes"),
    Code("ER450", "0.2", "工作表“{sheet}”不属于填报表，未读取", "the sheet {sheet!r} is no part of the form and was not read",
         "需要评估的数填在填报表里", "fill in the form with what is to be assessed"),
    Code("ER451", "0.2", "指标 {indicator} 的豁免已于 {until} 到期，按未豁免计", "the waiver of indicator {indicator} ended on {until}; it counts again",
         "整改，或重新审批豁免", "mend what is lacking, or have the waiver approved anew"),
    Code("ER452", "0.2", "不知评估日期，指标 {indicator} 的豁免未生效", "the waiver of indicator {indicator} has no effect: the date of the assessment is not known",
         "填写 period，或用 --as-of 指定日期", "fill in the period or give --as-of"),
    Code("ER456", "0.2", "{item}由所报数据算得 {derived}，不可能，应为{expected}{in_unit}（见 {places}）",
         "{item} comes to {derived} by its own inputs, which cannot be, expected {expected}{in_unit} (see {places})",
         "核对这几处数据", "check the figures at these places"),
    Code("ER457", "0.2", "“{zh}”有 {count} 行权重（{weight_zh}）为0，不计入加权统计：{rows}",
         "{en}: rows of weight 0 ({weight_en}) are left out of weighted statistics, {count} in all: {rows}",
         "确为0的不用改；否则补上数", "nothing to do where it is 0; else give the figure"),
    Code("ER461", "0.2", "数据中不能放 {found} 类型的值：{reason}", "evidence cannot hold a value of type {found}: {reason}",
         "给出数、文字、True/False、日期、None，或由它们组成的列表和映射", "give a number, text, True or False, a day, None, or a list or mapping of these"),
    Code("ER462", "0.2", "此处的 {found} 包含了它自己（始于 {first}）", "the {found} here contains itself (it begins at {first})",
         "断开循环", "break the circle"),
    Code("ER463", "0.2", "{name} 是 {found}，应为 {expected}", "{name} is {found}, expected {expected}",
         "传入所示类型的对象", "pass what is expected there"),
    Code("ER464", "0.2", "数据是按 {found} 读取的，使用的却是 {used}", "the evidence was bound to {found}, but {used} is used",
         "用 {used} 重新读取数据", "load the evidence again with {used}"),
    Code("ER465", "0.2", "下级单位“{member}”重复（首次在 {first}）", "the member {member!r} stands twice (first at {first})",
         "每个单位只列一次", "list each of them once"),
    Code("ER466", "0.2", "下级单位写作“{member}”，其评估数据 {path} 却是“{found}”的", "the member is called {member!r}, but its evidence {path} is of {found!r}",
         "核对文件；名称与评估数据一致", "check the file; call the member as its evidence does"),
    Code("ER467", "0.2", "评估数据相互引用，成环：{ring}", "evidence names itself in a ring: {ring}",
         "删去其中一处引用", "take out one of these references"),
    Code("ER468", "0.2", "“{name}”与“{other}”两次评估是同一份文件 {path}", "the assessments {other!r} and {name!r} are one file, {path}",
         "各次评估各有自己的文件", "give each assessment a file of its own"),
    Code("ER475", "0.2", "工作表“{sheet}”也有评估数据的栏目，但未读取：只读取第一张可见的工作表“{read}”",
         "the sheet {sheet!r} has the columns of evidence, too, and was not read: only {read!r}, the first visible one, counts",
         "把数据并到一张工作表，或另存为单独的文件", "bring all of it onto one sheet, or save the other one as a file of its own"),
    # -- catalog
    Code("ER490", "0.2", "该表没有这些栏目，未读取：{columns}", "the table has no such columns, they were passed over: {columns}",
         "需要评估的栏目，请按填报表改正名称", "if one of them is meant for the table, give it the name that the form has"),
    Code("ER491", "0.2", "这一行不是数据，已略过：{text}", "this line is no row and was passed over: {text}",
         "表中重复的表头、小标题、注和签字栏不作为数据", "repeated headings, titles of parts, notes and lines for signatures are no rows"),
    Code("ER492", "0.2", "“{text}”行是合计或平均，不是单独一行数据，未计入", "the line {text!r} is a total or a mean and was not counted as a row",
         "确是单独一行数据的，改用不含“合计”“平均”字样的名称", "if it is a row of its own, give it a name without such a word"),
    Code("ER493", "0.2", "“{row_zh}”这一行的各数是第 {rows} 行的{what}，像是没有写明的合计行", "the figures of {row_en!r} are the {what} of the lines {rows}: it looks like a total without its name",
         "是合计或平均的，删去这一行或写明“合计”；确是单独一行数据的，核对各数", "if it is a total, delete it or name it 合计; if it is a row of its own, check its figures"),
    Code("ER494", "0.2", "“{zh}”是 {found}%，还是 {percent}%？按 {found}% 计算", "{en}: is it {found}% or {percent}%? It is read as {found}%",
         "百分数填 98.5 这样的数；确为 {found}% 的，写明单位 %，或在 confirmed 中写 {{place: '{own_place}', by: 核实人, note: 说明}}",
         "write a percentage as 98.5; if {found}% is meant, give the unit %, or confirm it: {{place: '{own_place}', by: who, note: why}} under confirmed",
         in_table=("百分数填 98.5 这样的数；确为 {found}% 的，在“核实”栏写明核实人",
                   "write a percentage as 98.5; if {found}% is meant, say who confirms it in the column confirmed")),
    Code("ER495", "0.2", "“{id}”是一个部分，得分按其中的指标填写", "{id!r} is a group; points are given by its indicators",
         "分别填写：{indicators}", "give the points of each: {indicators}"),
    Code("ER508", "0.2", "“{name}”（{column_zh}）在表“{zh}”中，却不在表“{other_zh}”中{near_zh}", "{name!r} ({column_en}) is in the table {en!r}, but not in {other_en!r}{near_en}",
         "漏填的补上一行；名称写法不同的，两表改为一致；是合计行的，删去", "add the row that was left out; where the name is spelled otherwise, make both tables agree; delete a row of totals"),
    Code("ER509", "0.2", "“{name}”的“{zh}”前后不一：此处为{found_zh}，另一处为{other_zh}（见 {places_zh}）", "{en!r} of {name!r} differs: {found_en} here, {other_en} elsewhere (see {places_en})",
         "核对后改为一致", "find out which is right and make both agree"),
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
    Code("ER506", "0.2", "没有“{name}”：evalrules 自带的标准不在 {folder}", "no {name!r}: the rulesets that come with evalrules are not at {folder}",
         "重新安装完整的 evalrules，不要只复制它的程序文件夹", "install evalrules as a whole; a copy of its folder of code is not enough"),
    Code("ER507", "0.2", "extends 超过 {limit} 层：{path}", "extends goes more than {limit} rulesets deep: {path}",
         "改为直接扩展靠近原标准的那一个", "extend one that is nearer to the standard itself"),
    # -- collecting
    Code("ER520", "0.2", "这是一所学校的填报表，不是整个评估对象的数据", "this is the form of one school, not the evidence of the whole subject",
         "用 evalrules collect 把各校的表汇总后再核定", "gather the forms of all schools with evalrules collect, then check what it writes"),
    Code("ER521", "0.2", "“{zh}”表缺少 {count} 个：{schools_zh}", "{count} are missing in the table {en!r}: {schools_en}",
         "催交，或核对学校名称；汇总表已注明未列全", "ask for them, or check the names; the collected form says that rows are missing"),
    Code("ER522", "0.2", "“{key_zh}”交了两份，“{zh}”不同：{one}（{first}）与 {other}，都未计入", "{key_en!r} was handed in twice, {en} differs: {one} ({first}) and {other}; neither counts",
         "删去作废的一份", "remove the one that is not valid"),
    Code("ER523", "0.2", "“{key_zh}”交了两份，内容相同（另见 {first}），只计一份", "{key_en!r} was handed in twice with the same figures (see {first}); it counts once",
         "不必处理；不想看到的，删去一份", "nothing needs to be done; remove one of them to be rid of this"),
    Code("ER524", "0.2", "这份表按 {found} 填报，这里用的是 {used}，未计入", "this form is one of {found}; here it is {used}, so it does not count",
         "发给该校现行标准的表", "give the school the form of the ruleset in use"),
    Code("ER525", "0.2", "这个文件未计入：{reason}", "this file does not count: {reason}",
         "表头写明各栏名称，或使用 evalrules template --each-school 生成的表", "name the columns in a heading, or use the form that evalrules template --each-school makes"),
    Code("ER526", "0.2", "“{school}”的表里有“{found}”的一行，未计入", "the form of {school!r} holds a row of {found!r}, which does not count",
         "每所学校只填本校，或改正校名", "each school fills in its own rows; or mend the name"),
    Code("ER527", "0.2", "“{school}”的“{zh}”表没有填写", "{school!r} left the table {en!r} empty",
         "退回填写", "give it back to be filled in"),
    Code("ER528", "0.2", "名单中没有“{school}”，已计入", "{school!r} is not in the list; it counts all the same",
         "核对校名，或补入名单", "check the name, or add it to the list"),
    Code("ER529", "0.2", "{ruleset} 没有由学校填报的表", "{ruleset} has no table that schools fill in",
         "用 evalrules template 生成整个评估对象的填报表", "make the form of the whole subject with evalrules template"),
    # -- questions about the data
    Code("ER510", "0.2", "“{row_zh}”的“{zh}”填的是 {stated_zh}，同类 {count} 行的中位数是 {usual_zh}", "{en} of {row_en} is {stated_en}; the median of {count} like rows is {usual_en}",
         "是否多写或少写了零，或用错了单位？有误的更正；属实的，在 confirmed 中写 {{path: '{path}', by: 核实人, note: 说明}}",
         "is there a zero too many or too few, or another unit? Correct it, or confirm it: {{path: '{path}', by: who, note: why}} under confirmed",
         in_table=("是否多写或少写了零，或用错了单位？有误的更正；属实的，在这一行的“核实”栏写明核实人和说明",
                   "is there a zero too many or too few, or another unit? Correct it, or say in the column confirmed of this row who confirms it, and why")),
    Code("ER511", "0.2", "“{row_zh}”的“{zh}”填的是 {stated_zh}；按同类 {count} 行与“{by_zh}”（本行 {beside_zh}）之比，应在 {usual_zh} 上下",
         "{en} of {row_en} is {stated_en}; by its ratio to {by_en} ({beside_en} here) in {count} like rows it would be about {usual_en}",
         "是否多写或少写了零，或用错了单位？有误的更正；属实的，在 confirmed 中写 {{path: '{path}', by: 核实人, note: 说明}}",
         "is there a zero too many or too few, or another unit? Correct it, or confirm it: {{path: '{path}', by: who, note: why}} under confirmed",
         in_table=("是否多写或少写了零，或用错了单位？有误的更正；属实的，在这一行的“核实”栏写明核实人和说明",
                   "is there a zero too many or too few, or another unit? Correct it, or say in the column confirmed of this row who confirms it, and why")),
    Code("ER512", "0.2", "{zh}填的是 {stated_zh}，上年（{when}）填的是 {before_zh}（{there}）", "{en} is {stated_en}; in {when} it was {before_en} ({there})",
         "核对两处，有误的更正；属实的，在 confirmed 中写 {{path: '{path}', by: 核实人, note: 说明}}",
         "check both and correct what is wrong, or confirm it: {{path: '{path}', by: who, note: why}} under confirmed",
         in_table=("核对两处，有误的更正；属实的，在“核实”栏写明核实人和说明",
                   "check both and correct what is wrong, or say in the column confirmed who confirms it, and why")),
    Code("ER513", "0.2", "表“{table_zh}”上年（{when}）有“{zh}”（{there}），这次没有", "{en} was in the table {table_en!r} in {when} ({there}) and is not there now",
         "漏填的补上，改了名的写回原名；确已撤并的，在 confirmed 中写 {{path: '{path}', by: 核实人, note: 说明}}",
         "add it if it was left out, give it its name back if it was renamed; if it is no more, confirm it: {{path: '{path}', by: who, note: why}} under confirmed",
         in_table=("漏填的补上，改了名的写回原名；确已撤并的，加上这一行，只填名称等带 * 的栏和“核实”栏（核实人：说明）",
                   "add it if it was left out, give it its name back if it was renamed; if it is no more, add its line with nothing but its key (the columns with *) and the column Confirmed (who: why)")),
    Code("ER515", "0.2", "“{path}”没有待核实的疑问", "nothing about {path!r} is questioned",
         "核对所写的 path 或 place；没有疑问的不必核实", "check the path or the place; what is not questioned needs no confirmation",
         in_table=("核对编号；没有疑问的不必填写“核实”", "check the id; what is not questioned needs no confirmation")),
    Code("ER516", "0.2", "这条核实缺少“{key}”或写法不对", "the confirmation lacks {key}, or it is not of its form",
         "写 {{path: tables.units[一小, primary].books, by: 核实人, note: 说明}}，path 也可换成报告所列的位置 place",
         "write {{path: tables.units[一小, primary].books, by: who, note: why}}, or instead of path the place that the report gives",
         in_table=("类别写 confirmed，编号写报告所列的位置，填报值写核实人", "section is confirmed, id the place that the report gives, value who confirms")),
    Code("ER550", "0.2", "表“{zh}”的“{row_zh}”只有名称和“核实”，没有数据，却不是上年有、这次没有的一行", "{row_en!r} of the table {en!r} has nothing but its key and a confirmation, and is no row of last year that is gone",
         "填上各栏的数，或删去这一行；确已撤并的，检查时用 --last-year 给出上年的数据", "fill in its figures or delete the row; if it is no more, give the data of last year with --last-year"),
    Code("ER551", "0.2", "“{row_zh}”与“{other_zh}”（{first}）的 {count} 项数完全相同", "{row_en} and {other_en} ({first}) say the same in all {count} figures",
         "同一所学校填了两次的，删去一行；确是两所的，核对各数，属实的在 confirmed 中写 {{path: '{path}', by: 核实人, note: 说明}}",
         "delete one if the school was entered twice; if there are two, check the figures, and confirm them: {{path: '{path}', by: who, note: why}} under confirmed",
         in_table=("同一所学校填了两次的，删去一行；确是两所的，核对各数，属实的在这一行的“核实”栏写明核实人和说明",
                   "delete one if the school was entered twice; if there are two, check the figures, and say in the column confirmed of this row who confirms them, and why")),
    # -- optional parts
    Code("ER701", "0.2", "读写 {what} 需要附加组件", "{what} needs an optional part",
         "安装：pip install 'evalrules[{extra}]'", "install it: pip install 'evalrules[{extra}]'"),
    # -- our own fault
    Code("ER901", "0.1", "evalrules 内部错误：{message}", "internal error of evalrules: {message}",
         "请附上命令和输入文件报告此问题", "please report it with the command and the input"),
)  # fmt: skip

CODES: dict[str, Code] = {code.code: code for code in _ALL}

_SUGGESTION = {"zh": "是否想写“{}”？", "en": "did you mean {!r}?"}
_TRY = {"zh": "可写作 {}{in_unit}", "en": "write {}{in_unit}"}


def sentence(found: Said, language: str) -> str:
    """What a diagnostic says, in "zh" or "en"."""
    code = CODES[found.code]
    both = code.said_in_table if _is_in_table(found) and all(code.said_in_table) else (code.zh, code.en)
    said = both[language != "zh"].format_map(_arguments(found, language))
    return said if found.confirmed is None else said + _answer(found.confirmed, language)


def _answer(confirmed: Confirmation, language: str) -> str:
    """Who confirms what was asked about, and why."""
    note = confirmed.note
    if language == "zh":
        return f"；{confirmed.by}已核实属实" + (f"：{note}" if note else "")
    return f"; confirmed by {confirmed.by}" + (f": {note}" if note else "")


def hint(found: Said, language: str) -> str:
    """What to do about it: the nearest known name or spelling where there is one, else the code's hint.

    Nothing ("") about a question that is answered.
    """
    if found.confirmed is not None:
        return ""
    arguments = _arguments(found, language)
    suggestion = arguments.get("suggestion", "")
    if suggestion:
        pattern = (_TRY if found.code == "ER420" else _SUGGESTION)[language]
        return pattern.format(suggestion, **arguments)
    code = CODES[found.code]
    hints = (code.hint_zh, code.hint_en)
    if _is_in_table(found) and all(code.in_table):
        hints = code.in_table
    return hints[language != "zh"].format_map(arguments)


def _arguments(found: Said, language: str) -> _Arguments:
    """The arguments as the reader's language says them: words of ours are translated, words of the file are not."""
    is_table = _is_in_table(found)
    terms = in_form_terms(dict(found.args), language, is_in_table=is_table) | {"own_place": str(found.place)}
    if language != "zh":
        return _Arguments(dict(found.args) | terms)
    said = {
        name: _in_chinese(value, is_table=is_table) if _is_ours(found.code, name, value) else value
        for name, value in found.args
    }
    return _Arguments(said | terms)


def _is_in_table(found: Said) -> bool:
    return found.place is not None and is_in_table(found.place)


def _is_ours(code: str, name: str, value: str) -> bool:
    """Whether an argument is a word of the program; ids, keys and values of the file stay as they were written."""
    if name == "found":
        return " " in value or code == "ER204"
    is_from_the_file = name == "what" and code in _WHAT_FROM_THE_FILE and not (" " in value and value in _CHINESE)
    return name in _OUR_ARGUMENTS and not is_from_the_file


def _in_chinese(value: str, *, is_table: bool) -> str:
    if is_table and value in _CHINESE_IN_TABLE:
        return _CHINESE_IN_TABLE[value]
    if value in _CHINESE:
        return _CHINESE[value]
    counted = _COUNTED.fullmatch(value)
    if counted is not None:
        return f"{'超过 ' if counted[1] else ''}{counted[2]} {_COUNTS[counted[3]]}"
    for english, chinese in _CHINESE_BEGINNINGS.items():
        if value.startswith(english):
            return chinese + value[len(english) :]
    return value


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
_COUNTED = re.compile(f"(more than )?([0-9]+) ({'|'.join(_COUNTS)})")

_CHINESE = {
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
    "Directory not empty": "文件夹不为空", "Input/output error": "读写错误", "embedded null byte": "路径含有空字符",
    "Too many levels of symbolic links": "链接循环", "File name too long": "名称过长", "Invalid cross-device link": "不在同一磁盘", "Device or resource busy": "正在使用", "a number of seconds": "秒数",
    "KEY=VALUE on one line": "一行以内的 名称=值",
    "no kind of value that evidence has": "数据没有这种值", "an infinite number": "无穷大", "it has no order": "它没有顺序",
    "a number of more than 600 digits": "超过600位的数", "a fraction whose decimals never end": "小数位无穷无尽的分数",
    "a time of day": "带有时刻，应为日期", "an array; write a list": "这是数组，应写成列表", "give the value of the member": "应给出成员的值",
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
    "group of members": "下级单位", "value": "标准值", "table by column": "表 by 栏目", "none": "没有",
    "no name": "没有名称", "a kept result": "保存的结果", "an assessment that evalrules.assess gave": "evalrules.assess 得出的评估结果", "the name of the member that has this verdict": "作出这一结论的下级单位的名称",
    "a look at rows inside another": "统计中再统计各行", "a look at the rows of one school outside the checks of a table": "在表的 checks 之外按同一学校取各行",
    "holds": "成立", "fails": "不成立", "outcomes of indicators before there are any": "在各项指标评定之前使用指标结果", "a column of type grade": "类型为 grade 的栏目",
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
    "a number to round": "要修约的数", "full points above 0": "大于0的满分", "a column that the evidence gives": "数据直接给出的栏目",
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
    "round of ": "对数字修约：", "no table such as ": "其中没有这样的表：",
    "no stronger digests of the payload than ": "内容的摘要最强只有 ", "digests of unequal strength: ": "各文件的摘要强弱不一：",
    "no columns ": "没有栏目 ", "a mapping of ": "映射：",
    "compression method ": "压缩方式 ", "unknown algorithm in ": "不认识的摘要算法：", "no digest of ": "不是这种算法的摘要：",
    "not written in ": "编码不是 ", "Payload-Oxum should be ": "Payload-Oxum 应为 ", "not listed in ": "未列入 ",
    "a file that a desktop left behind: ": "系统自动生成的文件：",
    "alias *": "别名 *", "anchor &": "锚点 &", "tag ": "标签 ", "option of ": "选项表 ", "at most ": "至多 ",
    "a value for each of ": "按选项填写：", "a value for each ": "按选项取值：",
    "sheet ": "工作表 ", "column ": "列 ", "row ": "行 ", "an .xlsx workbook under the name of ": "内容是 .xlsx，扩展名却是 ",
    "not understood: ": "无法解析：", "no cell of a sheet: ": "不存在的单元格：", "no whole number: ": "不是整数：", "a part is too large: ": "部件过大：",
    "there is no shared string ": "缺少共享字符串 ", "there is no style ": "缺少样式 ", "a part is missing: ": "缺少部件：", "the styles stand in ": "样式位置异常：", "a row twice or outside a sheet: ": "行重复或越界：",
    "a cell outside its row: ": "单元格不在其行内：", "two cells at one place: ": "单元格重复：",
}  # fmt: skip


class _Quoted(str):
    """A text that a sentence quotes: as Python writes it, but what is written as an escape already stays as it is.

    A kept result holds a visible escape in place of a character that no text can hold, and must read the same.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        mark = '"' if "'" in self and '"' not in self else "'"
        inner = "".join(one if one in "\\\"'" else repr(one)[1:-1] for one in self)
        return mark + (inner.replace("'", "\\'") if mark == "'" else inner) + mark


class _Arguments(dict[str, str]):
    """The arguments of a diagnostic; one that is absent shows as its name instead of raising."""

    def __getitem__(self, key: str) -> str:
        return _Quoted(super().__getitem__(key))

    def __missing__(self, key: str) -> str:
        return f"<{key}>"
