"""Content as a server records it."""

from __future__ import annotations

from collections.abc import Mapping

from .json_data import Json, free_name
from .snapshot import to_content


class Recordable(dict[str, Json]):
    """Content every field of which is plain JSON data already."""


def recordable(content: Mapping[str, object]) -> Recordable:
    """Every field as ``to_content`` shows it."""
    if isinstance(content, Recordable):
        return content
    recorded = Recordable()
    for position, (key, value) in enumerate(list(content.items())):
        recorded[free_name(recorded, str(key), position)] = to_content(value)
    return recorded
