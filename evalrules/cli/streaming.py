"""`check` over many inputs: each is let go when its part of every report is made, by one process or by several."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.cli.delivery import NotDelivered
from evalrules.cli.interruption import ended_cleanly
from evalrules.cli.jobs import jobs_of
from evalrules.cli.outputs import hand_out_stream, says_warnings, view_of
from evalrules.cli.progress import counting_on
from evalrules.cli.saying import fail, not_delivered, say
from evalrules.parts import NotKept
from evalrules.streaming import Asked, JobDied, Target, check_by_several, stream

if TYPE_CHECKING:
    from evalrules.bundles.discovery import Input
    from evalrules.cli.check_call import CheckCall
    from evalrules.cli.destinations import Destination
    from evalrules.model.report import Report
    from evalrules.pipeline import Run
    from evalrules.reporters.formats import View


def check_many(
    call: CheckCall,
    found: tuple[Sequence[Input], Sequence[Diagnostic]],
    run: Run,
    wanted: list[Destination],
    view: View,
    refuse: Callable[[], None],
) -> NoReturn:
    """Evaluate the inputs that were found, hand out the report, and end the command with its exit code.

    `found` has the problems of looking for them, too. `refuse` ends it where an output would replace what was read.
    """
    view = view._replace(paths=dict(view.paths))
    targets = tuple(Target(target.format, view_of(target, view)) for target in wanted)
    progress = counting_on(sys.stderr, view.language)
    told = says_warnings(wanted, quiet=call.quiet)
    asked = Asked(run.options, targets, view.language, run.earlier, call.strict, told, call.sort or "")
    try:
        with ended_cleanly(), stream(*found, run, asked, jobs_of(call.jobs, view.language), progress) as done:
            say(done.problems.shown, done.problems.texts, view.language, done.problems.more)
            refuse()
            hand_out_stream(done, wanted, view, quiet=call.quiet)
            raise SystemExit(done.whole.exit_code)
    except JobDied as death:
        _died(death, view.language)
    except NotKept as problem:
        from tempfile import gettempdir

        not_delivered(NotDelivered(gettempdir(), str(problem)), view.language)


def checked_by_several(
    call: CheckCall, found: tuple[Sequence[Input], Sequence[Diagnostic]], run: Run, language: str
) -> Report:
    """The report on inputs that were found, whose results are all kept; ends the command where a process died."""
    try:
        with ended_cleanly():
            return check_by_several(*found, run, jobs_of(call.jobs, language), counting_on(sys.stderr, language))
    except JobDied as death:
        _died(death, language)


def _died(death: JobDied, language: str) -> NoReturn:
    fail([error("ER690", None, first=death.first, last=death.last, how=death.how)], language)
