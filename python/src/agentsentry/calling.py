"""Calling a function with the very args that were judged."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Optional


def call_of(function: Callable[..., Any], args: Any) -> Optional[Callable[[Any], Any]]:
    """How ``function`` takes ``args``; None when it takes nothing, and works with what it has at hand.

    As keyword arguments when it has those names, as one value when it has room for one.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    if not signature.parameters:
        return None
    if type(args) is dict and all(type(name) is str for name in args) and _binds(signature, **args):
        return lambda judged: function(**judged)
    if _binds(signature):
        return None
    return lambda judged: function(judged)


def _binds(signature: inspect.Signature, *args: Any, **named: Any) -> bool:
    try:
        signature.bind(*args, **named)
    except TypeError:
        return False
    return True


def is_asynchronous(function: Callable[..., Any]) -> bool:
    """Whether calling it gives something that has to be awaited or iterated by an event loop."""
    while hasattr(function, "func") and callable(function.func):
        function = function.func
    called = function if inspect.isroutine(function) else type(function).__call__
    return inspect.iscoroutinefunction(called) or inspect.isasyncgenfunction(called)
