from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "agentsentry"
EXAMPLES = SOURCE.parents[2] / "examples"
FILES = [*sorted(SOURCE.glob("*.py")), *sorted(EXAMPLES.glob("*.py"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_of_python_3_9(file: Path) -> None:
    ast.parse(file.read_text(), feature_version=(3, 9))


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.name not in ("langchain.py", "openai_agents.py")],
    ids=lambda file: file.name,
)
def test_every_file_uses_what_python_3_9_has(file: Path) -> None:
    command = [sys.executable, "-c", "from vermin import main; main()", "-q", "-t=3.9-", "--no-tips", "--violations"]
    # Annotations are left alone, as Python leaves them: they are never evaluated.
    ran = subprocess.run([*command, file], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_is_checked_is_there() -> None:
    assert len(FILES) > 25


def test_nothing_is_imported_but_what_comes_with_python() -> None:
    program = f"import sys; sys.path.insert(0, {str(SOURCE.parent)!r}); import agentsentry; print(agentsentry.__file__)"
    # Without the packages that are installed.
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip() == str(SOURCE / "__init__.py")
