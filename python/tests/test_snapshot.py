from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import pathlib
import random
import time
import types
import uuid
from typing import Any

import pytest

from agentsentry import to_content
from agentsentry.json_data import DEEPEST_LEVEL, MOST_CHARACTERS, MOST_VALUES
from agentsentry.sdk import _written
from agentsentry.snapshot import snapshot


class Account:
    def __init__(self) -> None:
        self.owner = "ann"
        self._balance = 3

    @property
    def secret(self) -> str:
        raise AssertionError("no code of the value is run")


class Slotted:
    __slots__ = ("__hidden", "shown", "unset")

    def __init__(self) -> None:
        self.shown = 1
        self.__hidden = 2


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Loud(str):
    def __str__(self) -> str:
        return "something else"

    def __iter__(self) -> Any:
        raise AssertionError


class Liar(dict):  # type: ignore[type-arg]
    def items(self) -> Any:
        return [("cmd", "ls")]


@dataclasses.dataclass
class Point:
    x: int


Pair = collections.namedtuple("Pair", "left right")


def nested(levels: int) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = {"in": value}
    return value


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ({"a": [None, True, 1, 1.5, "x"]}, {"a": [None, True, 1, 1.5, "x"]}),
        ((1, (2,)), [1, [2]]),
        ({3}, [3]),
        (2**70, "1180591620717411303424"),
        (-(2**53), "-9007199254740992"),
        (2**53 - 1, 2**53 - 1),
        ([float("nan"), float("inf"), float("-inf"), -0.0, -1e300], ["NaN", "Infinity", "-Infinity", 0, "-1e+300"]),
        (b"rm -rf /\n", "rm -rf /\n"),
        (bytearray(b"caf\xc3\xa9"), "café"),
        (b"\x00\xff", [0, 255]),
        (memoryview(b"hi"), "hi"),
        (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc), "1970-01-01T00:00:00+00:00"),
        (datetime.date(1970, 1, 1), "1970-01-01"),
        (decimal.Decimal("1.10"), "1.10"),
        (uuid.UUID(int=0), "00000000-0000-0000-0000-000000000000"),
        (pathlib.PurePosixPath("/etc/passwd"), "/etc/passwd"),
        ([Colour.RED, Level.HIGH], ["red", 3]),
        (Loud("rm -rf /"), "rm -rf /"),
        (Liar(cmd="rm -rf /"), {"cmd": "rm -rf /"}),
        (Point(1), {"x": 1}),
        (Pair(1, 2), {"left": 1, "right": 2}),
        (Account(), {"owner": "ann", "_balance": 3}),
        (Slotted(), {"__hidden": 2, "shown": 1}),
        (types.MappingProxyType({"a": 1}), {"a": 1}),
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.deque([1]), [1]),
        (collections.UserDict(a=1), {"data": {"a": 1}}),
        (nested, "[Function nested]"),
        (len, "[Function len]"),
        (Account, "[Class Account]"),
        (object(), "[object object]"),
        ((part for part in "ab"), "[object generator]"),
        ({1: "a", None: "b", False: "c", 2.5: "d"}, {"1": "a", "null": "b", "false": "c", "2.5": "d"}),
        ({(1, 2): "a"}, [[[1, 2], "a"]]),
        ({"a\ud83d": "b\udc00\x00"}, {"a\ufffd": "b\ufffd\ufffd"}),
        ("🙂", "🙂"),
        ({"__proto__": 1, "__class__": 2}, {"__proto__\ufffd": 1, "__class__": 2}),
        (KeyError("k"), {"name": "KeyError", "message": "'k'", "args": ["k"]}),
        (FileNotFoundError(2, "no"), {"name": "FileNotFoundError", "message": "[Errno 2] no", "args": [2, "no"]}),
    ],
)
def test_what_a_value_says(value: Any, content: Any) -> None:
    assert to_content(value) == content


def test_two_keys_that_become_equal_are_both_shown() -> None:
    assert to_content(
        {f"k{other}": held for other, held in zip("\ud800\ufffd\udc00", ("rm -rf /", "harmless", "too"))}
    ) == {
        "k\ufffd": "rm -rf /",
        "k\ufffd\ufffd1": "harmless",
        "k\ufffd\ufffd2": "too",
    }
    assert to_content({1: "a", "1": "rm -rf /"}) == {"1": "a", "1\ufffd1": "rm -rf /"}


def test_a_cycle_is_cut_where_it_closes_and_what_is_merely_used_twice_is_shown_twice() -> None:
    shared = {"x": 1}
    value: dict[str, Any] = {"one": shared, "two": shared}
    value["self"] = {"again": value}
    read = snapshot(value)
    assert read.content == {"one": {"x": 1}, "two": {"x": 1}, "self": {"again": "[Circular]"}}
    assert read.copy["self"]["again"] is read.copy
    assert read.whole
    around: tuple[Any, ...] = ([],)
    around[0].append(around)
    assert to_content(around) == [["[Circular]"]]
    knot = Account()
    knot.owner = knot  # type: ignore[assignment]
    assert to_content(knot) == {"owner": "[Circular]", "_balance": 3}


