"""The answers: each by the corridor that the command line takes, so that results are the same bytes."""

from __future__ import annotations

import datetime
import json
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from evalrules.base.diagnostics import WARNING, Diagnostic, error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.frontend.fields import first_day
from evalrules.frontend.set_values import SetValue
from evalrules.loading import Loaded, list_rulesets, load_named, ruleset_in_file
from evalrules.model.report import Options, Report
from evalrules.model.ruleset import Ruleset
from evalrules.pipeline import Load
from evalrules.reporters.formats import DRAWING, FORMATS, NotCopied, View, rendered
from evalrules.service.messages import Answer, Asked
from evalrules.service.operations import DESK, FRONT, OPERATIONS, file_name, type_of
from evalrules.service.placing import EVIDENCE, inputs, path_beside, placed
from evalrules.service.problems import BAD_REQUEST, FAULT, JSON, NOT_FOUND, UNPROCESSABLE, Refused, problems_answer

OK, WRONG_INPUT = 200, 2
_WIDTH = 100
_EXAMPLE = "facts.rate=95, grades.9=A"


def answer(asked: Asked, root: str) -> Answer:
    """The answer to a request; `root` is a folder of this process alone, in which its files lie meanwhile.

    Nothing is raised: what is wrong with the request, and a fault of our own (ER901), are answers, too.
    """
    try:
        with placed(root, () if asked.operation == DESK.name else asked.files):
            return _ANSWERS[asked.operation](asked)
    except Refused as refused:
        return problems_answer(refused.status, refused.found)
    except Exception as problem:  # noqa: BLE001 - the last door: whoever asks is told, and the service goes on
        traceback.print_exc(file=sys.stderr)
        return problems_answer(FAULT, [error("ER901", None, message=type(problem).__name__)])


# -- rulesets ----------------------------------------------------------------------------------------------------------


def _rulesets(asked: Asked) -> Answer:
    from evalrules.listing import listing_json, with_words

    listed, _ = list_rulesets()
    words = [word for given in asked.values.get("words", ()) for word in given.split()]
    return Answer(OK, JSON, listing_json(with_words(listed, words)).encode())


def _show(asked: Asked) -> Answer:
    from evalrules.reporters.standard import ruleset_page
    from evalrules.reporters.standard_page import standard_html, standard_markdown
    from evalrules.reporters.text import render_page

    form, language = _format(asked), asked.language
    page = ruleset_page(_ruleset(asked), language)
    text = render_page(page) if form == "text" else standard_markdown(page)
    return _text(standard_html(page, language) if form == "html" else text, form)


def _template(asked: Asked) -> Answer:
    from evalrules.forms.template import template_bytes

    form, found = _format(asked), _ruleset(asked)
    try:
        data = template_bytes(found, form, asked.language)
    except ImportError:
        raise _lacks(form) from None
    return Answer(OK, type_of(form), data, file_name(found.name, form))


def _schema(asked: Asked) -> Answer:
    from evalrules.schemas import schema_text

    return Answer(OK, JSON, schema_text(asked.value("name") or "").encode())


def _ruleset(asked: Asked) -> Ruleset:
    loaded = _load(asked.value("ruleset") or "")
    if loaded.ruleset is None:
        is_unknown = any(one.code in ("ER501", "ER681") for one in loaded.diagnostics)
        raise Refused(NOT_FOUND if is_unknown else UNPROCESSABLE, *loaded.diagnostics)
    return loaded.ruleset


@lru_cache(maxsize=256)
def _load(reference: str, as_of: datetime.date | None = None) -> Loaded:
    """A ruleset by its name, loaded once: those of a running service are those that it found first."""
    return load_named(reference, as_of)


def _load_anew(reference: str, as_of: datetime.date | None) -> Loaded:
    return load_named(reference, as_of, anew=True)


class _Rules(NamedTuple):
    """Which ruleset evidence is held against, None for the one that it names, and how rulesets are found."""

    name: str | None
    load: Load


