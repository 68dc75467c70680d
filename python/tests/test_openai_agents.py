from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("agents")

from agents import (
    Agent,
    FunctionTool,
    InputGuardrailTripwireTriggered,
    OutputGuardrailTripwireTriggered,
    Runner,
    ToolInputGuardrailTripwireTriggered,
    ToolOutputGuardrailTripwireTriggered,
    WebSearchTool,
    function_tool,
    set_tracing_disabled,
)
from agents.testing import ScriptedModel
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText

from agentsentry import AgentSentryClient, AsyncEnforcer, Enforcer, OptionError, Tracer
from agentsentry.openai_agents import AgentSentryGuardrails
from conftest import Scripted
from live_server import LiveServer
from scripted_server import Reply, dead_address, verdict

SECRET = "TOP SECRET the-very-end"
MASKED = "[masked:redact_phone]"
set_tracing_disabled(True)


def says(text: str) -> list[Any]:
    part = ResponseOutputText(text=text, type="output_text", annotations=[])
    return [ResponseOutputMessage(id="m", type="message", role="assistant", status="completed", content=[part])]


def calls(*commands: str) -> list[Any]:
    return [
        ResponseFunctionToolCall(
            id=f"f{index}",
            call_id=f"c{index}",
            type="function_call",
            name="shell",
            arguments=json.dumps({"command": command}),
        )
        for index, command in enumerate(commands)
    ]


class Run:
    """An agent with one tool, `shell`, which gives back what `results` has for a command."""

    def __init__(self, url: str, *steps: list[Any], asynchronous: bool = False, **options: Any) -> None:
        self.ran: list[str] = []
        self.results: dict[str, Any] = {}
        self.model = ScriptedModel(steps)
        behaviour = {"tool_behavior": options.pop("tool_behavior")} if "tool_behavior" in options else {}
        self.client = AgentSentryClient(url)
        self.tracer = Tracer(self.client)
        enforcer = Enforcer(self.tracer, **options)
        run = self

        @function_tool
        def shell(command: str) -> Any:
            """Runs a command."""
            run.ran.append(command)
            result = run.results.get(command, f"ran {command}")
            if isinstance(result, Exception):
                raise result
            return result

        by = AsyncEnforcer.over(enforcer) if asynchronous else enforcer
        agent: Agent[Any] = Agent(name="a", model=self.model, tools=[shell])
        self.agent = AgentSentryGuardrails(by, **behaviour).protect(agent)
        _open.append(self)

    def __call__(self, given: Any = "hello") -> str:
        return str(asyncio.run(Runner.run(self.agent, given)).final_output)

    @property
    def heard(self) -> list[Any]:
        """What the model was told by each tool."""
        items = self.model.calls[-1].input
        return [item["output"] for item in items if item.get("type") == "function_call_output"]


_open: list[Run] = []


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    yield
    while _open:
        _open.pop().client.close()


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_harmless_run_goes_its_way_and_is_recorded(live: LiveServer, asynchronous: bool) -> None:
    run = Run(live.url, calls("ls"), says("done"), asynchronous=asynchronous)
    assert run() == "done"
    assert run.ran == ["ls"]
    recorded = live.recorded(run.tracer.session_id())
    assert [trace["phase"] for trace in recorded] == ["user", "tool_call", "tool_result", "assistant"]
    assert recorded[2]["content"] == {"tool": "shell", "args": {"command": "ls"}, "result": "ran ls"}


def test_of_calls_made_at_once_only_those_that_are_blocked_do_not_run(live: LiveServer) -> None:
    run = Run(live.url, calls("ls", "rm -rf /", "pwd"), says("done"))
    assert run() == "done"
    assert sorted(run.ran) == ["ls", "pwd"]
    assert run.heard[1] == "AgentSentry: call of `shell` denied: block by `no_shell_rm_rf`"


def test_a_blocked_call_ends_the_run_where_that_is_wanted(live: LiveServer) -> None:
    run = Run(live.url, calls("rm -rf /"), tool_behavior="raise_exception")
    with pytest.raises(ToolInputGuardrailTripwireTriggered) as caught:
        run()
    info = caught.value.output.output_info
    assert (info["decision"], info["rules"], run.ran) == ("block", ["no_shell_rm_rf"], [])


def test_a_warning_lets_pass_and_is_told(live: LiveServer) -> None:
    run = Run(live.url, calls("bake cake"), says("done"))
    result = asyncio.run(Runner.run(run.agent, "hello"))
    infos = [told.output.output_info for told in result.tool_input_guardrail_results]
    assert [(info["decision"], info["rules"]) for info in infos] == [("warn", ["warn_on_cake"])]


def test_a_person_is_asked(live: LiveServer) -> None:
    for answer, ran in ((True, ["birthday gift"]), (False, [])):
        run = Run(live.url, calls("birthday gift"), says("done"), on_ask=lambda _, answer=answer: answer)
        assert run() == "done"
        assert run.ran == ran


def test_a_blocked_input_does_not_reach_the_model(live: LiveServer) -> None:
    conversation = [
        {"role": "user", "content": "hello"},
        {"role": "assistant", "content": "hi"},
        {"role": "user", "content": [{"type": "input_text", "text": "what is a mayfly?"}]},
    ]
    for given in ("what is a mayfly?", conversation):
        run = Run(live.url, says("never said"))
        with pytest.raises(InputGuardrailTripwireTriggered) as caught:
            run(given)
        info = caught.value.guardrail_result.output.output_info
        assert (info["decision"], info["rules"]) == ("block", ["no_mayflies"])
        assert run.model.calls == ()


