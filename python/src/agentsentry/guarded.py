"""Functions that are guarded on every call."""

from __future__ import annotations

import functools
import inspect
from collections import OrderedDict
from collections.abc import Collection
from typing import Any, Callable, Optional, TypeVar, Union, cast

from .async_enforcer import AsyncEnforcer
from .calling import is_asynchronous
from .enforcer import Enforcer
from .errors import OptionError
from .judging import GuardedCall, guard

Function = TypeVar("Function", bound=Callable[..., Any])


def guarded(
    enforcer: Union[Enforcer, AsyncEnforcer], *, name: Optional[str] = None, leave_out: Collection[str] = ()
) -> Callable[[Function], Function]:
    """``@guarded(enforcer, name="shell")``: the function runs only when its call passes, and gives only what passes.

    Judged are its arguments by name, defaults included, but for ``self`` and ``cls`` and those that ``leave_out`` names
    (connections, contexts), which are passed as they are. ``name`` is the function's own unless given.

    With an Enforcer a plain function stays one, and an asynchronous one is guarded without blocking its event loop.
    With an AsyncEnforcer every function becomes asynchronous. Of a generator function all that it yields is judged
    first, at the call. Raises OptionError for a parameter in ``leave_out`` that there is not.
    """

    def decorate(function: Function) -> Function:
        binding = _Binding(function, name or str(getattr(function, "__name__", "function")), frozenset(leave_out))
        if isinstance(enforcer, Enforcer) and not is_asynchronous(function):
            return cast(Function, _guarded_plainly(enforcer, binding))
        by = AsyncEnforcer.over(enforcer) if isinstance(enforcer, Enforcer) else enforcer
        if inspect.isasyncgenfunction(function):
            return cast(Function, _guarded_generator(by, binding))
        return cast(Function, _guarded_asynchronously(by, binding))

    return decorate


class _Binding:
    """Which of a function's arguments are judged, and the way back."""

    def __init__(self, function: Callable[..., Any], tool: str, leave_out: frozenset[str]) -> None:
        self.function = function
        self._tool = tool
        self._signature = inspect.signature(function)
        parameters = list(self._signature.parameters)
        unknown = leave_out - set(parameters)
        if unknown:
            raise OptionError(f"`{tool}` has no parameter {', '.join(f'`{other}`' for other in sorted(unknown))}")
        self._left_out = leave_out | (set(parameters[:1]) & {"self", "cls"})

    def call(self, args: tuple[Any, ...], named: dict[str, Any]) -> GuardedCall:
        """Raises TypeError, as the function would, for arguments that it does not take."""
        bound = self._signature.bind(*args, **named)
        bound.apply_defaults()
        judged = {key: value for key, value in bound.arguments.items() if key not in self._left_out}

        def run(copies: dict[str, Any]) -> Any:
            values = {key: copies.get(key, held) for key, held in bound.arguments.items()}
            again = inspect.BoundArguments(self._signature, OrderedDict(values))
            return self.function(*again.args, **again.kwargs)

        return GuardedCall(self._tool, judged, run)


def _guarded_plainly(enforcer: Enforcer, binding: _Binding) -> Callable[..., Any]:
    @functools.wraps(binding.function)
    def call(*args: Any, **named: Any) -> Any:
        return enforcer.outcome_of(guard(enforcer.policy, binding.call(args, named))).unwrap()

    return call


def _guarded_asynchronously(enforcer: AsyncEnforcer, binding: _Binding) -> Callable[..., Any]:
    @functools.wraps(binding.function)
    async def call(*args: Any, **named: Any) -> Any:
        return (await enforcer.outcome_of(guard(enforcer.policy, binding.call(args, named)))).unwrap()

    return call


def _guarded_generator(enforcer: AsyncEnforcer, binding: _Binding) -> Callable[..., Any]:
    @functools.wraps(binding.function)
    async def call(*args: Any, **named: Any) -> Any:
        items = (await enforcer.outcome_of(guard(enforcer.policy, binding.call(args, named)))).unwrap()
        async for item in items:
            yield item

    return call
