"""Recording the steps of one session."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Optional

from .deadline import Deadline
from .per_process import PerProcess
from .sdk import AgentSentryClient
from .verdict import Verdict


class Tracer:
    """Every method sends one trace and gives its verdict; none of them stops anything: that is what Enforcer does.

    The steps go to the client's session, unless ``session_id`` names another. Without any, one is opened with
    ``session`` (``title``, ``agent``, ``user_id``, ``tags``, ``metadata``) at the first step: once, however many
    threads come at once. Errors are those of the client.
    """

    def __init__(
        self,
        client: AgentSentryClient,
        *,
        session_id: Optional[str] = None,
        session: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self.client = client
        self._session_id = session_id
        self._new_session = dict(session or {})
        self._opening = PerProcess(threading.Lock)

    def session_id(self) -> str:
        """Id of the session, which is opened if need be; tried again by the next step after a failure."""
        return self._session(Deadline(self.client.timeout))

    def user(self, text: str, extra: Optional[Mapping[str, Any]] = None) -> Verdict:
        """What the user said. ``extra`` is recorded and judged beside the text and cannot replace it."""
        return self.send("user", message(text, extra))

    def assistant(self, text: str, extra: Optional[Mapping[str, Any]] = None) -> Verdict:
        """What the model said."""
        return self.send("assistant", message(text, extra))

    def system(self, text: str, extra: Optional[Mapping[str, Any]] = None) -> Verdict:
        """Instructions from whoever runs the agent."""
        return self.send("system", message(text, extra))

    def tool(self, name: str, args: Any, result: Any = None, error: Any = None) -> Verdict:
        """A tool call; with a result or an error that is not None, what came of it."""
        content = {"tool": name, "args": args}
        if result is not None:
            content["result"] = result
        if error is not None:
            content["error"] = error
        return self.send("tool", content)

    def send(
        self,
        role: str,
        content: Mapping[str, Any],
        *,
        timeout: Optional[float] = None,
        deadline: Optional[Deadline] = None,
    ) -> Verdict:
        """Any step. ``timeout`` (seconds) covers the opening of the session as well."""
        deadline = deadline or Deadline(self.client.timeout if timeout is None else timeout)
        return self.client.send_recordable(role, content, self._session(deadline), deadline)

    def _session(self, deadline: Deadline) -> str:
        known = self._session_id or self.client.session_id
        if known:
            return known
        lock = self._opening.get()
        if not lock.acquire(timeout=deadline.left()):
            raise deadline.passed()
        try:
            known = self._session_id or self.client.session_id
            if not known:
                known = self._session_id = self.client.open_session(self._new_session, deadline)
            return known
        finally:
            lock.release()


def message(text: str, extra: Optional[Mapping[str, Any]]) -> dict[str, Any]:
    """The text comes first in the document and has the last word."""
    content = {"text": text, **dict(extra or {})}
    content["text"] = text
    return content
