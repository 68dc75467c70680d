"""What a process must not share with the process that it was forked from."""

from __future__ import annotations

import os
from typing import Callable, Generic, TypeVar

Kept = TypeVar("Kept")


class PerProcess(Generic[Kept]):
    """One value for each process, made when first asked for.

    A child that was forked has copies of its parent's locks, which nobody may ever release, and of its sockets, on
    which both would talk at once. With this it makes its own.
    """

    def __init__(self, make: Callable[[], Kept]) -> None:
        self._make = make
        self._made: dict[int, Kept] = {}

    def get(self) -> Kept:
        pid = os.getpid()
        found = self._made.get(pid)
        if found is not None:
            return found
        for other in list(self._made):
            self._made.pop(other, None)
        # Of two threads that come at once, both get what the first has set.
        return self._made.setdefault(pid, self._make())
