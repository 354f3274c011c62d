"""Looking for requests: what fits, and what is near when nothing does."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
RUN = "/v2/demo/run"


@pytest.fixture
async def asked(http: httpx.AsyncClient) -> httpx.AsyncClient:
    """Somebody who has asked for three jobs, one of them wrongly, and for the health."""
    await http.post(RUN, json={"input": {"prompt": "cat", "steps": 20, "tags": ["a", "b"]}})
    await http.post(RUN, json={"input": {"prompt": "dog", "steps": 20}}, headers={"X-Of": "me"})
    await http.post(RUN, json={"prompt": "a/b"})
    await http.get("/v2/demo/health")
    return http


async def found(http: httpx.AsyncClient, search: dict[str, Any]) -> list[int]:
    said = (await http.post("/__mock/requests/find", json=search)).raise_for_status().json()
    counted = (await http.post("/__mock/requests/count", json=search)).json()
    assert counted == {"count": said["count"]} == {"count": len(said["requests"])}
    return [each["number"] for each in said["requests"]]


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"on": "POST /v2/*/run"}, [1, 2, 3]),
        ({"on": "/v2/demo/*"}, [1, 2, 3, 4]),
        ({"status": 400}, [3]),
        ({"since": 2}, [3, 4]),
        ({"body": {"input": {"steps": 20}}}, [1, 2]),
        ({"body": {"input": {"prompt": "dog"}}}, [2]),
        ({"body": {"input": {"tags": ["a", "b"]}}}, [1]),
        ({"body": {"input": {"tags": ["a"]}}}, []),
        ({"body": {"input": {"steps": True}}}, []),
        ({"body": {}}, [1, 2, 3]),
        ({"body": None}, [4]),
        ({"pointer": "/input/tags/1", "equals": "b"}, [1]),
        ({"pointer": "/input/tags"}, [1]),
        ({"pointer": "/input/tags", "equals": None}, []),
        ({"pointer": "", "equals": {"prompt": "a/b"}}, [3]),
        ({"header": {"x-of": "m*"}}, [2]),
        ({"header": {"authorization": "*"}}, [1, 2, 3, 4]),
        ({"header": {"authorization": "*steered*"}}, []),
        ({"on": "POST /v2/*/run", "status": 200, "pointer": "/input/tags"}, [1]),
        ({"fault": "none-such"}, []),
    ],
)
async def test_every_part_of_a_search_picks(
    asked: httpx.AsyncClient, search: dict[str, Any], numbers: list[int]
) -> None:
    assert await found(asked, search) == numbers


async def test_a_limit_shortens_what_is_shown_and_not_what_is_counted(
    asked: httpx.AsyncClient,
) -> None:
    said = (await asked.post("/__mock/requests/find", json={"limit": 1})).json()

    assert (said["count"], len(said["requests"]), said["nearest"]) == (4, 1, [])


async def test_when_nothing_fits_the_nearest_say_how_they_differ(
    asked: httpx.AsyncClient,
) -> None:
    search = {"on": "POST /v2/demo/run", "body": {"input": {"prompt": "dog", "steps": 30}}}
    said = (await asked.post("/__mock/requests/find", json=search)).json()

    assert [(near["request"]["number"], near["differs"]) for near in said["nearest"]][:2] == [
        (2, ["/input/steps is 20, and should be 30"]),
        (
            3,
            [
                '/input/prompt is not there, and should be "dog"',
                "/input/steps is not there, and should be 30",
            ],
        ),
    ]


async def test_a_wrong_address_status_and_header_are_told_in_words(
    asked: httpx.AsyncClient,
) -> None:
    search = {"on": "POST /v2/*/runs", "status": 429, "header": {"x-of": "you", "x-no": "*"}}
    said = (await asked.post("/__mock/requests/find", json=search | {"since": 1})).json()

    nearest = next(n["differs"] for n in said["nearest"] if n["request"]["number"] == 2)
    assert nearest == [
        "it is POST /v2/demo/run, not POST /v2/*/runs",
        "its status is 200, not 429",
        "its header x-of is 'me', not 'you'",
        "it has no header x-no",
    ]


@pytest.mark.parametrize(
    ("search", "wrong"),
    [
        ({"path": "/v2"}, "unknown key 'path'"),
        ({"on": "RUN"}, "write it like POST /v2/*/run"),
        ({"pointer": "input"}, "is no JSON pointer"),
        ({"equals": 1}, "equals needs a pointer"),
        ({"since": -1}, "since: "),
        ({"status": "ok"}, "status: "),
        ({"boddy": {}}, "did you mean 'body'?"),
        ([], "the body must be an object"),
    ],
)
@pytest.mark.parametrize("verb", ["find", "count"])
async def test_a_search_that_makes_no_sense_is_refused(
    http: httpx.AsyncClient, verb: str, search: Any, wrong: str
) -> None:
    answer = await http.post(f"/__mock/requests/{verb}", json=search)

    assert answer.status_code == 400
    assert wrong in answer.json()["error"]
