from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def test_the_package_builds_as_a_wheel_that_holds_all_of_it(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(build, cwd=PROJECT, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("agentsentry-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    sources = {f"agentsentry/{file.name}" for file in (PROJECT / "src/agentsentry").iterdir() if file.is_file()}
    assert {name for name in names if name.startswith("agentsentry/")} == sources
    assert "agentsentry/py.typed" in names
    assert "Requires-Python: >=3.9" in metadata
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert [line for line in required if "extra ==" not in line] == []
    # From the wheel itself, without anything else that is installed.
    program = (
        f"import sys; sys.path.insert(0, {str(wheel)!r}); from agentsentry.enforcer import Enforcer; print(Enforcer)"
    )
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
