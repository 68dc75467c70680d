"""When a call that may be repeated is repeated."""

from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime
from typing import Callable, Optional

REPEATABLE_STATUS = frozenset({429, 502, 503, 504})

FIRST_PAUSE = 0.1
LONGEST_BACKOFF = 5.0
#: However long a server asks us to wait, this is the most that is waited.
LONGEST_RETRY_AFTER = 30.0


def pause_after(attempt: int, retry_after: Optional[str], chance: Callable[[], float] = random.random) -> float:
    """Seconds to wait before the next attempt, after ``attempt`` (from 1) failed.

    Doubling, with the lower half left to chance so that clients do not come back in step, and never less than the
    server asked for in ``Retry-After``.
    """
    backoff: float = min(LONGEST_BACKOFF, FIRST_PAUSE * 2 ** min(attempt - 1, 16))
    return max(backoff * (0.5 + chance() / 2), _retry_after_seconds(retry_after))


def _retry_after_seconds(value: Optional[str]) -> float:
    """``Retry-After`` (RFC 9110) is a number of seconds or an HTTP date; anything else asks for nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(LONGEST_RETRY_AFTER, float(text[:9]))
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return 0.0
    return min(LONGEST_RETRY_AFTER, max(0.0, seconds))
