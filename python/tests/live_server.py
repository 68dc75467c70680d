"""The real program in a process of its own, on a free port, with a database of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from agentsentry import AgentSentryClient, AsyncAgentSentryClient

ROOT = Path(__file__).resolve().parents[2]


class LiveServer:
    def __init__(self, process: subprocess.Popen[str], url: str, folder: str) -> None:
        self._process = process
        self.url = url
        self._folder = folder

    def client(self, **options: Any) -> AgentSentryClient:
        return AgentSentryClient(self.url, **options)

    def async_client(self, **options: Any) -> AsyncAgentSentryClient:
        return AsyncAgentSentryClient(self.url, **options)

    def recorded(self, session_id: str) -> list[dict[str, Any]]:
        """What the session holds, oldest first."""
        with self.client() as client:
            traces: list[dict[str, Any]] = client.call("GET", f"/sessions/{session_id}/traces", query={"order": "asc"})
            return traces

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=30)
        shutil.rmtree(self._folder, ignore_errors=True)


def start_live_server() -> LiveServer:
    folder = tempfile.mkdtemp(prefix="agentsentry-")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "NODE_COMPILE_CACHE") if name in os.environ},
        "DATABASE_URL": f"sqlite:{folder}/test.db",
        "AGENTSENTRY_API_PORT": "0",
        "LOG_LEVEL": "warn",
    }
    process = subprocess.Popen(
        [_node(), "apps/cli/src/main.ts", "up", "--no-dashboard"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        found = re.search(r"ready: API (http://\S+)", line)
        if found:
            return LiveServer(process, found.group(1), folder)
    raise RuntimeError(f"the server ended before it was ready:\n{printed}")


def _node() -> str:
    """The Node that the project pins, which `npm test` names."""
    pinned = sorted(ROOT.glob("node_modules/node-linux-*/bin/node"))
    return os.environ.get("AGENTSENTRY_TEST_NODE") or (str(pinned[0]) if pinned else "node")
