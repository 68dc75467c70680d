"""The enforcer for threads and the one for event loops, to be asked the same."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Literal

import pytest

from agentsentry import (
    AgentSentryClient,
    AsyncAgentSentryClient,
    AsyncEnforcer,
    AsyncTracer,
    Counters,
    EnforcementError,
    Enforcer,
    Tracer,
)

Kind = Literal["threads", "event loop"]
both = pytest.mark.parametrize("kind", ["threads", "event loop"])


class Either:
    def __init__(self, kind: Kind, url: str, *, session_id: str | None = None, **options: Any) -> None:
        self.kind = kind
        self.sync_client = AgentSentryClient(url)
        if kind == "threads":
            self.tracer = Tracer(self.sync_client, session_id=session_id)
            self.enforcer: Any = Enforcer(self.tracer, **options)
        else:
            client = AsyncAgentSentryClient.over(self.sync_client)
            self.async_tracer = AsyncTracer(client, session_id=session_id)
            self.enforcer = AsyncEnforcer(self.async_tracer, **options)

    def __enter__(self) -> Either:
        return self

    def __exit__(self, *_: object) -> None:
        self.sync_client.close()
        if self.kind == "event loop":
            self.async_tracer.client.aside.close()

    @property
    def counters(self) -> Counters:
        counters: Counters = self.enforcer.counters
        return counters

    def session_id(self) -> str:
        return self.tracer.session_id() if self.kind == "threads" else self._run(self.async_tracer.session_id())

    def call(self, tool: str, args: Any, function: Callable[..., Any], **more: Any) -> Any:
        done = self.enforcer.guard_and_call(tool, args, function, **more)
        return done if self.kind == "threads" else self._run(done)

    def check_text(self, role: str, text: str, **more: Any) -> Any:
        done = self.enforcer.check_text(role, text, **more)
        return done if self.kind == "threads" else self._run(done)

    def denial(self, tool: str, args: Any, function: Callable[..., Any], **more: Any) -> EnforcementError:
        """The error with which a call is denied."""
        with pytest.raises(EnforcementError) as caught:
            self.call(tool, args, function, **more)
        return caught.value

    @staticmethod
    def _run(coroutine: Any) -> Any:
        return asyncio.run(coroutine)


class Recorder:
    """A function that remembers what it was called with."""

    def __init__(self, result: Any = None) -> None:
        self.calls: list[Any] = []
        self.result = result

    def __call__(self, args: Any) -> Any:
        self.calls.append(args)
        return self.result
