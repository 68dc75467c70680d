from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Literal

import pytest

pytest.importorskip("langchain")

from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langgraph.graph.state import CompiledStateGraph

from agentsentry import EnforcementError, Enforcer, OptionError, Tracer
from agentsentry.langchain import AgentSentryMiddleware
from conftest import Scripted
from live_server import LiveServer
from reachable import texts_reachable_from
from scripted_server import Reply, dead_address, verdict

Kind = Literal["invoke", "ainvoke"]
both = pytest.mark.parametrize("kind", ["invoke", "ainvoke"])
SECRET = "TOP SECRET the-very-end"
MASKED = "[masked:redact_phone]"


class Model(GenericFakeChatModel):
    """Says what it is told to say, and remembers what it was asked."""

    heard: list[Any]

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self

    def _generate(self, messages: Any, *args: Any, **kwargs: Any) -> Any:
        self.heard.append([message.content for message in messages])
        return super()._generate(messages, *args, **kwargs)


def calls(*commands: str, text: str = "") -> AIMessage:
    made = [
        {"name": "shell", "args": {"command": command}, "id": f"call-{index}", "type": "tool_call"}
        for index, command in enumerate(commands)
    ]
    return AIMessage(content=text, tool_calls=made)


class Run:
    """An agent with one tool, `shell`, which gives back what `results` has for a command."""

    def __init__(self, url: str, says: list[AIMessage], **options: Any) -> None:
        self.ran: list[str] = []
        self.results: dict[str, Any] = {}
        self.model = Model(messages=iter(says), heard=[])
        enforcer_options = {k: options.pop(k) for k in ("on_unavailable", "on_ask", "timeout", "log") if k in options}
        self.client_enforcer = Enforcer(Tracer(_client(url)), **enforcer_options)
        run = self

        @tool
        def shell(command: str) -> Any:
            """Runs a command."""
            run.ran.append(command)
            result = run.results.get(command, f"ran {command}")
            if isinstance(result, Exception):
                raise result
            return result

        middleware = AgentSentryMiddleware(self.client_enforcer, **options)
        self.agent: CompiledStateGraph[Any, Any, Any, Any] = create_agent(self.model, [shell], middleware=[middleware])

    def __call__(self, kind: Kind, text: str = "hello") -> list[Any]:
        given: Any = {"messages": [HumanMessage(text)]}
        state = self.agent.invoke(given) if kind == "invoke" else asyncio.run(self.agent.ainvoke(given))
        messages: list[Any] = state["messages"]
        return messages


_clients: list[Any] = []


def _client(url: str) -> Any:
    from agentsentry import AgentSentryClient

    _clients.append(AgentSentryClient(url))
    return _clients[-1]


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    yield
    while _clients:
        _clients.pop().close()


def text_of(messages: list[Any]) -> str:
    return str(messages[-1].content)


@both
def test_a_harmless_run_goes_its_way_and_is_recorded(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("ls"), AIMessage("done")])
    assert text_of(run(kind)) == "done"
    assert run.ran == ["ls"]
    recorded = live.recorded(run.client_enforcer.tracer.session_id())
    assert [trace["phase"] for trace in recorded] == ["user", "tool_call", "tool_result", "assistant"]
    assert recorded[2]["content"] == {"tool": "shell", "args": {"command": "ls"}, "result": "ran ls"}


@both
def test_of_calls_made_at_once_only_those_that_are_blocked_do_not_run(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("ls", "rm -rf /", "pwd"), AIMessage("done")], exit_behavior="replace")
    messages = run(kind)
    assert sorted(run.ran) == ["ls", "pwd"]
    results = [message for message in messages if isinstance(message, ToolMessage)]
    assert [result.status for result in results] == ["success", "error", "success"]
    assert results[1].content == "AgentSentry did not let this pass (block by no_shell_rm_rf)."
    assert text_of(messages) == "done"


@both
def test_a_blocked_call_ends_the_run_where_that_is_wanted(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("rm -rf /"), AIMessage("never said")], violation_message="No: {decision}, {rules}")
    assert text_of(run(kind)) == "No: block, no_shell_rm_rf"
    assert (run.ran, len(run.model.heard)) == ([], 1)


