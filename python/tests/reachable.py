"""What can be reached from an error, as a program that reports errors would."""

from __future__ import annotations

import pickle
import types
from typing import Any


def texts_reachable_from(error: BaseException) -> str:
    """Every string reachable by attributes, causes, contexts, arguments, and the variables of our own frames."""
    found: list[str] = [repr(error), str(error), str(pickle.dumps(error))]
    seen: set[int] = set()
    open_values: list[Any] = [error]
    while open_values:
        value = open_values.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, (str, bytes)):
            found.append(str(value))
        elif isinstance(value, dict):
            open_values += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            open_values += value
        elif isinstance(value, BaseException):
            open_values += [value.args, value.__cause__, value.__context__, vars(value), value.__traceback__]
        elif isinstance(value, types.TracebackType):
            open_values.append(value.tb_next)
            # The frames of the test hold what the test knows.
            if "/agentsentry/" in value.tb_frame.f_code.co_filename:
                open_values.append(dict(value.tb_frame.f_locals))
        elif hasattr(value, "__dict__") and type(value).__module__.startswith("agentsentry"):
            open_values.append(vars(value))
    return "\n".join(found)
