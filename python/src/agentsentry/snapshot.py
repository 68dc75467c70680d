"""Reading any value once: what it says, and a copy that says the same."""

from __future__ import annotations

import collections
import enum
import math
from dataclasses import dataclass
from typing import Any

from .json_data import (
    DEEPEST_LEVEL,
    LARGEST_INTEGER,
    MOST_CHARACTERS,
    MOST_VALUES,
    Json,
    free_name,
    well_formed,
)
from .stand_in import bytes_shown, shown


@dataclass
class Snapshot:
    #: What the value says, as JSON data.
    content: Json
    #: The value once more, for whoever is to work with exactly what ``content`` says.
    copy: Any
    #: False when something was left out because it is too deep or too large.
    whole: bool


def snapshot(value: object) -> Snapshot:
    """Reads any value once and never raises, whatever the value's own code does.

    ``content``: NUL and surrogates in strings and keys become U+FFFD, which a key ``__proto__`` gets appended; numbers
    that are not finite or beyond ±(2^53 - 1) become strings; bytes that are readable UTF-8 their text; dates ISO 8601;
    decimals, UUIDs and paths their text; enums their value; errors ``{name, message, …}`` with all that they carry;
    sets, tuples and deques lists; any other object its stored fields, or ``[object Name]`` without any. A dict whose
    keys are neither strings, numbers, booleans nor None becomes a list of pairs. A cycle becomes ``[Circular]``, what
    cannot be read ``[Unreadable]``, what is more than 60 levels deep ``[Too deep]``, what exceeds 24,000 values or 32
    Mi characters ``[Too large]``.

    ``copy``: dicts, lists, tuples, sets, deques and bytes anew, with the keys and strings of ``content``. What cannot
    be copied (functions, instances of other classes) is the same reference.
    """
    reader = _Reader()
    content, copy = reader.read(value, 0)
    return Snapshot(content, copy, reader.whole)


def to_content(value: object) -> Json:
    """Any value as plain JSON data: the ``content`` of its snapshot."""
    return snapshot(value).content


class _Reader:
    def __init__(self) -> None:
        self.whole = True
        self._values = 0
        self._characters = 0
        # The objects that are being read, each with its copy.
        self._open: dict[int, Any] = {}

    def read(self, value: Any, level: int) -> tuple[Json, Any]:
        self._values += 1
        kind = type(value)
        if kind is str:
            self._characters += len(value)
        if self._is_full():
            return self._left_out("[Too large]")
        if value is None or kind is bool:
            return value, value
        if kind is str:
            text = well_formed(value)
            return text, text
        if kind is int:
            return _integer_shown(value), value
        if kind is float:
            return _float_shown(value), value
        if id(value) in self._open:
            return "[Circular]", self._open[id(value)]
        if level >= DEEPEST_LEVEL:
            return self._left_out("[Too deep]")
        try:
            return self._read_object(value, level)
        except (RecursionError, MemoryError):
            return self._left_out("[Too deep]")
        except Exception:
            return "[Unreadable]", None
        finally:
            self._open.pop(id(value), None)

    def _read_object(self, value: Any, level: int) -> tuple[Json, Any]:
        kind = type(value)
        if kind is dict:
            return self._read_dict(value, {}, level)
        if kind is list:
            return self._read_items(value, [], level)
        if kind is collections.OrderedDict:
            return self._read_dict(value, collections.OrderedDict(), level)
        if kind is collections.defaultdict:
            return self._read_dict(value, collections.defaultdict(value.default_factory), level)
        if kind is collections.deque:
            return self._read_items(value, collections.deque(maxlen=value.maxlen), level)
        if kind in (tuple, set, frozenset):
            # Through it a cycle can only be closed by what it holds; the copy has nothing there.
            self._open[id(value)] = None
            content, items = self._read_items(list(value), [], level)
            return content, kind(items)
        if kind in (bytes, bytearray, memoryview):
            data = bytes(value)
            content, _ = self.read(bytes_shown(data), level + 1)
            return content, kind(data)
        # By reference: of a subclass of a built-in type only what is stored is read.
        self._open[id(value)] = value
        content, _ = self.read(_plain_leaf(value), level + 1)
        return content, value

    def _read_items(self, value: Any, copy: Any, level: int) -> tuple[Json, Any]:
        content: list[Json] = []
        self._open[id(value)] = copy
        for item in value:
            if self._is_full():
                break
            shown_item, copied_item = self.read(item, level + 1)
            content.append(shown_item)
            copy.append(copied_item)
        return content, copy

    def _read_dict(self, value: dict[Any, Any], copy: Any, level: int) -> tuple[Json, Any]:
        entries = list(value.items())
        if any(_name_of(key) is None for key, _ in entries):
            return self._read_pairs(entries, copy, level)
        content: dict[str, Json] = {}
        self._open[id(value)] = copy
        for position, (key, held) in enumerate(entries):
            if self._is_full():
                break
            name = str(_name_of(key))
            self._characters += len(name)
            shown_value, copied_value = self.read(held, level + 1)
            free = free_name(content, name, position)
            content[free] = shown_value
            copy[free if isinstance(key, str) else key] = copied_value
        return content, copy

    def _read_pairs(self, entries: list[tuple[Any, Any]], copy: Any, level: int) -> tuple[Json, Any]:
        content, pairs = self._read_items(entries, [], level)
        for key, held in pairs:
            copy[key] = held
        return content, copy

    def _is_full(self) -> bool:
        return self._values > MOST_VALUES or self._characters > MOST_CHARACTERS

    def _left_out(self, content: str) -> tuple[Json, Any]:
        self.whole = False
        return content, None


def _plain_leaf(value: Any) -> Any:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, enum.Enum) or not isinstance(value, (int, float, bytes, bytearray)):
        return shown(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return bytes_shown(bytes(value))


def _name_of(key: object) -> str | None:
    """The key as JSON names it; None for one that JSON cannot name."""
    if isinstance(key, str):
        return str.__str__(key)
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if type(key) in (int, float):
        return str(_integer_shown(key) if isinstance(key, int) else _float_shown(key))  # type: ignore[arg-type]
    return None


def _integer_shown(value: int) -> Json:
    if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return value
    try:
        return str(value)
    except ValueError:
        # Python refuses to write very large numbers in decimal.
        return hex(value)


def _float_shown(value: float) -> Json:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return 0
    return value if abs(value) <= LARGEST_INTEGER else repr(value)
