# %% [markdown]
# A notebook of somebody else's, in cells that Jupyter and editors open. An assessment shows itself as its report.

# %%
import tempfile
from pathlib import Path

import evalrules

ruleset = evalrules.load_ruleset("jiangsu-16@2007")
evidence = evalrules.evidence_from(
    {"facts": {"graduate_teachers": 31, "senior_teachers": 420}, "grades": {"9": "C"}}, ruleset
)
assessment = evalrules.assess(ruleset, evidence, explain=True)
assessment

# %%
[(finding.id, finding.grade, finding.possible) for finding in assessment.indicators]

# %%
better = assessment.what_if(grades={"9": "A"})
more = evalrules.assess(ruleset, evidence.replace({"facts.graduate_teachers": 60}))
(assessment.verdict.possible, better.verdict.possible, more.verdict.possible)

# %%
texts = {form: better.render(form, lang="zh") for form in ("text", "markdown", "table", "html")}
texts["table"]

# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "result.json")
    path.write_text(assessment.to_json(), "utf-8")
    kept = evalrules.load_result(path)
kept

# %%
plan: evalrules.ActionPlan = better.plan()
[(action.place, action.need) for action in plan.actions]
