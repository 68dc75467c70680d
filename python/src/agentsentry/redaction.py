"""Data without what redact rules found in it."""

from __future__ import annotations

from typing import Any, Optional

from .verdict import Verdict


def redacted_content(verdict: Verdict) -> Optional[dict[str, Any]]:
    """The payload of the answer, in which everything that redact rules matched is masked.

    None when the server did not do so, or could not tell what to mask because a rule could not be evaluated.
    """
    masked, payload = verdict.get("masked"), verdict.get("payload")
    if type(masked) is not int or masked <= 0 or not isinstance(payload, dict):
        return None
    return None if any(reason.get("unevaluated") is not None for reason in verdict["reasons"]) else payload


def is_plain_data(copy: Any, content: Any) -> bool:
    """Whether a copy says nothing that its content does not: only then can JSON that was rewritten stand for it."""
    if type(copy) is dict:
        same_names = isinstance(content, dict) and list(copy) == list(content)
        return same_names and all(is_plain_data(copy[name], content[name]) for name in copy)
    if type(copy) in (list, tuple):
        same_length = isinstance(content, list) and len(copy) == len(content)
        return same_length and all(is_plain_data(held, shown) for held, shown in zip(copy, content))
    return (copy is None or type(copy) in (str, bool, int, float)) and bool(copy == content)


def like(copy: Any, new: Any) -> Any:
    """``new`` with the types of ``copy`` where JSON has one for two: tuples, and whole numbers that are floats."""
    if type(copy) is dict and isinstance(new, dict):
        return {name: like(copy[name], held) if name in copy else held for name, held in new.items()}
    if type(copy) in (list, tuple) and isinstance(new, list) and len(copy) == len(new):
        items = [like(held, other) for held, other in zip(copy, new)]
        return items if type(copy) is list else tuple(items)
    return copy if type(copy) is float and type(new) is int and copy == new else new
