"""No quota and no money, in the words of REST v1; refused means that nothing was made."""

import httpx
import pytest

from contract_tests.wire.rest_v1.conftest import Make

pytestmark = pytest.mark.anyio

QUOTA = (
    "graphql: Max workers across all endpoints must not exceed your workers quota ({quota}). "
    "Reduce the max workers for other endpoints or lower the max worker count for this endpoint "
    "to at most 0."
)
BALANCE = "graphql: You must have at least $0.01 in your account balance to create an endpoint."


async def endpoints(http: httpx.AsyncClient) -> list[str]:
    return [each["id"] for each in (await http.get("/v1/endpoints")).json()]


@pytest.mark.rule("B-022")
@pytest.mark.rule("B-056")
@pytest.mark.parametrize(("kind", "words"), [("quota", QUOTA), ("no_balance", BALANCE)])
async def test_an_endpoint_is_refused_and_then_made_exactly_once(
    http: httpx.AsyncClient, new_template: Make, kind: str, words: str
) -> None:
    body = {"templateId": (await new_template())["id"], "workersMax": 1}
    before = await endpoints(http)
    await http.post("/__mock/faults", json={"fault": kind, "count": 1})

    refused = await http.post("/v1/endpoints", json=body)
    assert refused.status_code == 500
    said = refused.json()["error"]
    assert said.startswith("create endpoint: create endpoint: ")
    assert said.endswith(words.format(quota=said.partition("quota (")[2].partition(")")[0]))
    assert await endpoints(http) == before
    made = await http.post("/v1/endpoints", json=body)

    assert made.status_code == 200
    assert await endpoints(http) == [*before, made.json()["id"]]


@pytest.mark.rule("B-141")
async def test_a_raise_is_refused_and_leaves_the_endpoint_as_it_was(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMax=1)
    await http.post("/__mock/faults", json={"fault": "quota", "endpoint": made["id"]})

    refused = await http.patch(f"/v1/endpoints/{made['id']}", json={"workersMax": 2})
    lowered = await http.patch(f"/v1/endpoints/{made['id']}", json={"workersMax": 0})

    assert (refused.status_code, lowered.status_code) == (500, 200)
    assert "workers quota" in refused.json()["error"]
    assert (await http.get(f"/v1/endpoints/{made['id']}")).json()["workersMax"] == 0