def test_sixty_levels_are_shown_and_no_more() -> None:
    assert snapshot(nested(DEEPEST_LEVEL)).content == nested(DEEPEST_LEVEL)
    assert snapshot(nested(DEEPEST_LEVEL)).whole
    deeper = snapshot(nested(DEEPEST_LEVEL + 1))
    assert "[Too deep]" in str(deeper.content)
    assert not deeper.whole


def test_where_python_itself_is_too_deep_it_is_said() -> None:
    import sys

    def descend(levels: int) -> Any:
        return descend(levels - 1) if levels else snapshot(nested(50))

    with pytest.raises(RecursionError):
        descend(sys.getrecursionlimit())
    frames = len(__import__("inspect").stack(0))
    assert not descend(sys.getrecursionlimit() - frames - 60).whole


def test_what_is_too_large_is_cut_and_said_to_be_in_reasonable_time() -> None:
    bomb: Any = "x"
    for _ in range(40):
        bomb = [bomb, bomb]
    value: Any
    for value in (bomb, "x" * (MOST_CHARACTERS + 1), [{}] * MOST_VALUES, b"\xff" * 10**8, dict.fromkeys(range(10**6))):
        started = time.monotonic()
        read = snapshot(value)
        assert not read.whole
        assert "[Too large]" in str(read.content)[-400:]
        assert time.monotonic() - started < 3
    assert snapshot([1] * (MOST_VALUES - 1)).whole


def test_many_keys_that_become_equal_take_no_longer_than_as_many_others() -> None:
    value = {chr(0xD800 + index % 1000) + chr(0xD800 + index // 1000): 1 for index in range(20_000)}
    started = time.monotonic()
    content = to_content(value)
    assert isinstance(content, dict)
    assert len(content) == 20_000
    assert time.monotonic() - started < 2


def test_a_number_that_python_does_not_write_is_shown_otherwise() -> None:
    assert str(to_content(10**10_000)).startswith(("0x", "1000"))


class Hostile:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("hands off")


class HostileError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("hands off")


def test_hostile_values_do_not_raise() -> None:
    # One without readable fields has nothing to say but its name.
    assert to_content([Hostile()]) in ([["[Unreadable]"]], ["[object Hostile]"], ["[Unreadable]"])
    assert to_content([HostileError()]) == ["[Unreadable]"]


def test_a_copy_is_deep_and_keeps_its_types() -> None:
    value: dict[str, Any] = {
        "list": [{"a": 1}],
        "pair": (1, [2]),
        "set": {1},
        "bytes": bytearray(b"x"),
        "by_default": collections.defaultdict(list, a=[1]),
        "at": datetime.date(1970, 1, 1),
        "keys": {1: "a"},
        "pairs": {(1, 2): [3]},
    }
    copy = snapshot(value).copy
    assert copy == value
    assert [type(held) for held in copy.values()] == [type(held) for held in value.values()]
    assert copy["list"][0] is not value["list"][0]
    assert copy["pairs"][1, 2] is not value["pairs"][1, 2]
    assert copy["bytes"] is not value["bytes"]
    account = Account()
    assert snapshot([account, len]).copy == [account, len]


def anything(chance: random.Random, level: int = 0) -> Any:
    kind = chance.randrange(14 if level < 5 else 9)
    if kind < 9:
        leaves = [
            None,
            True,
            chance.randrange(-(10**18), 10**18),
            chance.uniform(-1e20, 1e20),
            b"\xff",
            Colour.RED,
            0.0,
        ]
        text = "".join(chr(chance.choice([0, 65, 0xD800, 0xDFFF, 0xFFFD, 0x1F642, 10])) for _ in range(3))
        return chance.choice([*leaves, text])
    size = chance.randrange(4)
    if kind < 11:
        keys = [chance.choice(["a", 1, None, "\ud800", "\x00", "__proto__", (1,), True]) for _ in range(size)]
        return {key: anything(chance, level + 1) for key in keys}
    items = [anything(chance, level + 1) for _ in range(size)]
    return items if kind < 13 else tuple(items)


def test_any_value_is_json_that_a_server_records_and_is_shown_the_same_again() -> None:
    chance = random.Random(7)
    for _ in range(2_000):
        content = to_content(anything(chance))
        assert to_content(content) == content
        text = _written(content).decode()
        assert "\x00" not in text
        assert "\\u0000" not in text
        assert '"__proto__":' not in text
