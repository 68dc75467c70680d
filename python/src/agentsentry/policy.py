"""What an enforcer does where it has a choice, and what it has done."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field, replace
from typing import Any, Callable, Literal, Optional

from .deadline import checked_timeout
from .errors import OptionError, UnavailableError
from .per_process import PerProcess
from .steps import Ask

OnUnavailable = Literal["deny", "allow"]
Log = Callable[[str, UnavailableError], None]


@dataclass(frozen=True)
class Counters:
    """What an enforcer has done since it was made. A call and its result are two steps."""

    #: Steps that the server was asked about.
    checked: int = 0
    #: Steps let through although a rule warned.
    warned: int = 0
    #: Steps let through without what rules redact.
    redacted: int = 0
    #: Steps that a person was to be asked about.
    asked: int = 0
    #: Steps not let through, for whatever reason.
    denied: int = 0
    #: Steps let through without a verdict, by ``on_unavailable="allow"``.
    allowed_unavailable: int = 0


def warn(message: str, _error: UnavailableError) -> None:
    logging.getLogger("agentsentry").warning("%s", message)


@dataclass
class Policy:
    on_unavailable: OnUnavailable = "deny"
    timeout: float = 5.0
    on_ask: Optional[Callable[[Ask], Any]] = None
    log: Log = warn
    counters: Counters = field(default_factory=Counters)
    _lock: PerProcess[threading.Lock] = field(default_factory=lambda: PerProcess(threading.Lock))

    def __post_init__(self) -> None:
        if self.on_unavailable not in ("deny", "allow"):
            raise OptionError(f"on_unavailable is `deny` or `allow`, not `{self.on_unavailable}`")
        self.timeout = checked_timeout(self.timeout)

    def count(self, name: str) -> None:
        with self._lock.get():
            self.counters = replace(self.counters, **{name: getattr(self.counters, name) + 1})
