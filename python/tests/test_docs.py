from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from live_server import LiveServer

PROJECT = Path(__file__).resolve().parents[1]
DOCS = PROJECT.parent / "docs" / "python.md"


@pytest.mark.parametrize("page", [DOCS, PROJECT / "README.md"], ids=lambda page: page.name)
def test_the_first_lines_of_the_documentation_run_as_they_stand(live: LiveServer, page: Path) -> None:
    (snippet, *_) = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    # Under `npm start` the address is the default.
    snippet = snippet.replace("http://localhost:8000", live.url)
    environment = {"AGENTSENTRY_API_URL": live.url, "PYTHONPATH": str(PROJECT / "src"), "PYTHONWARNINGS": "error"}
    ran = subprocess.run([sys.executable, "-c", snippet], env=environment, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.fullmatch(r"ran ls\nblock \[?'?no_shell_rm_rf'?\]?\n", ran.stdout)


def test_the_documentation_names_the_versions_that_are_tested() -> None:
    versions = dict(re.findall(r"^([\w-]+)==(.+)$", (PROJECT / "requirements-test.txt").read_text(), re.MULTILINE))
    page = DOCS.read_text()
    for name in ("langchain", "openai-agents"):
        assert f"`{name}` {versions[name]}" in page
