"""The words that only the HTML report says, in Chinese and English, by one name; all others are in phrases."""

from __future__ import annotations

from evalrules.base.languages import spoken

_WORDS: dict[str, tuple[str, str]] = {
    "report": ("评估报告", "Assessment report"),
    "reports": ("评估报告汇总", "Assessment reports"),
    "to_content": ("跳到正文", "Skip to the content"),
    "contents": ("目录", "Contents"),
    "overview": ("总览", "Overview"),
    "up": ("回到总览", "Back to the overview"),
    "result": ("评估结论", "Verdict"),
    "glance": ("一览", "At a glance"),
    "glance_lower": ("浅色：达标，但未达最好等级", "pale: met, but not with the best grade"),
    "ungrouped": ("其他", "others"),
    "veto_counts": ("触发 {yes}，未触发 {no}，待定 {open}", "{yes} fire, {no} do not, {open} open"),
    "gate_counts": ("满足 {yes}，不满足 {no}，待定 {open}", "{yes} hold, {no} do not, {open} open"),
    "rule": ("条件", "Rule"),
    "state": ("状态", "State"),
    "because": ("涉及的指标与数据", "Rests on"),
    "holds": ("满足", "holds"),
    "not_held": ("不满足", "does not hold"),
    "row": ("行", "Row"),
    "lacks": ("差距", "What it lacks"),
    "bars": (
        "图例：深色为现值，竖线为界限，细线为达标范围，虚线框为差距；刻度均匀，两端为刻度起止。",
        "Dark: value. Line across: threshold. Thin line: where it is reached. Dashed: distance. Scales are linear.",
    ),
    "thresholds": ("与各标准值的距离", "Distance to each threshold"),
    "no_data": ("现无数据", "not known"),
    "provenance": ("数据与版本", "Data and versions"),
    "period": ("时段", "Period"),
    "ruleset": ("标准", "Ruleset"),
    "revision": ("编码版次", "Revision"),
    "evidence": ("数据文件", "Evidence"),
    "assessment": ("评估环节", "Assessment"),
    "files": ("读取的文件", "Files that were read"),
    "differences": ("与“{name}”不同的指标", "Indicators that differ from {name}"),
    "this_one": ("本次", "this one"),
    "no_difference": ("各项指标均相同。", "No indicator differs."),
    "kind": ("类别", "Group"),
    "name": ("名称", "Name"),
    "no_result": ("数据有误，未作评估。改正下列问题后重新检查。",
                  "The input contains errors, so nothing was assessed. Correct what is listed and check again."),
    "call_problems": ("本次检查的问题", "Problems of this run"),
    "nothing": ("没有可评估的输入。", "There was no input to assess."),
    "total": ("合计", "in all"),
    "reached": ("达标", "reached"),
    "not_reached": ("未达标", "not reached"),
    "undetermined": ("待定", "undetermined"),
    "not_evaluated": ("未能评估", "not evaluated"),
    "accepted": ("其中计入豁免后视为达到要求：{count}", "accepted with their waivers: {count}"),
    "weak_bars": (
        "图例：深色为未达标或未得满分，虚线框为未知；刻度为适用同一标准的对象数。",
        "Bars: dark is not met or short of points, the dashed box unknown; the scale is all subjects of the ruleset.",
    ),
    "heat": ("各对象各项指标", "Every subject, every indicator"),
    "heat_cut": ("仅列前 {most} 个对象，共 {total} 个；工作簿的矩阵列出全部",
                 "the first {most} of {total} subjects; a workbook has all of them"),
    "spread": ("各行数值的分布", "How the rows lie about their limits"),
    "spread_told": (
        "{count} 个中 {failing} 个不符合 {limit}；最小 {low}，中位 {middle}，最大 {high}",
        "{failing} of {count} do not have {limit}; least {low}, median {middle}, greatest {high}",
    ),
    "spread_bars": (
        "图例：柱高为个数，竖线为界限；实心柱符合，虚线柱不符合。各行的数值见附表。",
        "Height: how many. Line: limit. Solid: as it has to be, dashed: not. Every row stands in the annex.",
    ),
    "paper_note": (
        "纸面只印摘要；全部指标的数值、差距与明细见本文件中该对象的页面，打开后打印即为全文。",
        "Paper shows the summary; every figure stands on the page of this subject in the file, which prints whole.",
    ),
    "before": ("上一个：{name}", "Previous: {name}"),
    "after": ("下一个：{name}", "Next: {name}"),
    "of_subjects": ("共 {total} 个对象", "of {total} subjects"),
    "met": ("达标", "met"),
    "not_met": ("未达标", "not met"),
    "full": ("满分", "full points"),
    "partly": ("部分得分", "some points"),
    "zero": ("零分", "no points"),
    "unknown": ("未知", "unknown"),
    "not_applicable": ("不适用", "not applicable"),
    "waived": ("豁免", "waived"),
    "made_by": ("由 {name} {version} 生成；同样的数据与标准得出同样的报告。",
                "Made by {name} {version}; the same evidence and ruleset give the same report."),
}  # fmt: skip


def word(name: str, language: str, /, **values: str) -> str:
    """The words of that name in "zh" or "en", with their values put in. KeyError for a name that is not listed."""
    zh, en = _WORDS[name]
    return spoken((zh, en), language, **values)
