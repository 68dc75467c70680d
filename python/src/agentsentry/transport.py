"""HTTP with one deadline for the whole call, and retries where repeating is safe."""

from __future__ import annotations

import errno
import http.client
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Union
from urllib.parse import quote, urlencode, urlsplit

from .answer import Answer, settle
from .connections import Connection, Connections
from .deadline import Deadline, checked_timeout
from .errors import AgentSentryError, OptionError, UnavailableError
from .per_process import PerProcess
from .retry import REPEATABLE_STATUS, pause_after

#: No answer of AgentSentry comes near this; what does is something else.
MOST_ANSWER_BYTES = 64 * 1024 * 1024

#: Before Python 3.10 these are two.
TIMED_OUT = (TimeoutError, socket.timeout)


@dataclass
class Call:
    method: str
    path: str
    #: True when the server does the same work once, however often it hears the call.
    repeatable: bool
    body: Optional[bytes] = None
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class Transport:
    def __init__(
        self, base_url: str, api_key: Optional[str], timeout: float, retries: Any, tls: Optional[ssl.SSLContext]
    ) -> None:
        host, port, is_tls, self._prefix = _address_of(base_url)
        self._headers = {"accept": "application/json", "user-agent": "agentsentry-python"}
        if api_key:
            self._headers["authorization"] = header_value(f"Bearer {api_key}", "the API key")
        self._timeout = checked_timeout(timeout)
        if isinstance(retries, bool) or not isinstance(retries, int) or retries < 0:
            raise OptionError(f"retries must be a whole number from 0, not `{retries}`")
        self._retries = retries
        context = (tls or ssl.create_default_context()) if is_tls else None
        self._connections = PerProcess(lambda: Connections(host, port, context))
        self._closed = False

    def send(self, call: Call, deadline: Optional[Deadline] = None) -> Answer:
        """Raises ApiError for 4xx, UnavailableError for everything else that is not an answer in time."""
        deadline = deadline or Deadline(self._timeout)
        attempts = self._retries + 1 if call.repeatable else 1
        attempt = 1
        while True:
            # An attempt that may be followed by another leaves half of the time to it: one that hangs is not the end.
            share = deadline.remaining() / (1 if attempt == attempts else 2)
            outcome = self._attempt(call, deadline.part(share))
            is_answer = isinstance(outcome, Answer)
            again = not is_answer or outcome.status in REPEATABLE_STATUS
            pause = pause_after(attempt, outcome.headers.get("retry-after") if isinstance(outcome, Answer) else None)
            if not again or attempt == attempts or pause >= deadline.remaining():
                return settle(outcome)
            time.sleep(pause)
            attempt += 1

    def close(self) -> None:
        self._closed = True
        self._connections.get().close()

    def _attempt(self, call: Call, deadline: Deadline) -> Union[Answer, UnavailableError]:
        if self._closed:
            raise AgentSentryError("client_closed", "the client has been closed")
        connections = self._connections.get()
        connection = connections.take(deadline, new=not call.repeatable)
        try:
            answer = self._ask(connection, call)
        except (http.client.HTTPException, OSError, UnavailableError, ValueError) as error:
            was_reused = connection.is_reused and not isinstance(error, (*TIMED_OUT, UnavailableError))
            connection.close()
            if not was_reused:
                return _unavailable(call, error, deadline)
        except BaseException:
            connection.close()
            raise
        else:
            connections.give_back(connection)
            return answer
        # The server has closed a connection that it was done with: that says nothing of whether it is there. Every new
        # one that fails leaves this, so it ends.
        return self._attempt(call, deadline)

    def _ask(self, connection: Connection, call: Call) -> Answer:
        target = self._prefix + call.path + ("?" + urlencode(call.query) if call.query else "")
        headers = {**self._headers, **call.headers}
        connection.request(call.method, target, body=call.body, headers=headers)
        response = connection.getresponse()
        try:
            raw = response.read(MOST_ANSWER_BYTES + 1)
            if len(raw) > MOST_ANSWER_BYTES:
                raise UnavailableError("answer_unexpected", "the answer is too large", response.status)
            if response.length:
                raise http.client.IncompleteRead(b"", response.length)
        finally:
            response.close()
        if response.will_close:
            connection.close()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, _parsed(raw), call.name)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _unavailable(call: Call, error: BaseException, deadline: Deadline) -> UnavailableError:
    if isinstance(error, UnavailableError):
        return UnavailableError(error.code, f"{call.name}: {error}", error.status)
    if isinstance(error, TIMED_OUT):
        return UnavailableError("timed_out", f"{call.name}: {deadline.passed()}")
    # Only a name: what a foreign error says may quote the request, and with it what must not get out.
    number = error.errno if isinstance(error, OSError) else None
    name = errno.errorcode.get(number or 0) or type(error).__name__
    return UnavailableError("connection_failed", f"{call.name}: the connection failed ({name})")


def _address_of(base_url: str) -> tuple[str, int, bool, str]:
    refused = OptionError("base_url must be an http or https address without credentials or query")
    try:
        url = urlsplit(base_url)
        host, port = url.hostname, url.port
    except (ValueError, AttributeError, TypeError):
        raise refused from None
    if url.scheme not in ("http", "https") or not host or "@" in url.netloc or url.query or url.fragment:
        raise refused
    if any(character.isspace() or ord(character) < 32 for character in base_url):
        raise refused
    is_tls = url.scheme == "https"
    default_port = http.client.HTTPS_PORT if is_tls else http.client.HTTP_PORT
    return host, default_port if port is None else port, is_tls, quote(url.path.rstrip("/"), safe="/%:@!$&'()*+,;=~-._")


def header_value(value: str, what: str) -> str:
    # Without the value: it may be a secret.
    if value.isascii() and value.isprintable():
        return value
    raise OptionError(f"{what} cannot be sent as an HTTP header")