def test_a_blocked_output_does_not_get_out(live: LiveServer) -> None:
    run = Run(live.url, says(SECRET))
    with pytest.raises(OutputGuardrailTripwireTriggered):
        run()


def test_an_input_that_would_have_to_be_rewritten_is_not_let_through(live: LiveServer) -> None:
    run = Run(live.url, says("never said"))
    with pytest.raises(InputGuardrailTripwireTriggered):
        run("call 555-1234")


def test_what_rules_redact_is_taken_from_a_result_that_is_a_text_and_denied_elsewhere(live: LiveServer) -> None:
    run = Run(live.url, calls("people", "list", "dial 555-1234"), says("done"))
    run.results = {"people": "Ann 555-1234, Bob 555-99", "list": ["555-1234"]}
    assert run() == "done"
    assert sorted(run.ran) == ["list", "people"]
    assert run.heard[0] == f"Ann {MASKED}, Bob {MASKED}"
    assert run.heard[1:] == [
        "the result would have to be rewritten, which cannot be done here",
        "the call would have to be rewritten, which cannot be done here",
    ]


def test_a_blocked_result_does_not_reach_the_model(live: LiveServer) -> None:
    run = Run(live.url, calls("text", "data", "fail"), says("done"))
    run.results = {"text": SECRET, "data": {"a": SECRET}, "fail": ValueError(SECRET)}
    assert run() == "done"
    assert len(run.heard) == 3
    assert "the-very-end" not in str(run.model.calls)
    run = Run(live.url, calls("text"), tool_behavior="raise_exception")
    run.results = {"text": SECRET}
    with pytest.raises(ToolOutputGuardrailTripwireTriggered):
        run()


def test_a_tool_that_fails_is_judged_by_what_the_model_would_be_told(live: LiveServer) -> None:
    run = Run(live.url, calls("fail"), says("done"))
    run.results = {"fail": ValueError("out of cheese")}
    assert run() == "done"
    assert "An error occurred" in run.heard[0]


def test_a_very_large_result_does_not_reach_the_model(live: LiveServer) -> None:
    run = Run(live.url, calls("cat"), says("done"), on_unavailable="allow")
    run.results = {"cat": "x" * 2_000_000}
    assert run() == "done"
    assert len(run.heard[0]) < 1_000


def test_args_that_are_no_json_are_judged_as_they_are(live: LiveServer) -> None:
    broken = calls("ls")
    broken[0].arguments = "rm -rf / {"
    run = Run(live.url, broken, says("done"))
    assert run() == "done"
    assert run.ran == []
    assert "no_shell_rm_rf" in run.heard[0]


@pytest.mark.parametrize("reply", [verdict("quarantine"), Reply(503), Reply(403), Reply(delay=5), Reply(body="<html>")])
def test_without_a_verdict_nothing_goes_on(scripted: Scripted, reply: Reply) -> None:
    server = scripted(lambda request, _: Reply(body={"id": "s"}) if request.path == "/sessions" else reply)
    run = Run(server.url, says("never said"), timeout=0.3)
    with pytest.raises(InputGuardrailTripwireTriggered):
        run()
    assert run.model.calls == ()


def test_without_a_server_a_tool_does_not_run(scripted: Scripted) -> None:
    def answer(request: Any, index: int) -> Reply:
        is_tool = request.path == "/traces" and json.loads(request.body)["role"] == "tool"
        return Reply(503) if is_tool else verdict("allow")

    run = Run(scripted(answer).url, calls("ls"), says("done"), timeout=0.3)
    assert run() == "done"
    assert run.ran == []


def test_without_a_server_it_goes_on_where_that_is_wanted() -> None:
    run = Run(dead_address(), calls("ls"), says("done"), on_unavailable="allow", log=lambda *_: None)
    assert run() == "done"
    assert run.ran == ["ls"]


def test_the_words_of_a_model_are_streamed_before_they_are_judged(live: LiveServer) -> None:
    """A limit of the framework's guardrails, of which the documentation warns."""

    async def collect(run: Run) -> list[str]:
        streamed = Runner.run_streamed(run.agent, "hello")
        heard: list[str] = []
        try:
            async for event in streamed.stream_events():
                heard.append(str(getattr(event, "data", "")))
        except OutputGuardrailTripwireTriggered:
            return heard
        raise AssertionError("nothing was stopped")

    assert "the-very-end" in str(asyncio.run(collect(Run(live.url, says(SECRET)))))


def test_tools_that_no_guardrail_sees_are_refused(live: LiveServer) -> None:
    with AgentSentryClient(live.url) as client:
        guardrails = AgentSentryGuardrails(Enforcer(Tracer(client)))
        with pytest.raises(OptionError, match="web_search"):
            guardrails.protect(Agent(name="a", tools=[WebSearchTool()]))
        server: Any = object()
        with pytest.raises(OptionError, match="MCP"):
            guardrails.protect(Agent(name="a", mcp_servers=[server]))
        with pytest.raises(OptionError, match="`stop`"):
            AgentSentryGuardrails(Enforcer(Tracer(client)), tool_behavior="stop")  # type: ignore[arg-type]


def test_protecting_leaves_the_agent_as_it_is(live: LiveServer) -> None:
    run = Run(live.url, says("done"))
    tool = run.agent.tools[0]
    assert isinstance(tool, FunctionTool)
    assert [len(held or []) for held in (tool.tool_input_guardrails, tool.tool_output_guardrails)] == [1, 1]
    again = AgentSentryGuardrails(AsyncEnforcer.over(Enforcer(run.tracer))).protect(run.agent)
    assert [len(run.agent.input_guardrails), len(again.input_guardrails)] == [1, 2]
