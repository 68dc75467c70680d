from __future__ import annotations

from typing import Any

import pytest

from either import Either, Kind, Recorder, both
from live_server import LiveServer

MASKED = "[masked:redact_phone]"


@both
class TestWhatAPersonIsToBeAskedAbout:
    def test_is_denied_where_nobody_can_be_asked(self, live: LiveServer, kind: Kind) -> None:
        fn = Recorder()
        with Either(kind, live.url) as guard:
            assert guard.denial("pay", {"to": "x"}, fn).decision == "ask"
            assert (guard.counters.asked, guard.counters.denied) == (1, 1)
        assert fn.calls == []

    def test_passes_when_the_person_says_yes_who_is_told_what_it_is_about(self, live: LiveServer, kind: Kind) -> None:
        asked: list[Any] = []

        def on_ask(ask: Any) -> bool:
            asked.append(ask)
            return True

        with Either(kind, live.url, on_ask=on_ask) as guard:
            assert guard.call("pay", {"to": "x"}, lambda to: f"paid {to}") == "paid x"
        (ask,) = asked
        assert (ask.tool, ask.stage, ask.content["args"]) == ("pay", "call", {"to": "x"})
        assert ask.reasons[0]["rule"] == "ask_before_pay"

    def test_cannot_be_changed_by_whoever_asks(self, live: LiveServer, kind: Kind) -> None:
        def change(ask: Any) -> bool:
            ask.content["args"]["to"] = "y"
            return True

        with Either(kind, live.url, on_ask=change) as guard:
            assert guard.call("pay", {"to": "x"}, lambda to: to) == "x"

    def test_is_passed_without_what_other_rules_redact(self, live: LiveServer, kind: Kind) -> None:
        with Either(kind, live.url, on_ask=lambda _: True) as guard:
            assert guard.call("pay", {"to": "555-1234"}, lambda to: to) == MASKED

    @pytest.mark.parametrize("answer", [False, None, 1, "yes", "raise"])
    def test_is_denied_when_the_person_does_not_say_yes(self, live: LiveServer, kind: Kind, answer: Any) -> None:
        def on_ask(_ask: Any) -> Any:
            if answer == "raise":
                raise RuntimeError("broken")
            return answer

        fn = Recorder()
        with Either(kind, live.url, on_ask=on_ask) as guard:
            denial = guard.denial("pay", {}, fn)
        assert (denial.decision, denial.stage, fn.calls) == ("ask", "call", [])
