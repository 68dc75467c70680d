from __future__ import annotations

from typing import Any, Callable

import pytest

from agentsentry import ApiError, OptionError, UnavailableError
from agentsentry.policy import Policy
from conftest import Scripted
from either import Either, Kind, Recorder, both
from live_server import LiveServer
from reachable import texts_reachable_from
from scripted_server import Reply, always, dead_address, in_turn, verdict

SECRET = "TOP SECRET plans, the-very-end"


def throwing(error: BaseException) -> Callable[..., Any]:
    def throw() -> None:
        raise error

    return throw


@both
class TestTheCall:
    def test_that_is_allowed_runs_once_with_its_args_and_gives_its_result(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            assert guard.call("add", {"a": 2, "b": 3}, lambda a, b: a + b) == 5
            steps = [(trace["phase"], trace["content"]) for trace in live.recorded(guard.session_id())]
            counters = guard.counters
        call = {"tool": "add", "args": {"a": 2, "b": 3}}
        assert steps == [("tool_call", call), ("tool_result", {**call, "result": 5})]
        assert (counters.checked, counters.warned, counters.denied, counters.allowed_unavailable) == (2, 0, 0, 0)

    def test_that_draws_a_warning_runs_once(self, live: LiveServer, kind: Kind) -> None:
        fn = Recorder("done")
        with Either(kind, live.url) as guard:
            assert guard.call("bake", {"what": "cake"}, fn) == "done"
            assert guard.counters.warned == 2
        assert len(fn.calls) == 1

    def test_that_is_blocked_never_runs(self, live: LiveServer, kind: Kind) -> None:
        fn = Recorder()
        with Either(kind, live.url) as guard:
            denial = guard.denial("shell", {"command": "rm -rf /"}, fn)
            assert [trace["id"] for trace in live.recorded(guard.session_id())] == [denial.trace_id]
            assert guard.counters.denied == 1
        assert fn.calls == []
        assert (denial.stage, denial.tool_ran, denial.tool, denial.decision, denial.unavailable) == (
            "call",
            False,
            "shell",
            "block",
            False,
        )
        assert denial.reasons[0]["rule"] == "no_shell_rm_rf"
        assert str(denial) == "call of `shell` denied: block by `no_shell_rm_rf`"
        assert denial.__cause__ is None

    @pytest.mark.parametrize("word", ["quarantine", "Allow", "allow ", "ALLOW", "", "__class__"])
    def test_with_an_unknown_decision_never_runs(self, scripted: Scripted, kind: Kind, word: str) -> None:
        fn = Recorder()
        with Either(kind, scripted(always(verdict(word))).url, session_id="s", on_unavailable="allow") as guard:
            denial = guard.denial("t", {}, fn)
        assert fn.calls == []
        assert (denial.decision, denial.unavailable, denial.trace_id) == ("block", False, "trace-1")
        assert f"unknown decision `{word}`" in str(denial)

    def test_is_judged_with_its_preview(self, live: LiveServer, kind: Kind) -> None:
        fn = Recorder()
        with Either(kind, live.url) as guard:
            denial = guard.denial("run", {"script": 7}, fn, preview_payload={"command": "rm -rf /"})
        assert denial.reasons[0]["path"] == "/preview/command"
        assert fn.calls == []

    def test_may_have_no_args(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            assert guard.call("now", None, lambda args: args is None) is True
            assert guard.call("now", {}, lambda: 7) == 7

    def test_of_a_function_that_takes_nothing_needs_no_args(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            assert guard.call("kv.write", {"key": "a"}, lambda: "ok") == "ok"
            # Such a function cannot be given other args, so what would have to be taken out denies the call.
            assert guard.denial("call", {"number": "555-1234"}, lambda: "rang").decision == "redact"


@both
class TestWhatIsJudgedIsWhatRuns:
    def test_changes_while_the_check_is_under_way_do_not_reach_the_tool(self, scripted: Scripted, kind: Kind) -> None:
        args: dict[str, Any] = {"command": "ls", "list": [{"path": "/tmp"}]}

        def answer(_request: object, _index: int) -> Reply:
            args["command"] = "rm -rf /"
            args["list"].append({"path": "/etc"})
            args["list"][0]["path"] = "/"
            return verdict("allow")

        server = scripted(answer)
        fn = Recorder()
        with Either(kind, server.url, session_id="s") as guard:
            guard.call("shell", args, fn)
        assert fn.calls == [{"command": "ls", "list": [{"path": "/tmp"}]}]
        assert all(b"rm -rf" not in request.body for request in server.received)

    def test_a_change_that_the_tool_makes_is_not_recorded_as_the_call(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            guard.call("t", {"a": [1]}, lambda a: a.append(2))
            assert [trace["content"]["args"] for trace in live.recorded(guard.session_id())] == [{"a": [1]}] * 2

    def test_the_tool_gets_the_strings_that_were_judged(self, live: LiveServer, kind: Kind) -> None:
        fn = Recorder()
        with Either(kind, live.url) as guard:
            guard.call("t", {"x\x00": "half an emoji \ud83d"}, fn)
        assert fn.calls == [{"x\ufffd": "half an emoji \ufffd"}]

    @pytest.mark.parametrize("levels", [80, 5_000])
    def test_args_that_cannot_be_shown_whole_never_run(self, live: LiveServer, kind: Kind, levels: int) -> None:
        deep: Any = "rm -rf /"
        for _ in range(levels):
            deep = {"in": deep}
        fn = Recorder()
        with Either(kind, live.url, on_unavailable="allow") as guard:
            assert "too deep or too large" in str(guard.denial("shell", deep, fn))
        assert fn.calls == []

    def test_what_is_too_large_is_denied_although_nothing_can_be_asked(self, kind: Kind) -> None:
        fn = Recorder()
        with Either(kind, dead_address(), on_unavailable="allow") as guard:
            assert guard.denial("t", [0] * 30_000, fn).unavailable
        assert fn.calls == []


@both
class TestTheResult:
    def test_that_is_blocked_does_not_get_out_not_even_through_the_error(self, live: LiveServer, kind: Kind) -> None:
        fn = Recorder({"document": SECRET})
        with Either(kind, live.url) as guard:
            denial = guard.denial("read", {}, fn)
        assert (denial.stage, denial.tool_ran, denial.decision, denial.unavailable) == ("result", True, "block", False)
        assert len(fn.calls) == 1
        assert (denial.__cause__, denial.__context__) == (None, None)
        assert "the-very-end" not in texts_reachable_from(denial)

    def test_that_is_a_blocked_error_does_not_get_out_either(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            denial = guard.denial("read", {}, throwing(ValueError(SECRET)))
        assert "the-very-end" not in texts_reachable_from(denial)

    @pytest.mark.parametrize(
        "hide",
        [
            lambda error: RuntimeError("failed", {"with": str(error)}),
            lambda error: _caused_by(error),
            lambda error: _with_field(error),
        ],
        ids=["in its arguments", "in its cause", "in a field"],
    )
    def test_that_is_an_error_is_judged_with_all_that_it_carries(
        self, live: LiveServer, kind: Kind, hide: Callable[[Exception], Exception]
    ) -> None:
        with Either(kind, live.url) as guard:
            assert guard.denial("read", {}, throwing(hide(ValueError(SECRET)))).stage == "result"

    def test_that_is_an_error_is_judged_and_raised_as_it_was(self, live: LiveServer, kind: Kind) -> None:
        failure = ZeroDivisionError("out of cheese")
        with Either(kind, live.url) as guard:
            with pytest.raises(ZeroDivisionError) as caught:
                guard.call("t", {}, throwing(failure))
            recorded = live.recorded(guard.session_id())
        assert caught.value is failure
        assert recorded[1]["content"]["error"] == {"name": "ZeroDivisionError", "message": "out of cheese"}

    def test_of_a_program_that_ends_is_none(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard, pytest.raises(SystemExit):
            guard.call("t", {}, throwing(SystemExit(3)))

    def test_with_an_unknown_decision_does_not_get_out(self, scripted: Scripted, kind: Kind) -> None:
        server = scripted(in_turn(verdict("allow"), verdict("quarantine")))
        with Either(kind, server.url, session_id="s") as guard:
            denial = guard.denial("t", {}, lambda: SECRET)
        assert (denial.stage, denial.decision) == ("result", "block")
        assert "the-very-end" not in texts_reachable_from(denial)

    @pytest.mark.parametrize(
        "value", [None, "a\ud83d", 2**60, float("nan"), b"\x00\xff", object(), {1, 2}, len, {(1, 2): 3}]
    )
    def test_may_be_anything(self, live: LiveServer, kind: Kind, value: Any) -> None:
        with Either(kind, live.url) as guard:
            assert guard.call("t", {}, lambda: value) is value

    def test_may_hold_itself(self, live: LiveServer, kind: Kind) -> None:
        value: list[Any] = []
        value.append(value)
        with Either(kind, live.url) as guard:
            assert guard.call("t", {}, lambda: value) is value

    def test_that_cannot_be_shown_whole_does_not_get_out(self, live: LiveServer, kind: Kind) -> None:
        deep: Any = SECRET
        for _ in range(80):
            deep = [deep]
        with Either(kind, live.url, on_unavailable="allow") as guard:
            denial = guard.denial("t", {}, lambda: deep)
        assert "too deep or too large" in str(denial)
        assert denial.trace_id is not None
        assert "the-very-end" not in texts_reachable_from(denial)

    def test_that_is_larger_than_the_server_takes_does_not_get_out(self, live: LiveServer, kind: Kind) -> None:
        long = SECRET + "x" * 2 * 1024 * 1024
        with Either(kind, live.url, on_unavailable="allow") as guard:
            denial = guard.denial("t", {}, lambda: long)
        assert isinstance(denial.__cause__, ApiError)
        assert denial.__cause__.status == 413
        assert "the-very-end" not in texts_reachable_from(denial)

    def test_that_comes_bit_by_bit_is_judged_whole(self, live: LiveServer, kind: Kind) -> None:
        def generate(*parts: str) -> Callable[[], Any]:
            return lambda: (part for part in parts)

        with Either(kind, live.url) as guard:
            assert list(guard.call("t", {}, generate("a", "b"))) == ["a", "b"]
            assert list(guard.call("t", {}, lambda: map(str, [1, 2]))) == ["1", "2"]
            denial = guard.denial("t", {}, generate("fine", SECRET))
        assert "the-very-end" not in texts_reachable_from(denial)

    def test_without_end_is_given_up(self, live: LiveServer, kind: Kind) -> None:
        import itertools

        with Either(kind, live.url) as guard:
            assert "too deep or too large" in str(guard.denial("t", {}, lambda: itertools.count()))


def _caused_by(error: Exception) -> Exception:
    failure = RuntimeError("failed")
    failure.__cause__ = error
    return failure


def _with_field(error: Exception) -> Exception:
    failure: Any = RuntimeError("failed")
    failure.body = str(error)
    assert isinstance(failure, Exception)
    return failure


MASKED = "[masked:redact_phone]"


@both
class TestWhatRulesRedact:
    def test_is_taken_from_the_args_every_match_of_it_and_nothing_else_is(self, live: LiveServer, kind: Kind) -> None:
        fn = Recorder("rang")
        args = {"to": ["555-1234", "Ann 🙂, 555-99"], "at": 7.0, "note": None, "pair": ("a", 1)}
        with Either(kind, live.url) as guard:
            assert guard.call("ring", args, fn) == "rang"
            assert guard.counters.redacted == 1
            recorded = live.recorded(guard.session_id())
        assert fn.calls == [{"to": [MASKED, f"Ann 🙂, {MASKED}"], "at": 7.0, "note": None, "pair": ("a", 1)}]
        assert type(fn.calls[0]["at"]) is float
        assert "555-" not in str(recorded)
        assert [trace["decision"] for trace in recorded] == ["redact", "allow"]

    def test_is_taken_from_a_copy_of_the_result(self, live: LiveServer, kind: Kind) -> None:
        people = [{"name": "Ann", "phone": "555-1234"}]
        with Either(kind, live.url) as guard:
            assert guard.call("people", {}, lambda: people) == [{"name": "Ann", "phone": MASKED}]
            assert guard.call("phone", {}, lambda: "It is 555-1234.") == f"It is {MASKED}."
            assert list(guard.call("phone", {}, lambda: iter(["555-1234"]))) == [MASKED]
        assert people == [{"name": "Ann", "phone": "555-1234"}]

    @pytest.mark.parametrize(
        "result",
        [
            {1: "555-1234"},
            {"555-1234"},
            b"555-1234",
            ["555-1234", 2**70],
            ["555-1234", float("inf")],
            _with_field(ValueError("555-1")),
        ],
    )
    def test_cannot_be_taken_from_what_is_no_json(self, live: LiveServer, kind: Kind, result: Any) -> None:
        with Either(kind, live.url) as guard:
            denial = guard.denial("people", {}, lambda: result)
            assert (guard.counters.redacted, guard.counters.denied) == (0, 1)
        assert (denial.stage, denial.decision, denial.unavailable) == ("result", "redact", False)

    def test_of_an_error_or_the_name_of_a_tool_is_denied(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url) as guard:
            assert guard.denial("t", {}, throwing(ValueError("555-1234"))).decision == "redact"
            assert guard.denial("ring-555-1234", {}, Recorder()).stage == "call"

    @pytest.mark.parametrize(
        "more",
        [
            {},
            {"masked": None},
            {"masked": True},
            {"masked": 1, "reasons": [{"rule": "r", "unevaluated": "too slow"}]},
            {"masked": 1, "payload": None},
            {"masked": 1, "payload": {"tool": "other", "args": {}}},
            {"masked": 1, "payload": {"tool": "t"}},
        ],
    )
    def test_is_a_denial_where_the_server_did_not_do_it(
        self, scripted: Scripted, kind: Kind, more: dict[str, Any]
    ) -> None:
        server = scripted(always(verdict("redact", **{"payload": {"tool": "t", "args": {}}, **more})))
        fn = Recorder()
        with Either(kind, server.url, session_id="s") as guard:
            assert guard.denial("t", {}, fn).decision == "redact"
        assert fn.calls == []


@pytest.mark.parametrize("options", [{"timeout": -1}, {"on_unavailable": "alow"}])
def test_options_that_cannot_be_used_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        Policy(**options)


def test_an_error_survives_a_trip_to_another_process(live: LiveServer) -> None:
    import pickle

    with Either("threads", live.url) as guard:
        denial = guard.denial("shell", {"command": "rm -rf /"}, Recorder())
    for error in (
        denial,
        ApiError(422, "c", "d", "POST /traces", [{"path": "/", "message": "m"}]),
        UnavailableError("timed_out", "t"),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert (str(again), vars(again)) == (str(error), vars(error))
