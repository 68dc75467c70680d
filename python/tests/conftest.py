from __future__ import annotations

from collections.abc import Iterator

import pytest

from live_server import LiveServer, start_live_server
from scripted_server import Answer, ScriptedServer, start_scripted_server

# In force beside the starter rules, of which `no_shell_rm_rf` blocks.
RULES = """rules:
  - { name: warn_on_cake, pattern: cake, decision: warn }
  - { name: redact_phone, pattern: "555-\\\\d+", decision: redact }
  - { name: ask_before_pay, pattern: "tool:pay", decision: ask, on: [tool_call] }
  - { name: ask_before_gift, pattern: "birthday gift", decision: ask, on: [user, tool_call] }
  - { name: no_secret_out, pattern: "TOP SECRET", decision: block, on: [tool_result, assistant] }
  - { name: no_mayflies, pattern: "mayfly", decision: block, on: [user] }
"""


@pytest.fixture(scope="session")
def live() -> Iterator[LiveServer]:
    server = start_live_server()
    try:
        with server.client() as client:
            client.call("POST", "/rules/import", RULES)
        yield server
    finally:
        server.stop()


class Scripted:
    def __init__(self) -> None:
        self.servers: list[ScriptedServer] = []

    def __call__(self, answer: Answer) -> ScriptedServer:
        server = start_scripted_server(answer)
        self.servers.append(server)
        return server


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    made = Scripted()
    yield made
    for server in made.servers:
        server.stop()
