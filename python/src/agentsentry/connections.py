"""Connections to one server, kept open for the next call."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
import weakref
from typing import Optional

from .deadline import Deadline
from .timed_socket import TimedSocket, connect

#: Servers close connections that nobody uses; one that has been idle for so long is not worth the risk.
LONGEST_IDLE = 30.0
MOST_IDLE = 32


class Connection(http.client.HTTPConnection):
    """One connection whose every wait ends at the deadline that is set."""

    deadline: Deadline

    def __init__(self, host: str, port: int, tls: Optional[ssl.SSLContext]) -> None:
        super().__init__(host, port)
        self._tls = tls
        self.default_port = http.client.HTTPS_PORT if tls else http.client.HTTP_PORT
        self.idle_since = 0.0
        self.is_reused = False

    def connect(self) -> None:
        # To http.client a socket is what has these few methods.
        self.sock = connect(self.host, self.port, self.deadline, self._tls)

    def begin(self, deadline: Deadline) -> None:
        self.deadline = deadline
        if isinstance(self.sock, TimedSocket):
            self.sock.deadline = deadline

    @property
    def is_open(self) -> bool:
        return isinstance(self.sock, TimedSocket)

    def is_fresh(self) -> bool:
        """Whether it may be used again."""
        idle = time.monotonic() - self.idle_since
        return idle < LONGEST_IDLE and isinstance(self.sock, TimedSocket) and self.sock.is_quiet()


class Connections:
    """Gives each call a connection of its own; any number of threads may ask."""

    def __init__(self, host: str, port: int, tls: Optional[ssl.SSLContext]) -> None:
        self._address = (host, port, tls)
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        # For those who do not close their clients: no more is left of them than of a file that is forgotten.
        weakref.finalize(self, _close_all, self._idle)

    def take(self, deadline: Deadline, *, new: bool) -> Connection:
        """``new``: one on which nothing has been said yet, so that a failure is no leftover of the call before."""
        connection = None if new else self._take_idle()
        if connection is None:
            connection = Connection(*self._address)
        connection.begin(deadline)
        return connection

    def _take_idle(self) -> Optional[Connection]:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                # The one used last is the likeliest to be open still.
                connection = self._idle.pop()
            if connection.is_fresh():
                connection.is_reused = True
                return connection
            connection.close()

    def give_back(self, connection: Connection) -> None:
        connection.idle_since = time.monotonic()
        with self._lock:
            if connection.is_open and len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        with self._lock:
            _close_all(self._idle)


def _close_all(connections: list[Connection]) -> None:
    while connections:
        connections.pop().close()
