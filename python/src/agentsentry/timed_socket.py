"""A socket on which every wait ends at one deadline."""

from __future__ import annotations

import io
import socket
import ssl
import threading
from typing import Any, Optional

from .deadline import Deadline
from .errors import UnavailableError

#: In one piece: a socket's own time-out would begin anew with each.
_SENT_AT_ONCE = 256 * 1024


class TimedSocket:
    """What ``http.client`` needs of a socket, under a deadline for all of it.

    A socket's own time-out holds for each operation, so that a peer which sends a byte now and then could go on for
    ever.
    """

    def __init__(self, raw: socket.socket, deadline: Deadline) -> None:
        self._raw = raw
        self.deadline = deadline
        self._open_files = 0
        self._closing = False

    def sendall(self, data: Any) -> None:
        view = memoryview(data).cast("B")
        while view:
            self._raw.settimeout(self.deadline.left())
            view = view[self._raw.send(view[:_SENT_AT_ONCE]) :]

    def receive_into(self, buffer: memoryview) -> int:
        self._raw.settimeout(self.deadline.left())
        return self._raw.recv_into(buffer)

    def makefile(self, _mode: str, *_others: Any, **_named: Any) -> io.BufferedReader:
        self._open_files += 1
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        self._closing = True
        self._end_if_unused()

    def file_closed(self) -> None:
        self._open_files -= 1
        self._end_if_unused()

    def _end_if_unused(self) -> None:
        if self._closing and self._open_files <= 0:
            self._raw.close()

    def is_quiet(self) -> bool:
        """False when the peer has closed, or has said something that nobody asked for."""
        try:
            self._raw.settimeout(0)
            self._raw.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False


class _Incoming(io.RawIOBase):
    def __init__(self, source: TimedSocket) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._source.receive_into(memoryview(buffer))

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._source.file_closed()


def connect(host: str, port: int, deadline: Deadline, tls: Optional[ssl.SSLContext]) -> TimedSocket:
    """Tries one address after the other. Raises OSError, or UnavailableError when there is no time left."""
    failure: OSError = OSError(f"no address for {host}")
    for family, kind, protocol, _, address in _addresses(host, port, deadline):
        try:
            return TimedSocket(
                _connected(socket.socket(family, kind, protocol), address, host, deadline, tls), deadline
            )
        except OSError as error:
            failure = error
    raise failure


def _connected(
    raw: socket.socket, address: Any, host: str, deadline: Deadline, tls: Optional[ssl.SSLContext]
) -> socket.socket:
    try:
        raw.settimeout(deadline.left())
        raw.connect(address)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is None:
            return raw
        raw.settimeout(deadline.left())
        return tls.wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


def _addresses(host: str, port: int, deadline: Deadline) -> list[tuple[Any, Any, int, str, Any]]:
    """Looking a name up has no time-out of its own, so it is done aside and left behind when it takes too long."""
    found: list[Any] = []

    def look_up() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    if _is_numeric(host):
        look_up()
    else:
        aside = threading.Thread(target=look_up, name="agentsentry-lookup", daemon=True)
        aside.start()
        aside.join(deadline.left())
    if not found:
        raise UnavailableError("timed_out", f"the name `{host}` could not be looked up in time")
    if isinstance(found[0], UnicodeError):
        raise OSError(f"`{host}` is not a name of a host")
    if isinstance(found[0], OSError):
        raise found[0]
    return list(found[0])


def _is_numeric(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()
