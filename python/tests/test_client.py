from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from typing import Any

import pytest

from agentsentry import AgentSentryClient, AsyncAgentSentryClient, AsyncTracer, OptionError, Tracer
from conftest import Scripted
from live_server import LiveServer
from scripted_server import Reply, always, verdict


def test_the_address_and_the_key_come_from_the_environment(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    server = scripted(always(Reply(body={"id": "new"})))
    monkeypatch.setenv("AGENTSENTRY_API_URL", server.url)
    monkeypatch.setenv("AGENTSENTRY_API_KEY", "from-outside")
    with AgentSentryClient() as client:
        assert client.create_session() == client.session_id == "new"
    assert server.received[0].headers["authorization"] == "Bearer from-outside"
    monkeypatch.delenv("AGENTSENTRY_API_URL")
    with AgentSentryClient() as client:
        assert client.base_url == "http://localhost:8000"


def test_a_session_is_opened_with_what_it_is_given(live: LiveServer) -> None:
    with live.client() as client:
        session = client.create_session("First", agent="tester", user_id="u", tags=["a"], metadata={"k": 1})
        found = client.call("GET", f"/sessions/{session}")
    given = {"title": "First", "agent": "tester", "user_id": "u", "tags": ["a"], "metadata": {"k": 1}}
    assert {name: found[name] for name in given} == given


def test_a_trace_needs_a_session(live: LiveServer) -> None:
    with live.client() as client:
        with pytest.raises(ValueError, match="session"):
            client.send_trace("user", {"text": "hello"})
        session = client.create_session()
        client.set_session("nobody")
        assert client.send_trace("user", {"text": "hello"}, session_id=session)["decision"] == "allow"


def test_a_trace_with_the_same_key_is_recorded_once(live: LiveServer) -> None:
    with live.client() as client:
        session = client.create_session()
        ids = {client.send_trace("user", {"text": "x"}, idempotency_key="one")["id"] for _ in range(2)}
    assert len(ids) == len(live.recorded(session)) == 1


def test_a_tracer_records_every_kind_of_step(live: LiveServer) -> None:
    with live.client() as client:
        tracer = Tracer(client, session={"title": "Steps"})
        tracer.system("be kind")
        tracer.user("the truth", {"text": "a lie", "channel": "mail"})
        tracer.assistant("hi")
        tracer.tool("search", {"q": "weather"})
        tracer.tool("search", {"q": "weather"}, result=["sun"])
        tracer.tool("search", {"q": "weather"}, error=OSError("offline"))
        blocked = tracer.tool("shell", {"command": "rm -rf /"})
        assert (blocked["decision"], blocked["reasons"][0]["rule"]) == ("block", "no_shell_rm_rf")
        recorded = live.recorded(tracer.session_id())
        assert client.session_id is None
    assert [(trace["phase"], trace["content"]) for trace in recorded[:6]] == [
        ("system", {"text": "be kind"}),
        ("user", {"text": "the truth", "channel": "mail"}),
        ("assistant", {"text": "hi"}),
        ("tool_call", {"tool": "search", "args": {"q": "weather"}}),
        ("tool_result", {"tool": "search", "args": {"q": "weather"}, "result": ["sun"]}),
        (
            "tool_result",
            {"tool": "search", "args": {"q": "weather"}, "error": {"name": "OSError", "message": "offline"}},
        ),
    ]


def test_a_tracer_of_an_event_loop_records_the_same(live: LiveServer) -> None:
    async def run() -> str:
        async with live.async_client() as client:
            tracer = AsyncTracer(client)
            await asyncio.gather(tracer.system("a"), tracer.user("b"), tracer.assistant("c"), tracer.tool("t", {}))
            await tracer.tool("t", {}, result=1)
            return await tracer.session_id()

    recorded = live.recorded(asyncio.run(run()))
    phases = sorted(trace["phase"] for trace in recorded)
    assert phases == ["assistant", "system", "tool_call", "tool_result", "user"]


def test_an_async_client_works_in_one_event_loop_after_another(live: LiveServer) -> None:
    client = live.async_client()
    session = asyncio.run(client.create_session("Loops"))

    async def last() -> Any:
        verdict = await client.send_trace("user", {"text": "hello"})
        found = await client.call("GET", f"/sessions/{session}")
        await client.aclose()
        return verdict["decision"], found["title"], client.session_id

    assert asyncio.run(last()) == ("allow", "Loops", session)


def test_the_time_of_an_async_call_includes_the_wait_for_a_thread(scripted: Scripted) -> None:
    async def run() -> list[Any]:
        async with AsyncAgentSentryClient(scripted(always(Reply(delay=3))).url, session_id="s") as client:
            sends = [client.send_trace("user", {"text": "x"}, timeout=0.5) for _ in range(100)]
            started = asyncio.get_running_loop().time()
            outcomes = await asyncio.gather(*sends, return_exceptions=True)
            return [asyncio.get_running_loop().time() - started, {getattr(o, "code", o) for o in outcomes}]

    took, codes = asyncio.run(run())
    assert codes == {"timed_out"}
    assert took < 3


def test_threads_share_a_client_and_open_one_session(scripted: Scripted) -> None:
    server = scripted(
        lambda request, _: (
            Reply(body={"id": "s"}, delay=0.1)
            if request.path == "/sessions"
            else verdict("allow", body=request.content)
        )
    )
    with AgentSentryClient(server.url) as client:
        tracer = Tracer(client)
        answers: dict[int, Any] = {}

        def work(index: int) -> None:
            for _ in range(20):
                answers[index] = tracer.user(f"thread {index}")

        threads = [threading.Thread(target=work, args=(index,)) for index in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    # Each thread has got the answer to its own question.
    assert {index: answer["body"]["text"] for index, answer in answers.items()} == {
        index: f"thread {index}" for index in range(8)
    }
    assert [request.path for request in server.received].count("/sessions") == 1
    assert len(server.received) == 161


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_uses_connections_and_locks_of_its_own(scripted: Scripted) -> None:
    server = scripted(lambda request, _: verdict("allow", body=request.content))
    with AgentSentryClient(server.url, session_id="s") as client:
        tracer = Tracer(client)
        tracer.user("parent")
        # As if another thread held them at the very moment of the fork.
        held = tracer._opening.get()
        pool = client._transport._connections.get()
        with held, pool._lock:
            context = multiprocessing.get_context("fork")
            questions = [context.Process(target=_ask_in_child, args=(tracer, index)) for index in range(4)]
            for question in questions:
                question.start()
            for question in questions:
                question.join(20)
                question.kill()
                question.join()
        assert [question.exitcode for question in questions] == [0] * 4
        assert tracer.user("parent again")["decision"] == "allow"
    by_text = {request.content["text"]: request.port for request in server.received}
    assert by_text["parent"] == by_text["parent again"]
    assert len(set(by_text.values())) == 5


def _ask_in_child(tracer: Tracer, index: int) -> None:
    answer: Any = tracer.user(f"child {index}")
    assert answer["body"] == {"text": f"child {index}"}


def test_a_path_that_is_none_is_refused() -> None:
    with AgentSentryClient() as client:
        for path in ("sessions", "/a b", "/a\r\nhost: x", "/ü"):
            with pytest.raises(OptionError):
                client.call("GET", path)
