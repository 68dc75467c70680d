"""What the server says of a trace."""

from __future__ import annotations

from typing import Any, Optional, TypedDict

#: From the weakest to the strongest. A decision that is none of these is to be taken for ``block``.
DECISIONS = ("allow", "warn", "redact", "ask", "block")


class _NamedReason(TypedDict):
    rule: str


class Reason(_NamedReason, total=False):
    """Why a trace got its decision: one for each rule that matched.

    ``path`` is a JSON Pointer into the content and ``span`` the match ``[start, end)`` in that string, in UTF-16 code
    units. ``key_span`` says that the match touches the key. ``excerpt`` is short, with secrets masked.
    """

    type: str
    severity: str
    decision: str
    description: Optional[str]
    path: str
    span: list[int]
    key_span: list[int]
    excerpt: str
    view: str
    via: list[str]
    unevaluated: str


class _Judged(TypedDict):
    id: str
    decision: str
    reasons: list[Reason]


class Verdict(_Judged, total=False):
    """The answer to a trace. ``payload`` is the content as recorded."""

    session_id: str
    role: str
    phase: str
    payload: dict[str, Any]
    created_at: str
    rule_set: int
    #: How many places of the payload were masked.
    masked: int
