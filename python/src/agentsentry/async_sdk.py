"""The HTTP API for event loops."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Optional

from .aside import Aside
from .deadline import Deadline
from .recordable import recordable
from .sdk import AgentSentryClient
from .verdict import Verdict


class AsyncAgentSentryClient:
    """AgentSentryClient with the same methods, to be awaited. Works in any number of event loops."""

    def __init__(
        self,
        base_url: Optional[str] = None,
        api_key: Optional[str] = None,
        session_id: Optional[str] = None,
        timeout: float = 10.0,
        *,
        retries: int = 2,
        ssl_context: Optional[ssl.SSLContext] = None,
    ) -> None:
        #: The client whose calls are made aside; its connections and session are this one's.
        self.sync = AgentSentryClient(base_url, api_key, session_id, timeout, retries=retries, ssl_context=ssl_context)
        self.aside = Aside()

    @classmethod
    def over(cls, client: AgentSentryClient) -> AsyncAgentSentryClient:
        """For a client that there is already."""
        made = cls.__new__(cls)
        made.sync, made.aside = client, Aside()
        return made

    @property
    def session_id(self) -> Optional[str]:
        return self.sync.session_id

    @property
    def timeout(self) -> float:
        return self.sync.timeout

    async def create_session(
        self,
        title: Optional[str] = None,
        *,
        agent: Optional[str] = None,
        user_id: Optional[str] = None,
        tags: Sequence[str] = (),
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> str:
        """Opens a session, makes it this client's, and gives its id."""
        return await self.aside.run(
            self.sync.create_session, title, agent=agent, user_id=user_id, tags=tags, metadata=metadata
        )

    def set_session(self, session_id: str) -> None:
        """Traces go to this session from now on."""
        self.sync.set_session(session_id)

    async def send_trace(
        self,
        role: str,
        content: Mapping[str, Any],
        session_id: Optional[str] = None,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Verdict:
        """Records one step and gives its verdict."""
        deadline = Deadline(self.timeout if timeout is None else timeout)
        read = recordable(content)
        return await self.aside.run_until(
            deadline, self.sync.send_trace, role, read, session_id, idempotency_key=idempotency_key
        )

    async def call(
        self, method: str, path: str, body: Optional[Any] = None, query: Optional[Mapping[str, Any]] = None
    ) -> Any:
        """Any other endpoint."""
        return await self.aside.run(self.sync.call, method, path, body, query)

    async def aclose(self) -> None:
        """Closes the connections."""
        self.sync.close()
        self.aside.close()

    async def __aenter__(self) -> AsyncAgentSentryClient:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.aclose()
