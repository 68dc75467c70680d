"""The course of one check, and of one guarded call."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional, Union

from .errors import AgentSentryError, ApiError, Denial, EnforcementError, UnavailableError
from .json_data import Json
from .policy import Policy
from .redaction import like, redacted_content
from .snapshot import snapshot
from .steps import (
    PLAIN_RESULT,
    Ask,
    AskPerson,
    Course,
    Doing,
    Judging,
    Outcome,
    Ran,
    ResultView,
    Ruling,
    RunTool,
    SendTrace,
    Step,
    call_step,
    result_step,
)
from .verdict import DECISIONS, Verdict

Making = Generator[Doing, Any, Union[EnforcementError, tuple[Json, Ran]]]

TOO_LARGE = "too deep or too large to be judged whole"
NOT_EXACTLY = "redact, which cannot be done exactly here"


@dataclass(frozen=True)
class GuardedCall:
    tool: str
    args: Any
    #: Gets the copy of the args that was judged.
    run: Callable[[Any], Any]
    #: False when it works with what it has at hand, which nothing can rewrite.
    takes_args: bool = True
    #: Judged beside the args; nothing else becomes of it.
    preview: Optional[Mapping[str, Any]] = None
    view: ResultView = PLAIN_RESULT


def guard(policy: Policy, call: GuardedCall) -> Course:
    """Asks about the call, runs it, asks about what it gave back."""
    made = yield from _make_call(policy, call)
    if isinstance(made, EnforcementError):
        return Outcome(denial=made)
    args, ran = made
    try:
        return (yield from _judge_result(policy, result_of(call.tool, args, ran, call.view), ran, call.view))
    except Exception as error:
        failed = f"the check failed ({type(error).__name__})"
    return Outcome(denial=denied(policy, result_step(call.tool, args, "result", None)[0], failed))


def judge_call(policy: Policy, call: GuardedCall) -> Course:
    """Asks about the call and runs it; what it gives back is not looked at."""
    made = yield from _make_call(policy, call)
    if isinstance(made, EnforcementError):
        return Outcome(denial=made)
    _, ran = made
    return Outcome(error=ran.error) if ran.error is not None else Outcome(value=call.view.same(ran.value))


def _make_call(policy: Policy, call: GuardedCall) -> Making:
    """The args that the tool was called with, as they were judged, and what came of it."""
    step, given = call_step(call.tool, call.args, call.preview)
    ruling = yield from judge(policy, step)
    if ruling.denial is not None:
        return ruling.denial
    args = step.content["args"]
    if ruling.rewritten is not None:
        if not call.takes_args:
            return denied(policy, step, NOT_EXACTLY, decision="redact")
        args = ruling.rewritten["args"]
        given = like(given, args)
    run = call.run
    ran = yield RunTool(lambda: run(given))
    return args, ran


def result_of(tool: str, args: Any, ran: Ran, view: ResultView) -> tuple[Step, Any]:
    """The step that a result is, and the copy of what is judged of it."""
    if ran.error is not None:
        return result_step(tool, args, "error", ran.error)
    return result_step(tool, args, "result", view.show(ran.value))


def _judge_result(policy: Policy, read: tuple[Step, Any], ran: Ran, view: ResultView) -> Course:
    step, copy = read
    ruling = yield from judge(policy, step)
    if ruling.denial is not None:
        return Outcome(denial=ruling.denial)
    if ran.error is not None:
        return Outcome(error=ran.error)
    if ruling.rewritten is None:
        return Outcome(value=view.same(ran.value))
    return Outcome(value=view.put(ran.value, like(copy, ruling.rewritten["result"])))


def judge(policy: Policy, step: Step) -> Judging:
    """Asks about a step and says what is to become of it."""
    policy.count("checked")
    answer = yield SendTrace(step.role, step.content)
    if isinstance(answer, Exception):
        return _without_verdict(policy, step, answer)
    verdict: Verdict = answer
    decision = verdict["decision"]
    if decision not in DECISIONS:
        return Ruling(denied(policy, step, f"unknown decision `{decision}`", verdict))
    if decision == "block":
        return Ruling(denied(policy, step, decision, verdict))
    if not step.whole:
        return Ruling(denied(policy, step, TOO_LARGE, verdict))
    if decision == "ask":
        refused = yield from _ask(policy, step, verdict)
        if refused is not None:
            return Ruling(refused)
    # What a person lets pass is still passed without what other rules redact.
    if decision == "redact" or any(reason.get("decision") == "redact" for reason in verdict["reasons"]):
        return _redact(policy, step, verdict)
    if decision == "warn":
        policy.count("warned")
    return Ruling(verdict=verdict)


def _ask(policy: Policy, step: Step, verdict: Verdict) -> Any:
    policy.count("asked")
    if policy.on_ask is None:
        return denied(policy, step, "ask", verdict)
    shown = snapshot(dict(step.content)).content
    assert isinstance(shown, dict)
    answer = yield AskPerson(Ask(step.tool, step.stage, shown, tuple(verdict["reasons"]), verdict["id"]))
    if answer is True:
        return None
    if isinstance(answer, Exception):
        return denied(policy, step, f"the question to a person failed ({type(answer).__name__})", verdict)
    return denied(policy, step, "a person said no", verdict)


def _redact(policy: Policy, step: Step, verdict: Verdict) -> Ruling:
    content = redacted_content(verdict)
    is_exact = content is not None and step.is_plain and set(content) == set(step.content)
    if content is None or not is_exact or content.get("tool") != step.content.get("tool"):
        return Ruling(denied(policy, step, NOT_EXACTLY, verdict))
    policy.count("redacted")
    return Ruling(rewritten=content, verdict=verdict)


def _without_verdict(policy: Policy, step: Step, error: Exception) -> Ruling:
    # Only a server that is not there can be passed over; one that refuses, or a fault of ours, never is.
    if policy.on_unavailable == "allow" and isinstance(error, UnavailableError) and step.whole:
        policy.count("allowed_unavailable")
        what = step.stage if step.tool is None else f"{step.stage} of `{step.tool}`"
        policy.log(f"agentsentry: {what} let through without a verdict: {error}", error)
        return Ruling()
    told = str(error) if isinstance(error, AgentSentryError) else f"the check failed ({type(error).__name__})"
    denial = denied(policy, step, f"no verdict: {told}", unavailable=True)
    denial.__cause__ = _without_traces(error, step)
    return Ruling(denial)


def _without_traces(error: Exception, step: Step) -> Optional[Exception]:
    """The error anew: the frames of its traceback hold the request, and with it what must not get out."""
    if isinstance(error, ApiError):
        errors = error.errors if step.stage == "call" else []
        return ApiError(error.status, error.code, error.detail, error.request, errors)
    if isinstance(error, UnavailableError):
        return UnavailableError(error.code, str(error), error.status)
    return None


def denied(
    policy: Policy,
    step: Step,
    why: str,
    verdict: Optional[Verdict] = None,
    *,
    decision: str = "block",
    unavailable: bool = False,
) -> EnforcementError:
    policy.count("denied")
    reasons = tuple(verdict["reasons"]) if verdict else ()
    trace_id = verdict["id"] if verdict else None
    if verdict and verdict["decision"] in ("ask", "redact"):
        decision = verdict["decision"]
    rules = ", ".join(f"`{rule}`" for rule in dict.fromkeys(reason.get("rule") for reason in reasons))
    said = f"{why} by {rules}" if rules else why
    return EnforcementError(Denial(step.tool, step.stage, said, decision, reasons, trace_id, unavailable))
