"""One point in time that everything done for one call has to meet."""

from __future__ import annotations

import math
import time
from typing import Any

from .errors import OptionError, UnavailableError

#: About 24 days, the longest that every system's sockets can wait.
LONGEST_SECONDS = 2_147_483.0


class Deadline:
    """Waiting, attempts, pauses and reading answers share it. Seconds on the monotonic clock."""

    def __init__(self, timeout: float) -> None:
        self.timeout = checked_timeout(timeout)
        self._ends_at = time.monotonic() + self.timeout

    def remaining(self) -> float:
        return max(0.0, self._ends_at - time.monotonic())

    def part(self, seconds: float) -> Deadline:
        """A deadline ``seconds`` from now, but not later than this one; it speaks of the whole time-out."""
        earlier = Deadline(self.timeout)
        earlier._ends_at = min(self._ends_at, time.monotonic() + seconds)
        return earlier

    def left(self) -> float:
        """Seconds that remain; raises when none do."""
        seconds = self.remaining()
        if seconds <= 0:
            raise self.passed()
        return seconds

    def passed(self) -> UnavailableError:
        return UnavailableError("timed_out", f"no answer in time (time-out {self.timeout:g} s)")


def checked_timeout(timeout: Any) -> float:
    """The time-out in seconds as it was given. Raises OptionError when it is not a positive, finite number."""
    usable = isinstance(timeout, (int, float)) and not isinstance(timeout, bool) and math.isfinite(timeout)
    if usable and 0 < timeout <= LONGEST_SECONDS:
        return float(timeout)
    raise OptionError(f"timeout must be above 0 and at most {LONGEST_SECONDS:g} seconds, not `{timeout}`")