def _rules_of(asked: Asked, load: Load) -> _Rules:
    """The ruleset that a request names, or the one that it brings, which is known by the name of its file."""
    name, given = asked.value("ruleset"), asked.of("ruleset")
    if not given:
        return _Rules(name, load)
    if name is not None:
        raise Refused(BAD_REQUEST, error("ER057", None, option="ruleset", count="2"))
    own, path = given[0].name.rpartition("/")[2], path_beside(given[0])

    def found(reference: str, as_of: datetime.date | None) -> Loaded:
        return ruleset_in_file(path) if reference == own else load(reference, as_of)

    return _Rules(own, found)


# -- assessments -------------------------------------------------------------------------------------------------------


def _assess(asked: Asked) -> Answer:
    from evalrules.bundles.discovery import paths_from_here
    from evalrules.pipeline import check_inputs, new_run

    form, rules = _format(asked), _rules_of(asked, _load)
    options = _options(asked, rules)._replace(explain=asked.is_on("explain"), record=form in DRAWING)
    found, _, problems = inputs(asked.files, is_deep=asked.is_on("recursive"))
    report = check_inputs(found, problems, new_run(options, rules.load))
    report = report.with_warnings_as_errors() if asked.is_on("strict") else report
    if report.exit_code == WRONG_INPUT:
        return problems_answer(UNPROCESSABLE, _problems(report), rendered("json", report, _view(asked)).decode(), 2)
    paths = paths_from_here(found) if FORMATS[form].is_placed else {}
    return _reported(report, form, _view(asked)._replace(paths=paths, as_form="lang" not in asked.values))


def _report(asked: Asked) -> Answer:
    from evalrules.kept import kept_report_from

    form, one = _format(asked), asked.of("result")[0]
    found, problems = kept_report_from(one.data, one.name)
    if found is None:
        raise Refused(UNPROCESSABLE, *problems)
    return _reported(found, form, _view(asked))


def _reported(report: Report, form: str, view: View) -> Answer:
    try:
        data = rendered(form, report, view)
    except NotCopied:
        data = rendered(form, report._replace(origin=None), view)
    except ImportError:
        raise _lacks(form) from None
    name = file_name("report", form) if FORMATS[form].is_binary else ""
    return Answer(OK, type_of(form), data, name, report.exit_code)


def _what_if(asked: Asked) -> Answer:
    from evalrules.pipeline import new_run
    from evalrules.reporters.comparison.compared import what_if_compared
    from evalrules.reporters.comparison.formats import rendered_comparison
    from evalrules.what_if import what_if

    form, values, rules = _format(asked), _values(asked), _rules_of(asked, _load)
    found, _, problems = inputs(asked.files, is_deep=asked.is_on("recursive"))
    pair = what_if(found, problems, new_run(_options(asked, rules), rules.load), values)
    if pair.after.exit_code == WRONG_INPUT:
        told = (*(one for one in _problems(pair.before) if one.is_error), *_problems(pair.after))
        return problems_answer(UNPROCESSABLE, told, exit_code=WRONG_INPUT)
    text = rendered_comparison(what_if_compared(pair), form, _view(asked))
    return _text(text, form)._replace(exit_code=pair.after.exit_code)


def _values(asked: Asked) -> tuple[SetValue, ...]:
    """The values of the parameter `set`, each for a place of its own."""
    from evalrules.what_if import set_value_from

    found: dict[str, SetValue] = {}
    for one in asked.values.get("set", ()):
        try:
            value = set_value_from(one)
        except ValueError:
            raise _unusable("set", one, _EXAMPLE) from None
        if value.path.text in found:
            raise _unusable("set", one, f"{value.path.text}=… (×1)")
        found[value.path.text] = value
    if not found:
        raise _unusable("set", "", _EXAMPLE)
    return tuple(found.values())


def _plan(asked: Asked) -> Answer:
    from evalrules.action_plans import Wanted, plan_input
    from evalrules.pipeline import new_run
    from evalrules.reporters.action_plan.formats import rendered_plan

    form, rules = _format(asked), _rules_of(asked, _load)
    found, _, problems = inputs(asked.files)
    if has_errors(problems) or len(found) != 1:
        raise Refused(UNPROCESSABLE, *(problems or [error("ER625", None, count=str(len(found)))]))
    beside = {role: path_beside(one) for role in ("costs", "follow") for one in asked.of(role)}
    wanted = Wanted(asked.value("to"), beside.get("costs"), beside.get("follow"))
    planned = plan_input(found[0], new_run(_options(asked, rules), rules.load), wanted)
    if planned.plan is None:
        return problems_answer(UNPROCESSABLE, planned.diagnostics, exit_code=WRONG_INPUT)
    try:
        data = rendered_plan(planned.plan, form, asked.language)
    except ImportError:
        raise _lacks(form) from None
    name = file_name("plan", form) if FORMATS[form].is_binary else ""
    return Answer(OK, type_of(form), data, name, planned.plan.exit_code)


