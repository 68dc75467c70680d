"""What an enforcer does, without doing it: the same course for threads and for event loops.

A course is a generator. It yields what is to be done, and is sent what came of it; it neither waits nor raises.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional, Union

from .drained import Drained
from .errors import EnforcementError, Stage
from .json_data import Json, well_formed
from .recordable import Recordable
from .redaction import is_plain_data
from .snapshot import snapshot
from .verdict import Reason, Verdict


@dataclass(frozen=True)
class Step:
    """One step of an agent, as it is to be judged."""

    role: str
    stage: Stage
    #: None for a message.
    tool: Optional[str]
    content: Recordable
    #: False when the content shows less than there is: such a step is denied whatever its verdict.
    whole: bool
    #: Whether what is judged can be replaced by JSON without losing anything.
    is_plain: bool


def call_step(tool: str, args: Any, preview: Optional[Mapping[str, Any]] = None) -> tuple[Step, Any]:
    """A call as it is judged, and the arguments that it is to be made with: a copy that nobody else can change."""
    read = snapshot(args)
    content = Recordable(tool=well_formed(str(tool)), args=read.content)
    whole = read.whole
    if preview is not None:
        seen = snapshot(preview)
        content["preview"] = seen.content
        whole = whole and seen.whole
    return Step("tool", "call", str(tool), content, whole, is_plain_data(read.copy, read.content)), read.copy


def result_step(tool: str, args: Json, key: str, value: Any) -> tuple[Step, Any]:
    """What a call came to: its ``result`` or ``error``. An error is never plain: what rules redact in it is denied."""
    read = snapshot(value)
    content = Recordable(tool=well_formed(str(tool)), args=args)
    content[key] = read.content
    is_plain = key == "result" and is_plain_data(read.copy, read.content)
    return Step("tool", "result", str(tool), content, read.whole, is_plain), read.copy


def message_step(role: str, text: str, extra: Optional[Mapping[str, Any]] = None) -> Step:
    """What was said to the model, or what it said. ``extra`` is judged beside the text and cannot replace it."""
    read = snapshot({**dict(extra or {}), "text": text})
    others = read.content if isinstance(read.content, dict) else {}
    content = Recordable({"text": snapshot(str(text)).content, **{k: v for k, v in others.items() if k != "text"}})
    return Step(role, "output" if role == "assistant" else "input", None, content, read.whole, True)


@dataclass(frozen=True)
class Ask:
    """What a person is asked about."""

    #: None for a message.
    tool: Optional[str]
    stage: Stage
    #: What was judged, as JSON data: ``tool``, ``args``, and ``result`` or ``error`` after a call; ``text`` of a
    #: message.
    content: Mapping[str, Json]
    reasons: tuple[Reason, ...]
    trace_id: str


@dataclass(frozen=True)
class SendTrace:
    """To be answered with a Verdict, or with the error that came instead."""

    role: str
    content: Recordable


@dataclass(frozen=True)
class AskPerson:
    """To be answered with what the caller's ``on_ask`` gave, or with the error that it raised."""

    ask: Ask


@dataclass(frozen=True)
class RunTool:
    """To be answered with what came of it: a Ran."""

    run: Callable[[], Any]


@dataclass(frozen=True)
class Ran:
    value: Any = None
    error: Optional[Exception] = None


Doing = Union[SendTrace, AskPerson, RunTool]


@dataclass(frozen=True)
class Ruling:
    """What is to become of a step: it may not be taken, be taken as ``rewritten`` has it, or as it is."""

    denial: Optional[EnforcementError] = None
    rewritten: Optional[dict[str, Any]] = None
    #: None where there was none, and where it is a denial.
    verdict: Optional[Verdict] = None


@dataclass(frozen=True)
class Outcome:
    """What came of a guarded call: a value, an error of the tool that may be seen, or a denial, which holds neither."""

    value: Any = None
    error: Optional[Exception] = None
    denial: Optional[EnforcementError] = None

    def unwrap(self) -> Any:
        if self.denial is not None:
            raise self.denial
        if self.error is not None:
            raise self.error
        return self.value


Judging = Generator[Doing, Any, Ruling]
Course = Generator[Doing, Any, Outcome]


def _shown(value: Any) -> Any:
    return value.items if isinstance(value, Drained) else value


def _put(value: Any, new: Any) -> Any:
    return value.again(new) if isinstance(value, Drained) and isinstance(new, list) else new


def _same(value: Any) -> Any:
    return value.again(value.items) if isinstance(value, Drained) else value


@dataclass(frozen=True)
class ResultView:
    """What is judged of a result, and how what was rewritten gets back into it."""

    show: Callable[[Any], Any] = _shown
    put: Callable[[Any, Any], Any] = _put
    #: What is handed on when nothing was rewritten.
    same: Callable[[Any], Any] = _same


PLAIN_RESULT = ResultView()