@both
def test_a_blocked_call_is_an_error_where_that_is_wanted(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("rm -rf /"), AIMessage("never said")], exit_behavior="error")
    with pytest.raises(EnforcementError) as caught:
        run(kind)
    assert (caught.value.stage, run.ran) == ("call", [])


@both
def test_a_warning_lets_pass(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("bake cake"), AIMessage("done")])
    assert text_of(run(kind)) == "done"
    assert run.client_enforcer.counters.warned == 2


@both
def test_a_person_is_asked(live: LiveServer, kind: Kind) -> None:
    for answer, ran in ((True, ["birthday gift"]), (False, [])):
        run = Run(live.url, [calls("birthday gift"), AIMessage("done")], on_ask=lambda _, answer=answer: answer)
        run(kind)
        assert run.ran == ran


@both
def test_what_rules_redact_is_taken_from_everything(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("dial 555-1234"), AIMessage("I rang 555-99")])
    run.results[f"dial {MASKED}"] = "555-777 is busy"
    messages = run(kind, "call 555-1234 or 555-99")
    assert run.ran == [f"dial {MASKED}"]
    assert run.model.heard == [
        [f"call {MASKED} or {MASKED}"],
        [f"call {MASKED} or {MASKED}", "", f"{MASKED} is busy"],
    ]
    assert text_of(messages) == f"I rang {MASKED}"


@both
@pytest.mark.parametrize(("exit_behavior", "heard"), [("end", 0), ("replace", 1)])
def test_a_blocked_input_does_not_reach_the_model(live: LiveServer, kind: Kind, exit_behavior: Any, heard: int) -> None:
    run = Run(live.url, [AIMessage("fine")], exit_behavior=exit_behavior)
    messages = run(kind, "what is a mayfly?")
    assert len(run.model.heard) == heard
    assert "mayfly" not in str(run.model.heard)
    assert text_of(messages) == ("fine" if heard else "AgentSentry did not let this pass (block by no_mayflies).")


@both
def test_a_blocked_output_does_not_get_out(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("ls", text=SECRET), AIMessage("never said")])
    messages = run(kind)
    assert "the-very-end" not in str(messages)
    assert (run.ran, len(run.model.heard)) == ([], 1)
    run = Run(live.url, [calls("ls", text=SECRET), AIMessage("done")], exit_behavior="replace")
    messages = run(kind)
    assert "the-very-end" not in str([messages, run.model.heard])
    assert (run.ran, text_of(messages)) == (["ls"], "done")
    run = Run(live.url, [AIMessage(SECRET)], exit_behavior="error")
    with pytest.raises(EnforcementError) as caught:
        run(kind)
    assert "the-very-end" not in texts_reachable_from(caught.value)


@both
def test_blocks_of_an_output_are_judged_as_well(live: LiveServer, kind: Kind) -> None:
    hidden: Any = [{"type": "text", "text": "fine"}, {"type": "reasoning", "reasoning": SECRET}]
    for said in (AIMessage(content=hidden), AIMessage("fine", additional_kwargs={"reasoning_content": SECRET})):
        assert "the-very-end" not in str(Run(live.url, [said])(kind))


@both
def test_a_blocked_result_does_not_reach_the_model(live: LiveServer, kind: Kind) -> None:
    for result in (SECRET, ["a", SECRET], {"a": SECRET}):
        run = Run(live.url, [calls("cat plans"), AIMessage("done")], exit_behavior="replace")
        run.results["cat plans"] = result
        assert "the-very-end" not in str([run(kind), run.model.heard])
        assert run.ran == ["cat plans"]


@both
def test_results_are_not_looked_at_where_that_is_not_wanted(live: LiveServer, kind: Kind) -> None:
    run = Run(
        live.url, [calls("cat plans", "rm -rf /"), AIMessage("x")], check_tool_results=False, exit_behavior="replace"
    )
    run.results["cat plans"] = SECRET
    run(kind)
    assert run.ran == ["cat plans"]
    assert "the-very-end" in str(run.model.heard)


