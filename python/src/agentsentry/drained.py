"""Results that come bit by bit are taken whole before they are judged."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from .json_data import MOST_VALUES


@dataclass
class Drained:
    items: list[Any]
    asynchronous: bool = False

    def again(self, items: list[Any]) -> Any:
        return _one_by_one(items) if self.asynchronous else iter(items)


def is_lazy(value: object) -> bool:
    """Generators, and the built-in iterators (``map``, ``filter``, ``zip``, those of ``itertools``)."""
    return isinstance(value, Iterator) and type(value).__module__ in ("builtins", "itertools")


def drain(value: Iterator[Any]) -> Drained:
    """More items than can be judged are not asked for."""
    items: list[Any] = []
    for item in value:
        items.append(item)
        if len(items) > MOST_VALUES:
            close = getattr(value, "close", None)
            if callable(close):
                close()
            break
    return Drained(items)


async def drain_asynchronously(value: AsyncGenerator[Any, Any]) -> Drained:
    items: list[Any] = []
    try:
        async for item in value:
            items.append(item)
            if len(items) > MOST_VALUES:
                break
    finally:
        await value.aclose()
    return Drained(items, asynchronous=True)


async def _one_by_one(items: list[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield item
