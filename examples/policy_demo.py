"""An agent with two tools behind the enforcer, under the starter rules: writing a secret draws a warning and goes
ahead, `rm -rf /` is stopped before the tool runs. The program checks both by what the tools really did.

    pip install ./python
    python examples/policy_demo.py

The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
"""

import sys
import tempfile
from pathlib import Path

from agentsentry import AgentSentryClient, AgentSentryError, EnforcementError, Enforcer, Tracer, guarded

held = True


def main(client: AgentSentryClient, folder: Path) -> None:
    tracer = Tracer(client, session={"title": "Policy demo", "agent": "example-coder"})
    enforcer = Enforcer(tracer)
    shell_log = folder / "shell.log"
    shell_log.write_text("")

    @guarded(enforcer)
    def write_file(name: str, text: str) -> None:
        (folder / name).write_text(text)

    # It runs nothing, it only writes down what it was told to run: its log is the proof of what reached it.
    @guarded(enforcer)
    def shell(command: str) -> None:
        with shell_log.open("a") as log:
            log.write(command + "\n")

    tracer.user("Save the credentials of the test database, look around, then clean up.")

    print("1. The agent writes a file that looks like credentials.")
    text = "user: test\npassword: not-a-real-one\napi_key: AKIAIOSFODNN7EXAMPLE\n"
    write_file("credentials.txt", text)
    check((folder / "credentials.txt").read_text() == text, "the file was written, as a warning lets it")
    check(enforcer.counters.warned > 0, "AgentSentry warned")

    print("2. The agent runs `ls -l`.")
    shell("ls -l")
    check(shell_log.read_text() == "ls -l\n", "the shell got the command")

    print("3. The agent runs `rm -rf /`.")
    denial = None
    try:
        shell("rm -rf /")
    except EnforcementError as error:
        denial = error
    check(shell_log.read_text() == "ls -l\n", "the shell never got the command")
    check(
        denial is not None and not denial.unavailable and not denial.tool_ran, "a rule stopped it, before the tool ran"
    )
    print(f"   AgentSentry stopped it: {denial}")
    print(f"Session {tracer.session_id()}: {enforcer.counters}")


def check(holds: bool, claim: str) -> None:
    global held
    held = held and holds
    print(f"   {'checked' if holds else 'VIOLATED'}: {claim}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name, AgentSentryClient() as client:
        try:
            main(client, Path(name))
        except AgentSentryError as error:
            print(f"AgentSentry at {client.base_url}: {error}", file=sys.stderr)
            print("Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.", file=sys.stderr)
            sys.exit(1)
    sys.exit(0 if held else 1)
