from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from agentsentry import AsyncEnforcer, AsyncTracer, EnforcementError, Enforcer, OptionError, Tracer, guarded
from live_server import LiveServer


@pytest.fixture
def enforcer(live: LiveServer) -> Iterator[Enforcer]:
    with live.client() as client:
        yield Enforcer(Tracer(client))


def test_a_function_stays_what_it_is_and_runs_only_when_it_may(live: LiveServer, enforcer: Enforcer) -> None:
    ran: list[str] = []

    @guarded(enforcer)
    def shell(command: str, *more: str, shout: bool = False, **others: str) -> str:
        """Runs a command."""
        ran.append(command)
        return f"{command}{more}{shout}{others}"

    assert shell("ls", "-l", shout=True, at="home") == "ls('-l',)True{'at': 'home'}"
    with pytest.raises(EnforcementError):
        shell(command="rm -rf /")
    with pytest.raises(EnforcementError):
        shell("echo", "fine", where="rm -rf /")
    assert ran == ["ls"]
    assert (shell.__name__, shell.__doc__) == ("shell", "Runs a command.")
    assert not inspect.iscoroutinefunction(shell)
    call = live.recorded(enforcer.tracer.session_id())[0]["content"]
    assert call == {
        "tool": "shell",
        "args": {"command": "ls", "more": ["-l"], "shout": True, "others": {"at": "home"}},
    }


def test_arguments_that_the_function_does_not_take_are_its_own_error(enforcer: Enforcer) -> None:
    @guarded(enforcer)
    def nothing() -> None:
        raise AssertionError

    with pytest.raises(TypeError, match="too many positional"):
        nothing(1)  # type: ignore[call-arg]
    assert enforcer.counters.checked == 0


def test_defaults_are_judged_as_well(enforcer: Enforcer) -> None:
    @guarded(enforcer, name="shell")
    def clean(command: str = "rm -rf /") -> None:
        raise AssertionError

    with pytest.raises(EnforcementError):
        clean()


def test_methods_and_what_is_left_out_are_passed_as_they_are(live: LiveServer, enforcer: Enforcer) -> None:
    class Desk:
        owner = "ann"

        @guarded(enforcer, name="desk.write", leave_out=["connection"])
        def write(self, text: str, connection: object) -> tuple[Desk, str, object]:
            return self, text, connection

    desk, connection = Desk(), object()
    assert desk.write("hello", connection) == (desk, "hello", connection)
    assert live.recorded(enforcer.tracer.session_id())[0]["content"]["args"] == {"text": "hello"}
    with pytest.raises(OptionError, match="`nothing`"):
        guarded(enforcer, leave_out=["nothing"])(lambda: 1)


def test_what_rules_redact_is_taken_from_the_arguments(enforcer: Enforcer) -> None:
    @guarded(enforcer)
    def ring(number: str, *others: str) -> list[Any]:
        return [number, others]

    assert ring("555-1234", "555-99", "Ann") == ["[masked:redact_phone]", ("[masked:redact_phone]", "Ann")]


def test_a_generator_function_is_judged_whole(enforcer: Enforcer) -> None:
    @guarded(enforcer)
    def read(last: str) -> Iterator[str]:
        yield "first"
        yield last

    assert list(read("last")) == ["first", "last"]
    with pytest.raises(EnforcementError):
        read("TOP SECRET")


@pytest.mark.parametrize("kind", ["Enforcer", "AsyncEnforcer"])
def test_asynchronous_functions_are_guarded_by_both(live: LiveServer, enforcer: Enforcer, kind: str) -> None:
    ran: list[str] = []

    async def run() -> None:
        by = enforcer if kind == "Enforcer" else AsyncEnforcer(AsyncTracer(live.async_client()))

        @guarded(by)
        async def shell(command: str) -> str:
            await asyncio.sleep(0)
            ran.append(command)
            return command

        @guarded(by)
        async def parts(last: str) -> AsyncIterator[str]:
            yield "first"
            yield last

        assert inspect.iscoroutinefunction(shell)
        assert await shell("ls") == "ls"
        with pytest.raises(EnforcementError):
            await shell("rm -rf /")
        assert [part async for part in parts("last")] == ["first", "last"]
        with pytest.raises(EnforcementError):
            [part async for part in parts("TOP SECRET")]
        if isinstance(by, AsyncEnforcer):
            await by.tracer.client.aclose()

    asyncio.run(run())
    assert ran == ["ls"]


def test_an_async_enforcer_makes_every_function_asynchronous(live: LiveServer) -> None:
    async def run() -> Any:
        async with live.async_client() as client:
            add: Any = guarded(AsyncEnforcer(AsyncTracer(client)))(lambda a, b: a + b)
            return await add(1, 2)

    assert asyncio.run(run()) == 3


def test_calls_of_an_event_loop_run_beside_each_other(live: LiveServer) -> None:
    async def run() -> list[Any]:
        async with live.async_client() as client:
            enforcer = AsyncEnforcer(AsyncTracer(client))
            waiting = asyncio.Event()

            async def meet(index: int) -> int:
                if index == 19:
                    waiting.set()
                await asyncio.wait_for(waiting.wait(), 20)
                return index

            commands = ["rm -rf /" if index % 3 == 0 and index < 19 else f"echo {index}" for index in range(20)]
            calls = [
                enforcer.guard_and_call("shell", {"command": command}, lambda _, index=index: meet(index))
                for index, command in enumerate(commands)
            ]
            return list(await asyncio.gather(*calls, return_exceptions=True))

    outcomes = asyncio.run(run())
    denied = [index for index, outcome in enumerate(outcomes) if isinstance(outcome, EnforcementError)]
    assert denied == [0, 3, 6, 9, 12, 15, 18]
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [i for i in range(20) if i not in denied]


@pytest.mark.parametrize("kind", ["coroutine function", "hidden", "generator"])
def test_a_plain_enforcer_does_not_take_what_has_to_be_awaited(enforcer: Enforcer, kind: str) -> None:
    async def later() -> str:
        raise AssertionError

    async def parts() -> AsyncIterator[str]:
        yield "TOP SECRET"

    function = {"coroutine function": later, "hidden": lambda: later(), "generator": lambda: parts()}[kind]
    with pytest.raises(OptionError, match="AsyncEnforcer"):
        enforcer.guard_and_call("t", {}, function)


def test_a_task_that_is_cancelled_runs_no_tool(live: LiveServer) -> None:
    async def run() -> None:
        async with live.async_client() as client:
            ran: list[int] = []
            call = AsyncEnforcer(AsyncTracer(client)).guard_and_call("t", {}, lambda: ran.append(1))
            task = asyncio.ensure_future(call)
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0.3)
            assert ran == []

    asyncio.run(run())
