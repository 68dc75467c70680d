"""A program as the users of the Python original wrote them runs unchanged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from live_server import LiveServer
from scripted_server import dead_address

PROGRAM = """
from agentsentry.enforcer import EnforcementError, Enforcer
from agentsentry.sdk import AgentSentryClient
from agentsentry.tracer import Tracer

client = AgentSentryClient()
session = client.create_session()
assert isinstance(session, str) and client.session_id == session
tracer = Tracer(client)
assert tracer.client is client
assert tracer.user("Hello", {"channel": "test"})["decision"] == "allow"
assert tracer.assistant("Hi", extra=None).get("decision", "block") == "allow"
assert tracer.tool("search_files", {"query": "docs"}, result={"hits": 3})["reasons"] == []
assert tracer.tool("search_files", {"query": "docs"}, None, error="offline")["id"]
assert client.send_trace(role="user", content={"text": "again"}, session_id=session)["payload"] == {"text": "again"}
client.set_session(session)

ran = []
enforcer = Enforcer(tracer)
secret = {"key": "api_key", "value": "ABCDEFGHIJKLMNOP"}
assert enforcer.guard_and_call("kv_store.write", secret, call_fn=lambda: ran.append("write") or "ok") == "ok"


def wrapped(function):
    def call(**arguments):
        return enforcer.guard_and_call("shell", arguments, lambda: function(**arguments), preview_payload=None)

    return call


shell = wrapped(lambda cmd: ran.append(cmd) or cmd)
assert shell(cmd="ls") == "ls"
try:
    shell(cmd="rm -rf /")
except EnforcementError as error:
    print("stopped:", error)
assert ran == ["write", "ls"], ran

explicit = AgentSentryClient(base_url=client.base_url, api_key=None, session_id=session, timeout=5.0)
assert Tracer(explicit).user("more")["decision"] == "allow"
"""


def test_a_program_of_the_original_runs_unchanged(live: LiveServer, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    ran = _run(program, live.url)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("stopped: call of `shell` denied: block by `no_shell_rm_rf`")


def test_a_program_that_has_no_session_fails_as_it_did(live: LiveServer) -> None:
    with live.client() as client, pytest.raises(ValueError, match="create_session"):
        client.send_trace("user", {"text": "hello"})


def test_a_program_of_the_original_stops_where_no_server_is(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    ran = _run(program, dead_address())
    assert ran.returncode == 1
    assert "UnavailableError: POST /sessions: the connection failed" in ran.stderr


def _run(program: Path, url: str) -> subprocess.CompletedProcess[str]:
    source = str(Path(__file__).resolve().parents[1] / "src")
    environment = {"AGENTSENTRY_API_URL": url, "PYTHONPATH": source, "PYTHONWARNINGS": "error"}
    return subprocess.run([sys.executable, str(program)], env=environment, capture_output=True, text=True, timeout=60)
