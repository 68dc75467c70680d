"""A real HTTP server that does what no well-behaved one can be made to do."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable


@dataclass
class Received:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    #: Which connection it came by.
    port: int

    @property
    def content(self) -> Any:
        return json.loads(self.body)["content"]


@dataclass
class Reply:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Sent as it is when it is a string, else as JSON.
    body: Any = field(default_factory=dict)
    #: Seconds before the answer begins.
    delay: float = 0
    #: Close the connection without an answer.
    drop: bool = False
    #: Send the head and half of the body, and nothing more until the connection ends.
    stall: bool = False
    #: Send the head and half of the body, and close.
    truncate: bool = False
    #: Seconds between single bytes of the answer.
    drip: float = 0


Answer = Callable[[Received, int], Reply]


@dataclass
class ScriptedServer:
    url: str
    received: list[Received]
    _server: ThreadingHTTPServer
    _ending: threading.Event

    def stop(self) -> None:
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


def start_scripted_server(answer: Answer) -> ScriptedServer:
    received: list[Received] = []
    lock = threading.Lock()
    ending = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            port = self.client_address[1]
            entry = Received(self.command, self.path, headers, body, time.monotonic(), port)
            with lock:
                received.append(entry)
                index = len(received) - 1
            try:
                self.reply(answer(entry, index))
            except OSError:
                self.close_connection = True

        def reply(self, reply: Reply) -> None:
            ending.wait(reply.delay)
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            data = text.encode()
            if reply.drop:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            names = {"content-type": "application/json", "content-length": str(len(data)), **reply.headers}
            head = f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in names.items())
            whole = head.encode() + b"\r\n" + data
            if reply.drip:
                for byte in whole:
                    self.wfile.write(bytes([byte]))
                    if ending.wait(reply.drip):
                        return
            elif reply.stall or reply.truncate:
                self.wfile.write(whole[: -len(data) // 2])
                self.close_connection = True
                if reply.stall:
                    ending.wait(20)
            else:
                self.wfile.write(whole)
                if names.get("connection") == "close":
                    self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return ScriptedServer(f"http://127.0.0.1:{server.server_address[1]}", received, server, ending)


def dead_address() -> str:
    """An address at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def verdict(decision: Any, **more: Any) -> Reply:
    """The answer of `POST /traces`, with what matters to the enforcer."""
    return Reply(body={"id": "trace-1", "decision": decision, "reasons": [], "payload": {}, "masked": 0, **more})


def always(reply: Reply) -> Answer:
    return lambda _request, _index: reply


def in_turn(*replies: Reply) -> Answer:
    """One after the other; the last for all that come after."""
    return lambda _request, index: replies[min(index, len(replies) - 1)]
