"""LangChain 1: middleware that judges what goes in, what the model says, and every tool call with its result.

Needs ``langchain`` (``pip install agentsentry[langchain]``)::

    agent = create_agent(model, tools, middleware=[AgentSentryMiddleware(Enforcer(Tracer(client)))])
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, Callable, Literal, Optional, Union

from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    hook_config,
)
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.runtime import Runtime
from langgraph.types import Command

from .async_enforcer import AsyncEnforcer
from .enforcer import Enforcer
from .errors import EnforcementError, OptionError
from .judging import GuardedCall, guard, judge_call
from .steps import ResultView, Ruling, Step, message_step

ExitBehavior = Literal["error", "end", "replace"]
ToolResult = Any

DEFAULT_VIOLATION_MESSAGE = "AgentSentry did not let this pass ({decision}{rules})."
#: Marks the answer to a tool call that was not let through.
_MARK = "agentsentry_denied"


class AgentSentryMiddleware(AgentMiddleware[AgentState[Any], Any, Any]):
    """Every step of the agent has to pass ``enforcer``; put this first, so that nothing gets past it.

    ``check_input``: the user's messages, before the model gets them. ``check_output``: what the model says, before
    anybody gets it. ``check_tool_results``: what tools give back; the calls themselves are always judged.

    ``exit_behavior``, for what is not let through: ``"error"`` raises EnforcementError. ``"end"`` ends the run with
    ``violation_message`` as the last message. ``"replace"`` goes on with ``violation_message`` in its place. In both of
    these, the model gets an error as the result of a tool call that was denied; with ``"end"`` it is not asked again.
    ``violation_message`` may hold ``{decision}`` and ``{rules}``.

    What rules redact is taken out of texts, args and results. While output is checked, the model's words are not
    streamed one by one (``stream_mode="messages"`` gives each message whole, once it has passed); ``astream_events``
    and other callbacks see them all the same. Tools that the provider of a model executes by itself cannot be stopped;
    what they leave in the model's message is judged with it.
    """

    def __init__(
        self,
        enforcer: Enforcer,
        *,
        check_input: bool = True,
        check_output: bool = True,
        check_tool_results: bool = True,
        exit_behavior: ExitBehavior = "end",
        violation_message: Optional[str] = None,
    ) -> None:
        super().__init__()
        if exit_behavior not in ("error", "end", "replace"):
            raise OptionError(f"exit_behavior is `error`, `end` or `replace`, not `{exit_behavior}`")
        self.tools = []
        self.enforcer = enforcer
        self.async_enforcer = AsyncEnforcer.over(enforcer)
        self.check_input = check_input
        self.check_output = check_output
        self.check_tool_results = check_tool_results
        self.exit_behavior = exit_behavior
        self.violation_message = DEFAULT_VIOLATION_MESSAGE if violation_message is None else violation_message

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> Optional[dict[str, Any]]:
        judged = [(message, self.enforcer.ruling_on(_step_of(message))) for message in self._inputs(state)]
        return self._before_model(state, judged)

    @hook_config(can_jump_to=["end"])
    async def abefore_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> Optional[dict[str, Any]]:
        judged = [(m, await self.async_enforcer.ruling_on(_step_of(m))) for m in self._inputs(state)]
        return self._before_model(state, judged)

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        if not self.check_output:
            return handler(request)
        response = handler(_unheard(request))
        rulings = [self.enforcer.ruling_on(step) if step else Ruling() for step in _outputs(response)]
        settled = self._settled(response, rulings)
        # An error's traceback leads here: what was not let through must not be found.
        del response
        if isinstance(settled, EnforcementError):
            raise settled
        return settled

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        if not self.check_output:
            return await handler(request)
        response = await handler(_unheard(request))
        rulings = [await self.async_enforcer.ruling_on(step) if step else Ruling() for step in _outputs(response)]
        settled = self._settled(response, rulings)
        del response
        if isinstance(settled, EnforcementError):
            raise settled
        return settled

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolResult]) -> ToolResult:
        call = _guarded_call(request, handler)
        course = guard if self.check_tool_results else judge_call
        outcome = self.enforcer.outcome_of(course(self.enforcer.policy, call))
        return outcome.unwrap() if outcome.denial is None else self._denied_tool(request, outcome.denial)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolResult]]
    ) -> ToolResult:
        call = _guarded_call(request, handler)
        course = guard if self.check_tool_results else judge_call
        outcome = await self.async_enforcer.outcome_of(course(self.enforcer.policy, call))
        return outcome.unwrap() if outcome.denial is None else self._denied_tool(request, outcome.denial)

    def _inputs(self, state: AgentState[Any]) -> list[HumanMessage]:
        """What the user has said since the model last spoke: everything before that has been judged."""
        if not self.check_input:
            return []
        latest: list[HumanMessage] = []
        for message in reversed(state["messages"]):
            if isinstance(message, AIMessage):
                break
            if isinstance(message, HumanMessage):
                latest.insert(0, message)
        return latest

    def _before_model(
        self, state: AgentState[Any], judged: Sequence[tuple[HumanMessage, Ruling]]
    ) -> Optional[dict[str, Any]]:
        changed: list[AnyMessage] = []
        for message, ruling in judged:
            if ruling.denial is not None:
                if self.exit_behavior != "replace":
                    return self._end(ruling.denial)
                changed.append(message.model_copy(update={"content": self._violation(ruling.denial)}))
            elif ruling.rewritten is not None:
                changed.append(message.model_copy(update={"content": ruling.rewritten["text"]}))
        told = _told_of_denial(state["messages"])
        if told is not None and self.exit_behavior == "end":
            return {"messages": [*changed, AIMessage(content=told)], "jump_to": "end"}
        return {"messages": changed} if changed else None

    def _end(self, denial: EnforcementError) -> dict[str, Any]:
        if self.exit_behavior == "error":
            raise denial
        return {"messages": [AIMessage(content=self._violation(denial))], "jump_to": "end"}

    def _settled(
        self, response: ModelResponse[Any], rulings: Sequence[Ruling]
    ) -> Union[ModelResponse[Any], EnforcementError]:
        """Tool calls of a message that is replaced go on: they are judged by themselves. A run that ends makes none."""
        denial = next((ruling.denial for ruling in rulings if ruling.denial is not None), None)
        if denial is None:
            messages = [_rewritten(message, ruling) for message, ruling in zip(response.result, rulings)]
            return ModelResponse(result=messages, structured_response=response.structured_response)
        if self.exit_behavior == "error":
            return denial
        said = next((message for message in response.result if isinstance(message, AIMessage)), AIMessage(content=""))
        # Those of a structured answer are its words once more.
        goes_on = self.exit_behavior == "replace" and len(response.result) == 1
        calls = said.tool_calls if goes_on else []
        return ModelResponse(result=[AIMessage(content=self._violation(denial), id=said.id, tool_calls=calls)])

    def _denied_tool(self, request: ToolCallRequest, denial: EnforcementError) -> ToolMessage:
        if self.exit_behavior == "error":
            raise denial
        call = request.tool_call
        return ToolMessage(
            content=self._violation(denial),
            tool_call_id=call["id"] or "",
            name=call["name"],
            status="error",
            additional_kwargs={_MARK: True},
        )

    def _violation(self, denial: EnforcementError) -> str:
        rules = ", ".join(dict.fromkeys(str(reason.get("rule")) for reason in denial.reasons))
        by = f" by {rules}" if rules and self.violation_message is DEFAULT_VIOLATION_MESSAGE else rules
        return self.violation_message.replace("{decision}", denial.decision).replace("{rules}", by)


def _step_of(message: BaseMessage, role: str = "user", **beside: Any) -> Step:
    """Texts stand as ``text``; what a message holds beside them is judged as well, and can then not be rewritten."""
    if not isinstance(message.content, str):
        beside["content"] = message.content
    step = message_step(role, str(message.text), beside)
    return Step(step.role, step.stage, None, step.content, step.whole, is_plain=not beside)


def _outputs(response: ModelResponse[Any]) -> list[Optional[Step]]:
    """One for each message, and None for one that says nothing: tool calls are judged when they are made."""
    structured = response.structured_response
    beside = {} if structured is None else {"structured_response": structured}
    steps: list[Optional[Step]] = []
    for message in response.result:
        others = {k: v for k, v in message.additional_kwargs.items() if v and k not in ("tool_calls", "function_call")}
        more = {**beside, **({"additional_kwargs": others} if others else {})}
        steps.append(_step_of(message, "assistant", **more) if message.content or more else None)
    return steps


def _rewritten(message: BaseMessage, ruling: Ruling) -> Any:
    if ruling.rewritten is None:
        return message
    return message.model_copy(update={"content": ruling.rewritten["text"]})


def _unheard(request: ModelRequest[Any]) -> ModelRequest[Any]:
    """With a model whose words no stream of messages carries, before they are judged."""
    model: Any = request.model
    if not isinstance(model, BaseChatModel):
        return request
    tags = [*(model.tags or []), "nostream"]
    return request.override(model=model.model_copy(update={"tags": tags}))


def _guarded_call(request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> GuardedCall:
    call = request.tool_call

    def run(args: Any) -> Any:
        return handler(request.override(tool_call={**call, "args": args}))

    return GuardedCall(call["name"], call["args"], run, view=_RESULT)


def _show(result: Any) -> Any:
    if isinstance(result, ToolMessage):
        return result.content if result.artifact is None else {"content": result.content, "artifact": result.artifact}
    if isinstance(result, Command):
        # An object, which nothing can rewrite: what rules redact in it is denied.
        return _CommandShown(result.update, result.goto, result.resume)
    return result


class _CommandShown:
    def __init__(self, update: Any, goto: Any, resume: Any) -> None:
        messages = update.get("messages") if isinstance(update, dict) else None
        if isinstance(messages, list):
            update = {**update, "messages": [_show(m) if isinstance(m, ToolMessage) else m for m in messages]}
        self.update, self.goto, self.resume = update, goto, resume


def _put(result: Any, new: Any) -> Any:
    if not isinstance(result, ToolMessage):
        return new
    changed = {"content": new} if result.artifact is None else {"content": new["content"], "artifact": new["artifact"]}
    return result.model_copy(update=changed)


_RESULT = ResultView(_show, _put, lambda result: result)


def _told_of_denial(messages: Sequence[BaseMessage]) -> Optional[str]:
    """What the tool calls that the model has just made were told, where one was denied."""
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            return None
        if message.additional_kwargs.get(_MARK) is True:
            return str(message.content)
    return None
