"""The HTTP API."""

from __future__ import annotations

import json
import os
import ssl
import uuid
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Optional
from urllib.parse import quote

from .answer import Answer, id_of, verdict_of
from .deadline import Deadline, checked_timeout
from .errors import OptionError
from .json_data import well_formed
from .recordable import recordable
from .snapshot import to_content
from .transport import Call, Transport, header_value
from .verdict import Verdict

DEFAULT_URL = "http://localhost:8000"


class AgentSentryClient:
    """Sessions and traces, over connections that are kept open. Threads may share one, and so may forked processes.

    ``base_url`` and ``api_key`` are taken from ``AGENTSENTRY_API_URL`` (default ``http://localhost:8000``) and
    ``AGENTSENTRY_API_KEY`` when they are not given. ``timeout`` is in seconds and covers a whole call: every attempt,
    every pause, and reading the answer. Reading calls and ``send_trace`` are repeated up to ``retries`` times after a
    failed connection, a time-out, 429, 502, 503 and 504, within that time. Redirects are not followed, and proxies of
    the environment are not used.

    Methods raise ApiError when the server refuses (4xx), UnavailableError when there is no usable answer in time, and
    OptionError for what cannot be sent.
    """

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
        self.base_url = base_url or os.environ.get("AGENTSENTRY_API_URL") or DEFAULT_URL
        self.session_id = session_id
        self.timeout = checked_timeout(timeout)
        key = api_key or os.environ.get("AGENTSENTRY_API_KEY")
        self._transport = Transport(self.base_url, key, self.timeout, retries, ssl_context)

    def create_session(
        self,
        title: Optional[str] = None,
        *,
        agent: Optional[str] = None,
        user_id: Optional[str] = None,
        tags: Sequence[str] = (),
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> str:
        """Opens a session, makes it this client's, and gives its id. Sent once: a first attempt may have done it."""
        session = {"title": title, "agent": agent, "user_id": user_id, "tags": list(tags), "metadata": metadata or {}}
        self.session_id = self.open_session({name: value for name, value in session.items() if value})
        return self.session_id

    def set_session(self, session_id: str) -> None:
        """Traces go to this session from now on."""
        self.session_id = session_id

    def send_trace(
        self,
        role: str,
        content: Mapping[str, Any],
        session_id: Optional[str] = None,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
        deadline: Optional[Deadline] = None,
    ) -> Verdict:
        """Records one step and gives its verdict. Raises OptionError when there is no session.

        ``role`` is ``user``, ``assistant``, ``system`` or ``tool``. ``content`` may hold any values: they are sent as
        ``to_content`` shows them. Every attempt carries the same bytes and the same idempotency key, so that the trace
        is recorded once. The decision may be one that this version does not know: treat it as ``block``.
        """
        session = session_id or self.session_id
        if not session:
            raise OptionError("there is no session: call create_session() or pass session_id")
        deadline = deadline or Deadline(self.timeout if timeout is None else timeout)
        return self.send_recordable(role, content, session, deadline, idempotency_key)

    def send_recordable(
        self,
        role: str,
        content: Mapping[str, Any],
        session_id: str,
        deadline: Deadline,
        idempotency_key: Optional[str] = None,
    ) -> Verdict:
        """``send_trace`` under a deadline that others share."""
        key = str(uuid.uuid4()) if idempotency_key is None else header_value(idempotency_key, "the idempotency key")
        body = {"session_id": well_formed(session_id), "role": well_formed(role), "content": recordable(content)}
        headers = {"idempotency-key": key, "content-type": "application/json"}
        call = Call("POST", "/traces", repeatable=True, body=_written(body), headers=headers)
        return verdict_of(self._transport.send(call, deadline))

    def open_session(self, session: Mapping[str, Any], deadline: Optional[Deadline] = None) -> str:
        """Opens a session with these fields and gives its id; the client's own stays what it is."""
        return id_of(self._send("POST", "/sessions", session, None, deadline))

    def call(
        self, method: str, path: str, body: Optional[Any] = None, query: Optional[Mapping[str, Any]] = None
    ) -> Any:
        """Any other endpoint: ``client.call("GET", "/sessions/" + segment(id))``. Gives the parsed body.

        A text as ``body`` is sent as it is, of the type ``text/plain``; everything else as JSON. Only ``GET`` is
        repeated.
        """
        return self._send(method, path, body, query, None).json

    def _send(
        self,
        method: str,
        path: str,
        body: Optional[Any],
        query: Optional[Mapping[str, Any]],
        deadline: Optional[Deadline],
    ) -> Answer:
        if not path.startswith("/") or not path.isascii() or not path.isprintable() or " " in path:
            raise OptionError("a path starts with / and holds neither spaces nor anything beyond ASCII")
        call = Call(method, path, repeatable=method == "GET", query=query or {})
        if isinstance(body, str):
            call.body, call.headers = well_formed(body).encode(), {"content-type": "text/plain; charset=utf-8"}
        elif body is not None:
            call.body, call.headers = _written(to_content(body)), {"content-type": "application/json"}
        return self._transport.send(call, deadline)

    def close(self) -> None:
        """Closes the connections. Calls after this raise AgentSentryError ``client_closed``."""
        self._transport.close()

    def __enter__(self) -> AgentSentryClient:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()


def segment(identifier: object) -> str:
    """An id as a part of a path. Raises OptionError for what would name another path."""
    text = quote(well_formed(str(identifier)), safe="")
    if text in ("", ".", ".."):
        raise OptionError(f"`{identifier}` is not an id")
    return text


def _written(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
