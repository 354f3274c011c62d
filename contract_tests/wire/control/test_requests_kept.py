"""How many requests are kept, and for how long."""

import httpx
import pytest

from mock_runpod.app import App
from mock_runpod.runtime.journal import Exchange, Journal, Miss, size

pytestmark = pytest.mark.anyio
KIB = 1024


async def numbers(http: httpx.AsyncClient) -> list[int]:
    rows = (await http.get("/__mock/requests")).raise_for_status().json()["requests"]
    return [row["number"] for row in rows]


async def ask(http: httpx.AsyncClient, times: int) -> None:
    for _ in range(times):
        await http.get("/v2/demo/health")


def exchange(number: int, *, body: bytes = b"", miss: Miss | None = None) -> Exchange:
    return Exchange(
        number=number, at=0.0, told=0, ms=1.0, method="POST", path="/v2/a/run", query=b"",
        headers=b"name\0value", body=body, status=200, answer=b"{}", answered=b"", route="",
        miss=miss,
    )  # fmt: skip


async def test_asking_changes_nothing_and_forgetting_gives_no_number_twice(
    http: httpx.AsyncClient,
) -> None:
    await ask(http, 2)
    assert await numbers(http) == await numbers(http) == [1, 2]

    assert (await http.delete("/__mock/requests")).status_code == 204

    assert await numbers(http) == []
    await ask(http, 1)
    assert await numbers(http) == [3]


async def test_a_reset_begins_the_journal_anew(http: httpx.AsyncClient) -> None:
    await ask(http, 2)
    await http.get("/nowhere")
    await http.post("/__mock/reset")

    assert await numbers(http) == []
    assert (await http.get("/__mock/requests/unmatched")).json()["requests"] == []


@pytest.mark.parametrize("options", [{"max_journal_entries": 3}])
async def test_the_latest_so_many_are_kept(http: httpx.AsyncClient) -> None:
    await ask(http, 5)

    assert await numbers(http) == [3, 4, 5]


async def test_another_number_counts_from_now_on(http: httpx.AsyncClient) -> None:
    await ask(http, 5)

    await http.patch("/__mock/config", json={"max_journal_entries": 2})
    assert await numbers(http) == [4, 5]
    await http.patch("/__mock/config", json={"max_journal_entries": 4})
    await ask(http, 5)
    assert await numbers(http) == [7, 8, 9, 10]


@pytest.mark.parametrize("options", [{"max_journal_entries": 0}])
async def test_without_a_journal_mistakes_are_told_all_the_same(
    http: httpx.AsyncClient, app: App
) -> None:
    await ask(http, 1)
    await http.get("/v2/dem0/health")

    assert await numbers(http) == []
    (mistake,) = (await http.get("/__mock/requests/unmatched")).json()["requests"]
    assert (mistake["number"], mistake["path"]) == (2, "/v2/dem0/health")


def test_bodies_push_out_the_oldest_when_there_is_no_more_room() -> None:
    journal = Journal(most_bytes=100 * KIB)
    for number in range(1, 11):
        journal.add(exchange(number, body=b"x" * 20 * KIB), limit=100)

    assert [each.number for each in journal.since(0)] == [7, 8, 9, 10]


def test_one_great_body_pushes_out_nothing_and_leaves_its_size() -> None:
    journal = Journal(most_bytes=100 * KIB)
    journal.add(exchange(1, body=b"small"), limit=100)
    journal.add(exchange(2, body=b"x" * 1000 * KIB), limit=100)

    small, great = journal.since(0)
    assert (small.body, great.body) == (b"small", b"")
    assert size(great.body) == 1000 * KIB


def test_a_mistake_outlives_the_requests_that_came_after_it() -> None:
    journal = Journal()
    journal.add(exchange(1, miss=Miss("nothing there")), limit=2)
    for number in range(2, 9):
        journal.add(exchange(number), limit=2)

    assert [each.number for each in journal.misses()] == [1]
    assert journal.misses(1) == []
    assert journal.forgotten_since(0) == 6
    journal.clear()
    assert journal.forgotten_since(0) == 0  # nobody misses what was cleared away
