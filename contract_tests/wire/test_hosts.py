"""Which API answers, by the name of the host and by the path (B-001, B-003)."""

from collections.abc import AsyncIterator

import httpx
import pytest

from mock_runpod import create_app
from mock_runpod.environment import variables

pytestmark = pytest.mark.anyio
PROBLEM = ["status", "title", "detail"]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Goes wherever a URL says; every host is this one mock."""
    app = create_app(clock="auto", data="demo", profile="instant")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), headers={"Authorization": "Bearer rpa_mock_hosts"}
    ) as client:
        yield client
    assert app.accidents == 0


@pytest.mark.rule("B-001")
@pytest.mark.parametrize(
    "url",
    [
        "https://rest.runpod.io/v1/endpoints",
        "https://api.runpod.ai/v2/demo/health",
        "https://api.runpod.io/v2/demo/health",
        "http://127.0.0.1:8642/v1/endpoints",
        "http://127.0.0.1:8642/v2/demo/health",
        "http://mock.internal/v2/demo/health",
    ],
)
async def test_an_api_is_served_where_clients_expect_it(
    client: httpx.AsyncClient, url: str
) -> None:
    assert (await client.get(url)).status_code == 200


@pytest.mark.rule("B-001")
@pytest.mark.parametrize(
    "url",
    [
        "https://rest.runpod.io/v2/demo/health",
        "https://rest.runpod.io/__mock/state",
        "https://api.runpod.ai/v1/endpoints",
        "https://api.runpod.ai/__mock/state",
        "https://api.runpod.io/v1/endpoints",
        "http://127.0.0.1:8642/",
        "http://127.0.0.1:8642/v3/demo/health",
        "http://127.0.0.1:8642/V2/demo/health",
    ],
)
async def test_what_a_host_does_not_have_is_not_found_there(
    client: httpx.AsyncClient, url: str
) -> None:
    answer = await client.get(url)

    assert answer.status_code == 404
    assert answer.json()["status"] == 404


@pytest.mark.rule("B-003")
@pytest.mark.parametrize("word", ["pods", "serverless", "catalog", "openapi.json", "docs"])
async def test_words_of_rest_v2_are_no_endpoints(client: httpx.AsyncClient, word: str) -> None:
    answer = await client.get(f"http://127.0.0.1:8642/v2/{word}/health")

    assert answer.status_code == 404
    assert "REST v2" in answer.json()["detail"]


@pytest.mark.rule("B-003")
async def test_the_host_of_the_job_api_knows_only_endpoints(client: httpx.AsyncClient) -> None:
    answer = await client.get("https://api.runpod.ai/v2/pods/health")

    assert answer.json()["detail"] == "endpoint not found"


@pytest.mark.rule("B-004")
async def test_both_meanings_of_one_variable_are_served(client: httpx.AsyncClient) -> None:
    """`RUNPOD_API_URL` is REST v1 to the command line of RunPod, the job API to the Rust crate."""
    url = variables("http://127.0.0.1:8642", "rpa_mock_hosts")["RUNPOD_API_URL"]
    submitted = await client.post(f"{url}/demo/run", json={"input": 1})
    id = submitted.json()["id"]

    assert submitted.json()["status"] == "IN_QUEUE"
    assert (await client.get(f"{url}/demo/status/{id}")).json()["id"] == id
    assert (await client.get(f"{url}/endpoints/demo")).json()["id"] == "demo"
    assert list((await client.get(f"{url}/nowhere/health")).json()) == PROBLEM


async def test_every_answer_has_a_request_id_of_its_own(client: httpx.AsyncClient) -> None:
    urls = ["v1/endpoints", "v2/demo/health", "v2/x/health", "__mock/health", "nowhere", "v1/x"]
    answers = [await client.get(f"http://127.0.0.1:8642/{url}") for url in urls]

    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == len(urls)
    assert all(len(id) == 32 for id in ids)