@both
def test_an_error_of_a_tool_is_judged_and_raised_as_it_was(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("fail")])
    failure = ZeroDivisionError("out of cheese")
    run.results["fail"] = failure
    with pytest.raises(ZeroDivisionError):
        run(kind)
    run = Run(live.url, [calls("fail"), AIMessage("done")], exit_behavior="replace")
    run.results["fail"] = ValueError(SECRET)
    assert "the-very-end" not in str(run(kind))


@both
def test_a_very_large_result_does_not_get_out(live: LiveServer, kind: Kind) -> None:
    run = Run(live.url, [calls("cat"), AIMessage("done")], exit_behavior="replace", on_unavailable="allow")
    run.results["cat"] = "x" * 2_000_000
    assert len(str(run(kind))) < 100_000


@both
@pytest.mark.parametrize("reply", [verdict("quarantine"), Reply(503), Reply(403), Reply(delay=5), Reply(body="<html>")])
def test_without_a_verdict_nothing_goes_on(scripted: Scripted, kind: Kind, reply: Reply) -> None:
    server = scripted(lambda request, _: Reply(body={"id": "s"}) if request.path == "/sessions" else reply)
    run = Run(server.url, [AIMessage("never said")], timeout=0.3)
    run(kind)
    assert run.model.heard == []
    run = Run(server.url, [calls("ls"), AIMessage("done")], timeout=0.3, check_input=False, check_output=False)
    run(kind)
    assert run.ran == []


@both
def test_without_a_server_it_goes_on_where_that_is_wanted(kind: Kind) -> None:
    says = [calls("ls"), AIMessage("done")]
    run = Run(dead_address(), says, on_unavailable="allow", log=lambda *_: None)
    assert text_of(run(kind)) == "done"
    assert run.ran == ["ls"]


def streamed(run: Run, kind: Kind) -> list[str]:
    given: Any = {"messages": [HumanMessage("hello")]}
    agent: Any = run.agent
    if kind == "invoke":
        return [str(part[0].content) for part in agent.stream(given, stream_mode="messages")]

    async def collect() -> list[str]:
        return [str(part[0].content) async for part in agent.astream(given, stream_mode="messages")]

    return asyncio.run(collect())


@both
def test_a_stream_of_messages_has_the_words_of_the_model_only_once_they_have_passed(
    live: LiveServer, kind: Kind
) -> None:
    assert streamed(Run(live.url, [AIMessage("one two three")]), kind) == ["one two three"]
    blocked = streamed(Run(live.url, [AIMessage(f"one two {SECRET}")]), kind)
    assert "one" not in str(blocked)
    assert "the-very-end" not in str(blocked)
    assert streamed(Run(live.url, [AIMessage("call 555-1234")]), kind) == [f"call {MASKED}"]
    # As the framework would do it.
    unchecked = Run(live.url, [AIMessage("one two three")], check_output=False)
    assert len(streamed(unchecked, kind)) > 1


def test_a_server_that_is_asked_about_a_structured_answer_is_shown_it(live: LiveServer) -> None:
    from pydantic import BaseModel

    class Answer(BaseModel):
        text: str

    for text, passes in (("fine", True), (SECRET, False)):
        made: Any = {"name": "Answer", "args": {"text": text}, "id": "1", "type": "tool_call"}
        model = Model(messages=iter([AIMessage("", tool_calls=[made])]), heard=[])
        enforcer = Enforcer(Tracer(_client(live.url)))
        agent: Any = create_agent(model, [], middleware=[AgentSentryMiddleware(enforcer)], response_format=Answer)
        state = agent.invoke({"messages": [HumanMessage("hello")]})
        assert (str(state.get("structured_response")) == "text='fine'") is passes
        assert "the-very-end" not in str(state)


def test_an_option_that_there_is_not_is_refused(live: LiveServer) -> None:
    with pytest.raises(OptionError, match="`stop`"):
        Run(live.url, [], exit_behavior="stop")
