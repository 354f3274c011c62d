"""Reading endpoints, one and all, and what is left when one is deleted."""

import httpx
import pytest

from contract_tests.wire.conftest import Advance, key
from contract_tests.wire.rest_v1.conftest import Make

pytestmark = pytest.mark.anyio


@pytest.mark.rule("B-044")
async def test_the_list_is_bare_and_oldest_first(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = [await new_endpoint(workersMax=1) for _ in range(3)]

    listed = (await http.get("/v1/endpoints")).json()

    assert [each["id"] for each in listed[:3]] == ["demo", "stream-demo", "cpu-demo"]
    assert listed[3:] == made


@pytest.mark.rule("B-044")
async def test_filters_are_ignored(http: httpx.AsyncClient) -> None:
    asked = {"name": "demo", "limit": "1", "offset": "2"}

    assert len((await http.get("/v1/endpoints", params=asked)).json()) == 3


@pytest.mark.rule("B-032")
@pytest.mark.parametrize("path", ["/v1/endpoints", "/v1/endpoints/demo"])
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, set()),
        ({"includeTemplate": "false", "includeWorkers": "false"}, set()),
        ({"includeTemplate": "true"}, {"template"}),
        ({"includeWorkers": "true"}, {"workers"}),
        ({"includeTemplate": "true", "includeWorkers": "true"}, {"template", "workers"}),
    ],
)
async def test_templates_and_workers_are_shown_when_asked_for(
    http: httpx.AsyncClient, path: str, asked: dict[str, str], shown: set[str]
) -> None:
    answer = (await http.get(path, params=asked)).json()

    for each in answer if isinstance(answer, list) else [answer]:
        assert each.keys() & {"template", "workers"} == shown


@pytest.mark.rule("B-032")
async def test_the_template_shown_is_the_one_that_is_there(http: httpx.AsyncClient) -> None:
    shown = (await http.get("/v1/endpoints/demo?includeTemplate=true")).json()["template"]

    assert shown == (await http.get("/v1/templates/demotmpl01")).json()


@pytest.mark.rule("B-041")
@pytest.mark.rule("B-024")
async def test_deleting_answers_with_nothing_at_all(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMin=1)

    deleted = await http.delete(f"/v1/endpoints/{made['id']}")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert "content-type" not in deleted.headers
    assert made["id"] not in (await http.get("/v1/endpoints")).text


@pytest.mark.rule("B-042")
async def test_the_jobs_of_a_deleted_endpoint_are_gone(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make
) -> None:
    at = f"/v2/{(await new_endpoint())['id']}"
    done = (await http.post(f"{at}/run", json={"input": 1})).json()["id"]
    await advance(120)
    assert (await http.get(f"{at}/status/{done}")).json()["status"] == "COMPLETED"

    await http.delete(at.replace("/v2", "/v1/endpoints"))

    for path in (f"status/{done}", "health"):
        gone = await http.get(f"{at}/{path}")
        assert (gone.status_code, gone.json()["detail"]) == (404, "endpoint not found")
    assert (await http.post(f"{at}/run", json={"input": 1})).status_code == 404


@pytest.mark.rule("B-041")
async def test_the_template_of_a_deleted_endpoint_stays(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint()

    await http.delete(f"/v1/endpoints/{made['id']}")

    assert (await http.get(f"/v1/templates/{made['templateId']}")).status_code == 200


@pytest.mark.rule("B-141")
async def test_a_deleted_endpoint_leaves_its_share_of_the_quota(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMax=7)

    await http.delete(f"/v1/endpoints/{made['id']}")

    assert (await new_endpoint(workersMax=7))["workersMax"] == 7


@pytest.mark.rule("B-043")
@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE"])
async def test_an_endpoint_nobody_has_is_not_found(http: httpx.AsyncClient, verb: str) -> None:
    answer = await http.request(verb, "/v1/endpoints/nope", json={})

    assert answer.status_code == 404
    assert answer.json() == {"error": "endpoint not found", "status": 404}


@pytest.mark.rule("B-010")
@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE"])
async def test_an_endpoint_of_another_account_is_not_found_either(
    http: httpx.AsyncClient, new_endpoint: Make, verb: str
) -> None:
    at = f"/v1/endpoints/{(await new_endpoint())['id']}"

    foreign = await http.request(verb, at, json={}, headers=key("other"))

    assert (foreign.status_code, foreign.json()["error"]) == (404, "endpoint not found")
    assert (await http.get(at)).status_code == 200
