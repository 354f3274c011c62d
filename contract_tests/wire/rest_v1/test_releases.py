"""Rolling releases as a client sees them: who is at work stays outdated until it is done."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance
from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-146")]

COLD_START = 60
BUSY_FOR = {"input": {"mock_delay": 300}}


async def workers(http: httpx.AsyncClient, endpoint_id: str) -> list[dict[str, Any]]:
    shown = (await http.get(f"/v1/endpoints/{endpoint_id}?includeWorkers=true")).json()
    crew: list[dict[str, Any]] = shown["workers"]
    return crew


async def test_who_rests_is_replaced_at_once(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMax=1)
    await advance(COLD_START)
    (before,) = await workers(http, made["id"])

    await http.patch(f"/v1/endpoints/{made['id']}", json={"gpuCount": 2})

    (after,) = await workers(http, made["id"])
    assert after["id"] != before["id"]
    assert (before["slsVersion"], after["slsVersion"]) == (1, 2)
    assert (before["gpu"]["count"], after["gpu"]["count"]) == (1, 2)


@pytest.mark.rule("B-147")
async def test_who_works_finishes_first(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMax=1)
    job = (await http.post(f"/v2/{made['id']}/run", json=BUSY_FOR)).json()["id"]
    await advance(COLD_START)

    await http.patch(f"/v1/endpoints/{made['id']}", json={"gpuCount": 2})
    (outdated,) = await workers(http, made["id"])
    await advance(300)

    (fresh,) = await workers(http, made["id"])
    status = (await http.get(f"/v2/{made['id']}/status/{job}")).json()
    assert (outdated["desiredStatus"], outdated["slsVersion"]) == ("RUNNING", 1)
    assert (status["status"], status["workerId"]) == ("COMPLETED", outdated["id"])
    assert fresh["slsVersion"] == 2


@pytest.mark.rule("B-052")
@pytest.mark.parametrize(
    "change",
    [
        {"imageName": "mock/worker:2"},
        {"env": {"A": "b"}},
        {"dockerEntrypoint": ["sh"]},
        {"dockerStartCmd": ["serve"]},
        {"containerDiskInGb": 7},
        {"ports": ["80/http"]},
        {"containerRegistryAuthId": "clzdaifot0001l90809257ynb"},
    ],
    ids=lambda change: min(change),
)
async def test_what_a_template_runs_makes_a_version_of_its_endpoint(
    http: httpx.AsyncClient, new_endpoint: Make, change: dict[str, Any]
) -> None:
    made, other = await new_endpoint(), await new_endpoint()

    await http.patch(f"/v1/templates/{made['templateId']}", json=change)

    after = [(await http.get(f"/v1/endpoints/{e['id']}")).json() for e in (made, other)]
    assert [each["version"] for each in after] == [2, 1]


@pytest.mark.rule("B-052")
async def test_what_a_template_is_called_makes_none(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint()
    change = {
        "name": "renamed",
        "readme": "# Read me",
        "isPublic": True,
        "volumeInGb": 0,
        "volumeMountPath": "/data",
    }

    await http.patch(f"/v1/templates/{made['templateId']}", json=change)

    assert (await http.get(f"/v1/endpoints/{made['id']}")).json() == made


@pytest.mark.rule("B-149")
async def test_scaling_alone_replaces_nobody(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMax=1)
    await advance(COLD_START)
    before = await workers(http, made["id"])

    await http.patch(f"/v1/endpoints/{made['id']}", json={"workersMax": 2, "idleTimeout": 9})

    assert await workers(http, made["id"]) == before
