"""The fixed table of functions a condition may call: how each is written and what it is called.

evalrules.frontend.lower gives each its types and its tree; the documentation of the language is
made from this table.
"""

from __future__ import annotations

from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple


class Statistic(NamedTuple):
    """What a number over the rows `t` of a table is called in a sentence, `x` being the number of a row.

    A spread is never below 0; as a share it has no unit, and is unknown where the mean is not above 0. A sample form
    divides by n - 1, so it needs two rows.
    """

    zh: str
    en: str
    is_spread: bool = False
    is_share: bool = False
    is_sample: bool = False

    def in_words(self, language: str, rows: str, number: str) -> str:
        """The statistic of a number over rows, both in words of the language ("zh", "en") already."""
        return spoken((self.zh, self.en), language, t=rows, x=number)


class Function(NamedTuple):
    """One function of the language, with an example that loads; `in_checks` for one that only checks of a table have."""

    name: str
    signature: str
    zh: str
    en: str
    example: str
    keywords: tuple[str, ...] = ()
    in_checks: bool = False
    statistic: Statistic | None = None


SAME = "same"
"""The word that, in a check below a table, keeps a look at rows to those of the same school (or whatever is named)."""


WHERE = "where"
"""The word that keeps a look at rows to those with certain options."""


FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("all_of", "all_of(condition, …)", "全部满足", "every condition holds", "all_of(a >= 1, b >= 1)"),
        Function("any_of", "any_of(condition, …)", "至少一项满足", "at least one holds", "any_of(a >= 1, b >= 1)"),
        Function("at_least", "at_least(k, condition, …)", "至少 k 项满足", "at least k of them hold",
                 "at_least(1, a >= 1, b >= 1)"),
        Function("min", "min(number, …)", "最小值", "the least of them", "min(a, b) >= 1"),
        Function("max", "max(number, …)", "最大值", "the greatest of them", "max(a, b) >= 1"),
        Function("percent", "percent(part, whole)", "百分比", "100 * part / whole, in %", "percent(a, b) >= 50"),
        Function("count", "count(over, condition)", "满足条件的个数", "how many indicators, rows of a table or members the condition holds for",
                 'count(indicators, grade == "C") >= 1', (SAME, WHERE)),
        Function("every", "every(over, condition)", "每项都满足", "the condition holds for every one",
                 'every(indicators, grade != "C")', (SAME, WHERE)),
        Function("any", "any(over, condition)", "任一项满足", "the condition holds for any one",
                 'any(indicators, grade == "C")', (SAME, WHERE)),
        Function("share", "share(over, condition)", "满足条件的比例", "the share of them the condition holds for",
                 'share(indicators, grade == "A") >= 0.9', (WHERE,)),
        Function("grade", "grade(indicator)", "某指标的等级", "the grade of one indicator", 'grade("1") == "A"'),
        Function("sum", "sum(table, number), sum(indicators, points, condition)", "合计", "the total over rows, or of points",
                 "sum(units, pupils) >= 1", (SAME, WHERE),
                 statistic=Statistic("{t}的{x}合计", "the sum of {x} over {t}")),
        Function("mean", "mean(table, number)", "平均值", "the mean over rows", "mean(units, pupils) >= 1", (SAME, WHERE),
                 statistic=Statistic("{t}的{x}平均值", "the mean of {x} over {t}")),
        Function("median", "median(table, number)", "中位数", "the middle row, or the mean of the middle two",
                 "median(units, pupils) >= 1", (SAME, WHERE),
                 statistic=Statistic("{t}的{x}中位数", "the median of {x} over {t}")),
        Function("least", "least(table, number)", "各行最小值", "the least over rows", "least(units, pupils) >= 1", (SAME, WHERE),
                 statistic=Statistic("{t}的{x}最小值", "the least {x} of {t}")),
        Function("greatest", "greatest(table, number)", "各行最大值", "the greatest over rows",
                 "greatest(units, pupils) <= 2000", (SAME, WHERE),
                 statistic=Statistic("{t}的{x}最大值", "the greatest {x} of {t}")),
        Function("cv", "cv(table, number, weight=number, about=number)", "差异系数（总体）",
                 "the coefficient of variation: population form, weighted where `weight` is given, around the mean "
                 "or `about`", "cv(units, books, weight=pupils) <= 0.5", ("weight", "about", WHERE),
                 statistic=Statistic("{t}的{x}差异系数", "the coefficient of variation of {x} over {t}", is_spread=True, is_share=True)),
        Function("cv_sample", "cv_sample(table, number)", "差异系数（样本）",
                 "the coefficient of variation with n - 1", "cv_sample(units, books) <= 0.5", (WHERE,),
                 statistic=Statistic("{t}的{x}差异系数（样本）", "the sample coefficient of variation of {x} over {t}", is_spread=True, is_share=True, is_sample=True)),
        Function("stdev", "stdev(table, number, weight=number, about=number)", "标准差（总体）",
                 "the standard deviation, population form", "stdev(units, books) <= 3", ("weight", "about", WHERE),
                 statistic=Statistic("{t}的{x}标准差", "the standard deviation of {x} over {t}", is_spread=True)),
        Function("stdev_sample", "stdev_sample(table, number)", "标准差（样本）", "the standard deviation with n - 1",
                 "stdev_sample(units, books) <= 3", (WHERE,),
                 statistic=Statistic("{t}的{x}标准差（样本）", "the sample standard deviation of {x} over {t}", is_spread=True, is_sample=True)),
        Function("worst", "worst(table, grade)", "最低等级", "the worst grade over rows", 'worst(units, mark) == "A"', (WHERE,)),
        Function("rising", "rising(series, years)", "逐年提高", "each of the last years is above the one before",
                 "rising(funds, 3)"),
        Function("not_falling", "not_falling(series, years)", "逐年不下降",
                 "each of the last years is not below the one before", "not_falling(funds, 3)"),
        Function("previous", "previous(series, years)", "若干年前的值", "the value so many years before the period's",
                 "previous(funds, 0) >= previous(funds, 1)"),
        Function("years_since", "years_since(date)", "距评估日期的整年数", "whole years up to the date of the assessment",
                 "years_since(recognised_on) >= 3"),
        Function("of", "of(value, option)", "某选项的标准值", "the number of a value for an option",
                 'of(limit, "north") <= a'),
        Function("step", "step(value, number)", "按档取值", "a table of the standard: the last entry not above the number",
                 "step(area, b) <= a"),
        Function("interpolate", "interpolate(value, number)", "线性插值",
                 "a table of the standard: on the straight line between two entries, the ends beyond them",
                 "interpolate(area, b) <= a"),
        Function("points", "points(indicator)", "某指标得分", "the points of one indicator", 'points("3") >= 1'),
        Function("met", "met(indicator)", "某指标达标", "whether one indicator is met", 'met("2")'),
        Function("listed", "listed(table, column)", "另一表中也有", "below a table: whether a row of the table has the same there",
                 "listed(units, school)", in_checks=True),
        Function("agrees", "agrees(table, column, same=column)", "与另一表相同",
                 "below a table: whether a column says what it says in the rows of the table with the same in the other column",
                 "agrees(units, kind, same=school)", (SAME,), in_checks=True),
    )
}  # fmt: skip

STATISTICS: dict[str, Statistic] = {own: one.statistic for own, one in FUNCTIONS.items() if one.statistic is not None}
"""The functions that give one number of all rows of a table."""
