from __future__ import annotations

import time
from typing import Any

import pytest

from agentsentry import AgentSentryClient, AgentSentryError, ApiError, OptionError, UnavailableError
from agentsentry.retry import pause_after
from agentsentry.sdk import segment
from conftest import Scripted
from scripted_server import Reply, always, dead_address, in_turn, verdict


def client_of(url: str, **options: Any) -> AgentSentryClient:
    return AgentSentryClient(url, session_id="s", **options)


def send(client: AgentSentryClient, **options: Any) -> str:
    return client.send_trace("user", {"text": "hello"}, **options)["decision"]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_server_that_says_not_now_is_asked_again(scripted: Scripted, status: int) -> None:
    server = scripted(in_turn(Reply(status, body=""), verdict("allow")))
    with client_of(server.url) as client:
        assert send(client) == "allow"
    assert len(server.received) == 2


def test_a_retry_sends_the_same_key_and_the_very_same_bytes(scripted: Scripted) -> None:
    server = scripted(in_turn(Reply(drop=True), Reply(503), verdict("allow")))
    with client_of(server.url) as client:
        client.send_trace("user", {"text": "naïve 🙂", "size": 10**30})
    first, *others = server.received
    assert len(first.headers["idempotency-key"]) == 36
    assert [(other.headers["idempotency-key"], other.body) for other in others] == [
        (first.headers["idempotency-key"], first.body)
    ] * 2


def test_two_calls_have_two_keys_and_a_key_that_is_given_is_used(scripted: Scripted) -> None:
    server = scripted(always(verdict("allow")))
    with client_of(server.url) as client:
        send(client)
        send(client)
        send(client, idempotency_key="mine")
    keys = [request.headers["idempotency-key"] for request in server.received]
    assert len(set(keys)) == 3
    assert keys[2] == "mine"


def test_it_ends_after_the_number_of_retries_that_was_asked_for(scripted: Scripted) -> None:
    server = scripted(always(Reply(503)))
    with client_of(server.url, retries=1) as client, pytest.raises(UnavailableError) as caught:
        send(client)
    assert (caught.value.code, caught.value.status, len(server.received)) == ("server_failed", 503, 2)


def test_an_attempt_that_hangs_leaves_time_for_another(scripted: Scripted) -> None:
    server = scripted(in_turn(Reply(delay=5), verdict("allow")))
    with client_of(server.url, timeout=1.5) as client:
        assert send(client) == "allow"


def test_what_is_no_trace_is_sent_once_because_it_may_have_been_done(scripted: Scripted) -> None:
    server = scripted(always(Reply(drop=True)))
    with client_of(server.url) as client:
        with pytest.raises(UnavailableError):
            client.create_session()
        with pytest.raises(UnavailableError):
            client.call("DELETE", "/sessions/x")
        assert len(server.received) == 2
        with pytest.raises(UnavailableError):
            client.call("GET", "/sessions")
    assert len(server.received) == 5


def test_retry_after_is_waited_for(scripted: Scripted) -> None:
    server = scripted(in_turn(Reply(429, {"retry-after": "1"}), verdict("allow")))
    with client_of(server.url) as client:
        send(client)
    assert server.received[1].at - server.received[0].at >= 0.95


def test_a_retry_after_beyond_the_deadline_fails_at_once(scripted: Scripted) -> None:
    server = scripted(always(Reply(503, {"retry-after": "3600"})))
    started = time.monotonic()
    with client_of(server.url) as client, pytest.raises(UnavailableError):
        send(client)
    assert time.monotonic() - started < 2
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "reply",
    [Reply(delay=10), Reply(body={"a": "b" * 100}, stall=True), Reply(body={"a": "b" * 500}, drip=0.02)],
    ids=["no answer", "half of an answer", "an answer that comes byte by byte"],
)
def test_the_deadline_covers_everything(scripted: Scripted, reply: Reply) -> None:
    server = scripted(always(reply))
    started = time.monotonic()
    with client_of(server.url, timeout=0.6) as client, pytest.raises(UnavailableError) as caught:
        send(client)
    assert caught.value.code == "timed_out"
    assert time.monotonic() - started < 1.5


def test_the_deadline_can_be_set_for_one_trace(scripted: Scripted) -> None:
    server = scripted(always(Reply(delay=10)))
    with client_of(server.url) as client, pytest.raises(UnavailableError, match=r"time-out 0\.2 s"):
        send(client, timeout=0.2)


def test_a_server_that_does_not_take_what_is_sent_is_given_up_in_time(scripted: Scripted) -> None:
    import socket

    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        started = time.monotonic()
        with client_of(f"http://127.0.0.1:{deaf.getsockname()[1]}", timeout=0.5) as client:
            with pytest.raises(UnavailableError, match="no answer in time"):
                client.send_trace("user", {"text": "x" * 20_000_000})
        assert time.monotonic() - started < 3


def test_nothing_listens() -> None:
    with client_of(dead_address()) as client, pytest.raises(UnavailableError) as caught:
        client.call("GET", "/readyz")
    assert str(caught.value) == "GET /readyz: the connection failed (ECONNREFUSED)"
    assert caught.value.code == "connection_failed"


def test_half_of_an_answer_is_no_answer(scripted: Scripted) -> None:
    server = scripted(in_turn(Reply(body=verdict("allow").body, truncate=True), verdict("warn")))
    with client_of(server.url) as client:
        assert send(client) == "warn"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body="<html>Sign in</html>"),
        Reply(body=""),
        Reply(body="[" * 100_000),
        Reply(body={"status": "ok"}),
        Reply(body={"id": "x", "reasons": []}),
        verdict(1),
        verdict("allow", reasons=None),
        verdict("allow", reasons=[None]),
        Reply(body=[]),
        Reply(body="null"),
        Reply(307, {"location": "/elsewhere"}),
        Reply(204, body=""),
    ],
)
def test_what_is_no_verdict_is_never_taken_for_one(scripted: Scripted, reply: Reply) -> None:
    server = scripted(always(reply))
    with client_of(server.url) as client, pytest.raises(UnavailableError) as caught:
        send(client)
    assert caught.value.code == "answer_unexpected"
    assert len(server.received) == 1


