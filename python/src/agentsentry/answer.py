"""What a server answered, and what that means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Union, cast

from .errors import ApiError, UnavailableError
from .verdict import Verdict


@dataclass
class Answer:
    """Read to its end."""

    status: int
    headers: Mapping[str, str]
    #: The parsed body; None when it is not JSON.
    json: Any
    #: The call, for messages: ``POST /traces``.
    request: str


def settle(outcome: Union[Answer, UnavailableError]) -> Answer:
    """The answer when its status is 2xx; otherwise raises what it is, or the error that its status stands for."""
    if isinstance(outcome, UnavailableError):
        raise outcome
    status, request = outcome.status, outcome.request
    if 200 <= status < 300:
        return outcome
    problem = outcome.json if isinstance(outcome.json, dict) else {}
    told = problem.get("detail")
    detail = told if isinstance(told, str) else f"the server answered {status}"
    if 400 <= status < 500:
        code = problem.get("code")
        issues = problem.get("errors")
        errors = [issue for issue in issues if _is_issue(issue)] if isinstance(issues, list) else []
        raise ApiError(status, code if isinstance(code, str) else f"http_{status}", detail, request, errors)
    if status >= 500:
        raise UnavailableError("server_failed", f"{request} failed with {status}: {detail}", status)
    message = f"{request} was answered with {status}; is the address right?"
    raise UnavailableError("answer_unexpected", message, status)


def _is_issue(issue: Any) -> bool:
    return isinstance(issue, dict) and isinstance(issue.get("path"), str) and isinstance(issue.get("message"), str)


def verdict_of(answer: Answer) -> Verdict:
    """Raises UnavailableError ``answer_unexpected`` for what is no verdict, however well it looks."""
    body = answer.json
    usable = (
        isinstance(body, dict)
        and isinstance(body.get("id"), str)
        and isinstance(body.get("decision"), str)
        and isinstance(body.get("reasons"), list)
        and all(isinstance(reason, dict) for reason in body["reasons"])
    )
    if usable:
        return cast(Verdict, body)
    raise unexpected(answer)


def id_of(answer: Answer) -> str:
    found = answer.json.get("id") if isinstance(answer.json, dict) else None
    if isinstance(found, str) and found:
        return found
    raise unexpected(answer)


def unexpected(answer: Answer) -> UnavailableError:
    message = f"{answer.request} was answered with something that is not AgentSentry's answer; is the address right?"
    return UnavailableError("answer_unexpected", message, answer.status)
