"""OpenAI Agents: guardrails on what goes in, what comes out, and every call of a function tool with its result.

Needs ``openai-agents`` (``pip install agentsentry[openai-agents]``)::

    agent = AgentSentryGuardrails(Enforcer(Tracer(client))).protect(agent)
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, Literal, Union

from agents import (
    Agent,
    FunctionTool,
    GuardrailFunctionOutput,
    InputGuardrail,
    OutputGuardrail,
    RunContextWrapper,
    ToolGuardrailFunctionOutput,
    ToolInputGuardrail,
    ToolInputGuardrailData,
    ToolOutputGuardrail,
    ToolOutputGuardrailData,
)

from .async_enforcer import AsyncEnforcer
from .enforcer import Enforcer
from .errors import EnforcementError, OptionError
from .snapshot import to_content
from .steps import Ruling, Step, call_step, message_step, result_step
from .verdict import Reason

ToolBehavior = Literal["reject_content", "raise_exception"]
NAME = "agentsentry"


class AgentSentryGuardrails:
    """The guardrails for an agent, one of each kind, and ``protect``, which sets them all.

    ``tool_behavior``, for calls and results that are not let through: ``"reject_content"`` tells the model so in place
    of the result, ``"raise_exception"`` ends the run with the framework's tripwire. Inputs and outputs that are not let
    through always end it so. ``output_info`` holds the decision, the rules, and the id of the trace.

    What rules redact is taken out of a tool's result when that is a text; guardrails can rewrite nothing else, so
    anywhere else it is not let through. The input is judged before the model gets it (``run_in_parallel=False``); what
    the framework streams of the output is seen before the output is judged. Guardrails of the framework see the input
    of the first agent and the output of the last one, and function tools only: not hosted tools, MCP tools or handoffs.
    """

    def __init__(
        self, enforcer: Union[Enforcer, AsyncEnforcer], *, tool_behavior: ToolBehavior = "reject_content"
    ) -> None:
        if tool_behavior not in ("reject_content", "raise_exception"):
            raise OptionError(f"tool_behavior is `reject_content` or `raise_exception`, not `{tool_behavior}`")
        self.enforcer = AsyncEnforcer.over(enforcer) if isinstance(enforcer, Enforcer) else enforcer
        self.tool_behavior = tool_behavior
        self.input: InputGuardrail[Any] = InputGuardrail(self._judge_input, name=NAME, run_in_parallel=False)
        self.output: OutputGuardrail[Any] = OutputGuardrail(self._judge_output, name=NAME)
        self.tool_input: ToolInputGuardrail[Any] = ToolInputGuardrail(self._judge_call, name=NAME)
        self.tool_output: ToolOutputGuardrail[Any] = ToolOutputGuardrail(self._judge_result, name=NAME)

    def protect(self, agent: Agent[Any]) -> Agent[Any]:
        """A copy of the agent with all of them, also on its function tools. Raises OptionError for tools of another
        kind, and for MCP servers.

        Agents that it hands off to are left as they are: protect them too.
        """
        if agent.mcp_servers:
            raise OptionError(f"`{agent.name}` has MCP servers: no guardrail sees what their tools do")
        return agent.clone(
            input_guardrails=[self.input, *agent.input_guardrails],
            output_guardrails=[self.output, *agent.output_guardrails],
            tools=[self._protected(tool) for tool in agent.tools],
        )

    def _protected(self, tool: Any) -> FunctionTool:
        if not isinstance(tool, FunctionTool):
            raise OptionError(f"`{getattr(tool, 'name', tool)}` is no function tool: no guardrail sees what it does")
        return dataclasses.replace(
            tool,
            tool_input_guardrails=[self.tool_input, *(tool.tool_input_guardrails or [])],
            tool_output_guardrails=[self.tool_output, *(tool.tool_output_guardrails or [])],
        )

    async def _judge_input(
        self, _context: RunContextWrapper[Any], _agent: Agent[Any], given: Any
    ) -> GuardrailFunctionOutput:
        return _tripwire(await self.enforcer.ruling_on(_message("user", _latest(given))))

    async def _judge_output(
        self, _context: RunContextWrapper[Any], _agent: Agent[Any], output: Any
    ) -> GuardrailFunctionOutput:
        return _tripwire(await self.enforcer.ruling_on(_message("assistant", output)))

    async def _judge_call(self, data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
        step, _ = call_step(data.context.tool_name, _args_of(data))
        ruling = await self.enforcer.ruling_on(step)
        if ruling.denial is not None:
            return self._refused(ruling.denial)
        if ruling.rewritten is not None:
            return self._behaviour("the call would have to be rewritten, which cannot be done here", _info(ruling))
        return ToolGuardrailFunctionOutput.allow(_info(ruling))

    async def _judge_result(self, data: ToolOutputGuardrailData) -> ToolGuardrailFunctionOutput:
        step, _ = result_step(data.context.tool_name, to_content(_args_of(data)), "result", data.output)
        ruling = await self.enforcer.ruling_on(step)
        if ruling.denial is not None:
            return self._refused(ruling.denial)
        if ruling.rewritten is None:
            return ToolGuardrailFunctionOutput.allow(_info(ruling))
        if isinstance(data.output, str):
            # In the words of the framework a rejection: what the model gets is the result without what was redacted.
            return ToolGuardrailFunctionOutput.reject_content(str(ruling.rewritten["result"]), _info(ruling))
        return self._behaviour("the result would have to be rewritten, which cannot be done here", _info(ruling))

    def _refused(self, denial: EnforcementError) -> ToolGuardrailFunctionOutput:
        return self._behaviour(f"AgentSentry: {denial}", _info(Ruling(denial)))

    def _behaviour(self, message: str, info: dict[str, Any]) -> ToolGuardrailFunctionOutput:
        if self.tool_behavior == "raise_exception":
            return ToolGuardrailFunctionOutput.raise_exception(info)
        return ToolGuardrailFunctionOutput.reject_content(message, info)


def _tripwire(ruling: Ruling) -> GuardrailFunctionOutput:
    stopped = ruling.denial is not None or ruling.rewritten is not None
    return GuardrailFunctionOutput(output_info=_info(ruling), tripwire_triggered=stopped)


def _info(ruling: Ruling) -> dict[str, Any]:
    denial, verdict = ruling.denial, ruling.verdict
    if denial is not None:
        told = {"decision": denial.decision, "rules": _rules(denial.reasons), "trace_id": denial.trace_id}
        return {**told, "why": denial.denial.why}
    if verdict is None:
        return {"decision": None, "rules": [], "trace_id": None}
    return {"decision": verdict["decision"], "rules": _rules(verdict["reasons"]), "trace_id": verdict["id"]}


def _rules(reasons: Sequence[Reason]) -> list[str]:
    return list(dict.fromkeys(str(reason.get("rule")) for reason in reasons))


def _message(role: str, given: Any) -> Step:
    if isinstance(given, str):
        return message_step(role, given)
    texts = _texts_in(given)
    return message_step(role, "\n".join(texts), {"content": given})


def _latest(given: Any) -> Any:
    """Of a conversation what was said since the model last spoke: what came before has been judged."""
    if not isinstance(given, list):
        return given
    for index in range(len(given) - 1, -1, -1):
        item = given[index]
        if isinstance(item, dict) and (item.get("role") == "assistant" or item.get("type") == "function_call"):
            return given[index + 1 :]
    return given


def _texts_in(given: Any) -> list[str]:
    content = to_content(given)
    found: list[str] = []
    for item in content if isinstance(content, list) else [content]:
        held = item.get("content") if isinstance(item, dict) else None
        for part in held if isinstance(held, list) else [held]:
            text = part.get("text") if isinstance(part, dict) else part
            if isinstance(text, str):
                found.append(text)
    return found


def _args_of(data: ToolInputGuardrailData) -> Any:
    """As the tool reads them; what is no JSON is judged as the text that it is."""
    arguments = data.context.tool_arguments
    try:
        return json.loads(arguments)
    except (ValueError, TypeError, RecursionError):
        return arguments
