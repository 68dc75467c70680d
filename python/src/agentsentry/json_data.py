"""Plain JSON data that every store can hold, and how much of a value is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Union

Json = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]

# With what a trace adds around a value, the first two stay below what a server takes.
DEEPEST_LEVEL = 60
MOST_VALUES = 24_000
#: In strings and keys together.
MOST_CHARACTERS = 32 * 1024 * 1024
#: Beyond this, readers of JSON carry whole numbers differently.
LARGEST_INTEGER = 2**53 - 1

REPLACEMENT = "\ufffd"
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


def well_formed(text: str) -> str:
    """NUL and surrogates, which in Python never stand for a character, become U+FFFD."""
    return _UNHOLDABLE.sub(REPLACEMENT, text)


def free_name(target: Mapping[str, object], key: str, position: int) -> str:
    """``key`` as a name that every store can hold and that ``target`` does not have yet, so that no value hides
    another.

    ``__proto__``, which many programs lose, gets U+FFFD appended; a name that is taken gets U+FFFD and its position.
    """
    name = "__proto__" + REPLACEMENT if key == "__proto__" else well_formed(key)
    # The position keeps this short however many keys become equal; what is appended after it ends for sure.
    if name in target:
        name += REPLACEMENT + str(position)
    while name in target:
        name += REPLACEMENT
    return name
