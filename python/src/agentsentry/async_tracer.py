"""Recording the steps of one session, from an event loop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .async_sdk import AsyncAgentSentryClient
from .deadline import Deadline
from .recordable import recordable
from .tracer import Tracer, message
from .verdict import Verdict


class AsyncTracer:
    """Tracer with the same methods, to be awaited. Content is read before the first of them gives way to others."""

    def __init__(
        self,
        client: AsyncAgentSentryClient,
        *,
        session_id: Optional[str] = None,
        session: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self.client = client
        self._tracer = Tracer(client.sync, session_id=session_id, session=session)

    @classmethod
    def over(cls, tracer: Tracer) -> AsyncTracer:
        """For a tracer that there is already: the same session."""
        made = cls.__new__(cls)
        made.client, made._tracer = AsyncAgentSentryClient.over(tracer.client), tracer
        return made

    async def session_id(self) -> str:
        """Id of the session, which is opened if need be."""
        return await self.client.aside.run(self._tracer.session_id)

    async def user(self, text: str, extra: Optional[Mapping[str, Any]] = None) -> Verdict:
        """What the user said."""
        return await self.send("user", message(text, extra))

    async def assistant(self, text: str, extra: Optional[Mapping[str, Any]] = None) -> Verdict:
        """What the model said."""
        return await self.send("assistant", message(text, extra))

    async def system(self, text: str, extra: Optional[Mapping[str, Any]] = None) -> Verdict:
        """Instructions from whoever runs the agent."""
        return await self.send("system", message(text, extra))

    async def tool(self, name: str, args: Any, result: Any = None, error: Any = None) -> Verdict:
        """A tool call; with a result or an error that is not None, what came of it."""
        outcome = {key: value for key, value in (("result", result), ("error", error)) if value is not None}
        return await self.send("tool", {"tool": name, "args": args, **outcome})

    async def send(self, role: str, content: Mapping[str, Any], *, timeout: Optional[float] = None) -> Verdict:
        """Any step. ``timeout`` (seconds) covers the opening of the session, and waiting for a thread, as well."""
        deadline = Deadline(self.client.timeout if timeout is None else timeout)
        read = recordable(content)
        return await self.client.aside.run_until(deadline, self._tracer.send, role, read)