def test_a_refusal_says_what_the_problem_says_and_is_not_tried_again(scripted: Scripted) -> None:
    errors = [{"path": "/role", "message": "unknown"}, "nonsense"]
    server = scripted(always(Reply(422, body={"detail": "not valid", "code": "request_invalid", "errors": errors})))
    with client_of(server.url) as client, pytest.raises(ApiError) as caught:
        send(client)
    refusal = caught.value
    assert (refusal.status, refusal.code, refusal.detail, refusal.errors) == (
        422,
        "request_invalid",
        "not valid",
        errors[:1],
    )
    assert len(server.received) == 1


def test_a_refusal_that_is_no_problem_document_is_sane(scripted: Scripted) -> None:
    server = scripted(always(Reply(403, body="<html>")))
    with client_of(server.url) as client, pytest.raises(ApiError) as caught:
        send(client)
    assert (caught.value.code, caught.value.detail) == ("http_403", "the server answered 403")


def test_the_connection_is_kept_for_the_next_call(scripted: Scripted) -> None:
    server = scripted(always(verdict("allow")))
    with client_of(server.url) as client:
        for _ in range(5):
            send(client)
    assert len({request.port for request in server.received}) == 1


def test_a_connection_that_the_server_has_closed_costs_no_attempt(scripted: Scripted) -> None:
    server = scripted(always(Reply(200, {"connection": "close"}, verdict("allow").body)))
    with client_of(server.url, retries=0) as client:
        for _ in range(3):
            assert send(client) == "allow"
    server = scripted(in_turn(verdict("allow"), Reply(drop=True), verdict("warn")))
    with client_of(server.url, retries=0) as client:
        assert send(client) == "allow"
        # What was said last on this connection is dropped: it cannot be told from one that was closed while idle.
        assert send(client) == "warn"


def test_what_is_sent_once_takes_a_new_connection(scripted: Scripted) -> None:
    server = scripted(lambda request, _: Reply(body={"id": "s"}) if request.path == "/sessions" else verdict("allow"))
    with client_of(server.url) as client:
        send(client)
        client.create_session()
    first, second = server.received
    assert first.port != second.port


def test_the_key_goes_with_every_call_and_to_no_other_place(scripted: Scripted) -> None:
    server = scripted(always(Reply(302, {"location": "/else"})))
    with client_of(server.url, api_key="k") as client, pytest.raises(UnavailableError):
        client.call("GET", "/rules")
    assert [(request.path, request.headers["authorization"]) for request in server.received] == [("/rules", "Bearer k")]


def test_an_address_may_have_a_path(scripted: Scripted) -> None:
    server = scripted(always(Reply(body=[])))
    with client_of(server.url + "/guard/") as client:
        assert client.call("GET", "/sessions", query={"limit": 5}) == []
    assert server.received[0].path == "/guard/sessions?limit=5"


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "localhost"},
        {"base_url": "file:///etc"},
        {"base_url": "http://a:b@localhost"},
        {"base_url": "http://localhost?a=1"},
        {"base_url": "http://local host"},
        {"base_url": "http://localhost:99999"},
        {"base_url": 1},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"timeout": "1"},
        {"retries": 0.5},
        {"retries": -1},
        {"api_key": "secret\nkey"},
    ],
)
def test_options_that_cannot_be_used_are_refused_when_the_client_is_made(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError) as caught:
        AgentSentryClient(**options)
    assert "secret" not in str(caught.value)
    assert caught.value.code == "option_invalid"


def test_an_idempotency_key_that_no_header_can_carry_is_a_fault_of_the_caller() -> None:
    with client_of(dead_address()) as client, pytest.raises(OptionError):
        send(client, idempotency_key="a\nb")


def test_ids_are_encoded_and_what_would_name_another_path_is_refused() -> None:
    assert segment("a/b?c#d") == "a%2Fb%3Fc%23d"
    for identifier in ("", ".", ".."):
        with pytest.raises(OptionError):
            segment(identifier)


def test_a_closed_client_says_so(scripted: Scripted) -> None:
    server = scripted(always(verdict("allow")))
    client = client_of(server.url)
    send(client)
    client.close()
    with pytest.raises(AgentSentryError) as caught:
        send(client)
    assert caught.value.code == "client_closed"


def test_pauses_double_up_to_five_seconds_and_chance_takes_up_to_half() -> None:
    assert [pause_after(attempt, None, lambda: 1.0) for attempt in (1, 2, 3, 7, 4000)] == [0.1, 0.2, 0.4, 5, 5]
    assert pause_after(3, None, lambda: 0.0) == 0.2


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("86400", 30), ("9" * 400, 30), ("0", 0.1), ("", 0.1), ("soon", 0.1), ("-5", 0.1), ("²", 0.1)],
)
def test_the_server_is_given_the_time_that_it_asks_for_up_to_thirty_seconds(value: str, seconds: float) -> None:
    assert pause_after(1, value, lambda: 1.0) == seconds


def test_the_server_may_ask_for_a_date() -> None:
    from email.utils import formatdate

    assert 8 < pause_after(1, formatdate(time.time() + 10, usegmt=True)) <= 10
    assert pause_after(1, "Thu, 01 Jan 1970 00:00:00 GMT", lambda: 1.0) == 0.1
