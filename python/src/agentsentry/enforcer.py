"""Between an agent and its tools."""

from __future__ import annotations

import inspect
from collections.abc import Generator, Mapping
from typing import Any, Callable, Literal, Optional

from .calling import call_of, is_asynchronous
from .drained import drain, is_lazy
from .errors import EnforcementError, OptionError
from .judging import GuardedCall, guard, judge
from .policy import Counters, Log, OnUnavailable, Policy, warn
from .steps import Ask, AskPerson, Course, Doing, Outcome, Ran, Ruling, RunTool, SendTrace, Step, message_step
from .tracer import Tracer

MessageRole = Literal["user", "assistant", "system"]

__all__ = ["Ask", "Counters", "EnforcementError", "Enforcer"]


class Enforcer:
    """A tool runs only when the server has judged the call and let it pass, and its result gets out only when that
    passes.

    ``on_unavailable``: what happens when no verdict can be had because the server cannot be reached or fails;
    ``"deny"`` unless said otherwise. ``timeout``: seconds for each check, of which a call with its result takes two.
    ``on_ask`` is called with an Ask when a rule wants a person to be asked; the step passes only when it returns True.
    ``log`` is told of every step that is let through without a verdict; by default the logger ``agentsentry`` warns.
    """

    def __init__(
        self,
        tracer: Tracer,
        *,
        on_unavailable: OnUnavailable = "deny",
        timeout: float = 5.0,
        on_ask: Optional[Callable[[Ask], Any]] = None,
        log: Optional[Log] = None,
    ) -> None:
        self.tracer = tracer
        self.policy = Policy(on_unavailable, timeout, on_ask, log or warn)

    @property
    def counters(self) -> Counters:
        return self.policy.counters

    def guard_and_call(
        self,
        tool_name: str,
        args: Any,
        call_fn: Callable[..., Any],
        preview_payload: Optional[Mapping[str, Any]] = None,
    ) -> Any:
        """Asks about the call, runs ``call_fn``, asks about what it gave back, and returns that.

        ``args`` is read once, before asking. ``call_fn`` gets a deep copy of what was read: as keyword arguments when
        it has those names, as one value when it has room for one. A ``call_fn`` without parameters works with what it
        has at hand; that this is what ``args`` says is then up to the caller. ``preview_payload`` is judged beside the
        args, as ``preview``.

        ``allow`` and ``warn`` let a step pass. ``redact`` lets it pass without what the rules matched: ``call_fn``
        gets, or the caller gets, a copy in which that is masked; where the args or the result are not plain JSON data
        (dicts with string keys, lists, tuples, strings, numbers up to 2^53 - 1, booleans, None), or are an error, it
        is a denial. ``ask`` passes when ``on_ask`` returns True. ``block``, a decision that this version does not
        know, what is too deep or too large to be shown whole, and every refusal of the server (4xx) are denied:
        EnforcementError is raised, at the call before ``call_fn`` runs, afterwards with neither its result nor its
        error in reach. An error of ``call_fn`` that passes is raised as it was. The result is the very value that
        ``call_fn`` gave, but for what was redacted, and for generators, which are run to their end, judged, and handed
        on as an iterator.

        Raises OptionError for a ``call_fn`` that is asynchronous: AsyncEnforcer is for those.
        """
        if is_asynchronous(call_fn):
            raise OptionError(f"the function of `{tool_name}` is asynchronous: use AsyncEnforcer")
        call = call_of(call_fn, args)
        guarded = GuardedCall(
            tool_name, args, call or (lambda _: call_fn()), takes_args=call is not None, preview=preview_payload
        )
        return self.outcome_of(guard(self.policy, guarded)).unwrap()

    def guard(self, tool_name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function``, guarded on every call: see ``guarded``."""
        from .guarded import guarded

        return guarded(self, name=tool_name)(function)

    def check_text(self, role: MessageRole, text: str, extra: Optional[Mapping[str, Any]] = None) -> str:
        """What a user or a model said, as it may be used: without what rules redact. Raises EnforcementError.

        ``extra`` is judged beside it.
        """
        return text_of(self.ruling_on(message_step(role, text, extra)), text)

    def ruling_on(self, step: Step) -> Ruling:
        """Asks about a step and says what is to become of it, for those who stop agents in their own way."""
        ruling: Ruling = self._follow(judge(self.policy, step))
        return ruling

    def outcome_of(self, course: Course) -> Outcome:
        """Follows a course to its end."""
        outcome: Outcome = self._follow(course)
        return outcome

    def _follow(self, course: Generator[Doing, Any, Any]) -> Any:
        answer: Any = None
        while True:
            try:
                doing = course.send(answer)
            except StopIteration as done:
                return done.value
            answer = self._do(doing)

    def _do(self, doing: Doing) -> Any:
        try:
            if isinstance(doing, SendTrace):
                return self.tracer.send(doing.role, doing.content, timeout=self.policy.timeout)
            if isinstance(doing, AskPerson):
                return without_awaitables(self.policy.on_ask and self.policy.on_ask(doing.ask))
            return _ran(doing)
        except Exception as error:
            return error


def text_of(ruling: Ruling, text: str) -> str:
    if ruling.denial is not None:
        raise ruling.denial
    return text if ruling.rewritten is None else str(ruling.rewritten["text"])


def _ran(doing: RunTool) -> Ran:
    try:
        value = without_awaitables(doing.run())
        return Ran(drain(value) if is_lazy(value) else value)
    except Exception as error:
        return Ran(error=error)


def without_awaitables(value: Any) -> Any:
    """What has to be awaited has not happened yet, and nothing here can judge what comes of it."""
    if not inspect.isawaitable(value) and not inspect.isasyncgen(value):
        return value
    if inspect.iscoroutine(value):
        value.close()
    raise OptionError("an asynchronous function needs AsyncEnforcer")
