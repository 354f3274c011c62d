import asyncio
from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller, soon

pytestmark = pytest.mark.anyio
WORDS = {"mock_return": ["one", "two", "three"]}
#: Cold start and dispatch; then a word every two seconds.
STARTED = 28.5


def chunks(*outputs: Any) -> list[dict[str, Any]]:
    return [{"output": output} for output in outputs]


async def asks(api: Caller, id: str, query: str = "", endpoint: str = "words") -> Any:
    """A reader that waits already when this returns."""
    before = api.driver.waiting
    task = asyncio.create_task(api.stream(id, endpoint, query))
    await soon(lambda: api.driver.waiting == before + 1)
    return task


@pytest.mark.rule("B-100")
async def test_each_call_drains_what_came_since_the_last(api: Caller) -> None:
    id = await api.run({"mock_return": list("abcde")}, "words")
    await api.advance(STARTED + 5)
    first = await api.stream(id)
    await api.advance(2)
    second = await api.stream(id)

    assert first == {"status": "IN_PROGRESS", "stream": chunks("a", "b")}
    assert second == {"status": "IN_PROGRESS", "stream": chunks("c")}


@pytest.mark.rule("B-102")
async def test_the_last_chunks_come_with_the_final_status_and_nothing_comes_twice(
    api: Caller,
) -> None:
    id = await api.run(WORDS, "words")
    await api.advance(100)

    assert await api.stream(id) == {"status": "COMPLETED", "stream": chunks("one", "two", "three")}
    for _ in range(3):
        assert await api.stream(id) == {"status": "COMPLETED", "stream": []}


@pytest.mark.rule("B-101")
async def test_a_reader_is_woken_by_the_next_chunk(api: Caller) -> None:
    id = await api.run(WORDS, "words")
    await api.advance(STARTED)
    reader = await asks(api, id)

    await api.advance(1.999)
    assert not reader.done()
    await api.advance(0.001)
    assert await reader == {"status": "IN_PROGRESS", "stream": chunks("one")}


@pytest.mark.rule("B-102")
async def test_a_reader_of_the_last_chunk_learns_that_it_is_the_last(api: Caller) -> None:
    id = await api.run({"mock_return": ["only"]}, "words")
    await api.advance(STARTED)
    reader = await asks(api, id)
    await api.advance(2)

    assert await reader == {"status": "COMPLETED", "stream": chunks("only")}


@pytest.mark.rule("B-101")
@pytest.mark.parametrize(("query", "seconds"), [("", 5), ("?wait=20000", 20), ("?wait=1", 1)])
async def test_a_reader_is_held_for_a_while_and_no_longer(
    api: Caller, query: str, seconds: float
) -> None:
    id = await api.run(WORDS, "words")
    reader = await asks(api, id, query)

    await api.advance(seconds - 0.001)
    assert not reader.done()
    await api.advance(0.001)
    assert await reader == {"status": "IN_QUEUE", "stream": []}


@pytest.mark.rule("B-100")
async def test_two_readers_never_get_the_same_chunk(api: Caller) -> None:
    id = await api.run(WORDS, "words")
    await api.advance(STARTED)
    readers = [await asks(api, id), await asks(api, id)]
    await api.advance(4)

    answers = [await reader for reader in readers]
    assert [answer["stream"] for answer in answers] == [chunks("one"), chunks("two")]


@pytest.mark.rule("B-105")
@pytest.mark.parametrize(
    ("endpoint", "output"), [("words", ["one", "two", "three"]), ("whispers", [])]
)
async def test_the_output_holds_all_chunks_only_where_they_are_aggregated(
    api: Caller, endpoint: str, output: Any
) -> None:
    id = await api.run(WORDS, endpoint)
    await api.advance(100)

    assert (await api.status(id, endpoint)).get("output") == output
    assert len((await api.stream(id, endpoint))["stream"]) == 3


@pytest.mark.rule("B-106")
async def test_a_job_that_streams_nothing_has_an_empty_stream(api: Caller) -> None:
    id = await api.run()
    reader = await asks(api, id, endpoint="echo")
    await api.advance(5)
    assert await reader == {"status": "IN_QUEUE", "stream": []}

    reader = await asks(api, id, "?wait=100000", endpoint="echo")
    await api.advance(50)
    assert await reader == {"status": "COMPLETED", "stream": []}


@pytest.mark.rule("B-104")
async def test_a_long_string_is_split_and_other_long_chunks_are_dropped(
    api: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mock_runpod")
    long = "x" * (1024 * 1024)
    id = await api.run({"mock_return": [long + "y", {"big": long}, "end"]}, "words")
    await api.advance(100)

    assert (await api.stream(id))["stream"] == chunks(long, "y", "end")
    assert "dropped" in caplog.text


@pytest.mark.rule("B-285")
async def test_chunks_of_a_cancelled_job_come_with_its_end(api: Caller) -> None:
    id = await api.run(WORDS, "words")
    await api.advance(STARTED + 2)
    await api.cancel(id, "words")

    assert await api.stream(id) == {"status": "CANCELLED", "stream": chunks("one")}
