"""Between an agent and its tools, in an event loop."""

from __future__ import annotations

import inspect
from collections.abc import Generator, Mapping
from typing import Any, Callable, Optional

from .async_tracer import AsyncTracer
from .calling import call_of
from .drained import drain, drain_asynchronously, is_lazy
from .enforcer import Enforcer, MessageRole, text_of
from .judging import GuardedCall, guard, judge
from .policy import Counters, Log, OnUnavailable, Policy, warn
from .steps import Ask, AskPerson, Course, Doing, Outcome, Ran, Ruling, RunTool, SendTrace, Step, message_step


class AsyncEnforcer:
    """Enforcer with the same options and methods, to be awaited.

    ``call_fn`` and ``on_ask`` may be asynchronous or not; one that is not runs in the event loop, as it would without.
    Asynchronous generators are run to their end, judged, and handed on as an asynchronous iterator.
    """

    def __init__(
        self,
        tracer: AsyncTracer,
        *,
        on_unavailable: OnUnavailable = "deny",
        timeout: float = 5.0,
        on_ask: Optional[Callable[[Ask], Any]] = None,
        log: Optional[Log] = None,
    ) -> None:
        self.tracer = tracer
        self.policy = Policy(on_unavailable, timeout, on_ask, log or warn)

    @classmethod
    def over(cls, enforcer: Enforcer) -> AsyncEnforcer:
        """For an enforcer that there is already: the same session, options and counters."""
        made = cls.__new__(cls)
        made.tracer, made.policy = AsyncTracer.over(enforcer.tracer), enforcer.policy
        return made

    @property
    def counters(self) -> Counters:
        return self.policy.counters

    async def guard_and_call(
        self,
        tool_name: str,
        args: Any,
        call_fn: Callable[..., Any],
        preview_payload: Optional[Mapping[str, Any]] = None,
    ) -> Any:
        """As Enforcer.guard_and_call."""
        call = call_of(call_fn, args)
        guarded = GuardedCall(
            tool_name, args, call or (lambda _: call_fn()), takes_args=call is not None, preview=preview_payload
        )
        return (await self.outcome_of(guard(self.policy, guarded))).unwrap()

    def guard(self, tool_name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function``, guarded on every call: see ``guarded``."""
        from .guarded import guarded

        return guarded(self, name=tool_name)(function)

    async def check_text(self, role: MessageRole, text: str, extra: Optional[Mapping[str, Any]] = None) -> str:
        """As Enforcer.check_text."""
        return text_of(await self.ruling_on(message_step(role, text, extra)), text)

    async def ruling_on(self, step: Step) -> Ruling:
        """Asks about a step and says what is to become of it, for those who stop agents in their own way."""
        ruling: Ruling = await self._follow(judge(self.policy, step))
        return ruling

    async def outcome_of(self, course: Course) -> Outcome:
        """Follows a course to its end."""
        outcome: Outcome = await self._follow(course)
        return outcome

    async def _follow(self, course: Generator[Doing, Any, Any]) -> Any:
        answer: Any = None
        while True:
            try:
                doing = course.send(answer)
            except StopIteration as done:
                return done.value
            answer = await self._do(doing)

    async def _do(self, doing: Doing) -> Any:
        try:
            if isinstance(doing, SendTrace):
                return await self.tracer.send(doing.role, doing.content, timeout=self.policy.timeout)
            if isinstance(doing, AskPerson):
                return await _awaited(self.policy.on_ask and self.policy.on_ask(doing.ask))
            return await _ran(doing)
        except Exception as error:
            return error


async def _ran(doing: RunTool) -> Ran:
    try:
        value = await _awaited(doing.run())
        if inspect.isasyncgen(value):
            return Ran(await drain_asynchronously(value))
        return Ran(drain(value) if is_lazy(value) else value)
    except Exception as error:
        return Ran(error=error)


async def _awaited(value: Any) -> Any:
    while inspect.isawaitable(value):
        value = await value
    return value
