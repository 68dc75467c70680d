"""Blocking calls, made beside an event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Callable, TypeVar

from .deadline import Deadline
from .per_process import PerProcess

Result = TypeVar("Result")

#: Calls that are under way at once; the next ones wait, and their time goes on meanwhile.
MOST_AT_ONCE = 64
#: A call ends at its deadline by itself; this is for the way back.
_GRACE = 0.25


class Aside:
    """Threads of its own: those of the event loop may all be busy with the very tools that wait for a verdict."""

    def __init__(self) -> None:
        self._threads = PerProcess(lambda: ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="agentsentry"))

    async def run(self, call: Callable[..., Result], *args: Any, **named: Any) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads.get(), partial(call, *args, **named))

    async def run_until(self, deadline: Deadline, call: Callable[..., Result], *args: Any, **named: Any) -> Result:
        """``call`` gets the deadline as well, and keeps it by itself once a thread has begun with it."""
        try:
            running = self.run(call, *args, deadline=deadline, **named)
            return await asyncio.wait_for(running, deadline.remaining() + _GRACE)
        except asyncio.TimeoutError:
            raise deadline.passed() from None

    def close(self) -> None:
        self._threads.get().shutdown(wait=False)
