"""A LangChain agent behind AgentSentry. Its model is a script, so it runs without any key: it asks for three commands,
of which `rm -rf /` never reaches the tool. Put a model of yours in its place: `create_agent("openai:gpt-5.2", …)`.

    pip install "./python[langchain]"
    python examples/langchain_agent.py

The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
"""

import sys
from typing import Any, List

try:
    from langchain.agents import create_agent
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.tools import tool
except ImportError as error:
    sys.exit(f'this example needs LangChain 1, and {error.name} is missing: pip install "./python[langchain]"')

from agentsentry import AgentSentryClient, AgentSentryError, Enforcer, Tracer
from agentsentry.langchain import AgentSentryMiddleware

ran: List[str] = []


@tool
def shell(command: str) -> str:
    """Runs a command."""
    # It only writes down what reaches it.
    ran.append(command)
    return f"{command}: done"


class ScriptedModel(GenericFakeChatModel):
    def bind_tools(self, tools: Any, **options: Any) -> Any:
        return self


def call(command: str) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": "shell", "args": {"command": command}, "id": command}])


def main(client: AgentSentryClient) -> None:
    script = [call("ls -l"), call("rm -rf /"), call("pwd"), AIMessage("I looked around, and was not let clean up.")]
    enforcer = Enforcer(Tracer(client, session={"title": "LangChain agent", "agent": "example-langchain"}))
    middleware = AgentSentryMiddleware(enforcer, exit_behavior="replace")
    agent: Any = create_agent(ScriptedModel(messages=iter(script)), [shell], middleware=[middleware])
    for message in agent.invoke({"messages": [("user", "Look around, then clean up.")]})["messages"]:
        calls = ", ".join(f"{made['name']} {made['args']}" for made in getattr(message, "tool_calls", []))
        print(f"{message.type:6} {message.text or calls}")
    print(f"Session {enforcer.tracer.session_id()}: {enforcer.counters}")
    if ran != ["ls -l", "pwd"]:
        sys.exit(f"VIOLATED: the tool got {ran}")


if __name__ == "__main__":
    with AgentSentryClient() as client:
        try:
            main(client)
        except AgentSentryError as error:
            print(f"AgentSentry at {client.base_url}: {error}", file=sys.stderr)
            sys.exit("Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.")
