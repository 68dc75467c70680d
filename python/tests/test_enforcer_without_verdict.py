from __future__ import annotations

from typing import Any

import pytest

from agentsentry import ApiError, EnforcementError, UnavailableError
from conftest import Scripted
from either import Either, Kind, Recorder, both
from live_server import LiveServer
from reachable import texts_reachable_from
from scripted_server import Reply, always, dead_address, in_turn, verdict

SECRET = "TOP SECRET plans, the-very-end"
MASKED = "[masked:redact_phone]"

UNAVAILABLE = {
    "the connection drops": Reply(drop=True),
    "the server is too slow": Reply(delay=10),
    "the body never ends": Reply(body=verdict("allow").body, stall=True),
    "the body is cut off": Reply(body=verdict("allow").body, truncate=True),
    "the server fails": Reply(500, body={"detail": "broken"}),
    "the server is overloaded": Reply(503),
    "a proxy answers": Reply(body="<html>Welcome</html>"),
    "the verdict has no decision": Reply(body={"id": "x", "reasons": []}),
    "the verdict is null": Reply(body="null"),
}


@both
class TestWithoutAVerdict:
    @pytest.mark.parametrize("case", UNAVAILABLE)
    def test_the_call_is_denied(self, scripted: Scripted, kind: Kind, case: str) -> None:
        fn = Recorder()
        with Either(kind, scripted(always(UNAVAILABLE[case])).url, session_id="s", timeout=0.4) as guard:
            denial = guard.denial("t", {}, fn)
        assert fn.calls == []
        assert (denial.stage, denial.decision, denial.trace_id, denial.unavailable) == ("call", "block", None, True)
        assert isinstance(denial.__cause__, UnavailableError)

    @pytest.mark.parametrize("case", UNAVAILABLE)
    def test_with_allow_the_call_runs_is_logged_and_counted(self, scripted: Scripted, kind: Kind, case: str) -> None:
        logged: list[str] = []
        server = scripted(always(UNAVAILABLE[case]))
        options: dict[str, Any] = {
            "timeout": 0.4,
            "on_unavailable": "allow",
            "log": lambda text, _: logged.append(text),
        }
        with Either(kind, server.url, session_id="s", **options) as guard:
            assert guard.call("t", {}, lambda: "ran") == "ran"
            assert (guard.counters.allowed_unavailable, guard.counters.denied) == (2, 0)
        assert [text.split(" let")[0] for text in logged] == ["agentsentry: call of `t`", "agentsentry: result of `t`"]

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 429])
    def test_a_refusal_is_a_denial_even_with_allow(self, scripted: Scripted, kind: Kind, status: int) -> None:
        server = scripted(always(Reply(status, body={"detail": "refused", "code": "some_code"})))
        fn = Recorder()
        with Either(kind, server.url, session_id="s", on_unavailable="allow", timeout=1) as guard:
            denial = guard.denial("t", {}, fn)
        assert fn.calls == []
        assert isinstance(denial.__cause__, ApiError)
        assert (denial.unavailable, denial.__cause__.code) == (True, "some_code")

    def test_the_result_does_not_get_out_by_the_error_that_came_instead(self, scripted: Scripted, kind: Kind) -> None:
        server = scripted(in_turn(verdict("allow"), Reply(drop=True)))
        with Either(kind, server.url, session_id="s", timeout=1) as guard:
            denial = guard.denial("t", {}, lambda: SECRET)
        assert (denial.stage, denial.tool_ran, denial.unavailable) == ("result", True, True)
        assert "the-very-end" not in texts_reachable_from(denial)

    def test_nothing_listens_and_the_message_says_so(self, kind: Kind) -> None:
        with Either(kind, dead_address()) as guard:
            denial = guard.denial("t", {}, Recorder())
        assert str(denial) == ("call of `t` denied: no verdict: POST /sessions: the connection failed (ECONNREFUSED)")

    def test_a_check_takes_no_longer_than_its_time_out_session_included(self, scripted: Scripted, kind: Kind) -> None:
        import time

        started = time.monotonic()
        with Either(kind, scripted(always(Reply(delay=5))).url, timeout=0.3) as guard:
            guard.denial("t", {}, Recorder())
            assert time.monotonic() - started < 1.2

    def test_a_client_that_is_closed_denies_even_with_allow(self, live: LiveServer, kind: Kind) -> None:
        guard = Either(kind, live.url, on_unavailable="allow")
        guard.sync_client.close()
        fn = Recorder()
        with guard:
            assert guard.denial("t", {}, fn).unavailable
        assert fn.calls == []


@both
class TestMessages:
    def test_that_pass_are_given_back(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            assert guard.check_text("user", "hello", extra={"text": "other", "channel": "mail"}) == "hello"
            (trace,) = live.recorded(guard.session_id())
        assert (trace["phase"], trace["content"]) == ("user", {"text": "hello", "channel": "mail"})

    def test_are_given_back_without_what_rules_redact(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            assert guard.check_text("assistant", "call 555-1234 or 555-99") == f"call {MASKED} or {MASKED}"

    def test_that_are_blocked_are_denied(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard, pytest.raises(EnforcementError) as caught:
            guard.check_text("assistant", SECRET)
        assert (caught.value.stage, caught.value.tool) == ("output", None)
        assert str(caught.value) == "message of the model withheld: block by `no_secret_out`"
