"""The variables with which a real worker is started."""

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from contract_tests.wire.conftest import key

pytestmark = pytest.mark.anyio

#: A volume in each of two places, and GPUs of one type only in the second.
TWO_PLACES = {
    "volumes": [
        {"id": "near", "name": "near", "size": 10, "dataCenterId": "EU-RO-1"},
        {"id": "far", "name": "far", "size": 10, "dataCenterId": "US-KS-2"},
    ],
    "stock": [{"typeId": "NVIDIA L4", "dataCenterId": "EU-RO-1", "offered": False}],
}


async def variables(http: httpx.AsyncClient, **asked: str) -> dict[str, str]:
    answer = await http.get("/__mock/endpoints/demo/worker-env", params=asked)
    found: dict[str, str] = answer.raise_for_status().json()
    return found


@pytest.mark.rule("B-150")
async def test_it_is_told_where_to_ask_and_who_it_is(http: httpx.AsyncClient) -> None:
    env = await variables(http, worker="w1", base="http://mock:9")

    take, done = urlsplit(env["RUNPOD_WEBHOOK_GET_JOB"]), env["RUNPOD_WEBHOOK_POST_OUTPUT"]
    assert (take.netloc, take.path) == ("mock:9", "/v2/demo/job-take/$ID")
    assert urlsplit(done).path == "/v2/demo/job-done/$RUNPOD_POD_ID/$ID"
    assert {*parse_qs(take.query)} == {"gpu", "token"}
    assert "gpu=NVIDIA+" in take.query
    assert (env["RUNPOD_POD_ID"], env["RUNPOD_POD_HOSTNAME"]) == ("w1", "w1-64410ad7")
    assert int(env["RUNPOD_PING_INTERVAL"]) >= 1_000
    assert env["RUNPOD_ENDPOINT_BASE_URL"] == "http://mock:9/v2"


async def test_the_template_s_variables_are_there_too(http: httpx.AsyncClient) -> None:
    await http.post("/v1/templates", json={"name": "t", "imageName": "i"})
    template = (await http.get("/__mock/endpoints/demo")).json()["templateId"]
    body = {"env": {"MODEL": "tiny", "RUNPOD_POD_ID": "mine"}}
    await http.patch(f"/v1/templates/{template}", json=body)
    env = await variables(http, worker="w1")

    assert (env["MODEL"], env["RUNPOD_POD_ID"]) == ("tiny", "w1")


async def test_of_several_volumes_it_has_the_one_where_it_is(http: httpx.AsyncClient) -> None:
    world = {"name": "two", "data": {"file": "w.json", "text": json.dumps(TWO_PLACES)}}
    made = (await http.post("/__mock/worlds", json=world)).raise_for_status().json()
    http.headers["Authorization"] = f"Bearer {made['key']}"
    said = {"networkVolumeIds": ["near", "far"], "gpuTypeIds": ["NVIDIA L4"]}
    (await http.put("/__mock/endpoints/demo", json=said)).raise_for_status()
    answer = await http.post("/__mock/endpoints/demo/workers", json={"launcher": "l1"})
    env = answer.raise_for_status().json()["env"]

    assert (env["RUNPOD_DC_ID"], env["RUNPOD_VOLUME_ID"]) == ("US-KS-2", "far")
    assert (env["RUNPOD_GPU_TYPE_ID"], env["RUNPOD_GPU_COUNT"]) == ("NVIDIA L4", "1")
    assert int(env["RUNPOD_MEM_GB"]) > 0


async def test_each_gets_an_id_and_a_token_of_its_own(http: httpx.AsyncClient) -> None:
    one, other = await variables(http), await variables(http)

    assert one["RUNPOD_POD_ID"] != other["RUNPOD_POD_ID"]
    assert one["RUNPOD_WEBHOOK_PING"] != other["RUNPOD_WEBHOOK_PING"]
    assert (await http.get("/__mock/workers")).json()[0]["real"] is False  # nobody is there yet


async def test_somebody_s_own_key_is_not_handed_on(http: httpx.AsyncClient) -> None:
    real = {"Authorization": "Bearer rpa_" + "A" * 40}
    await http.get("/v2/demo/health", headers=real)
    env = (await http.get("/__mock/endpoints/demo/worker-env", headers=real)).json()

    assert "A" * 40 not in str(env)
    assert env["RUNPOD_AI_API_KEY"] == "rpa_mock_worker"


async def test_the_token_says_which_world_is_meant(http: httpx.AsyncClient) -> None:
    mine = await variables(http, worker="w1")
    await http.get("/v2/demo/health", headers=key("other"))
    take = urlsplit(mine["RUNPOD_WEBHOOK_PING"].replace("$RUNPOD_POD_ID", "w1"))
    await http.get(f"{take.path}?{take.query}", headers=key("other"))
    here = (await http.get("/__mock/workers")).json()
    there = (await http.get("/__mock/workers", headers=key("other"))).json()

    assert "w1" in [row["id"] for row in here]
    assert "w1" not in [row["id"] for row in there]


async def test_an_address_that_is_none_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get("/__mock/endpoints/demo/worker-env?base=mock:9")

    assert answer.status_code == 400
    assert "base must be an http or https URL" in answer.json()["error"]