def _verify(asked: Asked) -> Answer:
    from evalrules.verification.verifying import Asked as HowToVerify
    from evalrules.verification.verifying import verification_document, verify

    one, rules = asked.of("result")[0], _rules_of(asked, _load_anew)
    _, paths, _ = inputs(asked.files)
    found = verify(one.data, one.name, paths, HowToVerify(rules.name, read=rules.load))
    text = json.dumps(verification_document(found), ensure_ascii=False, indent=1) + "\n"
    if found.exit_code == WRONG_INPUT:
        problems = [problem for part in (*found.results, found.document) for problem in part.problems]
        return problems_answer(UNPROCESSABLE, problems, text, WRONG_INPUT)
    return Answer(OK, JSON, text.encode(), exit_code=found.exit_code)


# -- the page ----------------------------------------------------------------------------------------------------------


def _front(asked: Asked) -> Answer:
    from evalrules.service.front import page_html

    return _text(page_html(asked.language), "html")


def _desk(asked: Asked) -> Answer:
    """What the page asks: the desk answers, as it does in a browser."""
    from evalrules.page import desk

    (request,) = asked.of("request")
    try:
        wanted = json.loads(request.data)
    except (ValueError, RecursionError):
        wanted = None
    if not isinstance(wanted, dict) or wanted.get("do") not in desk.ASKED or wanted.get("lang") not in ("zh", "en"):
        expected = " | ".join(desk.ASKED)
        raise Refused(
            BAD_REQUEST, error("ER680", None, found="request", expected=f'{{"do": {expected}, "lang": zh | en}}')
        )
    files = {one.name: one.data for one in asked.of(EVIDENCE)}
    return Answer(OK, JSON, desk.answer(json.dumps(wanted), files).encode())


# -- what they share ---------------------------------------------------------------------------------------------------


def _options(asked: Asked, rules: _Rules) -> Options:
    written = asked.value("as_of")
    day = first_day(written) if written is not None and len(written) == len("2007-12-31") else None
    if written is not None and day is None:
        raise _unusable("as_of", written, "2007-12-31")
    return Options(rules.name, day, asked.value("require"), sealed=asked.is_on("sealed"))


def _format(asked: Asked) -> str:
    return asked.value("format") or OPERATIONS[asked.operation].formats[0]


def _view(asked: Asked) -> View:
    return View(asked.language, _WIDTH, color=False)


def _text(text: str, form: str) -> Answer:
    return Answer(OK, type_of(form), text.encode())


def _problems(report: Report) -> list[Diagnostic]:
    """What is wrong, then what was questioned, as the command line tells them."""
    found = list(report.diagnostics)
    for result in report.results:
        found += result.diagnostics
        if result.assessment is not None:
            found += (one for one in result.assessment.diagnostics if one.severity == WARNING)
    return found


def _unusable(name: str, value: str, expected: str) -> Refused:
    return Refused(BAD_REQUEST, error("ER011", None, option=name, value=value, expected=expected))


def _lacks(form: str) -> Refused:
    return Refused(UNPROCESSABLE, error("ER701", None, what=form, extra=FORMATS[form].extra))


_ANSWERS: Mapping[str, Callable[[Asked], Answer]] = MappingProxyType(
    {
        "rulesets": _rulesets,
        "show": _show,
        "template": _template,
        "assess": _assess,
        "what-if": _what_if,
        "plan": _plan,
        "report": _report,
        "verify": _verify,
        "schema": _schema,
        DESK.name: _desk,
        FRONT.name: _front,
    }
)
"""What answers each operation."""


def prepare() -> None:
    """Import what nearly every answer needs, so that the first one does not wait for it."""
    import evalrules.bundles.discovery
    import evalrules.pipeline
    import evalrules.readers.yaml_document
    import evalrules.reporters.machine
    import evalrules.semantics.assess  # noqa: F401
