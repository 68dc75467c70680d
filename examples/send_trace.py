"""Records a short conversation, step by step, and prints what AgentSentry thinks of each step.

    pip install ./python
    python examples/send_trace.py

The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
"""

import sys
from typing import Any, Dict, List, Tuple

from agentsentry import AgentSentryClient, AgentSentryError, Verdict


def main() -> None:
    call = {"tool": "orders.find", "args": {"order": "A-1042"}}
    found = {"status": "shipped", "carrier": "Post", "expected": "2026-12-01"}
    steps: List[Tuple[str, Dict[str, Any]]] = [
        ("user", {"text": "Where is my order A-1042?"}),
        ("assistant", {"text": "I am looking it up."}),
        ("tool", call),
        ("tool", {**call, "result": found}),
    ]
    with AgentSentryClient() as client:
        try:
            print("session", client.create_session("Where is my parcel?", agent="example-support"))
            for role, content in steps:
                show(client.send_trace(role, content))
        except AgentSentryError as error:
            print(f"AgentSentry at {client.base_url} did not take the traces: {error}", file=sys.stderr)
            print("Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.", file=sys.stderr)
            sys.exit(1)


def show(verdict: Verdict) -> None:
    print(f"{verdict['phase']:12} {verdict['id']}  {verdict['decision']}")
    for reason in verdict["reasons"]:
        print(f"{'':12} {reason['rule']}: {reason.get('excerpt') or reason.get('description') or ''}")


if __name__ == "__main__":
    main()
