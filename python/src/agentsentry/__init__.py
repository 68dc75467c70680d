"""AgentSentry: see what your agents do, and stop what they must not do."""

from .async_enforcer import AsyncEnforcer
from .async_sdk import AsyncAgentSentryClient
from .async_tracer import AsyncTracer
from .enforcer import Enforcer
from .errors import AgentSentryError, ApiError, Denial, EnforcementError, OptionError, UnavailableError
from .guarded import guarded
from .policy import Counters
from .sdk import AgentSentryClient
from .snapshot import to_content
from .steps import Ask
from .tracer import Tracer
from .verdict import Reason, Verdict

__all__ = [
    "AgentSentryClient",
    "AgentSentryError",
    "ApiError",
    "Ask",
    "AsyncAgentSentryClient",
    "AsyncEnforcer",
    "AsyncTracer",
    "Counters",
    "Denial",
    "EnforcementError",
    "Enforcer",
    "OptionError",
    "Reason",
    "Tracer",
    "UnavailableError",
    "Verdict",
    "guarded",
    "to_content",
]
