"""How values that are not plain data are shown to the judge."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import fractions
import ipaddress
import pathlib
import re
import types
import uuid
from typing import Any

from .json_data import MOST_VALUES, Json

_SHOWN_AS_TEXT = (
    decimal.Decimal,
    fractions.Fraction,
    uuid.UUID,
    pathlib.PurePath,
    datetime.timedelta,
    datetime.tzinfo,
    complex,
    ipaddress.IPv4Address,
    ipaddress.IPv6Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Network,
)
_SEQUENCES = (list, tuple, set, frozenset, collections.deque)
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_UNREADABLE_BYTES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def bytes_shown(data: bytes) -> Json:
    """The text, if they are readable UTF-8; else the numbers, no more of them than are read anyway."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return list(data[: MOST_VALUES + 1])
    return list(data[: MOST_VALUES + 1]) if _UNREADABLE_BYTES.search(text) else text


def shown(value: object) -> Any:
    """What is read in place of ``value``. Raises whatever the value's own code raises."""
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, _SHOWN_AS_TEXT):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, BaseException):
        return _error_shown(value)
    if isinstance(value, type):
        return f"[Class {value.__name__}]"
    if isinstance(value, _FUNCTIONS):
        return f"[Function {value.__name__}]"
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return dict(zip(value._fields, tuple.__iter__(value)))
    if isinstance(value, _SEQUENCES):
        return list(_items(value))
    if isinstance(value, dict):
        return dict(dict.items(value))
    if isinstance(value, types.MappingProxyType):
        return dict(value)
    return _fields_of(value) or _listed(value)


def _items(value: Any) -> Any:
    """By the built-in way, whatever a subclass says of itself."""
    kind: Any
    for kind in _SEQUENCES:
        if isinstance(value, kind):
            return kind.__iter__(value)
    return ()


def _listed(value: object) -> Any:
    """Arrays of numbers hold what they hold outside of any field."""
    to_list = getattr(type(value), "tolist", None)
    return to_list(value) if callable(to_list) else f"[object {type(value).__name__}]"


def _error_shown(error: BaseException) -> dict[str, Any]:
    """What a program or a person commonly sees of it: frameworks print the arguments and where it came from as well."""
    message = str(error)
    told: dict[str, Any] = {"name": type(error).__name__, "message": message}
    if error.args not in ((), (message,)):
        told["args"] = [part if _is_data(part) else f"[object {type(part).__name__}]" for part in error.args]
    notes = getattr(error, "__notes__", None)
    if notes:
        told["notes"] = notes
    fields = {name: held for name, held in vars(error).items() if name != "__notes__" and _is_data(held)}
    if fields:
        told["fields"] = fields
    source = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if source is not None:
        told["cause"] = source
    inner = getattr(error, "exceptions", None)
    if isinstance(inner, tuple):
        told["exceptions"] = inner
    return told


def _is_data(value: object) -> bool:
    """Errors carry requests, responses and connections along, through which half of a program can be reached."""
    return value is None or type(value) in (str, bytes, int, float, bool, list, tuple, dict)


def _fields_of(value: object) -> dict[str, Any]:
    """Its own, as they are stored: no property and no other code of the value is run."""
    fields: dict[str, Any] = {}
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            member = kind.__dict__.get(_mangled(kind.__name__, name))
            if name in ("__dict__", "__weakref__") or not isinstance(member, types.MemberDescriptorType):
                continue
            try:
                fields[name] = member.__get__(value, kind)
            except AttributeError:
                continue
    own = _own_fields(value)
    if isinstance(own, dict):
        fields.update(dict.items(own))
    return fields


def _own_fields(value: object) -> Any:
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None


def _mangled(kind: str, name: str) -> str:
    return f"_{kind.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name
