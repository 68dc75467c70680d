"""Every error that the package raises on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Optional

from .verdict import Reason

UnavailableCode = Literal["connection_failed", "timed_out", "server_failed", "answer_unexpected"]
#: ``call`` and ``result`` of a tool; ``input`` is what a user said, ``output`` what a model said.
Stage = Literal["call", "result", "input", "output"]


class AgentSentryError(Exception):
    """Base of all. ``code`` is stable and for programs, the message is for people.

    Codes of its own: ``option_invalid`` (an option or argument cannot be used), ``client_closed``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.code, str(self)))


class OptionError(AgentSentryError, ValueError):
    """An option or argument cannot be used: ``option_invalid``."""

    def __init__(self, message: str) -> None:
        super().__init__("option_invalid", message)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (str(self),))


class ApiError(AgentSentryError):
    """The server read the request and refused it (HTTP 4xx).

    ``code`` is the server's own (``session_unknown``, ``rule_invalid``, …), or ``http_STATUS`` when the answer carries
    none. ``errors`` names every fault of a 422 by its place: ``{"path", "message"}``.
    """

    def __init__(
        self, status: int, code: str, detail: str, request: str, errors: Sequence[dict[str, Any]] = ()
    ) -> None:
        super().__init__(code, f"{request} was refused with {status}: {detail}")
        self.status = status
        self.detail = detail
        self.request = request
        self.errors = list(errors)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.status, self.code, self.detail, self.request, self.errors))


class UnavailableError(AgentSentryError):
    """There is no answer that could be relied on.

    No connection, too slow, HTTP 5xx after all retries, or an answer that is not AgentSentry's (a proxy's page, a
    redirect, a verdict without a decision). ``status`` is the HTTP status, where there was one.
    """

    code: UnavailableCode

    def __init__(self, code: UnavailableCode, message: str, status: Optional[int] = None) -> None:
        super().__init__(code, message)
        self.status = status

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.code, str(self), self.status))


@dataclass(frozen=True)
class Denial:
    """What was not let through, and why."""

    #: None for a message.
    tool: Optional[str]
    stage: Stage
    why: str
    #: A decision that this version does not know is ``block``; so is everything that could not be judged.
    decision: str = "block"
    reasons: tuple[Reason, ...] = ()
    #: Id of the recorded trace; None when there was no verdict.
    trace_id: Optional[str] = None
    #: True when there was no verdict at all: the server could not be reached, or refused the trace.
    unavailable: bool = False

    @property
    def what(self) -> str:
        if self.stage == "input":
            return "message to the model denied"
        if self.stage == "output":
            return "message of the model withheld"
        return f"call of `{self.tool}` denied" if self.stage == "call" else f"result of `{self.tool}` withheld"


class EnforcementError(AgentSentryError):
    """A tool call, what a tool gave back, or a message was not let through.

    With stage ``call`` the tool has not run. With stage ``result`` it has, and its result or error is not reachable
    from here: not by ``__cause__`` or ``__context__``, and not by the variables of the traceback's frames.
    ``__cause__`` is set only when there was no verdict: the error met when asking for one.
    """

    def __init__(self, denial: Denial) -> None:
        super().__init__("denied", f"{denial.what}: {denial.why}")
        self.denial = denial
        self.tool = denial.tool
        self.stage = denial.stage
        self.tool_ran = denial.stage == "result"
        self.decision = denial.decision
        self.reasons: list[Reason] = list(denial.reasons)
        self.trace_id = denial.trace_id
        self.unavailable = denial.unavailable

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.denial,))
