"""Refused means untouched: whatever is said no to, the world is as it was before."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import key

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-056")]

FREE = {"name": "free", "imageName": "mock/worker:1", "isServerless": True}
REFUSED: dict[str, tuple[str, str, Any]] = {
    "a template that is not there": ("POST", "/endpoints", {"templateId": "nope"}),
    "a template that is bound": ("POST", "/endpoints", {"templateId": "demotmpl01"}),
    "too many workers": ("POST", "/endpoints", {"templateId": "FREE", "workersMax": 99}),
    "a volume nobody has": ("POST", "/endpoints", {"templateId": "FREE", "networkVolumeId": "v"}),
    "an unknown key": ("POST", "/endpoints", {"templateId": "FREE", "scaling": 1}),
    "an unknown enum": ("POST", "/endpoints", {"templateId": "FREE", "scalerType": "X"}),
    "a negative number": ("POST", "/endpoints", {"templateId": "FREE", "workersMin": -1}),
    "a long name": ("POST", "/endpoints", {"templateId": "FREE", "name": "x" * 192}),
    "an odd size": (
        "POST",
        "/endpoints",
        {"templateId": "FREE", "computeType": "CPU", "vcpuCount": 3},
    ),
    "a raise over the quota": ("PATCH", "/endpoints/demo", {"workersMax": 99, "name": "new"}),
    "a bound template": ("PATCH", "/endpoints/demo", {"templateId": "demotmpl02", "gpuCount": 2}),
    "a good and a bad key": ("PATCH", "/endpoints/demo", {"name": "new", "gpuCount": 0}),
    "a wrong size": ("PATCH", "/endpoints/cpu-demo", {"vcpuCount": 3, "name": "new"}),
    "no endpoint": ("PATCH", "/endpoints/nope", {"name": "new"}),
    "nothing to delete": ("DELETE", "/endpoints/nope", None),
    "a taken name": ("POST", "/templates", FREE),
    "a volume for serverless": ("POST", "/templates", FREE | {"name": "n", "volumeInGb": 5}),
    "no image": ("POST", "/templates", {"name": "n"}),
    "a rename to a taken name": ("PATCH", "/templates/demotmpl01", {"name": "free", "env": {}}),
    "a volume later on": ("PATCH", "/templates/demotmpl01", {"readme": "r", "volumeInGb": 5}),
    "somebody else's template": ("PATCH", "/templates/runpod-ubuntu", {"readme": "mine"}),
    "no template": ("PATCH", "/templates/nope", {"readme": "r"}),
    "a template in use": ("DELETE", "/templates/demotmpl01", None),
    "an official template": ("DELETE", "/templates/runpod-ubuntu", None),
    "a wrong verb": ("PUT", "/endpoints/demo", {"name": "new"}),
    "a wrong path": ("POST", "/endpoint", {"templateId": "FREE"}),
}


@pytest.mark.parametrize(("verb", "path", "body"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_leaves_no_trace(
    http: httpx.AsyncClient, verb: str, path: str, body: Any
) -> None:
    free = (await http.post("/v1/templates", json=FREE)).json()["id"]
    if body and body.get("templateId") == "FREE":
        body = body | {"templateId": free}
    before = (await http.get("/__mock/state")).json()

    refused = await http.request(verb, f"/v1{path}", json=body)

    assert refused.status_code in (400, 404, 405, 500)
    assert refused.json()["error"]
    assert (await http.get("/__mock/state")).json() == before


async def test_an_account_without_money_is_left_as_it_was(http: httpx.AsyncClient) -> None:
    broke = key("broke")
    free = (await http.post("/v1/templates", json=FREE, headers=broke)).json()["id"]
    before = (await http.get("/__mock/state", headers=broke)).json()

    refused = await http.post("/v1/endpoints", json={"templateId": free}, headers=broke)

    assert refused.status_code == 500
    assert (await http.get("/__mock/state", headers=broke)).json() == before
