"""How much and how often: payload sizes (B-061) and rate limits (B-112)."""

import asyncio
import tracemalloc
from collections.abc import Iterator

import pytest

from contract_tests.wire.serverless.caller import Caller, soon
from contract_tests.wire.serverless.line import Line

pytestmark = pytest.mark.anyio
MIB = 1024 * 1024
LIMITED = pytest.mark.parametrize("options", [{"rate_limits": True}])


def body(size: int, piece: int = MIB) -> Iterator[bytes]:
    """A valid submission of exactly this size, made while it is sent."""
    head, tail = b'{"input":"', b'"}'
    yield head
    left = size - len(head) - len(tail)
    while left > 0:
        yield b"x" * min(piece, left)
        left -= piece
    yield tail


@pytest.mark.rule("B-061")
@pytest.mark.parametrize(("operation", "limit"), [("run", 10), ("runsync", 20)])
async def test_a_body_over_the_limit_is_refused_in_the_documented_words(
    api: Caller, operation: str, limit: int
) -> None:
    path = f"/v2/paused/{operation}"
    line = await Line(api.app, "POST", path, body(limit * MIB + 1)).open()

    assert line.status == 400
    assert b"exceeded max body size of %dMiB" % limit in line.body
    assert (await api.health("paused"))["jobs"]["inQueue"] == 0


@pytest.mark.rule("B-061")
async def test_a_body_of_exactly_the_limit_is_taken(api: Caller) -> None:
    line = await Line(api.app, "POST", "/v2/paused/run", body(10 * MIB)).open()

    assert line.status == 200


@pytest.mark.rule("B-061")
async def test_no_more_than_the_limit_is_ever_kept_in_memory(api: Caller) -> None:
    await api.health()
    line = Line(api.app, "POST", "/v2/echo/run", body(200 * MIB))
    tracemalloc.start()
    await line.open()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert line.status == 400
    assert peak < 13 * MIB  # the limit, and the piece in hand


@pytest.mark.rule("B-061")
async def test_the_limit_of_run_is_for_all_pieces_together(api: Caller) -> None:
    small = await Line(api.app, "POST", "/v2/paused/run", body(11 * MIB, piece=4_096)).open()

    assert small.status == 400


async def test_a_client_that_hangs_up_while_it_sends_has_submitted_nothing(api: Caller) -> None:
    """What came so far may be valid by chance."""
    line = Line(api.app, "POST", "/v2/echo/run", [b'{"input": 1}'], ends=False)
    line.hang_up()
    await line.open()

    assert (line.status, line.body) == (0, b"")
    assert (await api.health())["jobs"]["inQueue"] == 0


@LIMITED
@pytest.mark.rule("B-112")
@pytest.mark.rule("B-062")
async def test_too_many_requests_are_told_when_to_come_back(api: Caller) -> None:
    for _ in range(2):
        await api.said("POST", "/v2/echo/purge-queue")
        await api.advance(2)
    answer = await api.http.post("/v2/echo/purge-queue")

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "6"
    assert answer.json()["title"] == "Too Many Requests"
    await api.advance(6)
    await api.said("POST", "/v2/echo/purge-queue")


@LIMITED
@pytest.mark.rule("B-112")
async def test_a_limit_is_for_one_operation_of_one_endpoint_and_one_account(api: Caller) -> None:
    for _ in range(2):
        await api.said("POST", "/v2/echo/purge-queue")
    assert (await api.refused("POST", "/v2/echo/purge-queue"))["status"] == 429

    stranger = {"Authorization": "Bearer rpa_mock_stranger"}
    await api.said("POST", "/v2/words/purge-queue")
    await api.said("POST", "/v2/echo/purge-queue", headers=stranger)
    await api.health()


@LIMITED
@pytest.mark.rule("B-112")
@pytest.mark.parametrize(
    ("verb", "path", "limit"),
    [("POST", "run", 1_000), ("GET", "requests", 10), ("POST", "cancel/x", 100)],
)
async def test_the_documented_numbers_hold(api: Caller, verb: str, path: str, limit: int) -> None:
    statuses = []
    for _ in range(limit + 1):
        line = Line(api.app, verb, f"/v2/paused/{path}", [b'{"input":1}'])
        statuses.append((await line.open()).status)

    assert statuses.index(429) == limit


@LIMITED
@pytest.mark.rule("B-112")
async def test_only_so_many_requests_may_wait_at_once(api: Caller) -> None:
    path = "/v2/paused/runsync"
    lines = [Line(api.app, "POST", path, [b'{"input":1}']) for _ in range(401)]
    tasks = [asyncio.create_task(line.open()) for line in lines]
    await soon(lambda: any(task.done() for task in tasks))

    assert [line.status for line in lines] == [0] * 400 + [429]
    assert sum(api.driver.held.values()) == 400
    assert (await api.health("paused"))["jobs"]["inQueue"] == 400
    await api.advance(90)
    await asyncio.gather(*tasks)
    assert sum(api.driver.held.values()) == 0


@pytest.mark.rule("B-112")
async def test_nothing_is_limited_unless_it_is_switched_on(api: Caller) -> None:
    for _ in range(20):
        await api.said("POST", "/v2/echo/purge-queue")
